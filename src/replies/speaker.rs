//! Who speaks in a reply, and of what: another authority's name, or another subject, above figures
//! is a reason to ask.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

use crate::campaign::Campaign;

/// An authority of the register as replies call it: "London Borough of Bromley", "Bromley Council".
pub fn another_authority(text: &str, own: &[&str], others: &[&str]) -> Option<String> {
    let text = squeezed(text);
    let own: Vec<String> = own.iter().map(|name| place(name)).collect();
    others.iter().find_map(|name| {
        let place = place(name);
        // "Kent" is no other authority where Kent answers, nor is "Derby" in "Derbyshire".
        let known = place.is_empty() || own.iter().any(|own| own.contains(&place));
        (!known && names(&text, &squeezed(name), &place)).then(|| (*name).to_owned())
    })
}

/// Whether `text` names the authority that is called `own`: "for Derby City Council".
pub fn names_itself(text: &str, own: &[&str]) -> bool {
    let text = squeezed(text);
    own.iter().any(|name| {
        let place = place(name);
        !place.is_empty() && names(&text, &squeezed(name), &place)
    })
}

/// Whether `text` says that it is written for the authority that is called `own`.
pub fn speaks_for(text: &str, own: &[&str]) -> bool {
    let text = squeezed(text);
    own.iter().map(|name| squeezed(name)).any(|name| {
        text.match_indices(name.as_str()).any(|(at, _)| {
            let before = text.get(..=at).unwrap_or_default();
            let before = before.strip_suffix("the ").unwrap_or(before);
            FOR.iter().any(|words| before.ends_with(words))
        })
    })
}

/// What stands before the name of the body that a letter is written for.
const FOR: [&str; 5] =
    ["answering for ", "on behalf of ", "response of ", "response from ", "figures for "];

/// Whether `text` has the whole name, or the place as a council's: "Medway Council", "Royal Borough
/// of Kingston upon Thames", "Derby City Council".
fn names(text: &str, name: &str, place: &str) -> bool {
    let bodies = |rest: &str| {
        ["council", "city council", "county council", "borough council", "metropolitan", "district"]
            .iter()
            .any(|body| rest.trim_start().starts_with(body))
    };
    text.match_indices(place).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + place.len()..).unwrap_or_default();
        let whole = before.ends_with(' ') && behind.starts_with(' ');
        let titled = ["borough of ", "city of ", "council of ", "county of ", "council for "]
            .iter()
            .any(|title| before.ends_with(title));
        let spoken_for = FOR.iter().any(|words| before.ends_with(words));
        whole && (titled || spoken_for || bodies(behind))
    }) || (name.contains(' ') && name != place && text.contains(&format!(" {name} ")))
}

/// The place in an authority's name, without what kind of body it is.
fn place(name: &str) -> String {
    const BODY: [&str; 14] = [
        "council",
        "county",
        "city",
        "borough",
        "metropolitan",
        "district",
        "royal",
        "london",
        "the",
        "of",
        "unitary",
        "authority",
        "corporation",
        "cyngor",
    ];
    let name = squeezed(name);
    let all: Vec<&str> = name.split_whitespace().collect();
    let start = all.iter().position(|word| !BODY.contains(word)).unwrap_or(all.len());
    let end = all.iter().rposition(|word| !BODY.contains(word)).map_or(start, |at| at + 1);
    all.get(start..end).unwrap_or_default().join(" ")
}

/// Small letters and single spaces, one at either end.
fn squeezed(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words = plain.to_lowercase();
    let words: Vec<&str> = words.split_whitespace().collect();
    format!(" {} ", words.join(" "))
}

/// The subject that a reply says we asked about, where none of its words is the campaign's.
pub fn another_subject(campaign: &Campaign, text: &str) -> Option<String> {
    static SUBJECT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(
            r"(?ix)\b(?:request|enquiry|e-?mail|questions?)\s+(?:for\s+information\s+)?
              (?:about|regarding|concerning|relating\s+to|on|for|in\s+relation\s+to|on\s+the\s+subject\s+of)\s+
              ([^.,;:?!\n]{3,80})",
        )
        .ok()
    });
    let asked = campaign
        .questions
        .iter()
        .map(|question| question.text.as_str())
        .chain([campaign.title.as_str()])
        .chain(campaign.about.as_deref())
        .chain(campaign.definitions.as_deref())
        .collect::<Vec<_>>()
        .join(" ");
    let asked: Vec<String> = content(&asked);
    SUBJECT.as_ref()?.captures_iter(text).find_map(|found| {
        let subject = found.get(1)?.as_str();
        let said = content(subject);
        let shared = said.iter().any(|word| asked.contains(word));
        let of_the_act = ["information under", "information (", "information made"]
            .iter()
            .any(|start| subject.to_lowercase().starts_with(start));
        (!said.is_empty() && !shared && !of_the_act).then(|| subject.trim().to_owned())
    })
}

/// The words that say what a text is about, in small letters and without a plural's ending.
fn content(text: &str) -> Vec<String> {
    const NONE: [&str; 48] = [
        "freedom",
        "scotland",
        "reference",
        "complete",
        "completed",
        "been",
        "environmental",
        "regulation",
        "number",
        "foisa",
        "dated",
        "considered",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "data",
        "figures",
        "details",
        "behalf",
        "this",
        "that",
        "your",
        "under",
        "with",
        "from",
        "which",
        "information",
        "request",
        "received",
        "dated",
        "freedom",
        "council",
        "above",
        "following",
        "number",
    ];
    squeezed(text)
        .split_whitespace()
        .filter(|word| word.len() > 3 && !NONE.contains(word))
        .filter(|word| !word.chars().any(|c| c.is_ascii_digit()))
        .map(|word| word.strip_suffix('s').unwrap_or(word).to_owned())
        .collect()
}
