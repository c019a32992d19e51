//! A year with every story in it: one status for each request on each day, the same whenever asked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use chrono::{Days, NaiveDate};
use foi_campaign::jobs::{Workspace, refresh};
use foi_campaign::now::Now;
use foi_campaign::store::{requests, standing};
use serde_json::Value;

use crate::world::{World, fixtures};

const IDS: [&str; 20] = [
    "kent",
    "essex",
    "leeds",
    "cardiff",
    "barnet",
    "derby",
    "hull",
    "bury",
    "luton",
    "devon",
    "glasgow",
    "fife",
    "moray",
    "angus",
    "falkirk",
    "dundee",
    "belfast-hsct",
    "swansea",
    "bolton",
    "stirling",
];

/// What happens: the day, the authority, and a mail with its kind, a letter of ours, or a record.
enum Act {
    Mail(&'static str, &'static str),
    Letter(&'static [&'static str]),
    Record(&'static [&'static str]),
}

use Act::{Letter, Mail, Record};

const COST: &str = "We refuse your request under section 12(1) of the Freedom of Information Act \
                    2000, as it would exceed the appropriate limit.";

static YEAR: &[(&str, &str, Act)] = &[
    ("2025-02-04", "dundee", Record(&["bounce"])),
    ("2025-02-06", "luton", Mail("1. 5\n2. 1\n3. 2\n", "")),
    ("2025-02-07", "devon", Mail("1. fewer than 5\n2. 1\n3. 2\n", "")),
    ("2025-02-10", "dundee", Record(&["resent_received"])),
    ("2025-02-10", "kent", Mail(COST, "refusal")),
    ("2025-02-11", "kent", Letter(&["--step", "narrowing", "--keep", "1"])),
    (
        "2025-02-12",
        "leeds",
        Mail("Could you please clarify which children you mean?", "clarification"),
    ),
    ("2025-02-14", "leeds", Letter(&["--step", "clarification_reply", "--words", "All."])),
    ("2025-02-17", "cardiff", Mail("FEES NOTICE. A fee of £25 is payable.", "fees")),
    (
        "2025-02-20",
        "derby",
        Mail(
            "We are extending the time limit to consider the public interest under section 43.",
            "extension",
        ),
    ),
    ("2025-02-21", "bury", Mail("We do not hold this information.", "not_held")),
    ("2025-03-04", "essex", Letter(&["--step", "chaser"])),
    ("2025-03-06", "glasgow", Letter(&["--step", "foisa_no_response_review"])),
    ("2025-03-07", "fife", Letter(&["--step", "foisa_no_response_review"])),
    ("2025-03-10", "hull", Record(&["telephone_call", "--outcome", "partly_answered"])),
    ("2025-03-11", "bury", Letter(&["--step", "review_request"])),
    ("2025-03-12", "moray", Record(&["estimate", "--until", "2025-03-20"])),
    ("2025-03-20", "essex", Letter(&["--step", "ico_non_response"])),
    ("2025-03-26", "kent", Mail("1. 14", "answer")),
    (
        "2025-04-10",
        "fife",
        Mail("The review has been completed. We uphold our decision.", "review_outcome"),
    ),
    ("2025-04-14", "glasgow", Letter(&["--step", "osic"])),
    ("2025-04-25", "fife", Letter(&["--step", "osic", "--words", "No reasons."])),
    ("2025-05-01", "essex", Record(&["decision_notice_sent"])),
    ("2025-05-20", "essex", Mail("1. 6\n2. 1\n3. 2\n", "")),
    ("2025-06-10", "falkirk", Letter(&["--step", "withdrawal"])),
    ("2025-07-01", "glasgow", Record(&["decision_intimated"])),
    ("2025-08-01", "bolton", Record(&["closed"])),
    ("2025-09-01", "bolton", Record(&["reopened"])),
];

