//! Messages of the open folder: sizes first, then bodies in bounded batches.

use std::collections::BTreeMap;

use async_imap::imap_proto::{AttributeValue, Response};
use chrono::{DateTime, Utc};

use super::account::ImapError;
use super::folders::Folders;
use super::names::set;
use super::{Batch, Fetched, LARGEST, PassedOver};

/// Messages asked for at once stay below this, in bytes; a larger one comes alone.
const BATCH_BYTES: u64 = 8 * 1024 * 1024;

/// Messages known to be in the open folder and not yet asked for.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    /// Every message above this UID is in `sizes`, but for those that came since.
    above: Option<u32>,
    sizes: BTreeMap<u32, Option<u32>>,
}

/// What is said of one message in one answer.
#[derive(Debug, Default)]
struct Said<'a> {
    uid: Option<u32>,
    size: Option<u32>,
    arrived: Option<DateTime<Utc>>,
    bytes: Option<&'a [u8]>,
}

impl Folders {
    pub(super) async fn next(&mut self, after: u32, most: usize) -> Result<Batch, ImapError> {
        self.look_ahead(after).await?;
        let mut wanted: Vec<(u32, Option<u32>)> = Vec::new();
        let mut batch = Batch::default();
        let mut bytes = 0;
        for (uid, size) in &self.ahead.sizes {
            // A message that does not say its size may have any: it comes alone.
            let weight = size.map_or(BATCH_BYTES, u64::from);
            let full = wanted.len() >= most.max(1) || bytes + weight > BATCH_BYTES;
            if full && !wanted.is_empty() {
                break;
            }
            batch.up_to = Some(*uid);
            if too_large(*size) {
                batch.passed_over.push(oversized(*uid, *size));
            } else {
                bytes += weight;
                wanted.push((*uid, *size));
            }
        }
        self.bodies(&wanted, &mut batch).await?;
        Ok(batch)
    }

    pub(super) async fn these(&mut self, uids: &[u32]) -> Result<Batch, ImapError> {
        let mut batch = Batch { up_to: uids.last().copied(), ..Batch::default() };
        for uid in uids {
            self.bodies(&[(*uid, None)], &mut batch).await?;
        }
        Ok(batch)
    }

    /// Has the sizes of what lies above `after`, and asks for them where none is left.
    async fn look_ahead(&mut self, after: u32) -> Result<(), ImapError> {
        let ahead = &mut self.ahead;
        if ahead.above.is_some_and(|above| above <= after) {
            ahead.sizes.retain(|uid, _| *uid > after);
            if !ahead.sizes.is_empty() {
                return Ok(());
            }
        }
        self.ahead.above = None;
        let sizes = self.listing(after, u32::MAX, "UID RFC822.SIZE").await?;
        self.ahead.sizes = sizes;
        self.ahead.above = Some(after);
        Ok(())
    }

    pub(super) async fn between(&mut self, after: u32, last: u32) -> Result<Vec<u32>, ImapError> {
        Ok(self.listing(after, last, "UID").await?.into_keys().collect())
    }

    async fn listing(
        &mut self,
        after: u32,
        last: u32,
        what: &str,
    ) -> Result<BTreeMap<u32, Option<u32>>, ImapError> {
        let mut found = BTreeMap::new();
        let Some(first) = after.checked_add(1).filter(|first| *first <= last) else {
            return Ok(found);
        };
        // `*` is the last message even if it lies below `first`: it is sorted out here.
        let to = if last == u32::MAX { "*".to_owned() } else { last.to_string() };
        self.talk.news = false;
        self.talk
            .exchange(&format!("UID FETCH {first}:{to} ({what})"), |answer| {
                let said = said(answer);
                if let Some(uid) = said.uid.filter(|uid| (first..=last).contains(uid)) {
                    found.insert(uid, said.size);
                }
            })
            .await?;
        Ok(found)
    }

