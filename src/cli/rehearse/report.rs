//! What `foi rehearse` shows.
use serde_json::{Value, json};

use crate::cli::Session;
use crate::cli::out::{self, cell};
use crate::rehearsal::{Comparison, Counted, Difference, Nation, Rehearsal, Sample, Summary, Week};
use crate::results::{Figure, FigureType};
use crate::simulation::attached::Format;

/// A week as it passes.
pub(super) fn week(json: bool, week: &Week) -> anyhow::Result<()> {
    if json {
        return out::object(&json!({
            "simulated": true, "type": "week", "from": week.from, "letters": week.letters,
            "later_approved": week.later, "mails": week.mails, "waiting": week.waiting,
            "decided": week.decided, "newly_overdue": week.newly_overdue,
        }));
    }
    out::line(&told(week))
}

fn told(week: &Week) -> String {
    format!(
        "SIMULATED week of {}: {:>3} letters out, {:>3} mails in, {:>3} wait, {:>3} decisions, \
         {:>3} newly overdue",
        week.from, week.letters, week.mails, week.waiting, week.decided, week.newly_overdue
    )
}

/// One letter of each Act, whole.
pub(super) fn letters(session: &Session, rehearsal: &Rehearsal<'_>) -> anyhow::Result<()> {
    for sample in rehearsal.samples()? {
        let Sample { authority, law, subject, text, of } = sample;
        if session.json {
            out::object(&json!({
                "simulated": true, "type": "letter", "authority": authority,
                "law": law.code(), "letters": of, "subject": subject, "text": text,
            }))?;
            continue;
        }
        out::line(&format!(
            "SIMULATED: the letter to {authority}, one of {of} under {}\n\nSubject: \
             {subject}\n\n{}\n",
            law.code().to_uppercase(),
            text.replace("\r\n", "\n")
        ))?;
    }
    Ok(())
}

/// What left on which day, and when answers fall due.
pub(super) fn timetable(session: &Session, rehearsal: &Rehearsal<'_>) -> anyhow::Result<()> {
    let (left, due) = (rehearsal.left()?, rehearsal.due()?);
    if session.json {
        for day in &left {
            out::object(&json!({
                "simulated": true, "type": "left", "day": day.day, "requests": day.requests,
                "later": day.later, "first": day.first, "last": day.last,
            }))?;
        }
        for day in &due {
            out::object(&json!({
                "simulated": true, "type": "due", "day": day.day, "law": day.law.code(),
                "answers": day.answers,
            }))?;
        }
        return Ok(());
    }
    out::line("\nSIMULATED: what left on which day (London time)")?;
    let rows: Vec<Vec<String>> = left
        .iter()
        .map(|day| {
            vec![
                day.day.format("%a %Y-%m-%d").to_string(),
                day.requests.to_string(),
                day.later.to_string(),
                day.first.clone(),
                day.last.clone(),
            ]
        })
        .collect();
    out::table(&["day", "requests", "later letters", "first", "last"], &rows)?;
    out::line("\nSIMULATED: when answers fall due")?;
    let rows: Vec<Vec<String>> = due
        .iter()
        .map(|day| {
            let date = day.day.format("%a %Y-%m-%d").to_string();
            vec![date, day.law.code().to_uppercase(), day.answers.to_string()]
        })
        .collect();
    out::table(&["day", "act", "answers due"], &rows)
}

/// How it ended.
pub(super) fn summary(session: &Session, summary: &Summary) -> anyhow::Result<()> {
    if session.json {
        return summary_json(summary);
    }
    nations(summary)?;
    out::line("\nSIMULATED: mails by kind")?;
    let rows = summary.kinds.iter();
    let rows: Vec<Vec<String>> =
        rows.map(|(kind, count)| vec![kind.code().replace('_', " "), count.to_string()]).collect();
    out::table(&["kind", "mails"], &rows)?;
    out::line("\nSIMULATED: what a person had to look at")?;
    let rows: Vec<Vec<String>> = summary
        .reasons
        .iter()
        .map(|(why, count)| vec![(*why).to_owned(), count.to_string()])
        .collect();
    out::table(&["why", "mails"], &rows)?;
    for (mail, why) in &summary.waiting {
        out::line(&format!("{mail} waits even now: {why}"))?;
    }
    compared(&summary.comparison)?;
    out::line("")?;
    for figure in headlines(summary) {
        let text = figure.text.as_deref().unwrap_or("no authority has given its figures");
        out::line(&format!("SIMULATED headline {}: {text}", figure.measure))?;
    }
    Ok(())
}

fn headlines(summary: &Summary) -> impl Iterator<Item = &Figure> {
    summary.figures.iter().filter(|figure| figure.kind == FigureType::Headline)
}

