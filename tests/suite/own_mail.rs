//! Mail from our own address: copies of our letters, and letters that were written elsewhere.

use std::fs;

use foi_campaign::case::events::LetterKind;
use foi_campaign::case::own::seems;
use serde_json::Value;

use crate::world::{Council, World, date_header};

const OURS: &str = "requests@harbour-watch.example";

fn asked(authorities: &[&str]) -> World {
    World::on("2025-02-03").campaign("trafficked").addresses(authorities).launched("trafficked")
}

/// A letter that Ada writes in her mail program; `more` are further headers.
fn by_hand(
    (from, to): (&str, &str),
    day: &str,
    (subject, body): (&str, &str),
    more: &str,
) -> String {
    format!(
        "From: Ada Example <{from}>\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {}\r\n\
         Message-ID: <{day}.{}.{}@harbour-watch.example>\r\n{more}\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n",
        date_header(day),
        subject.len(),
        body.len()
    )
}

/// Her answer to a mail of a council.
fn answers(council: &Council, day: &str, body: &str, their_mail: &Value) -> String {
    let thread = format!(
        "In-Reply-To: <{}>\r\n",
        their_mail["message_id"].as_str().unwrap().trim_matches(['<', '>'])
    );
    by_hand((OURS, &council.address()), day, ("Re: Your request", body), &thread)
}

fn name(mail: &Value) -> &str {
    mail["mail"].as_str().unwrap()
}

fn stands(world: &World, authority: &str) -> String {
    let row = world.request(authority);
    format!("{} {}", row["status"].as_str().unwrap(), row["due_on"].as_str().unwrap_or("-"))
}

/// The frozen bytes of the only letter to an authority, and what foi calls it.
fn letter_of(world: &World, authority: &str) -> (String, String) {
    let row = world.row(&["outbox"], "authority", authority);
    let id = row["letter"].as_str().unwrap().to_owned();
    let db = rusqlite::Connection::open(world.path("foi.db")).unwrap();
    let bytes: Vec<u8> = db
        .query_row("SELECT bytes FROM letters WHERE 'l' || id = ?1", [&id], |row| row.get(0))
        .unwrap();
    (String::from_utf8(bytes).unwrap(), id)
}

/// What became of a letter.
fn state(world: &World, letter: &str) -> String {
    world.row(&["outbox"], "letter", letter)["state"].as_str().unwrap().to_owned()
}

#[test]
fn a_copy_of_a_letter_in_the_folder_of_sent_mail_is_no_reply() {
    let mut world = asked(&["kent"]);
    let (copy, letter) = letter_of(&world, "kent");
    let before = world.request("kent");
    world.at("2025-02-04");
    let row = world.receive(&copy);
    assert_eq!(row["own"]["copy_of"], letter.as_str());
    assert_eq!((&row["kind"], &row["needs_review"]), (&"other".into(), &false.into()));
    assert_eq!(row["matches"][0]["authority"], "kent");
    assert_eq!(world.answer("kent", "trafficked"), None, "our questions are no answers");
    let after = world.request("kent");
    for key in ["status", "delivery", "due_on", "received_on", "next_step"] {
        assert_eq!(before[key], after[key], "{key}");
    }
    let history = world.foi(&["history", "kent"]).done().stdout;
    assert!(history.contains("a copy of a letter of ours"), "{history}");
}

#[test]
fn a_copy_shows_that_a_letter_left_of_which_nobody_could_say_it() {
    let world = World::on("2025-02-03").campaign("trafficked").addresses(&["kent"]);
    world.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    let (copy, letter) = letter_of(&world, "kent");
    // Another file stands in its place in the folder: foi cannot say whose.
    fs::create_dir_all(world.path("outbox")).unwrap();
    let file = format!("{}-1.eml", world.council("kent").reference);
    fs::write(world.path("outbox").join(file), "somebody else's file").unwrap();
    world.foi(&["tick"]).done();
    assert_eq!(state(&world, &letter), "unknown");
    let mut world = world;
    world.at("2025-02-04");
    world.receive(&copy);
    assert_eq!(state(&world, &letter), "accepted");
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-03");
    assert_eq!(world.request("kent")["received_on"], "2025-02-03", "the day it was handed over");
    let history = world.foi(&["history", "kent"]).done().stdout;
    assert!(history.contains("m1 is a copy of it"), "{history}");
}

