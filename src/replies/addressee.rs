//! Whom a mail is written to: a reply to somebody else's request may reach us by mistake, and its
//! figures are not for our questions.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

/// How the reason begins for which a mail to somebody else is held.
pub const TO_ANOTHER: &str = "it is written to ";

/// A greeting stands among the first lines with something in them.
const FIRST_LINES: usize = 12;

static GREETING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)^\W*(?:dear|hello|hi|hiya|hey|good\s+(?:morning|afternoon|evening|day)|greetings|f?'?annwyl|helo
          |bore\s+da|p(?:ry)?nhawn\s+da|for\s+the\s+attention\s+of|f\.?a\.?o\b\.?|attn)\b[\s:,]*(?P<name>.*)$",
    )
    .ok()
});
/// A line of a form that names who asked.
static ASKED_BY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)^\W*(?:requester|requestor|applicant|enquirer|ymgeisydd|ceisydd|requested\s+by
          |name\s+of\s+(?:the\s+)?(?:applicant|requester|requestor|enquirer)
          |(?:applicant|requester|requestor|enquirer)(?:'s)?\s+name)\s*[:|]\s*(?P<name>[^|]{2,60})",
    )
    .ok()
});

/// Whoever is greeted without being named.
const ANYBODY: [&str; 76] = [
    "sir",
    "sirs",
    "madam",
    "madame",
    "applicant",
    "applicants",
    "requester",
    "requesters",
    "requestor",
    "requestors",
    "customer",
    "colleague",
    "colleagues",
    "all",
    "team",
    "foi",
    "eir",
    "officer",
    "enquirer",
    "enquirers",
    "inquirer",
    "campaigner",
    "campaigners",
    "researcher",
    "journalist",
    "questioner",
    "petitioner",
    "writer",
    "editor",
    "author",
    "individual",
    "person",
    "supporter",
    "supporters",
    "residents",
    "customers",
    "taxpayer",
    "organisation",
    "charity",
    "valued",
    "office",
    "press",
    "media",
    "correspondent",
    "resident",
    "citizen",
    "user",
    "there",
    "again",
    "both",
    "everyone",
    "everybody",
    "member",
    "members",
    "friend",
    "friends",
    "sender",
    "recipient",
    "reader",
    "freedom",
    "information",
    "request",
    "service",
    "services",
    "whom",
    "campaign",
    "complainant",
    "client",
    "syr",
    "fadam",
    "ymgeisydd",
    "gyfaill",
    "bawb",
    "gwsmer",
    "ceisydd",
    "holwr",
];
const TITLES: [&str; 18] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "rev",
    "reverend",
    "cllr",
    "councillor",
    "dame",
    "lord",
    "lady",
    "bnr",
    "mrs.",
    "and",
];

/// Somebody whom `text`, the new words of a mail, is written to, and who is not among the words of
/// `ours`: name, organisation and address as our letter had them.
pub fn somebody_else(text: &str, ours: &str) -> Option<String> {
    let mut first = text.lines().filter(|line| !line.trim().is_empty()).take(FIRST_LINES);
    let greeted = first.find_map(|line| named(&GREETING, line));
    let asked = || text.lines().find_map(|line| named(&ASKED_BY, line));
    let ours: HashSet<String> = words(ours).collect();
    let is_other = |name: &String| {
        let names: Vec<String> =
            words(name).filter(|word| !TITLES.contains(&word.as_str())).collect();
        let names: Vec<&String> = names.iter().filter(|word| word.len() > 1).collect();
        !names.is_empty()
            && !names.iter().any(|word| ANYBODY.contains(&word.as_str()) || is_known(word, &ours))
    };
    greeted.filter(is_other).or_else(|| asked().filter(is_other))
}

