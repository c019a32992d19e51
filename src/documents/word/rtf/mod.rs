//! RTF: its words, line breaks and cells, and HTML that Outlook hid inside.

mod shown;
mod words;

use encoding_rs::{Encoding, WINDOWS_1252};

use self::shown::Shown;
use crate::documents::html_to_text;
use crate::documents::model::{Document, What};
use crate::documents::office::raised;

/// Text beyond this many bytes is not read, nor a paragraph as long.
const MOST: usize = 1024 * 1024;
/// Groups nested deeper than this share one state.
const DEEPEST: usize = 200;

/// The text of an RTF document.
pub(in crate::documents) fn text(rtf: &[u8]) -> String {
    let from_html = is_from_html(rtf);
    let mut reader = Reader::new(from_html);
    reader.read(rtf);
    if from_html { html_to_text(&reader.out).text } else { reader.out }
}

/// Its paragraphs and tables.
pub(super) fn read(rtf: &[u8]) -> Document {
    if is_from_html(rtf) {
        let mut shown = Shown::default();
        text(rtf).lines().for_each(|line| shown.paragraph(line.to_owned()));
        return shown.finish(false);
    }
    let mut reader = Reader::new(false);
    reader.shown = Some(Shown::default());
    reader.read(rtf);
    let damaged = !reader.stack.is_empty() || reader.beyond > 0;
    reader.end_paragraph();
    reader.shown.map(|shown| shown.finish(damaged)).unwrap_or_default()
}

fn is_from_html(rtf: &[u8]) -> bool {
    memchr::memmem::find(rtf.get(..2048).unwrap_or(rtf), b"\\fromhtml").is_some()
}

#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of a group")]
struct Group {
    /// Fonts, colours, pictures: nothing a reader sees as text.
    hidden: bool,
    /// Words that were deleted, or that nobody is to see.
    unseen: Option<What>,
    raised: bool,
    /// A group of HTML source.
    tag: bool,
    /// RTF that repeats what the HTML source says.
    repeated: bool,
    /// The definition of a row, where there is nothing to see.
    row: bool,
    /// How many characters stand for a Unicode one in old readers.
    fallback: usize,
}

struct Reader {
    from_html: bool,
    out: String,
    /// Bytes that wait to be decoded: a character may take two.
    held: Vec<u8>,
    encoding: &'static Encoding,
    stack: Vec<Group>,
    now: Group,
    beyond: usize,
    skip: usize,
    /// Where paragraphs and tables go; without it, all is one text.
    shown: Option<Shown>,
    /// "\*" was read, and the word that it stands in front of is next.
    starred: bool,
}

impl Reader {
    fn new(from_html: bool) -> Self {
        let now = Group {
            hidden: false,
            unseen: None,
            raised: false,
            tag: false,
            repeated: false,
            row: true,
            fallback: 1,
        };
        Self {
            from_html,
            out: String::new(),
            held: Vec::new(),
            encoding: WINDOWS_1252,
            stack: Vec::new(),
            now,
            beyond: 0,
            skip: 0,
            shown: None,
            starred: false,
        }
    }

    fn read(&mut self, rtf: &[u8]) {
        let mut rest = rtf;
        while let Some((first, behind)) = rest.split_first() {
            rest = behind;
            match first {
                b'\\' => rest = self.control(behind),
                b'{' => self.open(),
                b'}' => self.close(),
                b'\r' | b'\n' | 0 => {}
                byte => self.byte(*byte),
            }
            if self.out.len() > MOST || self.held.len() > MOST {
                self.too_long();
                break;
            }
            if self.shown.as_ref().is_some_and(Shown::full) {
                // What follows is left out, and its groups are not missed.
                self.stack.clear();
                break;
            }
        }
        self.flush();
    }

    fn too_long(&mut self) {
        if let Some(shown) = &mut self.shown {
            shown.too_long();
            self.stack.clear();
        }
    }

    fn open(&mut self) {
        self.flush();
        if self.stack.len() < DEEPEST {
            self.stack.push(self.now);
        } else {
            self.beyond += 1;
        }
    }

    fn close(&mut self) {
        self.flush();
        self.skip = 0;
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if let Some(group) = self.stack.pop() {
            self.now = group;
            self.end_aside();
        }
    }

    fn seen(&self) -> bool {
        !self.now.hidden && self.now.unseen.is_none() && (!self.now.repeated || self.now.tag)
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.seen() {
            self.held.push(byte);
        } else if let Some(what) = self.now.unseen
            && !self.now.hidden
            && !byte.is_ascii_whitespace()
            && let Some(shown) = &mut self.shown
        {
            shown.hide(what);
        }
    }

    fn flush(&mut self) {
        if self.held.is_empty() {
            return;
        }
        let text = self.encoding.decode_without_bom_handling(&self.held).0.into_owned();
        self.held.clear();
        if self.now.raised && !self.from_html {
            raised(&mut self.out, &text);
        } else {
            self.out.push_str(&text);
        }
    }

    fn push(&mut self, text: &str) {
        if self.seen() {
            self.flush();
            self.out.push_str(text);
        }
    }

    /// A control word or sign; gives what follows it.
    fn control<'a>(&mut self, rest: &'a [u8]) -> &'a [u8] {
        let Some((first, behind)) = rest.split_first() else { return rest };
        if !first.is_ascii_alphabetic() {
            return self.sign(*first, behind);
        }
        let end = rest.iter().take(32).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, rest) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        let digits = rest
            .iter()
            .take(11)
            .enumerate()
            .take_while(|(at, byte)| byte.is_ascii_digit() || (*at == 0 && **byte == b'-'))
            .count();
        let (number, rest) = rest.split_at_checked(digits).unwrap_or((rest, &[]));
        let number = str::from_utf8(number).ok().and_then(|number| number.parse::<i64>().ok());
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        self.word(word, number);
        if word == b"bin" {
            let length = number.and_then(|number| usize::try_from(number).ok()).unwrap_or_default();
            return rest.get(length..).unwrap_or_default();
        }
        rest
    }

    fn sign<'a>(&mut self, sign: u8, behind: &'a [u8]) -> &'a [u8] {
        match sign {
            b'\'' => {
                let Some((hex, after)) = behind.split_first_chunk::<2>() else { return behind };
                let value =
                    str::from_utf8(hex).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
                if let Some(value) = value {
                    self.byte(value);
                }
                return after;
            }
            b'*' if !behind.starts_with(b"\\htmltag") => {
                self.now.hidden = true;
                self.starred = true;
            }
            b'~' => self.push(" "),
            b'_' => self.push("-"),
            b'\r' | b'\n' => self.word(b"par", None),
            b'\\' | b'{' | b'}' => self.byte(sign),
            _ => {}
        }
        behind
    }
}

#[cfg(test)]
mod tests;
