//! `foi rebuild`.
use indicatif::ProgressBar;
use serde_json::json;

use super::out::{self, cell, counted};
use super::{Ended, Session};
use crate::jobs::rebuild::{Difference, OfMail, OfRequest, Rebuilt, check, rebuild};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Keep the new readings: the number of mails that change
    #[arg(long, value_name = "N")]
    confirm: Option<usize>,
    /// Only compare what is stored of each request with what follows from the log; fails if they differ
    #[arg(long, conflicts_with = "confirm")]
    check: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let bar = out::progress(session.json, 0, "rebuild");
    let seen = |done: usize, of: usize| step(&bar, done, of);
    if args.check {
        let differences = check(&session.read()?, &seen);
        bar.finish_and_clear();
        return tell(session, &differences?);
    }
    let mut workspace = session.write("rebuild")?;
    let rebuilt = rebuild(&mut workspace, args.confirm, &seen);
    bar.finish_and_clear();
    report(session, &rebuilt?)
}

fn step(bar: &ProgressBar, done: usize, of: usize) {
    bar.set_length(of as u64);
    bar.set_position(done as u64);
}

fn report(session: &Session, rebuilt: &Rebuilt) -> anyhow::Result<Ended> {
    if session.json {
        objects(rebuilt)?;
        return Ok(Ended::Done);
    }
    let mails: Vec<Vec<String>> = rebuilt.mails.iter().flat_map(mail_lines).collect();
    out::table(&["mail", "what", "before", "after"], &mails)?;
    let requests: Vec<Vec<String>> = rebuilt.requests.iter().flat_map(request_lines).collect();
    if !requests.is_empty() {
        out::line("")?;
    }
    out::table(&["request", "authority", "what", "before", "after"], &requests)?;
    let (read, count) = (counted(rebuilt.read, "mail", "mails"), rebuilt.mails.len());
    out::line(&format!(
        "{read} read anew: {count} {}, with {} whose status, due day or answers do.",
        if rebuilt.written { "changed" } else { "would change" },
        counted(rebuilt.requests.len(), "request", "requests"),
    ))?;
    if !rebuilt.written {
        out::line(&format!("Nothing was written. To keep it: foi rebuild --confirm {count}"))?;
    }
    Ok(Ended::Done)
}

fn mail_lines(row: &OfMail) -> Vec<Vec<String>> {
    let lines = row.changes.iter().map(|change| {
        vec![
            format!("m{}", row.mail),
            change.what.replace('_', " "),
            short(change.before.as_deref()),
            short(change.after.as_deref()),
        ]
    });
    lines.collect()
}

fn request_lines(row: &OfRequest) -> Vec<Vec<String>> {
    let line = |what: String, before: Option<&str>, after: Option<&str>| {
        vec![format!("r{}", row.request), row.authority.clone(), what, short(before), short(after)]
    };
    let standing = row.standing.iter().map(|change| {
        line(change.what.replace('_', " "), change.before.as_deref(), change.after.as_deref())
    });
    let answers = row.answers.iter().map(|(question, period, change)| {
        let what = format!("{question} {period}");
        line(what, change.before.as_deref(), change.after.as_deref())
    });
    standing.chain(answers).collect()
}

/// A cell of the table: a mail's line is as long as its sender likes.
fn short(text: Option<&str>) -> String {
    const MOST: usize = 100;
    let text = cell(text);
    if text.chars().nth(MOST).is_none() {
        return text;
    }
    text.chars().take(MOST).chain(['…']).collect()
}

fn objects(rebuilt: &Rebuilt) -> anyhow::Result<()> {
    for row in &rebuilt.mails {
        for change in &row.changes {
            out::object(&json!({
                "type": "mail", "mail": format!("m{}", row.mail), "what": change.what,
                "before": change.before, "after": change.after,
            }))?;
        }
    }
    for row in &rebuilt.requests {
        let (request, authority) = (format!("r{}", row.request), &row.authority);
        for change in &row.standing {
            out::object(&json!({
                "type": "request", "request": request, "authority": authority,
                "what": change.what, "before": change.before, "after": change.after,
            }))?;
        }
        for (question, period, change) in &row.answers {
            out::object(&json!({
                "type": "answer", "request": request, "authority": authority,
                "question": question, "period": period,
                "before": change.before, "after": change.after,
            }))?;
        }
    }
    out::object(&json!({
        "type": "rebuild", "read": rebuilt.read, "mails": rebuilt.mails.len(),
        "requests": rebuilt.requests.len(), "written": rebuilt.written,
    }))
}

fn tell(session: &Session, differences: &[Difference]) -> anyhow::Result<Ended> {
    let ended = if differences.is_empty() { Ended::Done } else { Ended::Failed };
    if session.json {
        for row in differences {
            out::object(&json!({
                "type": "difference", "request": format!("r{}", row.request),
                "authority": row.authority, "what": row.what, "stored": row.stored,
                "folded": row.folded,
            }))?;
        }
        return Ok(ended);
    }
    let lines: Vec<Vec<String>> = differences
        .iter()
        .map(|row| {
            vec![
                format!("r{}", row.request),
                row.authority.clone(),
                row.what.replace('_', " "),
                short(row.stored.as_deref()),
                short(row.folded.as_deref()),
            ]
        })
        .collect();
    out::table(&["request", "authority", "what", "stored", "follows from the log"], &lines)?;
    out::line(match ended {
        Ended::Failed => "What is stored is not what follows from the log.",
        Ended::Done | Ended::NeedsPerson => "What is stored is what follows from the log.",
    })?;
    Ok(ended)
}
