//! Who asks whom, and what.

use serde::Serialize;

use super::super::compose::Request;
use crate::campaign::{Campaign, Question};
use crate::register::Nation;

#[derive(Debug, Serialize)]
pub(super) struct AuthorityFields<'a> {
    id: &'a str,
    name: &'a str,
    welsh_name: Option<&'a str>,
    nation: Nation,
    delivered_by: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(super) struct SenderFields<'a> {
    name: &'a str,
    organisation: Option<&'a str>,
    address: &'a str,
    postal_address: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(super) struct CampaignFields<'a> {
    pub(super) title: &'a str,
    pub(super) about: Option<&'a str>,
    pub(super) definitions: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(super) struct QuestionFields<'a> {
    number: &'a str,
    text: &'a str,
    unit: Option<&'a str>,
    choices: &'a [String],
    /// Labels of its periods, when it is not asked of all of them.
    only: Vec<&'a str>,
}

pub(super) fn authority_fields(request: Request<'_>) -> AuthorityFields<'_> {
    let authority = request.authority;
    AuthorityFields {
        id: &authority.id,
        name: &authority.name,
        welsh_name: authority.welsh_name.as_deref(),
        nation: authority.nation,
        delivered_by: authority.delivered_by.as_deref(),
    }
}

pub(super) fn sender_fields(request: Request<'_>) -> SenderFields<'_> {
    let sender = request.sender;
    SenderFields {
        name: &sender.name,
        organisation: sender.organisation.as_deref(),
        address: &sender.address,
        postal_address: sender.postal_address.as_deref(),
    }
}

pub(super) fn question_fields<'a>(
    campaign: &'a Campaign,
    question: &'a Question,
) -> QuestionFields<'a> {
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
