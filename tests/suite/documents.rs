//! Answers in the files that come with a mail.

use std::fs;
use std::path::Path;

use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};
use serde_json::Value;

use crate::world::{World, fixtures};

/// Kent, asked about trafficked children, answers with `file`; gives the world and the mail's row.
fn answered(name: &str, file: &Path, body: &str) -> (World, Value) {
    let mut world = World::on("2025-02-03").campaign("trafficked").addresses(&["kent"]);
    world = world.launched("trafficked");
    let council = world.council("kent");
    let request = world.request("kent");
    let bytes = fs::read(file).unwrap();
    let media_type = ContentType::parse("application/octet-stream").unwrap();
    let mail = lettre::Message::builder()
        .from(format!("FOI <{}>", council.address()).parse().unwrap())
        .to(request["reply_address"].as_str().unwrap().parse().unwrap())
        .subject("Your request")
        .in_reply_to(request["message_id"].as_str().unwrap().to_owned())
        .date_now()
        .multipart(
            MultiPart::mixed()
                .singlepart(SinglePart::plain(body.to_owned()))
                .singlepart(Attachment::new(name.to_owned()).body(bytes, media_type)),
        )
        .unwrap();
    world.at("2025-02-20");
    fs::write(world.path("reply.eml"), mail.formatted()).unwrap();
    world.foi(&["receive", "reply.eml"]).done();
    let row = world.rows(&["mail"]).pop().unwrap();
    (world, row)
}

fn made(name: &str) -> std::path::PathBuf {
    fixtures().join("documents").join("suite").join(name)
}

#[test]
fn an_answer_in_a_workbook_stands_with_its_cell_as_evidence() {
    let (world, mail) = answered("figures.xlsx", &made("figures.xlsx"), "Please see attached.");
    assert_eq!(mail["attachments"][0]["text_status"], "read");
    let answer = world.answer("kent", "trafficked").unwrap();
    assert_eq!((&answer["low"], &answer["stands"]), (&Value::from(14), &Value::from(true)));
    assert_eq!(answer["evidence"]["part"], "figures.xlsx");
    assert_eq!(answer["evidence"]["place"], "Figures!C2");
}

#[test]
fn a_workbook_with_a_hidden_sheet_waits_and_shows_nothing_of_it() {
    let (world, mail) = answered("figures.xlsx", &made("hidden.xlsx"), "Please see attached.");
    assert_eq!(mail["attachments"][0]["text_status"], "quarantined");
    assert!(mail["review_reason"].as_str().unwrap().contains("a hidden sheet"), "{mail}");
    assert_eq!(world.answer("kent", "trafficked").unwrap()["stands"], false);
    let shown = world.foi(&["mail", "--json"]).done();
    let listed = world.foi(&["answers", "--all", "--json"]).done();
    assert!(!format!("{}{}", shown.stdout, listed.stdout).contains("Tarquin"));
}

#[test]
fn a_file_that_is_no_document_is_said_not_to_be_read() {
    let path = made("noise.pdf");
    let (_world, mail) = answered("reply.pdf", &path, "Please see attached.");
    assert_eq!(mail["attachments"][0]["text_status"], "not_read");
    assert_eq!(mail["waits"], true);
}

#[test]
fn labels_without_their_columns_or_of_a_mail_that_never_came_are_refused_by_name() {
    let world = World::on("2025-02-03");
    fs::write(world.path("empty.csv"), "").unwrap();
    assert!(world.foi(&["answers", "eval", "empty.csv"]).failed().contains("no column `file`"));
    let row = "file,question,period,status,low,high,value\nnever.eml,trafficked,2024,exact,1,1,\n";
    fs::write(world.path("never.csv"), row).unwrap();
    let said = world.foi(&["answers", "eval", "never.csv"]).failed();
    assert!(said.contains("never.csv row 2: never.eml was not received"), "{said}");
}

#[test]
fn a_refusal_in_a_letter_that_is_attached_is_a_refusal() {
    let (_world, mail) =
        answered("letter.docx", &made("refusal.docx"), "Please find our reply attached.");
    assert_eq!(mail["kind"], "refusal");
    assert_eq!(mail["sections"][0], "FOIA-s12");
}

/// Kent's reply with the mail `inner` attached as a mail program attaches one.
fn with_a_mail(world: &World, inner: &str) -> String {
    let body = format!(
        "--b\r\n\r\nPlease see the attached mail.\r\n--b\r\nContent-Type: message/rfc822; \
         name=\"figures.eml\"\r\nContent-Disposition: attachment; filename=\"figures.eml\"\r\n\r\n\
         {inner}\r\n--b--"
    );
    let mail = world.council("kent").replies("2025-02-20", &body);
    mail.replacen("text/plain; charset=utf-8", "multipart/mixed; boundary=b", 1)
}

fn asked() -> World {
    let world = World::on("2025-02-03").campaign("trafficked").addresses(&["kent"]);
    let mut world = world.launched("trafficked");
    world.at("2025-02-21");
    world
}

#[test]
fn figures_in_a_mail_that_is_attached_stand_with_its_line() {
    let mut world = asked();
    let inner = "From: Service <service@kent.invalid>\r\nTo: foi@kent.invalid\r\nSubject: figures\r\n\
                 Message-ID: <1@kent.invalid>\r\n\r\nHere you are.\r\n\r\n1. 14\r\n2. 5\r\n3. 31\r\n";
    let mail = world.receive(&with_a_mail(&world, inner));
    assert_eq!(mail["kind"], "answer", "{mail}");
    let answer = world.answer("kent", "trafficked").unwrap();
    assert_eq!((&answer["low"], &answer["stands"]), (&Value::from(14), &Value::from(true)));
    assert_eq!(answer["evidence"]["part"], "figures.eml");
    assert_eq!(answer["evidence"]["place"], "line 3");
}

#[test]
fn our_own_letter_attached_to_a_reply_answers_nothing() {
    let mut world = asked();
    let (_, letter) = world.letters().into_iter().next().unwrap();
    let filled = letter.replace("trafficked?", "trafficked? 14");
    for inner in [letter, filled] {
        let mail = with_a_mail(&world, &inner);
        world.receive(&mail.replace("2025-02-20.", &format!("{}.", inner.len())));
    }
    let answers = world.rows(&["answers", "--all"]);
    assert!(answers.iter().all(|row| row["low"].is_null()), "{answers:?}");
}
