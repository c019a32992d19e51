//! Letters in a person's own words: each in its own thread, seen before it leaves, and nothing in law.

use std::fs;

use mailparse::{MailHeaderMap, ParsedMail};

use crate::world::{Run, World};

fn world() -> World {
    World::on("2026-02-02")
        .campaign("trafficked")
        .addresses(&["kent", "glasgow"])
        .launched("trafficked")
}

/// The letter of an authority with this number, as it left.
#[track_caller]
fn letter(world: &World, authority: &str, number: u32) -> String {
    let reference = world.council(authority).reference;
    world.letters().remove(&format!("{reference}-{number}.eml")).expect(&reference)
}

fn parsed(letter: &str) -> ParsedMail<'_> {
    mailparse::parse_mail(letter.as_bytes()).unwrap()
}

fn header(mail: &ParsedMail<'_>, name: &str) -> String {
    mail.get_headers().get_first_value(name).unwrap_or_default()
}

/// Runs `foi write` with an editor that does this to the draft.
fn edited(world: &World, editor: &str, arguments: &[&str]) -> Run {
    let mut all = vec!["write"];
    all.extend(arguments);
    let output = world.command(&all).env_remove("VISUAL").env("EDITOR", editor).output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_letter_in_ones_own_words_answers_the_last_word_in_its_thread() {
    let mut world = world();
    world.at("2026-02-04");
    let kent = world.council("kent");
    world.receive(
        &kent.replies("2026-02-03", "Thank you for your request, which we are looking at."),
    );
    let arguments = ["write", "kent", "--words", "We look forward to it — diolch, Siân Ŵyn."];
    let shown = world.foi(&arguments).done().stdout;
    assert!(shown.contains("diolch, Siân Ŵyn.") && shown.contains("Nothing was done."), "{shown}");
    assert_eq!(world.letters().len(), 2, "nothing was written yet");
    let due = world.request("kent")["due_on"].clone();
    let typed = shown.lines().find_map(|line| line.split_once(": foi write ")).unwrap().1;
    assert!(typed.ends_with("--confirm 1") && typed.contains("'We look forward"), "{typed}");
    world.foi(&[&arguments[..], &["--confirm", "1"]].concat()).done();
    world.foi(&["tick"]).done();
    let left = letter(&world, "kent", 2);
    let mail = parsed(&left);
    let reply = world.rows(&["mail"])[0]["message_id"].as_str().unwrap().to_owned();
    let reply = reply.trim_matches(['<', '>']);
    assert_eq!(header(&mail, "In-Reply-To"), format!("<{reply}>"));
    assert_eq!(header(&mail, "References"), format!("<{}> <{reply}>", kent.message_id));
    let subject = header(&mail, "Subject");
    assert!(subject.starts_with("Re: ") && subject.contains(&kent.reference), "{subject}");
    let body = mail.get_body().unwrap().replace("\r\n", "\n");
    assert!(body.starts_with("We look forward to it — diolch, Siân Ŵyn.\n"), "{body}");
    assert!(body.contains("On Tuesday 3 February 2026 you wrote:\n"), "{body}");
    assert!(body.contains("\n> Thank you for your request"), "{body}");
    assert_eq!(world.request("kent")["due_on"], due, "it moves no date");
    let history = world.foi(&["history", "kent"]).done().stdout;
    assert!(history.contains("a letter in our own words"), "{history}");
}

#[test]
fn without_a_word_of_theirs_it_quotes_our_own_letter_and_no_quote_leaves_that_out() {
    let mut world = world();
    world.at("2026-02-04");
    let shown = world.foi(&["write", "kent", "--words", "One thing more."]).done().stdout;
    assert!(shown.contains("On Monday 2 February 2026 we wrote:"), "{shown}");
    let shown = world.foi(&["write", "kent", "--words", "One thing more.", "--no-quote"]).done();
    assert!(!shown.stdout.contains("wrote:"), "{}", shown.stdout);
}

#[test]
fn it_does_not_answer_their_question_and_says_so() {
    let mut world = world();
    world.at("2026-02-05");
    let kent = world.council("kent");
    let mail =
        world.receive(&kent.replies("2026-02-04", "Could you clarify what you mean by missing?"));
    world
        .foi(&["assign", mail["mail"].as_str().unwrap(), "kent", "--kind", "clarification"])
        .done();
    assert_eq!(world.request("kent")["status"], "clarification_asked");
    let run = world.foi(&["write", "kent", "--words", "Hello.", "--confirm", "1"]).done();
    assert!(run.stdout.contains("1 letter approved by ada"), "{}", run.stdout);
    let shown = world.foi(&["write", "glasgow", "--words", "Hello."]).done();
    assert!(!shown.stderr.contains("does not count"), "{}", shown.stderr);
    world.foi(&["tick"]).done();
    assert_eq!(world.request("kent")["status"], "clarification_asked", "no time runs yet");
    let shown = world.foi(&["write", "kent", "--words", "Hello."]).done();
    assert!(shown.stderr.contains("foi approve --step clarification_reply"), "{}", shown.stderr);
}

#[test]
fn one_text_to_many_is_filled_in_for_each_and_quotes_each_thread() {
    let mut world = world();
    world.at("2026-02-06");
    let glasgow = world.council("glasgow");
    world.receive(&glasgow.replies("2026-02-05", "We have your request and will answer."));
    let text = "Subject: A correction to our request [{{ reference }}]

Dear {{ authority.name }},

In question 2 of our request of {{ sent_on }} under the {{ act }} the year is the one named in its first line. {% if authority.nation == \"scotland\" %}Slàinte.{% endif %}

{% include \"parts/signature.txt\" %}
";
    fs::write(world.path("correction.txt"), text).unwrap();
    let many = ["write", "--campaign", "trafficked", "--file", "correction.txt"];
    let run = world.foi(&many).done();
    assert!(run.stdout.contains("Dear Kent County Council,"), "{}", run.stdout);
    assert!(
        run.stdout.contains("Slàinte.") && run.stdout.contains("--confirm 2"),
        "{}",
        run.stdout
    );
    assert!(run.stderr.contains("210 requests have not left"), "{}", run.stderr);
    assert!(world.foi(&[&many[..], &["--confirm", "3"]].concat()).failed().contains("has 2"));
    assert_eq!(world.letters().len(), 2);
    // Conditions can stand in one word, and what they mean is met by all.
    let some =
        ["write", "--where", "campaign=trafficked,nation=scotland", "--file", "correction.txt"];
    let run = world.foi(&some).done();
    assert!(run.stdout.contains("--where 'campaign=trafficked,nation=scotland'"), "{}", run.stdout);
    assert!(run.stdout.contains("--confirm 1") && !run.stdout.contains("Kent"), "{}", run.stdout);
    let wrong = world.foi(&["write", "--where", "stutus=overdue", "--file", "correction.txt"]);
    assert!(wrong.code == 2 && wrong.stderr.contains("status"), "{}", wrong.stderr);
    world.foi(&[&many[..], &["--confirm", "2"]].concat()).done();
    world.foi(&["tick"]).done();
    for (authority, other, quoted) in [
        ("kent", "glasgow", "On Monday 2 February 2026 we wrote:"),
        ("glasgow", "kent", "On Thursday 5 February 2026 you wrote:"),
    ] {
        let left = letter(&world, authority, 2);
        let mail = parsed(&left);
        let council = world.council(authority);
        assert!(header(&mail, "Subject").ends_with(&format!("[{}]", council.reference)));
        assert!(header(&mail, "References").contains(&council.message_id));
        let body = mail.get_body().unwrap();
        assert!(body.contains(quoted), "{body}");
        assert!(!left.contains(&world.council(other).reference), "the thread of {other}");
        assert!(body.lines().all(|line| line.chars().count() <= 78), "{body}");
    }
}

#[test]
fn a_mistake_in_the_text_to_many_writes_to_nobody() {
    let mut world = world();
    world.at("2026-02-06");
    fs::write(world.path("text.txt"), "Dear {{ authority.nmae }}, hello.").unwrap();
    let many = ["write", "--campaign", "trafficked", "--file", "text.txt"];
    let said = world.foi(&many).failed();
    assert!(said.contains("your text") && said.contains("nmae"), "{said}");
    let said = world.foi(&[&many[..], &["--confirm", "2"]].concat()).failed();
    assert!(said.contains("nothing was approved"), "{said}");
    fs::write(world.path("text.txt"), "Dear [NAME], hello.").unwrap();
    let said = world.foi(&[&many[..], &["--confirm", "2"]].concat()).failed();
    assert!(said.contains("`[NAME]` was not filled in"), "{said}");
    let said = world.foi(&["write", "--words", "Hello.", "--confirm", "2"]).failed();
    assert!(said.contains("to whom?"), "{said}");
    fs::write(world.path("text.txt"), " \n\n").unwrap();
    assert!(world.foi(&many).failed().contains("is empty"));
    assert_eq!(world.rows(&["outbox"]).len(), 2);
}

#[test]
fn a_draft_that_is_unchanged_empty_or_of_a_killed_editor_writes_nothing() {
    let mut world = world();
    world.at("2026-02-04");
    let draft = world.path("drafts").join(format!("{}.txt", world.council("kent").reference));
    let run = edited(&world, "true", &["kent", "--confirm", "1"]).done();
    assert!(run.stdout.contains("Nothing was written: the draft is as it was"), "{}", run.stdout);
    let run = edited(&world, "truncate -s 0", &["kent", "--confirm", "1"]).done();
    assert!(run.stdout.contains("Nothing was written: the text is empty"), "{}", run.stdout);
    let run = edited(&world, "sed -i '/^Dear/,$d'", &["kent", "--confirm", "1"]).done();
    assert!(run.stdout.contains("the text is empty"), "a subject alone: {}", run.stdout);
    assert!(!draft.exists());
    let killed = "f() { sed -i 's/^Dear/Hello/' \"$1\"; kill -9 $$; }; f";
    let said = edited(&world, killed, &["kent", "--confirm", "1"]).failed();
    assert!(said.contains("nothing was written") && said.contains("drafts"), "{said}");
    assert_eq!(world.rows(&["outbox"]).len(), 2, "nothing but the requests");
    let kept = fs::read_to_string(&draft).unwrap();
    assert!(kept.contains("Hello Kent County Council,"), "what was typed is kept: {kept}");
    let run = edited(&world, "true", &["kent", "--confirm", "1"]).done();
    assert!(run.stdout.contains("1 letter approved by ada"), "{}", run.stdout);
    assert!(!draft.exists());
    world.foi(&["tick"]).done();
    let left = letter(&world, "kent", 2);
    let body = parsed(&left).get_body().unwrap();
    assert!(body.starts_with("Hello Kent County Council,"), "{body}");
    assert!(!body.contains("8<") && !body.contains("writes nothing"), "{body}");
}

#[test]
fn a_draft_with_a_fault_is_kept_and_nobody_at_a_terminal_approves_nothing() {
    let mut world = world();
    world.at("2026-02-04");
    let run = edited(&world, "sed -i 's/^Dear/TODO/'", &["kent"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("`TODO` was not filled in"), "{}", run.stderr);
    assert!(run.stderr.contains("foi write kent"), "{}", run.stderr);
    let run = edited(&world, "sed -i 's/^TODO/Good morning/'", &["kent"]).done();
    assert!(run.stdout.contains("Good morning Kent") && run.stdout.contains("Nothing was done."));
    assert_eq!(world.rows(&["outbox"]).len(), 2);
    let mut command = world.command(&["write", "kent"]);
    let output = command.env_remove("VISUAL").env_remove("EDITOR").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("set $EDITOR"));
}

#[test]
fn a_file_goes_with_it_under_its_own_name_and_no_path() {
    let mut world = world();
    world.at("2026-02-04");
    let name = "ffigurau – ŵy à \u{1f4a1} \"a\".csv";
    let bytes = "a,b\r\n1,2\r\n";
    fs::write(world.path(name), bytes).unwrap();
    let path = world.path(name);
    let path = path.to_str().unwrap();
    let arguments = ["write", "kent", "--words", "See the file.", "--attach", path];
    let shown = world.foi(&arguments).done().stdout;
    assert!(shown.contains("Attached: ffigurau – ŵy à"), "{shown}");
    world.foi(&[&arguments[..], &["--confirm", "1"]].concat()).done();
    world.foi(&["tick"]).done();
    let left = letter(&world, "kent", 2);
    assert!(left.contains("filename*0*=utf-8''") || left.contains("filename*=utf-8''"), "{left}");
    let mail = parsed(&left);
    let file = &mail.subparts[1];
    assert_eq!(file.get_body_raw().unwrap(), bytes.as_bytes());
    assert_eq!(file.ctype.mimetype, "text/csv");
    let shown = &file.get_content_disposition().params["filename"];
    assert_eq!(shown, "ffigurau – ŵy à \u{1f4a1} _a_.csv");
    fs::write(world.path("large.pdf"), vec![0; 7_000_001]).unwrap();
    let said = world.foi(&["write", "kent", "--words", "x", "--attach", "large.pdf"]).failed();
    assert!(said.contains("large.pdf has 7000001 bytes"), "{said}");
    let said = world.foi(&["write", "kent", "--words", "x", "--attach", "none.pdf"]).failed();
    assert!(said.contains("none.pdf"), "{said}");
}

#[test]
fn what_they_wrote_stops_no_letter_that_quotes_it() {
    let mut world = world();
    world.at("2026-02-05");
    let kent = world.council("kent");
    let mail = world.receive(&kent.replies(
        "2026-02-04",
        "Dear [NAME], {{ here }} is your answer under the Freedom of Information (Scotland) Act 2002. TBC.",
    ));
    assert_eq!(mail["needs_review"], true, "whatever it may be taken for: {mail}");
    let shown = world.foi(&["write", "kent", "--words", "Thank you. Under which Act?"]).done();
    assert!(shown.stdout.contains("> Dear [NAME], {{ here }}"), "{}", shown.stdout);
}
