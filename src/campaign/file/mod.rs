//! `campaign.toml`: the file as written becomes a campaign, or a list of named mistakes.

mod headlines;
mod questions;

use super::baseline::Baseline;
use super::policy::{Policy, Step};
use super::publication::Publication;
use super::thresholds::Thresholds;
use super::{Campaign, Period, Question, Recipients, attach, reference};
use crate::register::Nation;
use crate::toml_file::{At, Mistake, Reader, Table, instead};

/// The campaign in `text`; `id` is the name of its folder.
pub fn read(id: &str, text: &str) -> Result<Campaign, Vec<Mistake>> {
    let (reader, top) = Reader::open(text)?;
    let mut file = File {
        reader,
        periods: Vec::new(),
        questions: Vec::new(),
        named: Vec::new(),
        baselines: Vec::new(),
    };
    let campaign = file.campaign(id, &top);
    file.reader.finish(campaign)
}

struct File<'t> {
    reader: Reader<'t>,
    /// What has been read so far, for the checks of what refers to it.
    periods: Vec<At<Period>>,
    questions: Vec<At<Question>>,
    /// Every question that another one names as its part or whole.
    named: Vec<At<String>>,
    baselines: Vec<Baseline>,
}

impl<'t> File<'t> {
    fn campaign(&mut self, id: &str, top: &Table<'t>) -> Campaign {
        self.reader.allow(
            top,
            &[
                "title",
                "reference",
                "follows",
                "about",
                "definitions",
                "period",
                "recipients",
                "question",
                "headline",
                "policy",
                "checks",
                "hours",
                "letter",
                "publication",
            ],
        );
        let title = self.reader.required(top, "title", "\"What the campaign asks about\"").value;
        let prefix = self.prefix(id, top);
        let follows = self.follows(id, top);
        let about = self.reader.text(top, "about").map(|text| text.value);
        let definitions = self.reader.text(top, "definitions").map(|text| text.value);
        let hours = self.reader.count(top, "hours");
        self.periods(top);
        let recipients = self.recipients(top);
        self.questions(top);
        let headlines = self.headlines(top);
        let policy = self.policy(top);
        let thresholds = Thresholds::read(&mut self.reader, top);
        let publication = Publication::read(&mut self.reader, top);
        let attach = attach::read(&mut self.reader, top);
        Campaign {
            id: id.to_owned(),
            title,
            prefix,
            follows,
            about,
            definitions,
            hours,
            periods: self.periods.iter().map(|period| period.value.clone()).collect(),
            recipients,
            questions: self.questions.iter().map(|question| question.value.clone()).collect(),
            headlines,
            baselines: std::mem::take(&mut self.baselines),
            attach,
            policy,
            thresholds,
            publication,
        }
    }

    fn policy(&mut self, top: &Table<'t>) -> Policy {
        let mut policy = Policy::default();
        let Some(table) = self.reader.section(top, "policy") else { return policy };
        let days: [(&str, &mut u32); 5] = [
            ("final_chaser_after", &mut policy.final_chaser_after),
            ("complaint_after", &mut policy.complaint_after),
            ("silence_review_after", &mut policy.silence_review_after),
            ("review_within", &mut policy.review_within),
            ("gap", &mut policy.gap),
        ];
        let keys: Vec<&str> =
            days.iter().map(|(key, _)| *key).chain(std::iter::once("arm")).collect();
        self.reader.allow(&table, &keys);
        for (key, days) in days {
            *days = self.reader.count(&table, key).map_or(*days, |count| count.min(60));
        }
        for name in self.reader.texts(&table, "arm") {
            match Step::parse(&name.value) {
                Some(step) if step.may_be_armed() => policy.arm.push(step),
                Some(_) => {
                    let message = format!("`{}` always needs a person", name.value);
                    let write = instead("", &armable());
                    self.reader.mistake("never_armed", name.line, message, write);
                }
                None => {
                    let message = format!("`{}` is no step of the ladder", name.value);
                    let write = instead(&name.value, &armable());
                    self.reader.mistake("unknown_step", name.line, message, write);
                }
            }
        }
        policy
    }

    fn prefix(&mut self, id: &str, top: &Table<'t>) -> String {
        let Some(prefix) = self.reader.line_of_text(top, "reference") else {
            return reference::prefix_of(id);
        };
        let good = (1..=8).contains(&prefix.value.len())
            && prefix.value.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if !good {
            let message = format!("`{}` cannot start a reference", prefix.value);
            let write = "Write 1 to 8 capital letters or digits, such as reference = \"UHE\"";
            self.reader.mistake("bad_reference", prefix.line, message, write);
        }
        prefix.value
    }

