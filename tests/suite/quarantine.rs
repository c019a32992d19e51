//! Files that are not what they seem: something hidden in them, or a password on them.

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::Stdio;

use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};
use serde_json::Value;

use crate::world::{Run, World, fixtures};

/// What stands in the hidden sheet of `hidden.xlsx`.
const HIDDEN: &str = "Tarquin";

fn asked() -> World {
    let world = World::on("2025-02-03").campaign("trafficked").addresses(&["kent"]);
    let mut world = world.launched("trafficked");
    world.at("2025-02-20");
    world
}

/// A reply of Kent's with files.
fn reply(world: &World, id: &str, body: &str, files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let council = world.council("kent");
    let media_type = ContentType::parse("application/octet-stream").unwrap();
    let mut parts = MultiPart::mixed().singlepart(SinglePart::plain(body.to_owned()));
    for (name, bytes) in files {
        let file = Attachment::new((*name).to_owned()).body(bytes.clone(), media_type.clone());
        parts = parts.singlepart(file);
    }
    let day = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_739_800_000);
    lettre::Message::builder()
        .from(format!("FOI <{}>", council.address()).parse().unwrap())
        .to(council.reply_address.parse().unwrap())
        .subject("Your request")
        .in_reply_to(format!("<{}>", council.message_id))
        .message_id(Some(format!("<{id}@kent.invalid>")))
        .date(day)
        .multipart(parts)
        .unwrap()
        .formatted()
}

/// Takes in a reply; gives its row.
fn receive(world: &World, id: &str, body: &str, files: &[(&str, Vec<u8>)]) -> Value {
    fs::write(world.path(&format!("{id}.eml")), reply(world, id, body, files)).unwrap();
    world.foi(&["receive", &format!("{id}.eml")]).done();
    let rows = world.rows(&["mail"]);
    let of_file = |row: &&Value| row["file"].as_str().unwrap().ends_with(&format!("{id}.eml"));
    rows.iter().find(of_file).unwrap().clone()
}

fn made(folder: &str, name: &str) -> Vec<u8> {
    fs::read(fixtures().join("documents").join(folder).join(name)).unwrap()
}

fn hidden() -> Vec<u8> {
    made("suite", "hidden.xlsx")
}

