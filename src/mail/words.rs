//! What a mail server says when it takes a letter: its own number for it.

/// The number under which a server keeps the letter it has just accepted; `None` where it names none.
///
/// Postfix and Sendmail: `queued as 4F2A`; Exim: `OK id=1rX-0001`; `OpenSMTPD`: `1a2b Message accepted for
/// delivery`; Gmail: `OK 1700000000 a1-2b.3 - gsmtp`; Exchange: `<id> [InternalId=…, Hostname=…] Queued
/// mail for delivery`.
pub fn queue_id(words: &str) -> Option<&str> {
    let lower = words.to_ascii_lowercase();
    let after = |label: &str| {
        let start = lower.find(label)? + label.len();
        words.get(start..)?.split([' ', ',', ']', ';', ')']).next()
    };
    let before = |label: &str| {
        let end = lower.find(label)?;
        words.get(..end)?.split_whitespace().next_back()
    };
    let found = after("queued as ")
        .or_else(|| after("internalid="))
        .or_else(|| after(" id="))
        .or_else(|| before(" - gsmtp"))
        .or_else(|| before(" message accepted for delivery"));
    found.filter(|id| id.len() >= 4 && id.chars().any(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_a_server_gives_a_letter_is_found_in_its_own_words() {
        for (words, id) in [
            ("2.0.0 Ok: queued as 4F2A1C0DE5", Some("4F2A1C0DE5")),
            ("OK id=1rXyz7-0001Ab-2C", Some("1rXyz7-0001Ab-2C")),
            ("2.0.0 1a2b3c4d Message accepted for delivery", Some("1a2b3c4d")),
            ("2.0.0 OK  1700000000 a1-20020a05.3 - gsmtp", Some("a1-20020a05.3")),
            ("2.6.0 <x@y> [InternalId=77309411, Hostname=A.b] Queued mail", Some("77309411")),
            ("2.0.0 OK", None),
            ("thanks, it is queued as soon as possible", None),
            ("accepted", None),
        ] {
            assert_eq!(queue_id(words), id, "{words}");
        }
    }
}
