//! Files that go with a letter: what each is called and what it is, by its name.

use super::occasion::Attachment;

/// How many bytes all files of a letter may have together: councils refuse mail above 10 MB, and a
/// file grows by a third on its way.
pub const MOST_BYTES: usize = 7_000_000;

/// The longest name, in characters.
const LONGEST: usize = 100;

/// What a file is by the end of its name.
const TYPES: [(&str, &str); 19] = [
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("eml", "message/rfc822"),
    ("gif", "image/gif"),
    ("html", "text/html"),
    ("ics", "text/calendar"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("rtf", "application/rtf"),
    ("txt", "text/plain"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("zip", "application/zip"),
];

impl Attachment {
    /// A file by its name, which may be a path and is cleaned of it.
    pub fn new(name: &str, bytes: Vec<u8>) -> Self {
        let name = file_name(name);
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let known = TYPES.iter().find(|(known, _)| Some(*known) == ending.as_deref());
        // A message inside a message may not be encoded (RFC 2046, 5.2.1): it goes as bytes.
        let known = known.map(|(_, what)| *what).filter(|what| *what != "message/rfc822");
        let media_type = known.unwrap_or("application/octet-stream").to_owned();
        Self { name, media_type, bytes }
    }
}

/// A name without folders, control characters or signs that turn the direction of writing: what is
/// shown is what it is.
pub fn file_name(path: &str) -> String {
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let forbidden = |c: char| c.is_control() || turns(c) || "\"<>:|?*\u{2028}\u{2029}".contains(c);
    let clean: String = last.chars().map(|c| if forbidden(c) { '_' } else { c }).collect();
    let ends = |c: char| c == '.' || c.is_whitespace();
    let clean = clean.trim_matches(ends);
    let (stem, ending) = match clean.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.chars().count() <= 10 => {
            (stem, format!(".{ending}"))
        }
        Some(_) | None => (clean, String::new()),
    };
    let stem: String = stem.chars().take(LONGEST - ending.chars().count()).collect();
    let name = format!("{}{ending}", stem.trim_end());
    let name = name.trim_matches(ends);
    if name.is_empty() { "file".to_owned() } else { name.to_owned() }
}

/// Why these files cannot go with one letter; `None` if they can.
pub fn too_much(files: &[Attachment]) -> Option<String> {
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    (bytes > MOST_BYTES).then(|| {
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        format!(
            "{} together have {bytes} bytes; a letter may carry {MOST_BYTES}: many councils refuse \
             larger mail",
            names.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_its_name_alone_and_is_what_its_ending_says() {
        for (path, name, media_type) in [
            ("/home/ada/our figures.PDF", "our figures.PDF", "application/pdf"),
            ("C:\\ada\\x.csv", "x.csv", "text/csv"),
            ("../../etc/passwd", "passwd", "application/octet-stream"),
            ("a\r\nBcc: x@y.example.txt", "a__Bcc_ x@y.example.txt", "text/plain"),
            ("invoice\u{202e}xslx.exe", "invoice_xslx.exe", "application/octet-stream"),
            ("ŵŷ – ffigurau.xlsx", "ŵŷ – ffigurau.xlsx", TYPES[17].1),
            ("mail.eml", "mail.eml", "application/octet-stream"),
            (".bashrc", "bashrc", "application/octet-stream"),
            ("\"", "_", "application/octet-stream"),
            ("", "file", "application/octet-stream"),
            ("x/ . ..", "file", "application/octet-stream"),
            ("..a..", "a", "application/octet-stream"),
        ] {
            let file = Attachment::new(path, Vec::new());
            assert_eq!((file.name.as_str(), file.media_type.as_str()), (name, media_type));
        }
        let long = format!("{}.pdf", "x".repeat(400));
        assert_eq!(file_name(&long).chars().count(), LONGEST);
        assert_eq!(file_name(&long).rsplit_once('.').map(|(_, ending)| ending), Some("pdf"));
    }

    #[test]
    fn files_that_councils_would_refuse_together_are_told_with_their_size() {
        let file = |bytes: usize| Attachment::new("a.pdf", vec![0; bytes]);
        assert_eq!(too_much(&[file(MOST_BYTES)]), None);
        let said = too_much(&[file(MOST_BYTES), file(1)]).unwrap();
        assert!(said.contains("7000001 bytes"), "{said}");
    }
}