/// Runs a command with `words` on its standard input.
fn told(world: &World, arguments: &[&str], words: &str) -> Run {
    let mut command = world.command(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(words.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The files of the archive that `foi pack` writes.
fn packed(world: &World) -> Vec<(String, Vec<u8>)> {
    let row = world.rows(&["pack", "kent"])[0].clone();
    let zip = fs::read(world.path(row["zip"].as_str().unwrap())).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn text_of(files: &[(String, Vec<u8>)], name: &str) -> String {
    let (_, bytes) = files.iter().find(|(known, _)| known == name).unwrap();
    String::from_utf8(bytes.clone()).unwrap()
}

#[test]
fn a_workbook_with_a_hidden_sheet_is_quarantined_in_every_listing_with_the_reason() {
    let world = asked();
    let mail = receive(&world, "a", "Please see attached.", &[("figures.xlsx", hidden())]);
    assert_eq!(mail["attachments"][0]["text_status"], "quarantined");
    let listed = world.foi(&["mail"]).done().stdout;
    assert!(listed.contains("quarantined: figures.xlsx (it has a hidden sheet"), "{listed}");
    let shown = world.foi(&["mail", "show", "m1"]).done().stdout;
    assert!(shown.contains("m1:1 figures.xlsx (application/octet-stream, quarantined)"), "{shown}");
    let inbox = world.foi(&["inbox", "--json"]).done().stdout;
    assert!(inbox.contains("a hidden sheet"), "{inbox}");
    let why = world.foi(&["mail", "show", "m1", "--raw"]).failed();
    assert!(why.contains("kept out of sight") && why.contains("--quarantined"), "{why}");
    world.foi(&["mail", "show", "m1", "--raw", "--quarantined"]).done();
    assert!(!format!("{listed}{shown}{inbox}").contains(HIDDEN));
}

#[test]
fn a_pack_leaves_a_quarantined_mail_out_and_says_so_until_a_person_releases_the_file() {
    let world = asked();
    receive(&world, "a", "Please see attached.", &[("figures.xlsx", hidden())]);
    let files = packed(&world);
    assert!(!files.iter().any(|(name, _)| name.contains("m1")), "{:?}", names(&files));
    let index = text_of(&files, "index.txt");
    assert!(index.contains("Left out:") && index.contains("figures.xlsx"), "{index}");
    assert!(index.contains("a possible personal data breach"), "{index}");
    let why = world.foi(&["mail", "release", "m1", "1", "--reason", " "]).failed();
    assert!(why.contains("say why"), "{why}");
    world.foi(&["mail", "release", "m1", "figures.xlsx", "--reason", "an empty lookup"]).done();
    let row = world.row(&["mail"], "mail", "m1");
    assert_eq!(row["attachments"][0]["text_status"], "read");
    let note = row["attachments"][0]["note"].as_str().unwrap();
    assert_eq!(note, "ada looked at it, and says that it is harmless: an empty lookup");
    assert!(packed(&world).iter().any(|(name, _)| name.contains("m1")));
    let history = world.foi(&["history", "kent"]).done().stdout;
    assert!(history.contains("is harmless: an empty lookup"), "{history}");
    assert_eq!(world.rows(&["rebuild", "--check"]), Vec::<Value>::new());
    assert_eq!(world.rows(&["rebuild"])[0]["mails"], 0);
    let why = world.foi(&["mail", "release", "m1", "1", "--reason", "again"]).failed();
    assert!(why.contains("is not in quarantine"), "{why}");
}

/// A workbook with a hidden column, and a name in a cell that everybody sees.
fn named_in_sight() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["No.", "Notes", "2024"]).unwrap();
    sheet.write_row(1, 0, ["1", "with Petronella Quill", "14"]).unwrap();
    sheet.write_row(2, 0, ["2", "one of them twice", "fewer than 5 (Petronella)"]).unwrap();
    sheet.write_row(3, 0, ["3", "", "9"]).unwrap();
    sheet.write(1, 4, "aged 15").unwrap();
    sheet.set_column_hidden(4).unwrap();
    book.save_to_buffer().unwrap()
}

/// Whatever a person or a program can be shown of the answers.
fn all_that_is_shown(world: &World) -> String {
    let commands: [&[&str]; 12] = [
        &["answers", "--all"],
        &["answers", "--all", "--json"],
        &["answers", "export"],
        &["review"],
        &["review", "--json"],
        &["inbox", "--json"],
        &["mail", "--json"],
        &["mail", "show", "m1"],
        &["results", "--explain", "trafficked"],
        &["history", "kent", "--json"],
        &["checks", "--json"],
        &["rebuild"],
    ];
    let said = commands.iter().map(|command| {
        let run = told(world, command, "");
        format!("{command:?}: {}{}\n", run.stdout, run.stderr)
    });
    let stepped = told(world, &["review"], "t\nn\nt\nq\n");
    let looked_at = told(world, &["inbox"], "t\nf\nq\n");
    said.chain([stepped.stdout, looked_at.stdout]).collect()
}

#[test]
fn the_words_of_a_quarantined_file_are_shown_nowhere_and_its_figures_wait() {
    let world = asked();
    let mail = receive(&world, "a", "Please see attached.", &[("figures.xlsx", named_in_sight())]);
    assert_eq!(mail["attachments"][0]["text_status"], "quarantined");
    let shown = all_that_is_shown(&world);
    assert!(!shown.contains("Petronella") && !shown.contains("twice"), "{shown}");
    let answer = world.answer("kent", "trafficked").unwrap();
    assert_eq!((&answer["low"], &answer["stands"]), (&14.into(), &false.into()));
    assert_eq!(answer["as_written"], "[kept out of sight]");
    assert_eq!(answer["evidence"]["quote"], "[kept out of sight]");
    assert_eq!(answer["evidence"]["part"], "figures.xlsx");
    // That somebody knows what the mail is says nothing of the file.
    world.foi(&["assign", "m1", "--kind", "answer"]).done();
    let answer = world.answer("kent", "trafficked").unwrap();
    assert_eq!(answer["stands"], false, "{answer}");
    assert!(answer["review_reason"].as_str().unwrap().contains("foi mail release m1"), "{answer}");
    world.foi(&["answers", "accept", "kent", "trafficked"]).done();
    assert!(!all_that_is_shown(&world).contains("Petronella"));
    assert!(!packed(&world).iter().any(|(_, bytes)| has(bytes, "Petronella")));
    assert_eq!(world.rows(&["rebuild"])[0]["mails"], 0);
    world.foi(&["mail", "release", "m1", "1", "--reason", "she is the officer"]).done();
    let shown = all_that_is_shown(&world);
    assert!(shown.contains("Petronella") && !shown.contains("[kept out of sight]"), "{shown}");
    assert_eq!(world.answer("kent", "trafficked").unwrap()["decided_by"], "person:ada");
}

/// A letter of refusal from which something was taken out that is still there.
fn with_a_tracked_change() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("word/document.xml", options).unwrap();
    let name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    write!(
        zip,
        "<w:document xmlns:w=\"{name}\"><w:body><w:p><w:r><w:t>Petronella Quill has decided that your \
         request is refused under section 12 of the Freedom of Information Act 2000, for the cost of \
         compliance exceeds the appropriate limit.</w:t></w:r></w:p><w:p><w:del><w:r><w:delText>aged \
         15</w:delText></w:r></w:del></w:p></w:body></w:document>"
    )
    .unwrap();
    zip.finish().unwrap().into_inner()
}

fn has(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

#[test]
fn a_letter_in_quarantine_says_what_its_mail_is_without_its_words() {
    let world = asked();
    let files = [("letter.docx", with_a_tracked_change())];
    let mail = receive(&world, "a", "Please see attached.", &files);
    assert_eq!(mail["attachments"][0]["text_status"], "quarantined", "{mail}");
    assert_eq!((&mail["kind"], &mail["sections"][0]), (&"refusal".into(), &"FOIA-s12".into()));
    assert!(!all_that_is_shown(&world).contains("Petronella"));
    world.foi(&["mail", "release", "m1", "1", "--reason", "the officer"]).done();
    assert!(all_that_is_shown(&world).contains("Petronella"));
}

fn names(files: &[(String, Vec<u8>)]) -> Vec<&str> {
    files.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn a_notice_to_the_authority_is_drafted_and_waits_for_a_person() {
    let world = asked();
    receive(&world, "a", "Please see attached.", &[("figures.xlsx", hidden())]);
    let next = world.row(&["next"], "authority", "kent");
    assert_eq!((&next["step"], &next["armed"]), (&"breach_notice".into(), &false.into()));
    assert_eq!(next["law_basis"], "UK GDPR, Article 33");
    let letters = world.letters().len();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), letters, "it never leaves by itself");
    let shown = world.foi(&["approve", "--step", "breach_notice", "--show"]).done().stdout;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "\"figures.xlsx\", which came on",
        "a hidden sheet: ",
        "We have not looked at what is hidden",
        "Article 33 of the UK GDPR",
        "72 hours",
        "Please send us a clean copy",
    ] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    assert!(!shown.contains(HIDDEN), "{shown}");
    world.foi(&["approve", "--step", "breach_notice", "--confirm", "1"]).done();
    world.foi(&["tick"]).done();
    assert_eq!(world.letters().len(), letters + 1);
    assert_ne!(world.row(&["next"], "authority", "kent")["step"], "breach_notice");
    assert!(world.foi(&["approve", "--step", "breach_notice"]).stdout.contains("No letter"));
}

