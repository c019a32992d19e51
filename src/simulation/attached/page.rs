//! What stands on the pages of a file, whichever program wrote it.

/// A file as its reader sees it, from the top.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    Heading(String),
    /// One line, however long.
    Paragraph(String),
    /// Its first row has the headings; all rows are as long as that.
    Table(Vec<Vec<String>>),
}

impl Page {
    pub(super) fn heading(&mut self, text: &str) {
        self.blocks.push(Block::Heading(text.to_owned()));
    }

    /// A paragraph for each line that says something.
    pub(super) fn text(&mut self, text: &str) {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        self.blocks.extend(lines.map(|line| Block::Paragraph(line.to_owned())));
    }

    pub(super) fn table(&mut self, rows: Vec<Vec<String>>) {
        self.blocks.push(Block::Table(rows));
    }

    /// Its words; the cells of a table between bars.
    pub(super) fn seen(&self) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            match block {
                Block::Heading(words) | Block::Paragraph(words) => text.push_str(words),
                Block::Table(rows) => {
                    let lines: Vec<String> = rows.iter().map(|row| row.join(" | ")).collect();
                    text.push_str(&lines.join("\n"));
                }
            }
            text.push_str("\n\n");
        }
        text
    }
}
