//! ZIP files: the files inside and their names, which are labels and never places on a disk.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::model::MOST_EXPANDED;

/// Files beyond these are not taken out.
const MOST_FILES: usize = 500;
/// Names are cut to this many letters.
const LONGEST_NAME: usize = 200;

/// What is in a ZIP file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Archive {
    pub files: Vec<Packed>,
    /// What was not taken out.
    pub notes: Vec<String>,
    /// Files that open only with a password, or with another than the one given.
    pub locked: Vec<String>,
}

/// A file in a ZIP file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// "answers/table 1.xlsx": for people, of no use as a path.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Takes the files out; those of a ZIP inside too, but no deeper.
pub(super) fn open(bytes: &[u8], password: Option<&str>) -> Archive {
    let mut opening = Opening { password, left: MOST_EXPANDED, out: Archive::default() };
    opening.open(bytes, "", 0);
    opening.out
}

struct Opening<'a> {
    password: Option<&'a str>,
    /// How many bytes may still come out.
    left: u64,
    out: Archive,
}

impl Opening<'_> {
    fn open(&mut self, bytes: &[u8], within: &str, depth: usize) {
        let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
            let what = if within.is_empty() { "the ZIP file" } else { within };
            self.out.notes.push(format!("{what} is damaged and could not be opened"));
            return;
        };
        for at in 0..archive.len() {
            if self.out.files.len() + self.out.locked.len() >= MOST_FILES {
                let note = format!("only the first {MOST_FILES} files were taken out");
                self.out.notes.push(note);
                return;
            }
            if !self.take(&mut archive, at, (within, depth)) {
                return;
            }
        }
    }

    /// Takes one file out; whether to go on.
    fn take(
        &mut self,
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        at: usize,
        place: (&str, usize),
    ) -> bool {
        let (within, depth) = place;
        let name = archive.name_for_index(at).and_then(Result::ok).map(|name| label(&name));
        let name = format!("{within}{}", name.unwrap_or_else(|| format!("file {}", at + 1)));
        let file = match self.password {
            Some(password) => archive.by_index_decrypt(at, password.as_bytes()),
            None => archive.by_index(at),
        };
        let mut file = match file {
            Ok(file) => file,
            Err(ZipError::InvalidPassword) => return self.lock(name),
            Err(ZipError::UnsupportedArchive(why)) if why == ZipError::PASSWORD_REQUIRED => {
                return self.lock(name);
            }
            Err(_) => return self.say(format!("{name}: packed in a way that is not read")),
        };
        if file.is_dir() || is_clutter(&name) {
            return true;
        }
        let mut bytes = Vec::new();
        // One byte more than allowed tells what is too large from what just fits.
        let read = Read::by_ref(&mut file).take(self.left + 1).read_to_end(&mut bytes);
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > self.left {
            self.say(format!("{name}: too large when unpacked, it and what follows was left"));
            return false;
        }
        if read.is_err() {
            return if self.password.is_some() && file.encrypted() {
                self.lock(name)
            } else {
                self.say(format!("{name}: damaged"))
            };
        }
        self.left -= length;
        drop(file);
        // Word and Excel files are ZIP files too: the name tells.
        let is_zip = bytes.starts_with(b"PK\x03\x04") && ends_with(&name, ".zip");
        match (is_zip, depth) {
            (true, 0) => self.open(&bytes, &format!("{name}/"), depth + 1),
            (true, _) => {
                self.say(format!("{name}: a ZIP in a ZIP in a ZIP, not opened"));
            }
            (false, _) => self.out.files.push(Packed { name, bytes }),
        }
        true
    }

    fn lock(&mut self, name: String) -> bool {
        self.out.locked.push(name);
        true
    }

    fn say(&mut self, note: String) -> bool {
        if self.out.notes.len() < 50 {
            self.out.notes.push(note);
        }
        true
    }
}

fn ends_with(name: &str, end: &str) -> bool {
    name.to_ascii_lowercase().ends_with(end)
}

/// A name that shows where a file lay and leads nowhere.
fn label(name: &str) -> String {
    let parts: Vec<String> = name
        .split(['/', '\\'])
        .map(|part| part.chars().filter(|c| !c.is_control() && *c != ':').collect::<String>())
        .filter(|part| !part.trim_matches(['.', ' ']).is_empty())
        .collect();
    parts.join("/").chars().take(LONGEST_NAME).collect()
}

/// What operating systems leave behind.
fn is_clutter(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    name.contains("__MACOSX/") || matches!(last, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn names(archive: &Archive) -> Vec<&str> {
        archive.files.iter().map(|file| file.name.as_str()).collect()
    }

    #[test]
    fn a_zip_in_a_zip_is_opened_and_one_in_that_is_not() {
        let third = packed(&[("deep.csv", b"1")]);
        let second = packed(&[("b.csv", b"2"), ("third.zip", &third)]);
        let archive = open(&packed(&[("a.csv", b"3"), ("second.zip", &second)]), None);
        assert_eq!(names(&archive), ["a.csv", "second.zip/b.csv"]);
        assert_eq!(archive.files[1].bytes, b"2");
        assert_eq!(archive.notes.len(), 1, "{:?}", archive.notes);
    }

    #[test]
    fn names_are_labels_that_lead_nowhere() {
        let files: [(&str, &[u8]); 4] = [
            ("../../etc/passwd", b"x"),
            ("C:\\answers\\1.xlsx", b"y"),
            ("/root.csv", b"z"),
            ("__MACOSX/._a", b"z"),
        ];
        let archive = open(&packed(&files), None);
        assert_eq!(names(&archive), ["etc/passwd", "C/answers/1.xlsx", "root.csv"]);
    }

    #[test]
    fn a_file_that_grows_without_end_is_left() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("bomb.csv", SimpleFileOptions::default()).unwrap();
        let zeros = vec![0; 1024 * 1024];
        for _ in 0..260 {
            zip.write_all(&zeros).unwrap();
        }
        let bytes = zip.finish().unwrap().into_inner();
        let archive = open(&bytes, None);
        assert!(archive.files.is_empty());
        assert!(archive.notes[0].contains("too large"), "{:?}", archive.notes);
    }

    #[test]
    fn a_file_behind_a_password_is_named_and_opens_with_it() {
        let bytes = include_bytes!("../../tests/fixtures/documents/made/pdf/password-foi.zip");
        let archive = open(bytes, None);
        assert_eq!(archive.locked, ["answers.csv"]);
        let archive = open(bytes, Some("wrong"));
        assert_eq!(archive.locked, ["answers.csv"]);
        let archive = open(bytes, Some("foi"));
        assert_eq!(archive.files[0].bytes, b"question,answer\n1,12\n");
    }

    #[test]
    fn what_is_no_zip_is_damaged() {
        let bytes = packed(&[("a.csv", b"3")]);
        let half = &bytes[..bytes.len() / 2];
        assert!(!open(half, None).notes.is_empty());
        assert!(!open(b"PK\x03\x04", None).notes.is_empty());
    }
}
