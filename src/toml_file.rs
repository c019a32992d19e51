//! TOML with line numbers: every mistake in a file is named, with its line and what to write instead.

use chrono::NaiveDate;
use serde::Serialize;
use serde_spanned::Spanned;
use toml::de::{DeTable, DeValue};

/// One thing that is wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// A fixed name such as `unknown_key`, the same in every version.
    pub mistake: &'static str,
    pub line: usize,
    pub message: String,
    pub write: String,
}

impl Mistake {
    /// For instance `campaign.toml:12: unknown_key: …. Write …`.
    pub fn at(&self, file: &str) -> String {
        let Self { mistake, line, message, write } = self;
        format!("{file}:{line}: {mistake}: {message}. {write}.")
    }
}

/// A file being read: its text, and the mistakes found so far.
#[derive(Debug)]
pub struct Reader<'t> {
    text: &'t str,
    mistakes: Vec<Mistake>,
}

type Key<'t> = Spanned<std::borrow::Cow<'t, str>>;

/// A table of a file, which knows the keys it may have.
#[derive(Debug, Clone)]
pub struct Table<'t> {
    rows: Vec<(Key<'t>, Spanned<DeValue<'t>>)>,
    name: String,
    pub line: usize,
}

/// A value and the line it stands on.
#[derive(Debug, Clone)]
pub struct At<T> {
    pub value: T,
    pub line: usize,
}

impl<'t> Table<'t> {
    fn new(name: &str, line: usize, table: DeTable<'t>) -> Self {
        Self { rows: table.into_iter().collect(), name: name.to_owned(), line }
    }
}

impl<'t> Reader<'t> {
    /// The top table of `text`, or its syntax errors.
    pub fn open(text: &'t str) -> Result<(Self, Table<'t>), Vec<Mistake>> {
        let mut reader = Self { text, mistakes: Vec::new() };
        match DeTable::parse(text) {
            Ok(table) => {
                let table = Table::new("the file", 1, table.into_inner());
                Ok((reader, table))
            }
            Err(error) => {
                let line = error.span().map_or(1, |span| reader.line(span.start));
                let message = error.message().trim().replace('\n', ", ");
                reader.mistake("not_toml", line, message, "Mend the syntax: see https://toml.io");
                Err(reader.mistakes)
            }
        }
    }

    pub fn mistake(
        &mut self,
        mistake: &'static str,
        line: usize,
        message: impl Into<String>,
        write: impl Into<String>,
    ) {
        let (message, write) = (message.into(), write.into());
        self.mistakes.push(Mistake { mistake, line, message, write });
    }

    /// What was read if no mistake was found, else all the mistakes in line order.
    pub fn finish<T>(mut self, value: T) -> Result<T, Vec<Mistake>> {
        self.mistakes.sort_by_key(|mistake| mistake.line);
        if self.mistakes.is_empty() { Ok(value) } else { Err(self.mistakes) }
    }

    /// Refuses every key of `table` that is not in `allowed`.
    pub fn allow(&mut self, table: &Table<'t>, allowed: &[&str]) {
        for (key, _) in &table.rows {
            let name = key.get_ref().as_ref();
            if !allowed.contains(&name) {
                let line = self.line(key.span().start);
                let message = format!("`{name}` is not a key of {}", table.name);
                self.mistake("unknown_key", line, message, instead(name, allowed));
            }
        }
    }

    fn line(&self, offset: usize) -> usize {
        self.text.get(..offset).unwrap_or(self.text).matches('\n').count() + 1
    }

    fn find<'a>(table: &'a Table<'t>, key: &str) -> Option<&'a Spanned<DeValue<'t>>> {
        table.rows.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// The line that a key's value stands on, whatever it is.
    pub fn line_of(&self, table: &Table<'t>, key: &str) -> Option<usize> {
        Self::find(table, key).map(|value| self.line(value.span().start))
    }

    fn wrong(&mut self, key: &str, value: &Spanned<DeValue<'t>>, example: &str) {
        let line = self.line(value.span().start);
        let found = value.get_ref().type_str();
        let message = format!("`{key}` cannot be this {found}");
        self.mistake("wrong_type", line, message, format!("Write {key} = {example}"));
    }

