//! What a trial found, leg by leg.

use super::quota::Quota;
use crate::mail::smtp::Offers;
use crate::replies::authentication::Authentication;

/// Whether a leg of the way was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    Yes,
    No,
    NotTried,
}

/// One leg of the way: out, or back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// `log_in`, `send`, `send_plus`, `mailbox`, `return` or `return_plus`.
    pub leg: &'static str,
    /// The server, the address or the mailbox it is about.
    pub about: String,
    pub passed: Passed,
    pub words: String,
    /// What to do, where it was not passed.
    pub advice: Option<String>,
}

/// What a trial found.
#[derive(Debug, Default)]
pub struct Trial {
    pub legs: Vec<Leg>,
    pub offers: Option<Offers>,
    /// What our mail server says of a mail of ours.
    pub authentication: Option<Authentication>,
    /// The name it says that under is not the one in the settings.
    pub authserv_unknown: bool,
    pub quota: Option<Quota>,
}

impl Trial {
    /// Whether nothing failed.
    pub fn passed(&self) -> bool {
        self.legs.iter().all(|leg| leg.passed != Passed::No)
    }

    pub(super) fn leg(
        &mut self,
        leg: &'static str,
        about: &str,
        found: Result<String, (String, &str)>,
    ) -> bool {
        let (passed, words, advice) = match found {
            Ok(words) => (Passed::Yes, words, None),
            Err((words, advice)) => (Passed::No, words, Some(advice.to_owned())),
        };
        self.legs.push(Leg { leg, about: about.to_owned(), passed, words, advice });
        passed == Passed::Yes
    }

    pub(super) fn not_tried(&mut self, leg: &'static str, about: &str, why: &str) {
        let (about, words) = (about.to_owned(), why.to_owned());
        self.legs.push(Leg { leg, about, passed: Passed::NotTried, words, advice: None });
    }
}
