//! Signs that look like something else than they are in the file.

use std::borrow::Cow;

/// Adds raised words, so that a mark behind a number never becomes a figure of it: `12 [1]`.
pub(in crate::documents) fn raised(text: &mut String, mark: &str) {
    let before = text.chars().next_back();
    let trimmed = mark.trim();
    let square = matches!(trimmed, "2" | "3") && before.is_some_and(char::is_alphabetic);
    if trimmed.is_empty() {
        text.push_str(mark);
    } else if square {
        text.push_str(if trimmed == "2" { "\u{b2}" } else { "\u{b3}" });
    } else if trimmed.chars().all(char::is_alphabetic) && before.is_some_and(|c| c.is_ascii_digit())
    {
        // "31st", but "12a" is a mark.
        if !matches!(trimmed, "st" | "nd" | "rd" | "th") {
            return bracketed(text, trimmed);
        }
        text.push_str(mark);
    } else if trimmed.len() <= 3 {
        bracketed(text, trimmed);
    } else {
        text.push_str(mark);
    }
}

fn bracketed(text: &mut String, mark: &str) {
    let mark = mark.trim_matches(['[', ']', '(', ')']);
    if text.chars().next_back().is_some_and(|c| !c.is_whitespace()) {
        text.push(' ');
    }
    text.push('[');
    text.push_str(mark);
    text.push(']');
}

/// A sign of a symbol font by its number, as text: ticks and boxes.
pub(in crate::documents) fn symbol(code: &str) -> &'static str {
    match code.get(code.len().saturating_sub(2)..).unwrap_or_default().to_lowercase().as_str() {
        "fc" => "\u{2713}",
        "fb" => "\u{2717}",
        "fe" => "\u{2611}",
        "fd" | "78" => "\u{2612}",
        "6f" | "a8" | "71" => "\u{2610}",
        "a3" => "\u{2264}",
        "b3" => "\u{2265}",
        "2d" | "be" => "-",
        "b7" | "a7" => "\u{2022}",
        _ => "",
    }
}

/// Text whose signs of symbol fonts are signs that any font has.
pub(in crate::documents) fn plain(text: &str) -> Cow<'_, str> {
    let special = |sign: char| ('\u{f000}'..='\u{f0ff}').contains(&sign);
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if special(sign) {
            out.push_str(symbol(&format!("{:04x}", u32::from(sign))));
        } else {
            out.push(sign);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::raised;

    fn after(text: &str, mark: &str) -> String {
        let mut text = text.to_owned();
        raised(&mut text, mark);
        text
    }

    #[test]
    fn a_raised_figure_is_no_part_of_the_number_before_it() {
        assert_eq!(after("12", "1"), "12 [1]");
        assert_eq!(after("12", "*"), "12 [*]");
        assert_eq!(after("31", "st"), "31st");
        assert_eq!(after("40 m", "2"), "40 m\u{b2}");
    }
}
