//! What was read of a file without its words: figures, days and kinds stay.

use std::fmt::Display;

use crate::answers::Candidate;
use crate::replies::facts::{Facts, Ground, Said};

/// What stands in the place of words that are not to be seen, and of the doubts that quote them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Instead<'a> {
    pub(super) words: &'a str,
    pub(super) why: &'a str,
}

impl Instead<'_> {
    /// A figure without what it was read from; `is_text` says of which questions the answer is words.
    pub(super) fn of_candidate(self, found: &mut Candidate, is_text: &dyn Fn(&str) -> bool) {
        self.words.clone_into(&mut found.as_written);
        self.words.clone_into(&mut found.quote);
        found.doubt = found.doubt.take().map(|_| self.why.to_owned());
        if is_text(&found.question) && found.value.value.is_some() {
            found.value.value = Some(self.words.to_owned());
        }
    }

    /// Days and sums stay; words that do not stand in `body` go.
    pub(super) fn of_facts(self, facts: &mut Facts, body: &str) {
        value(&mut facts.due, body);
        value(&mut facts.new_date, body);
        let other = |said: &Said<Ground>| matches!(&said.value, Ground::Other(words) if !stands_in(body, words));
        if let Some(said) = facts.ground.as_mut().filter(|said| other(said)) {
            said.value = Ground::Other(self.words.to_owned());
        }
        value(&mut facts.ground, body);
        value(&mut facts.fee, body);
        value(&mut facts.pay_by, body);
        value(&mut facts.expires, body);
        value(&mut facts.review_outcome, body);
        value(&mut facts.estimate_hours, body);
        words(&mut facts.transferee, body);
        words(&mut facts.link, body);
        words(&mut facts.asks, body);
        for doubt in &mut facts.doubts {
            self.why.clone_into(&mut doubt.why);
        }
    }
}

pub(super) fn stands_in(body: &str, words: &str) -> bool {
    !words.is_empty() && body.contains(words)
}

fn value<T>(fact: &mut Option<Said<T>>, body: &str) {
    if let Some(said) = fact.as_mut().filter(|said| !stands_in(body, &said.words)) {
        said.words.clear();
    }
}

/// The value is words itself.
fn words<T: Display>(fact: &mut Option<Said<T>>, body: &str) {
    if fact.as_ref().is_some_and(|said| !stands_in(body, &said.value.to_string())) {
        *fact = None;
    }
    value(fact, body);
}
