//! A mail's bytes into text: HTML as a reader would see it, nothing fetched.

/// HTML as plain text, one line for each line a reader sees; empty when it cannot be read.
///
/// Superscripts are footnote marks or ordinals, never digits of a number: they get a space.
pub fn html_to_text(html: &str) -> String {
    let spaced = html.replace("<sup", " <sup").replace("<SUP", " <SUP");
    html2text::config::plain_no_decorate()
        .string_from_read(spaced.as_bytes(), 1000)
        .unwrap_or_default()
}
