//! PDFs made by programs that councils use, and broken ones.

use super::read;
use crate::documents::model::{Block, Document, What};

macro_rules! made {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/fixtures/documents/made/pdf/", $name))
    };
}

/// A document's lines; a table's rows with bars between their cells.
fn seen(document: &Document) -> Vec<String> {
    let mut out = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Text(text) => out.push(text.text.clone()),
            Block::Table(table) => out.extend(table.rows.iter().map(|row| {
                row.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>().join(" | ")
            })),
        }
    }
    out
}

fn tables(document: &Document) -> Vec<&crate::documents::Table> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Text(_) => None,
        })
        .collect()
}

#[test]
fn text_that_wraps_in_a_ruled_cell_is_one_cell() {
    let document = read(made!("letter.pdf"), None);
    let lines = seen(&document);
    let question = "1. How many children in your care were known or suspected to be at risk of \
                    exclusion in the year? | 12";
    assert!(lines.contains(&question.to_owned()), "{lines:#?}");
    assert!(lines.iter().any(|line| line.ends_with("a review of 400 files.")), "{lines:#?}");
    assert!(lines.contains(&"In total 12 ¹ children on the 31st of March.".to_owned()));
    let first = &tables(&document)[0];
    assert_eq!(first.name, "page 1, table 1");
    assert_eq!(first.rows[1][1].place, "page 1, line 6");
    assert_eq!(document.notes, Vec::<String>::new());
}

#[test]
fn merged_heads_cover_their_columns_and_empty_cells_are_left_out() {
    let document = read(made!("letter.pdf"), None);
    let table = &tables(&document)[1];
    let head: Vec<(&str, usize, usize, usize)> = table.rows[0]
        .iter()
        .map(|cell| (cell.text.as_str(), cell.column, cell.columns, cell.rows))
        .collect();
    assert_eq!(head, [("Age", 0, 1, 2), ("2022/23", 1, 2, 1), ("2023/24", 3, 2, 1)]);
    let row: Vec<(&str, usize)> =
        table.rows[2].iter().map(|cell| (cell.text.as_str(), cell.column)).collect();
    assert_eq!(row, [("Under 16", 0), ("3", 1), ("<5", 3), ("0", 4)]);
}

#[test]
fn a_table_without_lines_keeps_each_figure_beside_its_question() {
    let lines = seen(&read(made!("unruled.pdf"), None));
    let row = |figures: &str| {
        let question = "How many sixteen-year-olds with a foster carer did you look after?";
        lines.iter().filter(|line| **line == format!("{question} | {figures}")).count()
    };
    assert_eq!(row("17 | 2"), 3, "{lines:#?}");
    assert_eq!(lines.iter().filter(|line| *line == "Question | 2022/23 | 2023/24").count(), 3);
}

#[test]
fn columns_of_text_are_read_one_after_the_other() {
    let lines = seen(&read(made!("columns.pdf"), None));
    let text = lines.join(" ");
    for number in 0..6 {
        let sentence = "children who went missing were found within a day in most cases, and \
                        staff spoke with them.";
        assert!(text.contains(&format!("Paragraph {number}: {sentence} {sentence}")), "{text}");
    }
}

#[test]
fn figures_at_the_right_and_words_at_the_left_of_a_column_are_one_column() {
    let document = read(made!("sheet.pdf"), None);
    let columns: Vec<Vec<(usize, &str)>> = tables(&document)[0]
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| (cell.column, cell.text.as_str())).collect())
        .collect();
    assert_eq!(columns[1][..3], [(0, "2022"), (1, "12"), (2, "<5")]);
    assert_eq!(columns[3], [(0, "2024"), (2, "0"), (3, "n/a")]);
}

#[test]
fn headings_in_a_table_stay_rows_of_their_own() {
    let lines = seen(&read(made!("rules.pdf"), None));
    for row in ["Under 16", "Excluded | 3 | 4 | 7", "16 and 17", "Missing | <5 | 0 | <5"] {
        assert!(lines.contains(&row.to_owned()), "{row}: {lines:#?}");
    }
    // White letters on a dark head are seen.
    assert!(lines.contains(&"Measure | Figure".to_owned()), "{lines:#?}");
    assert!(lines.contains(&"And by measure:".to_owned()), "{lines:#?}");
}

#[test]
fn what_cannot_be_seen_is_named_and_not_read() {
    let document = read(made!("hidden.pdf"), None);
    let text = seen(&document).join("\n");
    assert!(text.contains("Number of children: 12"), "{text}");
    for word in ["White", "Alex", "remark"] {
        assert!(!text.contains(word), "{text}");
    }
    let hidden: Vec<(What, &str)> =
        document.hidden.iter().map(|hidden| (hidden.what, hidden.place.as_str())).collect();
    assert_eq!(hidden, [(What::Comment, "page 1"), (What::Text, "page 1")]);
}

