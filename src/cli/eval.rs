//! `foi mail eval`.
use std::path::Path;

use super::out;
use super::{Ended, Session};
use crate::jobs::eval::{Both, Score, Share, eval};

pub(super) fn run(session: &Session, labels: &Path) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let score = eval(workspace.store.db(), labels)?;
    if session.json {
        out::object(&serde_json::to_value(&score)?)?;
        return Ok(Ended::Done);
    }
    report(&score)?;
    Ok(Ended::Done)
}

fn report(score: &Score) -> anyhow::Result<()> {
    out::line(&format!("{} labelled mails", score.mails))?;
    let rows = [
        ("right authority", score.authority),
        ("right kind", score.kind),
        ("authority's reference: right of those said", score.authority_reference.precision),
        ("authority's reference: found of those there", score.authority_reference.recall),
        ("sections: right of those said", score.sections.precision),
        ("sections: found of those there", score.sections.recall),
        ("asks where it must", score.needed_reviews),
        ("asks where it need not", score.needless_reviews),
    ];
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|(name, share)| vec![(*name).to_owned(), of(*share), percent(*share)])
        .collect();
    out::table(&["", "mails", "per cent"], &lines)?;
    let kinds: Vec<Vec<String>> = score
        .kinds
        .iter()
        .map(|(kind, Both { precision, recall })| {
            vec![
                kind.replace('_', " "),
                of(*precision),
                percent(*precision),
                of(*recall),
                percent(*recall),
            ]
        })
        .collect();
    out::table(&["kind", "right of said", "precision", "found of there", "recall"], &kinds)?;
    for differs in &score.differs {
        let silent = if differs.silent { " SILENTLY" } else { "" };
        let (file, what) = (&differs.file, differs.what.replace('_', " "));
        out::line(&format!(
            "{file}: {what}{silent}: read {:?}, labelled {:?}",
            differs.read, differs.label
        ))?;
    }
    out::line(&format!(
        "Silently wrong: {} authorities, {} kinds.",
        score.silently_wrong_authority, score.silently_wrong_kind
    ))?;
    Ok(())
}

fn of(share: Share) -> String {
    format!("{} of {}", share.right, share.of)
}

fn percent(share: Share) -> String {
    out::cell(share.percent().map(|value| format!("{value:.1}")))
}
