//! A campaign: what is asked, of whom, about which period; read from `campaign.toml`.

pub mod attach;
pub mod baseline;
pub mod effort;
pub mod file;
mod parts;
pub mod pace;
pub mod pilot;
pub mod plan;
pub mod policy;
pub mod publication;
pub mod renewal;
pub mod reference;
pub mod thresholds;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use self::baseline::Baseline;
use crate::register::{Authority, Nation};

/// A questionnaire, the authorities it goes to, and the sentences to be published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Campaign {
    /// The name of its folder.
    pub id: String,
    pub title: String,
    /// Letters before the token in every reference.
    pub prefix: String,
    /// The campaign of the round before, whose mail is kept apart.
    #[serde(default)]
    pub follows: Option<String>,
    /// A sentence or two for the letter: who asks and why.
    pub about: Option<String>,
    /// How words in the questions are meant, for the letter.
    pub definitions: Option<String>,
    /// Hours that an authority may need for the answers, as the author reckons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    pub periods: Vec<Period>,
    pub recipients: Recipients,
    pub questions: Vec<Question>,
    pub headlines: Vec<Headline>,
    /// Published figures that answers are held against.
    #[serde(default)]
    pub baselines: Vec<Baseline>,
    /// Answer sheets that go with the questions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attach: Vec<attach::SheetFormat>,
    /// What is done next by itself, and after how long.
    #[serde(default)]
    pub policy: policy::Policy,
    /// From where on `foi checks` says something.
    #[serde(default)]
    pub thresholds: thresholds::Thresholds,
    /// What is a small number, and what "fewer than five" is taken for.
    #[serde(default)]
    pub publication: publication::Publication,
}

/// A stretch of time the questions are about, both days included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub id: String,
    pub label: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// Who is asked: empty lists leave everybody in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipients {
    pub nations: Vec<Nation>,
    pub kinds: Vec<String>,
    pub regions: Vec<String>,
    pub ids: Vec<String>,
    pub except: Vec<String>,
}

impl Recipients {
    pub fn include(&self, authority: &Authority) -> bool {
        fn listed<T: PartialEq>(list: &[T], value: &T) -> bool {
            list.is_empty() || list.contains(value)
        }
        listed(&self.nations, &authority.nation)
            && listed(&self.kinds, &authority.kind)
            && listed(&self.regions, &authority.region)
            && listed(&self.ids, &authority.id)
            && !self.except.contains(&authority.id)
    }
}

/// What kind of thing an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionType {
    Count,
    Money,
    Percentage,
    Duration,
    YesNo,
    Choice,
    Date,
    Text,
}

impl QuestionType {
    pub const ALL: [Self; 8] = [
        Self::Count,
        Self::Money,
        Self::Percentage,
        Self::Duration,
        Self::YesNo,
        Self::Choice,
        Self::Date,
        Self::Text,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Money => "money",
            Self::Percentage => "percentage",
            Self::Duration => "duration",
            Self::YesNo => "yes_no",
            Self::Choice => "choice",
            Self::Date => "date",
            Self::Text => "text",
        }
    }

    /// Whether answers fill `low` and `high`, rather than `value`.
    pub fn is_number(self) -> bool {
        match self {
            Self::Count | Self::Money | Self::Percentage | Self::Duration => true,
            Self::YesNo | Self::Choice | Self::Date | Self::Text => false,
        }
    }

    /// Whether answers of several authorities may be added up.
    pub fn adds_up(self) -> bool {
        match self {
            Self::Count | Self::Money | Self::Duration => true,
            Self::Percentage | Self::YesNo | Self::Choice | Self::Date | Self::Text => false,
        }
    }
}

/// One thing asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Stable across rounds.
    pub id: String,
    /// As the letter shows it: "1", "2a".
    pub number: String,
    pub text: String,
    #[serde(rename = "type")]
    pub kind: QuestionType,
    pub unit: Option<String>,
    /// Questions whose answer this one can never exceed.
    pub part_of: Vec<String>,
    /// Questions whose answers add up to this one.
    pub total_of: Vec<String>,
    pub choices: Vec<String>,
    /// Of which periods it is asked; never empty.
    pub periods: Vec<String>,
    /// To be answered first if the cost limit bites.
    pub first: bool,
    /// A person judged that it asks what the question of this id in the round before asked, though its
    /// words are others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub same_as_before: bool,
}

/// A sentence to be published, and the figure in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headline {
    pub id: String,
    pub measure: Measure,
    pub period: String,
    pub sentence: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    Ratio { part: String, whole: String },
    Sum { question: String },
}

impl Campaign {
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    pub fn period(&self, id: &str) -> Option<&Period> {
        self.periods.iter().find(|period| period.id == id)
    }

    /// The questions of which this one is said to be a part, either way round.
    pub fn wholes_of(&self, id: &str) -> impl Iterator<Item = &str> {
        let stated = self.question(id).into_iter().flat_map(|question| &question.part_of);
        let totals = self
            .questions
            .iter()
            .filter(move |question| question.total_of.iter().any(|part| part == id))
            .map(|question| &question.id);
        stated.chain(totals).map(String::as_str)
    }

    /// Every question with every period it is asked of, in the order of the letter.
    pub fn cells(&self) -> impl Iterator<Item = (&Question, &Period)> {
        self.questions.iter().flat_map(|question| {
            let asked = |period: &&Period| question.periods.contains(&period.id);
            self.periods.iter().filter(asked).map(move |period| (question, period))
        })
    }

    /// Whether the letters of `other` would ask the same; sentences and recipients may differ.
    pub fn asks_the_same_as(&self, other: &Self) -> bool {
        self.questions == other.questions
            && self.periods == other.periods
            && self.prefix == other.prefix
    }
}
