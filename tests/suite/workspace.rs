//! A workspace: made, opened, shared, upgraded, refused.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use foi_campaign::jobs::Workspace;
use foi_campaign::jobs::pacing::Pacing;
use foi_campaign::jobs::tick::next_instant;
use foi_campaign::now::Now;
use foi_campaign::store::migrate;
use rusqlite::Connection;

use crate::world::World;

fn now() -> Now {
    Now::Fixed("2026-02-02T09:00:00Z".parse().unwrap())
}

#[test]
fn init_makes_a_workspace_with_private_files_and_never_overwrites_one() {
    let world = World::empty("2026-02-02");
    world.foi(&["init", "new"]).done();
    for name in ["new/foi.toml", "new/foi.db"] {
        let mode = fs::metadata(world.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let said = world.foi(&["init", "new"]).failed();
    assert!(said.contains("is a workspace already"), "{said}");
}

#[test]
fn every_command_that_needs_a_workspace_says_how_to_get_one() {
    let world = World::empty("2026-02-02");
    for command in ["requests", "mail", "answers", "results", "next", "status", "outbox", "tick"] {
        let said = world.foi(&[command]).failed();
        assert!(said.contains("no workspace") && said.contains("foi init"), "{command}: {said}");
    }
    assert_eq!(fs::read_dir(world.path("")).unwrap().count(), 0, "and nothing was made");
}

#[test]
fn what_needs_no_workspace_works_without_one() {
    let world = World::empty("2026-02-02");
    world.foi(&["clock", "--law", "foisa", "--received", "2026-02-02"]).done();
    assert_eq!(world.rows(&["register"]).len(), 212);
    assert!(world.foi(&["licences"]).done().stdout.contains("Open Government Licence"));
}

#[test]
fn a_mistake_in_foi_toml_is_named_with_its_line() {
    let world = World::on("2026-02-02");
    for (text, expected) in [
        ("[sender]\nnmae = \"Ada\"\n", "foi.toml:2: unknown_key: `nmae`"),
        ("[transport]\nkind = \"pigeon\"\n", "foi.toml:2: unknown_transport"),
        (
            "[transport]\nkind = \"smtp\"\nhost = \"mail.example\"\ntls = \"none\"\n",
            "foi.toml:3: not_encrypted",
        ),
        ("[transport]\nkind = \"smtp\"\nhost = \"mail.example\"\n", "foi.toml:1: no_user"),
        ("[sender]\naddress = \"nobody\"\n", "foi.toml:2: bad_address"),
        ("[sender\n", "foi.toml:1: not_toml"),
        ("[pace]\nfrom = \"9 o'clock\"\n", "foi.toml:2: bad_time"),
    ] {
        fs::write(world.path("foi.toml"), text).unwrap();
        let said = world.foi(&["requests"]).failed();
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_file_that_is_not_utf8_is_named_with_the_line_and_what_to_do() {
    let world = World::on("2026-02-02").campaign("trafficked");
    let latin = b"title = \"Children\"\nabout = \"Caf\xe9\"\n";
    let file = world.path("campaigns/trafficked/campaign.toml");
    let good = fs::read(&file).unwrap();
    fs::write(&file, latin).unwrap();
    let said = world.foi(&["campaign", "check"]).failed();
    assert!(said.contains("campaign.toml:2: not_utf8:"), "{said}");
    assert!(said.contains("Save the file as UTF-8"), "{said}");
    fs::write(&file, good).unwrap();
    fs::write(world.path("foi.toml"), latin).unwrap();
    let said = world.foi(&["requests"]).failed();
    assert!(said.contains("foi.toml:2: not_utf8:"), "{said}");
    assert!(said.contains("Save the file as UTF-8"), "{said}");
}

#[test]
fn a_set_time_is_refused_where_letters_would_leave_through_a_mail_server() {
    let world = World::on("2026-02-02");
    let live = "[transport]\nkind = \"smtp\"\nport = 2525\n";
    fs::write(world.path("foi.toml"), live).unwrap();
    let said = world.foi(&["tick"]).failed();
    assert!(said.contains("FOI_NOW is set") && said.contains("test = true"), "{said}");
    fs::write(world.path("foi.toml"), format!("{live}test = true\n")).unwrap();
    world.foi(&["tick"]).done();
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let world = World::on("2026-02-02");
    let db = Connection::open(world.path("foi.db")).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    for command in ["requests", "tick"] {
        let said = world.foi(&[command]).failed();
        assert!(said.contains("newer version of foi"), "{said}");
    }
}

#[test]
fn a_read_only_database_can_be_looked_at_and_not_written_to() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    let world = world.launched("trafficked");
    let mut permissions = fs::metadata(world.path("foi.db")).unwrap().permissions();
    permissions.set_mode(0o400);
    fs::set_permissions(world.path("foi.db"), permissions).unwrap();
    assert_eq!(world.rows(&["requests"]).len(), 212);
    let said = world.foi(&["tick"]).failed();
    assert!(said.contains("is read-only"), "{said}");
}

#[test]
fn a_file_that_is_no_database_is_named() {
    let world = World::on("2026-02-02");
    fs::write(world.path("foi.db"), "this is no database, but a long enough text to look at")
        .unwrap();
    let said = world.foi(&["requests"]).failed();
    assert!(said.contains("foi.db is not a foi database"), "{said}");
}

#[test]
fn a_second_writer_is_told_who_holds_the_workspace() {
    let world = World::on("2026-02-02");
    let holder = Workspace::write(&world.path(""), now(), "launch").unwrap();
    let said = world.foi(&["pause"]).failed();
    let process = format!("`foi launch` (process {}", std::process::id());
    assert!(said.contains(&process) && said.contains("holds this workspace"), "{said}");
    assert_eq!(world.foi(&["requests"]).code, 0, "looking is allowed meanwhile");
    drop(holder);
    world.foi(&["pause"]).done();
}

#[test]
fn time_may_not_run_backwards() {
    let mut world = World::on("2026-02-02");
    world.at("2026-02-01");
    let said = world.foi(&["pause"]).failed();
    assert!(said.contains("records up to 2026-02-02"), "{said}");
    world.at("yesterdayT");
    let said = world.foi(&["requests"]).failed();
    assert!(said.contains("no RFC 3339 instant"), "{said}");
}

#[test]
fn the_log_and_what_came_in_cannot_be_changed() {
    let mut world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    world = world.launched("trafficked");
    world.at("2026-02-20");
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "1. 5\n2. 2\n3. 7\n"));
    let db = Connection::open(world.path("foi.db")).unwrap();
    for table in
        ["events", "letters", "requests", "campaigns", "register_decisions", "raw_mails", "mails"]
    {
        assert!(db.execute(&format!("DELETE FROM {table}"), []).is_err(), "{table}");
        assert!(
            db.execute(&format!("UPDATE {table} SET rowid = rowid + 1000"), []).is_err(),
            "{table}"
        );
        let count = || -> i64 {
            db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
        };
        let rows = count();
        assert!(rows > 0, "{table}");
        for verb in ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"] {
            let again = format!("{verb} INTO {table} SELECT * FROM {table}");
            assert!(db.execute(&again, []).is_err(), "{table}: {again}");
        }
        assert_eq!(count(), rows, "{table}");
    }
}

