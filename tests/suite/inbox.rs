//! `foi inbox`: the mails that wait, one at a time; and what a person decided, taken back.

use std::io::{Read, Write};
use std::process::{ChildStdin, ChildStdout, Stdio};

use crate::world::{Run, World};

fn world() -> World {
    let mut world = World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["kent", "essex", "devon"])
        .launched("trafficked");
    world.at("2026-02-20");
    world
}

const TO: &str = "requests@harbour-watch.example";

/// Types these lines at the prompt, and then ends the input.
fn sit(world: &World, arguments: &[&str], typed: &str) -> Run {
    let mut all = vec!["inbox"];
    all.extend(arguments);
    let mut command = world.command(&all);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

fn waiting(world: &World) -> Vec<String> {
    let rows = world.rows(&["mail", "--waiting"]);
    rows.iter().map(|row| row["mail"].as_str().unwrap().to_owned()).collect()
}

/// What is stored is what follows from the log, and reading every mail anew gives the same.
#[track_caller]
fn assert_sound(world: &World) {
    let check = world.foi(&["rebuild", "--check"]);
    assert_eq!(check.code, 0, "{}{}", check.stdout, check.stderr);
    let rows = world.rows(&["rebuild"]);
    assert_eq!(rows[0]["mails"], 0, "{rows:#?}");
}

#[test]
fn a_mail_is_shown_with_its_words_and_both_dates_and_counts_once_it_is_accepted() {
    let mut world = world();
    let kent = world.council("kent");
    let text = "Dear Ada,\n\nWe refuse your request under section 12 of the Act.\n\nYours";
    world.receive(&kent.replies("2026-02-10", text));
    let run = sit(&world, &[], "a\n").done();
    let said = &run.stdout;
    for words in [
        "=== 1 of 1: m1 ===",
        "From      foi@kent.invalid",
        "Waits     do you agree that it is: refusal?",
        " kent (1.00: ",
        "sent to its reply address",
        "Reads as  refusal (rule ",
        ">>>",
        "Sections  FOIA-s12",
        "Stands    kent: awaiting, due 2026-03-02",
        "if you agree that it is refusal: refused",
        "a = it is: refusal",
        "m1 is: refusal, as ada agrees.",
        "1 mail decided, 0 skipped, 0 decisions undone; 0 mails still wait.",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(world.request("kent")["status"], "refused");
    assert_sound(&world);
}

#[test]
fn a_question_of_theirs_shows_that_no_time_would_run() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "Could you please clarify which year you mean?"));
    let said = sit(&world, &[], "q\n").done().stdout;
    assert!(said.contains("Stands    kent: awaiting, due 2026-03-02"), "{said}");
    let other = "if you agree that it is clarification: clarification asked, no time runs";
    assert!(said.contains(other), "{said}");
    let row = &world.rows(&["inbox"])[0];
    assert_eq!((&row["mail"], &row["kind"]), (&"m1".into(), &"clarification".into()));
    assert_eq!(row["requests"][0]["now"]["due_on"], "2026-03-02");
    assert_eq!(row["requests"][0]["if_agreed"]["due_on"], serde_json::Value::Null);
    assert_eq!(world.request("kent")["status"], "awaiting", "nothing was decided");
}

#[test]
fn a_kind_is_corrected_and_the_correction_taken_back_in_the_same_sitting() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "We refuse under section 12 of the Act."));
    let said = sit(&world, &[], "k not_held\nu\nq\n").done().stdout;
    assert!(said.contains("0 mails decided, 0 skipped, 1 decision undone; 1 mail still waits."));
    assert_eq!(waiting(&world), ["m1"]);
    assert_eq!(world.request("kent")["status"], "awaiting");
    let mail = &world.rows(&["mail"])[0];
    assert_eq!(mail["kind"], "refusal", "it is read as before");
    let history = world.rows(&["history", "kent"]);
    let decided = history.iter().find(|row| row["what"] == "mail_decided").unwrap();
    assert_eq!(decided["taken_back"], true, "{history:#?}");
    assert!(history.iter().any(|row| row["what"] == "taken_back"), "the log keeps both");
    assert_sound(&world);
}

#[test]
fn a_held_mail_is_filed_by_the_number_of_a_candidate_and_is_then_read_for_that_request() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.writes("2026-02-10", "Your request", TO, "We refuse under section 12."));
    let said = sit(&world, &[], "f 7\nf 1\na\n").done().stdout;
    assert!(said.contains("Held      in the holding pen; it may be"), "{said}");
    assert!(said.contains("  1) r"), "{said}");
    assert!(said.contains("Not done: there is no candidate 7: 1 to 1"), "{said}");
    assert!(said.contains("m1 belongs to kent, as ada says."), "{said}");
    assert!(said.contains("1 mail decided"), "{said}");
    assert_eq!(waiting(&world), [""; 0]);
    assert_eq!(world.request("kent")["status"], "refused");
    assert_sound(&world);
}

