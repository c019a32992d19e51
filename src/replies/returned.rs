//! What a mail server said of a letter that it sends back.

use std::sync::LazyLock;

use regex::Regex;

/// So much of it is kept: servers may say a lot.
const MOST: usize = 200;

/// The words of the server, in `bytes` of its report whose text is `text`: the diagnosis of the report,
/// else the first line with a code of refusal, else the first line.
pub fn server_words(bytes: &[u8], text: &str) -> String {
    static CODE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(^|[^\d.])[45]\d\d[ -]\S").ok());
    let raw = String::from_utf8_lossy(bytes);
    let refuses = |line: &&str| CODE.as_ref().is_some_and(|code| code.is_match(line));
    let said = diagnosis(&raw)
        .or_else(|| text.lines().find(refuses).map(str::to_owned))
        .or_else(|| text.lines().find(|line| !line.trim().is_empty()).map(str::to_owned))
        .unwrap_or_default();
    let plain: String = said.chars().filter(|c| !c.is_control()).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(MOST).collect()
}

/// `Diagnostic-Code` of RFC 3464, unfolded, without the name of the protocol.
fn diagnosis(raw: &str) -> Option<String> {
    let mut lines = raw.lines();
    let first = lines.by_ref().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("diagnostic-code").then_some(value)
    })?;
    let value = first.split_once(';').map_or(first, |(_, said)| said);
    let more = lines.take_while(|line| line.starts_with([' ', '\t']));
    let said = std::iter::once(value).chain(more).map(str::trim).collect::<Vec<_>>().join(" ");
    Some(said).filter(|said| !said.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_server_are_found_in_a_report_and_in_plain_text() {
        let report =
            b"Final-Recipient: rfc822; foi@a.example\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n \
                       <foi@a.example>: unknown\r\nStatus: 5.1.1\r\n";
        assert_eq!(server_words(report, "x"), "550 5.1.1 <foi@a.example>: unknown");
        let text = "Your message could not be delivered.\n550 5.1.1 User unknown\n";
        assert_eq!(server_words(b"", text), "550 5.1.1 User unknown");
        assert_eq!(server_words(b"", "\nNobody lives here\nat 10.550 x"), "Nobody lives here");
        assert_eq!(server_words(b"", ""), "");
    }

    #[test]
    fn it_is_one_line_of_plain_words_however_long_the_server_talks() {
        let long = format!("550 {}\u{1b}[2J\n", "no ".repeat(500));
        let said = server_words(b"", &long);
        assert!(said.chars().count() <= MOST && !said.contains('\u{1b}'), "{said}");
    }
}
