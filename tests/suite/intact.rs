//! Letters arrive as they were meant, whatever stands in names, subjects and files: read back by our own
//! reader, by another library, and by Python's.

use std::fs;

use std::process::Command;

use foi_campaign::case::events::LetterKind;
use foi_campaign::letters::occasion::Attachment;
use foi_campaign::letters::{Letter, Sender};
use foi_campaign::register::Nation;
use foi_campaign::replies::message;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::world::{World, fixtures};

/// What was meant, and its bytes.
struct Case {
    letter: Letter,
    sender: Sender,
    bytes: Vec<u8>,
}

fn letter(texts: [&str; 5], file: Option<Attachment>) -> (Letter, Sender) {
    let [name, organisation, council, subject, body] = texts;
    let sender = Sender {
        name: name.to_owned(),
        organisation: Some(organisation.to_owned()),
        address: "requests@harbour-watch.example".to_owned(),
        postal_address: None,
        plus_address: true,
    };
    let letter = Letter {
        copy: None,
        kind: LetterKind::Free,
        template: String::new(),
        unchecked: None,
        to: "foi@kent.invalid".to_owned(),
        to_name: council.to_owned(),
        regulator: None,
        nation: Nation::England,
        reply_address: sender.reply_address("SL-7K3Q-P2M8"),
        message_id: "sl-7k3q-p2m8.free-1@harbour-watch.example".to_owned(),
        in_reply_to: Some("a.b@kent.invalid".to_owned()),
        references: vec!["sl-7k3q-p2m8.request-1@harbour-watch.example".to_owned()],
        subject: subject.to_owned(),
        body: body.to_owned(),
        attachments: file.into_iter().collect(),
    };
    (letter, sender)
}

fn now() -> chrono::DateTime<chrono::Utc> {
    "2026-02-02T09:00:00Z".parse().unwrap()
}

/// Every break and control character is a space in a header, and spaces are one.
fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let spaced: String = text.chars().map(|c| if breaks(c) { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text without control characters, spaces at the ends of lines aside.
fn body(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String =
        text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect();
    kept.trim_end().to_owned()
}

/// Words that mean something to a mail, and words of people.
fn hostile() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("\r\nBcc: all@evil.example".to_owned()),
        Just("\nX-Evil: 1\n\n<script>".to_owned()),
        Just("\rSubject: other".to_owned()),
        Just("=?utf-8?Q?=0D=0ABcc:_x@evil.example?=".to_owned()),
        Just("=?utf-8?b?w7Q=?=".to_owned()),
        Just("\"quoted\" <x@y.example>, (comment); \\ back".to_owned()),
        Just("Siân Ŵyn o Lŷn".to_owned()),
        Just("Comhairle nan Eilean Siar – à è ì ò ù".to_owned()),
        Just("\u{201c}curly\u{201d} \u{2018}quotes\u{2019}".to_owned()),
        Just("\u{1f4a1}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}".to_owned()),
        Just("مجلس \u{202e}reversed\u{202c} עברית".to_owned()),
        Just("e\u{301}\u{2028}\u{85}\u{0}\u{7f}\u{1b}[2J".to_owned()),
        Just(".".to_owned()),
        Just("From here on".to_owned()),
        Just("x".repeat(120)),
        Just("ŵ".repeat(150)),
        "[ -~]{0,40}",
        "\\PC{0,20}",
        any::<String>().prop_map(|text| text.chars().take(30).collect()),
    ];
    proptest::collection::vec(word, 0..6).prop_map(|words| words.join(" "))
}

/// Letters of hostile strings, the same every time.
fn cases(count: usize) -> Vec<Case> {
    let mut runner = TestRunner::deterministic();
    let strategy = proptest::array::uniform6(hostile());
    let mut found = Vec::new();
    for index in 0..count {
        let texts = strategy.new_tree(&mut runner).unwrap().current();
        let [name, organisation, council, subject, body, file] = &texts;
        let file =
            (index % 2 == 0).then(|| Attachment::new(file, format!("{body}\r\nend").into_bytes()));
        let subject = format!("Request [SL-7K3Q-P2M8] {subject}");
        let (letter, sender) = letter([name, organisation, council, &subject, body], file);
        let bytes = letter.bytes(&sender, now());
        let bytes = bytes.unwrap_or_else(|error| panic!("{error:#}: {texts:?}"));
        found.push(Case { letter, sender, bytes });
    }
    found
}