#[test]
fn turned_pages_words_up_the_side_and_fields_of_forms_are_read() {
    let lines = seen(&read(made!("hidden.pdf"), None));
    assert!(lines.contains(&"Written up the side".to_owned()), "{lines:?}");
    assert!(lines.contains(&"This page is turned".to_owned()), "{lines:?}");
    assert!(lines.contains(&"Number of children: 12".to_owned()), "{lines:?}");
}

#[test]
fn a_password_against_printing_locks_nothing_and_one_against_opening_does() {
    assert_eq!(seen(&read(made!("owner.pdf"), None)), ["Number of children: 12"]);
    let locked = read(made!("locked.pdf"), None);
    assert!(locked.locked && locked.blocks.is_empty());
    assert!(read(made!("locked.pdf"), Some("wrong")).locked);
    assert_eq!(seen(&read(made!("locked.pdf"), Some("secret"))), ["Number of children: 12"]);
}

#[test]
fn letters_without_meaning_are_left_out_with_a_note() {
    let document = read(made!("no-map.pdf"), None);
    assert_eq!(seen(&document), Vec::<String>::new());
    assert_eq!(document.scans, [1]);
    assert!(document.notes[0].starts_with("page 1: letters in a font"), "{:?}", document.notes);
}

#[test]
fn a_scan_says_so_and_words_behind_it_are_those_of_a_machine() {
    let scan = read(made!("scan.pdf"), None);
    assert_eq!((scan.scans.as_slice(), scan.blocks.len()), (&[1][..], 0));
    assert!(scan.notes[0].starts_with("page 1: a scan"), "{:?}", scan.notes);
    let read_before = read(made!("scan-read.pdf"), None);
    assert!(read_before.scans.is_empty() && read_before.hidden.is_empty());
    assert!(matches!(&read_before.blocks[0], Block::Text(text)
        if text.place == "page 1, line 1 (scan)" && text.text == "Number of children 12"));
}

#[test]
fn a_file_cut_off_anywhere_or_full_of_noise_is_no_panic() {
    let whole = made!("letter.pdf");
    for cut in (0..whole.len()).step_by(whole.len() / 40) {
        assert!(!read(&whole[..cut], None).notes.is_empty());
    }
    let mut noise = made!("rules.pdf").to_vec();
    for at in (40..noise.len()).step_by(97) {
        noise[at] = noise[at].wrapping_mul(31).wrapping_add(7);
        read(&noise, None);
    }
}

#[test]
fn a_file_whose_list_of_objects_is_wrong_is_read_with_a_note() {
    let mut broken = made!("letter.pdf").to_vec();
    broken.truncate(broken.len() - 40);
    let document = read(&broken, None);
    assert_eq!(seen(&document), seen(&read(made!("letter.pdf"), None)));
    assert!(document.notes[0].starts_with("a damaged PDF"), "{:?}", document.notes);
}

/// A file of one page with this content; `more` has further objects from number 5 on.
fn page(content: &[u8], more: &[&str]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut objects: Vec<Vec<u8>> = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F \
          <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> >>/XObject<</X 5 0 R>> >> >>"
            .to_vec(),
    ];
    let mut stream = format!("<</Length {}>>stream\n", content.len()).into_bytes();
    stream.extend(content);
    stream.extend(b"\nendstream");
    objects.push(stream);
    objects.extend(more.iter().map(|object| object.as_bytes().to_vec()));
    for (number, object) in (1..).zip(&objects) {
        places.push(out.len());
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    let end = format!("trailer<</Root 1 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF");
    out.extend(end.bytes());
    out
}

#[test]
fn a_form_that_draws_itself_ends() {
    let form = "<</Subtype/Form/BBox[0 0 600 800]/Length 22/Resources<</XObject<</X 5 0 R>> >> >>\
                stream\n/X Do /X Do /X Do /X Do\nendstream";
    let document = read(&page(b"BT /F 12 Tf 100 700 Td (12) Tj ET /X Do", &[form]), None);
    assert_eq!(seen(&document), ["12"]);
}

#[test]
fn all_ways_to_print_a_line_are_known() {
    let content =
        b"BT /F 12 Tf 14 TL 100 700 Td (one) Tj (two) ' 1 0 (three) \" T* [(fo) -20 (ur)] \
                    TJ ET";
    assert_eq!(seen(&read(&page(content, &[]), None)), ["one", "two", "three", "four"]);
}

#[test]
fn a_picture_is_never_run_as_a_page() {
    let picture = "<</Subtype/Image/Width 9/Height 9/Length 40>>stream\n\
                   BT /F 12 Tf 10 700 Td (hidden) Tj ET\nendstream";
    let content = b"BT /F 12 Tf 100 700 Td (seen) Tj ET q 50 0 0 50 0 0 cm /X Do Q";
    assert_eq!(seen(&read(&page(content, &[picture]), None)), ["seen"]);
}
