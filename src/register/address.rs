//! Where an authority takes requests, how that is known, and who checked it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How an address is known. A guess is no grade: it is never an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// On the authority's own page.
    Official,
    /// In the authority's own correspondence.
    Reply,
    /// Recorded by a volunteer of a public request site.
    Curated,
    /// On someone else's page.
    ThirdParty,
    /// Brought in by this workspace's own import or hand.
    Workspace,
}

impl Grade {
    pub const ALL: [Self; 5] =
        [Self::Official, Self::Reply, Self::Curated, Self::ThirdParty, Self::Workspace];

    pub fn code(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Reply => "reply",
            Self::Curated => "curated",
            Self::ThirdParty => "third-party",
            Self::Workspace => "workspace",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.code() == text)
    }
}

/// That a person looked the address up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    pub on: NaiveDate,
    pub by: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub email: String,
    /// The page or letter it was read from.
    pub source: String,
    pub grade: Grade,
    pub seen_on: Option<NaiveDate>,
    pub verified: Option<Verified>,
}

impl Address {
    pub fn domain(&self) -> &str {
        self.email.rsplit('@').next().unwrap_or_default()
    }
}

/// `text` as a bare e-mail address that may be written to, or why it is none.
pub fn check_email(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err("the address has a control character in it".to_owned());
    }
    if let Err(error) = text.parse::<lettre::Address>() {
        return Err(format!("`{text}` is not an e-mail address ({error})"));
    }
    if !text.rsplit('@').next().is_some_and(|domain| domain.contains('.')) {
        return Err(format!("`{text}` has no full domain"));
    }
    if super::is_no_reply(text) {
        return Err(format!("`{text}` is a no-reply address: letters to it are not read"));
    }
    Ok(text.to_owned())
}

/// What a browser runs or opens from the reader's own machine rather than fetches.
const NO_PAGE: [&str; 5] = ["javascript", "vbscript", "data", "blob", "file"];

/// `text` as the place an address was read: a web address, or plain words; or why it is neither.
pub fn check_source(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err("the source has a control character or a line break in it".to_owned());
    }
    let scheme = text.split_once(':').map(|(scheme, _)| scheme.trim().to_ascii_lowercase());
    if scheme.is_some_and(|scheme| NO_PAGE.contains(&scheme.as_str())) {
        return Err(format!("`{text}` is no page: write its https:// address, or plain words"));
    }
    Ok(text.to_owned())
}
