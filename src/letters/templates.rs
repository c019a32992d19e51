//! Letters in Tera: a campaign's own first, then the workspace's, then the shipped ones.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera};

use crate::law::Law;

/// Shipped letters, by name.
const SHIPPED: [(&str, &str); 5] = [
    ("foia/chaser.txt", include_str!("../../templates/letters/foia/chaser.txt")),
    ("foia/request.txt", include_str!("../../templates/letters/foia/request.txt")),
    ("foisa/chaser.txt", include_str!("../../templates/letters/foisa/chaser.txt")),
    ("foisa/request.txt", include_str!("../../templates/letters/foisa/request.txt")),
    ("questions.txt", include_str!("../../templates/letters/questions.txt")),
];

/// The names of all letters that ship, for those who read overrides from disk.
pub fn names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

/// The letters of a campaign, ready to be filled in.
#[derive(Debug)]
pub struct Templates {
    tera: Tera,
    /// Where each override came from, for error messages.
    origins: BTreeMap<String, String>,
}

/// A letter that a person put over the shipped one.
#[derive(Debug, Clone)]
pub struct Override {
    pub name: String,
    pub text: String,
    pub file: String,
}

/// A letter that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {message}")]
pub struct BadTemplate {
    pub file: String,
    pub message: String,
}

impl Templates {
    /// Overrides later in the list win.
    pub fn new(overrides: Vec<Override>) -> Result<Self, BadTemplate> {
        let mut texts: BTreeMap<String, String> =
            SHIPPED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let mut origins = BTreeMap::new();
        for entry in overrides {
            origins.insert(entry.name.clone(), entry.file);
            texts.insert(entry.name, entry.text);
        }
        let mut tera = Tera::new();
        // Letters are plain text: nothing is escaped as HTML.
        tera.autoescape_on(Vec::<String>::new());
        tera.register_filter("wrap", wrap);
        let mut templates = Self { tera, origins };
        if let Err(error) = templates.tera.add_raw_templates(texts) {
            return Err(templates.bad("templates/letters", &error));
        }
        Ok(templates)
    }

    /// The letter `kind` under `law`, filled in from `fields`.
    pub fn render(
        &self,
        law: Law,
        kind: &str,
        fields: &impl Serialize,
    ) -> Result<String, BadTemplate> {
        let name = format!("{}/{kind}.txt", law.code());
        let bad = |error: &tera::Error| self.bad(&name, error);
        let context = Context::from_serialize(fields).map_err(|error| bad(&error))?;
        self.tera.render(&name, &context).map_err(|error| bad(&error))
    }

    fn bad(&self, name: &str, error: &tera::Error) -> BadTemplate {
        use std::error::Error;
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            message = format!("{message}: {inner}");
            cause = inner.source();
        }
        // The template at fault may be one that the named one includes.
        let file = self
            .origins
            .iter()
            .find(|(known, _)| message.contains(known.as_str()))
            .map(|(_, file)| file)
            .or_else(|| self.origins.get(name))
            .map_or_else(|| format!("letter {name}"), Clone::clone);
        BadTemplate { file, message }
    }
}

/// `text | wrap(first=2, indent=3)`: lines of at most 72 characters, indented.
#[expect(clippy::needless_pass_by_value, reason = "the shape of a filter")]
fn wrap(text: &str, arguments: Kwargs, _: &State) -> tera::TeraResult<String> {
    let spaces = |name: &str| -> tera::TeraResult<String> {
        Ok(" ".repeat(arguments.get::<usize>(name)?.unwrap_or(0).min(40)))
    };
    let (first, hanging) = (spaces("first")?, spaces("indent")?);
    let options = textwrap::Options::new(72)
        .initial_indent(&first)
        .subsequent_indent(&hanging)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    Ok(textwrap::fill(text, options))
}

/// A sentence filled in from `fields`; a misspelt name is an error that says so.
pub fn sentence(text: &str, fields: &impl Serialize) -> Result<String, String> {
    let mut tera = Tera::new();
    tera.autoescape_on(Vec::<String>::new());
    let filled = tera
        .add_raw_template("sentence", text)
        .and_then(|()| Context::from_serialize(fields))
        .and_then(|context| tera.render("sentence", &context));
    filled.map_err(|error| error.to_string())
}