/// What Python's own parser makes of these letters.
fn by_python(cases: &[Vec<u8>]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    for (index, bytes) in cases.iter().enumerate() {
        fs::write(folder.path().join(format!("{index:05}.eml")), bytes).unwrap();
    }
    let script = fixtures().join("independent_reader.py");
    let output = Command::new("python3")
        .args(["-I".as_ref(), script.as_os_str(), folder.path().as_os_str()])
        .output()
        .expect("python3 is installed: tests/run does it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), cases.len());
    rows
}

#[test]
fn an_independent_reader_finds_what_was_meant_in_hostile_letters_and_no_defect() {
    let cases = cases(300);
    let bytes: Vec<Vec<u8>> = cases.iter().map(|case| case.bytes.clone()).collect();
    for (case, read) in cases.iter().zip(by_python(&bytes)) {
        let raw = String::from_utf8_lossy(&case.bytes);
        assert_eq!(read["defects"], serde_json::json!([]), "{raw}");
        let letter = &case.letter;
        let text = |value: &Value| one_line(value.as_str().unwrap_or_default());
        assert_eq!(text(&read["subject"]), one_line(&letter.subject), "{raw}");
        let from = format!(
            "{}, {}",
            case.sender.name,
            case.sender.organisation.as_deref().unwrap_or_default()
        );
        for (key, name, address) in
            [("from", &from, &letter.reply_address), ("to", &letter.to_name, &letter.to)]
        {
            let people = read[key].as_array().unwrap();
            assert_eq!(people.len(), 1, "{key}: {raw}");
            // Python puts a space between the encoded words of a name, against RFC 2047, 6.2.
            let bare = |text: &str| text.replace(' ', "");
            assert_eq!(bare(&text(&people[0][0])), bare(&one_line(name)), "{key}: {raw}");
            assert_eq!(people[0][1], address.as_str(), "{key}: {raw}");
        }
        let mut headers = vec![
            "content-type",
            "date",
            "from",
            "in-reply-to",
            "message-id",
            "mime-version",
            "references",
            "reply-to",
            "subject",
            "to",
        ];
        if letter.attachments.is_empty() {
            headers.insert(0, "content-transfer-encoding");
        }
        headers.sort_unstable();
        assert_eq!(read["headers"], serde_json::json!(headers), "{raw}");
        let parts = read["parts"].as_array().unwrap();
        assert_eq!(parts.len(), 1 + letter.attachments.len(), "{raw}");
        let shown = body(parts[0]["text"].as_str().unwrap());
        assert_eq!(shown, body(&letter.body), "{raw}");
        for (file, part) in letter.attachments.iter().zip(&parts[1..]) {
            assert_eq!(part["name"], file.name.as_str(), "{raw}");
            assert_eq!(part["type"], file.media_type.as_str(), "{raw}");
            let hex = part["hex"].as_str().unwrap();
            let arrived: Vec<u8> = (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect();
            assert_eq!(arrived, file.bytes, "{raw}");
        }
    }
}

#[test]
fn our_own_reader_finds_the_same() {
    for case in cases(100) {
        let read = message::read(&case.bytes);
        let raw = String::from_utf8_lossy(&case.bytes);
        assert_eq!(one_line(&read.subject), one_line(&case.letter.subject), "{raw}");
        assert_eq!(read.from.as_deref(), Some(case.letter.reply_address.as_str()), "{raw}");
        assert_eq!(read.addressees, std::slice::from_ref(&case.letter.to), "{raw}");
        assert_eq!(read.message_id.as_deref(), Some(case.letter.message_id.as_str()), "{raw}");
        assert_eq!(read.attachments.len(), case.letter.attachments.len(), "{raw}");
    }
}

#[test]
fn an_id_of_theirs_that_is_none_breaks_no_header() {
    for id in [
        "a\r\nBcc: x@evil.example",
        "a b@c.example",
        &format!("{}@c.example", "x".repeat(3000)),
        "ŵ@c.example",
        "a@b@c.example",
        "<a@b.example>\n",
        "",
    ] {
        let (mut letter, sender) = letter(["Ada", "H", "Kent", "s", "b"], None);
        letter.in_reply_to = Some(id.to_owned());
        letter.references.push(id.to_owned());
        let bytes = letter.bytes(&sender, now()).unwrap();
        let read = &by_python(std::slice::from_ref(&bytes))[0];
        assert_eq!(read["defects"], serde_json::json!([]), "{id}");
        assert_eq!(read["in_reply_to"], Value::Null, "{id}");
    }
    let (mut long, sender) = letter(["Ada", "H", "Kent", "s", "b"], None);
    long.references = (0..500).map(|index| format!("{index}.letter@kent.invalid")).collect();
    let bytes = long.bytes(&sender, now()).unwrap();
    let read = message::read(&bytes);
    assert_eq!(read.references.len(), 30);
    assert_eq!(read.references[0], "0.letter@kent.invalid");
    assert_eq!(read.references[29], "499.letter@kent.invalid");
    assert_eq!(by_python(&[bytes])[0]["defects"], serde_json::json!([]));
}

#[test]
fn what_no_mail_can_carry_is_refused_with_the_reason() {
    let cut = |change: fn(&mut Letter)| {
        let (mut letter, sender) = letter(["Ada", "H", "Kent", "s", "b"], None);
        change(&mut letter);
        format!("{:#}", letter.bytes(&sender, now()).unwrap_err())
    };
    assert!(
        cut(|letter| letter.to = "föi@kent.invalid".to_owned()).contains("not every mail server")
    );
    assert!(
        cut(|letter| letter.to = "a@b.example\r\nBcc: c@d.example".to_owned()).contains("goes to")
    );
    assert!(cut(|letter| letter.message_id = "x\r\ny@z.example".to_owned()).contains("Message-ID"));
    assert!(
        cut(|letter| letter.attachments = vec![Attachment {
            name: "x".to_owned(),
            media_type: "text/plain\r\nX-Evil: 1".to_owned(),
            bytes: Vec::new(),
        }])
        .contains("no media type")
    );
}

proptest! {
    #![proptest_config(Config { cases: 64, failure_persistence: None, ..Config::default() })]

    #[test]
    fn no_string_anywhere_brings_a_header_or_a_line_of_its_own(
        texts in proptest::array::uniform5(hostile()),
        name in hostile(),
    ) {
        let [sender, organisation, council, subject, body] = &texts;
        let file = Attachment { name, media_type: "text/csv".to_owned(), bytes: vec![0, 13, 10, 255] };
        let (letter, sender) = letter([sender, organisation, council, subject, body], Some(file));
        // A header that is too long for mail is refused; nothing is ever smuggled.
        if let Ok(bytes) = letter.bytes(&sender, now()) {
            let read = mailparse::parse_mail(&bytes).unwrap();
            for header in read.headers.iter().chain(read.subparts.iter().flat_map(|part| &part.headers)) {
                let key = header.get_key().to_lowercase();
                let known = key.starts_with("content-")
                    || ["from", "reply-to", "to", "subject", "date", "message-id", "mime-version",
                        "in-reply-to", "references"].contains(&key.as_str());
                prop_assert!(known, "{key}");
            }
            prop_assert_eq!(read.subparts.len(), 2);
            prop_assert_eq!(read.subparts[1].get_body_raw().unwrap(), vec![0, 13, 10, 255]);
        }
    }
}

#[test]
fn every_shipped_letter_and_its_sheet_pass_the_independent_reader() {
    let text = fs::read_to_string(fixtures().join("campaigns/street-lights/campaign.toml"))
        .unwrap()
        + "\n[letter]\nattach = [\"xlsx\", \"csv\"]\n";
    let world = World::on("2025-02-03")
        .campaign_text("lamps", &text)
        .addresses(&["kent", "glasgow", "bristol"])
        .launched("lamps");
    let letters: Vec<Vec<u8>> = world.letters().into_values().map(String::into_bytes).collect();
    assert_eq!(letters.len(), 3);
    for read in by_python(&letters) {
        assert_eq!(read["defects"], serde_json::json!([]), "{read}");
        assert_eq!(read["parts"].as_array().unwrap().len(), 3);
    }
}
