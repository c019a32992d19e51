//! Answers in the documents that come with a mail: in their tables, and in their text as in a mail's.

use std::sync::LazyLock;

use regex::Regex;

use super::checks::{check_parts, settle_between};
use super::legends;
use super::{candidates, pointers, prose, tables};
use crate::answers::{Candidate, Number, Status, Value, labels};
use crate::campaign::Campaign;
use crate::documents::{Block, Document, Table};
use crate::replies::pattern::regex;
use crate::replies::quoting::{Line, Role};
use crate::replies::sentences::sentences;

/// In the place of what was read from a picture.
const SCANNED: &str = "(scan)";

/// A document that came with a mail.
#[derive(Debug, Clone, Copy)]
pub struct Paper<'d> {
    pub name: &'d str,
    pub document: &'d Document,
}

impl Paper<'_> {
    /// Its lines as a mail's: paragraphs, and rows with bars between their cells.
    pub fn lines(&self) -> Vec<Line> {
        self.placed().into_iter().map(|placed| placed.line).collect()
    }

    /// What it says besides its figures: paragraphs, rows of one cell, and cells with a sentence in them.
    pub fn remarks(&self) -> Vec<Line> {
        let of_block = |block: &Block| match block {
            Block::Text(text) => Placed::new(&text.text, &text.place),
            Block::Table(table) => {
                let remarks = table.rows.iter().flat_map(|row| {
                    row.iter().filter(|cell| row.len() == 1 || is_remark(&cell.text))
                });
                remarks.flat_map(|cell| Placed::new(&cell.text, &cell.place)).collect()
            }
        };
        self.document.blocks.iter().flat_map(of_block).map(|placed| placed.line).collect()
    }

    fn placed(&self) -> Vec<Placed> {
        self.document.blocks.iter().flat_map(Placed::of).collect()
    }
}

/// A line, and where it stands.
#[derive(Debug, Clone)]
struct Placed {
    line: Line,
    place: String,
}

impl Placed {
    fn new(text: &str, place: &str) -> Vec<Self> {
        text.lines()
            .map(|text| Self {
                line: Line { text: text.to_owned(), role: Role::New, quoted: false },
                place: place.to_owned(),
            })
            .collect()
    }

    fn of(block: &Block) -> Vec<Self> {
        match block {
            Block::Text(text) if is_page_number(&text.text) => Vec::new(),
            Block::Text(text) => {
                let mut lines = Self::new(&text.text, &text.place);
                // A paragraph ends where the next begins; a printed line may go on.
                if text.place.contains("paragraph") {
                    lines.extend(Self::new("\n", &text.place));
                }
                lines
            }
            Block::Table(table) => Self::rows(table),
        }
    }

    fn rows(table: &Table) -> Vec<Self> {
        table
            .rows
            .iter()
            .filter(|row| !row.is_empty())
            .flat_map(|row| {
                // An empty cell keeps its place, so that what is below stays below.
                let mut cells: Vec<String> = Vec::new();
                for cell in row {
                    cells.resize(cells.len().max(cell.column), String::new());
                    cells.push(cell.text.split_whitespace().collect::<Vec<_>>().join(" "));
                }
                let place = row.first().map(|cell| cell.place.as_str()).unwrap_or_default();
                Self::new(&cells.join(" | "), place)
            })
            .collect()
    }
}

/// "FOI 17 | Page 2 of 3" at the foot of a page.
fn is_page_number(text: &str) -> bool {
    static PAGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^(?:[^|]{0,60}\|)?\W*(?:page|tudalen|t\.)\s*\d{1,3}(?:\s*(?:of|/|o)\s*\d{1,3})?\W*$").ok()
    });
    PAGE.as_ref().is_some_and(|page| page.is_match(text))
}

/// A cell with a sentence in it that asks nothing.
fn is_remark(text: &str) -> bool {
    const SHORTEST: usize = 40;
    text.chars().count() >= SHORTEST && !text.trim_end().ends_with('?')
}

