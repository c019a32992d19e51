//! The names a letter's template may use, and what stands behind them.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::compose::Request;
use super::grounds::{self, Ground};
use super::occasion::{Fault, Language, Occasion};
use crate::campaign::{Campaign, Question};
use crate::law::regime::{self, ClarificationEffect, Regulator};
use crate::law::{Law, Regime, clock};
use crate::register::Nation;

/// Everything a template may name. Days are written out; what is not known is null.
#[derive(Debug, Serialize)]
pub(super) struct Fields<'a> {
    authority: AuthorityFields<'a>,
    sender: SenderFields<'a>,
    campaign: CampaignFields<'a>,
    questions: Vec<QuestionFields<'a>>,
    periods: Vec<&'a str>,
    /// Numbers of the questions to be answered first if the cost limit bites.
    first: Vec<&'a str>,
    reference: &'a str,
    act: &'a str,
    section: &'a str,
    rules: Rules<'a>,
    today: String,
    /// For a letter about time: when what was due.
    clock: Option<ClockFields<'a>>,
    sent_on: Option<String>,
    received_on: Option<String>,
    due_on: Option<String>,
    chased_on: Vec<String>,
    reply: Option<ReplyFields<'a>>,
    extension: Option<ExtensionFields>,
    review: Option<ReviewFields>,
    regulator: Option<RegulatorFields<'a>>,
    /// Who decided the cases about small numbers that the letters cite.
    precedent_by: String,
    complain_from: Option<String>,
    complain_by: Option<String>,
    review_by: Option<String>,
    pub(super) grounds: Vec<Argued>,
    /// The ground that is being argued, in a text of the folder `grounds`.
    pub(super) ground: Option<Ground>,
    words: Option<&'a str>,
    fee: Option<&'static str>,
    keep: &'a [&'a str],
    stated_receipt: Option<String>,
    transferee: Option<&'a str>,
    earlier_reference: Option<&'a str>,
    enclosed: Vec<&'a str>,
}

/// A ground with its text.
#[derive(Debug, Serialize)]
pub(super) struct Argued {
    #[serde(flatten)]
    pub(super) ground: Ground,
    pub(super) text: String,
}

#[derive(Debug, Serialize)]
struct AuthorityFields<'a> {
    id: &'a str,
    name: &'a str,
    welsh_name: Option<&'a str>,
    nation: Nation,
    delivered_by: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct SenderFields<'a> {
    name: &'a str,
    organisation: Option<&'a str>,
    address: &'a str,
    postal_address: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct CampaignFields<'a> {
    title: &'a str,
    about: Option<&'a str>,
    definitions: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct QuestionFields<'a> {
    number: &'a str,
    text: &'a str,
    unit: Option<&'a str>,
    choices: &'a [String],
    /// Labels of its periods, when it is not asked of all of them.
    only: Vec<&'a str>,
}

/// The numbers and provisions of the Act, from the version of it that holds.
#[derive(Debug, Serialize)]
struct Rules<'a> {
    act: &'a str,
    short: &'a str,
    time_section: &'a str,
    working_day_section: &'a str,
    response_days: u32,
    clarification_section: &'a str,
    /// Whether the answer to a question of theirs starts the whole time anew.
    clarification_restarts: bool,
    fee_section: Option<&'a str>,
    fee_pause_section: Option<&'a str>,
    fee_months: Option<u32>,
    review_name: &'a str,
    review_section: &'a str,
    review_ask_days: u32,
    review_answer_days: u32,
    review_longstop_days: Option<u32>,
    complaint_section: &'a str,
    cost_section: &'a str,
}

#[derive(Debug, Serialize)]
struct ClockFields<'a> {
    /// The working of the due date, a sentence for each step.
    working: &'a [String],
    today: String,
}

#[derive(Debug, Serialize)]
struct ReplyFields<'a> {
    on: String,
    what: &'a str,
    /// "section 12", "section 40(2)".
    sections: Vec<String>,
    authority_reference: Option<&'a str>,
    quote: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct ExtensionFields {
    notified_on: String,
    until: Option<String>,
    fault: &'static str,
    section: Option<String>,
    limit: Option<String>,
}

#[derive(Debug, Serialize)]
struct ReviewFields {
    asked_on: String,
    due_on: Option<String>,
    outcome_on: Option<String>,
}

#[derive(Debug, Serialize)]
struct RegulatorFields<'a> {
    name: &'a str,
    short: &'a str,
    email: &'a str,
    address: &'a [String],
    website: &'a str,
}