#[test]
fn a_row_that_came_in_is_not_replaced_by_another_with_the_same_name() {
    let mut world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    world = world.launched("trafficked");
    world.at("2026-02-20");
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "1. 5\n2. 2\n3. 7\n"));
    let db = Connection::open(world.path("foi.db")).unwrap();
    for (table, columns) in [
        (
            "letters",
            "request, kind, 7, message_id, recipient, sender, subject, bytes, approved_at, copy",
        ),
        (
            "letters",
            "request, kind, number, 'x@y', recipient, sender, subject, bytes, approved_at, copy",
        ),
        ("requests", "'c', authority, name, nation, law, code, 'r', reply_address, made_at"),
        ("requests", "campaign, authority, name, nation, law, 'c', 'r', reply_address, made_at"),
        (
            "mails",
            "sha256, content, file, location, 'x@y', arrived_at, arrived_basis, seen_at, NULL",
        ),
    ] {
        let insert = format!("INSERT OR REPLACE INTO {table} SELECT 9999, {columns} FROM {table}");
        let said = db.execute(&insert, []).unwrap_err().to_string();
        assert!(
            said.contains("append-only") || said.contains("frozen") || said.contains("as it came"),
            "{said}"
        );
    }
}

#[test]
fn every_table_is_strict_and_the_database_keeps_a_write_ahead_log() {
    let world = World::on("2026-02-02");
    let db = Connection::open(world.path("foi.db")).unwrap();
    let loose: i64 = db
        .query_row(
            "SELECT count(*) FROM pragma_table_list WHERE strict = 0 AND type <> 'view' AND name NOT LIKE 'sqlite_%'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(loose, 0);
    let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

fn database(world: &World) -> (Connection, std::path::PathBuf) {
    let path = world.path("old.db");
    let mut db = Connection::open(&path).unwrap();
    migrate::up(&mut db, &path, &["CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (7);"])
        .unwrap();
    (db, path)
}

const FIRST: &str = "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (7);";

#[test]
fn before_a_migration_the_database_is_copied() {
    let world = World::empty("2026-02-02");
    let (mut db, path) = database(&world);
    migrate::up(&mut db, &path, &[FIRST, "ALTER TABLE a ADD COLUMN y INTEGER;"]).unwrap();
    let copy = Connection::open(world.path("old.db.before-schema-2")).unwrap();
    let columns = |db: &Connection| -> i64 {
        db.query_row("SELECT count(*) FROM pragma_table_info('a')", [], |row| row.get(0)).unwrap()
    };
    assert_eq!((columns(&copy), columns(&db)), (1, 2));
}

#[test]
fn a_failed_migration_restores_the_database() {
    let world = World::empty("2026-02-02");
    let (mut db, path) = database(&world);
    let broken = "DELETE FROM a;";
    let fails = "SELECT * FROM no_such_table;";
    let error = migrate::up(&mut db, &path, &[FIRST, broken, fails]).unwrap_err();
    assert!(format!("{error:#}").contains("is as it was"), "{error:#}");
    let kept: i64 = db.query_row("SELECT x FROM a", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 7, "what the second migration deleted is back");
    let version: u32 = db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 1);
}

/// What later versions lay over the tables, so that columns can go.
fn drop_views(db: &Connection) {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'view' AND substr(name, 1, 2) = 'v_'";
    let mut statement = db.prepare(sql).unwrap();
    let views: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for view in views {
        db.execute(&format!("DROP VIEW {view}"), []).unwrap();
    }
}

/// Without what keeps the log as it is.
fn unguarded(db: &Connection) {
    for table in ["events", "letters", "requests", "campaigns", "register", "raw_mails", "mails"] {
        db.execute(&format!("DROP TRIGGER {table}_no_replace"), []).unwrap();
    }
    for table in ["events", "raw_mails", "mails"] {
        let stub = format!(
            "DROP TRIGGER {table}_no_update;
             CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT 1; END;"
        );
        db.execute_batch(&stub).unwrap();
    }
    db.execute_batch("DROP TRIGGER freezes_no_update; DROP VIEW being_erased;").unwrap();
}

#[test]
fn requests_from_before_the_day_they_were_made_was_kept_were_made_at_the_first_launch() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    let world = world.launched("trafficked");
    let db = Connection::open(world.path("foi.db")).unwrap();
    unguarded(&db);
    drop_views(&db);
    db.execute("ALTER TABLE requests DROP COLUMN made_at", []).unwrap();
    db.execute("DROP INDEX events_by_reference", []).unwrap();
    let indices = ["standing_by_step", "standing_armed", "outbox_by_departure", "answers_waiting"];
    for index in indices {
        db.execute(&format!("DROP INDEX {index}"), []).unwrap();
    }
    for column in ["left_at", "tries", "first_tried"] {
        db.execute(&format!("ALTER TABLE outbox DROP COLUMN {column}"), []).unwrap();
    }
    for column in ["otherwise", "proposal", "step", "hard_stop", "armed_from"] {
        db.execute(&format!("ALTER TABLE standing DROP COLUMN {column}"), []).unwrap();
    }
    for column in ["changes_to", "chased_on"] {
        db.execute(&format!("ALTER TABLE standing ADD COLUMN {column} TEXT"), []).unwrap();
    }
    db.execute("ALTER TABLE letters DROP COLUMN copy", []).unwrap();
    for table in [
        "mail_domains",
        "server_trouble",
        "backups",
        "unswept",
        "tombstones",
        "erased_mails",
        "erasures",
        "bank_holidays",
        "seen_files",
        "polls",
        "mailboxes",
        "mails_passed_over",
        "documents",
        "freezes",
    ] {
        db.execute(&format!("DROP TABLE {table}"), []).unwrap();
    }
    for index in ["readings_by_reference", "readings_by_sender"] {
        db.execute(&format!("DROP INDEX {index}"), []).unwrap();
    }
    for column in ["reference", "sender", "place_decided"] {
        db.execute(&format!("ALTER TABLE readings DROP COLUMN {column}"), []).unwrap();
    }
    db.pragma_update(None, "user_version", 2).unwrap();
    drop(db);
    assert!(world.foi(&["requests"]).failed().contains("older version of foi"));
    world.foi(&["tick"]).done();
    assert_eq!(world.rows(&["requests", "--on", "2026-02-02"]).len(), 212);
    assert_eq!(world.rows(&["requests", "--on", "2026-02-01"]).len(), 0);
}

