//! What a person makes of a mail they read: the simulated campaigner's eyes.
//!
//! It sees only what is shown, and knows nothing of the program's rules nor of the figures.

use std::sync::LazyLock;

use regex::Regex;

use super::figure::Figure;
use super::{notation, wording};
use crate::campaign::{Campaign, Question};

/// An answer as a person reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    pub question: String,
    pub period: String,
    pub figure: Figure,
    /// The words it was read from.
    pub written: String,
}

/// A number by itself is an answer, not a label.
static LABEL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:Question |Q)?(\d{1,2}[a-z]?)[.):]\s*(.*)$").ok());

/// The kind of mail a person takes this for, as `foi assign --kind` names it.
pub fn kind(text: &str) -> Option<&'static str> {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    wording::TELLING
        .iter()
        .find(|(_, phrases)| phrases.iter().any(|phrase| flat.contains(&phrase.to_lowercase())))
        .map(|(kind, _)| *kind)
}

/// Which of these names the mail speaks for: those in its signature or headings.
pub fn signed_by<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let lines: Vec<&str> = own_lines(text).map(str::trim).collect();
    names.filter(|name| lines.iter().any(|line| line.trim_end_matches(':') == *name)).collect()
}

/// The part of a mail for two authorities that stands below the heading `name`.
pub fn section(text: &str, name: &str, others: &[&str]) -> String {
    let mut inside = false;
    let mut found = Vec::new();
    for line in own_lines(text) {
        if let Some(heading) = line.trim().strip_suffix(':') {
            if heading == name {
                inside = true;
                continue;
            }
            if others.contains(&heading) {
                inside = false;
            }
        }
        if inside {
            found.push(line);
        }
    }
    found.join("\n")
}

/// Every answer a person finds in the text.
pub fn statements(text: &str, campaign: &Campaign) -> Vec<Statement> {
    let marks = campaign
        .periods
        .iter()
        .filter_map(|period| {
            let name = regex::escape(short(&period.label));
            let pattern = format!(r"(?:\bin )?{name}(?::| the figure was| it was) ");
            Some((Regex::new(&pattern).ok()?, period.id.as_str()))
        })
        .collect();
    let mut reading = Reading { campaign, marks, question: None, block: None, columns: None };
    let mut found = Vec::new();
    for line in own_lines(text) {
        reading.line(line, &mut found);
    }
    found
}

/// The lines that are not our own letter sent back below the reply.
fn own_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take_while(|line| {
        let quotes = line.starts_with("On ") && line.trim_end().ends_with(" wrote:");
        !quotes && !line.starts_with("-----Original Message-----")
    })
}

struct Reading<'c> {
    campaign: &'c Campaign,
    /// How each period is named before its value.
    marks: Vec<(Regex, &'c str)>,
    question: Option<&'c Question>,
    /// The period in the heading above.
    block: Option<&'c str>,
    columns: Option<Vec<Head<'c>>>,
}

