//! Agile encryption: Office 2010 and later.

use std::cell::Cell;
use std::io::Cursor;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{BLOCK, Hash, aes, fitted};
use crate::documents::office::xml::{Tag, Token, Xml};

/// Office takes 100,000 rounds; more than this would be a file that is made to keep us busy.
const MOST_ROUNDS: u32 = 1_000_000;
/// The pieces in which a file is written.
const SEGMENT: usize = 4096;

/// One of the two descriptions of keys in an agile file.
struct Keys {
    salt: Vec<u8>,
    key: usize,
    hash: Hash,
    hash_length: usize,
}

impl Keys {
    fn read(tag: &Tag) -> Option<Self> {
        let is = |name: &str, value: &str| tag.attribute(name).as_deref() == Some(value);
        let plain = is("cipherAlgorithm", "AES")
            && is("cipherChaining", "ChainingModeCBC")
            && is("blockSize", "16");
        let bits = tag.number("keyBits")?;
        Some(Self {
            salt: decoded(tag, "saltValue")?,
            key: plain.then_some(bits / 8)?,
            hash: Hash::named(&tag.attribute("hashAlgorithm")?)?,
            hash_length: tag.number("hashSize")?,
        })
    }

    fn start(&self) -> Vec<u8> {
        fitted(self.salt.clone(), BLOCK)
    }
}

fn decoded(tag: &Tag, name: &str) -> Option<Vec<u8>> {
    STANDARD.decode(tag.attribute(name)?.trim()).ok().filter(|bytes| bytes.len() <= 1024)
}

/// Office 2010 and later.
pub(super) struct Agile {
    data: Keys,
    password: Keys,
    rounds: u32,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    key: Vec<u8>,
}

impl Agile {
    pub(super) fn read(xml: &[u8]) -> Option<Self> {
        let left = Rc::new(Cell::new(64 * 1024));
        let mut xml = Xml::new(Box::new(Cursor::new(xml)), left);
        let mut data = None;
        loop {
            match xml.next() {
                Token::Open(tag) if tag.local() == "keyData" => data = Some(Keys::read(&tag)?),
                Token::Open(tag) if tag.local() == "encryptedKey" => {
                    let rounds = u32::try_from(tag.number("spinCount")?).ok()?;
                    return Some(Self {
                        data: data?,
                        password: Keys::read(&tag)?,
                        rounds: (rounds <= MOST_ROUNDS).then_some(rounds)?,
                        verifier: decoded(&tag, "encryptedVerifierHashInput")?,
                        verifier_hash: decoded(&tag, "encryptedVerifierHashValue")?,
                        key: decoded(&tag, "encryptedKeyValue")?,
                    });
                }
                Token::Open(_) | Token::Close | Token::Text(_) => {}
                Token::End => return None,
            }
        }
    }

    /// The key of the file; empty where the password is wrong.
    pub(super) fn key(&self, password: &[u8]) -> Option<Vec<u8>> {
        const INPUT: [u8; 8] = [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79];
        const VALUE: [u8; 8] = [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e];
        const KEY: [u8; 8] = [0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6];
        let Keys { salt, key, hash, hash_length } = &self.password;
        let stretched = hash.stretched(salt, password, self.rounds);
        let opened = |purpose: &[u8], data: &[u8]| {
            let own = fitted(hash.of([&stretched, purpose]), *key);
            aes(&own, Some(&self.password.start()), data)
        };
        let input = opened(&INPUT, &self.verifier)?;
        let value = opened(&VALUE, &self.verifier_hash)?;
        let input = input.get(..salt.len().min(input.len()))?;
        if value.get(..*hash_length)? != hash.of([input, &[]]).get(..*hash_length)? {
            return Some(Vec::new());
        }
        let mut key = opened(&KEY, &self.key)?;
        key.truncate(self.data.key);
        Some(key)
    }

    pub(super) fn open(&self, key: &[u8], body: &[u8]) -> Option<Vec<u8>> {
        let mut whole = Vec::with_capacity(body.len());
        for (segment, piece) in (0_u32..).zip(body.chunks(SEGMENT)) {
            let start = self.data.hash.of([&self.data.salt, &segment.to_le_bytes()]);
            whole.extend(aes(key, Some(&fitted(start, BLOCK)), piece)?);
        }
        Some(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_asks_for_too_many_rounds_is_not_opened() {
        let info = |rounds: u32| {
            let keys = "saltValue=\"AAAA\" blockSize=\"16\" keyBits=\"256\" hashSize=\"64\" \
                cipherAlgorithm=\"AES\" cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA512\"";
            format!(
                "<encryption><keyData {keys}/><encryptedKey spinCount=\"{rounds}\" {keys} \
                 encryptedVerifierHashInput=\"AAAA\" encryptedVerifierHashValue=\"AAAA\" \
                 encryptedKeyValue=\"AAAA\"/></encryption>"
            )
        };
        assert!(Agile::read(info(100_000).as_bytes()).is_some());
        assert!(Agile::read(info(MOST_ROUNDS + 1).as_bytes()).is_none());
        assert!(Agile::read(info(u32::MAX).as_bytes()).is_none());
    }
}
