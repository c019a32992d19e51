//! Whole mails that people wrote and labelled (`mails/`), to learn from: what each of their sentences
//! does, and what the mail is.
//!
//! A mail is a line `@@ kind=answer ; subject=… ; files=… ; nation=…`, a line `act | sentence` for each
//! sentence, and an empty line.

use super::{Act, Example};
use crate::replies::Kind;
use crate::replies::sentences::sentences;

/// A mail, and what a person says that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub kind: Kind,
    pub files: Vec<String>,
    pub sentences: Vec<Example>,
}

impl Mail {
    /// Its sentences as the reader would part them.
    pub fn said(&self) -> Vec<String> {
        self.sentences.iter().flat_map(|example| sentences(&example.sentence)).collect()
    }
}

/// The mails in `text`; an error names the line that is none of theirs.
pub fn mails(text: &str) -> Result<Vec<Mail>, String> {
    let mut found: Vec<Mail> = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let unclear = || format!("line {}: {line}", at + 1);
        if let Some(head) = line.strip_prefix("@@") {
            found.push(headed(head).ok_or_else(unclear)?);
        } else {
            let (act, sentence) = line.split_once(" | ").ok_or_else(unclear)?;
            let act = Act::parse(act.trim()).ok_or_else(unclear)?;
            let mail = found.last_mut().ok_or_else(unclear)?;
            mail.sentences.push(Example { act, sentence: sentence.trim().to_owned() });
        }
    }
    Ok(found)
}

fn headed(head: &str) -> Option<Mail> {
    let fields: Vec<(&str, &str)> =
        head.split(" ; ").filter_map(|field| field.trim().split_once('=')).collect();
    let field = |wanted: &str| {
        fields.iter().find(|(name, _)| *name == wanted).map_or("", |(_, value)| value.trim())
    };
    let files = field("files").split(',').map(str::trim).filter(|name| !name.is_empty());
    Some(Mail {
        kind: Kind::parse(field("kind"))?,
        files: files.map(str::to_owned).collect(),
        sentences: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_a_head_and_what_each_of_its_sentences_does() {
        let text = "@@ kind=answer ; subject=FOI – lamps ; files=a.csv, b.pdf ; nation=wales\n\
                    standing | Dear you\nanswer | We have 12. Of these 3 are new.\n";
        let found = mails(text).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].kind, Kind::Answer);
        assert_eq!(found[0].files, ["a.csv", "b.pdf"]);
        assert_eq!(found[0].said(), ["Dear you", "We have 12.", "Of these 3 are new."]);
    }

    #[test]
    fn a_line_that_is_no_mails_is_named() {
        let error = mails("@@ kind=answer\nanswers | We have 12.").unwrap_err();
        assert!(error.starts_with("line 2: "), "{error}");
        assert!(mails("@@ kind=reply").is_err());
    }
}