    /// Adds these messages to `batch`; if the server refuses them together, one by one.
    async fn bodies(
        &mut self,
        wanted: &[(u32, Option<u32>)],
        batch: &mut Batch,
    ) -> Result<(), ImapError> {
        let together = self.bodies_together(wanted, batch).await;
        if !matches!(together, Err(ImapError::Refused { .. })) {
            return together;
        }
        let before = batch.mails.len();
        for (uid, size) in wanted {
            match self.bodies_together(&[(*uid, *size)], batch).await {
                Err(ImapError::Refused { words, .. }) => {
                    let why = format!("the server does not give it: {words}");
                    batch.passed_over.push(PassedOver { uid: *uid, size: *size, why });
                }
                outcome => outcome?,
            }
        }
        // If it gives none of several, it is the server that is not well, not the mails.
        if wanted.len() > 1 && batch.mails.len() == before { together } else { Ok(()) }
    }

    async fn bodies_together(
        &mut self,
        wanted: &[(u32, Option<u32>)],
        batch: &mut Batch,
    ) -> Result<(), ImapError> {
        if wanted.is_empty() {
            return Ok(());
        }
        let uids: Vec<u32> = wanted.iter().map(|(uid, _)| *uid).collect();
        let mut got: BTreeMap<u32, Fetched> = BTreeMap::new();
        let command = format!("UID FETCH {} (UID INTERNALDATE BODY.PEEK[])", set(&uids));
        self.talk
            .exchange(&command, |answer| {
                let Said { uid, arrived, bytes, .. } = said(answer);
                if let (Some(uid), Some(bytes)) = (uid, bytes)
                    && uids.contains(&uid)
                {
                    let bytes = bytes.to_vec();
                    got.entry(uid).or_insert(Fetched { uid, arrived, bytes });
                }
            })
            .await?;
        let missing: Vec<u32> = uids.iter().copied().filter(|uid| !got.contains_key(uid)).collect();
        for uid in self.still_there(&missing).await? {
            let why = "the server lists it and does not give it".to_owned();
            batch.passed_over.push(PassedOver { uid, size: None, why });
        }
        for mail in got.into_values() {
            if mail.bytes.len() > LARGEST {
                let size = u32::try_from(mail.bytes.len()).ok();
                batch.passed_over.push(oversized(mail.uid, size));
            } else {
                batch.mails.push(mail);
            }
        }
        Ok(())
    }

    /// Which of these were not simply taken away by somebody else.
    async fn still_there(&mut self, uids: &[u32]) -> Result<Vec<u32>, ImapError> {
        let mut there = Vec::new();
        if uids.is_empty() {
            return Ok(there);
        }
        self.talk
            .exchange(&format!("UID FETCH {} (UID)", set(uids)), |answer| {
                there.extend(said(answer).uid.filter(|uid| uids.contains(uid)));
            })
            .await?;
        Ok(there)
    }
}

fn too_large(size: Option<u32>) -> bool {
    size.is_some_and(|size| size as usize > LARGEST)
}

fn oversized(uid: u32, size: Option<u32>) -> PassedOver {
    let megabytes = size.unwrap_or_default() / (1024 * 1024);
    let why = format!(
        "it has {megabytes} MiB, more than the 100 MiB that are taken in: save it as a file and \
         take out what is needed"
    );
    PassedOver { uid, size, why }
}

fn said<'a>(answer: &'a Response<'_>) -> Said<'a> {
    let mut said = Said::default();
    let Response::Fetch(_, attributes) = answer else { return said };
    for attribute in attributes {
        if let AttributeValue::Uid(uid) = attribute {
            said.uid = Some(*uid);
        } else if let AttributeValue::Rfc822Size(size) = attribute {
            said.size = Some(*size);
        } else if let AttributeValue::InternalDate(text) = attribute {
            let date = DateTime::parse_from_str(text.trim(), "%d-%b-%Y %H:%M:%S %z");
            said.arrived = date.ok().map(|date| date.to_utc());
        } else if let AttributeValue::BodySection { section: None, data: Some(data), .. } =
            attribute
        {
            said.bytes = Some(data);
        }
    }
    said
}
