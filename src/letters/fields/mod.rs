//! The names a letter's template may use, and what stands behind them.

mod asking;
mod past;

use chrono::NaiveDate;
use serde::Serialize;

use self::asking::{
    AuthorityFields, CampaignFields, QuestionFields, SenderFields, authority_fields,
    question_fields, sender_fields,
};
use self::past::{
    ClockFields, EarlierFields, ExtensionFields, RegulatorFields, ReplyFields, ReviewFields,
    earlier_fields, extension_fields, long_date, regulator_fields, reply_fields, review_fields,
};
use super::compose::Request;
use super::grounds::{self, Ground};
use super::occasion::{FeeChoice, HiddenIn, Occasion};
use crate::campaign::{Campaign, Question};
use crate::law::regime::{self, ClarificationEffect, Extension};
use crate::law::{Law, Regime};

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
    /// The same in words: "1 and 3".
    first_listed: String,
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
    /// The same in words: "1 and 3".
    kept: String,
    stated_receipt: Option<String>,
    transferee: Option<&'a str>,
    earlier_reference: Option<&'a str>,
    /// The request of the round before.
    earlier: Option<EarlierFields<'a>>,
    enclosed: Vec<&'a str>,
    /// For a notice: files of theirs, and where something is hidden in them.
    hidden: Vec<HiddenFields<'a>>,
}

#[derive(Debug, Serialize)]
struct HiddenFields<'a> {
    name: &'a str,
    on: String,
    places: &'a [String],
}

/// A ground with its text.
#[derive(Debug, Serialize)]
pub(super) struct Argued {
    #[serde(flatten)]
    pub(super) ground: Ground,
    pub(super) text: String,
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
    extension_section: Option<&'a str>,
    /// Working days from receipt that more time may reach, by law or by the regulator's practice.
    extended_days: Option<u32>,
    review_name: &'a str,
    review_section: &'a str,
    review_ask_days: u32,
    review_answer_days: u32,
    review_longstop_days: Option<u32>,
    complaint_section: &'a str,
    cost_section: &'a str,
}

impl<'a> Fields<'a> {
    pub(super) fn of(
        request: Request<'a>,
        law: Law,
        occasion: &'a Occasion<'a>,
    ) -> Result<Self, grounds::UnknownGround> {
        let campaign = request.campaign;
        let regime = law.regime(occasion.received_on.unwrap_or(occasion.today));
        let day = |day: NaiveDate| long_date(occasion.language, day);
        let some = |date: Option<NaiveDate>| date.map(day);
        let kept = |row: &&Question| {
            occasion.keep.is_empty() || occasion.keep.contains(&row.number.as_str())
        };
        let first = first_numbers(campaign);
        Ok(Self {
            authority: authority_fields(request),
            sender: sender_fields(request),
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
            first_listed: listed(&first),
            first,
            reference: request.reference,
            act: regime.act,
            section: regime.time_section,
            rules: rules(regime),
            today: day(occasion.today),
            clock: (!occasion.working.is_empty())
                .then(|| ClockFields { working: occasion.working, today: day(occasion.today) }),
            sent_on: some(occasion.sent_on),
            received_on: some(occasion.received_on),
            due_on: some(occasion.due_on),
            chased_on: occasion.chased_on.iter().copied().map(day).collect(),
            reply: reply_fields(occasion, law),
            extension: extension_fields(occasion, law)?,
            review: review_fields(occasion),
            regulator: occasion.regulator.map(regulator_fields),
            precedent_by: precedent_by(),
            complain_from: some(occasion.complain_from),
            complain_by: some(occasion.complain_by),
            review_by: some(occasion.review_by),
            grounds: Vec::new(),
            ground: None,
            words: occasion.words.map(str::trim),
            fee: occasion.fee.map(FeeChoice::code),
            keep: &occasion.keep,
            kept: listed(&occasion.keep),
            stated_receipt: some(occasion.stated_receipt),
            transferee: occasion.transferee,
            earlier_reference: occasion.earlier_reference,
            earlier: earlier_fields(occasion),
            enclosed: occasion.attachments.iter().map(|file| file.name.as_str()).collect(),
            hidden: hidden_fields(occasion),
        })
    }
}

/// Numbers of the questions to be answered first.
fn first_numbers(campaign: &Campaign) -> Vec<&str> {
    let first = campaign.questions.iter().filter(|question| question.first);
    first.map(|question| question.number.as_str()).collect()
}

fn hidden_fields<'a>(occasion: &'a Occasion<'_>) -> Vec<HiddenFields<'a>> {
    let fields = |file: &'a HiddenIn| HiddenFields {
        name: &file.name,
        on: long_date(occasion.language, file.on),
        places: &file.places,
    };
    occasion.hidden.iter().map(fields).collect()
}

/// "1", "1 and 2", "1, 2 and 3".
fn listed(numbers: &[&str]) -> String {
    match numbers {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// The decisions of 2020 about numbers of looked-after children were the Scottish regulator's, as
/// it was called then.
fn precedent_by() -> String {
    let year = NaiveDate::from_ymd_opt(2020, 6, 1).unwrap_or_default();
    regime::regulator(Law::Foisa, year).map(|regulator| regulator.name).unwrap_or_default()
}

fn rules(regime: &Regime) -> Rules<'_> {
    let extension = match regime.extension {
        Extension::None => None,
        Extension::PublicInterest { section, days } | Extension::Complexity { section, days } => {
            Some((section, regime.response_days + days))
        }
    };
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
        extension_section: extension.map(|(section, _)| section),
        extended_days: extension.map(|(_, days)| days),
        review_name: regime.review.name,
        review_section: regime.review.section,
        review_ask_days: regime.review.ask_days,
        review_answer_days: regime.review.answer_days,
        review_longstop_days: regime.review.longstop_days,
        complaint_section: regime.complaint.section,
        cost_section: regime.cost_limit,
    }
}
