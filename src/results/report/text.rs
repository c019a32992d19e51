//! Words for both forms of the report: paragraphs, headings and lists from plain text, as authors
//! write it.

use serde::Serialize;

/// A piece of text that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    Heading { text: String },
    Paragraph { text: String },
    List { lines: Vec<String> },
}

/// Blocks of a plain text: `## ` starts a heading, `- ` a line of a list; an empty line ends a paragraph.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut fresh = true;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            fresh = true;
            continue;
        }
        let last = found.last_mut();
        if let Some(heading) = line.strip_prefix("## ") {
            found.push(Block::Heading { text: heading.to_owned() });
            fresh = true;
            continue;
        }
        match (line.strip_prefix("- "), last) {
            (Some(one), Some(Block::List { lines })) => lines.push(one.to_owned()),
            (Some(one), _) => found.push(Block::List { lines: vec![one.to_owned()] }),
            (None, Some(Block::Paragraph { text })) if !fresh => {
                text.push(' ');
                text.push_str(line);
            }
            (None, Some(Block::List { lines })) if !fresh => {
                if let Some(one) = lines.last_mut() {
                    one.push(' ');
                    one.push_str(line);
                }
            }
            (None, _) => found.push(Block::Paragraph { text: line.to_owned() }),
        }
        fresh = false;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Block, blocks};

    #[test]
    fn paragraphs_headings_and_lists_are_told_apart_and_lines_joined() {
        let text = "Of two\nlines.\n\n## Who\nAll.\n\n- one\n  more\n- two\n\nEnd.";
        let text_of = |text: &str| text.to_owned();
        assert_eq!(
            blocks(text),
            [
                Block::Paragraph { text: text_of("Of two lines.") },
                Block::Heading { text: text_of("Who") },
                Block::Paragraph { text: text_of("All.") },
                Block::List { lines: vec![text_of("one more"), text_of("two")] },
                Block::Paragraph { text: text_of("End.") },
            ]
        );
    }
}
