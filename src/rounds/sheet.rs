//! An earlier round as a sheet has it: a row for each authority, a column for each question and period.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::heads::{Column, Heading, Role};
use super::words::{self, Word};
use super::{Refused, dates, key};
use crate::answers::typed::typed;
use crate::answers::{Status, Value};
use crate::campaign::{Campaign, Period, Question};
use crate::case::imported::Told;
use crate::documents::{Cell, Table};
use crate::register::Authority;
use crate::register::names::Names;

/// What a person says of the file.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    pub campaign: &'a Campaign,
    pub names: &'a Names<'a>,
    /// Of authorities with one name, who stood on this day is meant.
    pub day: NaiveDate,
    pub maps: &'a [Map],
    /// The column with the authorities, where its heading is none that is known.
    pub authority: Option<&'a str>,
}

/// Which column has the answers to a question, for one period or for each by the year above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    pub question: String,
    pub period: Option<String>,
    pub column: String,
}

/// What a row says of one authority.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub row: usize,
    pub place: String,
    pub authority: String,
    pub told: Told,
    pub sent_on: Option<NaiveDate>,
    pub replied_on: Option<NaiveDate>,
    pub reference: Option<String>,
    pub sections: Vec<String>,
    pub note: String,
    pub answers: Vec<Said>,
}

/// One cell that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub question: String,
    pub period: String,
    pub value: Value,
    pub as_written: String,
    pub place: String,
    /// For a status typed where a number should be.
    pub word: Option<Word>,
}

/// A sheet that was read.
#[derive(Debug, Default)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Row>,
    pub refused: Vec<Refused>,
    /// The column of each question and period, by its heading.
    pub mapped: Vec<(String, String, String)>,
    /// Headings of columns that were read past.
    pub passed_over: Vec<String>,
}

impl Sheet {
    /// How often each status stood in a cell of numbers as it was typed, and what it was taken for.
    pub fn words(&self) -> BTreeMap<String, (Status, &'static str, usize)> {
        let mut found = BTreeMap::new();
        for said in self.rows.iter().flat_map(|row| &row.answers) {
            let Some(word) = &said.word else { continue };
            let entry = found
                .entry(said.as_written.trim().to_owned())
                .or_insert((word.status, word.known_by, 0));
            entry.2 += 1;
        }
        found
    }
}

/// Reads a table; fails where it has no heading, or a column that the person names is not there.
pub fn read(table: &Table, wish: &Wish<'_>) -> anyhow::Result<Sheet> {
    let Some(heading) = Heading::of(table, wish.authority) else {
        anyhow::bail!(
            "{}: none of its upper rows has a column for authorities: say which with --authority \
             COLUMN",
            table.name
        );
    };
    let questions = questions(&heading, wish)?;
    let is_question = |column: &Column| questions.iter().any(|(known, ..)| known.index == column.index);
    let named = wish.authority.and_then(|name| heading.columns.iter().find(|c| c.is_called(name)));
    let authority = named.or_else(|| heading.of_role(Role::Authority));
    let passed = heading.columns.iter().filter(|column| {
        !is_question(column) && !heading.has_role(column) && Some(*column) != authority
    });
    let mut sheet = Sheet {
        name: table.name.clone(),
        mapped: questions
            .iter()
            .map(|(column, question, period)| {
                (question.id.clone(), period.id.clone(), column.label())
            })
            .collect(),
        passed_over: passed.map(Column::label).collect(),
        ..Sheet::default()
    };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for cells in table.rows.iter().skip(heading.row + 1).filter(|cells| !cells.is_empty()) {
        let line = Line { wish, heading: &heading, questions: &questions, authority, cells };
        line.read(&mut sheet, &mut seen);
    }
    Ok(sheet)
}

type Mapped<'a> = (&'a Column, &'a Question, &'a Period);

