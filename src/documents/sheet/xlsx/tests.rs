//! How XLSX is read: files made by real programs, and hostile ones.

use super::read;
use crate::documents::model::{Block, MOST_CELLS, MOST_ROWS};
use crate::documents::office::testing::{hidden, lines, made, package};

#[test]
fn cells_know_their_place() {
    let book = read(&made("workbook.xlsx"));
    let Some(Block::Table(table)) = book.blocks.first() else { panic!("no table") };
    assert_eq!(table.rows[3][1].place, "Answers!B4");
    assert_eq!(table.rows[3][1].column, 1);
}

fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    package(&[
        ("xl/workbook.xml", b"<workbook><sheets><sheet name='S' id='r1'/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id='r1' Type='x/worksheet' Target='s.xml'/></Relationships>",
        ),
        ("xl/s.xml", sheet.as_bytes()),
    ])
}

#[test]
fn cells_without_a_place_follow_each_other() {
    let rows =
        "<row><c><v>1</v></c><c t='str'><v>a_x000D_b_x</v></c></row><row><c><v>2</v></c></row>";
    assert_eq!(lines(&read(&workbook(rows))), ["= S", "1 | a\nb_x", "2"]);
}

#[test]
fn a_sheet_of_a_million_rows_is_read_in_part() {
    let book = read(&workbook(&"<row><c><v>1</v></c></row>".repeat(1_000_000)));
    let Some(Block::Table(table)) = book.blocks.first() else { panic!("no table") };
    assert_eq!(table.rows.len(), MOST_ROWS);
    assert_eq!(book.notes, ["S has more rows than are read: the rest is left out."]);
}

#[test]
fn a_sheet_of_too_many_cells_is_read_in_part() {
    let row = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(600));
    let book = read(&workbook(&row.repeat(400)));
    let Some(Block::Table(table)) = book.blocks.first() else { panic!("no table") };
    assert_eq!(table.rows.iter().map(Vec::len).sum::<usize>(), MOST_CELLS);
    assert_eq!(book.notes.len(), 2);
}

#[test]
fn a_cell_in_the_furthest_corner_costs_nothing() {
    let book = read(&workbook("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"));
    assert_eq!((book.blocks.len(), book.notes.len()), (0, 1));
}

#[test]
fn a_file_cut_short_is_a_note() {
    let whole = made("workbook.xlsx");
    let cut = read(&whole[..whole.len() / 2]);
    assert_eq!((cut.blocks.len(), cut.notes.len()), (0, 1));
}

#[test]
fn the_data_behind_a_pivot_table_is_named() {
    let references = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id='r1' Type='x/{kind}' Target='{target}'/></Relationships>"
        )
    };
    let book = |records: &[u8]| {
        let (to_cache, to_records) =
            (references("pivotCacheDefinition", "c.xml"), references("pivotCacheRecords", "r.xml"));
        hidden(&read(&package(&[
            ("xl/workbook.xml", b"<workbook/>"),
            ("xl/_rels/workbook.xml.rels", to_cache.as_bytes()),
            ("xl/c.xml", b"<pivotCacheDefinition/>"),
            ("xl/_rels/c.xml.rels", to_records.as_bytes()),
            ("xl/r.xml", records),
        ])))
    };
    let full = b"<pivotCacheRecords count='1'><r><s v='SECRET NAME'/></r></pivotCacheRecords>";
    assert_eq!(book(full), ["PivotCache pivot cache 1"]);
    assert!(book(b"<pivotCacheRecords count='0'/>").is_empty());
}

#[test]
fn a_text_box_is_read_and_a_chart_is_a_note() {
    let drawing = b"<d><sp><txBody><p><r><t>* under 5</t></r></p></txBody></sp><chart/></d>";
    let book = read(&package(&[
        ("xl/workbook.xml", b"<workbook><sheets><sheet name='S' id='r1'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<R><R Id='r1' Type='x/worksheet' Target='s.xml'/></R>"),
        ("xl/s.xml", b"<worksheet><sheetData/></worksheet>"),
        ("xl/_rels/s.xml.rels", b"<R><R Id='r1' Type='x/drawing' Target='d.xml'/></R>"),
        ("xl/d.xml", drawing),
    ]));
    assert_eq!(lines(&book), ["S, text box: * under 5"]);
    assert_eq!(book.notes, ["A chart on S was not read."]);
}
