//! A whole campaign year against simulated authorities: what went in must come out, and nothing may
//! know more than it was told by mail.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use foi_campaign::campaign::{Campaign, file};
use foi_campaign::register::{Authority, Register};
use foi_campaign::simulation::attached::Format;
use foi_campaign::simulation::figures::Figures;
use serde_json::Value;

use crate::world::{Run, World};

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("campaigns/until-harm-ends")
}

/// Runs `foi rehearse` in an empty folder, with the time of the machine.
fn rehearse(world: &World, arguments: &[&str]) -> Run {
    foi(world, &[&["rehearse"], arguments].concat())
}

fn foi(world: &World, arguments: &[&str]) -> Run {
    let output = world.command(arguments).env_remove("FOI_NOW").output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn campaign() -> String {
    shipped().to_str().unwrap().to_owned()
}

fn of_type<'r>(rows: &'r [Value], kind: &str) -> Vec<&'r Value> {
    rows.iter().filter(|row| row["type"] == kind).collect()
}

/// The bytes of every file in a folder, by name.
fn bytes_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())
        })
        .collect()
}

/// A row of a figures file: status and bounds, by authority, question and period.
type Known = HashMap<(String, String, String), (String, String, String)>;

fn known(csv: &str) -> Known {
    csv.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            let [authority, question, period, status, low, high] = cells.try_into().unwrap();
            ((authority, question, period), (status, low, high))
        })
        .collect()
}

/// The exact pairs of a figures file for 2024: authorities, whole, part.
fn pairs(known: &Known, whole: &str, part: &str) -> (usize, u64, u64) {
    let exact = |authority: &str, question: &str| {
        let cell = (authority.to_owned(), question.to_owned(), "2024".to_owned());
        let (status, low, _) = known.get(&cell)?;
        (status == "exact").then(|| low.parse::<u64>().unwrap())
    };
    known
        .keys()
        .filter(|(_, question, period)| question == whole && period == "2024")
        .filter_map(|(authority, ..)| Some((exact(authority, whole)?, exact(authority, part)?)))
        .fold((0, 0, 0), |(count, wholes, parts), (whole, part)| {
            (count + 1, wholes + whole, parts + part)
        })
}

