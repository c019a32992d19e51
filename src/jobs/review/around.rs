//! The lines or rows around the words that an answer was read from, the words marked.

use serde::Serialize;

use crate::case::standing::Answer;
use crate::documents::{Block, Document, Table};
use crate::jobs::marks::{found, marked};

/// Lines shown before and behind the words.
const NEAR: usize = 3;
/// A line is as long as its writer likes.
const MOST: usize = 400;

/// A line of a mail, or a paragraph or row of an attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Where in the attachment; none for the mail's own text.
    pub place: Option<String>,
    /// With the words between marks.
    pub text: String,
    /// The words stand in it.
    pub here: bool,
    /// It is the first row of the table that the words stand in.
    #[serde(skip)]
    pub head: bool,
}

/// The attachment that `answer` was read from, or else the mail's text.
pub(super) fn whole(answer: &Answer, text: &str, paper: Option<&Document>) -> Vec<Line> {
    let lines = match paper {
        Some(paper) => of_paper(answer, paper),
        None => of_text(answer, text),
    };
    if lines.iter().any(|line| line.here) {
        return lines;
    }
    // Nothing is kept of what it was read from but its own words.
    let quote = answer.quote.iter().flat_map(|quote| quote.lines());
    quote
        .map(|line| Line {
            place: None,
            text: marked(line, &answer.as_written),
            here: true,
            head: false,
        })
        .collect()
}

fn of_text(answer: &Answer, text: &str) -> Vec<Line> {
    let quote = answer.quote.as_deref().unwrap_or(&answer.as_written);
    let Some((from, to)) = found(text, quote) else { return Vec::new() };
    let mut at = 0;
    let line = |line: &str| {
        let start = at;
        at += line.len();
        let here = start < to && at > from;
        let text = line.trim_end_matches(['\n', '\r']);
        let text = if here { marked(text, &answer.as_written) } else { text.to_owned() };
        Line { place: None, text, here, head: false }
    };
    text.split_inclusive('\n').map(line).collect()
}

fn of_paper(answer: &Answer, paper: &Document) -> Vec<Line> {
    let place = answer.place.as_deref().unwrap_or_default();
    let lines = paper.blocks.iter().flat_map(|block| match block {
        Block::Text(text) => {
            let here = text.place == place;
            let words = &text.text;
            let text_shown = if here { marked(words, &answer.as_written) } else { words.clone() };
            vec![Line { place: Some(text.place.clone()), text: text_shown, here, head: false }]
        }
        Block::Table(table) => rows(table, place),
    });
    lines.collect()
}

fn rows(table: &Table, place: &str) -> Vec<Line> {
    let row = |row: &Vec<crate::documents::Cell>| {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| {
                let text = cell.text.split_whitespace().collect::<Vec<&str>>().join(" ");
                if cell.place == place { format!(">>>{text}<<<") } else { text }
            })
            .collect();
        Line {
            place: row.first().map(|cell| cell.place.clone()),
            text: cells.join(" | "),
            here: row.iter().any(|cell| cell.place == place),
            head: false,
        }
    };
    let mut lines: Vec<Line> = table.rows.iter().filter(|row| !row.is_empty()).map(row).collect();
    if lines.iter().any(|line| line.here)
        && let Some(head) = lines.first_mut()
    {
        head.head = true;
    }
    lines
}

/// Those that have words in them and stand near the marked ones, with the head of their table:
/// what a column is stands there, however far above.
pub(super) fn near(lines: &[Line]) -> Vec<Line> {
    let lines: Vec<&Line> = lines.iter().filter(|line| !line.text.trim().is_empty()).collect();
    let first = lines.iter().position(|line| line.here).unwrap_or_default();
    let last = lines.iter().rposition(|line| line.here).unwrap_or_default();
    let kept = lines
        .into_iter()
        .enumerate()
        .filter(|(at, line)| line.head || (*at + NEAR >= first && *at <= last + NEAR));
    kept.map(|(_, line)| Line { text: cut(&line.text), ..line.clone() }).collect()
}

/// A long line from a little before its mark.
fn cut(text: &str) -> String {
    let count = text.chars().count();
    if count <= MOST {
        return text.to_owned();
    }
    let at =
        text.find(">>>").map_or(0, |at| text.get(..at).map_or(0, |before| before.chars().count()));
    let from = at.saturating_sub(MOST / 2).min(count - MOST);
    let kept: String = text.chars().skip(from).take(MOST).collect();
    let (before, after) =
        (if from > 0 { "…" } else { "" }, if from + MOST < count { "…" } else { "" });
    format!("{before}{kept}{after}")
}
