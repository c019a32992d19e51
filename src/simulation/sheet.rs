//! The body of an answer: the same figures laid out in the ways that councils lay them out.

use super::seed::Draw;

/// One question's row in an answer.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub number: String,
    /// The question as our letter asked it.
    pub text: String,
    /// The period and what is written for it; empty where nothing is said.
    pub cells: Vec<(String, String)>,
}

/// How an answer is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// The number, then a line for each period.
    Lines,
    /// Everything about a question on one line.
    OneLine,
    /// The question repeated above its answer.
    Restated,
    /// Answers written between the lines of our quoted letter.
    Inline,
    /// A heading for each period, with all questions below it.
    Blocks,
    /// Columns drawn with bars.
    TextTable,
    HtmlTable,
    /// Whole sentences.
    Prose,
}

/// Text for the mail, as plain text or as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    Plain(String),
    /// A table, and the same one drawn with bars.
    Html {
        table: String,
        text: String,
    },
}

impl Layout {
    /// A layout as often as it is met.
    pub(super) fn drawn(draw: &mut Draw) -> Self {
        const ALL: [Layout; 8] = [
            Layout::Lines,
            Layout::OneLine,
            Layout::Restated,
            Layout::Inline,
            Layout::Blocks,
            Layout::TextTable,
            Layout::HtmlTable,
            Layout::Prose,
        ];
        let index = draw.weighted(&[22, 16, 18, 10, 6, 6, 14, 8]);
        ALL.get(index).copied().unwrap_or(Self::Lines)
    }

    /// The rows laid out; `draw` picks the small differences.
    pub(super) fn write(self, rows: &[Row], draw: &mut Draw) -> Body {
        let lead = draw.pick(&["", "", "Q", "Question "]);
        let mark = if lead == "Question " { ":" } else { draw.pick(&[".", ")", ":"]) };
        let label = |number: &str| format!("{lead}{number}{mark}");
        Body::Plain(match self {
            Self::Lines => each(rows, |row| {
                let lines: Vec<String> = said(row).map(pair).collect();
                format!("{}\n{}\n", label(&row.number), lines.join("\n"))
            }),
            Self::OneLine => each(rows, |row| {
                let cells: Vec<String> = said(row).map(pair).collect();
                format!("{} {}", label(&row.number), cells.join("; "))
            }),
            Self::Restated => each(rows, |row| {
                let lines: Vec<String> = said(row).map(pair).collect();
                format!("{}. {}\n{}\n", row.number, row.text, lines.join("\n"))
            }),
            Self::Inline => each(rows, |row| {
                let lines: Vec<String> = said(row).map(pair).collect();
                format!("> {}. {}\n\n{}\n", row.number, row.text, lines.join("\n"))
            }),
            Self::Blocks => blocks(rows, &label),
            Self::TextTable => text_table(rows),
            Self::HtmlTable => {
                return Body::Html { table: html_table(rows), text: text_table(rows) };
            }
            Self::Prose => each(rows, sentence),
        })
    }
}

fn each(rows: &[Row], write: impl Fn(&Row) -> String) -> String {
    let answered = rows.iter().filter(|row| said(row).next().is_some());
    answered.map(write).collect::<Vec<_>>().join("\n")
}

fn said(row: &Row) -> impl Iterator<Item = &(String, String)> {
    row.cells.iter().filter(|(_, written)| !written.is_empty())
}

/// "2024: 13", or "13" where the letter asked about one period only.
fn pair((period, written): &(String, String)) -> String {
    if period.is_empty() { written.clone() } else { format!("{period}: {written}") }
}

pub(super) fn periods(rows: &[Row]) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for (period, _) in rows.iter().flat_map(|row| &row.cells) {
        if !found.contains(&period.as_str()) {
            found.push(period);
        }
    }
    found
}

pub(super) fn cell<'r>(row: &'r Row, period: &str) -> &'r str {
    row.cells.iter().find(|(name, _)| name == period).map_or("", |(_, written)| written)
}

fn blocks(rows: &[Row], label: &dyn Fn(&str) -> String) -> String {
    let mut text = Vec::new();
    for period in periods(rows) {
        text.push(format!("{period}\n"));
        for row in rows {
            let written = cell(row, period);
            if !written.is_empty() {
                text.push(format!("{} {written}", label(&row.number)));
            }
        }
        text.push(String::new());
    }
    text.join("\n")
}

pub(super) fn heading(period: &str) -> &str {
    if period.is_empty() { "Answer" } else { period }
}

fn text_table(rows: &[Row]) -> String {
    let periods = periods(rows);
    let names: Vec<&str> = periods.iter().map(|period| heading(period)).collect();
    let mut lines = vec![format!("Question | {}", names.join(" | "))];
    for row in rows {
        let cells: Vec<&str> = periods.iter().map(|period| cell(row, period)).collect();
        if cells.iter().any(|written| !written.is_empty()) {
            lines.push(format!("{} | {}", row.number, cells.join(" | ")));
        }
    }
    lines.join("\n")
}

fn html_table(rows: &[Row]) -> String {
    let periods = periods(rows);
    let mut html = "<table border=\"1\"><tr><th>Question</th>".to_owned();
    for period in &periods {
        html.push_str(&format_cell("th", heading(period)));
    }
    html.push_str("</tr>\n");
    for row in rows {
        html.push_str("<tr>");
        html.push_str(&format_cell("td", &row.number));
        for period in &periods {
            html.push_str(&format_cell("td", cell(row, period)));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</table>");
    html
}

pub(super) fn format_cell(tag: &str, text: &str) -> String {
    format!("<{tag}>{}</{tag}>", escaped(text))
}

/// Text as HTML shows it.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn sentence(row: &Row) -> String {
    let cells: Vec<&(String, String)> = said(row).collect();
    let parts: Vec<String> = cells
        .iter()
        .enumerate()
        .map(|(index, (period, written))| {
            let verb = if index == 0 { "the figure was" } else { "it was" };
            if period.is_empty() {
                format!("{verb} {written}")
            } else {
                format!("in {period} {verb} {written}")
            }
        })
        .collect();
    format!("Question {}: {}.\n", row.number, parts.join(", and "))
}
