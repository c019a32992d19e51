//! A rehearsed year, looked at afterwards with a naive calendar: every sort of trouble reaches its
//! right end on the right day.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use foi_campaign::case::Status;
use foi_campaign::jobs::refresh;
use foi_campaign::law::calendar::Calendar;
use foi_campaign::store::{Store, requests, standing};
use rusqlite::Connection;
use serde_json::Value;

use crate::world::World;

/// Bank holidays of the whole kingdom or of Scotland alone, from the shipped lists.
fn holidays(scottish: bool) -> Vec<NaiveDate> {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/law/data/bank-holidays.json");
    let text = std::fs::read_to_string(path).unwrap();
    let lists: Value = serde_json::from_str(&text).unwrap();
    let lists = lists.as_object().unwrap();
    let own = lists.iter().filter(|(part, _)| !scottish || part.as_str() == "scotland");
    own.flat_map(|(_, rows)| rows.as_array().unwrap())
        .map(|row| row["date"].as_str().unwrap().parse().unwrap())
        .collect()
}

struct Days20 {
    uk: Vec<NaiveDate>,
    scotland: Vec<NaiveDate>,
}

impl Days20 {
    fn works(list: &[NaiveDate], day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !list.contains(&day)
    }

    /// The n-th working day after `from`, counted one by one.
    fn after(&self, law: &str, from: NaiveDate, days: u32) -> NaiveDate {
        let list = if law == "foisa" { &self.scotland } else { &self.uk };
        let (mut day, mut count) = (from, 0);
        while count < days {
            day = day + Days::new(1);
            count += u32::from(Self::works(list, day));
        }
        day
    }

    /// The first day from `day` on on which the rehearsal's team works.
    fn at_work(&self, mut day: NaiveDate) -> NaiveDate {
        while !Self::works(&self.uk, day) {
            day = day + Days::new(1);
        }
        day
    }
}

/// One request of the rehearsal as it ended.
#[derive(Debug)]
struct Case {
    authority: String,
    law: String,
    status: String,
    received: NaiveDate,
    due: Option<NaiveDate>,
    /// Days on which letters of each kind were approved.
    letters: BTreeMap<String, Vec<NaiveDate>>,
    /// Days on which mails of each kind came.
    mails: BTreeMap<String, Vec<NaiveDate>>,
}

impl Case {
    fn sent(&self, kind: &str) -> Option<NaiveDate> {
        self.letters.get(kind).and_then(|days| days.first()).copied()
    }

    fn came(&self, kind: &str) -> Option<NaiveDate> {
        self.mails.get(kind).and_then(|days| days.first()).copied()
    }

    /// Nothing came that is more than a word of receipt.
    fn is_silent(&self) -> bool {
        let words = ["acknowledgement", "auto_reply", "bounce", "receipt"];
        self.mails.keys().all(|kind| words.contains(&kind.as_str()))
    }
}

fn day(text: &str) -> NaiveDate {
    text.get(..10).unwrap().parse().unwrap()
}

fn by_kind(db: &Connection, sql: &str, request: i64) -> BTreeMap<String, Vec<NaiveDate>> {
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([request], |row| Ok((row.get(0)?, row.get(1)?)));
    let mut found: BTreeMap<String, Vec<NaiveDate>> = BTreeMap::new();
    for row in rows.unwrap() {
        let (kind, at): (String, String) = row.unwrap();
        found.entry(kind).or_default().push(day(&at));
    }
    found
}

