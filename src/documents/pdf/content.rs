//! The words of PDF's page language: operators with what they work on. What is broken is passed
//! over, so that a damaged stretch costs no more than itself.

/// Operands beyond these are dropped: no operator of the language has as many.
const MOST_OPERANDS: usize = 20_000;
const DEEPEST: usize = 12;

/// What an operator works on.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    Number(f64),
    Text(Vec<u8>),
    Name(Vec<u8>),
    Array(Vec<Self>),
    /// A dictionary, or what stands for nothing.
    Other,
}

impl Operand {
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(_) | Self::Name(_) | Self::Array(_) | Self::Other => None,
        }
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            Self::Number(_) | Self::Text(_) | Self::Array(_) | Self::Other => None,
        }
    }

    pub(super) fn text(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(_) | Self::Name(_) | Self::Array(_) | Self::Other => None,
        }
    }
}

enum Token<'a> {
    Operand(Operand),
    Operator(&'a [u8]),
    /// The end of an array or a dictionary.
    End,
}

/// Reads one operator after another.
pub(super) struct Operations<'a> {
    rest: &'a [u8],
}

impl<'a> Operations<'a> {
    pub(super) fn of(content: &'a [u8]) -> Self {
        Self { rest: content }
    }

    /// The next operator; its operands replace what is in `operands`.
    pub(super) fn next(&mut self, operands: &mut Vec<Operand>) -> Option<&'a [u8]> {
        operands.clear();
        loop {
            match self.token(0)? {
                Token::Operand(operand) if operands.len() < MOST_OPERANDS => operands.push(operand),
                Token::Operand(_) | Token::End => {}
                Token::Operator(b"ID") => {
                    self.skip_picture();
                    return Some(b"EI");
                }
                Token::Operator(operator) => return Some(operator),
            }
        }
    }

    fn token(&mut self, depth: usize) -> Option<Token<'a>> {
        self.skip_space();
        let (first, behind) = self.rest.split_first()?;
        let token = match first {
            b'(' => {
                self.rest = behind;
                Token::Operand(Operand::Text(self.literal()))
            }
            b'<' if behind.first() == Some(&b'<') => {
                self.rest = behind.get(1..)?;
                self.array(depth);
                Token::Operand(Operand::Other)
            }
            b'<' => {
                self.rest = behind;
                Token::Operand(Operand::Text(self.hexadecimal()))
            }
            b'[' => {
                self.rest = behind;
                Token::Operand(Operand::Array(self.array(depth)))
            }
            b'>' if behind.first() == Some(&b'>') => {
                self.rest = behind.get(1..)?;
                Token::End
            }
            b']' => {
                self.rest = behind;
                Token::End
            }
            b'/' => {
                self.rest = behind;
                Token::Operand(Operand::Name(unescaped(self.word())))
            }
            b')' | b'>' | b'{' | b'}' => {
                self.rest = behind;
                Token::Operand(Operand::Other)
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => Token::Operand(number(self.word())),
            _ => Token::Operator(self.word()),
        };
        Some(token)
    }

    fn skip_space(&mut self) {
        while let Some((first, behind)) = self.rest.split_first() {
            match first {
                0 | b'\t' | b'\n' | 12 | b'\r' | b' ' => self.rest = behind,
                b'%' => {
                    let end = memchr::memchr2(b'\n', b'\r', behind).unwrap_or(behind.len());
                    self.rest = behind.get(end..).unwrap_or_default();
                }
                _ => break,
            }
        }
    }

    /// Up to the next space or delimiter.
    fn word(&mut self) -> &'a [u8] {
        let end = self.rest.iter().position(|byte| is_end(*byte)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, &[]));
        self.rest = rest;
        word
    }

    fn array(&mut self, depth: usize) -> Vec<Operand> {
        let mut all = Vec::new();
        if depth >= DEEPEST {
            return all;
        }
        while let Some(token) = self.token(depth + 1) {
            match token {
                Token::Operand(operand) if all.len() < MOST_OPERANDS => all.push(operand),
                // "true" and "null"; an operator in here means that the end was lost.
                Token::Operand(_) | Token::Operator(_) => {}
                Token::End => break,
            }
        }
        all
    }

    fn literal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut depth = 0_usize;
        while let Some((first, behind)) = self.rest.split_first() {
            self.rest = behind;
            match first {
                b'\\' => self.escape(&mut text),
                b')' if depth == 0 => break,
                byte => {
                    match byte {
                        b'(' => depth += 1,
                        b')' => depth -= 1,
                        _ => {}
                    }
                    text.push(*byte);
                }
            }
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some((first, behind)) = self.rest.split_first() else { return };
        self.rest = behind;
        match first {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => self.rest = behind.strip_prefix(b"\n").unwrap_or(behind),
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(first - b'0');
                for _ in 0..2 {
                    let Some((digit @ b'0'..=b'7', behind)) = self.rest.split_first() else {
                        break;
                    };
                    value = value * 8 + u32::from(digit - b'0');
                    self.rest = behind;
                }
                text.push(u8::try_from(value & 255).unwrap_or_default());
            }
            byte => text.push(*byte),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut half = None;
        while let Some((first, behind)) = self.rest.split_first() {
            self.rest = behind;
            if *first == b'>' {
                break;
            }
            let Some(digit) = char::from(*first).to_digit(16) else { continue };
            let digit = u8::try_from(digit).unwrap_or_default();
            match half.take() {
                None => half = Some(digit),
                Some(high) => text.push(high << 4 | digit),
            }
        }
        text.extend(half.map(|high| high << 4));
        text
    }

    /// The bytes of a picture that stands in the page itself.
    fn skip_picture(&mut self) {
        let mut from = 0;
        while let Some(at) =
            self.rest.get(from..).and_then(|rest| memchr::memmem::find(rest, b"EI"))
        {
            let at = from + at;
            let before = at.checked_sub(1).and_then(|at| self.rest.get(at));
            let behind = self.rest.get(at + 2..).unwrap_or_default();
            let apart = before.is_none_or(u8::is_ascii_whitespace)
                && behind.first().is_none_or(u8::is_ascii_whitespace);
            // The bytes of a picture may spell it too; the page's own language is plain text.
            let plain = behind.iter().take(12).all(|byte| matches!(byte, 9..=13 | 32..=126));
            if apart && plain {
                self.rest = behind;
                return;
            }
            from = at + 2;
        }
        self.rest = &[];
    }
}