/// `docs/quarantine.md` tells this story.
#[test]
fn a_hidden_sheet_from_its_arrival_to_its_erasure() {
    let mut world = asked();
    let mail = receive(&world, "a", "Please see attached.", &[("figures.xlsx", hidden())]);
    let sha256 = mail["attachments"][0]["sha256"].as_str().unwrap().to_owned();
    assert_eq!(mail["attachments"][0]["text_status"], "quarantined");
    world.foi(&["approve", "--step", "breach_notice", "--confirm", "1"]).done();
    world.foi(&["tick"]).done();
    world.at("2025-02-24");
    let shown = world.rows(&["erase", "m1:1", "--reason", "asked for by the authority"]);
    let row = |kind: &str| shown.iter().find(|row| row["type"] == kind).unwrap();
    assert_eq!(
        (&row("goes")["name"], &row("goes")["sha256"]),
        (&"figures.xlsx".into(), &sha256.clone().into())
    );
    assert!(
        shown
            .iter()
            .any(|row| row["what"].as_str().is_some_and(|what| what.contains("names the file")))
    );
    world
        .foi(&["erase", "m1:1", "--reason", "asked for by the authority", "--confirm", "1"])
        .done();
    let row = world.row(&["mail"], "mail", "m1");
    assert_eq!(row["attachments"][0]["text_status"], "erased");
    assert_eq!(row["attachments"][0]["sha256"], sha256.as_str());
    assert_eq!(row["erased"]["reason"], "asked for by the authority");
    let encoded = encoded_piece(&hidden());
    for name in ["foi.db", "foi.db-wal"] {
        let bytes = fs::read(world.path(name)).unwrap_or_default();
        let has = bytes.windows(encoded.len()).any(|window| window == encoded.as_bytes());
        assert!(!has, "{name} still has the file");
    }
    assert_eq!(world.rows(&["rebuild", "--check"]), Vec::<Value>::new());
    let files = packed(&world);
    let index = text_of(&files, "index.txt");
    assert!(index.contains("erased on 2025-02-24 by ada"), "{index}");
    assert!(names(&files).iter().any(|name| name.contains("m1")), "the rest of the mail stays");
}

