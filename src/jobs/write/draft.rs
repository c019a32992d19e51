//! The draft that an editor opens, and what of it is the person's.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;

use super::thread::{LastWord, last_word};
use crate::jobs::Workspace;
use crate::mail::folder::private;
use crate::store::requests::Request;

/// What stands below this line is not sent.
const CUT: &str = "-------- 8< -------- nothing below this line is sent --------";

/// A text to be written on.
#[derive(Debug)]
pub struct Draft {
    /// Kept here until the letter is approved.
    pub path: PathBuf,
    /// As it was before anybody wrote on it.
    fresh: String,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Written {
    /// Subject and text.
    Words(String),
    Unchanged,
    Empty,
}

impl Draft {
    /// The draft of a letter to `request`; one that was begun earlier goes on.
    pub fn begin(workspace: &Workspace, request: &Request) -> anyhow::Result<Self> {
        let last = last_word(workspace.store.db(), request)?;
        let fresh = text(workspace, request, last.as_ref());
        let folder = workspace.path("drafts".as_ref());
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let path = folder.join(format!("{}.txt", request.reference));
        if !path.exists() {
            let mut file = private(&path).with_context(|| format!("writing {}", path.display()))?;
            file.write_all(fresh.as_bytes())?;
        }
        Ok(Self { path, fresh })
    }

    /// What the person made of it.
    pub fn read(&self) -> anyhow::Result<Written> {
        let bytes = fs::read(&self.path)
            .with_context(|| format!("reading the draft {}", self.path.display()))?;
        let text = String::from_utf8(bytes)
            .with_context(|| format!("{} is not UTF-8", self.path.display()))?;
        let own = above(&text);
        if own.trim() == above(&self.fresh).trim() {
            return Ok(Written::Unchanged);
        }
        let body = own.trim_start();
        let body = match body.strip_prefix("Subject:") {
            Some(rest) => rest.split_once('\n').map_or("", |(_, body)| body),
            None => body,
        };
        if body.trim().is_empty() {
            return Ok(Written::Empty);
        }
        Ok(Written::Words(own.to_owned()))
    }

    /// Takes the file away: the letter has it now, or there is nothing in it.
    pub fn discard(self) -> anyhow::Result<()> {
        fs::remove_file(&self.path).with_context(|| format!("removing {}", self.path.display()))
    }
}

/// What is the person's: all above the line that cuts.
fn above(text: &str) -> &str {
    let start = CUT.get(..18).unwrap_or(CUT);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with(start) {
            return text.get(..at).unwrap_or(text);
        }
        at += line.len();
    }
    text
}

fn text(workspace: &Workspace, request: &Request, last: Option<&LastWord>) -> String {
    let sender = &workspace.config.sender;
    let subject = last.map_or_else(
        || format!("Our request [{}]", request.reference),
        |last| last.answered(&request.reference),
    );
    let mut lines = vec![format!("Subject: {subject}"), String::new()];
    lines.push(format!("Dear {},", request.name));
    lines.extend(["", "", "", "Yours faithfully,", ""].map(str::to_owned));
    lines.push(sender.name.clone());
    lines.extend(sender.organisation.clone());
    lines.push(format!("Our reference: {}", request.reference));
    lines.push(String::new());
    lines.push(CUT.to_owned());
    lines.push(
        "An empty text, or one left as it is, writes nothing. What follows is the last that was \
         written;\nit is quoted below your text."
            .to_owned(),
    );
    lines.push(String::new());
    lines.extend(last.map(LastWord::quoted));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_below_the_cut_is_not_the_persons() {
        let text = format!("Subject: x\n\nHello\n{CUT}\nquoted\n");
        assert_eq!(above(&text), "Subject: x\n\nHello\n");
        assert_eq!(above("no cut"), "no cut");
    }
}
