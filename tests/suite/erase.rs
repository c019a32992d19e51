//! Erasure: bytes and words go everywhere, figures stay and are marked, a tombstone is left.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;

use crate::world::World;

/// A name that must be nowhere once it was erased.
const NAME: &str = "Tarquin Featherstonehaugh";

fn world() -> World {
    let mut world = World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["kent", "essex"])
        .launched("trafficked");
    world.at("2026-02-20");
    world
}

/// A reply with the name in its subject, its words and its answers.
fn reply(world: &World) -> String {
    let council = world.council("kent");
    let body = format!("{NAME} was one of them.\n1. 12 ({NAME} included)\n2. 5\n3. 7\n");
    council.replies("2026-02-10", &body).replacen("Subject: ", &format!("Subject: {NAME}: "), 1)
}

/// A reply whose figures stand in a CSV that names a child, and whose body has one more.
fn with_csv(world: &World, day: &str) -> String {
    let council = world.council("kent");
    let csv =
        format!("Question,2024\r\n1. How many were trafficked,14\r\n2,6\r\n3,9\r\nnote,{NAME}\r\n");
    let mail = council.replies(day, "Please see the file.");
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    let head = head.replace(
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: multipart/mixed; boundary=\"=_b\"",
    );
    format!(
        "{head}\r\n\r\n--=_b\r\nContent-Type: text/plain\r\n\r\n{body}\r\n\
         --=_b\r\nContent-Type: text/csv; name=\"{NAME}.csv\"\r\n\
         Content-Disposition: attachment; filename=\"{NAME}.csv\"\r\n\r\n{csv}--=_b--\r\n"
    )
}

/// Files of the workspace's database in which the name stands, as it is.
fn named_in(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    for name in ["foi.db", "foi.db-wal", "foi.db-shm"] {
        let bytes = fs::read(world.path(name)).unwrap_or_default();
        let has = bytes.windows(8).any(|window| window == b"Tarquin ");
        if has || bytes.windows(13).any(|window| window == b"Featherstoneh") {
            found.push(name.to_owned());
        }
    }
    found
}

fn erase(world: &World, what: &str) {
    world.foi(&["erase", what, "--reason", "names a child", "--confirm"]).done();
}

