//! What has happened so far, with its days written out.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::super::grounds;
use super::super::occasion::{Fault, Language, Occasion};
use crate::law::regime::Regulator;
use crate::law::{Law, clock};

#[derive(Debug, Serialize)]
pub(super) struct ClockFields<'a> {
    /// The working of the due date, a sentence for each step.
    pub(super) working: &'a [String],
    pub(super) today: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ReplyFields<'a> {
    on: String,
    what: &'a str,
    /// "section 12", "section 40(2)".
    sections: Vec<String>,
    authority_reference: Option<&'a str>,
    quote: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(super) struct ExtensionFields {
    notified_on: String,
    until: Option<String>,
    fault: &'static str,
    section: Option<String>,
    limit: Option<String>,
}

#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "templates call them review.asked_on and so on")]
pub(super) struct ReviewFields {
    asked_on: String,
    due_on: Option<String>,
    outcome_on: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct RegulatorFields<'a> {
    name: &'a str,
    short: &'a str,
    email: &'a str,
    address: &'a [String],
    website: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct EarlierFields<'a> {
    reference: &'a str,
    theirs: Option<&'a str>,
    predecessor: Option<&'a str>,
    sent_on: Option<String>,
    answered_on: Option<String>,
    said: Option<&'a str>,
    figures: bool,
}

pub(super) fn earlier_fields<'a>(occasion: &'a Occasion<'a>) -> Option<EarlierFields<'a>> {
    let earlier = occasion.earlier?;
    let day = |day: NaiveDate| long_date(occasion.language, day);
    Some(EarlierFields {
        reference: earlier.reference,
        theirs: earlier.theirs,
        predecessor: earlier.predecessor,
        sent_on: earlier.sent_on.map(day),
        answered_on: earlier.answered_on.map(day),
        said: earlier.said,
        figures: earlier.figures,
    })
}

pub(super) fn review_fields(occasion: &Occasion<'_>) -> Option<ReviewFields> {
    let review = occasion.review?;
    let day = |day: NaiveDate| long_date(occasion.language, day);
    Some(ReviewFields {
        asked_on: day(review.asked_on),
        due_on: review.due_on.map(day),
        outcome_on: review.outcome_on.map(day),
    })
}

pub(super) fn reply_fields<'a>(occasion: &'a Occasion<'a>, law: Law) -> Option<ReplyFields<'a>> {
    let reply = occasion.reply.as_ref()?;
    // A code that is no section (`ncnd`, say) has no words to cite.
    let section = |code: &&str| grounds::find(law, code).ok()?.section;
    Some(ReplyFields {
        on: long_date(occasion.language, reply.on),
        what: reply.what,
        sections: reply.sections.iter().filter_map(section).collect(),
        authority_reference: reply.authority_reference,
        quote: reply.quote.map(str::trim),
    })
}

pub(super) fn extension_fields(
    occasion: &Occasion<'_>,
    law: Law,
) -> Result<Option<ExtensionFields>, grounds::UnknownGround> {
    let Some(extension) = &occasion.extension else { return Ok(None) };
    let day = |day: NaiveDate| long_date(occasion.language, day);
    let (section, limit) = match &extension.fault {
        Fault::NotQualified { section } => (grounds::find(law, section)?.section, None),
        Fault::TooLong { limit } => (None, Some(day(*limit))),
        Fault::NoExemption | Fault::NoneInAct | Fault::NotComplexAndVoluminous | Fault::Late => {
            (None, None)
        }
    };
    Ok(Some(ExtensionFields {
        notified_on: day(extension.notified_on),
        until: extension.until.map(day),
        fault: extension.fault.code(),
        section,
        limit,
    }))
}

pub(super) fn regulator_fields(regulator: &Regulator) -> RegulatorFields<'_> {
    RegulatorFields {
        name: &regulator.name,
        short: &regulator.short,
        email: &regulator.email,
        address: &regulator.address,
        website: &regulator.website,
    }
}

/// "Monday 23 November 2026", or "dydd Llun 23 Tachwedd 2026".
pub(super) fn long_date(language: Language, day: NaiveDate) -> String {
    const DAYS: [&str; 7] = ["Llun", "Mawrth", "Mercher", "Iau", "Gwener", "Sadwrn", "Sul"];
    const MONTHS: [&str; 12] = [
        "Ionawr",
        "Chwefror",
        "Mawrth",
        "Ebrill",
        "Mai",
        "Mehefin",
        "Gorffennaf",
        "Awst",
        "Medi",
        "Hydref",
        "Tachwedd",
        "Rhagfyr",
    ];
    let name = |names: &[&'static str], index: u32| {
        usize::try_from(index).ok().and_then(|index| names.get(index).copied()).unwrap_or_default()
    };
    match language {
        Language::English => clock::long_date(day),
        Language::Welsh => format!(
            "dydd {} {} {} {}",
            name(&DAYS, day.weekday().num_days_from_monday()),
            day.day(),
            name(&MONTHS, day.month0()),
            day.year()
        ),
    }
}
