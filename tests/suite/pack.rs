//! What the regulator asks for: complete, plain about what is missing, and safe to open.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};

use serde_json::Value;

use crate::world::{Council, World, date_header};

fn asked(authorities: &[&str]) -> World {
    World::on("2025-02-03").campaign("trafficked").addresses(authorities).launched("trafficked")
}

/// A pack as it was written.
struct Pack {
    row: Value,
    html: String,
    zip: Vec<u8>,
}

impl Pack {
    fn of(world: &World, authority: &str) -> Self {
        let row = world.rows(&["pack", authority])[0].clone();
        let read = |key: &str| fs::read(world.path(row[key].as_str().unwrap())).unwrap();
        let (html, zip) = (String::from_utf8(read("html")).unwrap(), read("zip"));
        Self { row, html, zip }
    }

    /// The words of the page, without its tags' line breaks.
    fn flat(&self) -> String {
        self.html.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut archive = zip::ZipArchive::new(Cursor::new(&self.zip)).unwrap();
        (0..archive.len())
            .map(|index| {
                let mut file = archive.by_index(index).unwrap();
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).unwrap();
                (file.name().unwrap().into_owned(), bytes)
            })
            .collect()
    }

    fn missing(&self) -> String {
        self.row["missing"].to_string()
    }

    #[track_caller]
    fn says(&self, words: &str) -> &Self {
        assert!(self.flat().contains(words), "{words} in {}", self.flat());
        self
    }
}

/// A mail with headers of the council's choice.
fn hostile(council: &Council, headers: &str, body: &str) -> String {
    let date = date_header("2025-02-10");
    format!(
        "Received: from mx.invalid by mail.example; {date}\r\nFrom: {}\r\nTo: {}\r\n\
         Date: {date}\r\nMessage-ID: <h.{}@x.invalid>\r\nIn-Reply-To: <{}>\r\nMIME-Version: 1.0\r\n\
         {headers}\r\n\r\n{body}\r\n",
        council.address(),
        council.reply_address,
        body.len(),
        council.message_id
    )
}

#[test]
fn an_english_silence_is_complete_once_a_reminder_has_gone() {
    let mut world = asked(&["kent"]);
    world.at("2025-02-05");
    let kent = world.council("kent");
    let words = "Thank you for your request, our reference FOI/118. We will respond within 20 working days.";
    world.receive(&kent.replies("2025-02-04", words));
    world.at("2025-03-04");
    world.foi(&["tick"]).done();
    let silent = Pack::of(&world, "kent");
    assert!(silent.missing().contains("no chaser has been sent: the Information Commissioner"));
    silent.says("One thing is missing").says("has not replied");
    world.foi(&["approve", "kent", "--confirm", "1"]).done();
    world.foi(&["tick"]).done();
    world.at("2025-03-18");
    let pack = Pack::of(&world, "kent");
    assert_eq!(pack.row["missing"], Value::Array(Vec::new()), "{}", pack.missing());
    for words in [
        "Nothing is missing.",
        "under the Freedom of Information Act 2000 (section 50)",
        "icocasework@ico.org.uk",
        "Ada Example, Harbour Watch",
        "ended on Monday 3 March 2025, 15 days before the day of this page",
        "Sent on Tuesday 4 March 2025.",
        "No internal review is needed where no reply came.",
        "Working day 20 is Monday 3 March 2025.",
        "Complain to the regulator by: Monday 14 April 2025",
        "Thank you for your request, our reference FOI/118.",
        "How many children in your care were identified",
        "acknowledgement; read by a rule",
    ] {
        pack.says(words);
    }
    let files = pack.files();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let page = format!("{}-pack.html", kent.reference);
    let mut wanted = vec![
        page.as_str(),
        "chronology.csv",
        "clock.txt",
        "index.txt",
        "letters/l1-request.eml",
        "letters/l2-chaser.eml",
        "mails/m1-acknowledgement.eml",
        "sha256sums.txt",
    ];
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    assert_eq!(
        files["mails/m1-acknowledgement.eml"],
        fs::read(world.path("came/001.eml")).unwrap()
    );
    let letter = world.letters()[&format!("{}-1.eml", kent.reference)].clone();
    assert_eq!(files["letters/l1-request.eml"], letter.into_bytes());
    assert_eq!(files[&page], pack.html.as_bytes());
}

