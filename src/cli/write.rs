//! `foi write`.
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use serde_json::json;

use super::out::{self, counted};
use super::select::Which;
use super::{Ended, Session};
use crate::config::environment;
use crate::jobs::write::draft::{Draft, Written};
use crate::jobs::write::{Prospect, Quoting, Wish, attachment, prospect};
use crate::letters::compose::Words;
use crate::store::requests;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    which: Which,
    /// The subject, if not that of an answer to the last word; a text may also begin with `Subject: …`
    #[arg(long, value_name = "TEXT")]
    subject: Option<String>,
    /// The text itself (default: your editor opens a draft)
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    words: Option<String>,
    /// A file with the text, in which names such as {{ authority.name }} are filled in; `-` for
    /// standard input
    #[arg(long)]
    file: Option<PathBuf>,
    /// A file to go with it; several are allowed
    #[arg(long = "attach", value_name = "FILE")]
    attachments: Vec<PathBuf>,
    /// Do not quote what it answers
    #[arg(long)]
    no_quote: bool,
    /// Approve the letters: the number the list shows
    #[arg(long, value_name = "N")]
    confirm: Option<usize>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let words = match (&args.words, &args.file) {
        (Some(words), _) => Words::Plain(words.clone()),
        (None, Some(file)) => Words::Template(text_of(file)?),
        (None, None) => return edited(session, args),
    };
    let wish = args.wish(words)?;
    if let Some(confirmed) = args.confirm {
        return approved(session, confirmed, &wish);
    }
    let prospect = prospect(&session.read()?, &wish)?;
    let ended = show(session, &prospect)?;
    if ended == Ended::Done && !session.json {
        let count = prospect.letters.len();
        out::line(&format!(
            "Nothing was done. To approve {}: {} --confirm {count}",
            counted(count, "letter", "letters"),
            args.typed()
        ))?;
    }
    Ok(ended)
}

fn text_of(file: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    }
    String::from_utf8(bytes)
        .with_context(|| format!("{} is not UTF-8: save it as UTF-8", file.display()))
}

/// One letter, written in the person's editor.
fn edited(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let filter = args.which.filter(None);
    let [name] = filter.named.as_slice() else {
        anyhow::bail!("an editor writes to one request: name it, or give the text with --file");
    };
    let workspace = session.read()?;
    let request = requests::find(workspace.store.db(), name)?;
    let editor = environment("VISUAL")
        .or_else(|| environment("EDITOR"))
        .context("no editor is set: set $EDITOR, or give the text with --words, or with --file")?;
    let draft = Draft::begin(&workspace, &request)?;
    drop(workspace);
    let status = Command::new("sh")
        .args(["-c", &format!("{editor} \"$1\""), "sh"])
        .arg(&draft.path)
        .status()
        .with_context(|| format!("starting {editor}"))?;
    let text = match (status.success(), draft.read()?) {
        (_, Written::Unchanged) => return nothing(draft, "the draft is as it was"),
        (_, Written::Empty) => return nothing(draft, "the text is empty"),
        (false, Written::Words(_)) => anyhow::bail!(
            "the editor ended with {status}: nothing was written; the draft is in {}",
            draft.path.display()
        ),
        (true, Written::Words(text)) => text,
    };
    let kept =
        format!("The draft is in {}: `foi write {name}` goes on with it.", draft.path.display());
    let wish = args.wish(Words::Plain(text))?;
    let prospect = prospect(&session.read()?, &wish)?;
    if args.confirm.is_none() {
        if show(session, &prospect)? != Ended::Done {
            out::note(&kept);
            return Ok(Ended::Failed);
        }
        if !agreed()? {
            out::line(&format!("Nothing was done. {kept}"))?;
            return Ok(Ended::Done);
        }
    }
    let ended = approved(session, args.confirm.unwrap_or(1), &wish).context(kept)?;
    draft.discard()?;
    Ok(ended)
}

fn nothing(draft: Draft, why: &str) -> anyhow::Result<Ended> {
    draft.discard()?;
    out::line(&format!("Nothing was written: {why}."))?;
    Ok(Ended::Done)
}

/// Whether the person at the terminal says yes; without one nobody does.
fn agreed() -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    out::prompt("Approve this letter? [y/N] ")?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn approved(session: &Session, confirmed: usize, wish: &Wish) -> anyhow::Result<Ended> {
    let mut workspace = session.write("write")?;
    let by = session.person(&workspace)?;
    let prospect = prospect(&workspace, wish)?;
    let count = prospect.approve(&mut workspace, confirmed, &by)?;
    let letters = counted(count, "letter", "letters");
    session.decided(
        &json!({"approved": count, "by": by}),
        &format!("{letters} approved by {by}. `foi tick` sends them."),
    )
}

fn show(session: &Session, prospect: &Prospect) -> anyhow::Result<Ended> {
    for fault in &prospect.faults {
        out::note(&format!("cannot leave: {fault}"));
    }
    let fit = prospect.faults.is_empty() && !prospect.letters.is_empty();
    let ended = if fit { Ended::Done } else { Ended::Failed };
    for prepared in &prospect.letters {
        let (request, letter) = (&prepared.request, &prepared.letter);
        let files: Vec<&str> = letter.attachments.iter().map(|file| file.name.as_str()).collect();
        if session.json {
            out::object(&json!({
                "request": format!("r{}", request.id),
                "authority": request.authority,
                "to": letter.to,
                "subject": letter.subject,
                "in_reply_to": letter.in_reply_to,
                "references": letter.references,
                "text": letter.body,
                "attachments": files,
                "note": prepared.note,
            }))?;
            continue;
        }
        out::line(&format!("To: {}\nSubject: {}", letter.to, letter.subject))?;
        if !files.is_empty() {
            out::line(&format!("Attached: {}", files.join(", ")))?;
        }
        out::line(&format!("\n{}", letter.body))?;
        if let Some(note) = &prepared.note {
            out::note(&format!("note: {}: {note}", request.authority));
        }
    }
    if prospect.not_left > 0 {
        let requests = counted(prospect.not_left, "request has", "requests have");
        out::note(&format!("note: {requests} not left, and is not written to"));
    }
    if prospect.letters.is_empty() && prospect.faults.is_empty() {
        out::note("no request is meant: `foi requests` lists them");
    }
    Ok(ended)
}

impl Args {
    fn wish(&self, words: Words) -> anyhow::Result<Wish> {
        let files = self.attachments.iter().map(|path| attachment(path));
        Ok(Wish {
            filter: self.which.filter(None),
            subject: self.subject.clone(),
            words,
            quoting: if self.no_quote { Quoting::Nothing } else { Quoting::LastWord },
            attachments: files.collect::<anyhow::Result<_>>()?,
        })
    }

    /// The command as it was typed.
    fn typed(&self) -> String {
        let mut typed = self.which.typed();
        typed.option("--subject", self.subject.as_ref());
        typed.option("--words", self.words.as_ref());
        typed.option("--file", self.file.as_ref().map(|file| file.display()));
        for path in &self.attachments {
            typed.option("--attach", Some(path.display()));
        }
        if self.no_quote {
            typed.flag("--no-quote");
        }
        typed.after("foi write")
    }
}