fn is_end(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ') || b"()<>[]{}/%".contains(&byte)
}

/// A number; broken ones such as "--5" and "1.2.3" count for what can be read of them.
fn number(word: &[u8]) -> Operand {
    let word = word.trim_ascii();
    if let Some(number) = str::from_utf8(word).ok().and_then(|word| word.parse::<f64>().ok()) {
        return Operand::Number(if number.is_finite() { number } else { 0.0 });
    }
    let sign = if word.starts_with(b"-") { -1.0 } else { 1.0 };
    let digits: String = word
        .iter()
        .skip_while(|byte| matches!(byte, b'-' | b'+'))
        .take_while(|byte| byte.is_ascii_digit() || **byte == b'.')
        .map(|byte| char::from(*byte))
        .collect();
    let mut parts = digits.splitn(3, '.');
    let whole = parts.next().unwrap_or_default();
    let part = parts.next().unwrap_or_default();
    Operand::Number(sign * format!("0{whole}.{part}0").parse::<f64>().unwrap_or_default())
}

/// A name with its "#20" as the byte that it stands for.
fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        let hex = (*first == b'#').then(|| behind.split_first_chunk::<2>()).flatten();
        let byte = hex.and_then(|(hex, _)| u8::from_str_radix(str::from_utf8(hex).ok()?, 16).ok());
        if let (Some(byte), Some((_, behind))) = (byte, hex) {
            out.push(byte);
            rest = behind;
        } else {
            out.push(*first);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(content: &[u8]) -> Vec<(String, Vec<Operand>)> {
        let mut operations = Operations::of(content);
        let mut operands = Vec::new();
        let mut all = Vec::new();
        while let Some(operator) = operations.next(&mut operands) {
            all.push((String::from_utf8_lossy(operator).into_owned(), operands.clone()));
        }
        all
    }

    #[test]
    fn strings_names_and_numbers_are_read_as_they_are_written() {
        let read = all(b"/F#31 -.5 Tf (a\\(b\\) (c) \\101) Tj [<414> 3 (x)] TJ");
        assert_eq!(read[0].1, [Operand::Name(b"F1".to_vec()), Operand::Number(-0.5)]);
        assert_eq!(read[1].1, [Operand::Text(b"a(b) (c) A".to_vec())]);
        let parts =
            [Operand::Text(vec![0x41, 0x40]), Operand::Number(3.0), Operand::Text(b"x".to_vec())];
        assert_eq!(read[2].1, [Operand::Array(parts.to_vec())]);
    }

    #[test]
    fn a_picture_in_the_page_is_passed_over() {
        let read = all(b"q BI /W 2 /H 2 ID \x00EI\xff EI Q (a) Tj");
        let operators: Vec<&str> = read.iter().map(|(operator, _)| operator.as_str()).collect();
        assert_eq!(operators, ["q", "BI", "EI", "Q", "Tj"]);
    }

    #[test]
    fn what_never_ends_ends() {
        let deep = "[".repeat(100_000);
        assert!(all(deep.as_bytes()).is_empty());
        assert!(all(b"(((((").is_empty());
        assert!(all(b"<< /a << /b [ 1 2").is_empty());
    }
}
