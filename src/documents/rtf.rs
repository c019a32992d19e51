//! RTF as plain text: the words, line breaks and cells of it, and HTML that Outlook hid inside.

use encoding_rs::{Encoding, WINDOWS_1252};

/// Text beyond this many bytes is not read.
const MOST: usize = 1024 * 1024;
/// Groups nested deeper than this share one state.
const DEEPEST: usize = 200;

/// The text of an RTF document.
pub(super) fn text(rtf: &[u8]) -> String {
    let start = rtf.get(..2048).unwrap_or(rtf);
    let from_html = memchr::memmem::find(start, b"\\fromhtml").is_some();
    let out = Reader::new(from_html).read(rtf);
    if from_html { super::html_to_text(&out).text } else { out }
}

#[derive(Clone, Copy)]
struct Group {
    /// Fonts, colours, pictures: nothing a reader sees as text.
    hidden: bool,
    /// A group of HTML source.
    tag: bool,
    /// RTF that repeats what the HTML source says.
    repeated: bool,
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
}

impl Reader {
    fn new(from_html: bool) -> Self {
        let now = Group { hidden: false, tag: false, repeated: false, fallback: 1 };
        Self {
            from_html,
            out: String::new(),
            held: Vec::new(),
            encoding: WINDOWS_1252,
            stack: Vec::new(),
            now,
            beyond: 0,
            skip: 0,
        }
    }

    fn read(mut self, rtf: &[u8]) -> String {
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
            if self.out.len() > MOST {
                break;
            }
        }
        self.flush();
        self.out
    }

    fn open(&mut self) {
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
        }
    }

    fn seen(&self) -> bool {
        !self.now.hidden && (!self.now.repeated || self.now.tag)
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.seen() {
            self.held.push(byte);
        }
    }

    fn flush(&mut self) {
        if !self.held.is_empty() {
            self.out.push_str(&self.encoding.decode_without_bom_handling(&self.held).0);
            self.held.clear();
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
            b'*' if !behind.starts_with(b"\\htmltag") => self.now.hidden = true,
            b'~' => self.push(" "),
            b'_' => self.push("-"),
            b'\r' | b'\n' => self.push("\n"),
            b'\\' | b'{' | b'}' => self.byte(sign),
            _ => {}
        }
        behind
    }

    fn word(&mut self, word: &[u8], number: Option<i64>) {
        match word {
            b"par" | b"line" | b"sect" | b"page" | b"row" => self.push("\n"),
            b"cell" | b"nestcell" if !self.from_html => self.push(" | "),
            b"tab" => self.push("\t"),
            b"emdash" => self.push("\u{2014}"),
            b"endash" => self.push("\u{2013}"),
            b"lquote" => self.push("\u{2018}"),
            b"rquote" => self.push("\u{2019}"),
            b"ldblquote" => self.push("\u{201c}"),
            b"rdblquote" => self.push("\u{201d}"),
            b"bullet" => self.push("\u{2022}"),
            // Deleted and hidden text is not what was said; "\deleted0" ends it.
            b"v" | b"deleted" => self.now.hidden = number != Some(0),
            b"htmltag" => self.now.tag = self.from_html,
            b"htmlrtf" => {
                self.flush();
                self.now.repeated = self.from_html && number != Some(0);
            }
            b"uc" => {
                let count = number.and_then(|number| usize::try_from(number).ok());
                self.now.fallback = count.unwrap_or(1).min(8);
            }
            b"u" => self.unicode(number.unwrap_or_default()),
            b"ansicpg" => {
                let label = match number {
                    Some(65001) => "utf-8".to_owned(),
                    Some(number) => format!("windows-{number}"),
                    None => return,
                };
                self.encoding = Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
            }
            b"fonttbl" | b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"object"
            | b"header" | b"footer" | b"listtable" | b"themedata" | b"datastore" => {
                self.now.hidden = true;
            }
            _ => {}
        }
    }

    fn unicode(&mut self, number: i64) {
        let code = u16::try_from(number.rem_euclid(65_536)).unwrap_or_default();
        self.push(&String::from_utf16_lossy(&[code]));
        self.skip = self.now.fallback;
    }
}
