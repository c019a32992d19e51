//! The law's own work, without a store: due dates, and clocks folded and judged, each beside its
//! limit; the dates also beside a count day by day over a set of bank holidays.
//!
//! `cargo bench --bench all -- law`

use std::collections::HashSet;
use std::fs;
use std::hint::black_box;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use foi_campaign::answers::Status;
use foi_campaign::campaign::policy::Policy;
use foi_campaign::case::events::{Dated, Event, LetterKind};
use foi_campaign::case::ladder::propose;
use foi_campaign::case::record::{Details, Record};
use foi_campaign::case::story::{Reading, StandingAnswer, Story, Terms};
use foi_campaign::law::Law;
use foi_campaign::law::calendar::{Calendar, Scope};
use foi_campaign::law::clock::response_due;
use foi_campaign::law::exemptions::Ground;
use foi_campaign::law::ledger::Happening;
use foi_campaign::replies::Kind;

const ACTS: [Law; 2] = [Law::Foia, Law::Foisa];
const RUNS: usize = 7;
const MILLIONS_A_SECOND: f64 = 50.0;
/// For a million requests.
const SECONDS: f64 = 2.0;

pub(crate) fn run() {
    // `cargo test --benches` asks for a mere proof that it runs.
    let short = std::env::args().any(|argument| argument == "--test");
    due_dates(if short { 1 } else { RUNS }, if short { 1 } else { 1000 });
    clocks(if short { 1 } else { RUNS }, if short { 1 } else { 1000 });
}

/// Every day of receipt from 2012 to 2028 under both Acts, `times` over.
fn due_dates(runs: usize, times: usize) {
    let calendar = Calendar::shipped();
    let received: Vec<NaiveDate> = day(2012, 1, 1)
        .iter_days()
        .take_while(|day| day.year() <= 2028)
        .flat_map(|day| [day, day])
        .collect();
    let holidays = ACTS.map(|law| holidays(calendar, law));
    for received in &received {
        for (law, holidays) in ACTS.into_iter().zip(&holidays) {
            let due = response_due(calendar, law, *received).unwrap();
            assert_eq!(due, day_by_day(holidays, *received), "{law:?} {received}");
        }
    }
    let ours = median(runs, || {
        for _ in 0..times {
            for pair in received.chunks_exact(2) {
                for (law, received) in ACTS.iter().zip(pair) {
                    let _ = black_box(response_due(calendar, *black_box(law), *received));
                }
            }
        }
    });
    let naive_times = times.div_ceil(100);
    let naive = median(runs, || {
        for _ in 0..naive_times {
            for pair in received.chunks_exact(2) {
                for (holidays, received) in holidays.iter().zip(pair) {
                    black_box(day_by_day(black_box(holidays), *received));
                }
            }
        }
    });
    let rate = |times: usize, taken: Duration| {
        f64::from(u32::try_from(times * received.len()).unwrap()) / taken.as_secs_f64() / 1e6
    };
    let (ours, naive) = (rate(times, ours), rate(naive_times, naive));
    println!("due dates, both Acts      {ours:>8.1} million/s (at least {MILLIONS_A_SECOND})");
    println!("the same day by day       {naive:>8.1} million/s");
    println!("ours / day by day         {:>8.1}", ours / naive);
}

fn holidays(calendar: &Calendar, law: Law) -> HashSet<NaiveDate> {
    let scope = if law == Law::Foia { Scope::AnyPartOfUk } else { Scope::Scotland };
    let of_year = |year| calendar.of_year(year);
    let holidays = (2012..=2029).flat_map(of_year);
    holidays.filter(|(_, holiday)| holiday.counts_for(scope)).map(|(day, _)| day).collect()
}

/// As one would first write it.
fn day_by_day(holidays: &HashSet<NaiveDate>, received: NaiveDate) -> NaiveDate {
    let mut due = received;
    let mut counted = 0;
    while counted < 20 {
        due = due.succ_opt().unwrap();
        let weekend = matches!(due.weekday(), Weekday::Sat | Weekday::Sun);
        if !weekend && !holidays.contains(&due) {
            counted += 1;
        }
    }
    due
}

/// What a request is judged from.
struct Case {
    law: Law,
    events: Vec<Dated>,
    readings: Vec<Reading>,
    answers: Vec<StandingAnswer>,
}

/// A thousand requests of six events each, each folded, judged and given its next step `times` over.
fn clocks(runs: usize, times: usize) {
    let calendar = Calendar::shipped();
    let policy = Policy::default();
    let cases: Vec<Case> = (0..1000).map(case).collect();
    assert!(cases.iter().all(|case| case.events.len() == 6));
    let today = day(2026, 3, 20);
    // A campaign's, shared by its requests.
    let cells: Arc<[String]> = ["1", "1", "2", "3"].map(str::to_owned).into();
    let judge = |case: &Case| {
        let (readings, answers) = (case.readings.clone(), case.answers.clone());
        let story = Story::fold(&case.events, readings, answers, Arc::clone(&cells));
        let position = story.judge(case.law, calendar, today).unwrap();
        let plan = propose(&story, &position, &policy, (calendar, today)).unwrap();
        (position, plan)
    };
    let mut statuses: Vec<&str> =
        cases.iter().map(|case| judge(case).0.judgement.status.code()).collect();
    let proposals = cases.iter().filter(|case| judge(case).1.proposal.is_some()).count();
    statuses.sort_unstable();
    statuses.dedup();
    let taken = median(runs, || {
        for _ in 0..times {
            for case in &cases {
                black_box(judge(black_box(case)));
            }
        }
    });
    let ours = taken.as_secs_f64() * 1000.0 / f64::from(u32::try_from(times).unwrap());
    // The least that any program would do with the same input: take a copy of it.
    let copied = median(runs, || {
        for _ in 0..times {
            for case in &cases {
                let case = black_box(case);
                black_box((case.events.clone(), case.readings.clone(), case.answers.clone()));
            }
        }
    });
    let copied = copied.as_secs_f64() * 1000.0 / f64::from(u32::try_from(times).unwrap());
    println!("a million clocks judged   {ours:>8.2} s (limit {SECONDS} s)");
    println!("the same events copied    {copied:>8.2} s");
    println!("judged / copied           {:>8.1}", ours / copied);
    println!("  (a thousand requests of six events, a thousand times over; {proposals} of them");
    println!("  have a next step; {})", statuses.join(", "));
}

