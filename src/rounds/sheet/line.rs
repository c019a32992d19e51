//! One row of a sheet: whom it is about, what its cells say, and how they answered.

use std::collections::BTreeMap;

use super::{Mapped, Row, Said, Sheet, Wish};
use crate::answers::typed::typed;
use crate::answers::{Status, Value};
use crate::case::imported::Told;
use crate::documents::Cell;
use crate::register::Authority;
use crate::rounds::heads::{Column, Heading, Role};
use crate::rounds::{Refused, dates, words};

/// One row while it is read.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) wish: &'a Wish<'a>,
    pub(super) heading: &'a Heading,
    pub(super) questions: &'a [Mapped<'a>],
    pub(super) authority: Option<&'a Column>,
    pub(super) cells: &'a [Cell],
}

impl<'a> Line<'a> {
    pub(super) fn read(self, sheet: &mut Sheet, seen: &mut BTreeMap<String, usize>) {
        let row = self.cells.first().map_or(0, |cell| row_of(&cell.place));
        let name = self.authority.map_or("", |column| self.text(column)).to_owned();
        let gss = self.heading.of_role(Role::Gss).map_or("", |column| self.text(column));
        if name.is_empty() && gss.is_empty() {
            let says =
                self.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" ");
            // Totals and remarks below the table have no authority.
            return sheet.refused.push(refusal(
                (row, ""),
                None,
                &says,
                "no authority stands in this row",
            ));
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
        let told = words::told(text).ok_or_else(|| {
            format!("`{text}` in `{}` is no kind of reply that is known", column.own)
        })?;
        let gives = matches!(told, Told::Answered | Told::PartlyAnswered);
        if !gives && figures > 0 {
            return Err(format!(
                "it says `{text}`, and has {figures} figures: which of them holds?"
            ));
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
