//! `[[headline]]`: sentences to be published, each with the figure that fills it.

use std::collections::HashSet;

use super::File;
use crate::campaign::{Headline, Measure};
use crate::toml_file::{At, Table, instead};

impl<'t> File<'t> {
    pub(super) fn headlines(&mut self, top: &Table<'t>) -> Vec<Headline> {
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
}