impl<'a> Fields<'a> {
    pub(super) fn of(
        request: Request<'a>,
        law: Law,
        occasion: &'a Occasion<'a>,
    ) -> Result<Self, grounds::UnknownGround> {
        let Request { campaign, authority, reference, sender, .. } = request;
        let today = occasion.today;
        let regime = law.regime(occasion.received_on.unwrap_or(today));
        let day = |day: NaiveDate| long_date(occasion.language, day);
        let some = |date: Option<NaiveDate>| date.map(day);
        let kept = |row: &&Question| {
            occasion.keep.is_empty() || occasion.keep.contains(&row.number.as_str())
        };
        Ok(Self {
            authority: AuthorityFields {
                id: &authority.id,
                name: &authority.name,
                welsh_name: authority.welsh_name.as_deref(),
                nation: authority.nation,
                delivered_by: authority.delivered_by.as_deref(),
            },
            sender: SenderFields {
                name: &sender.name,
                organisation: sender.organisation.as_deref(),
                address: &sender.address,
                postal_address: sender.postal_address.as_deref(),
            },
            campaign: CampaignFields {
                title: &campaign.title,
                about: campaign.about.as_deref(),
                definitions: campaign.definitions.as_deref(),
            },
            questions: campaign
                .questions
                .iter()
                .filter(kept)
                .map(|row| question_fields(campaign, row))
                .collect(),
            periods: campaign.periods.iter().map(|period| period.label.as_str()).collect(),
            first: campaign
                .questions
                .iter()
                .filter(|question| question.first)
                .map(|question| question.number.as_str())
                .collect(),
            reference,
            act: regime.act,
            section: regime.time_section,
            rules: rules(regime),
            today: day(today),
            clock: (!occasion.working.is_empty())
                .then(|| ClockFields { working: occasion.working, today: day(today) }),
            sent_on: some(occasion.sent_on),
            received_on: some(occasion.received_on),
            due_on: some(occasion.due_on),
            chased_on: occasion.chased_on.iter().copied().map(day).collect(),
            reply: reply_fields(occasion, law),
            extension: extension_fields(occasion, law)?,
            review: occasion.review.map(|review| ReviewFields {
                asked_on: day(review.asked_on),
                due_on: some(review.due_on),
                outcome_on: some(review.outcome_on),
            }),
            regulator: occasion.regulator.map(regulator_fields),
            precedent_by: precedent_by(),
            complain_from: some(occasion.complain_from),
            complain_by: some(occasion.complain_by),
            review_by: some(occasion.review_by),
            grounds: Vec::new(),
            ground: None,
            words: occasion.words.map(str::trim),
            fee: occasion.fee.map(super::occasion::FeeChoice::code),
            keep: &occasion.keep,
            stated_receipt: some(occasion.stated_receipt),
            transferee: occasion.transferee,
            earlier_reference: occasion.earlier_reference,
            enclosed: occasion.attachments.iter().map(|file| file.name.as_str()).collect(),
        })
    }
}

/// The decisions of 2020 about numbers of looked-after children were the Scottish regulator's, as
/// it was called then.
fn precedent_by() -> String {
    let year = NaiveDate::from_ymd_opt(2020, 6, 1).unwrap_or_default();
    regime::regulator(Law::Foisa, year).map(|regulator| regulator.name).unwrap_or_default()
}

fn rules(regime: &Regime) -> Rules<'_> {
    Rules {
        act: regime.act,
        short: regime.short,
        time_section: regime.time_section,
        working_day_section: regime.working_day_section,
        response_days: regime.response_days,
        clarification_section: regime.clarification.section,
        clarification_restarts: regime.clarification.effect == ClarificationEffect::Restarts,
        fee_section: regime.fees.map(|fees| fees.section),
        fee_pause_section: regime.fees.map(|fees| fees.pause_section),
        fee_months: regime.fees.map(|fees| fees.months),
        review_name: regime.review.name,
        review_section: regime.review.section,
        review_ask_days: regime.review.ask_days,
        review_answer_days: regime.review.answer_days,
        review_longstop_days: regime.review.longstop_days,
        complaint_section: regime.complaint.section,
        cost_section: regime.cost_limit,
    }
}

fn reply_fields<'a>(occasion: &'a Occasion<'a>, law: Law) -> Option<ReplyFields<'a>> {
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

fn extension_fields(
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

fn regulator_fields(regulator: &Regulator) -> RegulatorFields<'_> {
    RegulatorFields {
        name: &regulator.name,
        short: &regulator.short,
        email: &regulator.email,
        address: &regulator.address,
        website: &regulator.website,
    }
}

fn question_fields<'a>(campaign: &'a Campaign, question: &'a Question) -> QuestionFields<'a> {
    let all = question.periods.len() == campaign.periods.len();
    let labels = campaign
        .periods
        .iter()
        .filter(|period| !all && question.periods.contains(&period.id))
        .map(|period| period.label.as_str());
    QuestionFields {
        number: &question.number,
        text: &question.text,
        unit: question.unit.as_deref(),
        choices: &question.choices,
        only: labels.collect(),
    }
}

/// "Monday 23 November 2026", or "dydd Llun 23 Tachwedd 2026".
fn long_date(language: Language, day: NaiveDate) -> String {
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
