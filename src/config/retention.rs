//! `[retention]`: how long what holds personal data is kept.

use crate::toml_file::{Reader, Table};

/// In months; `None`: no date is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retention {
    /// Mails of theirs, after they came.
    pub mails: Option<u32>,
    /// What came with them, where that is to go sooner.
    pub attachments: Option<u32>,
    /// Letters of ours, after they were approved.
    pub letters: Option<u32>,
    /// Copies of the database, after they were made.
    pub backups: Option<u32>,
}

impl Retention {
    pub fn is_set(&self) -> bool {
        *self != Self::default()
    }

    pub(super) fn read<'t>(reader: &mut Reader<'t>, table: &Table<'t>) -> Self {
        let keys = ["mails_months", "attachments_months", "letters_months", "backups_months"];
        reader.allow(table, &keys);
        let [mails, attachments, letters, backups] = keys.map(|key| reader.count(table, key));
        Self { mails, attachments, letters, backups }
    }
}
