//! Documents that are XML in a ZIP: DOCX, ODT and ODS, as small as they can be.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Typed;
use super::page::{Block, Page};
use crate::simulation::sheet::escaped;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Files in a ZIP: the same files give the same bytes.
pub(super) fn package(parts: &[(&str, &[u8])]) -> anyhow::Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // The type of an OpenDocument file is told by its first bytes.
        let method = if *name == "mimetype" {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default());
        writer.start_file(*name, options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// A letter as Word writes it.
pub(super) fn docx(page: &Page) -> anyhow::Result<Vec<u8>> {
    let mut body = String::new();
    for block in &page.blocks {
        match block {
            Block::Heading(text) => body.push_str(&word_paragraph(text, "<w:rPr><w:b/></w:rPr>")),
            Block::Paragraph(text) => body.push_str(&word_paragraph(text, "")),
            Block::Table(rows) => {
                body.push_str(
                    "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"0\" \
                     w:type=\"auto\"/></w:tblPr><w:tblGrid>",
                );
                let columns = rows.first().map_or(0, Vec::len);
                body.push_str(&"<w:gridCol w:w=\"2000\"/>".repeat(columns));
                body.push_str("</w:tblGrid>");
                for row in rows {
                    body.push_str("<w:tr>");
                    for cell in row {
                        body.push_str(
                            "<w:tc><w:tcPr><w:tcW w:w=\"2000\" w:type=\"dxa\"/></w:tcPr>",
                        );
                        body.push_str(&word_paragraph(cell, ""));
                        body.push_str("</w:tc>");
                    }
                    body.push_str("</w:tr>");
                }
                body.push_str("</w:tbl><w:p/>");
            }
        }
    }
    let document = format!(
        "{XML}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body>{body}<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr></w:body>\
         </w:document>"
    );
    package(&[
        ("[Content_Types].xml", WORD_TYPES.as_bytes()),
        ("_rels/.rels", WORD_RELATIONS.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ])
}

const WORD_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
const WORD_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";

fn word_paragraph(text: &str, style: &str) -> String {
    format!("<w:p><w:r>{style}<w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escaped(text))
}

/// A letter as `LibreOffice` writes it.
pub(super) fn odt(page: &Page) -> anyhow::Result<Vec<u8>> {
    let mut body = String::new();
    let mut tables = 0;
    for block in &page.blocks {
        match block {
            Block::Heading(text) => {
                let text = escaped(text);
                let _ = write!(body, "<text:h text:outline-level=\"1\">{text}</text:h>");
            }
            Block::Paragraph(text) => body.push_str(&paragraph(text)),
            Block::Table(rows) => {
                tables += 1;
                let columns = rows.first().map_or(0, Vec::len);
                let _ = write!(
                    body,
                    "<table:table table:name=\"Table{tables}\"><table:table-column \
                     table:number-columns-repeated=\"{columns}\"/>"
                );
                for row in rows {
                    let cells = row.iter().map(|cell| words_cell(cell)).collect::<String>();
                    let _ = write!(body, "<table:table-row>{cells}</table:table-row>");
                }
                body.push_str("</table:table>");
            }
        }
    }
    open_document("text", &format!("<office:text>{body}</office:text>"))
}

/// A workbook as `LibreOffice` writes it: what can be a number is one.
pub(super) fn ods(page: &Page) -> anyhow::Result<Vec<u8>> {
    let mut rows = String::new();
    for block in &page.blocks {
        match block {
            Block::Heading(text) | Block::Paragraph(text) => {
                let cell = words_cell(text);
                let empty = words_cell("");
                let _ = write!(
                    rows,
                    "<table:table-row>{cell}</table:table-row><table:table-row>{empty}\
                     </table:table-row>"
                );
            }
            Block::Table(table) => {
                for (index, row) in table.iter().enumerate() {
                    let cell = |cell: &String| {
                        if index == 0 { words_cell(cell) } else { typed_cell(cell) }
                    };
                    let cells = row.iter().map(cell).collect::<String>();
                    let _ = write!(rows, "<table:table-row>{cells}</table:table-row>");
                }
            }
        }
    }
    let body = format!(
        "<office:spreadsheet><table:table table:name=\"Response\">{rows}</table:table>\
         </office:spreadsheet>"
    );
    open_document("spreadsheet", &body)
}

fn paragraph(text: &str) -> String {
    format!("<text:p>{}</text:p>", escaped(text))
}

fn words_cell(text: &str) -> String {
    if text.is_empty() {
        return "<table:table-cell/>".to_owned();
    }
    format!("<table:table-cell office:value-type=\"string\">{}</table:table-cell>", paragraph(text))
}

fn typed_cell(text: &str) -> String {
    let (kind, number) = match Typed::of(text) {
        Typed::Words => return words_cell(text),
        Typed::Number(number) => ("\"float\"", number),
        Typed::Pounds(number) => ("\"currency\" office:currency=\"GBP\"", number),
        Typed::Percent(number) => ("\"percentage\"", number),
    };
    format!(
        "<table:table-cell office:value-type={kind} office:value=\"{number}\">{}\
         </table:table-cell>",
        paragraph(text)
    )
}

fn open_document(kind: &str, body: &str) -> anyhow::Result<Vec<u8>> {
    let media_type = format!("application/vnd.oasis.opendocument.{kind}");
    let content = format!(
        "{XML}<office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         office:version=\"1.3\"><office:body>{body}</office:body></office:document-content>"
    );
    let manifest = format!(
        "{XML}<manifest:manifest \
         xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" \
         manifest:version=\"1.3\"><manifest:file-entry manifest:full-path=\"/\" \
         manifest:media-type=\"{media_type}\"/><manifest:file-entry \
         manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    package(&[
        ("mimetype", media_type.as_bytes()),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}
