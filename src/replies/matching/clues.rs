//! The keys in a mail that may name a request.

use super::{Evidence, Standing};
use crate::campaign::reference;
use crate::replies::message::{Message, Report};
use crate::replies::quoting::Line;
use crate::replies::references;

/// A key in a mail that may name a request: the store is asked whether it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clue {
    /// A Message-ID of one of our letters, or of an earlier mail of theirs.
    MessageId(Evidence, Standing, String),
    /// The eight characters of a reference.
    Code(Evidence, Standing, String),
    /// An address that may be a request's own reply address.
    ReplyAddress(Standing, String),
    /// A reference of theirs, from a place where one stands, compared by `normal_reference`.
    Reference(String),
}

/// Every key in `message`, whose text is `lines`; of our references those that `is_known`.
pub fn clues(message: &Message, lines: &[Line], is_known: &dyn Fn(&str) -> bool) -> Vec<Clue> {
    let mut clues = Vec::new();
    for address in &message.recipients {
        clues.push(Clue::ReplyAddress(Standing::Written, address.clone()));
    }
    for id in &message.in_reply_to {
        clues.push(Clue::MessageId(Evidence::InReplyTo, Standing::Written, id.clone()));
    }
    for id in &message.references {
        clues.push(Clue::MessageId(Evidence::References, Standing::Written, id.clone()));
    }
    if let Some(
        Report::Delivery { original_message_id: Some(id), .. }
        | Report::Disposition { original_message_id: Some(id), .. },
    ) = &message.report
    {
        clues.push(Clue::MessageId(Evidence::DsnOriginal, Standing::Written, id.clone()));
    }
    let mut codes = |evidence: Evidence, standing: Standing, text: &str| {
        let found = reference::codes_in(text, is_known);
        clues.extend(found.into_iter().map(|code| Clue::Code(evidence, standing, code)));
    };
    codes(Evidence::TokenInSubject, Standing::Written, &message.subject);
    let (written, quoted) = by_standing(lines);
    codes(Evidence::TokenInBody, Standing::Written, &written);
    codes(Evidence::TokenInBody, Standing::Quoted, &quoted);
    for attachment in &message.attachments {
        codes(Evidence::TokenInAttachment, Standing::Written, &attachment.name);
    }
    for enclosed in &message.enclosed {
        codes(Evidence::TokenInSubject, Standing::Quoted, &enclosed.subject);
        codes(Evidence::TokenInBody, Standing::Quoted, &enclosed.text);
    }
    for enclosed in &message.enclosed {
        for id in
            enclosed.message_id.iter().chain(&enclosed.in_reply_to).chain(&enclosed.references)
        {
            clues.push(Clue::MessageId(Evidence::References, Standing::Quoted, id.clone()));
        }
        for address in &enclosed.recipients {
            clues.push(Clue::ReplyAddress(Standing::Quoted, address.clone()));
        }
    }
    let theirs = references::every_reference(message, &written);
    clues.extend(theirs.iter().map(|found| Clue::Reference(normal_reference(found))));
    clues
}

fn by_standing(lines: &[Line]) -> (String, String) {
    let (mut written, mut quoted) = (String::new(), String::new());
    for line in lines {
        let text = if line.quoted { &mut quoted } else { &mut written };
        text.push_str(&line.text);
        text.push('\n');
    }
    (written, quoted)
}

/// A reference without what people change when they type it again: letters' case, spaces and signs.
pub fn normal_reference(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
