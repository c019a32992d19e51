//! `[[question]]`: what is asked, of which periods, and how questions are parts of each other.

use super::{File, label};
use crate::campaign::{Question, QuestionType, baseline, parts};
use crate::toml_file::{At, Table, instead};

const QUESTION_KEYS: [&str; 13] = [
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
    "same_as_before",
    "baseline",
    "part_of_baseline",
];

impl<'t> File<'t> {
    pub(super) fn questions(&mut self, top: &Table<'t>) {
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
        let same_as_before = self.reader.boolean(table, "same_as_before").unwrap_or(false);
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
                same_as_before,
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
}
