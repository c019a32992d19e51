//! What a mail states besides what it is: a day, a sum, another body, a link, an outcome, a question;
//! each with the words it was read from. What only may happen states nothing; two values are none.

mod asks;
pub mod dates;
mod hours;
mod link;
mod money;
mod more_time;
mod outcome;
mod promise;
mod supposing;
mod transferee;

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::money::Pounds;
pub use self::more_time::Ground;
pub use self::outcome::ReviewOutcome;
use super::Kind;
use super::message::Link;
use super::sentences::sentences;

/// A value with the words it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said<T> {
    pub value: T,
    pub words: String,
    /// How the value was reckoned, where the words do not give it as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

impl<T> Said<T> {
    fn new(value: T, words: &str) -> Self {
        Self { value, words: start(words), basis: None }
    }
}

/// What was found in one mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// The day by which they say they will answer.
    pub due: Option<Said<NaiveDate>>,
    /// More time: the day they name instead, and why.
    pub new_date: Option<Said<NaiveDate>>,
    pub ground: Option<Said<Ground>>,
    pub fee: Option<Said<Pounds>>,
    pub pay_by: Option<Said<NaiveDate>>,
    /// The body that has, or is to have, the request; as written.
    pub transferee: Option<Said<String>>,
    /// Where the reply, or a form, is to be found.
    pub link: Option<Said<String>>,
    pub expires: Option<Said<NaiveDate>>,
    pub review_outcome: Option<Said<ReviewOutcome>>,
    /// The sentences in which they ask something of us.
    pub asks: Option<Said<String>>,
    /// What they reckon the work would take.
    pub estimate_hours: Option<Said<Hours>>,
    /// Why a fact is not given although the mail speaks of it.
    pub doubts: Vec<Doubt>,
}

/// A fact that the mail gives in more than one way, or in a way that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    pub fact: String,
    pub why: String,
}

pub use self::hours::Hours;

/// What is known of a mail before its facts are looked for.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    pub kind: Kind,
    /// The day it arrived: days without a year, and spans, are reckoned from it.
    pub arrived_on: NaiveDate,
    /// What the authority that writes is called.
    pub own: &'a [&'a str],
    pub links: &'a [Link],
    /// The day by which the law wants the reply, if it is known.
    pub lawful: Option<NaiveDate>,
}

/// The facts in `new_text`, the mail without its quotations.
pub fn facts(about: &About<'_>, new_text: &str) -> Facts {
    let mut found = Facts::default();
    if matches!(about.kind, Kind::Bounce | Kind::Receipt) {
        return found;
    }
    let text = dates::without_stops(&link::shown(new_text, about.links));
    let stated = sentences(&text);
    let mail = Mail { about, stated: &stated };
    more_time::find(&mail, &mut found);
    promise::find(&mail, &mut found);
    money::find(&mail, &mut found);
    transferee::find(&mail, &mut found);
    link::find(&mail, &mut found);
    outcome::find(&mail, &mut found);
    asks::find(&mail, &mut found);
    hours::find(&mail, &mut found);
    found
}

/// A mail as the files below look at it.
struct Mail<'a> {
    about: &'a About<'a>,
    stated: &'a [String],
}

impl Mail<'_> {
    fn kind(&self) -> Kind {
        self.about.kind
    }
}

impl Facts {
    /// The one value among `found`; none of several, and the doubt is noted.
    fn only<T: PartialEq + fmt::Display>(
        &mut self,
        fact: &str,
        mut found: Vec<Said<T>>,
    ) -> Option<Said<T>> {
        let first = if found.is_empty() { return None } else { found.remove(0) };
        if let Some(other) = found.iter().find(|other| other.value != first.value) {
            let why = format!("it says {}, and {}", first.value, other.value);
            self.doubt(fact, why);
            return None;
        }
        Some(first)
    }

    fn doubt(&mut self, fact: &str, why: String) {
        self.doubts.push(Doubt { fact: fact.to_owned(), why });
    }

    /// Every fact by name, as people read it, with its words.
    pub fn listed(&self) -> Vec<(&'static str, String, &str)> {
        fn row<'a, T: fmt::Display>(
            name: &'static str,
            fact: Option<&'a Said<T>>,
        ) -> Option<(&'static str, String, &'a str)> {
            fact.map(|said| {
                let basis = said.basis.as_ref().map_or_else(String::new, |how| format!(" ({how})"));
                (name, format!("{}{basis}", said.value), said.words.as_str())
            })
        }
        [
            row("due", self.due.as_ref()),
            row("new_date", self.new_date.as_ref()),
            row("ground", self.ground.as_ref()),
            row("fee", self.fee.as_ref()),
            row("pay_by", self.pay_by.as_ref()),
            row("transferee", self.transferee.as_ref()),
            row("link", self.link.as_ref()),
            row("expires", self.expires.as_ref()),
            row("review_outcome", self.review_outcome.as_ref()),
            row("asks", self.asks.as_ref()),
            row("estimate_hours", self.estimate_hours.as_ref()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Words that are shown: as long as a sentence is, and no longer.
fn start(words: &str) -> String {
    const MOST: usize = 400;
    if words.chars().count() <= MOST {
        return words.to_owned();
    }
    let start: String = words.chars().take(MOST).collect();
    // No word is cut: it may be quoted in a letter.
    let whole = start.rsplit_once(char::is_whitespace).map_or(start.as_str(), |(whole, _)| whole);
    whole.trim_end().to_owned()
}
