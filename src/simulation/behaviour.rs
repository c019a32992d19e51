//! How each simulated authority deals with a request: drawn once, in step with its figures.
//!
//! Shares are those of real campaigns (replies.md section 3): some 56% acknowledge, a quarter are
//! late, a tenth never answer.

use super::aside::{self, Aside};
use super::attached::Format;
use super::figure::Known;
use super::figures::Figures;
use super::notation::{FEWER, Habits, NOT_HELD, ZEROS, refusals};
use super::seed::Draw;
use super::sheet::Layout;
use crate::campaign::Campaign;
use crate::law::Law;
use crate::register::Authority;

/// What an authority will do.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Its server says "later" to strangers the first time.
    pub greylists: bool,
    /// Its own reference for our request.
    pub reference: String,
    pub early: Vec<(Delay, Early)>,
    /// What comes beside its reply.
    pub asides: Vec<(Delay, Aside)>,
    /// Working days after its reply: it asks what we thought of it.
    pub survey: Option<u32>,
    pub ending: Ending,
    pub when: When,
    /// What it waits for from us before it goes on.
    pub gate: Option<Gate>,
    /// Working days it takes over a review, and over a narrowed request.
    pub second_look: u32,
    pub thread: Thread,
    pub layout: Layout,
    /// What its answer stands in.
    pub format: Format,
    pub habits: Habits,
    /// It sends our letter back below its reply.
    pub quotes: Quotes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delay {
    Minutes(i64),
    WorkingDays(u32),
}

/// What comes before an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Early {
    Bounce,
    DelayReport,
    AutoReply,
    Acknowledge {
        with_reference: bool,
        automatic: bool,
    },
    Clarify,
    Fee,
    /// It takes more time, as the law allows or not.
    Extend {
        lawful: bool,
    },
}

/// A letter of ours that it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    Answer,
    Payment,
    Challenge,
}

/// How it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Nothing,
    Portal,
    Refuse,
    NotHeld,
    Answer,
    /// An answer with a mistake in it, and days later the correction.
    AnswerThenCorrect,
}

/// When it ends: working days after the request, or after our chaser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    After(u32),
    Chased(u32),
}

/// What its mails carry by which they find their request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thread {
    /// A reply to our letter, to the request's own address.
    Reply,
    /// A case system: a subject and a sender of its own, to the request's own address.
    CaseSystem,
    /// A new mail to our plain address that quotes our reference.
    ReferenceOnly,
    /// A new mail that only its signature places.
    Lost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    No,
    WithMarks,
    AsOutlook,
}

impl Plan {
    /// What `authority` will do about `campaign`, given what it knows.
    pub(super) fn drawn(
        campaign: &Campaign,
        authority: &Authority,
        figures: &Figures,
        seed: u64,
    ) -> Self {
        let mut draw = Draw::of(seed, &format!("{}/behaviour", authority.id));
        let draw = &mut draw;
        let all = |known| figures.all(campaign, &authority.id, known);
        let mut early = Vec::new();
        let ending = if all(Known::Missing) {
            let (step, ending) = unanswered(draw);
            early.extend(step);
            ending
        } else if all(Known::Refused) {
            Ending::Refuse
        } else if all(Known::NotHeld) {
            Ending::NotHeld
        } else if draw.chance(4) && has_number(campaign, authority, figures) {
            Ending::AnswerThenCorrect
        } else {
            Ending::Answer
        };
        let bounces = early.iter().any(|(_, step)| *step == Early::Bounce);
        if !bounces {
            early.extend(courtesies(draw));
        }
        if ending == Ending::Answer && draw.chance(5) {
            early.push((days(draw, 3, 10), Early::Clarify));
        }
        let greylists = draw.chance(3);
        let reference = reference(draw);
        let mut when = when(draw);
        let gate = hindrance(authority, ending, (seed, &mut early, &mut when));
        let mut plan = Self {
            greylists,
            reference,
            early,
            asides: Vec::new(),
            survey: None,
            ending,
            when,
            gate,
            second_look: count(&mut Draw::of(seed, &format!("{}/review", authority.id)), 8, 26),
            thread: thread(draw),
            layout: Layout::drawn(draw),
            format: Format::drawn(&mut Draw::of(seed, &format!("{}/format", authority.id))),
            habits: habits(authority, draw),
            quotes: match draw.weighted(&[55, 25, 20]) {
                0 => Quotes::No,
                1 => Quotes::WithMarks,
                _ => Quotes::AsOutlook,
            },
        };
        if !bounces {
            plan.asides = aside::drawn(authority, &plan, seed);
            plan.survey = aside::survey(authority, seed);
        }
        plan
    }

    /// Whether its answer could stand in one mail with another's.
    pub(super) fn could_share(&self) -> bool {
        self.ending == Ending::Answer
            && self.layout != Layout::HtmlTable
            && self.layout != Layout::TextTable
            && matches!(self.when, When::After(_))
            && self.gate.is_none()
    }
}