fn played() -> Vec<Case> {
    let world = World::empty("2026-11-25");
    let campaign = concat!(env!("CARGO_MANIFEST_DIR"), "/campaigns/until-harm-ends");
    world.foi(&["rehearse", campaign, "--keep", "kept", "--seed", "1"]).done();
    let rows = world.foi(&["--workspace", "kept", "requests", "--json"]).done().rows();
    let db = Connection::open(world.path("kept/foi.db")).unwrap();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    rows.iter()
        .filter(|row| row["received_on"].is_string())
        .map(|row| {
            let id: i64 = text(row, "request").trim_start_matches('r').parse().unwrap();
            Case {
                authority: text(row, "authority"),
                law: text(row, "law"),
                status: text(row, "status"),
                received: day(&text(row, "received_on")),
                due: row["due_on"].as_str().map(day),
                letters: by_kind(
                    &db,
                    "SELECT kind, approved_at FROM letters WHERE request = ?1 ORDER BY number",
                    id,
                ),
                mails: by_kind(
                    &db,
                    "SELECT readings.kind, mails.arrived_at FROM filed
                     JOIN mails ON mails.id = filed.mail JOIN readings ON readings.mail = mails.id
                     WHERE filed.request = ?1 AND mails.duplicate_of IS NULL
                     ORDER BY mails.arrived_at",
                    id,
                ),
            }
        })
        .collect()
}

#[test]
fn in_a_rehearsed_year_every_sort_of_trouble_reaches_its_right_end_on_the_right_day() {
    let cases = played();
    let days = Days20 { uk: holidays(false), scotland: holidays(true) };
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &cases {
        for end in [
            english_silence(case, &days),
            scottish_silence(case, &days),
            cost(case, &days),
            clarification(case, &days),
            fee(case),
            unlawful_extension(case, &days),
        ]
        .into_iter()
        .flatten()
        {
            *ends.entry(end).or_default() += 1;
        }
    }
    for end in
        ["english silence", "scottish silence", "section 12", "clarification", "fee", "extension"]
    {
        assert!(ends.contains_key(end), "no {end} in this year: {ends:?}");
    }
}

fn english_silence(case: &Case, days: &Days20) -> Option<&'static str> {
    if case.law != "foia" || !case.is_silent() {
        return None;
    }
    let due = days.after("foia", case.received, 20);
    assert_eq!(case.due, Some(due), "{case:?}");
    let chased = case.sent("chaser");
    let chased = chased.unwrap_or_else(|| panic!("{} was never reminded", case.authority));
    assert_eq!(chased, days.after("foia", due, 1), "{case:?}");
    assert_eq!(case.sent("final_chaser"), Some(days.after("foia", chased, 5)), "{case:?}");
    assert_eq!(case.sent("complaint"), Some(days.after("foia", chased, 10)), "{case:?}");
    assert_eq!(case.sent("review_request"), None, "silence needs no review: {case:?}");
    assert_eq!(case.status, "complained", "{case:?}");
    Some("english silence")
}

fn scottish_silence(case: &Case, days: &Days20) -> Option<&'static str> {
    if case.law != "foisa" || !case.is_silent() {
        return None;
    }
    let due = days.after("foisa", case.received, 20);
    assert_eq!(case.due, Some(due), "{case:?}");
    let chased = case.sent("chaser").unwrap();
    assert_eq!(chased, days.at_work(days.after("foisa", due, 1)), "{case:?}");
    let review = case.sent("review_request").unwrap();
    assert_eq!(review, days.at_work(days.after("foisa", chased, 5)), "{case:?}");
    let complaint = case.sent("complaint").unwrap();
    assert!(complaint > days.after("foisa", review, 20), "only after its time: {case:?}");
    assert_eq!(case.status, "complained", "{case:?}");
    Some("scottish silence")
}

fn cost(case: &Case, days: &Days20) -> Option<&'static str> {
    let narrowed = case.sent("narrowing")?;
    let refused = case.came("refusal").unwrap();
    let agreed = days.at_work(refused);
    let next = days.at_work(refused + Days::new(1));
    assert!(narrowed == agreed || narrowed == next, "{case:?}");
    assert_eq!(case.received, narrowed, "the narrowed request counts anew: {case:?}");
    assert_eq!(case.due, Some(days.after(&case.law, narrowed, 20)), "{case:?}");
    let again = *case.mails["refusal"].last().unwrap();
    assert!(again > narrowed, "{case:?}");
    assert!(case.sent("review_request").unwrap() >= again, "{case:?}");
    // An earlier complaint, about silence before the refusal came, is another matter.
    assert!(case.letters["complaint"].last().copied() > case.sent("review_request"), "{case:?}");
    assert_eq!(case.letters["review_request"].len(), 1, "asked for once: {case:?}");
    assert_eq!(case.status, "complained", "{case:?}");
    Some("section 12")
}

