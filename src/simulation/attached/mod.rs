//! Answers in files: what councils attach, written by the programs and formats that they use.
//!
//! Each file says the same as its `Page`, which is what a person sees who opens it.

mod format;
mod office;
mod old_workbook;
mod outlook;
mod page;
mod pdf;
mod plain;
mod rtf;
mod tables;
mod workbook;

use sha2::{Digest, Sha256};

pub use self::format::Format;
use self::page::Page;
use self::tables::Room;
use super::seed::Draw;
use super::sheet::{Body, Layout, Row};
use super::wording;

/// A file that comes with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// An answer in a file, with what a person sees who opens it.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub file: File,
    /// The hash of each file on the way to the page: an archive and what is in it.
    pub hashes: Vec<String>,
    pub seen: String,
}

/// What a file says besides the answers.
#[derive(Debug, Clone)]
pub(super) struct Around {
    /// The name of the file, without its ending.
    pub name: String,
    pub title: String,
    /// Above the answers: references, date, salutation.
    pub above: String,
    pub below: String,
    pub mark: &'static str,
    /// The head of a mail that is attached, without its type.
    pub mail_head: String,
}

/// The number of a question, its words, and what is written for each period.
pub type Given<'g> = (&'g str, &'g str, &'g [(&'g str, String)]);

/// Answers in a file of this format, as one authority drawn by `seed` sends them.
///
/// An answer in the mail itself is its text.
pub fn example(format: Format, answers: &[Given<'_>], seed: u64) -> anyhow::Result<File> {
    let rows: Vec<Row> = answers
        .iter()
        .map(|(number, text, cells)| Row {
            number: (*number).to_owned(),
            text: (*text).to_owned(),
            cells: cells
                .iter()
                .map(|(period, written)| ((*period).to_owned(), written.clone()))
                .collect(),
        })
        .collect();
    let around = Around {
        name: "Response".to_owned(),
        title: "Freedom of information".to_owned(),
        above: format!("Our reference: FOI/{seed}\nDear Sir or Madam\nHere is our answer."),
        below: format!("Yours sincerely\nInformation Governance\n{}", wording::MARK),
        mark: wording::MARK,
        mail_head: format!(
            "From: <a@b.invalid>\r\nTo: <c@d.invalid>\r\nSubject: Response\r\nDate: Tue, 04 Mar \
             2025 10:00:00 +0000\r\nMessage-ID: <{seed}@b.invalid>\r\n"
        ),
    };
    let draw = &mut Draw::of(seed, format.code());
    Ok(write(format, &rows, &around, draw)?.file)
}

/// The answers of `rows` in a file of this format.
pub(super) fn write(
    format: Format,
    rows: &[Row],
    around: &Around,
    draw: &mut Draw,
) -> anyhow::Result<Answer> {
    const PACKED: [Format; 4] = [Format::Docx, Format::Xlsx, Format::Pdf, Format::Csv];
    let packed = if format == Format::Zip {
        PACKED.get(usize::try_from(draw.below(4))?).copied().unwrap_or(Format::Docx)
    } else if format == Format::Winmail {
        Format::Docx
    } else {
        format
    };
    let page = laid_out(packed, rows, around, draw);
    let inner = single(packed, &page, around, draw)?;
    let mut hashes = vec![hash(&inner.bytes)];
    let file = if format == Format::Zip {
        File {
            name: format!("{}.zip", around.name),
            media_type: "application/zip",
            bytes: office::package(&[(&inner.name, &inner.bytes)])?,
        }
    } else if format == Format::Winmail {
        File {
            name: "winmail.dat".to_owned(),
            media_type: "application/ms-tnef",
            bytes: outlook::winmail(&inner.name, &inner.bytes),
        }
    } else {
        inner
    };
    hashes.push(hash(&file.bytes));
    Ok(Answer { file, hashes, seen: page.seen() })
}

/// What stands on the page.
fn laid_out(format: Format, rows: &[Row], around: &Around, draw: &mut Draw) -> Page {
    let mut page = Page::default();
    page.heading(&around.title);
    if format.is_sheet() {
        page.table(tables::drawn(rows, Room::Sheet, draw));
        page.text(around.mark);
        return page;
    }
    page.text(&around.above);
    let as_table = !matches!(format, Format::Eml) && draw.chance(50);
    if as_table {
        page.table(tables::drawn(rows, Room::Page, draw));
    } else {
        const LAYOUTS: [Layout; 5] =
            [Layout::Lines, Layout::OneLine, Layout::Restated, Layout::Blocks, Layout::Prose];
        let index = draw.weighted(&[26, 20, 30, 10, 14]);
        let layout = LAYOUTS.get(index).copied().unwrap_or(Layout::Lines);
        match layout.write(rows, draw) {
            Body::Plain(text) | Body::Html { text, .. } => page.text(&text),
        }
    }
    page.text(&around.below);
    page
}

/// One file, nothing around it.
fn single(format: Format, page: &Page, around: &Around, draw: &mut Draw) -> anyhow::Result<File> {
    let (ending, media_type, bytes) = match format {
        Format::Pdf => ("pdf", "application/pdf", pdf::write(page, draw)?),
        Format::Docx | Format::Winmail => (
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            office::docx(page)?,
        ),
        Format::Doc => ("doc", "application/msword", rtf::write(page)),
        Format::Rtf => ("rtf", "application/rtf", rtf::write(page)),
        Format::Odt => ("odt", "application/vnd.oasis.opendocument.text", office::odt(page)?),
        Format::Xlsx => (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            workbook::xlsx(page)?,
        ),
        Format::Xls => ("xls", "application/vnd.ms-excel", old_workbook::xls(page)?),
        Format::Ods => {
            ("ods", "application/vnd.oasis.opendocument.spreadsheet", office::ods(page)?)
        }
        Format::Csv | Format::Zip => ("csv", "text/csv", plain::csv(page, draw)?),
        Format::Html => ("html", "text/html", plain::html(page)),
        Format::Text | Format::Mail => ("txt", "text/plain", plain::text(page)),
        Format::Eml => ("eml", "message/rfc822", plain::mail(page, &around.mail_head)),
    };
    Ok(File { name: format!("{}.{ending}", around.name), media_type, bytes })
}

/// By this a file is known again when it is taken out of a mail.
fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What a spreadsheet makes of what is typed into a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Typed {
    Number(f64),
    Pounds(f64),
    Percent(f64),
    Words,
}

impl Typed {
    fn of(written: &str) -> Self {
        let number = |text: &str| -> Option<f64> {
            let digits = text.replace(',', "");
            let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
            digits.parse().ok().filter(|_| plain && digits != ".")
        };
        if let Some(pounds) = written.strip_prefix('£').and_then(number) {
            return Self::Pounds(pounds);
        }
        if let Some(percent) = written.strip_suffix('%').and_then(number) {
            return Self::Percent(percent / 100.0);
        }
        number(written).map_or(Self::Words, Self::Number)
    }
}
