//! Answers that stand, held against each other: what cannot be, or is hardly so, is named with its
//! cells and waits for a person. No check changes a value (docs/checks.md).

mod alike;
mod areas;
pub mod body;
mod chance;
mod jump;
mod nought;
mod parts;
mod published;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::answers::{Number, Value};
use crate::campaign::{Campaign, QuestionType};
use crate::register::baselines::Baselines;

/// What is looked at: one campaign's answers, and what they are held against.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub campaign: &'a Campaign,
    pub answered: &'a [Answered],
    /// The round before, with what was answered then.
    pub before: Option<(&'a Campaign, &'a [Answered])>,
    pub baselines: &'a Baselines,
    /// Requests of which a person has said that one reply answers all of them.
    pub together: &'a [Vec<i64>],
}

/// What stands of one request.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    pub request: i64,
    pub authority: String,
    /// The company or trust that runs its service.
    pub run_by: Option<String>,
    pub said: Vec<Said>,
}

/// One answer that stands, and where it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub question: String,
    pub period: String,
    pub value: Value,
    pub as_written: String,
    pub mail: Option<i64>,
    /// The hash of the attachment that it stands in.
    pub paper: Option<String>,
    /// Of an answer in a mail's own text: the hash of that text, if it is long enough to say something.
    pub body: Option<String>,
    pub decided_by: Option<String>,
    /// What its reply says of areas that share it, where that was a doubt about it.
    pub shared: Option<String>,
}

/// What was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    PartOverWhole,
    PartsAndTotal,
    Combined,
    Identical,
    Jump,
    Baseline,
    Zero,
}

impl Check {
    pub fn code(self) -> &'static str {
        match self {
            Self::PartOverWhole => "part_over_whole",
            Self::PartsAndTotal => "parts_and_total",
            Self::Combined => "combined",
            Self::Identical => "identical",
            Self::Jump => "jump",
            Self::Baseline => "baseline",
            Self::Zero => "zero",
        }
    }
}

/// How sure it is that something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sure {
    /// The figures contradict each other.
    Certain,
    /// Chance hardly makes it.
    Likely,
    /// It may well be as it is written.
    Possible,
}

impl Sure {
    pub fn code(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

/// A cell that a finding names, as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    pub campaign: String,
    pub request: i64,
    pub authority: String,
    pub question: String,
    pub period: String,
    pub value: String,
    pub mail: Option<i64>,
}

impl Cited {
    fn new(campaign: &Campaign, of: &Answered, said: &Said) -> Self {
        Self {
            campaign: campaign.id.clone(),
            request: of.request,
            authority: of.authority.clone(),
            question: said.question.clone(),
            period: said.period.clone(),
            value: said.value.shown(),
            mail: said.mail,
        }
    }

    pub fn is(&self, request: i64, question: &str, period: &str) -> bool {
        self.request == request && self.question == question && self.period == period
    }
}

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub check: Check,
    pub sure: Sure,
    pub cells: Vec<Cited>,
    /// The published figure that they are held against.
    pub against: Option<String>,
    pub words: String,
    pub todo: String,
}

impl Finding {
    /// Its name: the same as long as its cells say the same, another once one of them changes.
    pub fn id(&self) -> String {
        let mut cells: Vec<String> = self
            .cells
            .iter()
            .map(|cell| {
                format!("{}\t{}\t{}\t{}", cell.request, cell.question, cell.period, cell.value)
            })
            .collect();
        cells.sort();
        let against = self.against.as_deref().unwrap_or_default();
        let told = format!("{}\n{against}\n{}", self.check.code(), cells.join("\n"));
        let digest = Sha256::digest(told.as_bytes());
        digest.iter().take(4).fold("k".to_owned(), |id, byte| format!("{id}{byte:02x}"))
    }

    /// The requests of `campaign` whose cells it names, each once.
    pub fn requests(&self, campaign: &str) -> Vec<i64> {
        let cells = self.cells.iter().filter(|cell| cell.campaign == campaign);
        let mut found: Vec<i64> = cells.map(|cell| cell.request).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    pub fn names(&self, request: i64, question: &str, period: &str) -> bool {
        self.cells.iter().any(|cell| cell.is(request, question, period))
    }
}

/// Everything that the checks find, the surest first.
pub fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = scene.answered.iter().flat_map(|of| of_one(scene, of)).collect();
    found.extend(alike::between_authorities(scene));
    found.sort_by(|one, other| order(one).cmp(&order(other)));
    found
}

/// What is found about one authority by itself.
pub fn of_one(scene: &Scene<'_>, of: &Answered) -> Vec<Finding> {
    let mut found = parts::over_whole(scene, of);
    found.extend(parts::and_total(scene, of));
    found.extend(jump::against_last_round(scene, of));
    found.extend(published::against_baselines(scene, of));
    found.extend(nought::beside_suppressed(scene, of));
    found.extend(areas::said_to_be_shared(scene, of));
    found
}

fn order(finding: &Finding) -> (Sure, Check, Option<(&str, &str, &str)>) {
    let first = finding.cells.first().map(|cell| {
        let Cited { authority, question, period, .. } = cell;
        (authority.as_str(), question.as_str(), period.as_str())
    });
    (finding.sure, finding.check, first)
}

impl Answered {
    fn cell(&self, question: &str, period: &str) -> Option<&Said> {
        self.said.iter().find(|said| said.question == question && said.period == period)
    }
}

impl Said {
    /// At least so many, if it has a number.
    fn low(&self) -> Option<Number> {
        self.value.low.filter(|_| self.value.status.has_number())
    }

    /// At most so many, if anything bounds it.
    fn high(&self) -> Option<Number> {
        self.value.high.filter(|_| self.value.status.has_number())
    }
}

fn is_count(campaign: &Campaign, question: &str) -> bool {
    campaign.question(question).is_some_and(|known| known.kind == QuestionType::Count)
}

/// "one", "one and two", "one, two and three".
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// "1c 15", and the period where the campaign has several.
fn called(campaign: &Campaign, said: &Said) -> String {
    let period = match campaign.periods.as_slice() {
        [_] => String::new(),
        _ => format!(" ({})", said.period),
    };
    format!("{}{period} {}", said.question, said.value.shown())
}
