//! An authority by whatever name a sheet has for it: alike but for case, signs and the words that
//! councils put before and behind their names; never by likeness.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Authority, Register};

/// Every name of every authority, of other times too.
#[derive(Debug)]
pub struct Names<'r> {
    register: &'r Register,
    /// As written, but for case and signs.
    whole: BTreeMap<String, Vec<&'r str>>,
    /// Without "council", "borough" and the like.
    bare: BTreeMap<String, Vec<&'r str>>,
}

/// Why a name stands for no authority.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unresolved {
    #[error("no authority is called `{name}`{}", .near.as_ref().map_or_else(
        || ": write its id, as `foi register` lists it".to_owned(),
        |near| format!("; did you mean `{near}`? Write its id"),
    ))]
    Unknown { name: String, near: Option<String> },
    #[error("`{name}` may be {}: write the id of the one that is meant", .ids.join(" or "))]
    Ambiguous { name: String, ids: Vec<String> },
}

/// What people call some of them, that their names do not have in them.
const CALLED: [(&str, &str); 5] = [
    ("bcp", "bournemouth-christchurch-poole"),
    ("kingston upon hull", "hull"),
    ("western isles", "na-h-eileanan-siar"),
    ("eilean siar", "na-h-eileanan-siar"),
    ("durham", "county-durham"),
];

/// Words that say what a council is, and not which.
const SORTS: [&str; 28] = [
    "the",
    "council",
    "county",
    "borough",
    "city",
    "metropolitan",
    "district",
    "london",
    "royal",
    "of",
    "mbc",
    "mdc",
    "mb",
    "cc",
    "bc",
    "lb",
    "lbc",
    "rb",
    "rbc",
    "ua",
    "unitary",
    "authority",
    "corporation",
    "cyngor",
    "hsc",
    "hsct",
    "trust",
    "cbc",
];

impl<'r> Names<'r> {
    pub fn of(register: &'r Register) -> Self {
        let mut names = Self { register, whole: BTreeMap::new(), bare: BTreeMap::new() };
        for row in register.all() {
            let slug = row.wdtk_slug.as_deref().map(|slug| slug.replace('_', " "));
            let id = row.id.replace('-', " ");
            let known = [Some(row.name.as_str()), Some(&id), row.welsh_name.as_deref()];
            let codes = [row.gss_code.as_deref(), slug.as_deref()];
            for name in known.into_iter().chain(codes).flatten() {
                names.add(name, &row.id);
            }
        }
        for (name, id) in CALLED {
            if let Some(row) = register.get(id) {
                names.add(name, &row.id);
            }
        }
        names
    }

    fn add(&mut self, name: &str, id: &'r str) {
        for (key, map) in [(plain(name), &mut self.whole), (bare(name), &mut self.bare)] {
            let ids = map.entry(key).or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }

    /// The authority called `name`; of several, the one that there was on `day`.
    pub fn find(&self, name: &str, day: NaiveDate) -> Result<&'r Authority, Unresolved> {
        let name = name.trim();
        if let Some(row) = self.register.get(name) {
            return Ok(row);
        }
        let of = |map: &BTreeMap<String, Vec<&'r str>>, key: &str| {
            map.get(key).filter(|_| !key.is_empty()).cloned().unwrap_or_default()
        };
        let whole = of(&self.whole, &plain(name));
        let mut all = whole.clone();
        all.extend(of(&self.bare, &bare(name)).into_iter().filter(|id| !whole.contains(id)));
        let succession = self.register.succession();
        let stood = |ids: &[&'r str]| -> Vec<&'r str> {
            ids.iter().copied().filter(|id| succession.stands_on(id, day)).collect()
        };
        // A name may outlive its council: who stood then comes before who is called just so.
        let choices = [stood(&whole), stood(&all), whole, all];
        let only = choices.iter().find_map(|ids| match ids.as_slice() {
            [only] => self.register.get(only),
            _ => None,
        });
        let [_, _, _, all] = choices;
        only.ok_or_else(|| match all.as_slice() {
            [] => {
                let keys = self.bare.keys().map(String::as_str);
                let near = crate::toml_file::nearest(&bare(name), keys);
                let near = near.and_then(|key| self.bare.get(key)?.first());
                Unresolved::Unknown { name: name.to_owned(), near: near.map(|id| (*id).to_owned()) }
            }
            several => {
                let ids = several.iter().map(|id| (*id).to_owned()).collect();
                Unresolved::Ambiguous { name: name.to_owned(), ids }
            }
        })
    }
}

/// Letters and digits alone, in lower case, "and" for "&", one space between words.
fn plain(name: &str) -> String {
    let spelled = name.to_lowercase().replace('&', " and ").replace(['\'', '\u{2019}'], "");
    let words = spelled.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.map(|word| if word == "st" { "saint" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// The same without what every council may be called; what would then be empty stays whole.
fn bare(name: &str) -> String {
    let plain = plain(name).replace("health and social care trust", "");
    let kept: Vec<&str> = plain.split(' ').filter(|word| !SORTS.contains(word)).collect();
    let kept = kept.join(" ").trim().to_owned();
    if kept.is_empty() { plain } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, year: i32) -> Result<String, Unresolved> {
        let register = Register::shipped();
        let names = Names::of(&register);
        let day = NaiveDate::from_ymd_opt(year, 6, 1).expect("a day");
        names.find(name, day).map(|row| row.id.clone())
    }

    #[test]
    fn an_authority_is_found_by_any_spelling_of_its_name() {
        for (name, id) in [
            ("kent", "kent"),
            ("Kent CC", "kent"),
            ("KENT COUNTY COUNCIL", "kent"),
            ("Bristol, City of", "bristol"),
            ("Hammersmith & Fulham", "hammersmith-and-fulham"),
            ("LB Barking and Dagenham", "barking-and-dagenham"),
            ("Kingston upon Hull, City of", "hull"),
            ("E10000016", "kent"),
            ("Durham", "county-durham"),
            ("BCP Council", "bournemouth-christchurch-poole"),
            ("City of London", "city-of-london"),
            ("Glasgow City Council", "glasgow"),
        ] {
            assert_eq!(found(name, 2024), Ok(id.to_owned()), "{name}");
        }
    }

    #[test]
    fn a_name_of_two_times_is_the_council_that_there_was() {
        assert_eq!(found("Dorset", 2018), Ok("dorset-county".to_owned()));
        assert_eq!(found("Dorset", 2024), Ok("dorset".to_owned()));
        assert_eq!(found("Dorset County Council", 2018), Ok("dorset-county".to_owned()));
        assert_eq!(found("Dorset County Council", 2024), Ok("dorset".to_owned()));
        assert_eq!(found("Cumbria", 2024), Ok("cumbria".to_owned()));
    }

    #[test]
    fn a_name_that_is_only_like_one_is_none() {
        let said = found("Kentt", 2024).expect_err("no such council").to_string();
        assert!(said.contains("did you mean `kent`"), "{said}");
        assert!(found("Kingston", 2024).is_err() && found("", 2024).is_err());
    }
}
