//! An answer that waits, as the person sees it and as an object for programs.

use serde_json::json;

use crate::case::standing::{Answer, Stands, TO_BE_AGREED};
use crate::cli::inbox::show::one_line;
use crate::cli::{checks, out};
use crate::jobs::review::{Line, Shown};

pub(super) fn answer(shown: &Shown, (position, of): (usize, usize)) -> anyhow::Result<()> {
    let (request, question, answer) = (&shown.request, &shown.question, &shown.answer);
    out::line(&format!("\n=== {position} of {of}: {} {} ===", request.authority, question.id))?;
    out::line(&format!("Authority {} (r{}, {})", request.name, request.id, request.reference))?;
    out::line(&format!("Question  {}. {}", question.number, one_line(&question.text)))?;
    let unit = question.unit.as_ref().map_or_else(String::new, |unit| format!(", in {unit}"));
    out::line(&format!("Period    {} ({}{unit})", shown.period, question.kind.code()))?;
    out::line(&format!("Stands in {}", standing_in(shown)))?;
    out::line(&format!("Read as   {}", read_as(answer)))?;
    out::line(&format!("Waits     {}", why(shown)))?;
    if !shown.beside.is_empty() {
        let beside: Vec<String> = shown
            .beside
            .iter()
            .map(|other| format!("{} {}: {}", other.question, other.period, other.value.shown()))
            .collect();
        out::line(&format!("Beside it {}", beside.join("; ")))?;
    }
    for one in &shown.findings {
        let (check, sure) = (one.finding.check.code(), one.finding.sure.code());
        out::line(&format!("Check     {} ({check}, {sure}): {}", one.id, one.finding.words))?;
    }
    out::line("")?;
    lines(&shown.lines)
}

fn lines(lines: &[Line]) -> anyhow::Result<()> {
    for line in lines {
        let place = line.place.as_ref().map_or_else(String::new, |place| format!("{place}  "));
        let mark = if line.here { '>' } else { ' ' };
        out::line(&format!("{mark} | {place}{}", line.text))?;
    }
    Ok(())
}

/// All of what it stands in.
pub(super) fn text(shown: &Shown) -> anyhow::Result<()> {
    out::line("")?;
    lines(&shown.whole)
}

fn standing_in(shown: &Shown) -> String {
    let answer = &shown.answer;
    let Some(mail) = answer.mail else { return "no mail".to_owned() };
    let part = answer.part.as_deref().unwrap_or("its own text");
    let place = answer.place.as_ref().map_or_else(String::new, |place| format!(", {place}"));
    let file = shown.file.as_ref().map_or_else(String::new, |file| format!(" ({file})"));
    format!("m{mail}{file}: {part}{place}")
}

fn read_as(answer: &Answer) -> String {
    let status = answer.value.status.code().replace('_', " ");
    let (value, written) = (answer.value.shown(), one_line(&answer.as_written));
    let status = if status == value { String::new() } else { format!(" ({status})") };
    format!("{value}{status}, as written \u{201c}{written}\u{201d}")
}

fn doubt(answer: &Answer) -> &str {
    match answer.doubt.as_deref() {
        Some(TO_BE_AGREED) => "nobody has agreed yet to what its mail is",
        Some(doubt) => doubt,
        None => "it waits for a person",
    }
}

/// Why it waits; of an answer that stands, what the checks find is why it is shown.
fn why(shown: &Shown) -> String {
    if shown.answer.stands == Stands::Waiting {
        return doubt(&shown.answer).to_owned();
    }
    let by = shown.answer.decided_by.as_deref().unwrap_or_default();
    format!("it stands ({by}), and a check has found something about it")
}

/// For a listing.
pub(super) fn line(shown: &Shown) -> Vec<String> {
    let answer = &shown.answer;
    vec![
        out::cell(answer.mail.map(|mail| format!("m{mail}"))),
        shown.request.authority.clone(),
        answer.question.clone(),
        answer.period.clone(),
        answer.value.shown(),
        match shown.findings.first().filter(|_| answer.stands != Stands::Waiting) {
            Some(found) => format!("it stands; {}: {}", found.id, found.finding.words),
            None => doubt(answer).to_owned(),
        },
    ]
}

pub(super) fn object(shown: &Shown, position: usize) -> serde_json::Value {
    let answer = &shown.answer;
    json!({
        "position": position,
        "request": format!("r{}", shown.request.id),
        "authority": shown.request.authority,
        "question": answer.question,
        "text": shown.question.text,
        "period": answer.period,
        "status": answer.value.status.code(),
        "value": answer.value.value,
        "low": answer.value.low,
        "high": answer.value.high,
        "unit": shown.question.unit,
        "as_written": answer.as_written,
        "evidence": {
            "mail": answer.mail.map(|mail| format!("m{mail}")),
            "file": shown.file,
            "part": answer.mail.map(|_| answer.part.as_deref().unwrap_or("body")),
            "place": answer.place,
            "quote": answer.quote,
        },
        "around": shown.lines,
        "confidence": answer.confidence,
        "review_reason": answer.doubt,
        "stands": answer.stands == Stands::Yes,
        "findings": shown.findings.iter().map(checks::object).collect::<Vec<_>>(),
    })
}