/// A line of the base64 in which a mail carries `bytes`.
fn encoded_piece(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes[570..570 + 57].chunks(3) {
        let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        for shift in [18, 12, 6, 0] {
            let letter = LETTERS[usize::try_from(bits >> shift & 63).unwrap()];
            write!(text, "{}", char::from(letter)).unwrap();
        }
    }
    text
}

#[test]
fn a_password_in_the_next_mail_opens_the_file_and_the_note_says_which_mail() {
    let world = asked();
    let mail = receive(&world, "a", "Please see attached.", &[("reply.docx", locked())]);
    assert_eq!(mail["attachments"][0]["text_status"], "locked");
    assert!(mail["review_reason"].as_str().unwrap().contains("password"), "{mail}");
    receive(&world, "b", "The password for the attached document is secret", &[]);
    let opened = world.row(&["mail"], "mail", "m1")["attachments"][0].clone();
    assert_ne!(opened["text_status"], "locked");
    let shown = world.foi(&["mail", "show", "m1"]).done().stdout;
    assert!(!shown.contains("opens only with a password"), "{shown}");
    assert_eq!(world.rows(&["rebuild", "--check"]), Vec::<Value>::new());
    assert_eq!(world.rows(&["rebuild"])[0]["mails"], 0, "a rebuild reads it as before");
}

#[test]
fn a_locked_zip_opens_with_the_password_that_the_mail_before_it_gave() {
    let world = asked();
    receive(&world, "a", "The file follows. Its password is: Xyz123.", &[]);
    let zip = locked_zip("figures.xlsx", &made("suite", "figures.xlsx"), "Xyz123");
    let mail = receive(&world, "b", "Please see attached.", &[("figures.zip", zip)]);
    let file = &mail["attachments"][0];
    assert_eq!(
        (&file["text_status"], &file["note"]),
        (&"read".into(), &"opened with the password in m1".into())
    );
    assert_eq!(world.answer("kent", "trafficked").unwrap()["low"], 14);
}

#[test]
fn a_person_gives_the_password_of_a_pdf() {
    let world = asked();
    let pdf = made("made/pdf", "locked.pdf");
    let mail = receive(&world, "a", "Please see attached.", &[("reply.pdf", pdf)]);
    assert_eq!(mail["attachments"][0]["text_status"], "locked", "{mail}");
    let said = told(&world, &["mail", "password", "m1", "reply.pdf"], "secret\n").done();
    assert!(said.stdout.contains("reply.pdf of m1 opened and was read"), "{}", said.stdout);
    let file = world.row(&["mail"], "mail", "m1")["attachments"][0].clone();
    assert_eq!(file["text_status"], "read");
    assert_eq!(file["note"], "opened with a password that ada gave on 2025-02-20");
}

