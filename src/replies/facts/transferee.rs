//! The body that a request was passed to, or should be sent to: as the mail writes its name.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

use super::supposing::{supposes, supposes_of_a_way};
use super::{Facts, Mail, Said};
use crate::replies::Kind;

type Pattern = LazyLock<Option<Regex>>;

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

/// The request goes, went or should go to somebody else.
static PASSES: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:transfer\w*|re-?direct\w*|forward\w*|pass(?:ed|ing)?|refer(?:red|ring)?|send(?:ing)?|sent|direct|address|submit|approach|contact|write|trosglwyddo|anfon)\b
          [^.;]{0,60}\b(?:request|enquiry|questions?|letter|e-?mail|it|this|them|cais|eich)\b
        | \b(?:request|enquiry|questions?|letter)\b[^.;]{0,50}\b(?:transferred|passed|forwarded|redirected|referred|sent\s+on)\b
        | \b(?:transferred|passed|forwarded|redirected|referred|sent\s+on)\s+(?:on\s+|over\s+)?to\s+(?:the\s+)?(?-i:\p{Lu})
        | \b(?:contact|approach|try|write\s+to|apply\s+to)\s+(?:the\s+)?(?-i:\p{Lu})",
    )
    .ok()
});
/// Somebody else has it or is in charge of it.
static HAS: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:responsib\w+\s+(?:of|for)|rests?\s+with|lies?\s+with|(?:run|held|carried\s+out|delivered|provided|managed|brought\s+together|kept|collected|commissioned)(?:\s+since\s+\d{4})?\s+by
            |in\s+the\s+hands\s+of|belong\w*\s+to|(?:went|passed|transferred)\s+(?:over\s+)?to|(?:has|keeps?|maintains?)\s+(?:all\s+)?(?:of\s+)?(?:the|its\s+own)\s+(?:\w+\s+)?(?:records|files)
            |moved\b[^.;]{0,30}\bto|a\s+matter\s+for|on\s+our\s+behalf|has\s+part\s+of|holds?\b|separate\s+body|rhedeg\s+gan)\b",
    )
    .ok()
});
/// It stays in the house, or nothing was passed on.
static INSIDE: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:to|with)\s+(?:our|the\s+relevant|the\s+appropriate|the\s+correct|a\s+colleague|colleagues)\b | \bto\s+us\b | \byou\s+(?:have\s+)?(?:also\s+)?(?:sent|wrote|asked)\b | \b(?:complain\w*|appeal|ombudsman|commissioner|review)\b",
    )
    .ok()
});
/// A name: words with a capital, joined by small ones, of which one says that it is a body.
static NAME: Pattern = LazyLock::new(|| {
    let word = r"\p{Lu}[\p{L}’'&-]*";
    regex(&format!(
        r"\b{word}(?:\s+(?:(?:of|for|and|upon|&|at\s+the|of\s+the|for\s+the|y|a|ac)\s+)?{word}|,\s+(?:Department|Ministry)\s+of\s+{word})*"
    ))
    .ok()
});
static BODY: Pattern = LazyLock::new(|| {
    regex(
        r"(?x)\b(?:Council|Trust|Board|Partnership|Authority|Agency|Group|Company|Commission|Police|Constabulary|Ministry|University|Service|Office|Executive|Corporation|Association|Cyngor|Gyngor|Bwrdd|Ymddiriedolaeth|Department\s+(?:of|for)|Home\s+Office|NHS|Borough\s+of|City\s+of|Children\s+First|Limited|Ltd|CIC)\b",
    )
    .ok()
});
/// After the name: what kind of thing it is.
static IS_A_BODY: Pattern = LazyLock::new(|| {
    regex(r"(?ix)^,?\s*(?:which\s+is\s+)?(?:an?|the)\s+(?:\w+\s+){0,3}(?:company|body|trust|authority|charity|council|organisation)\b").ok()
});

/// After the name of somebody else: where to write to, or that they do the work.
static ANSWERS: Pattern = LazyLock::new(|| {
    regex(r"(?ix)^\s*(?:\([^()\s]*@|,?\s*(?:who|which)\s+(?:\w+\s+)?(?:deliver|provide|run|manage|hold)|,?\s+at\s+\S+@)").ok()
});
/// Before a name that does not say what it is: it has the work.
static HAS_THE_WORK: Pattern = LazyLock::new(|| {
    regex(r"(?ix)\b(?:(?:moved|passed|transferred|went)\s+(?:over\s+)?to|(?:carried\s+out|run|delivered|provided)(?:\s+since\s+\d{4})?\s+by|in\s+the\s+hands\s+of)\s+(?:the\s+)?$").ok()
});
/// "Together for Wales Families" may be a body; "Head of Service", "Code of Practice" are none.
static JOINED: Pattern = LazyLock::new(|| regex(r"\s(?:for|of)\s").ok());
static NO_BODY: Pattern = LazyLock::new(|| {
    regex(r"(?i)^(?:heads?|directors?|chief|assistant|deputy|department|team|officers?|manager|secretary|code|act|freedom|part|section|member|cabinet|data|performance)\b").ok()
});
static HAS_NOT: Pattern = LazyLock::new(|| {
    regex(r"(?i)^\s*(?:has\s+no|does\s+not|do\s+not|is\s+not|are\s+not|cannot|holds\s+no)\b").ok()
});
/// Two bodies joined: a person says which.
static SEVERAL: Pattern = LazyLock::new(|| {
    regex(r"(?x)\b(?:Council|Trust|Board|Partnership|Authority|Agency|Police)\s+(?:and|&|or|a|ac)\s+.*(?:Council|Trust|Board|Partnership|Authority|Agency|Police)\b").ok()
});

