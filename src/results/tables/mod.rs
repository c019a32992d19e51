//! What a campaign publishes as tables: each with its columns described, its rows made as they are asked for.

mod answers;
mod bodies;
mod facts;
mod figures;
mod replies;
mod wide;

use std::borrow::Cow;

use chrono::NaiveDate;

pub use self::facts::{About, Answer, Decider, Facts, Group, Mark, Mode, Place, Refusal, Said};

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Whole,
    Number,
    Date,
    YesNo,
}

/// What of a column a reader may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// It may be empty.
    Any,
    /// It is never empty.
    Required,
    /// Never empty, and one of the key's columns.
    Key,
}

/// A column, described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: Cow<'static, str>,
    pub kind: Kind,
    pub rule: Rule,
    pub words: Cow<'static, str>,
    /// The values that stand in it, where they are few.
    pub choices: &'static [&'static str],
    /// Table and column of which it holds a value.
    pub refers: Option<(&'static str, &'static str)>,
    /// How every value is written, as a regular expression.
    pub pattern: Option<&'static str>,
}

impl Column {
    const fn new(name: &'static str, kind: Kind, words: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            kind,
            rule: Rule::Any,
            words: Cow::Borrowed(words),
            choices: &[],
            refers: None,
            pattern: None,
        }
    }

    const fn text(name: &'static str, words: &'static str) -> Self {
        Self::new(name, Kind::Text, words)
    }

    const fn required(mut self) -> Self {
        self.rule = Rule::Required;
        self
    }

    const fn key(mut self) -> Self {
        self.rule = Rule::Key;
        self
    }

    const fn of(mut self, choices: &'static [&'static str]) -> Self {
        self.choices = choices;
        self
    }

    const fn from(mut self, table: &'static str, column: &'static str) -> Self {
        self.refers = Some((table, column));
        self
    }

    const fn like(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }
}

/// A value in a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Field<'a> {
    Empty,
    Text(Cow<'a, str>),
    Whole(i64),
    Number(f64),
    Date(NaiveDate),
    YesNo(bool),
}

impl<'a> Field<'a> {
    fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    fn some(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    fn owned(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(Cow::Owned(text)) }
    }

    fn count(count: usize) -> Self {
        Self::Whole(i64::try_from(count).unwrap_or(i64::MAX))
    }

    fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    fn date(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Empty, Self::Date)
    }

    /// As a CSV and a person read it; numbers without a needless ".0".
    pub fn written(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Whole(number) => Cow::Owned(number.to_string()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Date(day) => Cow::Owned(day.to_string()),
            Self::YesNo(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
        }
    }
}

/// A row, in the order of the columns.
pub type Row<'a> = Vec<Field<'a>>;

/// A table: what it is, its columns, and its rows in an order that is always the same.
pub struct Table<'a> {
    pub name: &'static str,
    pub words: &'static str,
    pub columns: Cow<'static, [Column]>,
    pub rows: Box<dyn Iterator<Item = Row<'a>> + 'a>,
}

impl std::fmt::Debug for Table<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "the table {}", self.name)
    }
}

/// Whether answers stand a row for each, or a row for each authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Long,
    Wide,
}

/// The answers alone.
pub fn answers(facts: &Facts, form: Form) -> Table<'_> {
    let table = match form {
        Form::Long => answers::table(facts),
        Form::Wide => wide::table(facts),
    };
    marked(table, facts)
}

/// With a last column that says in every row what nobody may miss, if there is any such thing.
fn marked<'a>(mut table: Table<'a>, facts: &Facts) -> Table<'a> {
    let marks: Vec<&str> = facts.about.marks.iter().map(|mark| mark.short).collect();
    if marks.is_empty() {
        return table;
    }
    let marks = marks.join("; ");
    let words = "What must be known of every row, for instance that it is not for publication";
    table.columns.to_mut().push(Column::text("mind", words).required());
    let rows = table.rows.map(move |mut row| {
        row.push(Field::Text(Cow::Owned(marks.clone())));
        row
    });
    Table { rows: Box::new(rows), ..table }
}

/// Every table, in the order of a package.
pub fn all(facts: &Facts) -> Vec<Table<'_>> {
    let tables = [
        bodies::authorities(facts),
        bodies::questions(facts),
        answers::table(facts),
        wide::table(facts),
        figures::figures(facts),
        figures::groups(facts),
        replies::responses(facts),
        replies::refusals(facts),
    ];
    tables.into_iter().map(|table| marked(table, facts)).collect()
}
