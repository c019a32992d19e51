//! How XLSB is read: files made by real programs, and hostile ones.

use super::read;
use crate::documents::office::testing::{hidden, made, package};

#[test]
fn no_broken_byte_stops_the_program() {
    let whole = made("workbook.xlsb");
    for at in (0..whole.len()).step_by(17) {
        let mut broken = whole.clone();
        broken[at] ^= 0x5A;
        read(&broken);
    }
}

#[test]
fn the_data_behind_a_pivot_table_is_named() {
    let to =
        |kind: &str, target: &str| format!("<R><R Id='r1' Type='x/{kind}' Target='{target}'/></R>");
    let book = |records: &[u8]| {
        let (cache, list) = (to("pivotCacheDefinition", "c.bin"), to("pivotCacheRecords", "r.bin"));
        hidden(&read(&package(&[
            ("xl/workbook.bin", b""),
            ("xl/_rels/workbook.bin.rels", cache.as_bytes()),
            ("xl/c.bin", b"\x83\x02\0"),
            ("xl/_rels/c.bin.rels", list.as_bytes()),
            ("xl/r.bin", records),
        ])))
    };
    // BrtBeginPivotCacheRecords, the values of two rows, and its end.
    let row = [&[0x18, 0x1A, 0x0B, 0, 0, 0][..], &[b'N', 0].repeat(11)].concat();
    let full = [&[0xC1, 0x01, 0x04, 2, 0, 0, 0][..], &row, &row, &[0xC2, 0x01, 0x00]].concat();
    assert_eq!(book(&full), ["PivotCache pivot cache 1"]);
    let empty = [0xC1, 0x01, 0x04, 0, 0, 0, 0, 0xC2, 0x01, 0x00];
    assert!(book(&empty).is_empty());
}

#[test]
fn a_file_cut_short_is_a_note() {
    let whole = made("workbook.xlsb");
    for length in [0, 10, 1000, whole.len() - 30] {
        let cut = read(&whole[..length]);
        assert_eq!((cut.blocks.len(), cut.notes.len()), (0, 1), "{length}");
    }
}