#[test]
fn a_letter_whose_copy_was_sent_is_not_sent_again_by_a_workspace_restored_from_an_old_copy() {
    let mut world = World::on("2025-02-03").campaign("trafficked").addresses(&["kent", "leeds"]);
    world.foi(&["launch", "trafficked", "--confirm", "2"]).done();
    // The workspace is put back to this day, after both letters had left.
    let (copy, letter) = letter_of(&world, "kent");
    assert_eq!(state(&world, &letter), "queued");
    world.at("2025-02-05");
    world.receive(&copy);
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 1, "only the letter to Leeds, of which no copy was seen");
    assert_eq!(state(&world, &letter), "accepted");
}

/// Leeds asks what is meant, and a person agrees that it is a question.
fn clarification_asked() -> (World, Council, Value) {
    let mut world = asked(&["leeds", "kent"]);
    let leeds = world.council("leeds");
    world.at("2025-02-20");
    let body = "Could you please clarify what you mean by children in your care?";
    let question = world.receive(&leeds.replies("2025-02-20", body));
    world.foi(&["assign", name(&question), "--kind", "clarification"]).done();
    assert_eq!(stands(&world, "leeds"), "clarification_asked -");
    (world, leeds, question)
}

#[test]
fn an_answer_to_their_question_written_elsewhere_counts_once_a_person_agrees() {
    let (mut world, leeds, question) = clarification_asked();
    world.at("2025-02-24");
    let body = "We mean all children under 18 whom you look after.\r\nYours, Ada";
    let ours = world.receive(&answers(&leeds, "2025-02-21", body, &question));
    assert_eq!(ours["matches"][0]["authority"], "leeds", "{ours:#}");
    assert_eq!((&ours["kind"], &ours["waits"]), (&"other".into(), &true.into()));
    // Its words do not say what it is for; what the request waits for does.
    let reason = ours["review_reason"].as_str().unwrap();
    let how = format!("it seems a clarification reply: `foi assign {} --letter", name(&ours));
    assert!(reason.contains(&how), "{reason}");
    assert_eq!(stands(&world, "leeds"), "clarification_asked -", "nothing has moved");
    let row = world.request("leeds");
    assert_eq!(row["otherwise"]["due_on"], "2025-03-24", "the date that it would make: {row}");
    assert_eq!(row["next_step"], "read_reply");
    world.foi(&["assign", name(&ours), "--letter", "clarification_reply"]).done();
    assert_eq!(stands(&world, "leeds"), "awaiting 2025-03-24");
    let mails = world.rows(&["mail"]);
    assert!(mails.iter().all(|mail| mail["waits"] == false), "{mails:#?}");
    let history = world.foi(&["history", "leeds"]).done().stdout;
    assert!(history.contains("our answer to their question, written elsewhere"), "{history}");
    world.foi(&["assign", name(&ours), "--kind", "other"]).done();
    assert_eq!(stands(&world, "leeds"), "clarification_asked -", "and it can be taken back");
    world.foi(&["rebuild", "--check"]).done();
}

#[test]
fn an_answer_that_waits_in_the_outbox_is_kept_back_once_the_same_was_written_elsewhere() {
    let (mut world, leeds, question) = clarification_asked();
    world.at("2025-02-21");
    let approve = [
        "approve",
        "leeds",
        "--step",
        "clarification_reply",
        "--words",
        "All under 18.",
        "--confirm",
        "1",
    ];
    world.foi(&approve).done();
    let ours = world.receive(&answers(&leeds, "2025-02-21", "All under 18.", &question));
    let run = world.foi(&["tick"]).done();
    assert!(run.stdout.contains("a letter of ours, written elsewhere"), "{}", run.stdout);
    assert_eq!(world.letters().len(), 2, "the two requests, and no second answer");
    world.foi(&["assign", name(&ours), "--letter", "clarification_reply"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 2);
    assert_eq!(stands(&world, "leeds"), "awaiting 2025-03-24");
    let kept = world.rows(&["outbox", "--state", "kept_back"]);
    assert_eq!(kept.len(), 1, "{kept:?}");
}

#[test]
fn a_letter_of_another_kind_is_not_kept_back_by_one_that_a_person_has_looked_at() {
    let (mut world, leeds, question) = clarification_asked();
    let ours =
        world.receive(&answers(&leeds, "2025-02-20", "Thank you, we shall answer.", &question));
    world.foi(&["assign", name(&ours), "--letter", "thanks"]).done();
    world.at("2025-02-21");
    let approve = [
        "approve",
        "leeds",
        "--step",
        "clarification_reply",
        "--words",
        "All under 18.",
        "--confirm",
        "1",
    ];
    world.foi(&approve).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 3);
}

