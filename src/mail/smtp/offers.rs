//! What a server says it can do, and what of it a letter needs.

use lettre::transport::smtp::extension::{MailBodyParameter, MailParameter, RcptParameter};

use super::account::Envelope;

/// What the server said to our EHLO, of which use is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// The largest message in bytes; `None` if it does not say, or has no limit.
    pub size: Option<u64>,
    /// It sends reports as they are asked for (RFC 3461).
    pub dsn: bool,
    pub utf8: bool,
    pub eight_bit: bool,
}

impl Offers {
    /// From the lines of the answer: the first names the server.
    pub(super) fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut offers = Self::default();
        let mut says_size = false;
        for line in lines.skip(1) {
            let mut words = line.split_whitespace();
            match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
                "SIZE" => {
                    says_size = true;
                    let limit = words.next().and_then(|limit| limit.parse().ok());
                    offers.size = limit.filter(|limit| *limit > 0);
                }
                "DSN" => offers.dsn = true,
                "SMTPUTF8" => offers.utf8 = true,
                "8BITMIME" => offers.eight_bit = true,
                _ => {}
            }
        }
        offers.size = offers.size.filter(|_| says_size);
        offers
    }

    /// What goes with MAIL and RCPT; the words of a refusal if the server cannot take this letter.
    pub(super) fn parameters(
        &self,
        envelope: Envelope<'_>,
        bytes: &[u8],
        notify_success: bool,
    ) -> Result<(Vec<MailParameter>, Vec<RcptParameter>), String> {
        let (mut mail, mut rcpt) = (Vec::new(), Vec::new());
        if let Some(limit) = self.size {
            if bytes.len() as u64 > limit {
                return Err(format!(
                    "the letter has {} bytes and the server takes {limit}: leave attachments out",
                    bytes.len()
                ));
            }
            mail.push(MailParameter::Size(bytes.len()));
        }
        if !bytes.is_ascii() {
            if !self.eight_bit {
                return Err("the letter is not plain ASCII and the server takes nothing else \
                            (8BITMIME)"
                    .to_owned());
            }
            mail.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let plain = |address: &str| address.is_ascii();
        if !plain(envelope.from) || !plain(envelope.to) {
            if !self.utf8 {
                return Err(format!(
                    "the server takes no address like `{}` (SMTPUTF8)",
                    if plain(envelope.to) { envelope.from } else { envelope.to }
                ));
            }
            mail.push(MailParameter::SmtpUtfEight);
        }
        if self.dsn {
            let other = |keyword: &str, value: &str| (keyword.to_owned(), Some(value.to_owned()));
            for (keyword, value) in [other("RET", "HDRS"), other("ENVID", envelope.id)] {
                mail.push(MailParameter::Other { keyword, value });
            }
            let when = if notify_success { "SUCCESS,FAILURE,DELAY" } else { "FAILURE,DELAY" };
            let (keyword, value) = other("NOTIFY", when);
            rcpt.push(RcptParameter::Other { keyword, value });
        }
        Ok((mail, rcpt))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: Envelope<'_> = Envelope { from: "a@b.invalid", to: "c@d.invalid", id: "R-1" };

    fn written(lines: &[&str], envelope: Envelope<'_>, bytes: &[u8]) -> Result<String, String> {
        let offers = Offers::read(lines.iter().copied());
        let (mail, rcpt) = offers.parameters(envelope, bytes, false)?;
        let mail = mail.iter().map(ToString::to_string);
        let words: Vec<String> = mail.chain(rcpt.iter().map(ToString::to_string)).collect();
        Ok(words.join(" "))
    }

    #[test]
    fn a_server_is_asked_only_for_what_it_offers() {
        assert_eq!(written(&["hello"], LETTER, b"x").unwrap(), "");
        let all = ["hello", "SIZE 100", "DSN", "SMTPUTF8", "8BITMIME"];
        assert_eq!(
            written(&all, LETTER, b"x").unwrap(),
            "SIZE=1 RET=HDRS ENVID=R-1 NOTIFY=FAILURE,DELAY"
        );
        let letter = Envelope { to: "swyddfa@môn.invalid", ..LETTER };
        assert!(written(&all, letter, "ŵ".as_bytes()).unwrap().contains("BODY=8BITMIME SMTPUTF8"));
        assert!(written(&["hello"], letter, b"x").unwrap_err().contains("SMTPUTF8"));
    }

    #[test]
    fn a_letter_that_is_too_large_is_not_begun() {
        let long = [b'x'; 101];
        assert!(written(&["hello", "SIZE 100"], LETTER, &long).unwrap_err().contains("takes 100"));
        assert!(written(&["hello", "SIZE 0"], LETTER, &long).is_ok());
        assert!(written(&["hello", "SIZE"], LETTER, &long).is_ok());
    }
}