#[test]
fn run_takes_in_mail_as_it_comes_and_stops_cleanly_on_a_signal() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    let mut child = world
        .command(&["run", "--poll", "1"])
        .env_remove("FOI_NOW")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while world.letters().is_empty() {
        assert!(child.try_wait().unwrap().is_none(), "it stopped by itself");
        std::thread::yield_now();
    }
    let id = child.id().to_string();
    std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("stopped"));
    assert_eq!(world.foi(&["run"]).code, 1, "time that stands still is refused");
}

#[test]
fn a_workspace_in_a_synchronised_folder_is_warned_of_with_the_reason() {
    let world = World::empty("2026-02-02");
    let run = world.foi(&["init", "Dropbox/campaign"]).done();
    assert!(run.stderr.contains("synchronised folder"), "{}", run.stderr);
    let run = world.foi(&["--workspace", "Dropbox/campaign", "pause", "--as", "ada"]).done();
    assert!(run.stderr.contains("a copy taken while foi writes"), "{}", run.stderr);
    let run = world.foi(&["init", "plain"]).done();
    assert_eq!(run.stderr, "");
}

#[test]
fn a_tick_says_what_became_overdue_since_the_last_one() {
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]).launched("trafficked");
    world.at("2026-03-02");
    assert!(!world.foi(&["tick"]).done().stdout.contains("overdue"));
    world.at("2026-03-03");
    assert!(world.foi(&["tick"]).done().stdout.contains("Newly overdue: kent."));
    assert!(!world.foi(&["tick"]).done().stdout.contains("overdue"), "and not twice");
}

#[test]
fn run_sleeps_until_the_next_letter_or_the_day_a_request_becomes_overdue() {
    let world = World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]);
    world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    let next = |instant: &str, pacing| {
        let now = Now::Fixed(instant.parse().unwrap());
        let workspace = Workspace::read(&world.path(""), now).unwrap();
        next_instant(&workspace, pacing).unwrap().map(|at| at.to_rfc3339())
    };
    // Friday evening: a paced letter waits for Monday morning, an unpaced one leaves at once.
    let friday = "2026-02-06T18:00:00Z";
    assert_eq!(next(friday, Pacing::Paced).unwrap(), "2026-02-09T09:00:00+00:00");
    assert_eq!(next(friday, Pacing::Unpaced).unwrap(), "2026-02-06T18:00:00+00:00");
    world.foi(&["tick"]).done();
    assert_eq!(next(friday, Pacing::Paced).unwrap(), "2026-03-03T00:00:00+00:00");
}