/// The `number`-th request: seven courses of events in turn, under both Acts, over half a year.
fn case(number: u64) -> Case {
    let law = if number.is_multiple_of(2) { Law::Foia } else { Law::Foisa };
    let start: DateTime<Utc> = "2025-09-01T09:30:00Z".parse().unwrap();
    let sent = start + TimeDelta::days(i64::try_from(number * 37 % 190).unwrap());
    let at = |days: i64| sent + TimeDelta::days(days);
    let mut case = Case { law, events: Vec::new(), readings: Vec::new(), answers: Vec::new() };
    case.letter(1, LetterKind::Request, sent);
    match number / 2 % 7 {
        0 => {
            // Silence, and a reminder.
            case.letter(2, LetterKind::Chaser, at(32));
        }
        1 => {
            case.mail(Kind::Acknowledgement, at(2), &[]);
            case.event(at(3), Event::Held { person: "ada".to_owned(), why: "call".to_owned() });
            case.event(at(4), Event::Released);
        }
        2 => {
            case.letter(2, LetterKind::ClarificationReply, at(9));
            case.reading(Kind::Clarification, at(6), &[]);
            case.reading(Kind::Answer, at(30), &[]);
            case.answered(at(30));
        }
        3 => {
            case.mail(Kind::Acknowledgement, at(1), &[]);
            case.mail(Kind::Fees, at(10), &[]);
            case.recorded(at(15), Record::Happened(Happening::FeePaid));
        }
        4 => {
            case.mail(Kind::AutoReply, at(0), &[]);
            case.mail(Kind::Extension, at(18), &["FOIA-s31"]);
            case.recorded(at(19), Record::TelephoneCall);
        }
        5 => {
            case.mail(Kind::Acknowledgement, at(1), &[]);
            case.mail(Kind::Refusal, at(21), &["FOIA-s12", "FOIA-s40(2)"]);
            case.recorded(at(22), Record::Note);
        }
        _ => {
            case.mail(Kind::Acknowledgement, at(1), &[]);
            case.mail(Kind::Answer, at(19), &[]);
            case.recorded(at(20), Record::Note);
            case.answered(at(19));
        }
    }
    case
}

impl Case {
    fn event(&mut self, at: DateTime<Utc>, event: Event) {
        let seq = i64::try_from(self.events.len()).unwrap() + 1;
        self.events.push(Dated { seq, at, by: None, event });
    }

    /// Approved, handed over, accepted: three events.
    fn letter(&mut self, letter: i64, kind: LetterKind, at: DateTime<Utc>) {
        self.event(at, Event::LetterApproved { letter, kind, keep: Vec::new(), by_hand: false });
        self.event(at, Event::SendStarted { letter });
        self.event(at, Event::LetterAccepted { letter, words: "250 OK".to_owned() });
    }

    fn mail(&mut self, kind: Kind, at: DateTime<Utc>, sections: &[&str]) {
        let mail = i64::try_from(self.readings.len()).unwrap() + 1;
        self.event(at, Event::MailArrived { mail });
        self.reading(kind, at, sections);
    }

    fn reading(&mut self, kind: Kind, arrived_at: DateTime<Utc>, sections: &[&str]) {
        let sections: Vec<String> = sections.iter().map(|code| (*code).to_owned()).collect();
        self.readings.push(Reading {
            mail: i64::try_from(self.readings.len()).unwrap() + 1,
            seq: i64::try_from(self.events.len()).unwrap(),
            arrived_at,
            kind,
            permanent: None,
            agreed: kind.needs_agreement(),
            in_doubt: false,
            ground: Ground::of(&sections),
            sections,
            terms: Terms::default(),
            returns: None,
            hidden: None,
        });
    }

    fn recorded(&mut self, at: DateTime<Utc>, what: Record) {
        self.event(at, Event::Recorded { what, details: Details::default() });
    }

    fn answered(&mut self, known_at: DateTime<Utc>) {
        let answer = StandingAnswer { known_at, status: Status::Exact };
        self.answers.extend([answer; 4]);
    }
}

fn median(runs: usize, mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let started = spent();
            work();
            spent().saturating_sub(started)
        })
        .collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap()
}

/// How long this thread has run: what other programs take of the machine does not count.
fn spent() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|number| number.parse().ok());
    nanoseconds.map_or_else(since_the_start, Duration::from_nanos)
}

/// Where the system does not tell.
fn since_the_start() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}
