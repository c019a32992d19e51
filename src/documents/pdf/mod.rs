//! PDF files: what is printed on their pages, and what lies behind it.

mod annotations;
mod cmap;
mod content;
mod encoding;
mod font;
mod geometry;
mod mend;
mod operators;
mod page;
mod paint;
mod print;
mod sight;
mod state;
mod streams;
mod tree;
mod turn;
mod widths;
mod words;

use std::collections::HashSet;

use lopdf::{Dictionary, LoadOptions, ObjectId};

use self::geometry::upright;
use self::page::{Fonts, Glyph, Runner};
use self::sight::Sight;
use self::state::State;
use super::model::{Block, Document, Hidden, MOST_PAGES, MOST_TEXT, What};

/// Files above this size are not opened.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A PDF's lines and tables.
pub(super) fn read(bytes: &[u8], password: Option<&str>) -> Document {
    let mut out = Document::default();
    if bytes.len() > MOST_BYTES {
        out.notes.push("a PDF too large to be read".to_owned());
        return out;
    }
    let file = match open(bytes, password) {
        Ok(file) if file.is_encrypted() || file.page_iter().next().is_some() => file,
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => {
            out.locked = true;
            return out;
        }
        Ok(_) | Err(_) => {
            // The list of what stands where may be all that is broken.
            let Some(file) = mend::mended(bytes).and_then(|bytes| open(&bytes, password).ok())
            else {
                out.notes.push("a damaged PDF: it could not be opened".to_owned());
                return out;
            };
            out.notes.push("a damaged PDF: parts of it may be missing".to_owned());
            file
        }
    };
    if file.is_encrypted() {
        out.locked = true;
        return out;
    }
    let (fonts, seen) = (Fonts::default(), Seen::default());
    Reader { file: &file, fonts, off: tree::layers_off(&file), out, seen }.read()
}

/// The same file without its password, for programs that would be told it where others can see.
pub(super) fn without_password(bytes: &[u8], password: &str) -> Option<Vec<u8>> {
    let mut file = open(bytes, Some(password)).ok().filter(|file| !file.is_encrypted())?;
    let mut out = Vec::new();
    file.save_to(&mut out).ok()?;
    Some(out)
}

fn open(bytes: &[u8], password: Option<&str>) -> lopdf::Result<lopdf::Document> {
    let options = LoadOptions { password: password.map(str::to_owned), ..LoadOptions::default() };
    lopdf::Document::load_mem_with_options(bytes, options)
}

struct Reader<'a> {
    file: &'a lopdf::Document,
    fonts: Fonts,
    off: HashSet<ObjectId>,
    out: Document,
    seen: Seen,
}

/// Pages of which there is something to say.
#[derive(Default)]
struct Seen {
    /// Nothing of them could be read.
    empty: Vec<usize>,
    scanned: Vec<usize>,
    read_by_others: Vec<usize>,
    unreadable: Vec<usize>,
    pictures: Vec<usize>,
    cut: Vec<usize>,
}

