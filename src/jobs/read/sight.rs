//! The reading of a mail with a file in quarantine: what was read of the file is proposed, and nothing that
//! stands in it is kept beside it. A person who releases the file has the mail read again.

use crate::answers::Candidate;
use crate::campaign::{Campaign, QuestionType};
use crate::jobs::papers::Papers;
use crate::jobs::quarantine::{OUT_OF_SIGHT, is_kept};
use crate::jobs::wordless::{Instead, stands_in};
use crate::replies::message::Message;
use crate::store::mails::Reading;

/// Takes the words of files that are kept out of sight from the reading of the mail with this id.
pub(super) fn keep_out(
    reading: &mut Reading,
    (mail, message): (i64, &Message),
    papers: &Papers,
    campaign: Option<&Campaign>,
) {
    let kept = |name: &str| {
        let mut files = message.attachments.iter().filter(|file| is_kept(file));
        files.any(|file| file.name == name)
    };
    if !message.attachments.iter().any(is_kept) {
        return;
    }
    let why = format!(
        "the file that it stands in is kept out of sight: look at the file, then `foi mail release \
         m{mail} FILE` or `foi erase m{mail}:FILE`"
    );
    let instead = Instead { words: OUT_OF_SIGHT, why: &why };
    let is_text = |question: &str| {
        let known = campaign.and_then(|campaign| campaign.question(question));
        known.is_none_or(|question| question.kind == QuestionType::Text)
    };
    let shown = papers.text_besides(&kept);
    let seen = [reading.subject.as_str(), &reading.new_text, &shown].join("\n");
    let of_the_whole = Some(reading.words.clone()).filter(|words| !stands_in(&seen, words));
    let is_theirs = |found: &Candidate| match &found.part {
        Some(part) => kept(part),
        None => of_the_whole.as_ref().is_some_and(|words| found.quote.contains(words)),
    };
    for found in reading.candidates.iter_mut().filter(|found| is_theirs(found)) {
        found.doubt = Some(String::new());
        instead.of_candidate(found, &is_text);
    }
    if of_the_whole.is_some() {
        reading.words.clear();
    }
    instead.of_facts(&mut reading.facts, &seen);
}
