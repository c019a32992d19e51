//! How XLS is read: files made by real programs, and hostile ones.

use std::io::{Cursor, Write};

use super::read;
use crate::documents::office::testing::{hidden, made};

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
    assert!(read.notes[0].contains("open it yourself"), "{:?}", read.notes);
}

#[test]
fn the_data_behind_a_pivot_table_is_named() {
    let record = |kind: u16, data: &[u8]| {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    };
    let book = |cache: &[Vec<u8>]| {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        // A workbook that begins and ends.
        let stream = [record(0x809, &[0, 6, 5, 0]), record(0x0A, &[])].concat();
        file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
        file.create_storage("/_SX_DB_CUR").unwrap();
        file.create_stream("/_SX_DB_CUR/0001").unwrap().write_all(&cache.concat()).unwrap();
        hidden(&read(&file.into_inner().into_inner()))
    };
    // SXDB, a field's name, a value of it, the row of a record, the end.
    let (head, row, end) = (record(0xC6, &[0; 20]), record(0xC8, &[0]), record(0x0A, &[]));
    let value = record(0xCD, b"\x0b\0\0SECRET NAME");
    assert_eq!(book(&[head.clone(), value, row, end.clone()]), ["PivotCache pivot cache 1"]);
    assert!(book(&[head, end]).is_empty());
}
