//! CSV and the like: what separates the fields, and which characters they are in, shows from the
//! text itself.

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::documents::model::{
    Block, Cell, Document, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, Table,
};
use crate::documents::office::Gathered;

/// What may separate fields. Where two do it as well, the one that is rarer within fields.
const DELIMITERS: [u8; 4] = [b'\t', b';', b'|', b','];
/// Rows that show it.
const SAMPLE: usize = 200;

pub(super) fn read(bytes: &[u8]) -> Document {
    let mut gathered = Gathered::default();
    // Four bytes for a character at most, and two characters of white space for each that counts.
    let start = bytes.get(..8 * MOST_TEXT).unwrap_or(bytes);
    let mut text = decoded(start).replace("\r\n", "\n");
    if !text.contains('\n') {
        text = text.replace('\r', "\n");
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let (delimiter, text) = match said(&text) {
        Some((delimiter, behind)) => (delimiter, behind),
        None => (sniffed(&text), text.as_str()),
    };
    let rows = rows(text, delimiter, &mut gathered);
    if start.len() < bytes.len() {
        gathered.note("It is longer than what is read of one file: the rest is left out.");
    }
    if rows.iter().any(|row| !row.is_empty()) {
        gathered.push(Block::Table(Table { name: "table 1".to_owned(), rows }));
    }
    gathered.finish()
}

/// Text in the encoding it seems to be in.
pub(in crate::documents) fn decoded(bytes: &[u8]) -> String {
    let zeros = |from: usize| {
        let pairs = bytes.chunks_exact(2).take(500);
        pairs.clone().filter(|pair| pair.get(from) == Some(&0)).count() * 10 > pairs.count() * 6
    };
    let encoding = match bytes {
        [0xFF, 0xFE, ..] => UTF_16LE,
        [0xFE, 0xFF, ..] => UTF_16BE,
        [_, _, ..] if zeros(1) => UTF_16LE,
        [_, _, ..] if zeros(0) => UTF_16BE,
        // The bytes may have been cut within a character.
        _ => match str::from_utf8(bytes) {
            Err(error) if error.error_len().is_some() => WINDOWS_1252,
            Ok(_) | Err(_) => UTF_8,
        },
    };
    encoding.decode(bytes).0.into_owned()
}

/// The delimiter that Excel is told by a first line of "sep=;", which it does not show.
fn said(text: &str) -> Option<(u8, &str)> {
    let (first, behind) = text.split_once('\n')?;
    let first = first.trim_end_matches('\r').trim_matches('"');
    let sign = first.strip_prefix("sep=")?;
    match sign.as_bytes() {
        [delimiter] => Some((*delimiter, behind)),
        _ => None,
    }
}

/// The delimiter by which most rows have the same number of fields.
fn sniffed(text: &str) -> u8 {
    let mut best = (b',', 0);
    for delimiter in DELIMITERS {
        let mut counts: Vec<usize> = Vec::new();
        let mut reader = reader(delimiter).from_reader(text.as_bytes());
        let mut record = ByteRecord::new();
        while counts.len() < SAMPLE && reader.read_byte_record(&mut record).unwrap_or_default() {
            counts.push(record.len());
        }
        let alike = |fields: &usize| counts.iter().filter(|count| *count == fields).count();
        let most = counts.iter().filter(|count| **count > 1).map(alike).max();
        let alike = most.unwrap_or_default();
        if alike > best.1 {
            best = (delimiter, alike);
        }
    }
    best.0
}

fn reader(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true);
    builder
}

fn rows(text: &str, delimiter: u8, gathered: &mut Gathered) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut reader = reader(delimiter).from_reader(text.as_bytes());
    let (mut record, mut cells, mut line) = (ByteRecord::new(), 0, 1);
    while reader.read_byte_record(&mut record).unwrap_or_default() {
        let breaks = memchr::memchr_iter(b'\n', record.as_slice()).count();
        let next = usize::try_from(reader.position().line()).unwrap_or(usize::MAX);
        // Empty lines are rows too; the reader passes over them.
        let empty = next.saturating_sub(1 + breaks).saturating_sub(line);
        line = next;
        let row = rows.len().saturating_add(empty);
        if row >= MOST_ROWS || cells >= MOST_CELLS {
            gathered.note("It has more rows than are read: the rest is left out.");
            break;
        }
        rows.resize_with(row, Vec::new);
        let fields = record.iter().map(|field| String::from_utf8_lossy(field).trim().to_owned());
        let mut kept = Vec::new();
        for (column, text) in fields.enumerate().filter(|(_, text)| !text.is_empty()) {
            if column >= MOST_COLUMNS {
                gathered.note("It has more columns than are read: some are left out.");
                break;
            }
            if !gathered.room_for(&text) {
                return rows;
            }
            let place = format!("row {}, column {}", row + 1, column + 1);
            kept.push(Cell::at(column, text, place));
        }
        cells += kept.len();
        rows.push(kept);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::documents::model::{Block, MOST_ROWS};
    use crate::documents::office::testing::lines;

    #[test]
    fn whatever_separates_the_fields_they_are_the_same() {
        let rows = "Question,2023,2024\n\"Excluded, known\",12,<5\n";
        let expected = ["= table 1", "Question | 2023 | 2024", "Excluded, known | 12 | <5"];
        for delimiter in [",", ";", "\t", "|"] {
            let text = rows.replace(',', delimiter).replace(&format!("d{delimiter} k"), "d, k");
            assert_eq!(lines(&read(text.as_bytes())), expected, "{delimiter}");
            let said = format!("sep={delimiter}\r\n{text}");
            assert_eq!(lines(&read(said.as_bytes())), expected, "{delimiter}");
        }
    }

    #[test]
    fn whatever_the_encoding_the_words_are_the_same() {
        let text = "Caerdydd – tŷ;£5\n";
        let wide: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let marked = [&[0xFF, 0xFE], little.as_slice()].concat();
        let utf8 = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
        for bytes in [marked, utf8, text.as_bytes().to_vec()] {
            assert_eq!(lines(&read(&bytes)), ["= table 1", "Caerdydd – tŷ | £5"]);
        }
        assert_eq!(lines(&read(b"a,\xA35\n")), ["= table 1", "a | £5"]);
        let plain: Vec<u8> = "a,5\nb,6".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(lines(&read(&plain)), ["= table 1", "a | 5", "b | 6"]);
    }

    #[test]
    fn rows_are_counted_with_the_empty_ones() {
        let text = "a,b\r\n\r\n\"two\nlines\",x\r\n,y,\r\n\r\nlast,z";
        let read = read(text.as_bytes());
        let Some(Block::Table(table)) = read.blocks.first() else { panic!("no table") };
        let places: Vec<&str> =
            table.rows.iter().flatten().map(|cell| cell.place.as_str()).collect();
        assert_eq!(places[2], "row 3, column 1");
        assert_eq!(places[4], "row 4, column 2");
        assert_eq!(places[6], "row 6, column 2");
    }

    #[test]
    fn a_million_rows_are_read_in_part() {
        let read = read("1,2\n".repeat(1_000_000).as_bytes());
        let Some(Block::Table(table)) = read.blocks.first() else { panic!("no table") };
        assert_eq!((table.rows.len(), read.notes.len()), (MOST_ROWS, 1));
    }
}
