//! The register as CSV: out for people and other programs, in with a report of what would change.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::address::{Address, Grade, Verified, check_email, check_source};
use super::{Authority, Decision, Nation, Register, wrong_act};
use crate::law::Law;
use crate::spreadsheet::{FORMULA, inert};

/// The columns of an export; an import takes any of them, `id` always.
pub const COLUMNS: [&str; 18] = [
    "id",
    "name",
    "nation",
    "kind",
    "region",
    "law",
    "gss_code",
    "dfe_code",
    "welsh_name",
    "delivered_by",
    "wdtk_slug",
    "domains",
    "email",
    "source",
    "grade",
    "seen_on",
    "verified_on",
    "verified_by",
];

/// Columns that may stand in a file and are read past: a guess is never an address.
const IGNORED: [&str; 2] = ["foi_email_guess", "foi_email_guess_basis"];

pub fn export<'a>(authorities: impl Iterator<Item = &'a Authority>) -> anyhow::Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    for authority in authorities {
        out.write_record(COLUMNS.map(|column| inert(&value_of(authority, column)).into_owned()))?;
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}

fn value_of(authority: &Authority, column: &str) -> String {
    let address = authority.address.as_ref();
    let verified = address.and_then(|address| address.verified.as_ref());
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    match column {
        "id" => authority.id.clone(),
        "name" => authority.name.clone(),
        "nation" => authority.nation.code().to_owned(),
        "kind" => authority.kind.clone(),
        "region" => authority.region.clone(),
        "law" => authority.law.code().to_owned(),
        "gss_code" => text(&authority.gss_code),
        "dfe_code" => text(&authority.dfe_code),
        "welsh_name" => text(&authority.welsh_name),
        "delivered_by" => text(&authority.delivered_by),
        "wdtk_slug" => text(&authority.wdtk_slug),
        "domains" => authority.domains.join(" "),
        "email" => address.map(|address| address.email.clone()).unwrap_or_default(),
        "source" => address.map(|address| address.source.clone()).unwrap_or_default(),
        "grade" => address.map(|address| address.grade.code().to_owned()).unwrap_or_default(),
        "seen_on" => address
            .and_then(|address| address.seen_on)
            .map(|day| day.to_string())
            .unwrap_or_default(),
        "verified_on" => verified.map(|verified| verified.on.to_string()).unwrap_or_default(),
        "verified_by" => verified.map(|verified| verified.by.clone()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// A row that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    pub line: u64,
    pub id: String,
    pub reason: String,
}

/// What a file would do to the register.
#[derive(Debug, Default)]
pub struct Import {
    pub added: Vec<String>,
    /// Authorities with new values, and which columns change.
    pub changed: Vec<(String, Vec<&'static str>)>,
    pub unchanged: usize,
    /// In the register but not in a file that lists authorities by name; they stay.
    pub gone: Vec<String>,
    pub refused: Vec<Refused>,
    pub decisions: Vec<Decision>,
}

/// Who is importing, and when: a row may not be verified later than that.
#[derive(Debug, Clone, Copy)]
pub struct Importer<'a> {
    pub by: &'a str,
    pub today: NaiveDate,
}

/// Reads `text` against `register`; nothing changes until its decisions are kept.
pub fn import(register: &Register, text: &str, importer: Importer<'_>) -> anyhow::Result<Import> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = Columns::read(reader.headers()?)?;
    let mut import = Import::default();
    let mut seen = HashSet::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let id = columns.get(&record, "id").unwrap_or_default().to_owned();
        let outcome = if seen.insert(id.clone()) {
            Row { columns: &columns, record: &record, importer }.apply(register, &id)
        } else {
            Err("the file has an earlier row with this id".to_owned())
        };
        match outcome {
            Ok(change) => import.take(id, change),
            Err(reason) => import.refused.push(Refused { line, id, reason }),
        }
    }
    if columns.has("name") {
        let missing = register.iter().filter(|known| !seen.contains(&known.id));
        import.gone = missing.map(|known| known.id.clone()).collect();
    }
    Ok(import)
}

impl Import {
    fn take(&mut self, id: String, change: Change) {
        match change {
            Change::None => self.unchanged += 1,
            Change::New(decisions) => {
                self.added.push(id);
                self.decisions.extend(decisions);
            }
            Change::Columns(columns, decisions) => {
                self.changed.push((id, columns));
                self.decisions.extend(decisions);
            }
        }
    }
}

struct Columns {
    names: Vec<String>,
}

impl Columns {
    fn read(headers: &csv::StringRecord) -> anyhow::Result<Self> {
        let names: Vec<String> = headers.iter().map(str::to_ascii_lowercase).collect();
        for name in &names {
            if !COLUMNS.contains(&name.as_str()) && !IGNORED.contains(&name.as_str()) {
                anyhow::bail!(
                    "line 1: `{name}` is not a column of the register. {}.",
                    crate::toml_file::instead(name, &COLUMNS)
                );
            }
        }
        for (index, name) in names.iter().enumerate() {
            let twice = names.iter().take(index).any(|earlier| earlier == name);
            anyhow::ensure!(!twice, "line 1: the column `{name}` stands twice");
        }
        let columns = Self { names };
        anyhow::ensure!(columns.has("id"), "line 1: the file has no `id` column");
        Ok(columns)
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    fn get<'r>(&self, record: &'r csv::StringRecord, name: &str) -> Option<&'r str> {
        let index = self.names.iter().position(|known| known == name)?;
        record.get(index).filter(|text| !text.is_empty())
    }
}

