//! What the tables are made of: everything that is known, with what may be published of it.

use chrono::NaiveDate;

use crate::answers::Value;
use crate::campaign::Campaign;
use crate::register::Authority;
use crate::results::Figure;

/// Who the tables are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// For everybody: small numbers and all words of authorities are left out.
    Publication,
    /// For those who run the campaign: everything.
    Internal,
}

/// How the tables came about: printed with each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The day whose end they show.
    pub as_of: NaiveDate,
    pub program: String,
    /// SHA-256 of all that the log holds up to then.
    pub database: String,
    pub publisher: String,
    /// The terms on which others may use it.
    pub licence: &'static str,
    /// What a reader must know: method, zero rule, threshold; a sentence each.
    pub method: Vec<String>,
    /// What must be said in every file.
    pub marks: Vec<Mark>,
}

/// Something that a reader of any part must not miss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// In each row: `INTERNAL`.
    pub short: &'static str,
    /// In the notes.
    pub words: String,
}

/// All of a campaign.
#[derive(Debug, Clone)]
pub struct Facts {
    pub campaign: Campaign,
    pub mode: Mode,
    /// By id.
    pub places: Vec<Place>,
    pub figures: Vec<Figure>,
    pub groups: Vec<Group>,
    pub about: About,
}

/// A figure of some of the authorities.
#[derive(Debug, Clone)]
pub struct Group {
    /// "nation", "region".
    pub column: String,
    pub group: String,
    pub figure: Figure,
}

/// One authority that was asked.
#[derive(Debug, Clone)]
pub struct Place {
    pub authority: Authority,
    pub status: &'static str,
    pub asked_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub answered_on: Option<NaiveDate>,
    /// From the day of receipt to the answer.
    pub working_days: Option<usize>,
    pub refusals: Vec<Refusal>,
    /// A row for each question and period, in the order of the letter.
    pub answers: Vec<Answer>,
}

/// A ground that an authority gave for leaving something out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// As `FOIA-s12`.
    pub section: String,
    pub on: NaiveDate,
    /// All of it, or a part.
    pub kind: &'static str,
    pub evidence: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decider {
    Rule,
    Person,
}

/// What may be shown of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Value(Value),
    /// It was given, and is not published: small, or it would give a small one away.
    Hidden,
    /// It waits for a person.
    Waiting,
}

/// What an authority said to one question for one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub question: String,
    pub period: String,
    pub said: Said,
    /// Why there is no answer, where there is none.
    pub reason: Option<String>,
    pub flags: Vec<String>,
    /// "m12, line 2".
    pub evidence: Option<String>,
    /// Words of the authority: in internal tables alone.
    pub as_written: Option<String>,
    pub decided: Option<Decider>,
    /// A name, in internal tables alone.
    pub decided_by: Option<String>,
}
