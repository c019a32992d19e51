//! `foi answers eval` and `foi answers agreement`: how well rules read, and how far coders agree.

use serde_json::json;

use crate::cli::out::{self, cell, counted};
use crate::cli::{Ended, Session};
use crate::jobs::answers::coding::{Coded, agreements, coded};
use crate::jobs::answers_eval::eval;
use crate::results::agreement::Agreement;

pub(super) fn evaluate(session: &Session, labels: &std::path::Path) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let score = eval(workspace.store.db(), labels)?;
    if session.json {
        out::object(&serde_json::to_value(&score)?)?;
        return Ok(Ended::Done);
    }
    let rows: Vec<Vec<String>> = [
        ("right status and bounds", score.right),
        ("of the right ones, accepted by rule", score.by_rule),
        ("asks where it must", score.asked),
    ]
    .into_iter()
    .map(|(name, share)| {
        let percent = share.percent().map(|value| format!("{value:.1}"));
        vec![name.to_owned(), format!("{} of {}", share.right, share.of), cell(percent)]
    })
    .collect();
    out::table(&["", "answers", "per cent"], &rows)?;
    for differs in &score.differs {
        let silent = if differs.silent { " SILENTLY" } else { "" };
        out::line(&format!(
            "{}: {} {}{silent}: read {}, labelled {}",
            differs.file, differs.question, differs.period, differs.read, differs.label
        ))?;
    }
    out::line(&format!("Silently wrong: {}.", counted(score.silently_wrong, "answer", "answers")))?;
    Ok(Ended::Done)
}

/// For each question and over all, then every cell about which coders differ.
pub(super) fn agreement(session: &Session, campaign: Option<&str>) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let db = workspace.store.db();
    let found = coded(db, &super::named(db, campaign, None)?)?;
    let (each, all) = agreements(&found)?;
    let disputed: Vec<&Coded> = found.iter().filter(|coded| coded.is_disputed()).collect();
    if session.json {
        for (question, figures) in &each {
            out::object(&object(Some(question), figures))?;
        }
        out::object(&object(None, &all))?;
        for coded in disputed {
            out::object(&disagreement(coded))?;
        }
        return Ok(Ended::Done);
    }
    let mut rows: Vec<Vec<String>> =
        each.iter().map(|(question, figures)| line(question, figures)).collect();
    rows.push(line("all", &all));
    out::table(&["question", "n", "per cent", "Cohen's kappa", "Krippendorff's alpha"], &rows)?;
    if !disputed.is_empty() {
        out::line("")?;
    }
    let rows: Vec<Vec<String>> = disputed.iter().map(|coded| difference(coded)).collect();
    out::table(&["authority", "question", "period", "coded", "adjudicated"], &rows)?;
    let open = disputed.iter().filter(|coded| coded.adjudicated.is_none()).count();
    out::line(&format!(
        "{}, {} not adjudicated.",
        counted(disputed.len(), "disagreement", "disagreements"),
        open
    ))?;
    Ok(Ended::Done)
}

fn line(question: &str, figures: &Agreement) -> Vec<String> {
    let places = |figure: Option<f64>| cell(figure.map(|figure| format!("{figure:.3}")));
    vec![
        question.to_owned(),
        figures.n.to_string(),
        cell(figures.observed.map(|share| format!("{:.1}", share * 100.0))),
        places(figures.kappa),
        places(figures.alpha),
    ]
}

fn difference(coded: &Coded) -> Vec<String> {
    let codings: Vec<String> =
        coded.codings.iter().map(|(coder, value)| format!("{coder}: {}", value.shown())).collect();
    vec![
        coded.request.authority.clone(),
        coded.question.clone(),
        coded.period.clone(),
        codings.join("; "),
        cell(coded.adjudicated.as_ref().map(|answer| answer.value.shown())),
    ]
}

fn object(question: Option<&str>, figures: &Agreement) -> serde_json::Value {
    json!({
        "type": "agreement",
        "question": question,
        "n": figures.n,
        "per_cent": figures.observed.map(|share| share * 100.0),
        "kappa": figures.kappa,
        "alpha": figures.alpha,
    })
}

fn disagreement(coded: &Coded) -> serde_json::Value {
    let codings: Vec<serde_json::Value> = coded
        .codings
        .iter()
        .map(|(coder, value)| {
            json!({
                "coder": coder, "status": value.status.code(), "value": value.value,
                "low": value.low, "high": value.high,
            })
        })
        .collect();
    json!({
        "type": "disagreement",
        "request": format!("r{}", coded.request.id),
        "authority": coded.request.authority,
        "question": coded.question,
        "period": coded.period,
        "codings": codings,
        "adjudicated": coded.adjudicated.as_ref().map(|answer| answer.value.shown()),
        "decided_by": coded.adjudicated.as_ref().and_then(|answer| answer.decided_by.clone()),
    })
}
