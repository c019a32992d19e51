//! The authority's own reference, from labelled positions only: bare digits prove nothing
//! (replies.md section 5: 43% of real references are digits).

use std::sync::LazyLock;

use regex::Regex;

static LABELLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?:
            (?:our|council|case|request|enquiry|foi|foisa|eir|information\s+request|complaint|ein)\s*
              (?:ref(?:erence)?|case|number|no|id|cyf(?:eirnod)?)
              (?:\s*(?:number|no|id))?
          | ref(?:erence)?(?:\s*(?:number|no|id))?
          | case(?:\s*(?:number|no|id|ref(?:erence)?))
          | cyfeirnod | case | request | enquiry | file | number | rfi
        )\b\.?\s*(?:is|was|of|yw)?\s*[:\#\-–]*\s*
        (?P<ref>(?:(?:FOI|EIR|RFI|IG|IR|SAR)[\s/:_\-]+)?[A-Za-z0-9][A-Za-z0-9/\-_.&]{2,40})",
    )
    .ok()
});
static IN_SUBJECT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b((?:FOI|EIR|RFI|FS-Case|IR|IG|ENQ|RQST|FOISA)[\s/:_#\-]*[A-Z&]*[/\-_]?\d[A-Z0-9/\-_.]{2,30})")
        .ok()
});

/// The reference the authority gives the request, if one stands behind a label.
///
/// `ours` is compared without punctuation: our own reference, sent back, is not theirs.
pub(super) fn authority_reference(subject: &str, text: &str, ours: &[String]) -> Option<String> {
    let labelled = LABELLED.as_ref()?;
    let in_subject = IN_SUBJECT.as_ref()?;
    let behind_label = |text: &str| {
        labelled
            .captures_iter(text)
            .filter_map(|captures| captures.name("ref"))
            .map(|found| cleaned(found.as_str()))
            .find(|found| is_reference(found) && !is_ours(found, ours))
    };
    let subject_form = |text: &str| {
        in_subject
            .captures_iter(text)
            .filter_map(|captures| captures.get(1))
            .map(|found| cleaned(found.as_str()))
            .find(|found| is_reference(found) && !is_ours(found, ours))
    };
    behind_label(subject).or_else(|| subject_form(subject)).or_else(|| behind_label(text))
}

/// Every reference that stands where one may: behind a label, in the subject, in a file's name.
///
/// They only name a request where an earlier mail taught that they do.
pub(super) fn every_reference<'n>(
    subject: &'n str,
    text: &str,
    file_names: impl Iterator<Item = &'n str>,
) -> Vec<String> {
    let (Some(labelled), Some(in_subject)) = (LABELLED.as_ref(), IN_SUBJECT.as_ref()) else {
        return Vec::new();
    };
    let mut found: Vec<String> = Vec::new();
    let mut add = |reference: String| {
        if is_reference(&reference) && found.len() < MOST_REFERENCES && !found.contains(&reference)
        {
            found.push(reference);
        }
    };
    for place in [subject, text] {
        for captures in labelled.captures_iter(place) {
            add(cleaned(captures.name("ref").map_or("", |found| found.as_str())));
        }
        for captures in in_subject.captures_iter(place) {
            add(cleaned(captures.get(1).map_or("", |found| found.as_str())));
        }
    }
    // In a subject or a file's name a number may stand without a label.
    for place in std::iter::once(subject).chain(file_names) {
        let apart = |c: char| c.is_whitespace() || "[]()#:;,".contains(c);
        for word in place.split(apart) {
            let word = word.rsplit_once('.').map_or(word, |(stem, ending)| {
                if ending.len() <= 4 && !ending.chars().all(|c| c.is_ascii_digit()) {
                    stem
                } else {
                    word
                }
            });
            add(cleaned(word));
            word.split('_').for_each(|piece| add(cleaned(piece)));
        }
    }
    found
}

/// More references than this are a list, and none of them is the mail's own.
const MOST_REFERENCES: usize = 40;

fn cleaned(found: &str) -> String {
    found.trim_end_matches(['.', ',', '-', '/', '_', '&']).to_owned()
}

/// A reference has digits, and is neither a date nor a year nor a telephone number.
fn is_reference(found: &str) -> bool {
    let digits = found.chars().filter(char::is_ascii_digit).count();
    let letters = found.chars().filter(char::is_ascii_alphabetic).count();
    let year = digits == 4 && letters == 0 && (found.starts_with("19") || found.starts_with("20"));
    let slashes: Vec<&str> = found.split('/').collect();
    let date = slashes.len() == 3 && slashes.iter().all(|part| part.len() <= 4) && letters == 0;
    let phone = found.starts_with('0') && digits >= 10 && letters == 0;
    digits >= 3 && !year && !date && !phone
}

fn is_ours(found: &str, ours: &[String]) -> bool {
    let squeezed = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
    };
    let found = squeezed(found);
    ours.iter().map(|own| squeezed(own)).any(|own| own.contains(&found) || found.contains(&own))
}
