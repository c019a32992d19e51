//! Letters in Tera: a campaign's own first, then the workspace's, then the shipped ones.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera};

use super::shipped::SHIPPED;
use super::source;

/// The names of all letters that ship, for those who read overrides from disk.
pub fn names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

/// The shipped letter of this name.
pub fn shipped(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The letters of a campaign, ready to be filled in.
#[derive(Debug)]
pub struct Templates {
    tera: Tera,
    /// Where each override came from, for error messages.
    origins: BTreeMap<String, String>,
    /// Letters that a person must read before they are used, and why.
    unchecked: BTreeMap<String, String>,
}

/// A template that a person put over the shipped one.
#[derive(Debug, Clone)]
pub struct Override {
    pub name: String,
    pub text: String,
    pub file: String,
}

/// A template that cannot be filled in.
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
        let unchecked = texts
            .iter()
            .filter_map(|(name, text)| Some((name.clone(), source::needs_check(text)?)))
            .collect();
        let mut tera = Tera::new();
        // Letters are plain text: nothing is escaped as HTML.
        tera.autoescape_on(Vec::<String>::new());
        tera.register_filter("wrap", wrap);
        tera.register_filter("page", page);
        let mut templates = Self { tera, origins, unchecked };
        let texts = texts.into_iter().map(|(name, text)| (name, source::without_trace(&text)));
        if let Err(error) = templates.tera.add_raw_templates(texts.collect::<Vec<_>>()) {
            return Err(templates.bad("templates/letters", &error));
        }
        Ok(templates)
    }

    /// The template `name`, filled in from `fields`.
    pub fn render(&self, name: &str, fields: &impl Serialize) -> Result<String, BadTemplate> {
        let bad = |error: &tera::Error| self.bad(name, error);
        let context = Context::from_serialize(fields).map_err(|error| bad(&error))?;
        self.tera.render(name, &context).map_err(|error| bad(&error))
    }

    /// A text of a person's own, called `called` in errors, filled in from `fields`; it may use the
    /// parts of letters.
    pub fn render_text(
        &self,
        (called, text): (&str, &str),
        fields: &impl Serialize,
    ) -> Result<String, BadTemplate> {
        let mut tera = self.tera.clone();
        let filled = tera
            .add_raw_template(called, text)
            .and_then(|()| Context::from_serialize(fields))
            .and_then(|context| tera.render(called, &context));
        filled.map_err(|error| BadTemplate { file: called.to_owned(), ..self.bad(called, &error) })
    }

    /// Why no letter may leave that was written from the template `name` (`Letter::template`):
    /// somebody who reads its language has not checked it yet. None if nothing stands in the way.
    pub fn needs_check(&self, name: &str) -> Option<String> {
        let why = self.unchecked.get(name)?;
        Some(format!(
            "{name} has not been checked ({why}): `foi templates eject {name}`, have it read, then \
             delete its line `foi-needs-check`"
        ))
    }

    fn bad(&self, name: &str, error: &tera::Error) -> BadTemplate {
        BadTemplate::of(&self.origins, name, error, &format!("letter {name}"))
    }
}

impl BadTemplate {
    /// What Tera says is wrong, with the file that a person wrote it in; or `shipped`, where nobody did.
    pub fn of(
        origins: &BTreeMap<String, String>,
        name: &str,
        error: &tera::Error,
        shipped: &str,
    ) -> Self {
        use std::error::Error;
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            message = format!("{message}: {inner}");
            cause = inner.source();
        }
        // The template at fault may be one that the named one includes.
        let included = origins.iter().find(|(known, _)| message.contains(known.as_str()));
        let origin = included.map(|(_, file)| file).or_else(|| origins.get(name));
        Self { file: origin.map_or_else(|| shipped.to_owned(), Clone::clone), message }
    }
}

/// The longest line of a letter that is laid out here.
const WIDTH: usize = 72;

/// `text | wrap(first=2, indent=3)`: lines of at most 72 characters, indented.
#[expect(clippy::needless_pass_by_value, reason = "the shape of a filter")]
fn wrap(text: &str, arguments: Kwargs, _: &State) -> tera::TeraResult<String> {
    let spaces = |name: &str| -> tera::TeraResult<String> {
        Ok(" ".repeat(arguments.get::<usize>(name)?.unwrap_or(0).min(40)))
    };
    let (first, hanging) = (spaces("first")?, spaces("indent")?);
    Ok(filled(text, &first, &hanging))
}

/// `{% filter page %}…{% endfilter %}`: every line is a paragraph of its own, broken at 72
/// characters; what continues one stands below its first word, after a dash or a number too.
fn page(text: &str, _: Kwargs, _: &State) -> String {
    paged(text)
}

/// The same of a whole text.
pub(super) fn paged(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let bare = line.trim_start();
            let margin = line.chars().count() - bare.chars().count();
            let first = " ".repeat(margin.min(40));
            let hanging = " ".repeat((margin + marker(bare)).min(44));
            if bare.is_empty() { String::new() } else { filled(bare, &first, &hanging) }
        })
        .collect();
    lines.join("\n")
}

/// How many characters the mark of a list entry takes: "- ", "12. ".
fn marker(line: &str) -> usize {
    match line.split_once(' ') {
        Some(("-", _)) => 2,
        Some((mark, _)) if is_number(mark) => mark.chars().count() + 1,
        Some(_) | None => 0,
    }
}

fn is_number(mark: &str) -> bool {
    mark.strip_suffix('.').is_some_and(|number| {
        (1..=3).contains(&number.len()) && number.starts_with(|c: char| c.is_ascii_digit())
    })
}

fn filled(text: &str, first: &str, hanging: &str) -> String {
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(hanging)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
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