/// The columns with answers: those that the person names, then those called as a question is.
fn questions<'a>(heading: &'a Heading, wish: &Wish<'a>) -> anyhow::Result<Vec<Mapped<'a>>> {
    let campaign = wish.campaign;
    let mut found: Vec<Mapped<'a>> = Vec::new();
    for map in wish.maps {
        let question = campaign.question(&map.question).ok_or_else(|| {
            let ids: Vec<&str> = campaign.questions.iter().map(|row| row.id.as_str()).collect();
            let write = crate::toml_file::instead(&map.question, &ids);
            anyhow::anyhow!("--map {}: there is no such question. {write}", map.question)
        })?;
        let columns: Vec<&Column> =
            heading.columns.iter().filter(|column| column.is_called(&map.column)).collect();
        anyhow::ensure!(
            !columns.is_empty(),
            "--map {}: no column is called `{}`; there are {}",
            map.question,
            map.column,
            heading.columns.iter().map(Column::label).collect::<Vec<_>>().join(", ")
        );
        for column in columns {
            let period = period_of(campaign, column, map.period.as_deref()).ok_or_else(|| {
                anyhow::anyhow!(
                    "--map {}: of which period is the column `{}`? Write --map {}@PERIOD={}",
                    map.question,
                    column.label(),
                    map.question,
                    column.letter()
                )
            })?;
            found.push((column, question, period));
        }
    }
    for question in &campaign.questions {
        let is_meant = |column: &&Column| {
            [&question.id, &question.text].iter().any(|name| key(name) == key(&column.own))
                || (key(&column.own) == format!("q{}", key(&question.number)))
        };
        for column in heading.columns.iter().filter(is_meant) {
            let known = found.iter().any(|(other, ..)| other.index == column.index);
            if let (false, Some(period)) = (known, period_of(campaign, column, None)) {
                found.push((column, question, period));
            }
        }
    }
    anyhow::ensure!(
        !found.is_empty(),
        "no column is known to have answers: say which with --map QUESTION=COLUMN; there are {}",
        heading.columns.iter().map(Column::label).collect::<Vec<_>>().join(", ")
    );
    let mut cells = BTreeSet::new();
    for (column, question, period) in &found {
        anyhow::ensure!(
            cells.insert((&question.id, &period.id)),
            "two columns would have the answers to {} for {}: the second is `{}`",
            question.id,
            period.id,
            column.label()
        );
    }
    Ok(found)
}

/// The period of a column: as the person says, as its heading says, or the only one.
fn period_of<'c>(
    campaign: &'c Campaign,
    column: &Column,
    named: Option<&str>,
) -> Option<&'c Period> {
    if let Some(named) = named {
        return campaign.period(named);
    }
    if let [only] = campaign.periods.as_slice() {
        return Some(only);
    }
    let label = key(&column.label());
    let says = |text: &str| format!(" {label} ").contains(&format!(" {} ", key(text)));
    let mut fits = campaign.periods.iter().filter(|period| says(&period.id) || says(&period.label));
    let first = fits.next()?;
    fits.next().is_none().then_some(first)
}

/// One row while it is read.
#[derive(Clone, Copy)]
struct Line<'a> {
    wish: &'a Wish<'a>,
    heading: &'a Heading,
    questions: &'a [Mapped<'a>],
    authority: Option<&'a Column>,
    cells: &'a [Cell],
}

