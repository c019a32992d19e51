//! Patterns of what people say, written with the words of the field instead of one phrase each:
//! `{not}` stands for every way to deny, `~` for a few words in between, a space for any space.

use regex::Regex;

use crate::replies::pattern::regex;

/// A word of the patterns, and what may stand for it, in English and Welsh.
const WORDS: &[(&str, &str)] = &[
    (
        "not",
        r"(?:not|\w+n['’]t|cannot|never|no longer|neither|unable to|decline[sd]? to|nid|ni|ddim|na allwn|ni allwn)",
    ),
    (
        "hold",
        r"(?:h[oe]ld|holds|holding|record|recorded|records|collect|collects|collected|capture|captures|captured|keep|keeps|kept|retain|retained|store|stored|compile|compiled|dal|cadw|cofnodi)",
    ),
    ("none", r"(?:none|nothing|no)"),
    (
        "info",
        r"(?:information|data|figures?|numbers?|records?|details?|statistics|breakdown|answers?|wybodaeth|gwybodaeth|ffigurau)",
    ),
    (
        "disclose",
        r"(?:disclos\w+|releas\w+|provid\w+|give out|giving out|give|suppl\w+|shar(?:e|ing)|publish|divulge|answer(?:ing)?|comply\w*|make public|rhyddhau|datgelu|rhoi)",
    ),
    (
        "withhold",
        r"(?:withh[oe]ld\w*|h[oe]ld\w* (?:\w+ )?back|keep\w* (?:\w+ )?back|refus(?:e|es|ed|ing)|gwrthod\w*|dal yn ôl)",
    ),
    (
        "refusing_section",
        r"(?:sections?|adran|s\.?|ss\.?) ?(?:12|14|2[1-9]|3\d|4[0-4])(?: ?\(\w+\))*",
    ),
    ("act", r"(?:foia?|foisa|freedom of information|act|\w?deddf|rhyddid gwybodaeth)"),
    ("review", r"(?:internal review|reviewer|review panel|review|panel|adolygiad(?: mewnol)?)"),
    (
        "decide",
        r"(?:agree[sd]?|decide[sd]?|conclude[sd]?|confirm(?:s|ed)?|substitute[sd]?|uph[eo]ld\w*|overturn\w*|finds?|found|released?|releases|rightly|wrongly|was wrong|was right|modif\w+)",
    ),
    (
        "body",
        r"(?:(?:\w+ )?(?:council|trust|authority|board|partnership|department|police|force|ministry|cyngor|gyngor|bwrdd|ymddiriedolaeth|company|service))",
    ),
    ("money", r"£ ?\d[\d,.]*"),
    (
        "fee",
        r"(?:fees?|charges?|charged|pay|paid|payment|payable|cheque|deposit|disbursements?|cost|ffi|tâl|talu|asked for)",
    ),
    (
        "time",
        r"(?:time|working days?|deadline|period|weeks?|days?|fortnights?|months?|amser|diwrnod(?:au)?|cyfnod)",
    ),
    ("more", r"(?:more|further|additional|extra|another|longer|rhagor|ychwanegol)"),
    (
        "pass",
        r"(?:transferr?(?:ed|ing)?|pass(?:ed|ing)?|forward(?:ed|ing)?|refer(?:red|ring)?|re-?direct(?:ed|ing)?|sen[dt]|sending|trosglwyddo|anfon)",
    ),
    (
        "request",
        r"(?:request|requests|enquiry|enquiries|questions?|letter|e-?mail|message|correspondence|it|this|them|(?:g|ch)?ais|cais)",
    ),
];

/// Up to eight words, with a comma or a bracket before them.
const GAP: &str = r"[^\s\w]{0,2}(?:\s+\S+){0,8}?\s+[^\s\w]?";

/// The pattern that `text` means.
pub(super) fn pattern(text: &str) -> Option<Regex> {
    let mut whole = text.to_owned();
    for (name, means) in WORDS {
        whole = whole.replace(&format!("{{{name}}}"), means);
    }
    let whole = whole.replace('~', GAP).replace(' ', r"\s+");
    regex(&format!("(?i){whole}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_and_what_is_denied_may_have_words_between_them() {
        let found = pattern(r"\b{not}~{hold}\b").unwrap();
        for said in
            ["We do not routinely hold that", "This isn't something we record", "nid ydym yn dal"]
        {
            assert!(found.is_match(said), "{said}");
        }
        assert!(!found.is_match("We hold what you asked for"));
    }
}