/// Requests that wait for their turn, while Ada asks Kent by hand.
fn asked_by_hand() -> (World, Value, String) {
    let mut world = World::on("2025-02-03").campaign("trafficked").addresses(&["kent", "leeds"]);
    world.foi(&["launch", "trafficked", "--confirm", "2"]).done();
    world.at("2025-02-05");
    let body = "Under the Freedom of Information Act 2000 we ask you for the number of children.";
    let words = ("Freedom of Information request", body);
    let ours = world.receive(&by_hand((OURS, "foi@kent.invalid"), "2025-02-04", words, ""));
    let letter = world.row(&["outbox"], "authority", "kent")["letter"].as_str().unwrap().to_owned();
    world.foi(&["tick"]).done();
    assert_eq!(state(&world, &letter), "kept_back");
    assert_eq!(world.letters().len(), 1, "Leeds is asked, and Kent is not asked twice");
    (world, ours, letter)
}

#[test]
fn a_request_that_was_sent_by_hand_is_not_sent_again_and_counts_from_its_day() {
    let (world, ours, _) = asked_by_hand();
    assert_eq!(ours["own"]["seems"], "request");
    assert_eq!(ours["matches"][0]["evidence"][0], "sender_address", "{ours:#}");
    assert_eq!(stands(&world, "kent"), "planned -");
    let status = world.foi(&["status"]).done().stdout;
    assert!(status.contains("kept back"), "{status}");
    world.foi(&["assign", name(&ours), "--letter", "request"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 1);
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-04");
    assert_eq!(world.request("kent")["delivery"], "accepted");
}

#[test]
fn a_request_that_was_kept_back_for_nothing_leaves_when_a_person_says_so() {
    let (world, ours, letter) = asked_by_hand();
    world.foi(&["assign", name(&ours), "--kind", "other"]).done();
    world.foi(&["outbox", "settle", &letter, "--stayed"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 2);
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-05");
}

#[test]
fn a_reminder_written_elsewhere_keeps_back_the_one_that_was_approved() {
    let mut world = asked(&["kent"]);
    world.at("2025-03-04");
    world.foi(&["approve", "kent", "--confirm", "1"]).done();
    let reply = world.council("kent").reply_address;
    let words = ("Our request", "We have not had an answer, which is overdue.");
    // From the address of this request: that names it.
    let ours =
        world.receive(&by_hand((&reply, "director@elsewhere.example"), "2025-03-04", words, ""));
    assert_eq!(ours["own"]["seems"], "chaser", "{ours:#}");
    assert_eq!(ours["matches"][0]["evidence"][0], "plus_address");
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), 1);
    world.foi(&["assign", name(&ours), "--letter", "chaser"]).done();
    assert!(world.rows(&["approve", "kent"]).is_empty(), "they have been reminded");
}

#[test]
fn letters_to_others_are_kept_and_wait_for_nobody() {
    let mut world = asked(&["kent"]);
    let words = ("Lunch on Friday", "Shall we meet at one?");
    let row = world.receive(&by_hand((OURS, "friend@elsewhere.example"), "2025-02-03", words, ""));
    assert_eq!((&row["held"], &row["waits"]), (&true.into(), &false.into()), "{row:#}");
    assert_eq!(row["matches"], serde_json::json!([]));
}

#[test]
fn a_letter_that_may_be_about_two_requests_asks_which() {
    let mut world = asked(&["kent", "leeds"]);
    let to = "foi@kent.invalid, foi@leeds.invalid";
    let row = world.receive(&by_hand((OURS, to), "2025-02-03", ("Your reply", "Thank you."), ""));
    assert_eq!((&row["held"], &row["waits"]), (&true.into(), &true.into()), "{row:#}");
    let said = world.foi(&["assign", name(&row), "--letter", "thanks"]).failed();
    assert!(said.contains("which request"), "{said}");
    world.foi(&["assign", name(&row), "kent", "leeds", "--letter", "thanks"]).done();
}

