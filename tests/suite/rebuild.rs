//! Mails read anew: the same version gives the same; a newer reader shows what it would change.

use rusqlite::Connection;
use serde_json::Value;

use crate::world::World;

fn world() -> World {
    let mut world = World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["kent", "essex", "devon"])
        .launched("trafficked");
    world.at("2026-02-20");
    world
}

/// Changes what is derived, as if an older version had written it.
fn as_if_older(world: &World, statements: &str) {
    let db = Connection::open(world.path("foi.db")).unwrap();
    db.execute_batch(statements).unwrap();
}

/// Everything that is derived from mails.
fn derived(world: &World) -> Vec<Vec<Value>> {
    [&["mail"][..], &["answers", "--all"], &["requests"], &["next"]]
        .map(|listing| world.rows(listing))
        .to_vec()
}

fn of_type(rows: &[Value], name: &str) -> Vec<Value> {
    rows.iter().filter(|row| row["type"] == name).cloned().collect()
}

/// An answer, a held mail with a reference, another with the same, and decisions in between.
fn a_campaign(world: &mut World) {
    let to = "requests@harbour-watch.example";
    let (kent, essex, devon) =
        (world.council("kent"), world.council("essex"), world.council("devon"));
    world.receive(&kent.replies("2026-02-10", "1. about 10\n2. 2\n3. 7\n"));
    world.receive(&essex.writes("2026-02-10", "FOI 778812", to, "Our reference: FOI-778812\n"));
    world.receive(&essex.writes("2026-02-11", "Ref FOI-778812", to, "Our ref: FOI-778812.\nHello"));
    world.foi(&["assign", "m2", "essex"]).done();
    world.receive(&essex.writes("2026-02-12", "Again", to, "Our reference: FOI-778812\n\nHello"));
    world.foi(&["assign", "m2", "devon"]).done();
    world.foi(&["answers", "accept", "kent", "trafficked"]).done();
    world.receive(&devon.replies("2026-02-13", "We refuse under section 12 of the Act."));
    world.foi(&["assign", "m5", "--kind", "refusal"]).done();
}

#[test]
fn the_same_reader_reads_every_mail_as_before_whatever_was_decided_in_between() {
    let mut world = world();
    a_campaign(&mut world);
    let before = derived(&world);
    let rows = world.rows(&["rebuild"]);
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!((&rows[0]["read"], &rows[0]["mails"]), (&5.into(), &0.into()));
    world.foi(&["rebuild", "--confirm", "0"]).done();
    assert_eq!(derived(&world), before);
    assert_eq!(world.rows(&["rebuild", "--check"]).len(), 0);
}

#[test]
fn what_a_newer_reader_would_change_is_shown_and_kept_only_when_its_number_is_confirmed() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "1. 5\n2. 2\n3. 7\n"));
    let right = derived(&world);
    as_if_older(
        &world,
        "UPDATE readings SET reader = 1, kind = 'other', waits = 1, review_reason = 'what is it?',
             reading = json_set(reading, '$.meaning.kind', 'other', '$.candidates', json('[]'),
                                '$.meaning.mail_doubt', 'what is it?');
         DELETE FROM answers;
         UPDATE standing SET status = 'awaiting', replied_on = NULL, waiting = 1
             WHERE request = (SELECT request FROM filed);",
    );
    let status = world.foi(&["status"]).done().stdout;
    let said = "1 mail was read by an older reader: `foi rebuild` shows what changes.";
    assert!(status.contains(said), "{status}");
    let older = derived(&world);
    let rows = world.rows(&["rebuild"]);
    let mails = of_type(&rows, "mail");
    let change = |what: &str| mails.iter().find(|row| row["what"] == what).unwrap().clone();
    let kind = change("kind");
    assert_eq!((&kind["before"], &kind["after"]), (&"other".into(), &"answer".into()));
    assert_eq!(change("doubt")["before"], "what is it?");
    assert!(change("answers")["after"].as_str().unwrap().contains("trafficked"), "{mails:?}");
    let requests = of_type(&rows, "request");
    assert_eq!(
        (&requests[0]["what"], &requests[0]["after"]),
        (&"status".into(), &"answered".into())
    );
    assert_eq!(of_type(&rows, "answer").len(), 3);
    assert_eq!(derived(&world), older, "nothing was written");
    let said = world.foi(&["rebuild", "--confirm", "2"]).failed();
    assert!(said.contains("1 mails would change, you confirmed 2"), "{said}");
    assert_eq!(derived(&world), older, "nothing was written");
    let said = world.foi(&["rebuild", "--confirm", "1"]).done().stdout;
    assert!(said.contains("1 changed, with 1 request"), "{said}");
    assert_eq!(derived(&world), right);
    assert!(!world.foi(&["status"]).done().stdout.contains("older reader"));
}

