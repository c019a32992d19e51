//! Where a password or an access token comes from. It is fetched when it is needed, and never shown.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
pub use secrecy::{ExposeSecret, SecretString};

use super::child::{self, Complaints, PATIENCE, first_bytes};
use super::keyring;

/// Where a secret comes from; the secret itself is not in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// A file that only its owner can read.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
    /// A program and its arguments: the first line it prints.
    Command(Vec<String>),
    /// An entry of the system's keyring.
    Keyring(String),
}

impl Secret {
    /// The secret as it is now; a file's path starts from `workspace`.
    pub fn fetch(&self, workspace: &Path) -> anyhow::Result<SecretString> {
        let text = match self {
            Self::File(path) => file(&workspace.join(path))?,
            Self::Environment(name) => super::environment(name)
                .with_context(|| format!("the environment variable {name} is not set"))?,
            Self::Command(words) => command(words, workspace, PATIENCE)?,
            Self::Keyring(name) => {
                return keyring::find(name)?.with_context(|| {
                    format!(
                        "the keyring has nothing under {name}: type `foi account password {name}`"
                    )
                });
            }
        };
        let line = text.lines().next().unwrap_or_default();
        anyhow::ensure!(!line.is_empty(), "{} gave nothing in its first line", self.name());
        Ok(SecretString::from(line))
    }

    /// Where it comes from, in words.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Environment(name) => format!("the environment variable {name}"),
            Self::Command(words) => format!("`{}`", words.first().map_or("", String::as_str)),
            Self::Keyring(name) => format!("the keyring's {name}"),
        }
    }
}

fn file(path: &Path) -> anyhow::Result<String> {
    let reading = || format!("reading {}", path.display());
    let file = File::open(path).with_context(reading)?;
    let metadata = file.metadata().with_context(reading)?;
    anyhow::ensure!(metadata.is_file(), "{} is no regular file", path.display());
    owner_only(path, &metadata)?;
    first_bytes(file).with_context(reading)
}

#[cfg(unix)]
fn owner_only(path: &Path, metadata: &fs::Metadata) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let path = path.display();
    let others = metadata.permissions().mode() & 0o077;
    anyhow::ensure!(
        others == 0,
        "{path} holds a password and others can read it: type `chmod 600 {path}`"
    );
    Ok(())
}

#[cfg(not(unix))]
fn owner_only(_: &Path, _: &fs::Metadata) -> anyhow::Result<()> {
    Ok(())
}

fn command(words: &[String], folder: &Path, patience: Duration) -> anyhow::Result<String> {
    let ended = child::run(words, folder, None, Complaints::Shown, patience)?;
    let program = words.first().map_or("", String::as_str);
    anyhow::ensure!(ended.status.success(), "`{program}` failed ({})", ended.status);
    Ok(ended.printed)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_password_file_that_others_can_read_is_refused_with_what_to_type() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        fs::write(&path, "open sesame\nsecond line\n").unwrap();
        let secret = Secret::File(PathBuf::from("password"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let error = secret.fetch(folder.path()).unwrap_err().to_string();
        assert!(error.contains("chmod 600") && !error.contains("sesame"), "{error}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let secret = secret.fetch(folder.path()).unwrap();
        assert_eq!(secret.expose_secret(), "open sesame");
        assert!(!format!("{secret:?}").contains("sesame"));
    }

    #[test]
    fn a_command_gives_its_first_line_and_is_not_waited_for_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let print = Secret::Command(words(&["printf", "a token\\nrest"]));
        assert_eq!(print.fetch(folder.path()).unwrap().expose_secret(), "a token");
        let fails = Secret::Command(words(&["sh", "-c", "echo secret; exit 4"]));
        let error = format!("{:#}", fails.fetch(folder.path()).unwrap_err());
        assert!(error.contains("`sh` failed") && !error.contains("secret"), "{error}");
        let slow = command(&words(&["sleep", "60"]), folder.path(), Duration::from_millis(50));
        assert!(format!("{:#}", slow.unwrap_err()).contains("did not end"));
        assert!(Secret::Command(words(&["true"])).fetch(folder.path()).is_err());
    }

    #[test]
    fn a_variable_that_is_not_set_is_named() {
        let secret = Secret::Environment("FOI_NO_SUCH_VARIABLE".to_owned());
        let error = secret.fetch(Path::new(".")).unwrap_err().to_string();
        assert!(error.contains("FOI_NO_SUCH_VARIABLE"), "{error}");
    }
}