#[test]
fn an_erased_mail_is_nowhere_in_the_database_and_leaves_a_tombstone() {
    let mut world = world();
    let mail = world.receive(&reply(&world));
    world.foi(&["answers", "accept", "kent"]).done();
    let note = format!("as {NAME} says");
    world
        .foi(&["answers", "set", "kent", "trafficked", "13", "--note", &note, "--mail", "m1"])
        .done();
    assert!(!named_in(&world).is_empty(), "before, it has the name");
    erase(&world, "m1");
    assert_eq!(named_in(&world), Vec::<String>::new());
    let row = world.row(&["mail"], "mail", "m1");
    assert_eq!(row["sha256"], mail["sha256"], "the hash is that of the bytes as they came");
    assert_eq!((&row["kind"], &row["subject"]), (&mail["kind"], &Value::from("[erased]")));
    assert_eq!(row["erased"]["by"], "ada");
    assert_eq!(row["erased"]["reason"], "names a child");
    let db = Connection::open(world.path("foi.db")).unwrap();
    let stone: (String, String) = db
        .query_row("SELECT what, sha256 FROM tombstones", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(stone, ("mail".to_owned(), mail["sha256"].as_str().unwrap().to_owned()));
    let history = world.foi(&["history", "kent"]).done().stdout;
    assert!(history.contains("all of the mail: names a child"), "{history}");
}

#[test]
fn figures_read_from_an_erased_mail_stay_and_are_marked() {
    let mut world = world();
    world.receive(&reply(&world));
    world.foi(&["answers", "accept", "kent"]).done();
    let before = world.answer("kent", "trafficked").unwrap();
    let status = world.request("kent")["status"].clone();
    erase(&world, "m1");
    let after = world.answer("kent", "trafficked").unwrap();
    for field in ["low", "high", "status", "stands", "decided_by"] {
        assert_eq!(after[field], before[field], "{field}");
    }
    assert_eq!(after["as_written"], "[erased]");
    assert_eq!(after["erased"]["reason"], "names a child");
    assert_eq!(world.request("kent")["status"], status);
    let shown = world.foi(&["answers"]).done().stdout;
    assert!(shown.contains("source erased on 2026-02-20 by ada"), "{shown}");
    let id = "trafficked_missing_rate";
    let told = world.foi(&["results", "--explain", id]).done().stdout;
    assert!(told.contains("its source was erased on 2026-02-20 by ada: names a child"), "{told}");
}

#[test]
fn nothing_goes_without_confirmation_and_the_number_must_be_right() {
    let mut world = world();
    let mail = world.receive(&reply(&world));
    let shown = world.foi(&["erase", "m1", "--reason", "names a child"]).done().stdout;
    assert!(shown.contains("Nothing was erased"), "{shown}");
    assert!(shown.contains(mail["sha256"].as_str().unwrap()), "{shown}");
    assert!(shown.contains("--confirm 1"), "{shown}");
    let why = world.foi(&["erase", "m1", "--reason", "x", "--confirm", "7"]).failed();
    assert!(why.contains("you confirmed 7"), "{why}");
    let why = world.foi(&["erase", "m1", "--reason", " ", "--confirm"]).failed();
    assert!(why.contains("say why"), "{why}");
    assert_eq!(world.row(&["mail"], "mail", "m1")["subject"], mail["subject"]);
}

#[test]
fn a_rebuild_after_an_erasure_finds_everything_as_it_was_left() {
    let mut world = world();
    world.receive(&reply(&world));
    world.foi(&["answers", "accept", "kent"]).done();
    world.receive(&with_csv(&world, "2026-02-12"));
    erase(&world, "m1");
    erase(&world, "m2:1");
    assert_eq!(world.rows(&["rebuild", "--check"]), Vec::<Value>::new());
    let before: Vec<_> =
        [&["mail"][..], &["answers", "--all"], &["requests"]].map(|row| world.rows(row)).to_vec();
    world.foi(&["rebuild", "--confirm", "0"]).done();
    let after: Vec<_> =
        [&["mail"][..], &["answers", "--all"], &["requests"]].map(|row| world.rows(row)).to_vec();
    assert_eq!(before, after);
    assert_eq!(named_in(&world), Vec::<String>::new());
}

#[test]
fn an_erased_mail_that_comes_again_is_not_stored_again() {
    let mut world = world();
    let raw = reply(&world);
    world.receive(&raw);
    erase(&world, "m1");
    let maildir = world.path("Maildir/new");
    fs::create_dir_all(&maildir).unwrap();
    fs::create_dir_all(world.path("Maildir/cur")).unwrap();
    fs::create_dir_all(world.path("Maildir/tmp")).unwrap();
    fs::write(maildir.join("1.host"), &raw).unwrap();
    // Another road: the same words, other trace lines.
    fs::write(maildir.join("2.host"), format!("X-Road: other\r\n{raw}")).unwrap();
    let run = world.foi(&["receive", "Maildir"]).done();
    assert!(run.stdout.contains("is m1, which ada erased on 2026-02-20"), "{}", run.stdout);
    assert_eq!(run.stdout.matches("not taken in again").count(), 2, "{}", run.stdout);
    assert_eq!(world.rows(&["mail"]).len(), 1);
    assert_eq!(named_in(&world), Vec::<String>::new());
}

#[test]
fn an_erased_attachment_leaves_the_rest_of_its_mail_and_the_figures() {
    let mut world = world();
    let mail = world.receive(&with_csv(&world, "2026-02-12"));
    let file = mail["attachments"][0].clone();
    world.foi(&["answers", "accept", "kent"]).done();
    let figures = world.rows(&["answers"]);
    erase(&world, &format!("m1:{NAME}.csv"));
    assert_eq!(named_in(&world), Vec::<String>::new());
    let row = world.row(&["mail"], "mail", "m1");
    assert_eq!(row["sha256"], mail["sha256"]);
    assert_eq!(row["new_text"], mail["new_text"]);
    let left = &row["attachments"][0];
    assert_eq!((&left["name"], &left["text_status"]), (&"erased-1.csv".into(), &"erased".into()));
    assert_eq!((&left["sha256"], &left["bytes"]), (&file["sha256"], &file["bytes"]));
    let lows = |rows: &[Value]| rows.iter().map(|row| row["low"].clone()).collect::<Vec<_>>();
    assert_eq!(lows(&world.rows(&["answers"])), lows(&figures));
    let raw = world.foi(&["mail", "show", "m1", "--raw"]).done().stdout;
    assert!(raw.contains("Erased: on 2026-02-20 by ada: names a child. SHA-256"), "{raw}");
    assert!(raw.contains("Please see the file."), "{raw}");
    // The same mail again is known, and its file does not come back.
    world.receive_again(&with_csv(&world, "2026-02-12"));
    assert_eq!(world.rows(&["mail"]).len(), 1);
    assert_eq!(named_in(&world), Vec::<String>::new());
}

#[test]
fn an_attachment_is_erased_from_every_mail_that_carried_it() {
    let mut world = world();
    let first = world.receive(&with_csv(&world, "2026-02-12"));
    world.receive(&with_csv(&world, "2026-02-13"));
    let sha256 = first["attachments"][0]["sha256"].as_str().unwrap().to_owned();
    let shown = world.rows(&["erase", &sha256, "--reason", "x"]);
    assert_eq!(shown.last().unwrap()["mails"], 2, "{shown:?}");
    erase(&world, &sha256);
    assert_eq!(named_in(&world), Vec::<String>::new());
    let why = world.foi(&["erase", &sha256, "--reason", "x", "--confirm"]).failed();
    assert!(why.contains("it was erased before"), "{why}");
}

#[test]
fn an_erased_file_that_another_mail_brings_again_is_kept_out_of_sight() {
    let mut world = world();
    world.receive(&with_csv(&world, "2026-02-12"));
    erase(&world, "m1:1");
    world.at("2026-02-23");
    let again = world.receive(&with_csv(&world, "2026-02-22"));
    assert_eq!(again["attachments"][0]["text_status"], "quarantined", "{again}");
    let why = again["review_reason"].as_str().unwrap();
    assert!(why.contains("the same file was erased from m1 on 2026-02-20 by ada"), "{why}");
    assert_eq!(world.rows(&["rebuild"])[0]["mails"], 0);
}

#[test]
fn a_letter_of_ours_that_quotes_it_is_named_however_its_lines_are_folded_and_stays() {
    let mut world = world();
    let asks = format!(
        "Please could you clarify which children you mean, those like {NAME} who came into our care \
         after the first of April, or all of the children for whom we were responsible in that year?"
    );
    let mail = world.council("kent").replies("2026-02-10", &asks);
    world.receive(&mail);
    world.foi(&["assign", "m1", "--kind", "clarification"]).done();
    let reply = ["approve", "kent", "--step", "clarification_reply", "--words", "All of them."];
    world.foi(&[&reply[..], &["--confirm", "1"]].concat()).done();
    world.foi(&["tick"]).done();
    let letters = world.letters();
    let rows = world.rows(&["erase", "m1", "--reason", "names a child"]);
    let quotes = |row: &&Value| {
        row["what"].as_str().is_some_and(|what| what == "our letter quotes it, and stays as it is")
    };
    assert_eq!(rows.iter().filter(quotes).count(), 1, "{rows:?}");
    erase(&world, "m1");
    assert_eq!(world.letters().len(), letters.len());
}

#[test]
fn copies_that_still_hold_it_are_named() {
    let mut world = world();
    world.receive(&reply(&world));
    let db = Connection::open(world.path("foi.db")).unwrap();
    db.execute("VACUUM INTO ?1", [world.path("copy-of-monday.db").to_str().unwrap()]).unwrap();
    drop(db);
    fs::create_dir_all(world.path("old")).unwrap();
    fs::copy(world.path("came/001.eml"), world.path("old/kept.eml")).unwrap();
    let rows = world.rows(&["erase", "m1", "--reason", "names a child"]);
    let places: Vec<&str> = rows
        .iter()
        .filter(|row| row["type"] == "remains")
        .map(|row| Path::new(row["place"].as_str().unwrap()).file_name().unwrap().to_str().unwrap())
        .collect();
    for name in ["copy-of-monday.db", "kept.eml", "001.eml"] {
        assert!(places.contains(&name), "{name} in {places:?}");
    }
}

#[test]
fn the_log_and_what_came_let_go_of_nothing_but_what_is_being_erased() {
    let mut world = world();
    world.receive(&reply(&world));
    world.foi(&["answers", "accept", "kent"]).done();
    world.receive(&with_csv(&world, "2026-02-12"));
    let db = Connection::open(world.path("foi.db")).unwrap();
    let refuse = |when: &str| {
        for statement in [
            "UPDATE raw_mails SET bytes = x'' WHERE sha256 = (SELECT sha256 FROM mails WHERE id = 2)",
            "DELETE FROM raw_mails",
            "UPDATE mails SET file = 'x' WHERE id = 2",
            "UPDATE mails SET arrived_at = '2000-01-01' WHERE id = 1",
            "DELETE FROM mails WHERE id = 1",
            "UPDATE events SET by = 'x'",
            "UPDATE events SET event = json_set(event, '$.mail', 7)",
            "DELETE FROM events",
            "UPDATE letters SET bytes = x''",
            "DELETE FROM tombstones WHERE 1 = (SELECT count(*) FROM tombstones)",
            "UPDATE erasures SET why = 'x' WHERE 1 = (SELECT count(*) FROM erasures)",
        ] {
            let changed = db.execute(statement, []);
            assert!(matches!(changed, Err(_) | Ok(0)), "{when}: {statement}: {changed:?}");
        }
    };
    refuse("before");
    // An erasure of the first mail that is open.
    db.execute_batch(
        "BEGIN; INSERT INTO erasures (at, by, why, state) VALUES ('x', 'x', 'x', 'open');
         INSERT INTO erased_mails (erasure, mail, reading) VALUES (1, 1, '{}');",
    )
    .unwrap();
    refuse("while open");
    let first =
        "UPDATE raw_mails SET bytes = x'' WHERE sha256 = (SELECT sha256 FROM mails WHERE id = 1)";
    assert_eq!(db.execute(first, []).unwrap(), 1);
    db.execute_batch("ROLLBACK").unwrap();
    erase(&world, "m1");
    refuse("after");
    assert!(db.execute(first, []).is_err(), "after: it is closed");
}

#[test]
fn what_was_decided_of_a_mail_before_it_was_erased_is_decided_anew_not_taken_back() {
    let mut world = world();
    world.receive(&reply(&world));
    world.foi(&["assign", "m1", "--kind", "other"]).done();
    erase(&world, "m1");
    let why = world.foi(&["assign", "m1", "--undo"]).failed();
    assert!(why.contains("m1 was erased since"), "{why}");
    world.foi(&["assign", "m1", "--kind", "answer"]).done();
    assert_eq!(world.row(&["mail"], "mail", "m1")["kind"], "answer");
    assert_eq!(world.rows(&["rebuild", "--check"]), Vec::<Value>::new());
}
