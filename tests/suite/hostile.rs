//! Files made to harm: each is read as far as it goes, in bounded time and memory, with a note.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::time::{Duration, Instant};

use foi_campaign::documents::{self, Block, Document};
use foi_campaign::replies::message;
use foi_campaign::simulation::attached::{self, File, Format};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A file in each format that our simulated authorities send.
fn in_every_format() -> impl Iterator<Item = File> {
    let cells = [("2023", "12".to_owned()), ("2024", "fewer than 5".to_owned())];
    Format::ALL.into_iter().flat_map(move |format| {
        let answers = [("1", "How many?", &cells[..]), ("2", "How many since?", &cells[..])];
        (0..4).map(|seed| attached::example(format, &answers, seed).unwrap()).collect::<Vec<_>>()
    })
}

fn read(file: &File, bytes: &[u8]) -> Document {
    documents::read(&file.name, file.media_type, bytes)
}

fn words(document: &Document) -> String {
    let mut all = String::new();
    for block in &document.blocks {
        match block {
            Block::Text(text) => all.push_str(&text.text),
            Block::Table(table) => {
                table.rows.iter().flatten().for_each(|cell| all.push_str(&cell.text));
            }
        }
        all.push('\n');
    }
    all
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Within the time that a reader of documents is given.
#[track_caller]
fn soon<T>(what: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = what();
    assert!(begun.elapsed() < Duration::from_mins(1), "took {:?}", begun.elapsed());
    done
}

#[test]
fn a_file_of_any_format_cut_anywhere_is_no_panic_and_where_it_can_be_told_a_note() {
    for file in in_every_format() {
        let whole = read(&file, &file.bytes);
        assert!(
            file.name == "winmail.dat"
                || file.media_type == "message/rfc822"
                || !whole.blocks.is_empty()
        );
        let length = file.bytes.len();
        for cut in (0..length).step_by((length / 40).max(1)) {
            let part = read(&file, &file.bytes[..cut]);
            let packed = file.bytes.starts_with(b"PK") || file.bytes.starts_with(b"%PDF");
            assert!(!packed || !part.notes.is_empty(), "{} cut at {cut}: {part:?}", file.name);
        }
        for at in (0..length).step_by((length / 60).max(1)) {
            let mut broken = file.bytes.clone();
            broken[at] ^= 0x5A;
            read(&file, &broken);
        }
    }
}

#[test]
fn an_envelope_of_outlook_or_an_attached_mail_cut_anywhere_is_no_panic() {
    let files = in_every_format();
    for file in
        files.filter(|file| matches!(file.media_type, "application/ms-tnef" | "message/rfc822"))
    {
        let head = format!("From: a@b.invalid\r\nContent-Type: {}\r\n\r\n", file.media_type);
        for cut in 0..file.bytes.len() {
            if cut % 7 == 0 || cut < 400 {
                message::read(&[head.as_bytes(), &file.bytes[..cut]].concat());
            }
        }
    }
}

/// Entities that stand for each other ten times over, and one that stands for a file.
fn bomb(body: &str) -> String {
    let mut xml = "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a0 \"ha\">".to_owned();
    for level in 1..12 {
        let ten = format!("&a{};", level - 1).repeat(10);
        write!(xml, "<!ENTITY a{level} \"{ten}\">").unwrap();
    }
    write!(xml, "<!ENTITY f SYSTEM \"file:///etc/passwd\">]>{body}").unwrap();
    xml
}

#[test]
fn entities_that_grow_without_end_or_name_a_file_stand_for_nothing() {
    let word = bomb(
        "<w:document><w:body><w:p><w:r><w:t>12 &a11; &f;</w:t></w:r></w:p></w:body></w:document>",
    );
    let text = bomb(
        "<office:document-content><office:body><office:text><text:p>12 &a11; &f;</text:p></office:text>\
         </office:body></office:document-content>",
    );
    let sheet = bomb(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name='S'>\
         <table:table-row><table:table-cell><text:p>12 &a11; &f;</text:p></table:table-cell>\
         </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
    );
    let book = bomb(
        "<worksheet><sheetData><row><c t='inlineStr'><is><t>12 &a11; &f;</t></is></c></row></sheetData>\
         </worksheet>",
    );
    let odf = "application/vnd.oasis.opendocument.";
    let files = [
        ("a.docx", package(&[("word/document.xml", word.as_bytes())])),
        (
            "a.odt",
            package(&[
                ("mimetype", format!("{odf}text").as_bytes()),
                ("content.xml", text.as_bytes()),
            ]),
        ),
        (
            "a.ods",
            package(&[
                ("mimetype", format!("{odf}spreadsheet").as_bytes()),
                ("content.xml", sheet.as_bytes()),
            ]),
        ),
        (
            "a.xlsx",
            package(&[
                (
                    "xl/workbook.xml",
                    b"<workbook><sheets><sheet name='S' id='r1'/></sheets></workbook>",
                ),
                (
                    "xl/_rels/workbook.xml.rels",
                    b"<R><R Id='r1' Type='x/worksheet' Target='s.xml'/></R>",
                ),
                ("xl/s.xml", book.as_bytes()),
            ]),
        ),
    ];
    for (name, bytes) in files {
        let document = soon(|| documents::read(name, "", &bytes));
        let words = words(&document);
        assert!(words.contains("12"), "{name}: {document:?}");
        assert!(words.len() < 200 && !words.contains("root:"), "{name}: {words}");
    }
}

#[test]
fn a_document_that_unpacks_to_more_than_anybody_writes_is_read_in_part() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"<w:document><w:body><w:p><w:r><w:t>12</w:t></w:r></w:p>").unwrap();
    // Nothing to be seen, a quarter of a gigabyte and more of it.
    let nothing = format!("<w:p w:rsidR='{}'/>", "0".repeat(4_000)).repeat(300);
    for _ in 0..240 {
        zip.write_all(nothing.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let document = soon(|| documents::read("a.docx", "", &bytes));
    assert!(words(&document).starts_with("12"));
    assert!(!document.notes.is_empty());
}

#[test]
fn an_archive_of_more_files_than_anybody_sends_is_opened_in_part() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..20_000 {
        zip.start_file(format!("{number}.csv"), SimpleFileOptions::default()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let document = soon(|| documents::read("a.zip", "", &bytes));
    assert!(
        !document.notes.is_empty() && document.notes.len() < 10_000,
        "{}",
        document.notes.len()
    );
}

/// A PDF of these objects, numbered from 1; the first is its catalogue.
fn pdf(objects: &[String]) -> Vec<u8> {
    let mut out = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(out.len());
        write!(out, "{number} 0 obj\n{object}\nendobj\n").unwrap();
    }
    let start = out.len();
    let size = objects.len() + 1;
    write!(out, "xref\n0 {size}\n0000000000 65535 f \n").unwrap();
    for place in places {
        writeln!(out, "{place:010} 00000 n ").unwrap();
    }
    write!(out, "trailer<</Root 1 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF").unwrap();
    out.into_bytes()
}

const FONT: &str = "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>> >> >>";

fn stream(content: &str) -> String {
    format!("<</Length {}>>stream\n{content}\nendstream", content.len())
}

#[test]
fn a_pdf_of_two_thousand_pages_is_read_in_part() {
    const PAGES: usize = 2_000;
    let kids: Vec<String> = (0..PAGES).map(|page| format!("{} 0 R", page + 4)).collect();
    let kids = kids.join(" ");
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{kids}]/Count {PAGES}/MediaBox[0 0 600 800]{FONT}>>"),
        stream("BT /F 12 Tf 100 700 Td (Number of children 12) Tj ET"),
    ];
    objects.extend((0..PAGES).map(|_| "<</Type/Page/Parent 2 0 R/Contents 3 0 R>>".to_owned()));
    let document = soon(|| documents::read("a.pdf", "", &pdf(&objects)));
    assert!(words(&document).starts_with("Number of children 12"));
    assert!(document.blocks.len() < PAGES);
    assert!(document.notes.iter().any(|note| note.contains("page 300")), "{:?}", document.notes);
}

