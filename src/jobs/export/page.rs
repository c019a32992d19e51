//! The index of the evidence: as a page, and as a CSV that no spreadsheet runs.

use anyhow::Context as _;
use serde::Serialize;
use tera::{Context, Tera};

use crate::results::formats::notes;
use crate::results::tables::{About, Mode};
use crate::spreadsheet::inert;

const TEMPLATE: &str = include_str!("../../../templates/evidence/index.html");

/// An answer, and where it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Entry {
    pub(super) authority: String,
    pub(super) name: String,
    pub(super) question: String,
    pub(super) period: String,
    pub(super) published: String,
    /// `None` where it was not written.
    pub(super) file: Option<String>,
    pub(super) place: String,
    pub(super) words: String,
    /// Of the mail or the attachment as it came.
    pub(super) sha256: String,
}

/// Something that was not written, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// "m12", "m12, attachment 1": no name of a file, which may name a person.
    pub what: String,
    pub why: String,
}

#[derive(Debug, Serialize)]
struct Fields<'a> {
    title: &'a str,
    published: bool,
    marks: Vec<&'a str>,
    rows: &'a [Entry],
    held: &'a [Held],
    notes: Vec<Note>,
}

#[derive(Debug, Serialize)]
struct Note {
    what: &'static str,
    words: String,
}

pub(super) fn html(
    (title, about, mode): (&str, &About, Mode),
    rows: &[Entry],
    held: &[Held],
) -> anyhow::Result<String> {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    tera.add_raw_templates([("index.html", TEMPLATE)]).context("the template of the evidence")?;
    let fields = Fields {
        title,
        published: mode == Mode::Publication,
        marks: about.marks.iter().map(|mark| mark.words.as_str()).collect(),
        rows,
        held,
        notes: notes(about, title).into_iter().map(|(what, words)| Note { what, words }).collect(),
    };
    let context = Context::from_serialize(&fields)?;
    tera.render("index.html", &context).context("writing the index of the evidence")
}

const HEADS: [&str; 9] =
    ["authority", "name", "question", "period", "published", "file", "place", "words", "sha256"];

pub(super) fn csv(rows: &[Entry]) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADS)?;
    for row in rows {
        let file = row.file.clone().unwrap_or_default();
        let cells = [
            &row.authority,
            &row.name,
            &row.question,
            &row.period,
            &row.published,
            &file,
            &row.place,
            &row.words,
            &row.sha256,
        ];
        writer.write_record(cells.map(|cell| inert(cell).into_owned()))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
