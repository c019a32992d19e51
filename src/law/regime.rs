//! What each Act says about time, and who enforces it: versions with the day from which they hold.
//!
//! Sources: `law/rules.md` sections 1 to 5 and 9. A rule that a reform may change (what a
//! clarification does to a running clock, for instance) is a value here, so that a reform is a row.

use chrono::NaiveDate;

use super::Law;
use super::calendar::Scope;

/// One version of an Act's rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regime {
    pub law: Law,
    /// Requests received from this day on.
    pub from: NaiveDate,
    pub act: &'static str,
    /// As people write it: "FOIA".
    pub short: &'static str,
    /// The provision that sets the time for a reply.
    pub time_section: &'static str,
    /// The provision that says what a working day is.
    pub working_day_section: &'static str,
    /// Working days for a reply.
    pub response_days: u32,
    pub scope: Scope,
    pub clarification: Clarification,
    pub fees: Option<Fees>,
    pub extension: Extension,
    pub post: Post,
    pub redirect: Redirect,
    pub review: Review,
    pub complaint: Complaint,
    pub appeal: Appeal,
    /// Working days over which the cost of similar requests by one person may be added up.
    pub aggregation_days: Option<u32>,
    /// The provision for refusing on cost, and what it allows.
    pub cost_limit: &'static str,
}

/// What the authority's question does to the clock, once it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClarificationEffect {
    /// The whole time starts again with the answer's receipt.
    Restarts,
    /// Working days from the question to its answer, both included, are left out. No Act says so
    /// yet: the bill of 2025 for Scotland would have (rules.md 4.9).
    Pauses,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clarification {
    pub effect: ClarificationEffect,
    pub section: &'static str,
}

/// A fees notice: the days from the notice to the payment are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fees {
    pub section: &'static str,
    /// The provision that leaves the days out.
    pub pause_section: &'static str,
    /// Months in which the fee may be paid, beginning with the day of the notice.
    pub months: u32,
}

/// Whether an authority may take more time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extension {
    /// There is none, whatever the authority says.
    None,
    /// To weigh the public interest of a qualified exemption: reasonable time, by practice no more
    /// than so many working days.
    PublicInterest { section: &'static str, days: u32 },
    /// For requests that are voluminous and complex: so many working days more.
    Complexity { section: &'static str, days: u32 },
}

/// When a posted request is received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Post {
    /// Presumed by the Act, in calendar days after posting.
    Presumed { days: u32, section: &'static str },
    /// Only delivery counts: an estimate, in working days after posting.
    Estimated { days: u32 },
}

/// What an automatic reply does that names another address for requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirect {
    /// Not received until it is sent to that address.
    NotReceived,
    /// Received on the day of transmission all the same.
    Received { section: &'static str },
}

/// How firmly a limit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    Statute,
    /// A code or the regulator's practice.
    Practice,
}

/// The authority's own second look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    pub name: &'static str,
    pub section: &'static str,
    /// Working days in which to ask for it.
    pub ask_days: u32,
    pub ask: Basis,
    /// Working days in which it is to be answered.
    pub answer_days: u32,
    pub answer: Basis,
    /// Working days after which the regulator no longer waits for it, where that is longer.
    pub longstop_days: Option<u32>,
    /// Whether it must be asked for even where there was no reply at all.
    pub needed_for_silence: bool,
}

/// Time in which a step must be taken, in calendar units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Days(u32),
    Months(u32),
}

/// The way to the regulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Complaint {
    pub section: &'static str,
    pub within: Span,
    pub basis: Basis,
}

/// The way from the regulator's decision to a court.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appeal {
    pub court: &'static str,
    pub section: &'static str,
    pub days: u32,
}

/// Who takes complaints under an Act, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regulator {
    pub name: String,
    /// As people write it: "ICO".
    pub short: String,
    pub email: String,
    /// Lines of a postal address; none where it is not known for certain.
    pub address: Vec<String>,
    pub website: String,
}

const fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}

/// All four Acts came into force for requests on 1 January 2005.
const IN_FORCE: NaiveDate = date(2005, 1, 1);