#[test]
fn the_shipped_campaign_recovers_every_figure_and_the_published_headlines() {
    let world = World::empty("2026-11-25");
    let run = rehearse(&world, &[&campaign(), "--keep", "kept", "--json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let rows = run.rows();
    let said: Vec<&str> =
        of_type(&rows, "headline").iter().map(|row| row["text"].as_str().unwrap()).collect();
    assert_eq!(
        said,
        [
            "Data from 135 local authorities showed that out of 2,335 children known or suspected \
             to have been trafficked, 864 – roughly 37% – were reported missing.",
            "Data from 141 local authorities showed that out of 11,999 unaccompanied children in \
             their care, 1,501 – roughly 13% – were reported missing.",
        ]
    );
    let values = of_type(&rows, "values")[0];
    assert_eq!((&values["wrong"], &values["not_in"]), (&Value::from(0), &Value::from(0)));
    // Told a second time from the file itself, authority by authority.
    let text = fs::read_to_string(shipped().join("rehearsal.csv")).unwrap();
    let mut expected = known(&text);
    let answers = foi(&world, &["answers", "--workspace", "kept", "--json"]).done().rows();
    let standing: Vec<&Value> = answers.iter().filter(|row| row["stands"] == true).collect();
    for row in &standing {
        let field = |key: &str| row[key].as_str().unwrap().to_owned();
        let cell = (field("authority"), field("question"), field("period"));
        let (status, low, high) = expected.remove(&cell).unwrap_or_else(|| panic!("{cell:?}"));
        let number = |key: &str| row[key].as_f64().map(|n| n.to_string()).unwrap_or_default();
        assert_eq!(field("status"), status, "{cell:?}");
        // Who writes noughts as such has one at least where "fewer than five" stands.
        let noughts = standing.iter().any(|other| {
            other["authority"] == row["authority"]
                && other["status"] == "exact"
                && other["low"] == 0
        });
        let narrowed = noughts && status == "suppressed" && low == "0" && high != "0";
        // Whether all of it stood in one reply is not known here.
        let low = if narrowed && number("low") == "1" { "1".to_owned() } else { low };
        assert_eq!((number("low"), number("high")), (low, high), "{cell:?}");
    }
    assert!(expected.is_empty(), "never recovered: {expected:?}");
    every_format_is_read(&rows, &standing);
}

/// Answers came in every format, a rule took figures from each, and each stands with its place.
fn every_format_is_read(rows: &[Value], standing: &[&Value]) {
    let formats = of_type(rows, "format");
    let known: Vec<&str> = Format::ALL.iter().map(|format| format.code()).collect();
    let came: Vec<&str> = formats.iter().map(|row| row["format"].as_str().unwrap()).collect();
    assert_eq!(came, known);
    let count = |row: &Value, key: &str| row[key].as_u64().unwrap();
    for row in &formats {
        assert!(count(row, "replies") > 0 && count(row, "by_rule") > 0, "{row}");
    }
    let files: u64 = formats.iter().skip(1).map(|row| count(row, "replies")).sum();
    assert!(files > count(formats[0], "replies"), "more answers come in files");
    let parts: BTreeSet<&str> = standing
        .iter()
        .filter(|row| row["decided_by"].as_str().is_some_and(|by| by.starts_with("rule:")))
        .filter_map(|row| row["evidence"]["part"].as_str())
        .filter_map(|part| part.rsplit('.').next())
        .collect();
    for ending in [
        "csv", "doc", "docx", "eml", "html", "ods", "odt", "pdf", "rtf", "txt", "xls", "xlsx",
        "zip",
    ] {
        assert!(parts.contains(ending), "{ending}: {parts:?}");
    }
}

#[test]
fn a_rehearsed_year_has_every_kind_of_mail_in_it() {
    let world = World::empty("2026-11-25");
    let run = rehearse(&world, &[&campaign(), "--keep", "kept"]).done();
    assert!(run.stdout.contains("0 are not in; 0 are wrong"), "{}", run.stdout);
    assert!(!run.stdout.contains("waits even now"), "the person decides all: {}", run.stdout);
    let mails = foi(&world, &["mail", "--workspace", "kept", "--json"]).done().rows();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let kinds: BTreeSet<String> = mails.iter().map(|row| text(row, "kind")).collect();
    let contract = [
        "acknowledgement",
        "answer",
        "auto_reply",
        "bounce",
        "clarification",
        "correction",
        "extension",
        "fees",
        "not_held",
        "other",
        "partial",
        "portal_link",
        "receipt",
        "refusal",
        "review_outcome",
        "spam",
        "transfer",
    ];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), contract);
    let named = |kind: &'static str, what: &'static str| {
        mails
            .iter()
            .filter(|row| row["kind"] == kind)
            .any(|row| text(row, "subject").contains(what))
    };
    assert!(named("receipt", "Read: Freedom of information request"));
    assert!(named("other", "How did we do?") && named("other", "Re: Freedom of information"));
    assert!(named("spam", "A special rate") && named("spam", "Re: Freedom of information"));
    // Of those that passed it on some answer after all, and some leave it at that.
    let (mut come_back, mut gone) = (0, 0);
    for transfer in mails.iter().filter(|row| row["kind"] == "transfer") {
        let whose = &transfer["matches"][0]["authority"];
        let replied = mails.iter().any(|row| {
            &row["matches"][0]["authority"] == whose
                && ["answer", "partial"].contains(&row["kind"].as_str().unwrap())
        });
        if replied { come_back += 1 } else { gone += 1 }
    }
    assert!(come_back > 0 && gone > 0, "{come_back} came back, {gone} did not");
    // Case systems name the file that comes with a reply after the case.
    assert!(mails.iter().any(|row| {
        let file = text(&row["attachments"][0], "name");
        file.ends_with("Internal review leaflet.txt")
            && file.starts_with(&text(row, "authority_reference").replace('/', "-"))
            && row["authority_reference"].is_string()
    }));
}

#[test]
fn the_figures_that_ship_add_up_to_the_published_ones() {
    let text = fs::read_to_string(shipped().join("rehearsal.csv")).unwrap();
    let known = known(&text);
    assert_eq!(pairs(&known, "trafficked", "trafficked_missing"), (135, 2335, 864));
    assert_eq!(pairs(&known, "unaccompanied", "unaccompanied_missing"), (141, 11999, 1501));
}

