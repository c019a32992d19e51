//! The ZIP file that an office file is, with a bound on what its parts may grow to.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use zip::ZipArchive;

use super::xml::Xml;
use crate::documents::model::MOST_EXPANDED;

/// A part of a package; beyond its bound it ends.
type Source<'a> = Box<dyn BufRead + 'a>;

pub(in crate::documents) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Names in lower case: some writers do not keep to one spelling.
    parts: HashMap<String, usize>,
    left: Rc<Cell<u64>>,
}

impl<'a> Package<'a> {
    /// `None` when `bytes` are no ZIP file, or not all of one.
    pub(in crate::documents) fn open(bytes: &'a [u8]) -> Option<Self> {
        let zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let parts = (0..zip.len())
            .filter_map(|at| Some((zip.name_for_index(at)?.ok()?.into_owned(), at)))
            .map(|(name, at)| (plain(&name), at))
            .collect();
        Some(Self { zip, parts, left: Rc::new(Cell::new(MOST_EXPANDED)) })
    }

    pub(in crate::documents) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&plain(name))
    }

    /// Whether the parts that were read are larger than anything a person would send.
    pub(in crate::documents) fn exhausted(&self) -> bool {
        self.left.get() == 0
    }

    pub(in crate::documents) fn source(&mut self, name: &str) -> Option<Source<'_>> {
        let at = *self.parts.get(&plain(name))?;
        let part = self.zip.by_index(at).ok()?;
        Some(Box::new(BufReader::with_capacity(
            32 * 1024,
            Bounded { part, left: Rc::clone(&self.left) },
        )))
    }

    pub(in crate::documents) fn xml(&mut self, name: &str) -> Option<Xml<'_>> {
        let left = Rc::clone(&self.left);
        self.source(name).map(|source| Xml::new(source, left))
    }

    /// The first bytes of a part.
    pub(in crate::documents) fn start(&mut self, name: &str, most: u64) -> Option<Vec<u8>> {
        let mut start = Vec::new();
        self.source(name)?.take(most).read_to_end(&mut start).ok()?;
        Some(start)
    }

    /// What a part refers to: each reference's id, kind and part.
    pub(in crate::documents) fn references(&mut self, part: &str) -> Vec<Reference> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let Some(mut xml) = self.xml(&format!("{folder}/_rels/{file}.rels")) else {
            return Vec::new();
        };
        let mut references = Vec::new();
        if xml.child().is_none() {
            return references;
        }
        while let Some(tag) = xml.child() {
            let kind = tag.attribute("Type").unwrap_or_default();
            let target = tag.attribute("Target").unwrap_or_default();
            if tag.attribute("TargetMode").as_deref() != Some("External") {
                references.push(Reference {
                    id: tag.attribute("Id").unwrap_or_default(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    part: joined(folder, &target),
                });
            }
            xml.skip();
        }
        references
    }
}

pub(in crate::documents) struct Reference {
    pub(in crate::documents) id: String,
    /// The last word of its kind: "worksheet", "comments".
    pub(in crate::documents) kind: String,
    pub(in crate::documents) part: String,
}

/// The part of the first reference of a kind.
pub(in crate::documents) fn part_of(references: &[Reference], kind: &str) -> Option<String> {
    references.iter().find(|reference| reference.kind == kind).map(|found| found.part.clone())
}

fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// A target as seen from a folder: "../comments1.xml" from "xl/worksheets".
fn joined(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if target.starts_with('/') {
        return target.trim_start_matches('/').to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Gives no more than the package may still grow by.
struct Bounded<R> {
    part: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let most = usize::try_from(self.left.get()).unwrap_or(usize::MAX).min(into.len());
        let read = self.part.read(into.get_mut(..most).unwrap_or_default())?;
        self.left.set(self.left.get().saturating_sub(u64::try_from(read).unwrap_or(u64::MAX)));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn a_target_is_seen_from_the_folder_of_its_part() {
        assert_eq!(joined("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(joined("xl", "/xl/sharedStrings.xml"), "xl/sharedStrings.xml");
        assert_eq!(joined("", "word/document.xml"), "word/document.xml");
    }
}