#[test]
fn a_reply_that_we_pass_on_to_ourselves_is_read_as_a_reply() {
    let mut world = asked(&["kent"]);
    let kent = world.council("kent");
    let body = "1. 12\r\n2. 4\r\n3. 9\r\n";
    let words = (kent.subject.as_str(), body);
    // Where our mailbox passes its mail on to is nobody that the letter is for.
    let more = "Delivered-To: ada@private.example\r\n";
    let row = world.receive(&by_hand((OURS, &kent.reply_address), "2025-02-03", words, more));
    assert_eq!(row["own"], Value::Null, "{row:#}");
    assert_eq!(row["kind"], "answer");
    assert_eq!(row["needs_review"], true, "whose figures are they?");
}

/// A mail to ourselves that has another one attached.
fn passed_on(inner: &str, day: &str) -> String {
    format!(
        "From: Ada Example <{OURS}>\r\nTo: {OURS}\r\nSubject: Fwd: see attached\r\nDate: {}\r\n\
         Message-ID: <{day}.passed.on@harbour-watch.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nFor the file.\r\n--b\r\n\
         Content-Type: message/rfc822\r\n\r\n{inner}\r\n--b--\r\n",
        date_header(day)
    )
}

#[test]
fn a_letter_that_we_pass_on_to_ourselves_is_that_letter_of_its_own_day() {
    let mut world = asked(&["kent", "leeds"]);
    let (copy, letter) = letter_of(&world, "kent");
    let copied = world.receive(&passed_on(&copy, "2025-02-03"));
    assert_eq!(copied["own"]["copy_of"], letter.as_str(), "{copied:#}");
    world.at("2025-03-10");
    let words = ("Our request", "This is a reminder: your answer is overdue.");
    let ours = by_hand((OURS, "foi@leeds.invalid"), "2025-03-04", words, "");
    let row = world.receive(&passed_on(&ours, "2025-03-07"));
    assert_eq!(row["own"]["seems"], "chaser", "{row:#}");
    world.foi(&["assign", name(&row), "--letter", "chaser"]).done();
    assert!(checklist(&world, "leeds").contains("Sent on Tuesday 4 March 2025."));
    let kent = world.council("kent");
    let theirs = world.receive(&passed_on(&kent.replies("2025-03-05", "Received."), "2025-03-08"));
    assert_eq!(theirs["own"], Value::Null, "a reply is theirs, whoever passes it on");
}

#[test]
fn what_a_person_filed_of_our_own_teaches_nothing_about_the_next_that_we_pass_on() {
    let mut world = asked(&["kent", "leeds"]);
    let passed_on = |day: &str, body: &str| {
        by_hand((OURS, "REQUESTS+inbox@harbour-watch.example"), day, ("Fwd: a reply", body), "")
    };
    let row = world.receive(&passed_on("2025-02-03", "They will answer by Friday."));
    world.foi(&["assign", name(&row), "kent"]).done();
    let next = world.receive(&passed_on("2025-02-03", "1. 12\r\n2. 4\r\n3. 9\r\n"));
    assert_eq!(next["held"], true, "it may be of Leeds: {next:#}");
    assert_eq!(world.answer("kent", "trafficked"), None);
}

#[test]
fn a_note_of_absence_of_ours_says_nothing_of_whether_a_letter_arrived() {
    let mut world = asked(&["kent"]);
    let kent = world.council("kent");
    let thread = format!("In-Reply-To: <{}>\r\nAuto-Submitted: auto-replied\r\n", kent.message_id);
    let words = ("Automatic reply: Your request", "I am out of the office until Monday.");
    let row = world.receive(&by_hand((OURS, &kent.address()), "2025-02-03", words, &thread));
    assert_eq!((&row["own"]["automatic"], &row["waits"]), (&true.into(), &false.into()), "{row:#}");
    assert_eq!(world.request("kent")["delivery"], "accepted");
}

