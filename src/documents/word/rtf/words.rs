//! What the control words of RTF mean.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::Reader;
use super::shown::Aside;
use crate::documents::model::What;

impl Reader {
    pub(super) fn word(&mut self, word: &[u8], number: Option<i64>) {
        let starred = std::mem::take(&mut self.starred);
        if self.shown.is_some() && self.document_word(word, number, starred) {
            return;
        }
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
                self.now.row = false;
            }
            _ => self.look(word, number),
        }
    }

    /// How the words that follow look; "\v0" ends what "\v" begins.
    fn look(&mut self, word: &[u8], number: Option<i64>) {
        let on = number != Some(0);
        let mut now = self.now;
        match word {
            b"v" => now.unseen = on.then_some(What::Text),
            b"deleted" => now.unseen = on.then_some(What::TrackedChange),
            b"super" => now.raised = on,
            b"up" => now.raised = number.is_some_and(|height| height > 0),
            b"sub" | b"nosupersub" => now.raised = false,
            b"plain" => {
                now.raised = false;
                now.unseen = None;
            }
            _ => return,
        }
        self.flush();
        self.now = now;
    }

    fn unicode(&mut self, number: i64) {
        let code = u16::try_from(number.rem_euclid(65_536)).unwrap_or_default();
        let sign = String::from_utf16_lossy(&[code]);
        if self.now.raised && self.seen() {
            self.flush();
            crate::documents::office::raised(&mut self.out, &sign);
        } else {
            self.push(&sign);
        }
        self.skip = self.now.fallback;
    }

    /// Words that matter for paragraphs and tables; false for all others.
    fn document_word(&mut self, word: &[u8], number: Option<i64>, starred: bool) -> bool {
        if self.row_word(word, number) || self.aside_word(word, starred) {
            return true;
        }
        match word {
            b"par" | b"sect" | b"page" if self.seen() => self.end_paragraph(),
            b"cell" | b"nestcell" if self.seen() => {
                self.flush();
                let text = std::mem::take(&mut self.out);
                self.with(|shown| shown.end_cell(word == b"nestcell", text));
            }
            b"row" | b"nestrow" if !self.now.hidden || word == b"nestrow" => {
                self.with(|shown| shown.end_row(word == b"nestrow"));
            }
            b"revised" if number != Some(0) => self.with(|shown| shown.hide(What::TrackedChange)),
            b"pict" => {
                self.now.hidden = true;
                self.with(super::Shown::picture);
            }
            b"objdata" => {
                self.now.hidden = true;
                self.with(super::Shown::object);
            }
            // The names of a drawing's properties, and what old programs show instead of it.
            b"sn" | b"sv" | b"shprslt" | b"listoverridetable" | b"revtbl" => self.now.hidden = true,
            b"nesttableprops" => {
                self.now.row = true;
                self.with(super::Shown::inner_row);
            }
            b"shpinst" | b"shptxt" if starred => self.now.hidden = false,
            _ => return false,
        }
        true
    }

    /// Headers, notes and text boxes are read apart from the paragraph they stand in.
    fn aside_word(&mut self, word: &[u8], starred: bool) -> bool {
        let aside = match word {
            b"header" | b"headerl" | b"headerr" | b"headerf" => Aside::Header,
            b"footer" | b"footerl" | b"footerr" | b"footerf" => Aside::Footer,
            b"footnote" => Aside::Note,
            b"shptxt" => Aside::Box,
            b"annotation" => {
                self.now.hidden = true;
                self.with(|shown| shown.hide(What::Comment));
                return true;
            }
            b"chftn" => {
                self.with(super::Shown::mark_follows);
                return true;
            }
            b"ftnalt" => {
                self.with(super::Shown::is_endnote);
                return true;
            }
            _ => return false,
        };
        if self.now.unseen.is_some() || (self.now.hidden && !starred) {
            return true;
        }
        self.flush();
        self.now.hidden = false;
        let depth = self.stack.len();
        let out = std::mem::take(&mut self.out);
        self.with(|shown| shown.begin_aside(aside, depth, out));
        true
    }

    /// A group has ended, and with it perhaps what was read apart.
    pub(super) fn end_aside(&mut self) {
        let depth = self.stack.len();
        if self.shown.as_ref().is_some_and(|shown| shown.aside_ends(depth)) {
            let inside = std::mem::take(&mut self.out);
            if let Some(shown) = &mut self.shown {
                self.out = shown.end_aside(inside);
            }
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        self.flush();
        let text = std::mem::take(&mut self.out);
        self.with(|shown| shown.paragraph(text));
    }

    fn row_word(&mut self, word: &[u8], number: Option<i64>) -> bool {
        if !self.now.row {
            return false;
        }
        let number = number.and_then(|number| i32::try_from(number).ok()).unwrap_or_default();
        let Some(shown) = &mut self.shown else { return false };
        match word {
            b"pard" => {
                shown.depth(0);
                return false;
            }
            b"intbl" => shown.depth(1),
            b"itap" => shown.depth(usize::try_from(number).unwrap_or_default()),
            b"trowd" => shown.row_begins(),
            b"trleft" => shown.left(number),
            b"clmrg" => shown.edge(|edge| edge.joined = true),
            b"clvmgf" => shown.edge(|edge| edge.starts = true),
            b"clvmrg" => shown.edge(|edge| edge.continues = true),
            b"cellx" => shown.edge_ends(number),
            _ => return false,
        }
        true
    }

    fn with(&mut self, act: impl FnOnce(&mut super::Shown)) {
        if let Some(shown) = &mut self.shown {
            act(shown);
        }
    }
}
