//! Office files that open with a password (MS-OFFCRYPTO): agile and standard encryption.
//!
//! What the file says of its own encryption comes from outside: rounds and lengths are bounded.

mod agile;
mod standard;

use aes::cipher::generic_array::GenericArray;
use aes::cipher::{BlockDecrypt, KeyInit};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use self::agile::Agile;
use self::standard::Standard;
use super::compound::{Compound, u16_at};

const BLOCK: usize = 16;

/// Why a file stays closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::documents) enum Closed {
    WrongPassword,
    /// Another way of encrypting than these two, or damage.
    Unknown,
}

/// The package that is encrypted in the compound file `bytes`.
pub(in crate::documents) fn decrypted(bytes: &[u8], password: &str) -> Result<Vec<u8>, Closed> {
    let (method, package) = parts(bytes).ok_or(Closed::Unknown)?;
    let length = package.first_chunk::<8>().map(|bytes| u64::from_le_bytes(*bytes));
    let length = length.and_then(|length| usize::try_from(length).ok()).ok_or(Closed::Unknown)?;
    let body = package.get(8..).unwrap_or_default();
    let password: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let key = match &method {
        Method::Agile(agile) => agile.key(&password),
        Method::Standard(standard) => standard.key(&password),
    };
    // A key of no length is that of a wrong password.
    let key = key.ok_or(Closed::Unknown)?;
    if key.is_empty() {
        return Err(Closed::WrongPassword);
    }
    let whole = match &method {
        Method::Agile(agile) => agile.open(&key, body),
        Method::Standard(_) => aes(&key, None, body),
    };
    let mut whole = whole.ok_or(Closed::Unknown)?;
    whole.truncate(length);
    Ok(whole)
}

/// How a file is encrypted, and what is.
fn parts(bytes: &[u8]) -> Option<(Method, Vec<u8>)> {
    let mut file = Compound::open_padded(bytes)?;
    let info = file.stream("/EncryptionInfo")?;
    let package = file.stream("/EncryptedPackage")?;
    let method = match (u16_at(&info, 0)?, u16_at(&info, 2)?) {
        (4, 4) => Method::Agile(Agile::read(info.get(8..)?)?),
        (2..=4, 2) => Method::Standard(Standard::read(&info)?),
        _ => return None,
    };
    Some((method, package))
}

enum Method {
    Agile(Agile),
    Standard(Standard),
}

#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn named(name: &str) -> Option<Self> {
        match name {
            "SHA1" | "SHA-1" => Some(Self::Sha1),
            "SHA256" | "SHA-256" => Some(Self::Sha256),
            "SHA384" | "SHA-384" => Some(Self::Sha384),
            "SHA512" | "SHA-512" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn of(self, parts: [&[u8]; 2]) -> Vec<u8> {
        fn sum<D: Digest>([first, second]: [&[u8]; 2]) -> Vec<u8> {
            let mut hash = D::new();
            hash.update(first);
            hash.update(second);
            hash.finalize().to_vec()
        }
        match self {
            Self::Sha1 => sum::<Sha1>(parts),
            Self::Sha256 => sum::<Sha256>(parts),
            Self::Sha384 => sum::<Sha384>(parts),
            Self::Sha512 => sum::<Sha512>(parts),
        }
    }

    /// The password with its salt, hashed over and over.
    fn stretched(self, salt: &[u8], password: &[u8], rounds: u32) -> Vec<u8> {
        let first = self.of([salt, password]);
        (0..rounds).fold(first, |hash, round| self.of([&round.to_le_bytes(), &hash]))
    }
}

/// AES with a key of 128, 192 or 256 bits, block after block; with `chained`, each block is mixed with
/// the one before it, the first with those bytes.
fn aes(key: &[u8], chained: Option<&[u8]>, data: &[u8]) -> Option<Vec<u8>> {
    fn with<C: KeyInit + BlockDecrypt>(key: &[u8], data: &mut [u8]) -> Option<()> {
        let cipher = C::new_from_slice(key).ok()?;
        for block in data.chunks_exact_mut(BLOCK) {
            cipher.decrypt_block(GenericArray::from_mut_slice(block));
        }
        Some(())
    }
    let whole = data.len() - data.len() % BLOCK;
    let data = data.get(..whole)?;
    let mut plain = data.to_vec();
    match key.len() {
        16 => with::<aes::Aes128>(key, &mut plain)?,
        24 => with::<aes::Aes192>(key, &mut plain)?,
        32 => with::<aes::Aes256>(key, &mut plain)?,
        _ => return None,
    }
    if let Some(start) = chained {
        let before = std::iter::once(start).chain(data.chunks_exact(BLOCK));
        for (block, before) in plain.chunks_exact_mut(BLOCK).zip(before) {
            block.iter_mut().zip(before).for_each(|(byte, other)| *byte ^= other);
        }
    }
    Some(plain)
}

/// `bytes` in a length: cut, or filled up as the standard says.
fn fitted(mut bytes: Vec<u8>, length: usize) -> Vec<u8> {
    bytes.resize(length, 0x36);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::office::testing::made;

    #[test]
    fn a_file_of_agile_encryption_opens_with_its_password_and_no_other() {
        let locked = made("locked.docx");
        let opened = decrypted(&locked, "secret").unwrap();
        assert!(opened.starts_with(b"PK\x03\x04"));
        assert_eq!(decrypted(&locked, "Secret"), Err(Closed::WrongPassword));
    }

    #[test]
    fn a_file_of_office_2007_opens_too() {
        let locked = made("locked-2007.xlsx");
        assert_eq!(decrypted(&locked, "secret").unwrap(), made("workbook.xlsx"));
        assert_eq!(decrypted(&locked, "wrong"), Err(Closed::WrongPassword));
    }

    #[test]
    fn bytes_that_are_no_encrypted_file_are_not_understood() {
        let locked = made("locked.docx");
        for end in [0, 100, 600, locked.len() / 2, locked.len() - 600] {
            let cut = locked.get(..end).unwrap();
            // It may open in part; it may not bring the reader down.
            let _ = decrypted(cut, "secret");
        }
        assert_eq!(decrypted(b"PK\x03\x04", "secret"), Err(Closed::Unknown));
    }
}
