//! A mail without one of its attachments: what stands in the place of the part says that it was
//! erased, and what its hash was.

use memchr::memmem;

use super::{Attachment, outlook, read, read_with_contents};

/// A mail of which parts were taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    pub raw: Vec<u8>,
    /// What is gone: the attachment, and what came in the same part.
    pub gone: Vec<Attachment>,
}

/// Why an attachment cannot be taken out of its mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Inseparable {
    #[error("the mail has no such attachment")]
    Missing,
    #[error("the file is all that the mail is: erase the mail")]
    Whole,
    #[error("the mail is an Outlook file, of which no part can be taken out: erase the mail")]
    Outlook,
    #[error("the mail is written in a way in which the part cannot be told apart: erase the mail")]
    Unclear,
}

/// `raw` without the attachments that have the hash `sha256`; `words` say in their place who erased
/// them and why, on one line.
pub fn without(raw: &[u8], sha256: &str, words: &str) -> Result<Erased, Inseparable> {
    if outlook::is_one(raw) {
        return Err(Inseparable::Outlook);
    }
    let attachments = read_with_contents(raw).attachments;
    let mut parts: Vec<Vec<u8>> = Vec::new();
    for attachment in attachments.iter().filter(|one| one.sha256 == sha256) {
        let part = attachment.part.clone().ok_or(Inseparable::Whole)?;
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    if parts.is_empty() {
        return Err(Inseparable::Missing);
    }
    let mut left = raw.to_vec();
    for part in &parts {
        left = replaced(&left, part, &placeholder(sha256, words)).ok_or(Inseparable::Unclear)?;
    }
    let is_gone = |one: &Attachment| one.part.as_ref().is_some_and(|part| parts.contains(part));
    let gone: Vec<Attachment> =
        attachments.into_iter().filter(|one| is_gone(one) || one.sha256 == sha256).collect();
    // Nothing of it may be read any more, by whatever road it was found.
    let again = read(&left);
    let still = again.attachments.iter().any(|one| one.sha256 == sha256);
    if still || again.text != read(raw).text {
        return Err(Inseparable::Unclear);
    }
    Ok(Erased { raw: left, gone })
}

/// Every place of `part` in `raw` taken by `instead`; `None` where there is no such place.
fn replaced(raw: &[u8], part: &[u8], instead: &[u8]) -> Option<Vec<u8>> {
    let mut left = Vec::with_capacity(raw.len());
    let mut from = 0;
    for at in memmem::find_iter(raw, part) {
        left.extend_from_slice(raw.get(from..at)?);
        left.extend_from_slice(instead);
        from = at + part.len();
    }
    left.extend_from_slice(raw.get(from..)?);
    (from > 0).then_some(left)
}

/// The part that stands where a file stood. Of the file's own name nothing is kept: it may be a
/// person's.
fn placeholder(sha256: &str, words: &str) -> Vec<u8> {
    let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!(
        "Content-Type: application/x-foi-erased; name=\"erased\"\r\n\
         Content-Disposition: attachment; filename=\"erased\"\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n\
         Erased: {words}. SHA-256 of what stood here: {sha256}"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replies::message::sha256;

    const MAIL: &str = "From: a@b.example\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nWords\r\n--x\r\n\
        Content-Type: text/csv; name=\"Jane Doe.csv\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        SmFuZQ==\r\n--x\r\nContent-Type: text/csv; name=b.csv\r\n\r\nother\r\n--x--\r\n";

    #[test]
    fn a_part_goes_with_its_name_and_the_others_stay() {
        let gone = without(MAIL.as_bytes(), &sha256(b"Jane"), "by ada\non 2026-03-02").unwrap();
        let left = String::from_utf8(gone.raw.clone()).unwrap();
        assert!(!left.contains("Jane") && !left.contains("SmFuZQ"), "{left}");
        assert!(left.contains("Erased: by ada on 2026-03-02. SHA-256"), "{left}");
        assert_eq!(gone.gone.len(), 1);
        let again = read(&gone.raw);
        assert_eq!(again.text.trim(), "Words");
        let names: Vec<&str> = again.attachments.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["erased", "b.csv"]);
    }

    #[test]
    fn what_is_the_whole_mail_cannot_be_taken_out_of_it() {
        let mail = "From: a@b.example\r\nContent-Type: text/csv; name=a.csv\r\n\r\nJane";
        let failed = without(mail.as_bytes(), &sha256(b"Jane"), "by ada").unwrap_err();
        assert_eq!(failed, Inseparable::Whole);
        let missing = without(MAIL.as_bytes(), "00", "by ada").unwrap_err();
        assert_eq!(missing, Inseparable::Missing);
    }
}
