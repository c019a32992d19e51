//! Evidence while it is being written: files, the rows of the index, what is held back, what was taken out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::folder::{Replace, Written, may_write, put_text};
use super::page::{Entry, Held};
use super::shown::{Veil, words};
use crate::case::standing::Answer;
use crate::jobs::publish::Doubts;
use crate::replies::redaction::Found;
use crate::results::tables::Mode;
use crate::spreadsheet::inert;
use crate::store::requests::Request;

/// Who it is for, and where it goes.
#[derive(Debug, Clone, Copy)]
pub struct Into<'a> {
    pub folder: &'a Path,
    pub mode: Mode,
    pub doubts: Doubts,
    pub replace: Replace,
}

pub(super) struct Making<'a> {
    pub(super) into: Into<'a>,
    pub(super) written: Vec<Written>,
    pub(super) entries: Vec<Entry>,
    pub(super) held: Vec<Held>,
    /// Mails that answer for several authorities.
    pub(super) shared: BTreeSet<i64>,
    /// File, rule, words.
    pub(super) taken: Vec<(String, Found)>,
}

impl Making<'_> {
    pub(super) fn path(&self, name: &str) -> PathBuf {
        match self.into.mode {
            Mode::Publication => self.into.folder.join(name),
            Mode::Internal => self.into.folder.join(format!("INTERNAL-{name}")),
        }
    }

    /// Writes a file of text; gives its name.
    pub(super) fn put(&mut self, name: &str, text: &str) -> anyhow::Result<String> {
        let path = self.path(name);
        may_write(&path, self.into.replace)?;
        self.written.push(put_text(&path, text)?);
        Ok(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
    }

    pub(super) fn hold(
        &mut self,
        request: &Request,
        (veil, read): (&Veil<'_>, &[&Answer]),
        what: &str,
        why: String,
    ) {
        for answer in read {
            self.entry(request, (veil, answer), (None, ""), "");
        }
        self.held.push(Held { what: what.to_owned(), why });
    }

    pub(super) fn entry(
        &mut self,
        request: &Request,
        (veil, answer): (&Veil<'_>, &Answer),
        (file, sha256): (Option<&str>, &str),
        said: &str,
    ) {
        let published = match self.into.mode {
            Mode::Publication => veil.printed(answer),
            Mode::Internal => answer.value.shown(),
        };
        self.entries.push(Entry {
            authority: request.authority.clone(),
            name: request.name.clone(),
            question: answer.question.clone(),
            period: answer.period.clone(),
            published,
            file: file.map(str::to_owned),
            place: words((self.into.mode, veil), answer.place.as_deref().unwrap_or_default(), &[])
                .text,
            words: said.split_whitespace().collect::<Vec<_>>().join(" "),
            sha256: sha256.to_owned(),
        });
    }

    /// What was taken out, for the campaign's own eyes: beside the folder, never in it.
    pub(super) fn redactions(&self) -> anyhow::Result<Option<Written>> {
        if self.into.mode == Mode::Internal {
            return Ok(None);
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["look", "file", "what", "rule", "words"])?;
        let mut rows: Vec<&(String, Found)> = self.taken.iter().collect();
        rows.sort_by_key(|(file, found)| (found.sure, file.clone(), found.span.start));
        for (file, found) in rows {
            let look = if found.sure { "" } else { "yes" };
            let taken = inert(&found.words).into_owned();
            writer.write_record([look, file, found.what.code(), found.rule, &taken])?;
        }
        let name = self.into.folder.file_name().unwrap_or_default().to_string_lossy();
        let path = self.into.folder.with_file_name(format!("INTERNAL-redactions-{name}.csv"));
        let text = String::from_utf8(writer.into_inner()?)?;
        Ok(Some(put_text(&path, &text)?))
    }
}
