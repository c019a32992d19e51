//! The register as CSV: out for people and other programs, in with a report of what would change.

mod fields;
mod row;
pub mod succession;

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::Serialize;

use self::row::{Change, Columns, Row};
use super::{Authority, Decision, Register, Role};
use crate::spreadsheet::inert;

/// The columns of an export; an import takes any of them, `id` always.
pub const COLUMNS: [&str; 20] = [
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
    "role",
    "email",
    "source",
    "grade",
    "seen_on",
    "verified_on",
    "verified_by",
    "form",
];

/// The columns of a worklist; a person fills in those from `email` on.
pub const WORKLIST: [&str; 16] = [
    "id",
    "called",
    "look_at",
    "wdtk_page",
    "run_by",
    "why",
    "seen_email",
    "seen_grade",
    "seen_source",
    "foi_email_guess",
    "foi_email_guess_basis",
    "role",
    "email",
    "form",
    "source",
    "verified_on",
];

/// Columns that may stand in a file and are read past: where to look, and a guess, which is never
/// an address.
const IGNORED: [&str; 10] = [
    "called",
    "look_at",
    "wdtk_page",
    "run_by",
    "why",
    "seen_email",
    "seen_grade",
    "seen_source",
    "foi_email_guess",
    "foi_email_guess_basis",
];

/// A row for each authority, and one more for each contact of it that has another role.
pub fn export<'a>(authorities: impl Iterator<Item = &'a Authority>) -> anyhow::Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    for authority in authorities {
        let roles = authority.contacts.addresses().map(|(role, _)| role);
        for role in std::iter::once(Role::Requests).chain(roles) {
            let value = |column| inert(&value_of(authority, role, column)).into_owned();
            out.write_record(COLUMNS.map(value))?;
        }
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}

/// What stands in a column of the row of a role. A form stands in the row of the address.
fn value_of(authority: &Authority, role: Role, column: &str) -> String {
    let address = match role {
        Role::Requests => authority.address.as_ref(),
        Role::Review => authority.contacts.review.as_ref(),
        Role::Copy => authority.contacts.copy.as_ref(),
        Role::WebForm => None,
    };
    let form = authority.contacts.form.as_ref().filter(|_| role == Role::Requests);
    // Where there is no address the day is that of the form.
    let alone = form.filter(|_| address.is_none());
    let verified = match address {
        Some(address) => address.verified.as_ref(),
        None => alone.and_then(|form| form.verified.as_ref()),
    };
    let seen = address.map_or(alone.and_then(|form| form.seen_on), |address| address.seen_on);
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
        "role" => role.code().to_owned(),
        "email" => address.map(|address| address.email.clone()).unwrap_or_default(),
        "source" => address.map(|address| address.source.clone()).unwrap_or_default(),
        "grade" => address.map(|address| address.grade.code().to_owned()).unwrap_or_default(),
        "seen_on" => seen.map(|day| day.to_string()).unwrap_or_default(),
        "verified_on" => verified.map(|verified| verified.on.to_string()).unwrap_or_default(),
        "verified_by" => verified.map(|verified| verified.by.clone()).unwrap_or_default(),
        "form" => form.map(|form| form.url.clone()).unwrap_or_default(),
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
    let (mut seen, mut rows) = (HashSet::new(), HashSet::new());
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let id = columns.get(&record, "id").unwrap_or_default().to_owned();
        let role = columns.get(&record, "role").unwrap_or(Role::Requests.code()).to_owned();
        let again = seen.contains(&id);
        let outcome = if rows.insert((id.clone(), role)) {
            Row { columns: &columns, record: &record, importer }.apply(register, &id)
        } else {
            Err("the file has an earlier row with this id".to_owned())
        };
        seen.insert(id.clone());
        match outcome {
            Ok(change) => import.take(id, change, again),
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
    /// Takes the change of a row; of a further row of the same authority nothing is counted again.
    fn take(&mut self, id: String, change: Change, again: bool) {
        match change {
            Change::None if again => {}
            Change::None => self.unchanged += 1,
            Change::New(decisions) => {
                if !again {
                    self.added.push(id);
                }
                self.decisions.extend(decisions);
            }
            Change::Columns(columns, decisions) => {
                self.changed.push((id, columns));
                self.decisions.extend(decisions);
            }
        }
    }
}
