//! What no answer to our commands looks like, and what would exhaust the parser behind it.

/// Lists in lists; the answers to our commands have three.
const DEEPEST: u32 = 50;

/// The longest line in bytes, its literals not counted.
const LONGEST_LINE: usize = 256 * 1024;

/// Goes along with the bytes of a server, passing over literals (the mails themselves).
#[derive(Debug, Default)]
pub(super) struct Guard {
    literal: u64,
    line: usize,
    depth: u32,
    quoted: bool,
    escaped: bool,
    tail: Tail,
}

/// The end of what has been read, as far as it may announce a literal: `{12}`, CR, LF.
#[derive(Debug, Default, Clone, Copy)]
enum Tail {
    #[default]
    Other,
    Number(u64),
    Closed(u64),
    Return(u64),
}

impl Guard {
    /// Says what is wrong with these bytes, which follow those seen before.
    pub(super) fn see(&mut self, mut bytes: &[u8]) -> Result<(), &'static str> {
        loop {
            let skipped = usize::try_from(self.literal).unwrap_or(usize::MAX).min(bytes.len());
            self.literal -= skipped as u64;
            bytes = bytes.get(skipped..).unwrap_or_default();
            let Some((byte, rest)) = bytes.split_first() else { return Ok(()) };
            self.byte(*byte)?;
            bytes = rest;
        }
    }

    fn byte(&mut self, byte: u8) -> Result<(), &'static str> {
        self.line += 1;
        if self.line > LONGEST_LINE {
            return Err("a line of it has no end");
        }
        let tail = std::mem::take(&mut self.tail);
        match byte {
            b'\n' => match tail {
                Tail::Return(length) => self.literal = length,
                Tail::Other | Tail::Number(_) | Tail::Closed(_) => *self = Self::default(),
            },
            b'\r' => {
                if let Tail::Closed(length) = tail {
                    self.tail = Tail::Return(length);
                }
            }
            _ if self.escaped => self.escaped = false,
            b'\\' if self.quoted => self.escaped = true,
            b'"' => self.quoted = !self.quoted,
            _ if self.quoted => {}
            b'(' => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err("it has lists in lists without end");
                }
            }
            b')' => self.depth = self.depth.saturating_sub(1),
            b'{' => self.tail = Tail::Number(0),
            b'0'..=b'9' => {
                if let Tail::Number(number) = tail {
                    let digit = u64::from(byte - b'0');
                    self.tail = Tail::Number(number.saturating_mul(10).saturating_add(digit));
                }
            }
            b'}' => {
                if let Tail::Number(number) = tail {
                    self.tail = Tail::Closed(number);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(pieces: &[&[u8]]) -> Result<(), &'static str> {
        let mut guard = Guard::default();
        pieces.iter().try_for_each(|piece| guard.see(piece))
    }

    #[test]
    fn mails_may_hold_anything_and_lines_may_not() {
        let deep = "(".repeat(60);
        let literal = format!("* 1 FETCH (UID 1 BODY[] {{60}}\r\n{deep})\r\n");
        assert_eq!(seen(&[literal.as_bytes()]), Ok(()));
        // However the bytes are cut.
        let bytes: Vec<&[u8]> = literal.as_bytes().chunks(1).collect();
        assert_eq!(seen(&bytes), Ok(()));
        assert!(seen(&[format!("* 1 FETCH {deep}").as_bytes()]).is_err());
        assert!(seen(&[format!("{literal}* 1 FETCH {deep}").as_bytes()]).is_err());
        assert_eq!(seen(&[format!("* OK \"\\\"{deep}\r\n(").as_bytes()]), Ok(()));
        assert!(seen(&[format!("* OK {{60}} {deep}").as_bytes()]).is_err());
        assert!(seen(&["a".repeat(300_000).as_bytes()]).is_err());
        assert_eq!(seen(&["* 1 EXISTS ()\r\n".repeat(100_000).as_bytes()]), Ok(()));
    }
}
