//! `foi mail eval`.
use std::collections::BTreeMap;
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
        ("facts: right of those said", score.facts.precision),
        ("facts: found of those there", score.facts.recall),
        ("asks where it must", score.needed_reviews),
        ("asks where it need not", score.needless_reviews),
    ];
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|(name, share)| vec![(*name).to_owned(), of(*share), percent(*share)])
        .collect();
    out::table(&["", "mails", "per cent"], &lines)?;
    by_name("kind", &score.kinds)?;
    if !score.facts_by_name.is_empty() {
        by_name("fact", &score.facts_by_name)?;
    }
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

/// Precision and recall of each kind or fact.
fn by_name(what: &str, scores: &BTreeMap<&'static str, Both>) -> anyhow::Result<()> {
    let lines: Vec<Vec<String>> = scores
        .iter()
        .map(|(name, Both { precision, recall })| {
            vec![
                name.replace('_', " "),
                of(*precision),
                percent(*precision),
                of(*recall),
                percent(*recall),
            ]
        })
        .collect();
    out::table(&[what, "right of said", "precision", "found of there", "recall"], &lines)
}

fn of(share: Share) -> String {
    format!("{} of {}", share.right, share.of)
}

fn percent(share: Share) -> String {
    out::cell(share.percent().map(|value| format!("{value:.1}")))
}