#[test]
fn references_that_lead_back_to_themselves_come_to_an_end() {
    let page = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R{FONT}>>");
    let catalogue = "<</Type/Catalog/Pages 2 0 R>>".to_owned();
    let shown = stream("BT /F 12 Tf 100 700 Td (12) Tj ET");
    let tree = |kids: &str| format!("<</Type/Pages/Kids[{kids}]/Count 9/Parent 2 0 R>>");
    let cases = [
        // A page tree that is its own branch, before and after a page.
        vec![catalogue.clone(), tree("3 0 R 2 0 R"), page.clone(), shown.clone()],
        vec![catalogue.clone(), tree("2 0 R 3 0 R"), page.clone(), shown.clone()],
        // The same page without end, its contents a list that contains itself.
        vec![
            catalogue.clone(),
            tree(&"3 0 R ".repeat(5_000)),
            page.replace("4 0 R", "5 0 R"),
            shown.clone(),
            "[4 0 R 5 0 R 5 0 R]".to_owned(),
        ],
        // A size that is given by what it is the size of; objects that stand for each other.
        vec![
            catalogue.clone(),
            tree("3 0 R"),
            page.clone(),
            shown.replace("/Length 33", "/Length 4 0 R"),
        ],
        vec![catalogue, "3 0 R".to_owned(), "2 0 R".to_owned()],
    ];
    for objects in cases {
        let document = soon(|| documents::read("a.pdf", "", &pdf(&objects)));
        assert!(document.blocks.len() <= 5_000, "{objects:?}");
        assert!(!document.blocks.is_empty() || !document.notes.is_empty(), "{objects:?}");
    }
    // Tables of places that name each other as the one before.
    let mut file = pdf(&["<</Type/Catalog/Pages 2 0 R>>".to_owned()]);
    let text = String::from_utf8(file.clone()).unwrap();
    let start = text.find("xref").unwrap();
    let trailer = format!("/Prev {start}/Size");
    file = text.replacen("/Size", &trailer, 1).into_bytes();
    assert!(!soon(|| documents::read("a.pdf", "", &file)).notes.is_empty());
}