enum Change {
    None,
    New(Vec<Decision>),
    Columns(Vec<&'static str>, Vec<Decision>),
}

struct Row<'a> {
    columns: &'a Columns,
    record: &'a csv::StringRecord,
    importer: Importer<'a>,
}

impl Row<'_> {
    fn apply(&self, register: &Register, id: &str) -> Result<Change, String> {
        if id.is_empty() {
            return Err("the row has no id".to_owned());
        }
        if self.record.iter().any(|value| value.chars().any(char::is_control)) {
            return Err("the row has a control character or a line break in it".to_owned());
        }
        if self.record.len() > self.columns.names.len() {
            return Err("the row has more cells than the heading: quote cells with commas".into());
        }
        if self.record.len() < self.columns.names.len() {
            return Err(
                "the row has fewer cells than the heading: leave cells empty, not out".into()
            );
        }
        let formula =
            |column: &&str| self.get(column).is_some_and(|text| text.starts_with(FORMULA));
        // An e-mail address has checks of its own.
        if let Some(column) = COLUMNS.into_iter().filter(|column| *column != "email").find(formula)
        {
            return Err(format!("{column} would run as a formula in a spreadsheet"));
        }
        let known = register.get(id);
        let before = match known {
            Some(known) => known.clone(),
            None => self.new_authority(register, id)?,
        };
        let mut after = before.clone();
        self.fields(&mut after)?;
        if after.law != after.nation.law() {
            return Err(wrong_act(after.nation, after.law));
        }
        let address = self.address(&before)?;
        let mut decisions = Vec::new();
        if known.is_none() || after != before {
            decisions.push(Decision::Authority { authority: Box::new(after.clone()) });
        }
        if let Some(address) = address {
            after.address = Some(address.clone());
            decisions.push(Decision::Address { authority: id.to_owned(), address });
        }
        let columns: Vec<&'static str> = COLUMNS
            .into_iter()
            .filter(|column| value_of(&before, column) != value_of(&after, column))
            .collect();
        Ok(match (known.is_some(), columns.is_empty()) {
            (false, _) => Change::New(decisions),
            (true, true) => Change::None,
            (true, false) => Change::Columns(columns, decisions),
        })
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.columns.get(self.record, name)
    }

    fn new_authority(&self, register: &Register, id: &str) -> Result<Authority, String> {
        let unknown = || register.find(id).err().map(|error| error.to_string()).unwrap_or_default();
        let name = self.get("name").ok_or_else(unknown)?;
        if !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            return Err(format!("`{id}` is no id: use small letters, digits and hyphens"));
        }
        let nation = self.get("nation").ok_or("a new authority needs a nation")?;
        let nation = Nation::parse(nation).ok_or_else(|| bad_nation(nation))?;
        Ok(Authority {
            id: id.to_owned(),
            name: name.to_owned(),
            nation,
            kind: String::new(),
            region: String::new(),
            law: nation.law(),
            gss_code: None,
            dfe_code: None,
            welsh_name: None,
            delivered_by: None,
            wdtk_slug: None,
            domains: Vec::new(),
            note: None,
            address: None,
        })
    }

    fn fields(&self, authority: &mut Authority) -> Result<(), String> {
        if let Some(nation) = self.get("nation") {
            authority.nation = Nation::parse(nation).ok_or_else(|| bad_nation(nation))?;
        }
        if let Some(law) = self.get("law") {
            authority.law = Law::parse(law)
                .filter(|law| matches!(law, Law::Foia | Law::Foisa))
                .ok_or_else(|| format!("`{law}` is no Act of an authority: write foia or foisa"))?;
        }
        if let Some(domains) = self.get("domains") {
            authority.domains = domains.split_whitespace().map(str::to_owned).collect();
        }
        for (name, field) in [
            ("name", &mut authority.name),
            ("kind", &mut authority.kind),
            ("region", &mut authority.region),
        ] {
            if let Some(value) = self.get(name) {
                value.clone_into(field);
            }
        }
        for (name, field) in [
            ("gss_code", &mut authority.gss_code),
            ("dfe_code", &mut authority.dfe_code),
            ("welsh_name", &mut authority.welsh_name),
            ("delivered_by", &mut authority.delivered_by),
            ("wdtk_slug", &mut authority.wdtk_slug),
        ] {
            if let Some(value) = self.get(name) {
                *field = Some(value.to_owned());
            }
        }
        Ok(())
    }

    /// The address the row gives, if it gives one that differs from what is known.
    fn address(&self, authority: &Authority) -> Result<Option<Address>, String> {
        let Some(email) = self.get("email") else {
            return match self.get("verified_on") {
                Some(_) => Err("the row has verified_on but no email".to_owned()),
                None => Ok(None),
            };
        };
        let email = check_email(email)?;
        let source = self.get("source").ok_or("an email needs a source: where it was read")?;
        let source = check_source(source)?;
        let grade = match self.get("grade") {
            Some(grade) => Grade::parse(grade).ok_or_else(|| {
                format!("`{grade}` is no grade of address; a guess is not sent to")
            })?,
            None => Grade::Workspace,
        };
        let verified = self.day("verified_on")?.map(|on| Verified {
            on,
            by: self.get("verified_by").unwrap_or(self.importer.by).to_owned(),
        });
        // Seeing the same address again does not undo that a person checked it.
        let known = authority.address.as_ref().filter(|known| known.email == email);
        let verified = verified.or_else(|| known.and_then(|known| known.verified.clone()));
        let seen_on = self.day("seen_on")?;
        let address = Address { email, source, grade, seen_on, verified };
        Ok((authority.address.as_ref() != Some(&address)).then_some(address))
    }

    fn day(&self, column: &str) -> Result<Option<NaiveDate>, String> {
        let Some(text) = self.get(column) else { return Ok(None) };
        let day: NaiveDate = text
            .parse()
            .map_err(|_| format!("{column} `{text}` is no date: write it as 2026-01-31"))?;
        if day > self.importer.today {
            return Err(format!("{column} {day} lies in the future"));
        }
        Ok(Some(day))
    }
}

fn bad_nation(text: &str) -> String {
    let codes = Nation::ALL.map(Nation::code);
    format!("`{text}` is no nation. {}", crate::toml_file::instead(text, &codes))
}