#[test]
fn a_scottish_case_needs_a_review_and_its_outcome_before_the_commissioner() {
    let mut world = asked(&["glasgow"]);
    world.at("2025-03-20");
    let glasgow = world.council("glasgow");
    let first = Pack::of(&world, "glasgow");
    assert!(first.missing().contains("no requirement for review has been made (section 20)"));
    assert!(first.missing().contains("it can be asked for until Tuesday 29 April 2025"));
    assert!(!first.missing().contains("chaser"), "{}", first.missing());
    let words =
        "We refuse your request under section 12 of FOISA: the cost would exceed 600 pounds.";
    world.receive(&glasgow.replies("2025-03-19", words));
    let waiting = Pack::of(&world, "glasgow");
    assert!(waiting.missing().contains("m1 waits for a person (it reads as: refusal)"));
    world.foi(&["assign", "m1", "--kind", "refusal"]).done();
    world.at("2025-03-24");
    world.foi(&["record", "requirement_for_review", "glasgow"]).done();
    let asked = Pack::of(&world, "glasgow");
    assert!(asked.missing().contains("there is no outcome yet: without one the Scottish"));
    world.at("2025-04-16");
    world.receive(&glasgow.replies("2025-04-15", "We have completed our review and uphold it."));
    world.foi(&["assign", "m2", "--kind", "review_outcome", "--as", "bea"]).done();
    let pack = Pack::of(&world, "glasgow");
    let missing = pack.row["missing"].as_array().unwrap();
    assert!(missing.iter().all(|row| row.as_str().unwrap().contains("folder")
        || row.as_str().unwrap().contains("a copy of the requirement for review")));
    for words in [
        "Scottish Information Commissioner",
        "KY16 9DS",
        "under the Freedom of Information (Scotland) Act 2002 (section 47)",
        "section 12 of FOISA",
        "refusal; ada agreed on Thursday 20 March 2025",
        "gave the outcome of the requirement for review on Tuesday 15 April 2025",
        "until Wednesday 15 October 2025 (section 47)",
        "bea agreed on Wednesday 16 April 2025",
        "section 47(2) of FOISA",
    ] {
        pack.says(words);
    }
}

#[test]
fn nothing_to_complain_of_is_said_plainly() {
    let mut world = asked(&["kent"]);
    world.at("2025-02-10");
    let early = Pack::of(&world, "kent");
    assert!(early.missing().contains("runs until Monday 3 March 2025"), "{}", early.missing());
    let kent = world.council("kent");
    world.receive(&kent.replies("2025-02-10", "1. 5\n2. 2\n3. 7\n"));
    let answered = Pack::of(&world, "kent");
    assert!(answered.missing().contains("every question was answered, in time"));
    answered.says("As written").says("read by a rule");
}

#[test]
fn the_same_workspace_gives_the_same_bytes() {
    let mut world = asked(&["kent"]);
    world.at("2025-03-04");
    let first = Pack::of(&world, "kent");
    world.at("2025-03-04T16:30:00Z");
    let second = Pack::of(&world, "kent");
    assert!(first.html == second.html && first.zip == second.zip);
    assert_eq!(first.row["sha256"], second.row["sha256"]);
}

#[test]
fn hostile_mail_is_shown_as_words_and_executed_nowhere() {
    let mut world = asked(&["kent"]);
    world.at("2025-02-20");
    let kent = world.council("kent");
    let headers = "Subject: <script>alert(1)</script> \u{202e}gnp\u{1b}[2J =cmd|'/c calc'!A1\r\n\
                   Content-Type: multipart/mixed; boundary=b";
    let body = "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
                <img src=\"https://tracker.invalid/x.png\" onerror=alert(2)> {{ reference }} \u{7}\r\n\
                --b\r\nContent-Type: application/pdf; name=\"../../etc/passwd<b>.pdf\"\r\n\
                Content-Disposition: attachment; filename=\"../../etc/passwd<b>.pdf\"\r\n\r\nx\r\n--b--";
    world.receive(&hostile(&kent, headers, body));
    world.foi(&["record", "telephone_call", "kent", "--note", "=1+1 <i>&\"'"]).done();
    let pack = Pack::of(&world, "kent");
    for tag in ["<script", "<img", "<i>", "<b>", "<link", "<iframe", "@import", "url("] {
        assert!(!pack.html.contains(tag), "{tag}");
    }
    pack.says("&lt;script&gt;").says("{{ reference }}").says("etc");
    let unseen = |c: char| (c.is_control() && c != '\n' && c != '\t') || c == '\u{202e}';
    assert!(!pack.html.contains(unseen));
    let files = pack.files();
    for name in files.keys() {
        let ours = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
        assert!(ours && !name.contains("..") && !name.starts_with('/'), "{name}");
    }
    let csv = String::from_utf8(files["chronology.csv"].clone()).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    for row in reader.records() {
        assert!(row.unwrap().iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{csv}");
    }
}

#[test]
fn a_mail_of_ten_megabytes_is_cut_on_the_page_and_whole_in_the_archive() {
    let mut world = asked(&["kent"]);
    world.at("2025-02-20");
    let kent = world.council("kent");
    let body = "We are looking into it. ".repeat(450_000);
    world.receive(&hostile(&kent, "Subject: Long\r\nContent-Type: text/plain", &body));
    let pack = Pack::of(&world, "kent");
    assert!(pack.html.len() < 200_000, "{}", pack.html.len());
    pack.says("Not all of it is shown").says("The whole is in mails/m1-other.eml.");
    let files = pack.files();
    let mail = files.iter().find(|(name, _)| name.starts_with("mails/m1")).unwrap();
    assert_eq!(*mail.1, fs::read(world.path("came/001.eml")).unwrap());
    assert!(pack.zip.len() < 1_000_000, "{}", pack.zip.len());
}

#[test]
fn the_sums_of_the_archive_are_those_of_its_files() {
    let mut world = asked(&["kent"]);
    world.at("2025-03-04");
    let files = Pack::of(&world, "kent").files();
    let sums = String::from_utf8(files["sha256sums.txt"].clone()).unwrap();
    assert_eq!(sums.lines().count(), files.len() - 1);
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        assert_eq!(sum, foi_campaign::replies::message::sha256(&files[name]), "{name}");
    }
    let index = String::from_utf8(files["index.txt"].clone()).unwrap();
    assert!(
        files.keys().all(|name| index.contains(name.as_str()) || name == "index.txt"),
        "{index}"
    );
}

