//! Where a password or an access token comes from. It is fetched when it is needed, and never shown.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::Context;
pub use secrecy::{ExposeSecret, SecretString};

/// How long a command may take to print a secret: it may ask a person, or a server far away.
const PATIENCE: Duration = Duration::from_mins(2);

/// No password and no token is this long, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Where a secret comes from; the secret itself is not in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// A file that only its owner can read.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
    /// A program and its arguments: the first line it prints.
    Command(Vec<String>),
}

impl Secret {
    /// The secret as it is now; a file's path starts from `workspace`.
    pub fn fetch(&self, workspace: &Path) -> anyhow::Result<SecretString> {
        let text = match self {
            Self::File(path) => file(&workspace.join(path))?,
            Self::Environment(name) => super::environment(name)
                .with_context(|| format!("the environment variable {name} is not set"))?,
            Self::Command(words) => command(words, workspace, PATIENCE)?,
        };
        let line = text.lines().next().unwrap_or_default();
        anyhow::ensure!(!line.is_empty(), "{} gave nothing in its first line", self.name());
        Ok(SecretString::from(line))
    }

    fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Environment(name) => format!("the environment variable {name}"),
            Self::Command(words) => format!("`{}`", words.first().map_or("", String::as_str)),
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

fn first_bytes(from: impl Read) -> anyhow::Result<String> {
    let mut text = String::new();
    from.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

fn command(words: &[String], folder: &Path, patience: Duration) -> anyhow::Result<String> {
    let (program, arguments) = words.split_first().context("the command is empty")?;
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting `{program}`"))?;
    let running = || format!("running `{program}`");
    let stdout = child.stdout.take().with_context(running)?;
    // Read aside: a program that prints and prints, or nothing, does not hold this one up.
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(first_bytes(stdout)));
    let status = ended(child, patience).with_context(running)?;
    anyhow::ensure!(status.success(), "`{program}` failed ({status})");
    told.recv_timeout(Duration::from_secs(1)).with_context(running)?.with_context(running)
}

fn ended(mut child: Child, patience: Duration) -> anyhow::Result<std::process::ExitStatus> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if start.elapsed() > patience {
            let _ = child.kill();
            let _ = child.wait();
            anyhow::bail!("it did not end in {} seconds", patience.as_secs());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
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
