//! How workbooks of `OpenDocument` are read: files made by real programs, and hostile ones.

use super::read;
use crate::documents::office::testing::package;

#[test]
fn a_row_that_stands_for_a_million_is_read_in_part() {
    let content = "<office:document-content><office:body><office:spreadsheet>\
        <table:table table:name='S'><table:table-row table:number-rows-repeated='1000000'>\
        <table:table-cell table:number-columns-repeated='1000'><text:p>1</text:p>\
        </table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>\
        </office:document-content>";
    let book = read(&package(&[("content.xml", content.as_bytes())]));
    assert_eq!(book.blocks.len(), 1);
    assert!(!book.notes.is_empty());
}