#[test]
fn only_an_older_pack_of_the_same_request_is_written_over() {
    let mut world = asked(&["kent"]);
    world.at("2025-03-04");
    let reference = world.council("kent").reference;
    world.foi(&["pack", "kent", "--out", "p"]).done();
    world.foi(&["pack", "kent", "--out", "p"]).done();
    let mine = world.path("p").join(format!("{reference}-pack.zip"));
    fs::write(&mine, "my own file").unwrap();
    let said = world.foi(&["pack", "kent", "--out", "p"]).failed();
    assert!(said.contains("no older pack of this request") && said.contains("--force"), "{said}");
    assert_eq!(fs::read_to_string(&mine).unwrap(), "my own file");
    world.foi(&["pack", "kent", "--out", "p", "--force"]).done();
    assert!(fs::read(&mine).unwrap().starts_with(b"PK"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&mine).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(fs::read_dir(world.path("p")).unwrap().count(), 2, "nothing is left beside them");
}

#[test]
fn what_is_our_own_business_and_where_it_lies_stay_out_of_the_pack() {
    let mut world = asked(&["kent"]);
    world.at("2025-03-04");
    world.foi(&["record", "note", "kent", "--note", "our strategy"]).done();
    world.foi(&["hold", "kent", "--why", "we wait for the board"]).done();
    world.foi(&["record", "fee_paid", "kent", "--note", "by mistake"]).failed();
    let pack = Pack::of(&world, "kent");
    let mut all = pack.html.clone();
    for bytes in pack.files().values() {
        all.push_str(&String::from_utf8_lossy(bytes));
    }
    let here = world.path("").display().to_string();
    for words in ["our strategy", "the board", here.trim_end_matches('/')] {
        assert!(!all.contains(words), "{words}");
    }
    pack.says("put into a folder as");
}

#[test]
fn what_a_person_called_spam_is_no_part_of_a_pack() {
    let mut world = asked(&["kent"]);
    world.at("2025-02-20");
    let kent = world.council("kent");
    world.receive(&kent.replies("2025-02-10", "Buy our wonderful printer ink today."));
    assert_eq!(Pack::of(&world, "kent").files().len(), 7);
    world.foi(&["assign", "m1", "--kind", "spam"]).done();
    let pack = Pack::of(&world, "kent");
    assert_eq!(pack.files().len(), 6);
    assert!(!pack.html.contains("printer ink"));
}

#[test]
fn a_rehearsed_pack_says_so_where_nobody_misses_it() {
    let world = World::on("2025-02-03").campaign("trafficked");
    let kept = world.path("rehearsed");
    let kept = kept.to_str().unwrap();
    let arguments =
        ["rehearse", "trafficked", "--authorities", "4", "--days", "40", "--keep", kept];
    world.foi(&arguments).done();
    let first = world.rows(&["requests", "--workspace", kept])[0]["request"].clone();
    let made = world.rows(&["pack", first.as_str().unwrap(), "--workspace", kept])[0].clone();
    let html = fs::read_to_string(made["html"].as_str().unwrap()).unwrap();
    assert!(html.contains("SIMULATED: a rehearsal made this page"), "{html}");
}