/// What a mail and its papers say together: `body` holds what the mail itself was found to say.
pub fn with_papers(
    campaign: &Campaign,
    body: Vec<Candidate>,
    (lines, papers): (&[Line], &[Paper<'_>]),
) -> Vec<Candidate> {
    let mut all_lines: Vec<Line> = lines.to_vec();
    let mut found = body;
    for paper in papers {
        all_lines.extend(paper.lines());
        found = settle_between(found, of_paper(campaign, paper));
    }
    contradicted(lines, &mut found);
    unsaid(campaign, &mut found);
    pointers::resolve(campaign, &mut found);
    pointers::below_none(campaign, &mut found);
    legends::apply(campaign, &mut found, &all_lines);
    check_parts(campaign, found)
}

/// "In short, 14 children met your definition" above a file that says 17: which is it?
fn contradicted(lines: &[Line], found: &mut [Candidate]) {
    let told: Vec<Number> = found.iter().filter_map(|one| one.value.as_exact()).collect();
    let new = lines.iter().filter(|line| !line.quoted).map(|line| line.text.clone());
    let said: Vec<(usize, String)> = sentences(&new.collect::<Vec<_>>().join("\n"))
        .into_iter()
        .map(|sentence| (0, sentence))
        .collect();
    let figures = prose::figures(&said).unwrap_or_default();
    // A sentence that tells one of the answers tells another figure too.
    let beside = |figure: &prose::Figure| {
        figures
            .iter()
            .any(|other| other.sentence == figure.sentence && told.contains(&other.number))
    };
    let Some(other) = figures.iter().find(|one| !told.contains(&one.number) && beside(one)) else {
        return;
    };
    let doubt = format!("the mail says {} beside it", other.as_written);
    for candidate in found.iter_mut().filter(|one| one.part.is_some()) {
        candidate.doubt.get_or_insert_with(|| doubt.clone());
        candidate.confidence = candidate.confidence.min(0.5);
    }
}

/// Cells of which nothing was read although others of the reply stand in a table: an answer may
/// have been passed over, and a person looks.
fn unsaid(campaign: &Campaign, found: &mut Vec<Candidate>) {
    let of_table =
        |candidate: &&Candidate| candidate.part.is_some() || candidate.rule.starts_with("table_");
    let Some(part) = found.iter().find(of_table).map(|found| found.part.clone()) else { return };
    for (question, period) in campaign.cells() {
        let known = |other: &Candidate| other.question == question.id && other.period == period.id;
        if found.iter().any(known) {
            continue;
        }
        found.push(Candidate {
            question: question.id.clone(),
            period: period.id.clone(),
            value: Value::without_number(Status::Missing),
            as_written: String::new(),
            part: part.clone(),
            place: "nowhere".to_owned(),
            quote: String::new(),
            confidence: 0.5,
            rule: "nothing_read".to_owned(),
            doubt: Some("nothing that could be read answers it".to_owned()),
        });
    }
}

fn of_paper(campaign: &Campaign, paper: &Paper<'_>) -> Vec<Candidate> {
    let mut in_tables = Vec::new();
    let mut rest: Vec<Placed> = Vec::new();
    let mut above: Vec<&str> = Vec::new();
    for block in &paper.document.blocks {
        match block {
            Block::Text(text) => {
                above.push(&text.text);
                rest.extend(Placed::of(block));
            }
            Block::Table(table) => {
                let found = tables::candidates(campaign, table, &caption(campaign, &above));
                // What other years' columns and our own questions say answers nothing as text either.
                let silent = tables::is_of_other_times(campaign, table)
                    || tables::is_unfilled(campaign, table);
                if found.is_empty() && !silent {
                    rest.extend(Placed::of(block));
                }
                in_tables.extend(found);
                above.clear();
            }
        }
    }
    let lines: Vec<Line> = rest.iter().map(|placed| placed.line.clone()).collect();
    let mut in_text = candidates(campaign, &lines);
    for candidate in &mut in_text {
        let line: Option<usize> =
            candidate.place.strip_prefix("line ").and_then(|number| number.parse().ok());
        if let Some(placed) = line.and_then(|line| rest.get(line.saturating_sub(1))) {
            candidate.place.clone_from(&placed.place);
        }
    }
    // What stands in a table outweighs words elsewhere that nobody can read; another number does not.
    let mut found = super::checks::settle_repeats(in_tables);
    in_text.retain(|text| {
        let tells = text.value.status.has_number();
        !found.iter().any(|known| is_of_one_cell(known, text)) || text.doubt.is_none() || tells
    });
    found = settle_between(found, in_text);
    for candidate in &mut found {
        candidate.part = Some(paper.name.to_owned());
        // What was not read may take back what was.
        if let Some(note) = paper.document.notes.first() {
            candidate.doubt.get_or_insert_with(|| format!("the file was read in part: {note}"));
        }
        // A letter may be taken for another in a picture: 0 for 8, 1 for 7.
        if candidate.place.contains(SCANNED) {
            candidate.doubt.get_or_insert_with(|| "it was read from a scan".to_owned());
            candidate.confidence = candidate.confidence.min(0.6);
        }
    }
    found
}

/// The text above a table that speaks of it: the question it answers, however many lines that takes,
/// or the line that names its year.
fn caption(campaign: &Campaign, above: &[&str]) -> String {
    const MOST_LINES: usize = 4;
    let near: Vec<&str> = above
        .iter()
        .rev()
        .take(MOST_LINES)
        .copied()
        .filter(|text| text.chars().count() < 300)
        .collect();
    let question = (1..=near.len()).find(|lines| {
        let first = near.get(lines - 1).copied().unwrap_or_default();
        labels::Labels::of(campaign).names_question(first)
    });
    let taken = question.unwrap_or(1).min(near.len());
    near.iter().take(taken).rev().copied().collect::<Vec<_>>().join(" ")
}

fn is_of_one_cell(one: &Candidate, other: &Candidate) -> bool {
    one.question == other.question && one.period == other.period
}
