//! Tables into files: one, or all of them in a folder.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::folder::{Replace, Written, make, may_write, put, put_text};
use crate::results::formats::{self, Mark, Resource, describe, workbook};
use crate::results::tables::{Facts, Form, Mode, Table, all, answers};

/// What is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
    Json,
    #[cfg(feature = "parquet")]
    Parquet,
    /// CSV with a description that programs read.
    Package,
}

impl Format {
    /// As the end of a file's name says it.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "json" => Some(Self::Json),
            #[cfg(feature = "parquet")]
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }

    fn of_table(self, mark: Mark) -> Option<formats::Format> {
        match self {
            Self::Csv => Some(formats::Format::Csv(mark)),
            // A validator takes the mark for a part of the first name.
            Self::Package => Some(formats::Format::Csv(Mark::None)),
            Self::Json => Some(formats::Format::Json),
            #[cfg(feature = "parquet")]
            Self::Parquet => Some(formats::Format::Parquet),
            Self::Xlsx => None,
        }
    }
}

/// Where, and how.
#[derive(Debug, Clone)]
pub struct Wish {
    /// A folder for every table, or a file for the answers.
    pub to: PathBuf,
    pub format: Format,
    pub form: Form,
    pub mark: Mark,
    pub replace: Replace,
}

/// Writes the tables; gives the files.
pub fn data(facts: &Facts, wish: &Wish) -> anyhow::Result<Vec<Written>> {
    let is_file = Format::of(&wish.to).is_some();
    if is_file { one(facts, wish) } else { folder(facts, wish) }
}

/// Whoever finds the file later must see that it is not for everybody.
const INTERNAL: &str = "INTERNAL";

fn one(facts: &Facts, wish: &Wish) -> anyhow::Result<Vec<Written>> {
    let name = wish.to.file_name().unwrap_or_default().to_string_lossy();
    anyhow::ensure!(
        facts.mode == Mode::Publication || name.contains(INTERNAL),
        "{name} is for the campaign's own eyes, and its name must say so: call it {INTERNAL}-{name}"
    );
    may_write(&wish.to, wish.replace)?;
    if let Some(folder) = wish.to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make(folder)?;
    }
    let Some(format) = wish.format.of_table(wish.mark) else {
        return Ok(vec![whole_workbook(facts, &wish.to)?]);
    };
    let notes = wish.to.with_file_name(format!("{name}.notes.txt"));
    may_write(&notes, wish.replace)?;
    Ok(vec![table(facts, answers(facts, wish.form), (&wish.to, format))?, note(facts, &notes)?])
}

fn folder(facts: &Facts, wish: &Wish) -> anyhow::Result<Vec<Written>> {
    let named = |name: &str| match facts.mode {
        Mode::Publication => wish.to.join(name),
        Mode::Internal => wish.to.join(format!("{INTERNAL}-{name}")),
    };
    make(&wish.to)?;
    let Some(format) = wish.format.of_table(wish.mark) else {
        let path = named(&format!("{}.xlsx", facts.campaign.id));
        may_write(&path, wish.replace)?;
        return Ok(vec![whole_workbook(facts, &path)?]);
    };
    let tables = all(facts);
    let file = |table: &Table<'_>| named(&format!("{}.{}", table.name, format.extension()));
    let (notes, package) = (named("notes.txt"), wish.to.join("datapackage.json"));
    for path in tables.iter().map(file).chain([notes.clone()]) {
        may_write(&path, wish.replace)?;
    }
    let packed = wish.format == Format::Package;
    if packed {
        may_write(&package, wish.replace)?;
    }
    let (mut written, mut resources) = (Vec::new(), Vec::new());
    for one in tables {
        let path = file(&one);
        let (name, words, columns) = (one.name, one.words, one.columns.to_vec());
        let done = table(facts, one, (&path, format))?;
        resources.push(Resource {
            name,
            words,
            columns,
            path: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            bytes: done.bytes,
            sha256: done.sha256.clone(),
        });
        written.push(done);
    }
    written.push(note(facts, &notes)?);
    if packed {
        let about = (facts.campaign.id.as_str(), facts.campaign.title.as_str());
        written.push(put_text(&package, &describe(about, &resources, &facts.about)?)?);
    }
    Ok(written)
}

fn table(
    facts: &Facts,
    table: Table<'_>,
    (path, format): (&Path, formats::Format),
) -> anyhow::Result<Written> {
    put(path, |out| formats::write(format, table, &facts.about, out).map(Some))
}

fn whole_workbook(facts: &Facts, path: &Path) -> anyhow::Result<Written> {
    let bytes = workbook(all(facts), &facts.about, &facts.campaign.title)?;
    put(path, |out| {
        out.write_all(&bytes)?;
        Ok(None)
    })
}

fn note(facts: &Facts, path: &Path) -> anyhow::Result<Written> {
    let notes = formats::notes(&facts.about, &facts.campaign.title).into_iter();
    let lines: Vec<String> = notes.map(|(what, words)| format!("{what}: {words}\n")).collect();
    put_text(path, &lines.concat())
}
