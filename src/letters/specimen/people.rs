//! Who asks whom, and what, in a letter that nobody sends.

use chrono::NaiveDate;

use super::super::compose::Sender;
use crate::campaign::policy::Policy;
use crate::campaign::publication::Publication;
use crate::campaign::thresholds::Thresholds;
use crate::campaign::{Campaign, Period, Question, QuestionType, Recipients};
use crate::law::Law;
use crate::register::{Authority, Contacts, Nation};

/// A campaign that asks two things about one year, for letters that belong to no campaign.
pub fn campaign() -> Campaign {
    let question = |number: &str, text: &str| Question {
        id: format!("q{number}"),
        number: number.to_owned(),
        text: text.to_owned(),
        kind: QuestionType::Count,
        unit: None,
        part_of: Vec::new(),
        total_of: Vec::new(),
        choices: Vec::new(),
        periods: vec!["2025".to_owned()],
        same_as_before: false,
        first: number != "3",
    };
    let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap_or_default();
    Campaign {
        id: "specimen".to_owned(),
        title: "Specimen".to_owned(),
        prefix: "SPEC".to_owned(),
        follows: None,
        about: None,
        definitions: None,
        hours: None,
        periods: vec![Period {
            id: "2025".to_owned(),
            label: "2025 (1 January to 31 December)".to_owned(),
            from: day(1, 1),
            to: day(12, 31),
        }],
        recipients: Recipients::default(),
        questions: vec![
            question("1", "How many children were in your care at any time in the period?"),
            question("2", "How many of them changed placement three times or more?"),
            question("3", "How many of those placements were outside your area?"),
        ],
        headlines: Vec::new(),
        baselines: Vec::new(),
        policy: Policy::default(),
        attach: Vec::new(),
        thresholds: Thresholds::default(),
        publication: Publication::default(),
    }
}

/// An authority that answers under `law`, for letters that go to nobody.
pub fn authority(law: Law) -> Authority {
    let nation = match law {
        // Wales, because its letters come in two languages.
        Law::Foia | Law::Eir => Nation::Wales,
        Law::Foisa | Law::Eisr => Nation::Scotland,
    };
    Authority {
        id: "specimen".to_owned(),
        name: "Specimen County Council".to_owned(),
        nation,
        kind: String::new(),
        region: String::new(),
        law: nation.law(),
        gss_code: None,
        dfe_code: None,
        welsh_name: Some("Cyngor Sir Enghreifftiol".to_owned()),
        delivered_by: None,
        wdtk_slug: None,
        domains: Vec::new(),
        note: None,
        address: None,
        contacts: Contacts::default(),
    }
}

/// Who writes a letter that nobody sends.
pub fn sender() -> Sender {
    Sender {
        name: "Ada Example".to_owned(),
        organisation: Some("Harbour Watch".to_owned()),
        address: "requests@harbour-watch.example".to_owned(),
        postal_address: Some("1 Quay Street, Harbourtown".to_owned()),
        plus_address: true,
    }
}