fn act(world: &mut World, day: &str, authority: &str, act: &Act) {
    match act {
        Mail(body, kind) => {
            let mail = world.council(authority).replies(day, body);
            let name = world.receive(&mail)["mail"].as_str().unwrap().to_owned();
            if !kind.is_empty() {
                world.foi(&["assign", &name, "--kind", kind]).done();
            }
        }
        Letter(arguments) => {
            let mut all = vec!["approve", authority, "--confirm", "1"];
            all.extend(*arguments);
            world.foi(&all).done();
            world.foi(&["tick"]).done();
        }
        Record(arguments) => {
            let mut all = vec!["record", arguments[0], authority];
            all.extend(&arguments[1..]);
            world.foi(&all).done();
        }
    }
}

/// What is stored is what the log gives.
fn stored_is_fresh(world: &World, day: NaiveDate) {
    let now = Now::from_setting(Some(&format!("{day}T09:00:00Z"))).unwrap();
    let workspace = Workspace::read(&world.path(""), now).unwrap();
    let db = workspace.store.db();
    for listed in standing::list(db, None).unwrap() {
        let request = requests::get(db, listed.request).unwrap();
        let fresh = refresh::look(db, &request, day).unwrap();
        let name = format!("{} on {day}", listed.authority);
        assert_eq!(listed.standing.judgement, fresh.position.judgement, "{name}");
        // A step that is proposed every day anew bears that day.
        let dated = |step: &Option<foi_campaign::case::ladder::Proposal>| {
            step.as_ref().map(|step| (step.step, step.hard_stop, step.armed, step.why.clone()))
        };
        assert_eq!(dated(&listed.standing.proposal), dated(&fresh.plan.proposal), "{name}");
    }
}

fn world() -> World {
    let text = fs::read_to_string(fixtures().join("campaigns/trafficked/campaign.toml")).unwrap();
    let ids = IDS.map(|id| format!("\"{id}\"")).join(", ");
    let nations = "nations = [\"england\", \"wales\", \"scotland\", \"northern-ireland\"]";
    let text = text.replace(nations, &format!("ids = [{ids}]"));
    // One waits for an address, and is planned all the year.
    World::on("2025-02-03").campaign_text("t", &text).addresses(&IDS[..19])
}

#[test]
fn on_every_day_of_a_year_each_request_is_in_one_status_and_the_past_stays_as_it_was() {
    let mut world = world();
    world.foi(&["launch", "t", "--confirm", "19"]).done();
    let mut seen: BTreeSet<String> = statuses(&world.rows(&["requests"]));
    world.foi(&["tick"]).done();
    let mut remembered: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let first: NaiveDate = "2025-02-03".parse().unwrap();
    for offset in 0..366_u64 {
        let date = first + Days::new(offset);
        let day = date.to_string();
        let stories = YEAR.iter().filter(|(on, ..)| *on == day);
        let busy = stories.clone().next().is_some();
        if !busy && offset % 3 != 0 {
            continue;
        }
        world.at(&day);
        world.foi(&["tick"]).done();
        for (_, authority, what) in stories {
            act(&mut world, &day, authority, what);
        }
        stored_is_fresh(&world, date);
        if busy || offset % 10 == 0 {
            let rows = world.rows(&["requests"]);
            assert_eq!(rows.len(), IDS.len(), "{day}");
            seen.extend(statuses(&rows));
            remembered.insert(day, rows);
        }
    }
    for (day, rows) in &remembered {
        assert_eq!(&world.rows(&["requests", "--on", day]), rows, "{day}");
    }
    for status in [
        "planned",
        "queued",
        "undelivered",
        "awaiting",
        "clarification_asked",
        "fee_asked",
        "extended",
        "overdue",
        "answered",
        "partly_answered",
        "refused",
        "not_held",
        "review_asked",
        "review_overdue",
        "complained",
        "closed",
    ] {
        assert!(seen.contains(status), "{status} in {seen:?}");
    }
}

fn statuses(rows: &[Value]) -> BTreeSet<String> {
    rows.iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
}
