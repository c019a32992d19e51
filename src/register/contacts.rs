//! What the contacts of an authority are for, besides the address that takes its requests.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::address::{Address, Verified, check_source};

/// What a contact is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Requests,
    /// Letters that ask for a review, and those that chase it.
    Review,
    /// Has a copy of every letter.
    Copy,
    /// A page with a form: requests are pasted there by a person.
    WebForm,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Requests, Self::Review, Self::Copy, Self::WebForm];

    pub fn code(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Review => "review",
            Self::Copy => "copy",
            Self::WebForm => "web_form",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase().replace('-', "_");
        Self::ALL.into_iter().find(|role| role.code() == text)
    }
}

/// A page on which a request is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub url: String,
    pub seen_on: Option<NaiveDate>,
    pub verified: Option<Verified>,
}

/// Contacts for something else than taking requests by mail; one for each role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contacts {
    #[serde(default)]
    pub review: Option<Address>,
    #[serde(default)]
    pub copy: Option<Address>,
    #[serde(default)]
    pub form: Option<Form>,
}

impl Contacts {
    /// The mail addresses, each with its role.
    pub fn addresses(&self) -> impl Iterator<Item = (Role, &Address)> {
        let review = self.review.iter().map(|address| (Role::Review, address));
        review.chain(self.copy.iter().map(|address| (Role::Copy, address)))
    }

    /// These, and where one is lacking, that of `known`.
    pub(super) fn or(self, known: &Self) -> Self {
        Self {
            review: self.review.or_else(|| known.review.clone()),
            copy: self.copy.or_else(|| known.copy.clone()),
            form: self.form.or_else(|| known.form.clone()),
        }
    }
}

/// Whether letters that go to `place` are pasted into a page by a person: a mail address has no scheme.
pub fn is_page(place: &str) -> bool {
    place.starts_with("https://") || place.starts_with("http://")
}

/// `text` as the address of a page with a form, or why it is none.
pub fn check_form(text: &str) -> Result<String, String> {
    let text = check_source(text)?;
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let full = host.contains('.') && !host.starts_with('.') && !host.contains('@');
    if !full || text.contains(char::is_whitespace) {
        return Err(format!("`{text}` is no page with a form: write its whole https:// address"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_a_whole_web_address() {
        assert_eq!(check_form(" https://a.example/foi?x=1 ").unwrap(), "https://a.example/foi?x=1");
        for text in
            ["foi@a.example", "a.example/foi", "https://", "https://a b.example", "javascript:x"]
        {
            assert!(check_form(text).is_err(), "{text}");
        }
    }
}