#[test]
fn other_figures_give_other_headlines_that_are_right() {
    let world = World::empty("2026-11-25");
    let text = fs::read_to_string(shipped().join("rehearsal.csv")).unwrap();
    // A few of the authorities, and a thousand more incidents-free children in one of them.
    let all = known(&text);
    let generous = |line: &&str| {
        let id = line.split(',').next().unwrap();
        let cell = (id.to_owned(), "unaccompanied".to_owned(), "2024".to_owned());
        all.get(&cell).is_some_and(|(status, ..)| status == "exact")
    };
    let mut ids: Vec<&str> =
        text.lines().skip(1).filter(generous).map(|line| line.split(',').next().unwrap()).collect();
    ids.dedup();
    ids.truncate(12);
    let first = format!("{},unaccompanied,2024,exact,", ids[0]);
    let changed: Vec<String> = std::iter::once(text.lines().next().unwrap().to_owned())
        .chain(text.lines().filter(|line| ids.contains(&line.split(',').next().unwrap())).map(
            |line| {
                if line.starts_with(&first) { format!("{first}4321,4321") } else { line.to_owned() }
            },
        ))
        .collect();
    let changed = changed.join("\n");
    fs::write(world.path("other.csv"), &changed).unwrap();
    let toml = fs::read_to_string(shipped().join("campaign.toml")).unwrap();
    let only = format!("[recipients]\nids = {ids:?}\n#");
    let world = world.campaign_text("few", &toml.replace("[recipients]\n", &only));
    let run = rehearse(&world, &["few", "--figures", "other.csv", "--json"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let rows = run.rows();
    let (count, whole, part) = pairs(&known(&changed), "unaccompanied", "unaccompanied_missing");
    assert!(whole > 4321 && count > 1);
    let headline = rows
        .iter()
        .find(|row| row["type"] == "headline" && row["measure"] == "unaccompanied_missing_rate")
        .unwrap();
    assert_eq!(headline["authorities_counted"], count);
    let said = |key: &str| headline[key].as_f64().unwrap().to_string();
    assert_eq!((said("numerator"), said("denominator")), (part.to_string(), whole.to_string()));
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_another_year() {
    let world = World::empty("2026-11-25");
    let play = |seed: &str, mails: &str| {
        let few = ["--authorities", "16", "--seed", seed, "--mails", mails];
        let run = rehearse(&world, &[&[campaign().as_str()], &few[..]].concat());
        (run.stdout.replace(mails, "MAILS"), bytes_of(&world.path(mails)))
    };
    let (first, again, other) = (play("7", "mails-a"), play("7", "mails-b"), play("8", "mails-c"));
    assert!(first.1.len() > 16);
    assert_eq!(first.0, again.0);
    assert_eq!(first.1, again.1);
    assert_ne!(first.1, other.1);
}

#[test]
fn a_fresh_workspace_that_is_given_only_the_mails_has_the_same_results() {
    let world = World::empty("2026-11-25");
    let few = [campaign(), "--authorities".to_owned(), "14".to_owned()];
    let few: Vec<&str> = few.iter().map(String::as_str).collect();
    let played = rehearse(&world, &[&few[..], &["--keep", "kept", "--mails", "mails"]].concat());
    assert_eq!(played.code, 0, "{}{}", played.stdout, played.stderr);
    let fresh = rehearse(&world, &[&few[..], &["--letters-only", "--keep", "fresh"]].concat());
    assert_eq!(fresh.code, 0, "{}", fresh.stderr);
    let before = foi(&world, &["mail", "--workspace", "fresh", "--json"]).done();
    assert_eq!(before.stdout, "", "nobody has answered there yet");
    let replayed = Command::new("sh")
        .arg(world.path("mails/replay.sh"))
        .arg(world.path("fresh"))
        .env("FOI", env!("CARGO_BIN_EXE_foi"))
        .output()
        .unwrap();
    assert!(replayed.status.success(), "{}", String::from_utf8_lossy(&replayed.stderr));
    let results = |workspace: &str| {
        let mut rows = foi(&world, &["results", "--workspace", workspace, "--json"]).done().rows();
        for row in &mut rows {
            // Another database, which has no decisions of a person.
            row.as_object_mut().unwrap().remove("reproduction");
        }
        rows
    };
    assert_eq!(results("kept"), results("fresh"));
    let said =
        |row: &Value| row["text"].as_str().is_some_and(|text| text.contains("local authorities"));
    assert!(results("kept").iter().any(said));
}

#[test]
fn a_campaign_with_every_type_of_question_is_rehearsed_from_drawn_figures() {
    let world = World::empty("2026-11-25").campaign("street-lights").campaign("trafficked");
    for name in ["street-lights", "trafficked"] {
        let run = rehearse(&world, &[name, "--json", "--seed", "3"]);
        assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
        let rows = run.rows();
        let values = of_type(&rows, "values")[0];
        assert_eq!((&values["wrong"], &values["not_in"]), (&Value::from(0), &Value::from(0)));
        assert!(values["by_rule"].as_u64().unwrap() > 10, "{values}");
    }
}

#[test]
fn drawn_figures_keep_parts_within_their_wholes() {
    let text = fs::read_to_string(shipped().join("campaign.toml")).unwrap();
    let campaign: Campaign = file::read("c", &text).unwrap();
    let register = Register::shipped();
    let authorities: Vec<&Authority> = register.iter().collect();
    for seed in 0..3 {
        let figures = Figures::drawn(&campaign, &authorities, seed);
        for authority in &authorities {
            for (question, period) in campaign.cells() {
                let part = figures.get(&authority.id, &question.id, &period.id);
                for whole in campaign.wholes_of(&question.id) {
                    let whole = figures.get(&authority.id, whole, &period.id);
                    if let (Some(part), Some(whole)) = (part.low, whole.high) {
                        assert!(part <= whole, "{} {}", authority.id, question.id);
                    }
                }
            }
        }
    }
}

#[test]
fn everything_is_marked_and_every_address_ends_in_invalid() {
    let world = World::empty("2026-11-25");
    let few = ["--authorities", "12", "--keep", "kept"];
    let run = rehearse(&world, &[&[campaign().as_str()], &few[..]].concat());
    for line in
        run.stdout.lines().filter(|line| line.contains("week of") || line.contains("headline"))
    {
        assert!(line.starts_with("SIMULATED"), "{line}");
    }
    assert!(run.stdout.starts_with("SIMULATED"));
    assert!(run.stdout.trim_end().ends_with("SIMULATED: no authority has said any of this."));
    let json = rehearse(&world, &[&campaign(), "--authorities", "12", "--json"]);
    assert!(json.rows().iter().all(|row| row["simulated"] == true));
    for (name, bytes) in bytes_of(&world.path("kept/mail")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(text.contains("X-Simulated: SIMULATED"), "{name}");
    }
    let db = rusqlite::Connection::open(world.path("kept/foi.db")).unwrap();
    let strangers: i64 = db
        .query_row(
            "SELECT count(*) FROM letters WHERE recipient NOT LIKE '%.invalid'
                 OR sender NOT LIKE '%.invalid' OR instr(bytes, 'SIMULATED') = 0",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(strangers, 0);
}

#[test]
fn a_kept_workspace_opens_with_every_command_at_its_own_time() {
    let world = World::empty("2026-11-25");
    let few = ["--authorities", "8", "--days", "60", "--start", "2025-02-03", "--keep", "kept"];
    rehearse(&world, &[&[campaign().as_str()], &few[..]].concat());
    for command in ["status", "requests", "next", "mail", "answers", "results", "outbox", "tick"] {
        let run = foi(&world, &[command, "--workspace", "kept"]).done();
        assert!(run.stderr.contains("SIMULATED"), "{command}: {}", run.stderr);
        assert!(run.stderr.contains("2025-04-03"), "{command}: {}", run.stderr);
    }
    let said = foi(&world, &["run", "--workspace", "kept"]).failed();
    assert!(said.contains("time stands still"), "{said}");
    let again = rehearse(&world, &[&campaign(), "--keep", "kept"]).failed();
    assert!(again.contains("is not empty"), "{again}");
}

#[test]
fn reminders_leave_after_the_due_day_and_only_to_those_who_are_silent() {
    let world = World::empty("2026-11-25");
    let few = ["--authorities", "20", "--days", "40", "--start", "2025-02-03", "--keep", "kept"];
    let run = rehearse(&world, &[&[campaign().as_str()], &few[..], &["--json"]].concat());
    let rows = run.rows();
    let left = of_type(&rows, "left");
    assert_eq!(left[0]["requests"], 20);
    let db = rusqlite::Connection::open(world.path("kept/foi.db")).unwrap();
    let first: String = db
        .query_row("SELECT min(approved_at) FROM letters WHERE kind = 'chaser'", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert!(first.starts_with("2025-03-04"), "due on 3 March, chased next working day: {first}");
    let wrongly: i64 = db
        .query_row(
            "SELECT count(*) FROM letters JOIN standing USING (request)
             WHERE letters.kind = 'chaser' AND standing.replied_on < '2025-03-04'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(wrongly, 0);
}

#[test]
fn the_timetable_alone_shows_what_would_leave_and_when_answers_fall_due() {
    let world = World::empty("2026-11-25");
    let run = rehearse(&world, &[&campaign(), "--letters-only", "--start", "2026-07-10", "--json"]);
    let rows = run.done().rows();
    let letters = of_type(&rows, "letter");
    let acts: Vec<(&str, u64)> = letters
        .iter()
        .map(|row| (row["law"].as_str().unwrap(), row["letters"].as_u64().unwrap()))
        .collect();
    assert_eq!(acts, [("foia", 180), ("foisa", 32)]);
    let scottish = letters[1]["text"].as_str().unwrap();
    assert!(scottish.contains("(Scotland)") && scottish.contains("1a. How many"), "{scottish}");
    let left = of_type(&rows, "left");
    assert_eq!(left.iter().map(|row| row["requests"].as_u64().unwrap()).sum::<u64>(), 212);
    assert_eq!((&left[0]["day"], &left[0]["first"]), (&"2026-07-10".into(), &"09:10".into()));
    let due: Vec<(&str, &str, u64)> = of_type(&rows, "due")
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap();
            (text("day"), text("law"), row["answers"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(due, [("2026-08-10", "foisa", 32), ("2026-08-11", "foia", 180)]);
}

#[test]
fn a_planner_s_workspace_is_only_looked_at() {
    let world = World::on("2026-11-25").campaign("street-lights");
    let before = bytes_of_files(&world.path(""));
    rehearse(&world, &["street-lights"]).done();
    assert_eq!(bytes_of_files(&world.path("")), before);
}

fn bytes_of_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    // A reader of the database may leave its side files.
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
        .filter(|(name, _)| !name.ends_with("-wal") && !name.ends_with("-shm"))
        .collect()
}

#[test]
fn a_rehearsal_that_is_interrupted_says_so_and_leaves_a_workspace_that_opens() {
    let world = World::empty("2026-11-25");
    let mut child = world
        .command(&["rehearse", &campaign(), "--keep", "kept"])
        .env_remove("FOI_NOW")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("week of")));
    let id = child.id().to_string();
    Command::new("kill").args(["-INT", &id]).status().unwrap();
    let rest: Vec<String> = lines.map(|line| line.unwrap()).collect();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("SIMULATED: stopped on 2025-"));
    assert!(rest.iter().any(|line| line.contains("where the requests stand")), "{rest:?}");
    let rows = foi(&world, &["requests", "--workspace", "kept", "--json"]).done().rows();
    assert_eq!(rows.len(), 212);
}

#[test]
fn a_bad_row_of_figures_is_named_by_its_line_and_nothing_is_played() {
    let world = World::empty("2026-11-25");
    let head = "authority,question,period,status,low,high\n";
    for (row, expected) in [
        ("atlantis,trafficked,2024,exact,1,1", "line 2: the campaign does not ask `atlantis`"),
        ("kent,traffickd,2024,exact,1,1", "line 2: the campaign has no question `traffickd`"),
        ("kent,trafficked,1999,exact,1,1", "line 2: `trafficked` is not asked for"),
        ("kent,trafficked,2024,certain,1,1", "line 2: `certain` is no status: write one of exact"),
        ("kent,trafficked,2024,exact,1,2", "line 2: an exact figure needs low and high"),
        ("kent,trafficked,2024,range,5,2", "line 2: low is not below high"),
        ("kent,trafficked,2024,refused,5,", "line 2: a status of refused has no number"),
        ("kent,trafficked,2024,exact,many,1", "line 2: "),
        ("kent,trafficked,2024", "line 2: "),
    ] {
        fs::write(world.path("bad.csv"), format!("{head}{row}\n")).unwrap();
        let said = rehearse(&world, &[&campaign(), "--figures", "bad.csv"]).failed();
        assert!(said.contains(expected) && said.contains("bad.csv"), "{said}");
        assert!(!said.contains("week of"), "{said}");
    }
    for text in ["", "authority,question\n"] {
        fs::write(world.path("bad.csv"), text).unwrap();
        let said = rehearse(&world, &[&campaign(), "--figures", "bad.csv"]).failed();
        assert!(said.contains("line 1: no column"), "{said}");
    }
}

#[test]
fn a_sample_has_authorities_of_every_nation() {
    let world = World::empty("2026-11-25");
    let few = ["--authorities", "6", "--letters-only", "--keep", "kept"];
    rehearse(&world, &[&[campaign().as_str()], &few[..]].concat()).done();
    let rows = foi(&world, &["requests", "--workspace", "kept", "--json"]).done().rows();
    let mut nations: Vec<&str> = rows.iter().map(|row| row["nation"].as_str().unwrap()).collect();
    nations.sort_unstable();
    nations.dedup();
    assert_eq!((rows.len(), nations.len()), (6, 4));
}