#[test]
fn a_password_that_a_person_gives_is_kept_nowhere_and_is_in_no_error() {
    let world = asked();
    let password = "Qx7-never-kept-91";
    let zip = locked_zip("figures.xlsx", &made("suite", "figures.xlsx"), password);
    receive(&world, "a", "Please see attached.", &[("figures.zip", zip)]);
    let wrong = told(&world, &["mail", "password", "m1"], "Qx7-not-this-one\n").failed();
    assert!(wrong.contains("opens none of them: figures.zip"), "{wrong}");
    assert!(!wrong.contains("Qx7"), "{wrong}");
    told(&world, &["mail", "password", "m1"], &format!("{password}\n")).done();
    assert_eq!(world.answer("kent", "trafficked").unwrap()["low"], 14);
    for name in ["foi.db", "foi.db-wal"] {
        let bytes = fs::read(world.path(name)).unwrap_or_default();
        assert!(!bytes.windows(3).any(|window| window == b"Qx7"), "{name} has the password");
    }
    // The same file again, which is locked for whoever has no password, takes nothing back.
    let zip = fs::read(world.path("a.eml")).unwrap();
    fs::write(world.path("again.eml"), [b"X-Other-Road: 1\r\n".as_slice(), &zip].concat()).unwrap();
    world.foi(&["receive", "again.eml"]).done();
    assert_eq!(world.rows(&["rebuild"])[0]["mails"], 0);
    assert_eq!(world.rows(&["rebuild", "--check"]), Vec::<Value>::new());
}

#[test]
fn a_locked_workbook_that_foi_cannot_open_says_what_to_do() {
    let world = asked();
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    let workbook = [9, 8, 4, 0, 0, 6, 5, 0, 0x2F, 0, 2, 0, 0, 0];
    file.create_stream("/Workbook").unwrap().write_all(&workbook).unwrap();
    let xls = file.into_inner().into_inner();
    let mail = receive(&world, "a", "Please see attached.", &[("figures.xls", xls)]);
    assert_eq!(mail["attachments"][0]["text_status"], "locked");
    let todo = "open it yourself, save it without the password, and hand that in with `foi receive";
    assert!(mail["review_reason"].as_str().unwrap().contains(todo), "{mail}");
    assert!(world.foi(&["mail", "show", "m1"]).done().stdout.contains(todo));
    let why = told(&world, &["mail", "password", "m1"], "secret\n").failed();
    assert!(why.contains("opens none of them: figures.xls (") && why.contains(todo), "{why}");
    fs::write(world.path("figures.xlsx"), made("suite", "figures.xlsx")).unwrap();
    let by_hand = ["receive", "--request", "kent", "--by", "portal", "--on", "2025-02-17"];
    world.foi(&[&by_hand[..], &["figures.xlsx"]].concat()).done();
    assert_eq!(world.answer("kent", "trafficked").unwrap()["low"], 14);
}

#[test]
fn a_scan_in_a_locked_pdf_is_read_once_the_password_is_known() {
    let world = asked();
    let body = "The password for the attached document is secret";
    let mail = receive(&world, "a", body, &[("reply.pdf", locked_scan())]);
    assert_ne!(mail["attachments"][0]["text_status"], "locked", "{mail}");
    let drawn = ["tesseract", "pdftoppm"]
        .iter()
        .all(|program| std::process::Command::new(program).arg("-v").output().is_ok());
    if drawn {
        assert_eq!(mail["kind"], "partial", "{mail}");
        let answer = world.answer("kent", "trafficked").unwrap();
        assert!(answer["evidence"]["place"].as_str().unwrap().contains("(scan)"), "{answer}");
    }
}

/// A picture of a letter in a PDF with a password, `secret`.
fn locked_scan() -> Vec<u8> {
    let mut pdf = lopdf::Document::load_mem(&made("made/pdf", "scan.pdf")).unwrap();
    let id = lopdf::Object::string_literal("a scan of ours!!");
    pdf.trailer.set("ID", vec![id.clone(), id]);
    let version = lopdf::EncryptionVersion::V2 {
        document: &pdf,
        owner_password: "owner",
        user_password: "secret",
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).unwrap();
    pdf.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_password_for_a_mail_without_a_locked_file_is_refused() {
    let world = asked();
    receive(&world, "a", "1. 5", &[]);
    let why = told(&world, &["mail", "password", "m1"], "secret\n").failed();
    assert!(why.contains("m1 has no file that waits for a password"), "{why}");
}

/// A DOCX with a password, `secret`.
fn locked() -> Vec<u8> {
    made("made", "locked.docx")
}

fn locked_zip(name: &str, bytes: &[u8], password: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .with_aes_encryption(zip::AesMode::Aes256, password);
    zip.start_file(name, options).unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap().into_inner()
}
