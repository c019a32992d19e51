//! How XLS is read: files made by real programs, and hostile ones.

use std::io::{Cursor, Write};

use super::read;
use crate::documents::office::testing::made;

#[test]
fn a_file_cut_short_is_a_note() {
    let whole = made("workbook.xls");
    for length in (0..whole.len()).step_by(97) {
        let cut = read(&whole[..length]);
        // The last bytes may say nothing.
        assert!(!cut.notes.is_empty() || cut == read(&whole), "{length}");
    }
}

#[test]
fn no_broken_byte_stops_the_program() {
    let whole = made("workbook.xls");
    for at in (0..whole.len()).step_by(13) {
        let mut broken = whole.clone();
        broken[at] ^= 0x5A;
        read(&broken);
    }
}

#[test]
fn an_encrypted_workbook_is_locked() {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let start = [0x09, 0x08, 4, 0, 0, 6, 5, 0];
    let password = [0x2F, 0, 2, 0, 0, 0];
    file.create_stream("/Workbook").unwrap().write_all(&[&start[..], &password].concat()).unwrap();
    let read = read(&file.into_inner().into_inner());
    assert!(read.locked && read.blocks.is_empty());
}
