//! Tables as files: the same facts give the same bytes.

mod delimited;
mod json;
mod package;
#[cfg(feature = "parquet")]
mod parquet;
mod workbook;

use std::io::Write;

use super::tables::{About, Table};

pub use self::delimited::Mark;
pub use self::package::{Resource, describe};
pub use self::workbook::workbook;

/// How one table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv(Mark),
    Json,
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv(_) => "csv",
            Self::Json => "json",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
        }
    }
}

/// Writes a table, row by row; gives how many there were.
pub fn write<W: Write + Send>(
    format: Format,
    table: Table<'_>,
    about: &About,
    out: &mut W,
) -> anyhow::Result<usize> {
    // What a format has no room for stands in the notes beside it.
    let _ = about;
    match format {
        Format::Csv(mark) => delimited::write(table, mark, out),
        Format::Json => json::write(table, out),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::write(table, about, out),
    }
}

/// What goes with every export, as lines of text.
pub fn notes(about: &About, title: &str) -> Vec<(&'static str, String)> {
    let mut notes: Vec<(&'static str, String)> = Vec::new();
    notes.push(("Title", title.to_owned()));
    notes.extend(about.marks.iter().map(|mark| ("Mind", mark.words.clone())));
    notes.extend(about.method.iter().map(|words| ("Method", words.clone())));
    notes.push(("Licence", about.licence.to_owned()));
    notes.push(("Sources", SOURCES.map(|source| source.1).join(" ")));
    notes.push(("As of", about.as_of.to_string()));
    notes.push(("Program", about.program.clone()));
    notes.push(("Database", format!("SHA-256 of the log: {}", about.database)));
    if !about.publisher.is_empty() {
        notes.push(("Publisher", about.publisher.clone()));
    }
    notes
}

/// Where what is in the tables comes from, with the words that must go with it (DATA-LICENCES.md).
const SOURCES: [(&str, &str, &str); 3] = [
    (
        "Replies",
        "Replies of public authorities to requests under the Freedom of Information Act 2000 and the \
         Freedom of Information (Scotland) Act 2002.",
        "",
    ),
    (
        "Names, codes and types of councils",
        "Names, codes and types of councils: mySociety, UK Local Authority Names and Codes, CC BY 4.0, \
         changed.",
        "https://github.com/mysociety/uk_local_authority_names_and_codes",
    ),
    (
        "Regions and codes",
        "Contains public sector information licensed under the Open Government Licence v3.0.",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
];