/// What stands between the request and its answer: a question, a fee, more time.
fn hindrance(
    authority: &Authority,
    ending: Ending,
    (seed, early, when): (u64, &mut Vec<(Delay, Early)>, &mut When),
) -> Option<Gate> {
    let asks = early.iter().any(|(_, step)| *step == Early::Clarify);
    if asks {
        return Some(Gate::Answer);
    }
    let draw = &mut Draw::of(seed, &format!("{}/hindrance", authority.id));
    if ending != Ending::Answer {
        return None;
    }
    match draw.weighted(&[88, 3, 9]) {
        0 => None,
        1 => {
            early.push((days(draw, 4, 12), Early::Fee));
            Some(Gate::Payment)
        }
        _ => {
            let scottish = matches!(authority.law, Law::Foisa | Law::Eisr);
            let lawful = !scottish && draw.chance(50);
            early.push((days(draw, 12, 18), Early::Extend { lawful }));
            *when = When::After(count(draw, 24, 38));
            (!lawful).then_some(Gate::Challenge)
        }
    }
}

fn unanswered(draw: &mut Draw) -> (Option<(Delay, Early)>, Ending) {
    match draw.weighted(&[52, 12, 12, 12, 12]) {
        0 => (None, Ending::Nothing),
        1 => (Some((Delay::Minutes(3), Early::Bounce)), Ending::Nothing),
        2 => (None, Ending::Portal),
        3 => (Some((days(draw, 2, 12), Early::Clarify)), Ending::Nothing),
        _ => (Some((days(draw, 5, 18), Early::Fee)), Ending::Nothing),
    }
}

fn courtesies(draw: &mut Draw) -> Vec<(Delay, Early)> {
    let mut early = Vec::new();
    if draw.chance(2) {
        early.push((Delay::Minutes(240), Early::DelayReport));
    }
    if draw.chance(14) {
        early.push((Delay::Minutes(1), Early::AutoReply));
    }
    if draw.chance(56) {
        let automatic = draw.chance(40);
        let delay = if automatic { Delay::Minutes(2) } else { days(draw, 1, 4) };
        let with_reference = draw.chance(70);
        early.push((delay, Early::Acknowledge { with_reference, automatic }));
    }
    early
}

pub(super) fn days(draw: &mut Draw, low: u64, high: u64) -> Delay {
    Delay::WorkingDays(count(draw, low, high))
}

pub(super) fn count(draw: &mut Draw, low: u64, high: u64) -> u32 {
    u32::try_from(draw.between(low, high)).unwrap_or(u32::MAX)
}

/// Most answers come in the last week of the time allowed, some late, some only when chased.
fn when(draw: &mut Draw) -> When {
    match draw.weighted(&[72, 14, 14]) {
        0 => When::After(count(draw, 4, 20).max(count(draw, 4, 20))),
        1 => When::After(count(draw, 21, 48)),
        _ => When::Chased(count(draw, 1, 9)),
    }
}

fn thread(draw: &mut Draw) -> Thread {
    match draw.weighted(&[68, 16, 10, 6]) {
        0 => Thread::Reply,
        1 => Thread::CaseSystem,
        2 => Thread::ReferenceOnly,
        _ => Thread::Lost,
    }
}

/// In the shapes that councils' case systems give (replies.md section 5).
fn reference(draw: &mut Draw) -> String {
    let digits = |draw: &mut Draw, count: u32| -> String {
        let low = 10_u64.pow(count - 1);
        draw.between(low, low * 10 - 1).to_string()
    };
    match draw.weighted(&[30, 25, 15, 15, 15]) {
        0 => digits(draw, 7),
        1 => format!("FOI-{}", digits(draw, 9)),
        2 => format!("FOI/{}", digits(draw, 5)),
        3 => format!("RFI {}", digits(draw, 4)),
        _ => format!("{}/{}", digits(draw, 5), draw.between(24, 27)),
    }
}

fn habits(authority: &Authority, draw: &mut Draw) -> Habits {
    Habits {
        zero: draw.pick(ZEROS),
        fewer: draw.pick(FEWER),
        words: draw.chance(12),
        not_held: draw.pick(NOT_HELD),
        refused: draw.pick(refusals(authority.law)),
    }
}

fn has_number(campaign: &Campaign, authority: &Authority, figures: &Figures) -> bool {
    campaign.cells().any(|(question, period)| {
        mistaken(question.kind.is_number(), &figures.get(&authority.id, &question.id, &period.id))
    })
}

/// Whether this figure may be got wrong at first.
pub(super) fn mistaken(is_number: bool, figure: &super::figure::Figure) -> bool {
    is_number && figure.known == Known::Exact && figure.low.is_some_and(|low| low >= 3.0)
}

impl Plan {
    /// Its reference as it may stand in a Message-ID.
    pub(super) fn reference_token(&self) -> String {
        self.reference.chars().filter(char::is_ascii_alphanumeric).collect()
    }
}
