//! What is left of what was read of a mail: figures, days and kinds stay, the words go.

use crate::answers::Candidate;
use crate::jobs::wordless::{Instead, stands_in};
use crate::replies::message::TextStatus;
use crate::store::mails::{Erased, Reading};

/// In the place of words.
pub const ERASED: &str = "[erased]";

/// In the place of why something waits.
const UNCHECKED: &str =
    "it was erased before a person had decided: what was read of it can no longer be checked";

const INSTEAD: Instead<'_> = Instead { words: ERASED, why: UNCHECKED };

/// What goes: all of a mail, or the attachments with these hashes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Gone<'a> {
    Mail,
    Attachments(&'a [String]),
}

impl Gone<'_> {
    fn has(self, sha256: &str) -> bool {
        match self {
            Self::Mail => true,
            Self::Attachments(hashes) => hashes.iter().any(|known| known == sha256),
        }
    }
}

/// Whether an answer was read from what goes. Two files of one name are not told apart.
pub(super) fn was_in(reading: &Reading, gone: Gone<'_>, candidate: &Candidate) -> bool {
    let of_part = |name: &str| {
        let mut files = reading.attachments.iter();
        files.any(|file| file.name == name && gone.has(&file.sha256))
    };
    match gone {
        Gone::Mail => true,
        Gone::Attachments(_) => candidate.part.as_deref().is_some_and(of_part),
    }
}

/// `reading` without the words of what goes; `is_text` says of which questions the answer is words.
pub(super) fn left_of(
    reading: &Reading,
    gone: Gone<'_>,
    mark: Erased,
    is_text: &dyn Fn(&str) -> bool,
) -> Reading {
    let mut left = reading.clone();
    let all = mark.whole;
    for candidate in left.candidates.iter_mut().filter(|one| was_in(reading, gone, one)) {
        INSTEAD.of_candidate(candidate, is_text);
        ERASED.clone_into(&mut candidate.place);
        candidate.part = candidate.part.as_ref().map(|name| part_name(reading, name));
    }
    for (index, file) in left.attachments.iter_mut().enumerate() {
        if gone.has(&file.sha256) {
            file.name = name_left(index, &file.name);
            file.note = None;
            file.text_status = TextStatus::Erased;
        }
    }
    if all {
        ERASED.clone_into(&mut left.subject);
        left.new_text.clear();
        left.placing.held = left.placing.held.map(|_| UNCHECKED.to_owned());
    }
    let body = left.new_text.clone();
    if !stands_in(&body, &left.words) {
        left.words.clear();
    }
    left.meaning.mail_doubt = left.meaning.mail_doubt.map(|_| UNCHECKED.to_owned());
    INSTEAD.of_facts(&mut left.facts, &body);
    left.erased = Some(mark);
    left
}

/// What an attachment is called once it is gone: its own name may be a person's.
fn name_left(index: usize, name: &str) -> String {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let plain = |ending: &String| {
        (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    match ending.filter(plain) {
        Some(ending) => format!("erased-{}.{ending}", index + 1),
        None => format!("erased-{}", index + 1),
    }
}

fn part_name(reading: &Reading, name: &str) -> String {
    let index = reading.attachments.iter().position(|file| file.name == name);
    index.map_or_else(|| ERASED.to_owned(), |index| name_left(index, name))
}
