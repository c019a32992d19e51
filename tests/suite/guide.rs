//! Every command of docs/campaign.md, in the order in which it stands there, in one workspace.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};

use crate::receive::bounce;
use crate::world::{Council, World, date_header, fixtures};

/// What a page has for the test: commands, and between them what the world does.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// The day on which the next commands are typed.
    On(String),
    /// A mail of this kind from this authority lies in `mail/`.
    Mail(String, String),
    /// How the next block ends.
    Exit(i32),
    /// A line of a block, and its number in the file.
    Type(usize, String),
}

fn steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut inside = false;
    for (number, line) in page.lines().enumerate() {
        let line = line.trim_end();
        let marker = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
        let words: Vec<&str> = marker.unwrap_or_default().split_whitespace().collect();
        match (inside, line, words.as_slice()) {
            (false, "```sh", _) => inside = true,
            (true, "```", _) => inside = false,
            (true, command, _) => {
                if !command.trim().is_empty() {
                    steps.push(Step::Type(number + 1, command.to_owned()));
                }
            }
            (false, _, ["on", day]) => steps.push(Step::On((*day).to_owned())),
            (false, _, ["mail:", kind, "from", authority]) => {
                steps.push(Step::Mail((*kind).to_owned(), (*authority).to_owned()));
            }
            (false, _, ["exit", code]) => steps.push(Step::Exit(code.parse().unwrap())),
            (false, _, [first, ..]) => panic!("line {}: `{first}` is no marker", number + 1),
            (false, _, []) => {}
        }
    }
    steps
}

/// A mail as the authority would send it on `day`.
fn mail(council: &Council, kind: &str, day: &str) -> Vec<u8> {
    let body = match kind {
        "acknowledgement" => {
            "Thank you for your request for information, which we received on the day you sent it. Our \
             reference is FOI-2026-0417. We aim to reply within 20 working days."
        }
        "answer" => {
            "Please find our answers below.\r\n\r\n1a. 2023: 3; 2024: 4\r\n1b. 2023: 5; 2024: 6\r\n1c. 2023: 8; \
             2024: 10\r\n"
        }
        "clarification" => {
            "Before we can process your request, please clarify what you mean by question 2a. The 20 \
             working days will start when we receive your clarification."
        }
        "refusal" => {
            "We are refusing your request under section 12 of the Freedom of Information Act 2000, as \
             answering it would take more than 18 hours. You may ask for an internal review."
        }
        "bounce" => return bounce(council, day).into_bytes(),
        "breach" => return breach(council, day),
        other => panic!("`{other}` is no kind of mail"),
    };
    council.replies(day, body).into_bytes()
}

/// A reply whose spreadsheet has a sheet in it that nobody was meant to see.
fn breach(council: &Council, day: &str) -> Vec<u8> {
    let bytes = fs::read(fixtures().join("documents/suite/hidden.xlsx")).unwrap();
    let file = Attachment::new("answers.xlsx".to_owned())
        .body(bytes, ContentType::parse("application/octet-stream").unwrap());
    let text = "Please find our answers in the attached spreadsheet.".to_owned();
    let date = chrono::DateTime::parse_from_rfc2822(&date_header(day)).unwrap();
    lettre::Message::builder()
        .from(format!("FOI <{}>", council.address()).parse().unwrap())
        .to(council.reply_address.parse().unwrap())
        .subject("Your request")
        .in_reply_to(format!("<{}>", council.message_id))
        .message_id(Some(format!("<{day}.breach@{}.invalid>", council.authority)))
        .date(date.into())
        .multipart(MultiPart::mixed().singlepart(SinglePart::plain(text)).singlepart(file))
        .unwrap()
        .formatted()
}

/// The line typed into a shell, with `foi` on the path and `q` at every prompt.
fn typed(world: &World, line: &str) -> (i32, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_foi")).parent().unwrap().display().to_string();
    let path = format!("{program}:{}", std::env::var("PATH").unwrap());
    let mut child = Command::new("sh")
        .args(["-c", line])
        .current_dir(world.path(""))
        .env("PATH", path)
        .env("FOI_NOW", world.now())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that asks nothing has ended before it reads.
    let _ = child.stdin.take().unwrap().write_all(b"q\nq\n");
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn every_command_of_the_campaign_week_by_week_does_what_the_page_says() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/campaign.md"));
    let steps = steps(&page.unwrap());
    let commands = steps.iter().filter(|step| matches!(step, Step::Type(..))).count();
    assert!(commands >= 40, "{commands} commands: the page has lost its blocks");
    let campaign = Path::new(env!("CARGO_MANIFEST_DIR")).join("campaigns/until-harm-ends");
    let text = fs::read_to_string(campaign.join("campaign.toml")).unwrap();
    let mut world = World::on("2026-01-05").campaign_text("until-harm-ends", &text);
    fs::create_dir_all(world.path("mail")).unwrap();
    let (mut ends, mut mails) = (0, 0);
    let mut today = "2026-01-05".to_owned();
    for step in steps {
        match step {
            Step::On(day) => {
                world.at(&day);
                today = day;
            }
            Step::Exit(code) => ends = code,
            Step::Mail(kind, authority) => {
                mails += 1;
                let bytes = mail(&world.council(&authority), &kind, &today);
                fs::write(world.path(&format!("mail/{mails:03}-{kind}.eml")), bytes).unwrap();
            }
            Step::Type(number, line) => {
                let (code, said) = typed(&world, &line);
                assert_eq!(code, ends, "docs/campaign.md, line {number}: {line}\n{said}");
                ends = 0;
            }
        }
    }
}

#[test]
fn a_marker_that_nobody_knows_is_told_and_a_block_of_another_language_is_not_typed() {
    let page = "<!-- on 2026-02-02 -->\n```sh\nfoi status  # look\n```\n```toml\nme = 1\n```\n\
                <!-- mail: answer from kent -->\n<!-- exit 3 -->\n```sh\nfoi tick\n```\n";
    let of = |text: &str| text.to_owned();
    assert_eq!(
        steps(page),
        [
            Step::On(of("2026-02-02")),
            Step::Type(3, of("foi status  # look")),
            Step::Mail(of("answer"), of("kent")),
            Step::Exit(3),
            Step::Type(11, of("foi tick")),
        ]
    );
    assert!(std::panic::catch_unwind(|| steps("<!-- nonsense here -->")).is_err());
}
