//! `campaign.toml`: the file as written becomes a campaign, or a list of named mistakes.

use std::collections::HashSet;

use super::baseline::Baseline;
use super::policy::{Policy, Step};
use super::thresholds::Thresholds;
use super::{
    Campaign, Headline, Measure, Period, Question, QuestionType, Recipients, attach, baseline,
    parts, reference,
};
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

const QUESTION_KEYS: [&str; 12] = [
    "id",
    "number",
    "text",
    "type",
    "unit",
    "part_of",
    "total_of",
    "choices",
    "periods",
    "first",
    "baseline",
    "part_of_baseline",
];

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

    fn questions(&mut self, top: &Table<'t>) {
        let tables = self.reader.sections(top, "question");
        if tables.is_empty() {
            let write = "Write [[question]] with id, number, text and type";
            self.reader.mistake("missing_key", 1, "the file has no [[question]]", write);
        }
        for table in &tables {
            let question = self.question(table);
            if !question.value.id.is_empty() {
                if self.questions.iter().any(|known| known.value.id == question.value.id) {
                    self.duplicate("question id", &question.value.id, question.line);
                }
                let number = &question.value.number;
                if self.questions.iter().any(|known| label(&known.value.number) == label(number)) {
                    self.duplicate("question number", &number.clone(), question.line);
                }
            }
            self.questions.push(question);
        }
        self.check_references();
    }

    fn question(&mut self, table: &Table<'t>) -> At<Question> {
        self.reader.allow(table, &QUESTION_KEYS);
        let id = self.reader.required(table, "id", "\"a_short_name\"");
        let number = self.reader.required(table, "number", "\"1a\"").value;
        let text = self.reader.required(table, "text", "\"How many …?\"").value;
        let kind = self.question_type(table);
        let unit = self.reader.line_of_text(table, "unit").map(|unit| unit.value);
        if kind == QuestionType::Count && unit.is_none() {
            let message = format!("question `{}` counts something, but not what", id.value);
            self.reader.mistake(
                "missing_unit",
                table.line,
                message,
                "Write unit = \"children\" (children and incidents are different units)",
            );
        }
        let choices: Vec<String> =
            self.reader.texts(table, "choices").into_iter().map(|choice| choice.value).collect();
        let fitting =
            if kind == QuestionType::Choice { choices.len() > 1 } else { choices.is_empty() };
        if !fitting {
            let message = format!("question `{}` and its choices do not go together", id.value);
            let write = "Write type = \"choice\" with choices = [\"one\", \"another\"]";
            self.reader.mistake("choices", table.line, message, write);
        }
        let first = self.reader.boolean(table, "first").unwrap_or(false);
        self.baselines.extend(baseline::read(&mut self.reader, table, (&id.value, kind)));
        let part_of = self.reader.texts(table, "part_of");
        let total_of = self.reader.texts(table, "total_of");
        let periods = self.periods_of(table);
        for named in part_of.iter().chain(&total_of) {
            self.named.push(named.clone());
        }
        let values = |found: Vec<At<String>>| found.into_iter().map(|text| text.value).collect();
        let (part_of, total_of) = (values(part_of), values(total_of));
        let line = id.line;
        let id = id.value;
        At {
            value: Question {
                id,
                number,
                text,
                kind,
                unit,
                part_of,
                total_of,
                choices,
                periods,
                first,
            },
            line,
        }
    }

    fn question_type(&mut self, table: &Table<'t>) -> QuestionType {
        let text = self.reader.required(table, "type", "\"count\"");
        let found = QuestionType::ALL.into_iter().find(|kind| kind.code() == text.value);
        if found.is_none() && !text.value.is_empty() {
            let message = format!("`{}` is no type of question", text.value);
            let write = instead(&text.value, &QuestionType::ALL.map(QuestionType::code));
            self.reader.mistake("unknown_type", text.line, message, write);
        }
        found.unwrap_or(QuestionType::Text)
    }

    fn periods_of(&mut self, table: &Table<'t>) -> Vec<String> {
        let all: Vec<String> = self.periods.iter().map(|period| period.value.id.clone()).collect();
        let stated = self.reader.texts(table, "periods");
        if stated.is_empty() {
            return all;
        }
        for (index, period) in stated.iter().enumerate() {
            if stated.iter().take(index).any(|earlier| earlier.value == period.value) {
                self.duplicate("period", &period.value, period.line);
            }
        }
        for period in stated.iter().filter(|period| !all.contains(&period.value)) {
            self.unknown("period", period, &all);
        }
        stated.into_iter().map(|period| period.value).collect()
    }

    fn check_references(&mut self) {
        let questions: Vec<At<Question>> = self.questions.clone();
        let ids: Vec<String> = questions.iter().map(|known| known.value.id.clone()).collect();
        for question in &questions {
            self.check_numbers(question, &questions);
        }
        for id in self.named.clone().iter().filter(|id| !ids.contains(&id.value)) {
            self.unknown("question", id, &ids);
        }
        let plain: Vec<Question> = questions.iter().map(|known| known.value.clone()).collect();
        if let Some(cycle) = parts::cycle(&plain) {
            let line = questions
                .iter()
                .find(|known| Some(&known.value.id) == cycle.first())
                .map_or(1, |known| known.line);
            let message = format!("parts go round in a circle: {}", cycle.join(" → "));
            let write = "Take one part_of or total_of away: a whole is no part of its own part";
            self.reader.mistake("cyclic_parts", line, message, write);
        }
    }

    /// Only numbers have parts and wholes.
    fn check_numbers(&mut self, question: &At<Question>, questions: &[At<Question>]) {
        let is_words = |id: &&String| {
            questions.iter().any(|known| known.value.id == **id && !known.value.kind.is_number())
        };
        let named: Vec<&String> =
            question.value.part_of.iter().chain(&question.value.total_of).collect();
        let own = named.first().map(|_| &question.value.id);
        for id in named.into_iter().chain(own).filter(is_words) {
            let message = format!("`{id}` is answered in words, and has no parts or wholes");
            let write = "Name questions of type count, money, percentage or duration";
            self.reader.mistake("does_not_add_up", question.line, message, write);
        }
    }

    /// The names in a sentence are those its measure can fill.
    fn check_sentence(&mut self, id: &str, measure: &Measure, sentence: &At<String>) {
        let known: &[&str] = match measure {
            Measure::Ratio { .. } => {
                &["authorities", "asked", "period", "part", "whole", "percent", "percent_1"]
            }
            Measure::Sum { .. } => &["authorities", "asked", "period", "total"],
        };
        let text = sentence.value.as_str();
        let names = text.match_indices("{{").filter_map(|(at, mark)| {
            let inner = text.get(at + mark.len()..)?;
            Some(inner.get(..inner.find("}}")?)?.split('|').next()?.trim().to_owned())
        });
        for name in names.filter(|name| !known.contains(&name.as_str())).collect::<Vec<_>>() {
            let message = format!("the sentence of `{id}` cannot have `{name}`");
            self.reader.mistake("unknown_name", sentence.line, message, instead(&name, known));
        }
    }

    fn headlines(&mut self, top: &Table<'t>) -> Vec<Headline> {
        let mut seen = HashSet::new();
        let mut headlines = Vec::new();
        for table in self.reader.sections(top, "headline") {
            self.reader.allow(&table, &["id", "ratio", "sum", "period", "sentence"]);
            let id = self.reader.required(&table, "id", "\"a_short_name\"");
            if !seen.insert(id.value.clone()) {
                self.duplicate("headline id", &id.value, id.line);
            }
            let measure = self.measure(&table);
            let period = self.headline_period(&table);
            let sentence = self.reader.required(
                &table,
                "sentence",
                "\"Data from {{ authorities }} authorities showed …\"",
            );
            if let (Some(measure), Some(period)) = (measure, period) {
                self.check_asked(&measure, &period, table.line);
                self.check_sentence(&id.value, &measure, &sentence);
                headlines.push(Headline {
                    id: id.value,
                    measure,
                    period,
                    sentence: sentence.value,
                });
            }
        }
        headlines
    }

    fn measure(&mut self, table: &Table<'t>) -> Option<Measure> {
        let ratio = self.reader.texts(table, "ratio");
        let sum = self.reader.line_of_text(table, "sum");
        let named: Vec<At<String>> = ratio.iter().cloned().chain(sum.clone()).collect();
        let ids: Vec<String> = self.questions.iter().map(|known| known.value.id.clone()).collect();
        for id in &named {
            let question = self.questions.iter().find(|known| known.value.id == id.value);
            match question.map(|known| known.value.kind) {
                None => self.unknown("question", id, &ids),
                Some(kind) if !kind.adds_up() => {
                    let message = format!("answers to `{}` cannot be added up", id.value);
                    let write = "Name questions of type count, money or duration";
                    self.reader.mistake("does_not_add_up", id.line, message, write);
                }
                Some(_) => {}
            }
        }
        match (ratio.as_slice(), sum) {
            ([part, whole], None) => {
                Some(Measure::Ratio { part: part.value.clone(), whole: whole.value.clone() })
            }
            ([], Some(question)) => Some(Measure::Sum { question: question.value }),
            (_, _) => {
                let write = "Write ratio = [\"part\", \"whole\"] or sum = \"question\"";
                let message = "a headline needs one measure";
                self.reader.mistake("bad_measure", table.line, message, write);
                None
            }
        }
    }

    fn headline_period(&mut self, table: &Table<'t>) -> Option<String> {
        let all: Vec<String> = self.periods.iter().map(|period| period.value.id.clone()).collect();
        match (self.reader.line_of_text(table, "period"), all.as_slice()) {
            (Some(period), _) => {
                if !all.contains(&period.value) {
                    self.unknown("period", &period, &all);
                }
                Some(period.value)
            }
            (None, [only]) => Some(only.clone()),
            (None, _) => {
                let message = "the campaign has several periods, the headline names none";
                let write = format!("Write period = one of: {}", all.join(", "));
                self.reader.mistake("missing_key", table.line, message, write);
                None
            }
        }
    }

    /// A headline about a period that one of its questions was not asked of could never be filled.
    fn check_asked(&mut self, measure: &Measure, period: &str, line: usize) {
        let ids = match measure {
            Measure::Ratio { part, whole } => vec![part, whole],
            Measure::Sum { question } => vec![question],
        };
        let not_asked: Vec<String> = self
            .questions
            .iter()
            .filter(|known| ids.contains(&&known.value.id))
            .filter(|known| !known.value.periods.iter().any(|asked| asked == period))
            .map(|known| known.value.id.clone())
            .collect();
        for id in not_asked {
            let message = format!("question `{id}` is not asked of period `{period}`");
            let write = "Name a period that the question has, or add it to the question's periods";
            self.reader.mistake("not_asked", line, message, write);
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
