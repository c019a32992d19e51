//! A mail's bytes into text: HTML as a reader would see it, nothing fetched.

mod clean;

/// Text out of HTML, and whether all of it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawn {
    pub text: String,
    pub cut: bool,
}

/// HTML as plain text, one line for each line a reader sees; empty when it cannot be read.
pub fn html_to_text(html: &str) -> Drawn {
    let clean = clean::clean(html);
    let drawn = html2text::config::plain_no_decorate()
        .string_from_read(clean.html.as_bytes(), 1000)
        .unwrap_or_default();
    Drawn { text: undrawn(&drawn), cut: clean.cut }
}

/// Tables as cells between bars, without the rules drawn around them.
fn undrawn(text: &str) -> String {
    let is_rule = |line: &str| {
        !line.trim().is_empty() && line.trim().chars().all(|c| "─━┬┼┴├┤┌┐└┘│/ ".contains(c))
    };
    text.lines()
        .filter(|line| !is_rule(line))
        .map(|line| line.replace('│', " | "))
        .collect::<Vec<_>>()
        .join("\n")
}