fn nations(summary: &Summary) -> anyhow::Result<()> {
    let row = |name: &str, nation: &Nation| {
        let numbers = [
            nation.asked,
            nation.answered,
            nation.partly,
            nation.refused,
            nation.not_held,
            nation.silent,
            nation.undelivered,
            nation.late,
        ];
        let mut cells = vec![name.to_owned()];
        cells.extend(numbers.iter().map(ToString::to_string));
        cells
    };
    let mut rows: Vec<Vec<String>> =
        summary.nations.iter().map(|(of, nation)| row(of.code(), nation)).collect();
    let mut all = Nation::default();
    for (_, nation) in &summary.nations {
        all.add(nation);
    }
    rows.push(row("all", &all));
    out::line("\nSIMULATED: where the requests stand")?;
    let heading = [
        "nation",
        "asked",
        "answered",
        "partly",
        "refused",
        "not held",
        "silent",
        "undelivered",
        "of these late",
    ];
    out::table(&heading, &rows)
}

fn compared(comparison: &Comparison) -> anyhow::Result<()> {
    let Comparison { by_rule, by_person, unanswered, outstanding, wrong, formats } = comparison;
    out::line(&format!(
        "\nSIMULATED: of {} values that authorities gave, a rule took {by_rule} and the person \
         {by_person}; {} are not in; {} are wrong. {unanswered} were never given.",
        by_rule + by_person + outstanding.len() + wrong.len(),
        outstanding.len(),
        wrong.len(),
    ))?;
    out::line("\nSIMULATED: what the answers stood in, and who took their values")?;
    let row = |(format, counted): (&Format, &Counted)| {
        let Counted { replies, by_rule, by_person, outstanding, wrong } = counted;
        let numbers = [replies, by_rule, by_person, outstanding, wrong];
        let name = [format.code().to_owned()];
        name.into_iter().chain(numbers.map(ToString::to_string)).collect()
    };
    let rows: Vec<Vec<String>> = formats.iter().map(row).collect();
    out::table(&["format", "replies", "by rule", "by the person", "not in", "wrong"], &rows)?;
    for difference in wrong.iter().take(20) {
        out::line(&format!("  WRONG {}", described(difference)))?;
    }
    for difference in outstanding.iter().take(5) {
        out::line(&format!("  not in: {}", described(difference)))?;
    }
    Ok(())
}

fn described(difference: &Difference) -> String {
    let shown = |figure: &crate::simulation::figure::Figure| {
        format!(
            "{} {}..{}{}",
            figure.known.code(),
            cell(figure.low),
            cell(figure.high),
            figure.value.as_ref().map(|value| format!(" {value}")).unwrap_or_default()
        )
    };
    let recorded = difference.recorded.as_ref().map_or_else(|| "nothing".to_owned(), shown);
    format!(
        "{} {} {}: the authority knew {}, recorded is {recorded} ({})",
        difference.authority,
        difference.question,
        difference.period,
        shown(&difference.known),
        cell(difference.decided_by.as_deref())
    )
}

fn summary_json(summary: &Summary) -> anyhow::Result<()> {
    for (of, nation) in &summary.nations {
        out::object(&json!({
            "simulated": true, "type": "nation", "nation": of.code(), "asked": nation.asked,
            "answered": nation.answered, "partly_answered": nation.partly,
            "refused": nation.refused, "not_held": nation.not_held, "late": nation.late,
            "silent": nation.silent, "undelivered": nation.undelivered,
        }))?;
    }
    for (kind, count) in &summary.kinds {
        let kind = kind.code();
        out::object(&json!({"simulated": true, "type": "kind", "kind": kind, "mails": count}))?;
    }
    for (why, count) in &summary.reasons {
        out::object(&json!({"simulated": true, "type": "by_hand", "why": why, "mails": count}))?;
    }
    for (mail, why) in &summary.waiting {
        out::object(&json!({"simulated": true, "type": "waiting", "mail": mail, "why": why}))?;
    }
    let comparison = &summary.comparison;
    out::object(&json!({
        "simulated": true, "type": "values", "by_rule": comparison.by_rule,
        "by_person": comparison.by_person, "not_in": comparison.outstanding.len(),
        "wrong": comparison.wrong.len(), "never_given": comparison.unanswered,
    }))?;
    for (format, counted) in &comparison.formats {
        out::object(&json!({
            "simulated": true, "type": "format", "format": format.code(),
            "replies": counted.replies, "by_rule": counted.by_rule,
            "by_person": counted.by_person, "not_in": counted.outstanding, "wrong": counted.wrong,
        }))?;
    }
    for difference in &comparison.wrong {
        out::object(&json!({
            "simulated": true, "type": "wrong", "authority": difference.authority,
            "question": difference.question, "period": difference.period,
            "decided_by": difference.decided_by, "text": described(difference),
        }))?;
    }
    for figure in &summary.figures {
        let mut row = serde_json::to_value(figure)?;
        if let Value::Object(fields) = &mut row {
            fields.insert("simulated".to_owned(), json!(true));
        }
        out::object(&row)?;
    }
    Ok(())
}
