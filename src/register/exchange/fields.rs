//! What a row says of an authority itself: its name, nation and Act, where it writes from.

use super::row::Row;
use crate::law::Law;
use crate::register::{Authority, Contacts, Nation, Register};

impl Row<'_> {
    pub(super) fn new_authority(&self, register: &Register, id: &str) -> Result<Authority, String> {
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
            contacts: Contacts::default(),
        })
    }

    pub(super) fn fields(&self, authority: &mut Authority) -> Result<(), String> {
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
}

fn bad_nation(text: &str) -> String {
    let codes = Nation::ALL.map(Nation::code);
    format!("`{text}` is no nation. {}", crate::toml_file::instead(text, &codes))
}
