//! Which office file bytes are, by what is in them.

use memchr::memmem::find;

use super::model::Document;
use super::office::{Compound, Package, locked, part_of};
use super::sheet::{SheetKind, decoded, read_sheet};
use super::word::{WordKind, read_word};

/// An office file that can be read, or opens only with a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfficeKind {
    Word(WordKind),
    Sheet(SheetKind),
    Locked,
}

const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Where a file names its kind, if it is damaged elsewhere.
const START: usize = 64 * 1024;

/// What `bytes` are. Only text needs the `name` of its file: fields are fields of a table if the
/// file says so.
pub fn sniff(bytes: &[u8], name: &str) -> Option<OfficeKind> {
    if bytes.starts_with(COMPOUND) {
        return compound(bytes);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return package(bytes);
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if text.starts_with(b"{\\rtf") {
        return Some(OfficeKind::Word(WordKind::Rtf));
    }
    delimited(bytes, name).then_some(OfficeKind::Sheet(SheetKind::Delimited))
}

/// Its paragraphs, tables and hidden things.
pub fn read_office(bytes: &[u8], kind: OfficeKind) -> Document {
    match kind {
        OfficeKind::Word(kind) => read_word(bytes, kind),
        OfficeKind::Sheet(kind) => read_sheet(bytes, kind),
        OfficeKind::Locked => locked(),
    }
}

fn compound(bytes: &[u8]) -> Option<OfficeKind> {
    let word = OfficeKind::Word(WordKind::Doc);
    let sheet = OfficeKind::Sheet(SheetKind::Xls);
    let Some(file) = Compound::open(bytes) else {
        // Names of streams are in characters of two bytes.
        let names = |name: &str| {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            find(bytes, &wide).is_some()
        };
        // The list of names may be what is missing: streams begin at the start of a sector.
        let begins = |mark: &[u8]| bytes.chunks(512).any(|sector| sector.starts_with(mark));
        return if names("EncryptedPackage") {
            Some(OfficeKind::Locked)
        } else if names("WordDocument") || begins(b"\xEC\xA5") {
            Some(word)
        } else {
            (names("Workbook") || begins(b"\x09\x08\x10\x00")).then_some(sheet)
        };
    };
    if file.has("/EncryptedPackage") {
        Some(OfficeKind::Locked)
    } else if file.has("/WordDocument") {
        Some(word)
    } else {
        (file.has("/Workbook") || file.has("/Book")).then_some(sheet)
    }
}

fn package(bytes: &[u8]) -> Option<OfficeKind> {
    let Some(mut package) = Package::open(bytes) else {
        let start = bytes.get(..START).unwrap_or(bytes);
        return if find(start, b"word/document.xml").is_some() {
            Some(OfficeKind::Word(WordKind::Docx))
        } else if find(start, b"xl/workbook.bin").is_some() {
            Some(OfficeKind::Sheet(SheetKind::Xlsb))
        } else if find(start, b"xl/workbook.xml").is_some()
            || find(start, b"xl/worksheets").is_some()
        {
            Some(OfficeKind::Sheet(SheetKind::Xlsx))
        } else {
            open_document(start)
        };
    };
    if let Some(kind) = package.start("mimetype", 200).and_then(|kind| open_document(&kind)) {
        return Some(kind);
    }
    let main = part_of(&package.references(""), "officeDocument");
    let main = main.unwrap_or_default().to_lowercase();
    if main == "xl/workbook.bin" || package.has("xl/workbook.bin") {
        Some(OfficeKind::Sheet(SheetKind::Xlsb))
    } else if main.starts_with("xl/") || package.has("xl/workbook.xml") {
        Some(OfficeKind::Sheet(SheetKind::Xlsx))
    } else if main.starts_with("word/") || package.has("word/document.xml") {
        Some(OfficeKind::Word(WordKind::Docx))
    } else {
        None
    }
}

fn open_document(start: &[u8]) -> Option<OfficeKind> {
    if find(start, b"application/vnd.oasis.opendocument.text").is_some() {
        Some(OfficeKind::Word(WordKind::Odt))
    } else {
        find(start, b"application/vnd.oasis.opendocument.spreadsheet")
            .map(|_| OfficeKind::Sheet(SheetKind::Ods))
    }
}

/// Text in a file whose name says that it is a table.
fn delimited(bytes: &[u8], name: &str) -> bool {
    let name = name.to_lowercase();
    let table = [".csv", ".tsv", ".tab", ".xls", ".xlsx"].iter().any(|end| name.ends_with(end));
    if !table || bytes.is_empty() {
        return false;
    }
    let start = decoded(bytes.get(..4096).unwrap_or(bytes));
    let binary = start.chars().any(|sign| sign.is_control() && !sign.is_whitespace());
    // Pages are saved under the names of workbooks.
    !binary
        && !start.trim_start_matches('\u{feff}').trim_start().starts_with('<')
        && !start.starts_with("%PDF")
}

#[cfg(test)]
mod tests {
    use super::{OfficeKind, sniff};
    use crate::documents::office::testing::made;
    use crate::documents::sheet::SheetKind;
    use crate::documents::word::WordKind;

    #[test]
    fn a_file_is_known_by_what_is_in_it() {
        let expected = [
            ("letter.docx", OfficeKind::Word(WordKind::Docx)),
            ("letter.doc", OfficeKind::Word(WordKind::Doc)),
            ("letter.odt", OfficeKind::Word(WordKind::Odt)),
            ("letter.rtf", OfficeKind::Word(WordKind::Rtf)),
            ("workbook.xlsx", OfficeKind::Sheet(SheetKind::Xlsx)),
            ("workbook.xls", OfficeKind::Sheet(SheetKind::Xls)),
            ("workbook.xlsb", OfficeKind::Sheet(SheetKind::Xlsb)),
            ("locked.docx", OfficeKind::Locked),
            ("workbook.ods", OfficeKind::Sheet(SheetKind::Ods)),
        ];
        for (name, kind) in expected {
            let whole = made(name);
            assert_eq!(sniff(&whole, "answer.dat"), Some(kind), "{name}");
            assert_eq!(sniff(&whole[..whole.len() - 700], "answer.dat"), Some(kind), "{name}");
        }
    }

    #[test]
    fn fields_are_a_table_where_the_name_says_so() {
        let table = Some(OfficeKind::Sheet(SheetKind::Delimited));
        assert_eq!(sniff(b"a,b\n1,2\n", "figures.CSV"), table);
        assert_eq!(sniff(b"a\tb\n", "figures.xls"), table);
        assert_eq!(sniff(b"Dear Sir, thank you\n", "letter.txt"), None);
        assert_eq!(sniff(b"<html><table>", "figures.xls"), None);
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\0", "figures.csv"), None);
    }
}