#[test]
fn styles_and_lists_that_rest_on_each_other_come_to_an_end() {
    let styles = "<w:styles><w:style w:type='paragraph' w:styleId='A'><w:basedOn w:val='B'/></w:style>\
                  <w:style w:type='paragraph' w:styleId='B'><w:basedOn w:val='A'/></w:style></w:styles>";
    let document = "<w:document><w:body><w:p><w:pPr><w:pStyle w:val='A'/><w:numPr><w:numId w:val='1'/>\
                    </w:numPr></w:pPr><w:r><w:t>12</w:t></w:r></w:p></w:body></w:document>";
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId='0'><w:numStyleLink w:val='L'/>\
                     </w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>\
                     </w:numbering>";
    let docx = package(&[
        ("word/document.xml", document.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
        ("word/numbering.xml", numbering.as_bytes()),
        (
            "word/_rels/document.xml.rels",
            b"<R><R Id='r1' Type='x/styles' Target='styles.xml'/>\
              <R Id='r2' Type='x/numbering' Target='numbering.xml'/></R>",
        ),
    ]);
    assert!(words(&soon(|| documents::read("a.docx", "", &docx))).contains("12"));
    let content = "<office:document-content><office:automatic-styles><style:style style:name='A' \
                   style:family='paragraph' style:parent-style-name='B'/><style:style style:name='B' \
                   style:family='paragraph' style:parent-style-name='A'/></office:automatic-styles>\
                   <office:body><office:text><text:p text:style-name='A'>12</text:p></office:text>\
                   </office:body></office:document-content>";
    let odt = package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
    ]);
    assert!(words(&soon(|| documents::read("a.odt", "", &odt))).contains("12"));
}

#[test]
fn tables_and_tags_without_end_in_a_page_of_the_web_are_read_in_part() {
    let deep = format!("<p>12</p>{}", "<table><tr><td>".repeat(20_000));
    let wide =
        format!("<p>12</p><table><tr>{}</tr></table>", "<td colspan=60000>1</td>".repeat(2_000));
    let long = format!("<p>12</p>{}", "<p>word word word</p>\n".repeat(400_000));
    for html in [deep, wide, long] {
        let document = soon(|| documents::read("a.html", "text/html", html.as_bytes()));
        assert!(words(&document).contains("12") || !document.notes.is_empty());
        assert!(words(&document).len() < 16 * 1024 * 1024);
    }
}
