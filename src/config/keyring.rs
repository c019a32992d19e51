//! The system's keyring, through the program that comes with it: `secret-tool` where there is a Secret
//! Service (GNOME, KDE), `security` on a Mac. A secret goes in by standard input, never as an argument.

use std::fmt::Write;
use std::path::Path;

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};

use super::child::{self, Complaints, PATIENCE};

/// Entries of this program are told from others by this.
const SERVICE: &str = "foi";

/// Whether `name` may name an entry: it goes to another program.
pub fn is_name(name: &str) -> bool {
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '+' | '/');
    !name.is_empty() && !name.starts_with('-') && name.chars().all(plain)
}

/// What is kept under `name`; `None` if nothing is.
pub fn find(name: &str) -> anyhow::Result<Option<SecretString>> {
    let entry = ["service", SERVICE, "account", name];
    let ended = if cfg!(target_os = "macos") {
        run(&["security", "find-generic-password", "-s", SERVICE, "-a", name, "-w"], None)?
    } else {
        run(&[&["secret-tool", "lookup"], entry.as_slice()].concat(), None)?
    };
    let text = ended.printed.trim_end_matches(['\r', '\n']);
    if ended.status.success() && !text.is_empty() {
        return Ok(Some(SecretString::from(text)));
    }
    let missing = ended.complaint.is_empty() || ended.complaint.contains("could not be found");
    anyhow::ensure!(missing, "the system's keyring cannot be read: {}", ended.complaint);
    Ok(None)
}

/// Keeps `secret` under `name`, in place of what was kept there.
pub fn keep(name: &str, secret: &SecretString) -> anyhow::Result<()> {
    anyhow::ensure!(is_name(name), "`{name}` is no name for an entry of the keyring");
    let ended = if cfg!(target_os = "macos") {
        // Its interactive form reads whole commands; in hexadecimal nothing can end one.
        let mut line = format!("add-generic-password -U -s {SERVICE} -a {name} -X ");
        for byte in secret.expose_secret().bytes() {
            write!(line, "{byte:02x}")?;
        }
        line.push('\n');
        run(&["security", "-i"], Some(&SecretString::from(line)))?
    } else {
        let label = format!("--label=foi: {name}");
        let entry = ["service", SERVICE, "account", name];
        run(&[&["secret-tool", "store", &label], entry.as_slice()].concat(), Some(secret))?
    };
    anyhow::ensure!(
        ended.status.success(),
        "the system's keyring did not keep it ({}): {}",
        ended.status,
        ended.complaint
    );
    Ok(())
}

fn run(words: &[&str], told: Option<&SecretString>) -> anyhow::Result<child::Ended> {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    child::run(&words, Path::new("."), told, Complaints::Kept, PATIENCE).with_context(|| {
        "the system's keyring cannot be reached: on Debian and Ubuntu type `sudo apt install \
         libsecret-tools`, or use password_file, password_env or password_command"
    })
}