#[test]
fn what_a_held_mail_is_does_not_end_the_wait_for_its_place_unless_it_is_none_of_ours() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.writes("2026-02-10", "Your request", TO, "We refuse under section 12."));
    world.foi(&["assign", "m1", "--kind", "refusal"]).done();
    assert_eq!(waiting(&world), ["m1"]);
    world.foi(&["assign", "m1", "--kind", "spam"]).done();
    assert_eq!(waiting(&world), [""; 0]);
}

#[test]
fn a_mail_for_two_authorities_waits_until_the_figures_of_both_are_split() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.writes("2026-02-10", "Joint", TO, "1. 5\n2. 2\n3. 7\n"));
    let said = sit(
        &world,
        &[],
        "f kent essex\nk answer\na answers\ns 1 5\ns kent 1 5\ns kent 2 2\ns kent 3 7\n",
    )
    .done()
    .stdout;
    assert!(said.contains("m1 belongs to kent and essex, as ada says."), "{said}");
    let refused = "Not done: it is for 2 authorities: say whose each figure is";
    assert!(said.contains(refused), "{said}");
    assert!(said.contains("Not done: whose? s, then essex or kent, then QUESTION VALUE"), "{said}");
    assert_eq!(world.answer("kent", "trafficked").unwrap()["decided_by"], "person:ada");
    assert_eq!(waiting(&world), ["m1"], "essex has no figures of its own yet");
    assert_sound(&world);
    let said = sit(&world, &[], "s essex 1 3\ns essex 2 1\ns essex 3 \"not held\"\n").done().stdout;
    assert!(said.contains("essex 3: not held (decided by ada)."), "{said}");
    assert_eq!(waiting(&world), [""; 0]);
    assert_eq!(world.answer("essex", "trafficked").unwrap()["low"], 3);
    assert_eq!(world.answer("kent", "trafficked").unwrap()["low"], 5);
    assert_sound(&world);
}

#[test]
fn answers_are_accepted_only_when_that_is_asked_and_only_those_of_this_mail() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "1. about 5\n2. 2\n3. 7\n"));
    world.receive(&kent.replies("2026-02-11", "2. about 3\n"));
    let said = sit(&world, &[], "a\nq\n").done().stdout;
    assert!(said.contains("as written \u{201c}about 5\u{201d}"), "{said}");
    assert_eq!(world.answer("kent", "trafficked").unwrap()["needs_review"], true);
    let said = sit(&world, &[], "a answers\nq\n").done().stdout;
    assert!(said.contains("kent: 1 answer accepted by ada."), "{said}");
    assert_eq!(world.answer("kent", "trafficked").unwrap()["decided_by"], "person:ada");
    assert_eq!(waiting(&world), ["m2"], "the other mail proposes something else");
    assert_eq!(world.answer("kent", "trafficked_missing").unwrap()["low"], 2);
    assert_sound(&world);
}

#[test]
fn an_answer_that_was_set_or_accepted_is_taken_back_too() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "1. about 5\n2. 2\n3. 7\n"));
    let before = world.rows(&["answers", "--all"]);
    let said = sit(&world, &[], "s 1 6\nu\na answers\nu\nq\n").done().stdout;
    assert!(said.contains("kent 1: 6 (decided by ada)."), "{said}");
    assert!(said.contains("2 decisions undone; 1 mail still waits."), "{said}");
    assert_eq!(world.rows(&["answers", "--all"]), before);
    assert_eq!(waiting(&world), ["m1"]);
    world.foi(&["answers", "set", "kent", "1", "6"]).done();
    let history = world.rows(&["history", "kent"]);
    let set = history.iter().rfind(|row| row["what"] == "answer_set").unwrap();
    let id = set["id"].as_str().unwrap();
    world.foi(&["record", "undo", id, "--note", "it says about 5"]).done();
    assert_eq!(world.rows(&["answers", "--all"]), before);
    assert_sound(&world);
}

