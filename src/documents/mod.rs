//! A mail's bytes into text: HTML as a reader would see it, nothing fetched.

/// HTML as plain text, one line for each line a reader sees; empty when it cannot be read.
///
/// Superscripts are footnote marks or ordinals, never digits of a number: they get a space.
pub fn html_to_text(html: &str) -> String {
    let spaced = html.replace("<sup", " <sup").replace("<SUP", " <SUP");
    let drawn = html2text::config::plain_no_decorate()
        .string_from_read(spaced.as_bytes(), 1000)
        .unwrap_or_default();
    undrawn(&drawn)
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