fn may_pass(kind: Kind) -> bool {
    match kind {
        Kind::Transfer | Kind::NotHeld | Kind::Other | Kind::Refusal | Kind::Acknowledgement => {
            true
        }
        Kind::AutoReply
        | Kind::Bounce
        | Kind::Receipt
        | Kind::Clarification
        | Kind::Fees
        | Kind::Extension
        | Kind::Partial
        | Kind::Answer
        | Kind::ReviewOutcome
        | Kind::Correction
        | Kind::PortalLink
        | Kind::Spam => false,
    }
}

/// Whether `sentence` says that the request goes to another body.
fn passes(sentence: &str) -> bool {
    is(&PASSES, sentence) && !is(&INSIDE, sentence) && !supposes_of_a_way(sentence)
}

pub(super) fn find(mail: &Mail<'_>, found: &mut Facts) {
    if !may_pass(mail.kind()) {
        return;
    }
    let mut names: Vec<Said<String>> = Vec::new();
    for (at, sentence) in mail.stated.iter().enumerate() {
        if !passes(sentence) {
            continue;
        }
        let own = names_in(mail, sentence);
        // "Your request has been transferred to the Trust": whose name stands before.
        let before = mail.stated.get(at.saturating_sub(2)..at).unwrap_or_default();
        let earlier = || {
            before
                .iter()
                .rev()
                .filter(|earlier| is(&HAS, earlier) && !is(&INSIDE, earlier))
                .map(|earlier| names_in(mail, earlier))
                .find(|names| !names.is_empty())
        };
        names.extend(if own.is_empty() { earlier().unwrap_or_default() } else { own });
    }
    if names.is_empty() && matches!(mail.kind(), Kind::Transfer) {
        let has = mail.stated.iter().filter(|sentence| is(&HAS, sentence) && !supposes(sentence));
        names.extend(has.flat_map(|sentence| names_in(mail, sentence)));
    }
    if let Some(several) = names.iter().find(|said| is(&SEVERAL, &said.value)) {
        let why = format!("it names several: {}", several.value);
        return found.doubt("transferee", why);
    }
    found.transferee = found.only("transferee", fullest(names));
}

/// "The Trust" is the one whose whole name is there; a Welsh name gives way to an English one.
fn fullest(names: Vec<Said<String>>) -> Vec<Said<String>> {
    let whole = names.clone();
    let part_of_another =
        |name: &str| whole.iter().any(|other| other.value != name && other.value.contains(name));
    let welsh = |name: &str| {
        ["Cyngor", "Gyngor", "Bwrdd", "Ymddiriedolaeth"].iter().any(|body| name.contains(body))
    };
    let english = whole.iter().any(|said| !welsh(&said.value));
    names
        .into_iter()
        .filter(|said| !(part_of_another(&said.value) || (english && welsh(&said.value))))
        .collect()
}

fn names_in(mail: &Mail<'_>, sentence: &str) -> Vec<Said<String>> {
    let Some(pattern) = NAME.as_ref() else { return Vec::new() };
    pattern
        .find_iter(sentence)
        .filter_map(|found| {
            let before = sentence.get(..found.start()).unwrap_or_default();
            let behind = sentence.get(found.end()..).unwrap_or_default();
            let name = found.as_str().trim_end_matches(['\'', '’']);
            let name = ["The ", "We ", "It ", "I ", "In ", "Your ", "As ", "This "]
                .iter()
                .fold(name, |name, start| name.strip_prefix(start).unwrap_or(name));
            let several = name.split_whitespace().count() > 1;
            let unnamed = is(&HAS_THE_WORK, before) && is(&JOINED, name) && !is(&NO_BODY, name);
            let body = is(&BODY, name) || is(&IS_A_BODY, behind) || is(&ANSWERS, behind) || unnamed;
            let body = body && !is(&HAS_NOT, behind);
            (several && body && !is_own(mail, name)).then(|| Said::new(name.to_owned(), sentence))
        })
        .collect()
}

/// The authority that writes, whole or in part, or a bare kind of body.
fn is_own(mail: &Mail<'_>, name: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace('’', "'");
    let name = plain(name);
    let bare =
        ["children's trust", "county council", "borough council", "city council", "health board"];
    bare.contains(&name.as_str())
        || mail.about.own.iter().any(|own| {
            let own = plain(own);
            own.contains(&name) || name.contains(&own)
        })
}