#[test]
fn what_cannot_be_meant_is_told_in_one_line_and_asked_again() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "We refuse under section 12 of the Act."));
    let typed = "x\nk refusel\nk\nf\nf nowhere\nf 1\ns 1\ns 9 4\ns 1 perhaps\na all\nn now\n\
                 s 1 \"not\nu\n?\no\nt\nq\n";
    let said = sit(&world, &[], typed).done().stdout;
    for words in [
        "`x` is none of a k f s n u o t q: ? explains them",
        "`refusel` is no kind of mail.",
        "say what it is: k KIND",
        "say where it belongs",
        "Not done: there is no request `nowhere`",
        "Not done: no candidates are numbered here",
        "say what it answers",
        "has no question `9`",
        "`perhaps` is no answer to trafficked",
        "write `a`, or `a answers`",
        "`n` stands alone: what is `now`?",
        "a quotation mark is not closed",
        "Nothing was decided in this sitting.",
        "take back the last decision of this sitting",
        "Nothing is attached.",
        "0 mails decided, 0 skipped, 0 decisions undone; 1 mail still waits.",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(said.matches("=== 1 of 1").count(), 1, "it is not shown again for that");
    let nobody = world.path("foi.toml");
    let settings = std::fs::read_to_string(&nobody).unwrap().replace("me = \"ada\"", "");
    std::fs::write(&nobody, settings).unwrap();
    let said = sit(&world, &[], "a\nq\n").done().stdout;
    assert!(said.contains("Not done: say who decides: --as NAME"), "{said}");
    assert_eq!(waiting(&world), ["m1"]);
    sit(&world, &["--as", "bea"], "a\n").done();
    assert_eq!(waiting(&world), [""; 0]);
}

#[test]
fn where_nobody_types_what_waits_is_listed_with_how_to_go_on() {
    let mut world = world();
    assert_eq!(world.foi(&["inbox"]).done().stdout, "No mail waits for you.\n");
    let (kent, essex) = (world.council("kent"), world.council("essex"));
    world.receive(&kent.replies("2026-02-10", "We refuse under section 12 of the Act."));
    world.receive(&essex.replies("2026-02-11", "Could you please clarify which year you mean?"));
    let said = world.foi(&["inbox"]).done().stdout;
    assert!(said.contains("Nothing was typed, and nothing was decided. 2 mails wait:"), "{said}");
    let line = |mail: &str| said.lines().any(|line| line.starts_with(mail));
    assert!(line("m1 ") && line("m2 "), "{said}");
    assert!(said.contains("Run `foi inbox` in a terminal"), "{said}");
    assert_eq!(waiting(&world), ["m1", "m2"]);
}