    /// The text under `key`, trimmed; control characters other than line breaks are a mistake.
    pub fn text(&mut self, table: &Table<'t>, key: &str) -> Option<At<String>> {
        let value = Self::find(table, key)?.clone();
        let line = self.line(value.span().start);
        let DeValue::String(text) = value.get_ref() else {
            self.wrong(key, &value, "\"text\"");
            return None;
        };
        let text = text.replace("\r\n", "\n");
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            let message = format!("`{key}` has a control character in it");
            self.mistake("control_character", line, message, "Write plain text");
            return None;
        }
        Some(At { value: text.trim().to_owned(), line })
    }

    /// Text that goes into one line of a letter's header or a list.
    pub fn line_of_text(&mut self, table: &Table<'t>, key: &str) -> Option<At<String>> {
        let text = self.text(table, key)?;
        if text.value.contains(['\n', '\t']) {
            let message = format!("`{key}` has a line break or a tab in it");
            self.mistake("line_break", text.line, message, format!("Write {key} on one line"));
            return None;
        }
        Some(text)
    }

    /// As `line_of_text`, but its absence is a mistake too.
    pub fn required(&mut self, table: &Table<'t>, key: &str, example: &str) -> At<String> {
        let text = self.line_of_text(table, key);
        self.must(table, key, example, text)
    }

    fn must(
        &mut self,
        table: &Table<'t>,
        key: &str,
        example: &str,
        found: Option<At<String>>,
    ) -> At<String> {
        match found {
            Some(text) if !text.value.is_empty() => text,
            Some(_) | None => {
                let blank = |value: &Spanned<DeValue<'t>>| {
                    value.get_ref().as_str().is_some_and(|text| text.trim().is_empty())
                };
                if Self::find(table, key).is_none_or(blank) {
                    let message = format!("{} has no `{key}`", table.name);
                    let write = format!("Write {key} = {example}");
                    self.mistake("missing_key", table.line, message, write);
                }
                At { value: String::new(), line: table.line }
            }
        }
    }

    pub fn boolean(&mut self, table: &Table<'t>, key: &str) -> Option<bool> {
        let value = Self::find(table, key)?.clone();
        if let DeValue::Boolean(yes) = value.get_ref() {
            return Some(*yes);
        }
        self.wrong(key, &value, "true");
        None
    }

    /// A whole number from 1 on.
    pub fn count(&mut self, table: &Table<'t>, key: &str) -> Option<u32> {
        let value = Self::find(table, key)?.clone();
        if let DeValue::Integer(number) = value.get_ref()
            && let Ok(number) = number.as_str().parse()
            && number > 0
        {
            return Some(number);
        }
        self.wrong(key, &value, "1");
        None
    }

    /// A whole number from 0 on.
    pub fn whole(&mut self, table: &Table<'t>, key: &str) -> Option<u32> {
        let value = Self::find(table, key)?.clone();
        if let DeValue::Integer(number) = value.get_ref()
            && let Ok(number) = number.as_str().parse()
        {
            return Some(number);
        }
        self.wrong(key, &value, "0");
        None
    }

    /// How many times as much: a number, with or without decimals, above 1 and not above `most`.
    pub fn times(&mut self, table: &Table<'t>, key: &str, most: f64) -> Option<f64> {
        let value = Self::find(table, key)?.clone();
        let written = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::String(_)
            | DeValue::Datetime(_)
            | DeValue::Boolean(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => None,
        };
        let times = written.filter(|times: &f64| *times > 1.0 && *times <= most);
        if times.is_none() {
            let message = format!("`{key}` must be a number above 1 and at most {most}");
            let line = self.line(value.span().start);
            self.mistake("bad_times", line, message, format!("Write {key} = 2.5"));
        }
        times
    }

    /// A civil date, written bare (2024-01-31) or between quotation marks.
    pub fn date(&mut self, table: &Table<'t>, key: &str) -> Option<At<NaiveDate>> {
        let Some(value) = Self::find(table, key).cloned() else {
            let message = format!("{} has no `{key}`", table.name);
            self.mistake("missing_key", table.line, message, format!("Write {key} = 2024-12-31"));
            return None;
        };
        let text = match value.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => String::new(),
        };
        if let Ok(date) = text.parse() {
            return Some(At { value: date, line: self.line(value.span().start) });
        }
        self.wrong(key, &value, "2024-12-31");
        None
    }

    /// One text or a list of them.
    pub fn texts(&mut self, table: &Table<'t>, key: &str) -> Vec<At<String>> {
        let Some(value) = Self::find(table, key).cloned() else { return Vec::new() };
        let line = self.line(value.span().start);
        let entries: Vec<At<String>> = match value.get_ref() {
            DeValue::String(text) => vec![At { value: text.trim().to_owned(), line }],
            DeValue::Array(list) if list.iter().all(|entry| entry.get_ref().is_str()) => list
                .iter()
                .map(|entry| At {
                    value: entry.get_ref().as_str().unwrap_or_default().trim().to_owned(),
                    line: self.line(entry.span().start),
                })
                .collect(),
            DeValue::Array(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Table(_) => {
                self.wrong(key, &value, "[\"text\", \"text\"]");
                Vec::new()
            }
        };
        for entry in entries.iter().filter(|entry| entry.value.chars().any(char::is_control)) {
            let message = format!("`{key}` has a control character or a line break in it");
            self.mistake("control_character", entry.line, message, "Write plain text");
        }
        entries
    }

    /// The table under `key`, if there is one.
    pub fn section(&mut self, table: &Table<'t>, key: &str) -> Option<Table<'t>> {
        let value = Self::find(table, key)?.clone();
        let line = self.line(value.span().start);
        match value.into_inner() {
            DeValue::Table(inner) => Some(Table::new(&format!("[{key}]"), line, inner)),
            other @ (DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)) => {
                let message = format!("`{key}` cannot be this {}", other.type_str());
                self.mistake("wrong_type", line, message, format!("Write a table: [{key}]"));
                None
            }
        }
    }

    /// The tables `[key.NAME]`, each with its name.
    pub fn named_sections(&mut self, table: &Table<'t>, key: &str) -> Vec<(String, Table<'t>)> {
        let Some(outer) = self.section(table, key) else { return Vec::new() };
        let names: Vec<String> =
            outer.rows.iter().map(|(name, _)| name.get_ref().clone().into_owned()).collect();
        let mut found = Vec::new();
        for name in names {
            if let Some(mut inner) = self.section(&outer, &name) {
                inner.name = format!("[{key}.{name}]");
                found.push((name, inner));
            }
        }
        found
    }

    /// The tables under `key`: `[[key]]` any number of times, or `key = { … }` once.
    pub fn sections(&mut self, table: &Table<'t>, key: &str) -> Vec<Table<'t>> {
        let Some(value) = Self::find(table, key).cloned() else { return Vec::new() };
        let line = self.line(value.span().start);
        let name = format!("[[{key}]]");
        match value.into_inner() {
            DeValue::Table(inner) => vec![Table::new(&name, line, inner)],
            DeValue::Array(list) if list.iter().all(|entry| entry.get_ref().is_table()) => list
                .into_iter()
                .filter_map(|entry| {
                    let line = self.line(entry.span().start);
                    match entry.into_inner() {
                        DeValue::Table(inner) => Some(Table::new(&name, line, inner)),
                        DeValue::String(_)
                        | DeValue::Integer(_)
                        | DeValue::Float(_)
                        | DeValue::Boolean(_)
                        | DeValue::Datetime(_)
                        | DeValue::Array(_) => None,
                    }
                })
                .collect(),
            other @ (DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)) => {
                let message = format!("`{key}` cannot be this {}", other.type_str());
                self.mistake("wrong_type", line, message, format!("Write tables: [[{key}]]"));
                Vec::new()
            }
        }
    }
}

/// `bytes` as text, or the line on which they are none.
pub fn utf8(bytes: Vec<u8>) -> Result<String, Mistake> {
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..good).unwrap_or_default();
        Mistake {
            mistake: "not_utf8",
            line: before.split(|byte| *byte == b'\n').count(),
            message: "a character is not UTF-8".to_owned(),
            write: "Save the file as UTF-8".to_owned(),
        }
    })
}

/// "Did you mean …" with the nearest allowed word, else the whole list.
pub fn instead(word: &str, allowed: &[&str]) -> String {
    let near = nearest(word, allowed.iter().copied());
    match near {
        Some(near) => format!("Write `{near}`, or one of: {}", allowed.join(", ")),
        None => format!("Write one of: {}", allowed.join(", ")),
    }
}

/// The candidate most like `word`, if one is like it at all.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
