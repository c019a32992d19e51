//! The command line itself: help, completions, exit codes.

use std::process::{Command, Stdio};

use crate::world::World;

#[test]
fn help_fits_one_screen_and_names_every_command() {
    let world = World::empty("2026-02-02");
    let help = world.foi(&["--help"]).done().stdout;
    assert!(help.lines().count() <= 60, "{} lines", help.lines().count());
    for command in [
        "account",
        "init",
        "register",
        "campaign",
        "templates",
        "launch",
        "tick",
        "run",
        "pause",
        "resume",
        "receive",
        "status",
        "requests",
        "next",
        "write",
        "outbox",
        "mail",
        "inbox",
        "review",
        "checks",
        "freeze",
        "assign",
        "erase",
        "export",
        "retention",
        "answers",
        "results",
        "compare",
        "renew",
        "import",
        "rebuild",
        "history",
        "pack",
        "evidence",
        "proof",
        "clock",
        "calendar",
        "licences",
        "completions",
    ] {
        let line = help.lines().find(|line| line.trim_start().starts_with(&format!("{command} ")));
        let line = line.unwrap_or_else(|| panic!("{command} is not in {help}"));
        assert!(line.trim().len() > command.len() + 5, "{command} has no words");
        let own = world.foi(&[command, "--help"]).done().stdout;
        assert!(own.contains("Usage: foi"), "{own}");
    }
}

#[test]
fn completions_are_valid_for_bash_zsh_and_fish() {
    let world = World::empty("2026-02-02");
    for shell in ["bash", "zsh", "fish"] {
        let script = world.foi(&["completions", shell]).done().stdout;
        assert!(script.contains("receive"), "{shell}");
        let path = world.path(&format!("foi.{shell}"));
        std::fs::write(&path, script).unwrap();
        let checked = Command::new(shell).arg("-n").arg(&path).stdin(Stdio::null()).output();
        let checked = checked.unwrap_or_else(|error| panic!("{shell} is not installed: {error}"));
        assert!(checked.status.success(), "{shell}: {}", String::from_utf8_lossy(&checked.stderr));
    }
}

#[test]
fn misuse_ends_with_2_and_failure_with_1() {
    let world = World::on("2026-02-02");
    assert_eq!(world.foi(&["lunch"]).code, 2);
    assert_eq!(world.foi(&["clock", "--law", "gdpr", "--received", "2026-02-02"]).code, 2);
    assert_eq!(world.foi(&["launch", "no-such-campaign"]).code, 1);
    assert_eq!(world.foi(&["register", "show", "kentt"]).code, 1);
}

#[test]
fn a_date_that_is_none_is_a_misuse_that_says_how_to_write_one() {
    let world = World::on("2026-02-02");
    for arguments in [
        &["requests", "--on", "2025-13-01"][..],
        &["status", "--since", "yesterday"],
        &["clock", "--law", "foia", "--received", "3/8/2026"],
        &["register", "set", "kent", "--email", "a@b.example", "--page", "x", "--on", "2/2/2026"],
    ] {
        let run = world.foi(arguments);
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.stderr.contains("write a date as 2026-11-23"), "{}", run.stderr);
    }
}

#[test]
fn what_a_person_decides_is_told_to_programs_as_one_object() {
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]).launched("trafficked");
    world.at("2026-02-20");
    let kent = world.council("kent");
    let mail = world.receive(&kent.replies("2026-02-10", "1. about 5\n2. 2\n3. 7\n"));
    let mail = mail["mail"].as_str().unwrap();
    let said = |arguments: &[&str]| {
        let rows = world.rows(arguments);
        assert_eq!(rows.len(), 1, "{arguments:?}");
        rows[0].clone()
    };
    assert_eq!(said(&["init", "another"])["workspace"], "another");
    assert_eq!(said(&["pause"])["changed"], true);
    let paused = said(&["pause"]);
    assert_eq!((&paused["paused"], &paused["changed"]), (&true.into(), &false.into()));
    assert_eq!(said(&["resume"])["by"], "ada");
    assert_eq!(said(&["resume"])["changed"], false);
    let accepted = said(&["answers", "accept", "kent"]);
    assert_eq!((&accepted["accepted"], &accepted["authority"]), (&1.into(), &"kent".into()));
    let set = said(&["answers", "set", "kent", "1", "<5", "--as", "bea"]);
    assert_eq!((&set["high"], &set["by"]), (&4.into(), &"bea".into()));
    let assigned = said(&["assign", mail, "kent", "--kind", "answer"]);
    assert_eq!((&assigned["mail"], &assigned["kind"]), (&mail.into(), &"answer".into()));
    let licences = said(&["licences"]);
    assert!(licences["licences"].as_str().unwrap().contains("Open Government Licence"));
}

#[test]
fn receive_ends_with_3_when_something_new_needs_a_person_and_with_0_when_nothing_does() {
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]).launched("trafficked");
    world.at("2026-02-20");
    let kent = world.council("kent");
    let put =
        |name: &str, mail: String| std::fs::write(world.path("mail").join(name), mail).unwrap();
    put("a.eml", kent.replies("2026-02-10", "1. 5\n2. 2\n3. 7\n"));
    assert_eq!(world.foi(&["receive", "mail/a.eml"]).code, 0);
    put("b.eml", kent.writes("2026-02-11", "Hello", "requests@harbour-watch.example", "Hello"));
    assert_eq!(world.foi(&["tick"]).code, 3);
    assert_eq!(world.foi(&["tick"]).code, 0, "it is not new twice");
}

#[test]
fn a_pipe_that_closes_early_is_no_error() {
    let world = World::empty("2026-02-02");
    let mut child = world.command(&["register", "--json"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn control_characters_of_a_mail_never_reach_the_terminal() {
    let mut world =
        World::on("2026-02-02").campaign("trafficked").addresses(&["kent"]).launched("trafficked");
    world.at("2026-02-20");
    let kent = world.council("kent");
    world.receive(&kent.writes(
        "2026-02-10",
        "\u{1b}]0;owned\u{7}Hello",
        "x@y.example",
        "\u{1b}[2J",
    ));
    let shown =
        world.foi(&["mail"]).done().stdout + &world.foi(&["mail", "show", "m1"]).done().stdout;
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{7}'), "{shown:?}");
}
