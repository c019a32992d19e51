//! Standard encryption: Office 2007.

use super::{BLOCK, Hash, aes};
use crate::documents::office::compound::{long_at, u32_at};

const ROUNDS: u32 = 50_000;

/// What such a file says of its key.
pub(super) struct Standard {
    key: usize,
    salt: Vec<u8>,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
}

impl Standard {
    pub(super) fn read(info: &[u8]) -> Option<Self> {
        const AES: std::ops::RangeInclusive<u32> = 0x660e..=0x6610;
        let header = long_at(info, 8)?;
        let bits = long_at(info, 12 + 16)?;
        AES.contains(&u32_at(info, 12 + 8)?).then_some(())?;
        let behind = info.get(12_usize.checked_add(header)?..)?;
        (long_at(behind, 0)? == BLOCK).then_some(())?;
        Some(Self {
            key: bits / 8,
            salt: behind.get(4..20)?.to_vec(),
            verifier: behind.get(20..36)?.to_vec(),
            verifier_hash: behind.get(40..72)?.to_vec(),
        })
    }

    /// The key of the file; empty where the password is wrong.
    pub(super) fn key(&self, password: &[u8]) -> Option<Vec<u8>> {
        let stretched = Hash::Sha1.stretched(&self.salt, password, ROUNDS);
        let last = Hash::Sha1.of([&stretched, &0_u32.to_le_bytes()]);
        let mixed = |with: u8| {
            let mut block = vec![with; 64];
            block.iter_mut().zip(&last).for_each(|(byte, other)| *byte ^= other);
            Hash::Sha1.of([&block, &[]])
        };
        let mut key = mixed(0x36);
        key.extend(mixed(0x5c));
        key.truncate(self.key);
        let verifier = aes(&key, None, &self.verifier)?;
        let hash = aes(&key, None, &self.verifier_hash)?;
        let right = hash.get(..20)? == Hash::Sha1.of([&verifier, &[]]);
        Some(if right { key } else { Vec::new() })
    }
}
