//! One row of a file against the register: what it changes, or why it is refused.

use chrono::NaiveDate;

use super::{COLUMNS, IGNORED, Importer, value_of};
use crate::register::address::{Address, Grade, Verified, check_email, check_source};
use crate::register::{Authority, Decision, Form, Register, Role};
use crate::register::{check_form, wrong_act};
use crate::spreadsheet::FORMULA;

pub(super) struct Columns {
    names: Vec<String>,
}

impl Columns {
    pub(super) fn read(headers: &csv::StringRecord) -> anyhow::Result<Self> {
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

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    pub(super) fn get<'r>(&self, record: &'r csv::StringRecord, name: &str) -> Option<&'r str> {
        let index = self.names.iter().position(|known| known == name)?;
        record.get(index).filter(|text| !text.is_empty())
    }
}

pub(super) enum Change {
    None,
    New(Vec<Decision>),
    Columns(Vec<&'static str>, Vec<Decision>),
}

pub(super) struct Row<'a> {
    pub(super) columns: &'a Columns,
    pub(super) record: &'a csv::StringRecord,
    pub(super) importer: Importer<'a>,
}

impl Row<'_> {
    pub(super) fn apply(&self, register: &Register, id: &str) -> Result<Change, String> {
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
        let role = self.role()?;
        let mut decisions = Vec::new();
        if known.is_none() || after != before {
            decisions.push(Decision::Authority { authority: Box::new(after.clone()) });
        }
        for contact in self.contacts(&before, role)? {
            after.take(contact.clone());
            decisions.push(contact);
        }
        let columns: Vec<&'static str> = COLUMNS
            .into_iter()
            .filter(|column| value_of(&before, role, column) != value_of(&after, role, column))
            .collect();
        Ok(match (known.is_some(), columns.is_empty()) {
            (false, _) => Change::New(decisions),
            (true, true) => Change::None,
            (true, false) => Change::Columns(columns, decisions),
        })
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.columns.get(self.record, name)
    }

    /// What the row's address is for.
    fn role(&self) -> Result<Role, String> {
        let Some(text) = self.get("role") else { return Ok(Role::Requests) };
        let codes = Role::ALL.map(Role::code);
        Role::parse(text).ok_or_else(|| {
            format!("`{text}` is no role. {}", crate::toml_file::instead(text, &codes))
        })
    }

    /// The contacts the row gives, as far as they differ from what is known.
    fn contacts(&self, known: &Authority, role: Role) -> Result<Vec<Decision>, String> {
        let (email, form) = (self.get("email"), self.get("form"));
        let authority = known.id.clone();
        if email.is_none() && form.is_none() && self.get("verified_on").is_some() {
            return Err("the row has verified_on but no email and no form".to_owned());
        }
        if role == Role::WebForm && email.is_some() {
            return Err("a web_form has no email: write its page into `form`".to_owned());
        }
        let mut found = Vec::new();
        if let Some(address) = self.address(known, role)? {
            found.push(match role {
                Role::Requests => Decision::Address { authority: authority.clone(), address },
                Role::Review | Role::Copy | Role::WebForm => {
                    Decision::Contact { authority: authority.clone(), role, address }
                }
            });
        }
        if let Some(form) = self.form(known)? {
            found.push(Decision::Form { authority, form });
        }
        Ok(found)
    }

    /// The address the row gives, if it gives one that differs from what is known.
    fn address(&self, authority: &Authority, role: Role) -> Result<Option<Address>, String> {
        let Some(email) = self.get("email") else { return Ok(None) };
        let email = check_email(email)?;
        let source = self.get("source").ok_or("an email needs a source: where it was read")?;
        let source = check_source(source)?;
        let grade = match self.get("grade") {
            Some(grade) => Grade::parse(grade).ok_or_else(|| {
                format!("`{grade}` is no grade of address; a guess is not sent to")
            })?,
            None => Grade::Workspace,
        };
        let before = match role {
            Role::Requests | Role::WebForm => &authority.address,
            Role::Review => &authority.contacts.review,
            Role::Copy => &authority.contacts.copy,
        };
        // Seeing the same address again does not undo that a person checked it.
        let known = before.as_ref().filter(|known| known.email == email);
        let verified = self.verified()?.or_else(|| known.and_then(|known| known.verified.clone()));
        let seen_on = self.day("seen_on")?;
        let address = Address { email, source, grade, seen_on, verified };
        Ok((before.as_ref() != Some(&address)).then_some(address))
    }

    /// The form the row gives, if it gives one that differs from what is known. Beside an address the
    /// days are those of both.
    fn form(&self, authority: &Authority) -> Result<Option<Form>, String> {
        let Some(url) = self.get("form") else { return Ok(None) };
        let url = check_form(url)?;
        let before = authority.contacts.form.as_ref();
        let known = before.filter(|known| known.url == url);
        if self.get("email").is_some() && known.is_some() {
            return Ok(None);
        }
        let verified = self.verified()?.or_else(|| known.and_then(|known| known.verified.clone()));
        let form = Form { url, seen_on: self.day("seen_on")?, verified };
        Ok((before != Some(&form)).then_some(form))
    }

    fn verified(&self) -> Result<Option<Verified>, String> {
        let by = || self.get("verified_by").unwrap_or(self.importer.by).to_owned();
        Ok(self.day("verified_on")?.map(|on| Verified { on, by: by() }))
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