impl Reader<'_> {
    fn read(mut self) -> Document {
        let mut budget = page::MOST_OPERATORS;
        let mut text = 0;
        let mut pages = 0;
        for (at, id) in (1..).zip(self.file.page_iter()) {
            pages = at;
            if at > MOST_PAGES || text > MOST_TEXT || budget == 0 {
                self.out.notes.push(format!("nothing behind page {} was read", at - 1));
                break;
            }
            text += self.page(at, id, &mut budget);
        }
        let lost = tree::promised(self.file).min(MOST_PAGES).saturating_sub(pages);
        if pages == 0 {
            self.out.notes.push("a damaged PDF: no page of it could be found".to_owned());
        } else if lost > 0 {
            self.out.notes.push(format!("a damaged PDF: {lost} of its pages could not be found"));
        }
        if tree::holds_files(self.file) {
            self.out
                .notes
                .push("other files are packed into this PDF, they are not read".to_owned());
        }
        self.say();
        self.out
    }

    /// Reads a page; how long its text is.
    fn page(&mut self, number: usize, id: ObjectId, budget: &mut usize) -> usize {
        let Ok(dictionary) = self.file.get_dictionary(id) else { return 0 };
        let frame = tree::frame(self.file, dictionary);
        let quarters = tree::quarters(self.file, dictionary);
        let matrix = upright(frame, quarters);
        let area = matrix.around(frame);
        let none = Dictionary::new();
        let resources = tree::inherited(self.file, dictionary, b"Resources")
            .and_then(|resources| resources.as_dict().ok());
        let (content, whole) = tree::content(self.file, dictionary);
        let mut runner = Runner::new(self.file, &mut self.fonts, &self.off, budget);
        runner.run(&content, resources.unwrap_or(&none), (State::new(matrix, area), 0));
        let comments = annotations::draw(&mut runner, dictionary, (matrix, area), &none);
        let mut page = runner.page;
        let cut = page.cut || !whole;
        let sight = sight::look(&mut page, area, &self.fonts.all);
        let place = format!("page {number}");
        if comments {
            self.out.hidden.push(Hidden { what: What::Comment, place: place.clone() });
        }
        if letters(&sight.hidden) > 2 {
            self.out.hidden.push(Hidden { what: What::Text, place });
        }
        self.seen.note(number, &sight, (cut, page.drawn.fills.len()));
        let blocks = turn::sheet(number, sight, page.drawn.rules).read();
        let length = blocks.iter().map(length).sum();
        self.out.blocks.extend(blocks);
        length
    }

    /// Puts into words what was not read.
    fn say(&mut self) {
        let Seen { empty, scanned, read_by_others, unreadable, pictures, cut } = &self.seen;
        let mut say = |pages: &[usize], words: &str| {
            if !pages.is_empty() {
                self.out.notes.push(format!("{}: {words}", named(pages)));
            }
        };
        say(scanned, "a scan, its words are not in the file");
        say(read_by_others, "a scan, its words are those that the sender's machine read");
        say(unreadable, "letters in a font that does not say what they are were left out");
        say(pictures, "a picture, what it shows is not read");
        say(cut, "damaged or overfull, not all of it was read");
        self.out.scans.clone_from(empty);
    }
}

impl Seen {
    fn note(&mut self, number: usize, sight: &Sight, page: (bool, usize)) {
        let (cut, fills) = page;
        let letters = letters(&sight.seen) + letters(&sight.turned);
        // Words may also be drawn as shapes.
        let scanned = !sight.unreadable && (sight.pictured > 0.1 || fills > 100);
        if letters == 0 && (scanned || sight.unreadable) {
            self.empty.push(number);
        }
        if letters == 0 && scanned {
            self.scanned.push(number);
        } else if sight.scan {
            self.read_by_others.push(number);
        } else if (0.15..0.85).contains(&sight.pictured) {
            self.pictures.push(number);
        }
        if sight.unreadable {
            self.unreadable.push(number);
        }
        if cut {
            self.cut.push(number);
        }
    }
}

fn letters(glyphs: &[Glyph]) -> usize {
    glyphs.iter().filter(|glyph| glyph.letter.is_some_and(char::is_alphanumeric)).count()
}

fn length(block: &Block) -> usize {
    match block {
        Block::Text(text) => text.text.len(),
        Block::Table(table) => table.rows.iter().flatten().map(|cell| cell.text.len()).sum(),
    }
}

/// "page 3", "pages 1 to 4, 7".
fn named(pages: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for page in pages {
        match runs.last_mut() {
            Some(run) if run.1 + 1 == *page => run.1 = *page,
            _ => runs.push((*page, *page)),
        }
    }
    let run = |(first, last): &(usize, usize)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first} to {last}"),
    };
    let many = if pages.len() > 1 { "pages" } else { "page" };
    format!("{many} {}", runs.iter().map(run).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests;
