//! A file of theirs with something hidden in it: they are told, whatever else the request waits for.

use super::{Found, Ladder, Proposal};
use crate::campaign::policy::Step;
use crate::law::calendar::UnknownYear;

impl Ladder<'_> {
    /// The notice of what is hidden in a file, until one was approved.
    pub(super) fn notice(&self, hard_stop: Option<chrono::NaiveDate>) -> Found<Proposal> {
        let Some((day, hidden)) = self.story.hidden(self.on) else { return Ok(None) };
        let held = self.story.held_by(self.on).map(|by| format!("held by {by}"));
        let why = format!(
            "{hidden}: tell them, and ask for a clean copy; if you have looked and it is harmless, \
             `foi mail release`"
        );
        Ok(Some(Proposal {
            step: Step::BreachNotice,
            from: day,
            due_on: self.after(day, 1)?,
            hard_stop,
            law_basis: Some("UK GDPR, Article 33".to_owned()),
            armed: false,
            stopped: held,
            why,
            or: Vec::new(),
        }))
    }

    /// The notice in the place of `read`, which stays open beside it.
    pub(super) fn notice_before(&self, read: Proposal) -> Result<Proposal, UnknownYear> {
        let Some(notice) = self.notice(read.hard_stop)? else { return Ok(read) };
        let why = format!("{}; {}", notice.why, read.why);
        Ok(Proposal { why, or: vec![read.step], ..notice })
    }
}