/// The name in a line that `pattern` opens: words with a capital letter, as far as they go.
fn named(pattern: &LazyLock<Option<Regex>>, line: &str) -> Option<String> {
    let line = line.trim().trim_matches('*');
    let found = pattern.as_ref()?.captures(line)?;
    let rest = found.name("name")?.as_str();
    let end = rest.find([',', ':', ';', '!', '?', '(', '|', '\u{2013}']).unwrap_or(rest.len());
    // "Hi, I'm on leave" and "Hello. Thanks for your letter" go on with a sentence.
    let greeted: String = rest.get(..end)?.replace('’', "'");
    if greeted.split_whitespace().next().is_some_and(|word| SENTENCE.contains(&word)) {
        return None;
    }
    let name: Vec<&str> = greeted
        .split_whitespace()
        .take_while(|word| {
            word.starts_with(char::is_uppercase) || ANYBODY.contains(word) || joins(word)
        })
        .collect();
    let name = name.join(" ");
    (!name.is_empty() && name.len() <= 60).then_some(name)
}

/// First words of a sentence behind a greeting.
const SENTENCE: [&str; 22] = [
    "I",
    "I'm",
    "I've",
    "I'll",
    "We",
    "We've",
    "We're",
    "This",
    "Your",
    "The",
    "Thanks",
    "Thank",
    "Just",
    "Sorry",
    "Apologies",
    "Please",
    "Got",
    "Further",
    "In",
    "As",
    "It",
    "Diolch",
];

/// "and", "de", "ap": within a name.
fn joins(word: &str) -> bool {
    matches!(
        word,
        "and" | "&" | "a" | "ac" | "de" | "van" | "von" | "der" | "ap" | "ab" | "the" | "y"
    )
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.trim_end_matches("'s").trim_matches('\'').to_lowercase())
        .filter(|word| !word.is_empty())
}

/// A name that is ours, shortened, or typed wrong.
fn is_known(name: &str, ours: &HashSet<String>) -> bool {
    ours.contains(name)
        || ours.iter().any(|own| {
            let short = name.len().min(own.len());
            let begins = short >= 3 && (own.starts_with(name) || name.starts_with(own.as_str()));
            begins || (short >= 3 && strsim::damerau_levenshtein(name, own) <= short / 3)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "Ada Example <requests@harbour-watch.example>\nAda Example\nHarbour Watch";

    fn else_in(text: &str) -> Option<String> {
        somebody_else(text, OURS)
    }

    #[test]
    fn a_mail_to_us_is_told_from_one_to_somebody_else() {
        for text in [
            "Dear Ada Example\n\nThank you.",
            "Dear Ms Example, I write about your request",
            "Hello, Ada",
            "Hi Ada and colleagues,",
            "Dear Exampel,",
            "Dear A. Example",
            "Dear Harbour Watch,",
            "Annwyl Ada",
            "Applicant: Ada Example",
        ] {
            assert_eq!(else_in(text), None, "{text}");
        }
        assert_eq!(else_in("Dear Mr Pottinger\n\nYou asked").as_deref(), Some("Mr Pottinger"));
        assert_eq!(else_in("Good morning Tom Ravensworth,").as_deref(), Some("Tom Ravensworth"));
        assert_eq!(else_in("Annwyl Mr Rhydderch").as_deref(), Some("Mr Rhydderch"));
        assert_eq!(else_in("| Requester | J Pottinger |").as_deref(), Some("J Pottinger"));
        assert_eq!(else_in("FAO: Northfield Gazette").as_deref(), Some("Northfield Gazette"));
    }

    #[test]
    fn a_greeting_that_names_nobody_is_to_us() {
        for text in [
            "Dear Sir/Madam",
            "Dear Sir or Madam,",
            "Dear Applicant",
            "Dear FOI team,",
            "Dear Requester,",
            "Annwyl Syr/Fadam",
            "Hi there",
            "Good afternoon\n\nRavensworth Council holds nothing.",
            "Good afternoon. Ravensworth Council holds nothing.",
            "Dear customer",
            "Dear Enquirers,",
            "Dear Campaigner",
            "Dear Valued Customer",
            "Thank you for your request to Ravensworth Council.",
            "Hello from the Freedom of Information Team",
            "To whom it may concern",
        ] {
            assert_eq!(else_in(text), None, "{text}");
        }
    }
}
