//! The texts that cells share, within a bound.

/// Texts take no more than this, with what it costs to keep them apart.
const MOST: usize = 96 * 1024 * 1024;

/// One string after the other, and where each ends.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
    full: bool,
}

impl Strings {
    pub(super) fn push(&mut self, text: &str) {
        self.full |= self.text.len() + text.len() + 8 * self.ends.len() > MOST;
        if !self.full {
            self.text.push_str(text);
            self.ends.push(self.text.len());
        }
    }

    /// Some were left out.
    pub(super) fn full(&self) -> bool {
        self.full
    }

    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        self.text.get(start.unwrap_or_default()..end)
    }
}
