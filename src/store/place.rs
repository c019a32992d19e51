//! Where a workspace lies: some places are unsafe for a database.

use std::fs::{self, File, OpenOptions};
use std::path::Path;

/// Makes a file that only its owner can read, if it is not there yet.
pub(super) fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Why `workspace` is a risky place, if it is one: a network or synchronised folder.
pub fn warning(workspace: &Path) -> Option<String> {
    let path = fs::canonicalize(workspace).unwrap_or_else(|_| workspace.to_owned());
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    warning_for(&path, &mounts)
}

/// As `warning`, for a path and a table of mounts.
fn warning_for(path: &Path, mounts: &str) -> Option<String> {
    const SYNCHRONISED: [&str; 9] = [
        "dropbox",
        "onedrive",
        "google drive",
        "googledrive",
        "my drive",
        "icloud",
        "mobile documents",
        "nextcloud",
        "syncthing",
    ];
    const NETWORK: [&str; 9] =
        ["nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "fuse.rclone"];
    let synchronised = path.components().any(|part| {
        let part = part.as_os_str().to_string_lossy().to_lowercase();
        SYNCHRONISED.iter().any(|name| part == *name || part.starts_with(&format!("{name} ")))
            || (part.starts_with("onedrive") && part.contains('-'))
    });
    if synchronised {
        return Some(format!(
            "{} looks like a synchronised folder: a copy taken while foi writes can damage the \
             database, and children's data leaves this machine. Move the workspace elsewhere.",
            path.display()
        ));
    }
    let mount = mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            Some((fields.next()?.replace("\\040", " "), fields.next()?))
        })
        .filter(|(point, _)| path.starts_with(point))
        .max_by_key(|(point, _)| point.len());
    let (_, kind) = mount.filter(|(_, kind)| NETWORK.contains(kind))?;
    Some(format!(
        "{} is on a network file system ({kind}): SQLite's locks do not hold there, and two \
         people writing at once would damage the database. Move the workspace to this machine.",
        path.display()
    ))
}

/// What to do about a git checkout that keeps the database of `workspace`; `None` where none does.
pub fn tracked_by_git(workspace: &Path) -> Option<String> {
    let path = fs::canonicalize(workspace).ok()?.join(super::FILE);
    let top = path.ancestors().skip(1).find(|folder| folder.join(".git").exists())?;
    let index = fs::read(git_folder(top)?.join("index")).ok()?;
    let inside = path.strip_prefix(top).ok()?.to_str()?;
    // Each entry of the index ends its path with a zero byte.
    let entry = [inside.as_bytes(), &[0]].concat();
    memchr::memmem::find(&index, &entry)?;
    Some(format!(
        "git keeps {inside} of the checkout {}: mail about children would be published with it. Type \
         `git rm --cached {inside}` there and add foi.db* to .gitignore; what was pushed must be removed \
         from the history",
        top.display()
    ))
}

/// Where a checkout keeps its index: beside it, or where its `.git` file says.
fn git_folder(top: &Path) -> Option<std::path::PathBuf> {
    let git = top.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = fs::read_to_string(git).ok()?;
    Some(top.join(text.strip_prefix("gitdir:")?.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_mount_and_a_synchronised_folder_are_warned_of() {
        let mounts = "/dev/sda1 / ext4 rw 0 0\nserver:/share /mnt/team\\040share nfs4 rw 0 0\n";
        let warn = |path: &str| warning_for(Path::new(path), mounts);
        assert!(warn("/mnt/team share/campaign").is_some_and(|text| text.contains("nfs4")));
        assert!(warn("/home/a/Dropbox/campaign").is_some_and(|text| text.contains("synchronised")));
        assert!(warn("/home/a/OneDrive - Charity/c").is_some());
        assert_eq!(warn("/home/a/campaign"), None);
    }
}