/// Every version of every Act, oldest first.
pub static REGIMES: [Regime; 4] = [
    Regime {
        law: Law::Foia,
        from: IN_FORCE,
        act: "Freedom of Information Act 2000",
        short: "FOIA",
        time_section: "section 10(1)",
        working_day_section: "section 10(6)",
        response_days: 20,
        scope: Scope::AnyPartOfUk,
        clarification: Clarification {
            effect: ClarificationEffect::Restarts,
            section: "sections 1(3) and 10(6)",
        },
        fees: Some(Fees { section: "section 9", pause_section: "section 10(2)", months: 3 }),
        extension: Extension::PublicInterest { section: "section 10(3)", days: 20 },
        post: Post::Estimated { days: 2 },
        redirect: Redirect::NotReceived,
        review: Review {
            name: "internal review",
            section: "the section 45 Code of Practice",
            ask_days: 40,
            ask: Basis::Practice,
            answer_days: 20,
            answer: Basis::Practice,
            longstop_days: Some(40),
            needed_for_silence: false,
        },
        complaint: Complaint {
            section: "section 50",
            within: Span::Days(42),
            basis: Basis::Practice,
        },
        appeal: Appeal {
            court: "First-tier Tribunal (Information Rights)",
            section: "section 57; rule 22(1)(b) of SI 2009/1976",
            days: 28,
        },
        aggregation_days: Some(60),
        cost_limit: "section 12",
    },
    Regime {
        law: Law::Foisa,
        from: IN_FORCE,
        act: "Freedom of Information (Scotland) Act 2002",
        short: "FOISA",
        time_section: "section 10(1)",
        working_day_section: "section 73",
        response_days: 20,
        scope: Scope::Scotland,
        clarification: Clarification {
            effect: ClarificationEffect::Restarts,
            section: "sections 1(3) and 10(1)(b)",
        },
        fees: Some(Fees { section: "section 9", pause_section: "section 10(3)", months: 3 }),
        extension: Extension::None,
        post: Post::Presumed { days: 3, section: "section 74(2)" },
        redirect: Redirect::Received { section: "section 74(2)" },
        review: Review {
            name: "requirement for review",
            section: "section 20",
            ask_days: 40,
            ask: Basis::Statute,
            answer_days: 20,
            answer: Basis::Statute,
            longstop_days: None,
            needed_for_silence: true,
        },
        complaint: Complaint {
            section: "section 47",
            within: Span::Months(6),
            basis: Basis::Statute,
        },
        appeal: Appeal { court: "Court of Session", section: "section 56", days: 42 },
        aggregation_days: None,
        cost_limit: "section 12",
    },
    Regime {
        law: Law::Eir,
        from: IN_FORCE,
        act: "Environmental Information Regulations 2004",
        short: "EIR",
        time_section: "regulation 5(2)",
        working_day_section: "regulation 2(1)",
        response_days: 20,
        scope: Scope::AnyPartOfUk,
        clarification: Clarification {
            effect: ClarificationEffect::Restarts,
            section: "regulations 9 and 12(4)(c)",
        },
        fees: None,
        extension: Extension::Complexity { section: "regulation 7(1)", days: 20 },
        post: Post::Estimated { days: 2 },
        redirect: Redirect::NotReceived,
        review: Review {
            name: "reconsideration",
            section: "regulation 11",
            ask_days: 40,
            ask: Basis::Statute,
            answer_days: 40,
            answer: Basis::Statute,
            longstop_days: None,
            needed_for_silence: false,
        },
        complaint: Complaint {
            section: "regulation 18 and section 50 of FOIA",
            within: Span::Days(42),
            basis: Basis::Practice,
        },
        appeal: Appeal {
            court: "First-tier Tribunal (Information Rights)",
            section: "regulation 18 and section 57 of FOIA; rule 22(1)(b) of SI 2009/1976",
            days: 28,
        },
        aggregation_days: None,
        cost_limit: "regulation 12(4)(b)",
    },
    Regime {
        law: Law::Eisr,
        from: IN_FORCE,
        act: "Environmental Information (Scotland) Regulations 2004",
        short: "EISR",
        time_section: "regulation 5(2)",
        working_day_section: "regulation 2(1)",
        response_days: 20,
        scope: Scope::Scotland,
        clarification: Clarification {
            effect: ClarificationEffect::Restarts,
            section: "regulations 9 and 10(4)(c)",
        },
        fees: None,
        extension: Extension::Complexity { section: "regulation 7(1)", days: 20 },
        post: Post::Presumed { days: 3, section: "section 74(2) of FOISA" },
        redirect: Redirect::Received { section: "section 74(2) of FOISA" },
        review: Review {
            name: "requirement for review",
            section: "regulation 16",
            ask_days: 40,
            ask: Basis::Statute,
            answer_days: 20,
            answer: Basis::Statute,
            longstop_days: None,
            needed_for_silence: true,
        },
        complaint: Complaint {
            section: "regulation 17 and section 47 of FOISA",
            within: Span::Months(6),
            basis: Basis::Statute,
        },
        appeal: Appeal {
            court: "Court of Session",
            section: "regulation 17 and section 56 of FOISA",
            days: 42,
        },
        aggregation_days: None,
        cost_limit: "regulation 10(4)(b)",
    },
];

/// The version of `law` in `versions`, oldest first, for a request received on `day`: the latest
/// that had begun, or the oldest there is.
pub fn in_force(versions: &[Regime], law: Law, day: NaiveDate) -> Option<&Regime> {
    versions
        .iter()
        .rfind(|version| version.law == law && version.from <= day)
        .or_else(|| versions.iter().find(|version| version.law == law))
}

/// A regulator as it is called and reached from a day on.
struct Named {
    laws: [Law; 2],
    from: NaiveDate,
    name: &'static str,
    short: &'static str,
    email: &'static str,
    address: &'static [&'static str],
    website: &'static str,
}

/// The Data (Use and Access) Act 2025 will put the Information Commission in the Commissioner's
/// place: a row to add when the day is known, or `[[regulator]]` in `foi.toml` until then.
static REGULATORS: [Named; 2] = [
    Named {
        laws: [Law::Foia, Law::Eir],
        from: IN_FORCE,
        name: "Information Commissioner",
        short: "ICO",
        email: "icocasework@ico.org.uk",
        // Its head office was to move in 2026: the e-mail address is what it asks for.
        address: &[],
        website: "ico.org.uk",
    },
    Named {
        laws: [Law::Foisa, Law::Eisr],
        from: IN_FORCE,
        name: "Scottish Information Commissioner",
        short: "OSIC",
        email: "enquiries@foi.scot",
        address: &["Kinburn Castle", "Doubledykes Road", "St Andrews", "KY16 9DS"],
        website: "www.foi.scot",
    },
];

/// Who takes complaints under `law` on `day`.
pub fn regulator(law: Law, day: NaiveDate) -> Option<Regulator> {
    let own = || REGULATORS.iter().filter(|row| row.laws.contains(&law));
    let row = own()
        .filter(|row| row.from <= day)
        .max_by_key(|row| row.from)
        .or_else(|| own().min_by_key(|row| row.from))?;
    Some(Regulator {
        name: row.name.to_owned(),
        short: row.short.to_owned(),
        email: row.email.to_owned(),
        address: row.address.iter().map(|line| (*line).to_owned()).collect(),
        website: row.website.to_owned(),
    })
}
