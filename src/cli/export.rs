//! `foi export`.
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use serde_json::json;

use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::export::{self, Into, Replace, Wish, Written, data, facts};
use crate::jobs::publish::Doubts;
use crate::jobs::results::the_campaign;
use crate::results::formats::Mark;
use crate::results::tables::{Form, Mode};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answers and figures as tables, with small numbers suppressed
    Data(Data),
    /// The replies behind the figures, without names and suppressed numbers, with an index
    Evidence(Evidence),
}

#[derive(Debug, clap::Args)]
struct Data {
    /// Which campaign, where there are several
    campaign: Option<String>,
    /// A folder for every table, or a file for the answers (a workbook has every table)
    #[arg(long, value_name = "PATH")]
    to: PathBuf,
    /// How to write them (default: as the file's name ends; in a folder, a data package)
    #[arg(long)]
    format: Option<Format>,
    /// In a file: a row for each authority, not for each answer
    #[arg(long)]
    wide: bool,
    /// In CSV: begin with the mark by which Excel knows UTF-8
    #[arg(long)]
    bom: bool,
    #[command(flatten)]
    whose: Whose,
}

#[derive(Debug, clap::Args)]
struct Evidence {
    /// Which campaign, where there are several
    campaign: Option<String>,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    #[command(flatten)]
    whose: Whose,
}

#[derive(Debug, clap::Args)]
struct Whose {
    /// For your own eyes: every number and every word, in files that say INTERNAL
    #[arg(long)]
    internal: bool,
    /// As it was at the end of this day, or at a moment that `foi freeze` named
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
    /// Publish though answers or mails wait for a person; every file says so
    #[arg(long)]
    with_doubtful: bool,
    /// Replace files of these names, whatever they are
    #[arg(long)]
    force: bool,
}

impl Whose {
    fn mode(&self) -> Mode {
        if self.internal { Mode::Internal } else { Mode::Publication }
    }

    fn doubts(&self) -> Doubts {
        if self.with_doubtful { Doubts::Tell } else { Doubts::Refuse }
    }

    fn replace(&self) -> Replace {
        if self.force { Replace::Anything } else { Replace::Nothing }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Cells that no spreadsheet runs
    Csv,
    /// One workbook: typed, with filters and a sheet of notes
    Xlsx,
    /// An array of objects
    Json,
    /// Typed columns, for `DuckDB` and pandas
    #[cfg(feature = "parquet")]
    Parquet,
    /// A Frictionless data package: CSV with `datapackage.json`
    Package,
}

impl From<Format> for export::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            Format::Xlsx => Self::Xlsx,
            Format::Json => Self::Json,
            #[cfg(feature = "parquet")]
            Format::Parquet => Self::Parquet,
            Format::Package => Self::Package,
        }
    }
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        Command::Data(args) => tables(session, args),
        Command::Evidence(args) => evidence(session, args),
    }
}

fn tables(session: &Session, args: &Data) -> anyhow::Result<Ended> {
    let wish = wish(args)?;
    let workspace = session.read_as_of(args.whose.as_of.as_deref())?;
    let campaign = the_campaign(&workspace, args.campaign.as_deref())?;
    let facts = facts(&workspace, &campaign, (args.whose.mode(), args.whose.doubts()))?;
    let written = data(&facts, &wish)?;
    list(session, &written)?;
    if !session.json {
        for mark in &facts.about.marks {
            out::line(&format!("\n{}", mark.words))?;
        }
    }
    Ok(Ended::Done)
}

/// What is wanted, or why that cannot be.
fn wish(args: &Data) -> anyhow::Result<Wish> {
    let by_name = export::Format::of(&args.to);
    let named = args.format.map(export::Format::from);
    let extension = args.to.extension().and_then(|end| end.to_str());
    anyhow::ensure!(
        cfg!(feature = "parquet") || extension != Some("parquet"),
        "this foi was built without Parquet: build it with its default features, or take another format"
    );
    if let (Some(by_name), Some(named)) = (by_name, named) {
        anyhow::ensure!(
            by_name == named,
            "{} does not end as the format that --format names: leave one of them out",
            args.to.display()
        );
    }
    let format = named.or(by_name).unwrap_or(export::Format::Package);
    let xlsx = format == export::Format::Xlsx;
    anyhow::ensure!(
        !args.wide || (by_name.is_some() && !xlsx),
        "--wide is for one file of answers: a folder and a workbook have both forms"
    );
    anyhow::ensure!(
        !args.bom || format == export::Format::Csv,
        "--bom is for --format csv: other programs would take it for a letter"
    );
    Ok(Wish {
        to: args.to.clone(),
        format,
        form: if args.wide { Form::Wide } else { Form::Long },
        mark: if args.bom { Mark::ByteOrder } else { Mark::None },
        replace: args.whose.replace(),
    })
}

fn evidence(session: &Session, args: &Evidence) -> anyhow::Result<Ended> {
    let workspace = session.read_as_of(args.whose.as_of.as_deref())?;
    let campaign = the_campaign(&workspace, args.campaign.as_deref())?;
    let into = Into {
        folder: Path::new(&args.to),
        mode: args.whose.mode(),
        doubts: args.whose.doubts(),
        replace: args.whose.replace(),
    };
    let made = export::evidence(&workspace, &campaign, into)?;
    let mut written = made.written;
    written.extend(made.redactions.clone());
    list(session, &written)?;
    if session.json {
        for held in &made.held {
            out::object(&json!({"held": held.what, "why": held.why}))?;
        }
        return Ok(Ended::Done);
    }
    for held in &made.held {
        out::line(&format!("not written: {}: {}", held.what, held.why))?;
    }
    if let Some(redactions) = &made.redactions {
        let taken = counted(made.taken, "name or number was", "names and numbers were");
        let suspected = counted(made.suspected, "name is", "names are");
        out::line(&format!(
            "\n{taken} taken out; {suspected} only suspected: they stand first in {}, which is for your \
             eyes alone. Read every file before you publish it.",
            redactions.path.display()
        ))?;
    }
    Ok(Ended::Done)
}

fn list(session: &Session, written: &[Written]) -> anyhow::Result<()> {
    for file in written {
        if session.json {
            out::object(&json!({
                "file": file.path,
                "rows": file.rows,
                "bytes": file.bytes,
                "sha256": file.sha256,
            }))?;
            continue;
        }
        let rows = file
            .rows
            .map_or_else(String::new, |rows| format!("  {}", counted(rows, "row", "rows")));
        out::line(&format!("{}{rows}", file.path.display()))?;
    }
    Ok(())
}