/// What the column of a table has.
#[derive(Debug, Clone, Copy)]
enum Head<'c> {
    /// Numbers of questions.
    Label,
    /// The words of questions.
    Words,
    Time,
    Period(&'c str),
    Question(&'c Question),
    Value,
}

impl<'c> Reading<'c> {
    fn line(&mut self, line: &str, found: &mut Vec<Statement>) {
        let quoted = line.starts_with('>');
        let line = line.trim_start_matches(['>', ' ']).trim();
        if line.contains(['|', '│']) {
            self.row(line, found);
        } else if let Some(period) = self.period(line.trim_end_matches(':')) {
            self.block = Some(period);
            self.question = None;
        } else if let Some((question, rest)) = self.numbered(line) {
            self.question = Some(question);
            let repeats = rest.ends_with('?') || question.text.starts_with(rest);
            if !quoted && !rest.is_empty() && !repeats {
                self.answer(question, rest, found);
            }
        } else if let Some(question) = self.question.filter(|_| !quoted && !line.is_empty()) {
            self.answer(question, line, found);
        }
    }

    /// A line of a table: its headings, or answers below them.
    fn row(&mut self, line: &str, found: &mut Vec<Statement>) {
        let cells: Vec<&str> =
            line.trim_matches(['|', '│']).split(['|', '│']).map(str::trim).collect();
        if let Some(heads) = self.heads(&cells) {
            self.columns = Some(heads);
            return;
        }
        let Some(columns) = self.columns.clone() else { return };
        let (mut question, mut period) = (None, None);
        for (head, cell) in columns.iter().zip(&cells) {
            match head {
                Head::Label => question = self.labelled(cell),
                Head::Time => period = self.period(cell),
                Head::Words | Head::Period(_) | Head::Question(_) | Head::Value => {}
            }
        }
        for (head, written) in columns.iter().zip(&cells) {
            let (question, period) = match head {
                Head::Label | Head::Time | Head::Words => continue,
                Head::Period(own) => (question, Some(*own)),
                Head::Question(own) => (Some(*own), period),
                Head::Value => (question, period),
            };
            if let Some(question) = question {
                Self::state(question, period, written, found);
            }
        }
    }

    /// What the columns are, if these are headings.
    fn heads(&self, cells: &[&str]) -> Option<Vec<Head<'c>>> {
        let first = cells.first()?.to_lowercase();
        let labels = matches!(first.as_str(), "question" | "no.");
        if !labels && first != "year" {
            return None;
        }
        let head = |(index, cell): (usize, &&str)| match index {
            0 if labels => Head::Label,
            0 => Head::Time,
            _ if cell.eq_ignore_ascii_case("question") => Head::Words,
            _ if cell.eq_ignore_ascii_case("year") => Head::Time,
            _ => {
                let period = self.period(cell).map(Head::Period);
                period.or_else(|| self.labelled(cell).map(Head::Question)).unwrap_or(Head::Value)
            }
        };
        Some(cells.iter().enumerate().map(head).collect())
    }

    /// The question of "1a", "Q1a" or "1a. How many …".
    fn labelled(&self, cell: &str) -> Option<&'c Question> {
        let bare = cell.strip_prefix('Q').unwrap_or(cell);
        let number = bare.split_once(". ").map_or(bare, |(number, _)| number);
        self.campaign.questions.iter().find(|row| row.number == number)
    }

    fn period(&self, name: &str) -> Option<&'c str> {
        let period = self.campaign.periods.iter().find(|period| short(&period.label) == name)?;
        Some(&period.id)
    }

    fn numbered<'l>(&self, line: &'l str) -> Option<(&'c Question, &'l str)> {
        let found = LABEL.as_ref()?.captures(line)?;
        let number = found.get(1)?.as_str();
        let question = self.campaign.questions.iter().find(|row| row.number == number)?;
        Some((question, found.get(2).map_or("", |rest| rest.as_str())))
    }

    /// "2023: 5; 2024: 7", "in 2023 the figure was 5, and in 2024 it was 7", or a bare value.
    fn answer(&self, question: &Question, text: &str, found: &mut Vec<Statement>) {
        let mut marks: Vec<(usize, usize, &str)> = Vec::new();
        for (pattern, period) in &self.marks {
            marks.extend(pattern.find_iter(text).map(|hit| (hit.start(), hit.end(), *period)));
        }
        marks.sort_unstable();
        if marks.is_empty() {
            let text = text.strip_prefix("the figure was ").unwrap_or(text);
            Self::state(question, self.block, text, found);
            return;
        }
        for (index, (_, end, period)) in marks.iter().enumerate() {
            let until = marks.get(index + 1).map_or(text.len(), |next| next.0);
            let written = text.get(*end..until).unwrap_or_default().trim();
            let written = written.strip_suffix("and").unwrap_or(written);
            Self::state(question, Some(period), written, found);
        }
    }

    fn state(question: &Question, period: Option<&str>, written: &str, found: &mut Vec<Statement>) {
        let Some(figure) = notation::read(written, question) else { return };
        // A value that names no period is any period's; a refusal holds for all.
        let speaks = figure.low.is_some() || figure.value.is_some();
        if period.is_none() && question.periods.len() > 1 && speaks {
            return;
        }
        for id in &question.periods {
            if period.is_none_or(|period| period == id) {
                found.push(Statement {
                    question: question.id.clone(),
                    period: id.clone(),
                    figure: figure.clone(),
                    written: written.trim().to_owned(),
                });
            }
        }
    }
}

/// "2024" of "2024 (1 January to 31 December)".
pub fn short(label: &str) -> &str {
    label.split(" (").next().unwrap_or(label)
}