    /// The round before; whether it was ever launched here, the launch says.
    fn follows(&mut self, id: &str, top: &Table<'t>) -> Option<String> {
        let before = self.reader.line_of_text(top, "follows").filter(|id| !id.value.is_empty())?;
        if before.value == id {
            let write = "Write the id of the campaign of the round before";
            self.reader.mistake("follows_itself", before.line, "it follows itself", write);
        }
        Some(before.value)
    }

    fn periods(&mut self, top: &Table<'t>) {
        let tables = self.reader.sections(top, "period");
        for table in &tables {
            self.reader.allow(table, &["id", "label", "from", "to"]);
            let from = self.reader.date(table, "from");
            let to = self.reader.date(table, "to");
            let id = self.reader.line_of_text(table, "id");
            let label = self.reader.line_of_text(table, "label");
            let (Some(from), Some(to)) = (from, to) else { continue };
            if to.value < from.value {
                let message = format!("the period ends ({}) before it starts", to.value);
                let write = format!("Write a `to` on or after {}", from.value);
                self.reader.mistake("period_ends_before_it_starts", to.line, message, write);
            }
            let period = Period::new(from.value, to.value, id.as_ref().map(|id| &id.value), label);
            let line = id.map_or(table.line, |id| id.line);
            if period.id.is_empty() {
                let write = "Write id = \"2024\", or leave it out";
                self.reader.mistake("missing_key", line, "the period's id is empty", write);
            }
            if self.periods.iter().any(|known| known.value.id == period.id) {
                self.duplicate("period", &period.id, line);
            }
            self.periods.push(At { value: period, line });
        }
        if tables.is_empty() {
            let write = "Write period = { from = 2024-01-01, to = 2024-12-31 }";
            self.reader.mistake("missing_key", 1, "the file has no `period`", write);
        }
    }

    fn recipients(&mut self, top: &Table<'t>) -> Recipients {
        let Some(table) = self.reader.section(top, "recipients") else {
            let write = "Write [recipients] with nations = [\"england\", …] or ids = [\"kent\", …]";
            self.reader.mistake("missing_key", 1, "the file has no [recipients]", write);
            return Recipients::default();
        };
        self.reader.allow(&table, &["nations", "kinds", "regions", "ids", "except"]);
        let mut nations = Vec::new();
        for name in self.reader.texts(&table, "nations") {
            if let Some(nation) = Nation::parse(&name.value) {
                nations.push(nation);
            } else {
                let message = format!("`{}` is no nation", name.value);
                let write = instead(&name.value, &Nation::ALL.map(Nation::code));
                self.reader.mistake("unknown_nation", name.line, message, write);
            }
        }
        let mut list =
            |key| self.reader.texts(&table, key).into_iter().map(|text| text.value).collect();
        Recipients {
            nations,
            kinds: list("kinds"),
            regions: list("regions"),
            ids: list("ids"),
            except: list("except"),
        }
    }

    fn duplicate(&mut self, what: &str, id: &str, line: usize) {
        let message = format!("the {what} `{id}` stands twice");
        self.reader.mistake("duplicate", line, message, "Give each one of its own");
    }

    fn unknown(&mut self, what: &str, id: &At<String>, known: &[String]) {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let message = format!("there is no {what} `{}`", id.value);
        let write = instead(&id.value, &known);
        let mistake = if what == "period" { "unknown_period" } else { "unknown_question" };
        self.reader.mistake(mistake, id.line, message, write);
    }
}

impl Period {
    /// From one day to another, both included, called `id` or by its year.
    pub fn spanning(from: chrono::NaiveDate, to: chrono::NaiveDate, id: Option<&str>) -> Self {
        Self::new(from, to, id.map(str::to_owned).as_ref(), None)
    }

    fn new(
        from: chrono::NaiveDate,
        to: chrono::NaiveDate,
        id: Option<&String>,
        label: Option<At<String>>,
    ) -> Self {
        use chrono::Datelike;
        let whole_year = from.year() == to.year()
            && (from.month(), from.day()) == (1, 1)
            && (to.month(), to.day()) == (12, 31);
        let id = match id {
            Some(id) => id.clone(),
            None if whole_year => from.year().to_string(),
            None => format!("{from}..{to}"),
        };
        let spelled = || format!("{} to {}", from.format("%-d %B %Y"), to.format("%-d %B %Y"));
        let label = match label {
            Some(label) => label.value,
            None if whole_year => format!("{} (1 January to 31 December)", from.year()),
            None => spelled(),
        };
        Self { id, label, from, to }
    }
}

/// A question's number as replies may write it, compared: "1(a)" and "1a" are the same.
pub fn label(number: &str) -> String {
    number.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The steps that a campaign may arm.
fn armable() -> Vec<&'static str> {
    Step::ALL.into_iter().filter(|step| step.may_be_armed()).map(Step::code).collect()
}
