//! Signed and encrypted mail (S/MIME, PGP): what is signed is read, what is encrypted is said to be.

/// What a PKCS #7 file holds.
pub(super) enum Pkcs7 {
    /// A MIME part in a signature.
    Signed(Vec<u8>),
    Encrypted,
    Unknown,
}

const DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
const ENVELOPED: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03];
const AUTH_ENVELOPED: &[u8] =
    &[0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17];

/// Looks into `der`; the signature is not checked, for nothing rests on it.
pub(super) fn pkcs7(der: &[u8]) -> Pkcs7 {
    let start = der.get(..64).unwrap_or(der);
    if [ENVELOPED, AUTH_ENVELOPED].iter().any(|id| memchr::memmem::find(start, id).is_some()) {
        return Pkcs7::Encrypted;
    }
    memchr::memmem::find(der, DATA)
        .and_then(|at| der.get(at + DATA.len()..))
        .and_then(explicit_content)
        .map_or(Pkcs7::Unknown, Pkcs7::Signed)
}

/// The octets in the `[0]` element at the start of `der`, whole or in pieces.
fn explicit_content(der: &[u8]) -> Option<Vec<u8>> {
    let (tag, inner, _) = element(der)?;
    if tag != 0xa0 {
        return None;
    }
    let (tag, octets, _) = element(inner)?;
    match tag {
        0x04 => Some(octets.to_vec()),
        0x24 => {
            let mut joined = Vec::new();
            let mut rest = octets;
            while let Some((0x04, piece, behind)) = element(rest) {
                joined.extend_from_slice(piece);
                rest = behind;
            }
            (!joined.is_empty()).then_some(joined)
        }
        _ => None,
    }
}

/// A BER element: its tag, its contents, what follows. One of indefinite length goes to the end.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0x80 => (rest.len(), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte)), rest)
        }
        0x85.. => return None,
        short => (usize::from(*short), rest),
    };
    // A file that was cut off still gives what it has.
    let (inner, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    Some((*tag, inner, behind))
}

/// A text with PGP's armour taken off.
pub(super) enum Armour {
    None,
    Signed(String),
    Encrypted,
}

pub(super) fn armour(text: &str) -> Armour {
    const SIGNED: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
    const SIGNATURE: &str = "-----BEGIN PGP SIGNATURE-----";
    const END: &str = "-----END PGP SIGNATURE-----";
    if !text.contains("-----BEGIN PGP ") {
        return Armour::None;
    }
    let begins = |text: &str, mark: &str| text.lines().any(|line| line.trim_end() == mark);
    if begins(text, SIGNED) {
        let mut out = String::with_capacity(text.len());
        let mut state = State::Outside;
        for line in text.lines() {
            match (state, line.trim_end()) {
                (State::Outside, SIGNED) => state = State::Head,
                (State::Head, "") => state = State::Body,
                (State::Body, SIGNATURE) => state = State::Signature,
                (State::Signature, END) => state = State::Outside,
                (State::Head | State::Signature, _) => {}
                (State::Body | State::Outside, _) => {
                    let escaped = line.strip_prefix("- ").filter(|_| state == State::Body);
                    out.push_str(escaped.unwrap_or(line));
                    out.push('\n');
                }
            }
        }
        return Armour::Signed(out);
    }
    if begins(text, "-----BEGIN PGP MESSAGE-----") { Armour::Encrypted } else { Armour::None }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Outside,
    Head,
    Body,
    Signature,
}