#[test]
fn a_letter_written_elsewhere_that_comes_back_takes_nothing_from_the_request() {
    let mut world = asked(&["kent"]);
    world.at("2025-03-05");
    let words = ("Our request", "This is a reminder: your answer is overdue.");
    let ours = by_hand((OURS, "foi@kent.invalid"), "2025-03-04", words, "");
    let id = ours.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap();
    let row = world.receive(&ours);
    world.foi(&["assign", name(&row), "--letter", "chaser"]).done();
    let daemon = "From: MAILER-DAEMON@mail.harbour-watch.example";
    let bounce = format!(
        "{daemon}\r\nTo: {OURS}\r\nSubject: Undelivered Mail\r\nDate: {}\r\n\
         Message-ID: <b1@mail.harbour-watch.example>\r\nMIME-Version: 1.0\r\nContent-Type: \
         multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\n\
         No such user.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mail.harbour-watch.example\r\n\r\n\
         Final-Recipient: rfc822; foi@kent.invalid\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         \r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {id}\r\n\
         From: {OURS}\r\nSubject: Our request\r\n\r\nreminder\r\n--b--\r\n",
        date_header("2025-03-04")
    );
    let returned = world.receive(&bounce);
    assert_eq!((&returned["kind"], &returned["permanent"]), (&"bounce".into(), &true.into()));
    assert_eq!(returned["matches"][0]["authority"], "kent", "{returned:#}");
    assert_eq!(world.request("kent")["delivery"], "accepted");
    assert_eq!(stands(&world, "kent"), "overdue 2025-03-03");
}

/// The texts of the regulator's checklist.
fn checklist(world: &World, authority: &str) -> String {
    let row = &world.rows(&["pack", authority, "--force"])[0];
    fs::read_to_string(world.path("").join(row["html"].as_str().unwrap())).unwrap()
}

#[test]
fn the_pack_for_the_regulator_shows_copies_and_letters_written_elsewhere_as_what_they_are() {
    let mut world = asked(&["kent"]);
    let page = checklist(&world, "kent");
    assert!(page.contains("such as the copy in your Sent folder"), "{page}");
    let (copy, _) = letter_of(&world, "kent");
    world.at("2025-03-05");
    world.receive(&copy);
    let words = ("Our request", "This is a reminder: your answer is overdue.");
    let ours = world.receive(&by_hand((OURS, "foi@kent.invalid"), "2025-03-04", words, ""));
    world.foi(&["assign", name(&ours), "--letter", "chaser"]).done();
    let page = checklist(&world, "kent");
    assert!(page.contains("The copy of the letter in our own folder of sent mail."), "{page}");
    assert!(page.contains("Sent on Tuesday 4 March 2025."), "{page}");
    assert!(!page.contains("A mail of theirs shows"), "they wrote nothing: {page}");
}

#[test]
fn only_a_mail_from_our_own_address_can_be_a_letter_of_ours() {
    let mut world = asked(&["kent"]);
    let kent = world.council("kent");
    let theirs = world.receive(&kent.replies("2025-02-03", "Thank you for your request."));
    let said = world.foi(&["assign", name(&theirs), "--letter", "thanks"]).failed();
    assert!(said.contains("comes from foi@kent.invalid, and is no letter of ours"), "{said}");
    let ours = world.receive(&answers(&kent, "2025-02-03", "We paid.", &theirs));
    let early = world.foi(&["assign", name(&ours), "--letter", "clarification_reply"]).failed();
    assert!(early.contains("clarification"), "nothing was asked: {early}");
    assert_eq!(stands(&world, "kent"), "awaiting 2025-03-03");
}

#[test]
fn what_a_letter_of_ours_is_for_is_guessed_from_what_it_does_and_not_from_what_it_threatens() {
    for (text, kind) in [
        (
            "I am writing to ask for an internal review of your refusal.",
            Some(LetterKind::ReviewRequest),
        ),
        (
            "This is overdue. If we hear nothing we will ask for an internal review.",
            Some(LetterKind::Chaser),
        ),
        ("Hereby we withdraw our request.", Some(LetterKind::Withdrawal)),
        ("Please limit our request to questions 1 and 2.", Some(LetterKind::Narrowing)),
        ("The fee was paid today by bank transfer.", Some(LetterKind::FeeReply)),
        ("To clarify: every child looked after on that day.", Some(LetterKind::ClarificationReply)),
        ("We have not yet had your reply.", Some(LetterKind::Chaser)),
        ("I request this under the Freedom of Information Act 2000.", Some(LetterKind::Request)),
        ("Many thanks for your help, Ada", None),
    ] {
        assert_eq!(seems("Re: Your request", text, true), kind, "{text}");
    }
}