#[test]
fn what_an_earlier_mail_newly_teaches_counts_for_a_later_one() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "Thank you. Our reference: FOI-778812.\n"));
    let to = "requests@harbour-watch.example";
    world.receive(&kent.writes("2026-02-12", "FOI-778812", to, "1. 5\n2. 2\n3. 7\n"));
    assert_eq!(world.answer("kent", "trafficked").unwrap()["low"], 5);
    as_if_older(
        &world,
        "UPDATE readings SET reader = 1, reference = NULL,
             reading = json_set(reading, '$.authority_reference', NULL);
         DELETE FROM filed WHERE mail = 2;
         UPDATE readings SET reading = json_set(reading, '$.placing.held', 'no idea') WHERE mail = 2;",
    );
    let rows = world.rows(&["rebuild"]);
    let places: Vec<Value> =
        of_type(&rows, "mail").into_iter().filter(|row| row["what"] == "place").collect();
    assert_eq!(places.len(), 1, "{rows:#?}");
    assert_eq!(places[0]["mail"], "m2");
    assert!(places[0]["after"].as_str().unwrap().starts_with("kent ("), "{places:?}");
}

#[test]
fn a_reading_that_this_version_cannot_read_is_replaced() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "1. 5\n2. 2\n3. 7\n"));
    let right = derived(&world);
    as_if_older(&world, "UPDATE readings SET reader = 1, reading = '{}'");
    let rows = world.rows(&["rebuild"]);
    assert_eq!(of_type(&rows, "mail")[0]["what"], "reading", "{rows:#?}");
    world.foi(&["rebuild", "--confirm", "1"]).done();
    assert_eq!(derived(&world), right);
}

#[test]
fn what_is_stored_is_held_against_the_log() {
    let mut world = world();
    a_campaign(&mut world);
    let said = |world: &World| {
        let run = world.foi(&["rebuild", "--check", "--json"]);
        (run.code, run.rows())
    };
    for day in ["2026-02-20", "2026-03-02", "2026-03-03", "2026-09-01"] {
        world.at(day);
        assert_eq!(said(&world), (0, Vec::new()), "{day}");
    }
    for (statement, what) in [
        ("UPDATE standing SET due_on = '2026-03-09' WHERE request = 1", "due_on"),
        ("UPDATE standing SET status = 'closed' WHERE request = 1", "status"),
        ("DELETE FROM standing WHERE request = 1", "status"),
        ("DELETE FROM answers WHERE question = 'trafficked'", "trafficked"),
        ("UPDATE answers SET low = 99 WHERE question = 'trafficked'", "trafficked"),
        ("UPDATE answers SET stands = 1 - stands WHERE question = 'trafficked'", "trafficked"),
        ("UPDATE readings SET waits = 1 - waits WHERE mail = 1", "m1"),
    ] {
        let kept = std::fs::read(world.path("foi.db")).unwrap();
        as_if_older(&world, &format!("{statement}; PRAGMA wal_checkpoint(TRUNCATE);"));
        let (code, rows) = said(&world);
        assert_eq!(code, 1, "{statement}");
        let found = rows.iter().any(|row| row["what"].as_str().unwrap().starts_with(what));
        assert!(found, "{statement}: {rows:#?}");
        std::fs::write(world.path("foi.db"), kept).unwrap();
    }
    let said = world.foi(&["rebuild", "--check"]).done().stdout;
    assert!(said.contains("is what follows from the log"), "{said}");
}