#[test]
fn only_the_mails_that_are_asked_for_are_gone_through_and_what_is_left_is_left() {
    let mut world = world();
    let (kent, essex) = (world.council("kent"), world.council("essex"));
    world.receive(&kent.replies("2026-02-10", "We refuse under section 12 of the Act."));
    world.receive(&essex.replies("2026-02-11", "Could you please clarify which year you mean?"));
    let mails = |arguments: &[&str]| {
        let rows = world.rows(arguments);
        rows.iter().map(|row| row["mail"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(mails(&["inbox"]), ["m1", "m2"]);
    assert_eq!(mails(&["inbox", "--request", "essex"]), ["m2"]);
    assert_eq!(mails(&["inbox", "--kind", "refusal"]), ["m1"]);
    let said = sit(&world, &["--kind", "clarification"], "\n").done().stdout;
    assert!(said.contains("=== 1 of 1: m2 ==="), "{said}");
    assert!(said.contains("0 mails decided, 1 skipped"), "Enter is next: {said}");
    let said = sit(&world, &[], "n\na\n").done().stdout;
    let end = "1 mail decided, 1 skipped, 0 decisions undone; 1 mail still waits.";
    assert!(said.contains(end), "{said}");
    assert_eq!(waiting(&world), ["m1"]);
}

/// Reads what the program prints up to the end of its next prompt.
fn to_the_prompt(stdout: &mut ChildStdout) -> String {
    let mut said = Vec::new();
    let mut byte = [0];
    while !said.ends_with(b" > ") {
        assert_eq!(stdout.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&said));
        said.extend(byte);
    }
    String::from_utf8(said).unwrap()
}

fn type_line(stdin: &mut ChildStdin, line: &str) {
    stdin.write_all(format!("{line}\n").as_bytes()).unwrap();
}

#[test]
fn while_a_person_thinks_others_go_on_and_what_they_decided_is_said() {
    let mut world = world();
    let (kent, essex) = (world.council("kent"), world.council("essex"));
    world.receive(&kent.replies("2026-02-10", "We refuse under section 12 of the Act."));
    world.receive(&essex.replies("2026-02-11", "We refuse under section 12 of the Act."));
    let mut command = world.command(&["inbox"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    assert!(to_the_prompt(&mut stdout).contains("=== 1 of 2: m1 ==="));
    // Another person, and a mail that comes: nothing is locked.
    world.foi(&["assign", "m1", "--kind", "not_held", "--as", "bea"]).done();
    let devon = world.council("devon");
    world.receive(&devon.replies("2026-02-12", "Could you please clarify which year you mean?"));
    type_line(&mut stdin, "a");
    let said = to_the_prompt(&mut stdout);
    assert!(said.contains("m1 has changed since it was shown, decided by bea"), "{said}");
    assert!(said.contains("=== 2 of 3: m2 ==="), "{said}");
    type_line(&mut stdin, "a");
    let said = to_the_prompt(&mut stdout);
    assert!(said.contains("=== 3 of 3: m3 ==="), "what came since stands at the end: {said}");
    drop(stdin);
    let mut end = String::new();
    stdout.read_to_string(&mut end).unwrap();
    assert!(end.contains("1 mail decided"), "{end}");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(world.request("kent")["status"], "not_held", "bea's word stands");
}

#[test]
fn a_decision_is_taken_back_and_the_mail_waits_as_before() {
    let mut world = world();
    let kent = world.council("kent");
    world.receive(&kent.replies("2026-02-10", "We refuse under section 12 of the Act."));
    let before = (world.rows(&["mail"]), world.request("kent"));
    world.foi(&["assign", "m1", "--kind", "answer"]).done();
    world.foi(&["assign", "m1", "--kind", "refusal"]).done();
    let row = &world.rows(&["assign", "m1", "--undo", "--why", "wrong mail", "--as", "bea"])[0];
    assert_eq!((&row["decided_by"], &row["by"]), (&"ada".into(), &"bea".into()));
    assert_eq!(world.rows(&["mail"])[0]["kind"], "answer", "the decision before counts again");
    let said = world.foi(&["assign", "m1", "--undo"]).done().stdout;
    let words = "m1: what was decided by ada is taken back by ada; it waits for a person again.";
    assert!(said.contains(words), "{said}");
    assert_eq!((world.rows(&["mail"]), world.request("kent")), before);
    let said = world.foi(&["assign", "m1", "--undo"]).failed();
    assert!(said.contains("nobody has decided anything about m1 that still counts"), "{said}");
    assert_eq!(world.foi(&["assign", "m1", "kent", "--undo"]).code, 2);
    let history = world.foi(&["history", "kent"]).done().stdout;
    assert!(history.contains("what was decided of m1: wrong mail"), "{history}");
    assert_sound(&world);
}

#[test]
fn what_a_person_taught_is_forgotten_when_it_is_taken_back() {
    let mut world = world();
    let kent = world.council("kent");
    let as_clerk = |mail: String| mail.replace("foi@kent.invalid", "clerk@shared.example");
    let ack = "Thank you for your letter. Our reference: FOI-778812.";
    world.receive(&as_clerk(kent.writes("2026-02-10", "FOI-778812", TO, ack)));
    world.foi(&["assign", "m1", "essex"]).done();
    world.receive(&as_clerk(kent.writes("2026-02-12", "FOI-778812", TO, "1. 5\n2. 2\n3. 7\n")));
    let place = |world: &World, mail: &str| {
        let row = world.row(&["mail"], "mail", mail);
        (row["held"].clone(), row["matches"][0]["authority"].clone())
    };
    assert_eq!(place(&world, "m2"), (false.into(), "essex".into()), "it learnt from m1");
    assert_eq!(world.request("essex")["status"], "answered");
    let said = world.foi(&["assign", "m1", "--undo"]).done().stdout;
    assert!(said.contains("m2 had been filed by what it taught, and was read again."), "{said}");
    assert_eq!(world.row(&["mail"], "mail", "m2")["held"], true);
    assert_eq!(world.row(&["mail"], "mail", "m2")["matches"], serde_json::json!([]));
    assert_eq!(world.request("essex")["status"], "awaiting");
    assert_eq!(waiting(&world), ["m1", "m2"]);
    world.receive(&as_clerk(kent.writes("2026-02-13", "Again", TO, "Hello again")));
    assert_eq!(world.row(&["mail"], "mail", "m3")["matches"], serde_json::json!([]));
    assert_sound(&world);
    world.foi(&["assign", "m1", "kent"]).done();
    world.foi(&["assign", "m3", "--kind", "correction"]).done();
    let matches = world.row(&["mail"], "mail", "m3")["matches"].clone();
    assert_eq!(matches, serde_json::json!([]), "when m3 came, nothing was known of the sender");
    world.receive(&as_clerk(kent.writes("2026-02-14", "Once", TO, "Our ref: FOI-778812\n\nHi")));
    assert_eq!(world.row(&["mail"], "mail", "m4")["matches"][0]["authority"], "kent");
    assert_sound(&world);
}
