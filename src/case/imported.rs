//! A request that a sheet or an export tells of: what it says, as it says it. No letter of ours and no
//! mail of theirs stands behind it, so nothing is reckoned from it that it does not state.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Status;
use super::record::Outcome;

/// Where a request was taken in from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A spreadsheet of an earlier round.
    Sheet,
    /// A batch of `WhatDoTheyKnow`.
    Wdtk,
}

impl Origin {
    pub fn words(self) -> &'static str {
        match self {
            Self::Sheet => "the sheet of an earlier round",
            Self::Wdtk => "an export of WhatDoTheyKnow",
        }
    }
}

/// How the authority answered, as the sheet says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    Answered,
    PartlyAnswered,
    Refused,
    NotHeld,
    NoResponse,
}

impl Told {
    pub fn code(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::PartlyAnswered => "partly_answered",
            Self::Refused => "refused",
            Self::NotHeld => "not_held",
            Self::NoResponse => "no_response",
        }
    }

    /// The same as an outcome; none for silence.
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Answered => Some(Outcome::Answered),
            Self::PartlyAnswered => Some(Outcome::PartlyAnswered),
            Self::Refused => Some(Outcome::Refused),
            Self::NotHeld => Some(Outcome::NotHeld),
            Self::NoResponse => None,
        }
    }

    /// Where the request stands by it.
    pub fn status(self) -> Status {
        self.outcome().map_or(Status::Closed, Outcome::status)
    }
}

/// One row of a sheet or an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub origin: Origin,
    pub file: String,
    /// "Sheet1, row 7".
    pub place: String,
    /// How it ended; `None` while it runs.
    pub told: Option<Told>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied_on: Option<NaiveDate>,
    /// Their reference as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub their_reference: Option<String>,
    /// The same without its signs, by which a mail is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Sections that the sheet names or means.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<String>,
    /// The page of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What else the row says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Imported {
    /// For the history of the request.
    pub fn words(&self) -> String {
        let mut said = vec![format!("from {}: {}, {}", self.origin.words(), self.file, self.place)];
        said.extend(self.sent_on.map(|day| format!("sent on {day}")));
        said.extend(self.replied_on.map(|day| format!("answered on {day}")));
        said.extend(self.told.map(|told| told.code().replace('_', " ")));
        said.extend(self.their_reference.as_ref().map(|text| format!("their reference {text}")));
        said.extend(self.url.clone());
        said.extend(Some(self.note.clone()).filter(|note| !note.is_empty()));
        said.join("; ")
    }
}

/// Where an answer of a sheet stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub file: String,
    pub sha256: String,
    /// "Sheet1!G7".
    pub place: String,
}