fn clarification(case: &Case, days: &Days20) -> Option<&'static str> {
    let replied = case.sent("clarification_reply")?;
    let asked = case.came("clarification").unwrap();
    assert!(replied <= days.at_work(asked + Days::new(1)), "{case:?}");
    assert_eq!(case.received, replied, "{case:?}");
    assert_eq!(case.due, Some(days.after(&case.law, replied, 20)), "{case:?}");
    Some("clarification")
}

fn fee(case: &Case) -> Option<&'static str> {
    let notice = case.came("fees")?;
    assert!(case.sent("fee_reply").is_some(), "{case:?}");
    let pay_by = notice.checked_add_months(Months::new(3)).unwrap().pred_opt().unwrap();
    // Unpaid and unanswered it lapses; the rehearsed year is longer than that.
    if case.status == "closed" {
        assert!(pay_by < day("2026-02-01"), "{case:?}");
        assert_eq!(case.due, None, "no time runs any more: {case:?}");
        return Some("fee");
    }
    None
}

fn unlawful_extension(case: &Case, days: &Days20) -> Option<&'static str> {
    let challenged = case.sent("extension_challenge")?;
    let notice = case.came("extension").unwrap();
    let from = days.at_work(days.after(&case.law, notice, 1));
    assert!(challenged >= from && challenged <= days.after("foia", from, 3), "{case:?}");
    assert_eq!(
        case.due,
        Some(days.after(&case.law, case.received, 20)),
        "it moves nothing: {case:?}"
    );
    assert_ne!(case.status, "extended", "{case:?}");
    Some("extension")
}

#[test]
fn on_every_day_of_a_rehearsed_year_each_request_is_in_one_phase_and_the_phases_add_up() {
    let world = World::empty("2026-11-25");
    let campaign = concat!(env!("CARGO_MANIFEST_DIR"), "/campaigns/until-harm-ends");
    let few = ["--keep", "kept", "--authorities", "60", "--start", "2025-02-03"];
    world.foi(&[&["rehearse", campaign], &few[..]].concat()).done();
    let store = Store::read(&world.path("kept")).unwrap();
    let calendar = Calendar::shipped();
    let end = day("2026-02-02");
    let mut stories = Vec::new();
    for listed in standing::list(store.db(), None).unwrap() {
        let request = requests::get(store.db(), listed.request).unwrap();
        stories.push((listed.law, refresh::look(store.db(), &request, end).unwrap().story));
    }
    assert_eq!(stories.len(), 60);
    let mut on = day("2025-02-03");
    let mut seen = BTreeMap::new();
    while on <= end {
        let mut phases: BTreeMap<&str, usize> = BTreeMap::new();
        for (law, story) in &stories {
            let judgement = story.judge(*law, calendar, on).unwrap().judgement;
            *phases.entry(judgement.status.code()).or_default() += 1;
            // Whoever has neither replied nor been complained of is late exactly after the due day.
            let open = ["awaiting", "extended", "overdue"].contains(&judgement.status.code());
            if let (true, Some(due)) = (open, judgement.due_on) {
                assert_eq!(judgement.status.code() == "overdue", on > due, "{on} {judgement:?}");
            }
        }
        assert_eq!(phases.values().sum::<usize>(), 60, "{on}: {phases:?}");
        for (phase, count) in &phases {
            *seen.entry(*phase).or_insert(0) += count;
        }
        if on.day() == 3 {
            assert_eq!(listed_on(&world, on), phases, "{on}");
        }
        on = on + Days::new(1);
    }
    assert!(seen.len() >= 9, "{seen:?}");
}

/// How many requests `foi requests --on` lists in each status.
fn listed_on(world: &World, on: NaiveDate) -> BTreeMap<&'static str, usize> {
    let on = on.to_string();
    let rows = world.foi(&["--workspace", "kept", "requests", "--on", &on, "--json"]).done().rows();
    let mut phases = BTreeMap::new();
    for row in &rows {
        let code = Status::parse(row["status"].as_str().unwrap()).unwrap().code();
        *phases.entry(code).or_default() += 1;
    }
    phases
}
