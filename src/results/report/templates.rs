//! The report in Tera: a campaign's own templates first, then the workspace's, then the shipped ones.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera};

use super::typst;
use crate::letters::templates::{BadTemplate, Override};

/// What ships: pages that are escaped as what they are, and words that are plain text.
const SHIPPED: [(&str, &str); 10] = [
    ("report.html", include_str!("../../../templates/report/report.html")),
    ("style.css", include_str!("../../../templates/report/style.css")),
    ("chart.html", include_str!("../../../templates/report/chart.html")),
    ("table.html", include_str!("../../../templates/report/table.html")),
    ("text.html", include_str!("../../../templates/report/text.html")),
    ("report.typ", include_str!("../../../templates/report/report.typ")),
    ("table.typ", include_str!("../../../templates/report/table.typ")),
    ("text.typ", include_str!("../../../templates/report/text.typ")),
    ("introduction.txt", include_str!("../../../templates/report/introduction.txt")),
    ("method.txt", include_str!("../../../templates/report/method.txt")),
];

/// The names of all templates of the report.
pub fn names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

/// The shipped template of this name.
pub fn shipped(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The templates of one report, ready to be filled in.
#[derive(Debug)]
pub struct Templates {
    /// For the page: names that end in `.html` are escaped.
    page: Tera,
    /// For print: names that end in `.typ` are escaped as Typst.
    print: Tera,
    origins: BTreeMap<String, String>,
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
        let (print_texts, page_texts): (Vec<_>, Vec<_>) =
            texts.into_iter().partition(|(name, _)| is_print(name));
        let mut page = Tera::new();
        page.autoescape_on([".html"]);
        let mut print = Tera::new();
        print.autoescape_on([".typ"]);
        print.set_escape_fn(typst::escape);
        print.register_filter("string", string);
        let page_is = page.add_raw_templates(page_texts);
        let print_is = print.add_raw_templates(print_texts);
        let templates = Self { page, print, origins };
        page_is.map_err(|error| templates.bad("report.html", &error))?;
        print_is.map_err(|error| templates.bad("report.typ", &error))?;
        Ok(templates)
    }

    /// The template `name`, filled in from `fields`.
    pub fn render(&self, name: &str, fields: &impl Serialize) -> Result<String, BadTemplate> {
        let tera = if is_print(name) { &self.print } else { &self.page };
        let context = Context::from_serialize(fields).map_err(|error| self.bad(name, &error))?;
        tera.render(name, &context).map_err(|error| self.bad(name, &error))
    }

    fn bad(&self, name: &str, error: &tera::Error) -> BadTemplate {
        BadTemplate::of(&self.origins, name, error, &format!("templates/report/{name}"))
    }
}

fn is_print(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == "typ")
}

/// `{{ name | string | safe }}`: a string of Typst's code.
fn string(text: &str, _: Kwargs, _: &State) -> String {
    typst::string(text)
}