impl<'a> Line<'a> {
    fn read(self, sheet: &mut Sheet, seen: &mut BTreeMap<String, usize>) {
        let row = self.cells.first().map_or(0, |cell| row_of(&cell.place));
        let name = self.authority.map_or("", |column| self.text(column)).to_owned();
        let gss = self.heading.of_role(Role::Gss).map_or("", |column| self.text(column));
        if name.is_empty() && gss.is_empty() {
            let says = self.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" ");
            // Totals and remarks below the table have no authority.
            return sheet.refused.push(refusal((row, ""), None, &says, "no authority stands in this row"));
        }
        let refuse = |reason: &str| refusal((row, &name), None, "", reason);
        let authority = match self.find(&name, gss) {
            Ok(authority) => authority,
            Err(reason) => return sheet.refused.push(refuse(&reason)),
        };
        if let Some(earlier) = seen.insert(authority.id.clone(), row) {
            let reason = format!("row {earlier} is about {} too", authority.id);
            return sheet.refused.push(refuse(&reason));
        }
        let (answers, unread) = self.answers((row, &name));
        match self.told(&answers) {
            Ok(told) => {
                let read = self.whole(authority, row, (told, answers), &mut sheet.refused);
                sheet.rows.push(read);
                sheet.refused.extend(unread);
            }
            Err(reason) => sheet.refused.push(refuse(&reason)),
        }
    }

    fn whole(
        self,
        authority: &Authority,
        row: usize,
        (told, answers): (Told, Vec<Said>),
        refused: &mut Vec<Refused>,
    ) -> Row {
        let mut day = |role: Role| {
            let column = self.heading.of_role(role)?;
            let text = Some(self.text(column)).filter(|text| !text.is_empty())?;
            let day = dates::day(text);
            if day.is_none() {
                let reason = "this is no date in full; the row was taken without it";
                refused.push(refusal((row, &authority.name), Some(column), text, reason));
            }
            day
        };
        let (sent_on, replied_on) = (day(Role::Sent), day(Role::Replied));
        let of = |role| self.heading.of_role(role).map_or("", |column| self.text(column));
        let reason = of(Role::Reason);
        let cost = words::status(reason).is_some_and(|word| word.cost)
            || answers.iter().any(|said| said.word.as_ref().is_some_and(|word| word.cost));
        let sections = words::cost_section(authority.law).filter(|_| cost);
        let notes = [of(Role::Note), reason].into_iter().filter(|text| !text.is_empty());
        Row {
            row,
            place: self.cells.first().map_or_else(String::new, |cell| whole_row(&cell.place, row)),
            authority: authority.id.clone(),
            told,
            sent_on,
            replied_on,
            reference: Some(of(Role::Reference).to_owned()).filter(|text| !text.is_empty()),
            sections: sections.into_iter().collect(),
            note: notes.collect::<Vec<_>>().join("; "),
            answers,
        }
    }

    /// What the cells of the questions say, and those that say nothing certain.
    fn answers(self, (row, name): (usize, &str)) -> (Vec<Said>, Vec<Refused>) {
        let (mut read, mut unread) = (Vec::new(), Vec::new());
        for (column, question, period) in self.questions {
            let Some(cell) = self.cell(column).filter(|cell| !cell.text.trim().is_empty()) else {
                continue;
            };
            let said = |value, word| Said {
                question: question.id.clone(),
                period: period.id.clone(),
                value,
                as_written: cell.text.clone(),
                place: cell.place.clone(),
                word,
            };
            if let Some(word) = words::status(&cell.text) {
                read.push(said(Value::without_number(word.status), Some(word)));
                continue;
            }
            match typed(question, period, &cell.text) {
                Ok(value) => read.push(said(value, None)),
                Err(error) => {
                    let reason = format!("{error:#}; the row was taken without it");
                    unread.push(refusal((row, name), Some(column), &cell.text, &reason));
                }
            }
        }
        (read, unread)
    }

    /// How the authority answered: as the row says where it says it, else as its cells show.
    fn told(self, answers: &[Said]) -> Result<Told, String> {
        let figures = answers.iter().filter(|said| said.word.is_none()).count();
        let some = |status| answers.iter().any(|said| said.value.status == status);
        let column = self.heading.of_role(Role::Response);
        let Some(column) = column.filter(|column| !self.text(column).is_empty()) else {
            let exact = answers.iter().filter(|said| said.value.status == Status::Exact).count();
            let reason = self.heading.of_role(Role::Reason).map_or("", |column| self.text(column));
            return Ok(match words::status(reason).map(|word| word.status) {
                _ if figures > 0 && exact == self.questions.len() => Told::Answered,
                _ if figures > 0 => Told::PartlyAnswered,
                _ if some(Status::Refused) => Told::Refused,
                _ if some(Status::NotHeld) => Told::NotHeld,
                Some(Status::Refused) => Told::Refused,
                Some(Status::NotHeld) => Told::NotHeld,
                Some(Status::Exact | Status::Range | Status::Suppressed | Status::Missing)
                | None => Told::NoResponse,
            });
        };
        let text = self.text(column);
        let told = words::told(text)
            .ok_or_else(|| format!("`{text}` in `{}` is no kind of reply that is known", column.own))?;
        let gives = matches!(told, Told::Answered | Told::PartlyAnswered);
        if !gives && figures > 0 {
            return Err(format!("it says `{text}`, and has {figures} figures: which of them holds?"));
        }
        Ok(told)
    }

    fn find(self, name: &str, gss: &str) -> Result<&'a Authority, String> {
        let names = self.wish.names;
        let find = |text: &str| names.find(text, self.wish.day).map_err(|error| error.to_string());
        match (name, gss) {
            (name, "") => find(name),
            ("", gss) => find(gss),
            (name, gss) => {
                let (by_name, by_code) = (find(name), find(gss));
                match (&by_name, &by_code) {
                    (Ok(one), Ok(other)) if one.id != other.id => {
                        Err(format!("`{name}` is {}, but {gss} is {}", one.id, other.id))
                    }
                    (_, Ok(_)) => by_code,
                    (_, Err(_)) => by_name,
                }
            }
        }
    }
}

impl<'a> Line<'a> {
    fn cell(self, column: &Column) -> Option<&'a Cell> {
        self.cells.iter().find(|cell| cell.column == column.index)
    }

    /// What stands in a column; empty where nothing does.
    fn text(self, column: &Column) -> &'a str {
        self.cell(column).map_or("", |cell| cell.text.trim())
    }
}

fn refusal(
    (row, authority): (usize, &str),
    column: Option<&Column>,
    value: &str,
    reason: &str,
) -> Refused {
    Refused {
        row,
        column: column.map(Column::label),
        authority: authority.to_owned(),
        value: value.to_owned(),
        reason: reason.to_owned(),
    }
}

/// The row of a place, as a spreadsheet counts: of "Sheet1!C4" and of "row 4, column 3".
fn row_of(place: &str) -> usize {
    let cell = place.rsplit('!').next().unwrap_or_default();
    let digits = cell.strip_prefix("row ").unwrap_or(cell);
    let digits = digits.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '$');
    let number: String = digits.chars().take_while(char::is_ascii_digit).collect();
    number.parse().unwrap_or_default()
}

/// "Sheet1, row 4", or "row 4" where there is no sheet.
fn whole_row(place: &str, row: usize) -> String {
    match place.rsplit_once('!') {
        Some((sheet, _)) => format!("{sheet}, row {row}"),
        None => format!("row {row}"),
    }
}
