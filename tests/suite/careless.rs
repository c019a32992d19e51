//! Replies in which a careless reader takes a wrong value: each is read rightly, or waits for a person.

use std::collections::BTreeMap;
use std::fs;

use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};
use serde_json::Value;

use crate::world::{Council, World, fixtures};

const NOT_TRUE: &str = "these are accepted although they are not true";

/// A reply, what is careless about reading it, and what is true of it.
struct Case {
    name: String,
    text: String,
    truth: Vec<String>,
}

fn cases() -> Vec<Case> {
    let text = fs::read_to_string(fixtures().join("careless/replies.txt")).unwrap();
    text.split("\n# ")
        .map(|block| {
            let (name, rest) = block.trim_start_matches("# ").split_once('\n').unwrap();
            let (text, truth) = rest.rsplit_once("\n=").unwrap();
            let truth = truth.split(';').map(|cell| cell.trim().to_owned());
            Case { name: name.to_owned(), text: text.to_owned(), truth: truth.collect() }
        })
        .collect()
}

/// Lines as paragraphs, lines with bars as the rows of a table.
fn page(text: &str) -> String {
    let mut html = String::from("<html><body>");
    let mut inside = false;
    for line in text.lines() {
        let row = line.strip_prefix('|').and_then(|rest| rest.strip_suffix('|'));
        if row.is_some() != inside {
            html.push_str(if inside { "</table>" } else { "<table>" });
            inside = row.is_some();
        }
        match row {
            Some(row) => {
                let cells = row.split('|').map(|cell| format!("<td>{}</td>", cell.trim()));
                html.extend(["<tr>", &cells.collect::<String>(), "</tr>"]);
            }
            None => html.extend(["<p>", line, "</p>"]),
        }
    }
    html.push_str(if inside { "</table></body></html>" } else { "</body></html>" });
    html
}

/// What the case says in the mail, and what in the document.
fn in_mail(text: &str) -> (String, String) {
    let (mail, document): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with("@ "));
    (mail.join(" ").replace("@ ", ""), document.join("\n"))
}

fn with_page(council: &Council, text: &str) -> String {
    let (said, text) = in_mail(text);
    let parts = MultiPart::mixed()
        .singlepart(SinglePart::plain(format!("Please find our response attached. {said}\r\n")))
        .singlepart(
            Attachment::new("response.html".to_owned())
                .body(page(&text), ContentType::parse("text/html; charset=utf-8").unwrap()),
        );
    let mail = lettre::Message::builder()
        .from(council.address().parse().unwrap())
        .to(council.reply_address.parse().unwrap())
        .subject(format!("Re: {}", council.subject))
        .in_reply_to(format!("<{}>", council.message_id))
        .date_now()
        .multipart(parts)
        .unwrap();
    String::from_utf8(mail.formatted()).unwrap()
}

fn in_letter(council: &Council, text: &str) -> String {
    let text = text.replace("@ ", "").replace("<sup>1</sup>", "¹").replace("<sup>2</sup>", "²");
    let body = format!(
        "Thank you for your request. Our response is below.\n\n{text}\n\nYours\nInformation team"
    );
    council.replies("2025-10-30", &body)
}

/// A cell as the table of cases writes it.
fn shown(row: &Value) -> String {
    let number = |key: &str| row[key].as_f64().map(|number| number.to_string()).unwrap_or_default();
    let value = match row["status"].as_str().unwrap() {
        "exact" => row["value"].as_str().map_or_else(|| number("low"), str::to_owned),
        "range" | "suppressed" => format!("{}-{}", number("low"), number("high")),
        other => other.to_owned(),
    };
    format!("{} {} {value}", row["question"].as_str().unwrap(), row["period"].as_str().unwrap())
}

/// The campaign as it asks for both years, or for the last only.
fn campaign(years: usize) -> String {
    let path = fixtures().join("campaigns/allotments/campaign.toml");
    let text = fs::read_to_string(path).unwrap();
    let first = text.find("[[period]]").unwrap();
    let second = text.rfind("[[period]]").unwrap();
    if years == 1 { format!("{}{}", &text[..first], &text[second..]) } else { text }
}

/// Receives every case in one form; gives what was accepted although it is not true.
fn accepted_wrongly(
    years: usize,
    write: fn(&Council, &str) -> String,
) -> (Vec<String>, [usize; 2]) {
    let text = campaign(years);
    let mut world = World::on("2025-10-01").campaign_text("allotments", &text).addresses_for_all();
    world = world.launched("allotments");
    let requests = world.rows(&["requests"]);
    let cases = cases();
    assert!(requests.len() >= cases.len(), "{} cases", cases.len());
    fs::create_dir_all(world.path("came")).unwrap();
    let mut by_authority: BTreeMap<&str, &Case> = BTreeMap::new();
    for (index, (case, request)) in cases.iter().zip(&requests).enumerate() {
        let authority = request["authority"].as_str().unwrap();
        by_authority.insert(authority, case);
        let text = |key: &str| request[key].as_str().unwrap_or_default().to_owned();
        let council = Council {
            authority: authority.to_owned(),
            reference: text("reference"),
            message_id: text("message_id").trim_matches(['<', '>']).to_owned(),
            reply_address: text("reply_address"),
            subject: text("subject"),
        };
        let mail = write(&council, &case.text);
        fs::write(world.path("came").join(format!("{index:03}.eml")), mail).unwrap();
    }
    world.at("2025-11-03").foi(&["receive", "came"]).done();
    let mut wrong = Vec::new();
    let (mut right, mut waiting) = (0, 0);
    for row in world.rows(&["answers"]) {
        let case = by_authority[row["authority"].as_str().unwrap()];
        let cell = shown(&row);
        if row["needs_review"] == true || row["status"] == "missing" {
            waiting += usize::from(case.truth.contains(&cell));
            continue;
        }
        if case.truth.contains(&cell) {
            right += 1;
        } else {
            wrong.push(format!("{}: {cell} by {}", case.name, row["decided_by"]));
        }
    }
    (wrong, [right, waiting])
}

#[test]
fn a_letter_that_a_careless_reader_gets_wrong_is_read_rightly_or_waits() {
    let (wrong, [right, waiting]) = accepted_wrongly(2, in_letter);
    eprintln!("careless/letters: {right} accepted rightly, {waiting} right and waiting");
    assert!(wrong.is_empty(), "{NOT_TRUE}:\n{}", wrong.join("\n"));
}

#[test]
fn a_document_that_a_careless_reader_gets_wrong_is_read_rightly_or_waits() {
    let (wrong, [right, waiting]) = accepted_wrongly(2, with_page);
    eprintln!("careless/documents: {right} accepted rightly, {waiting} right and waiting");
    assert!(wrong.is_empty(), "{NOT_TRUE}:\n{}", wrong.join("\n"));
}

#[test]
fn asked_for_one_year_a_careless_reader_is_careful_too() {
    let (wrong, [right, waiting]) = accepted_wrongly(1, with_page);
    eprintln!("careless/one year: {right} accepted rightly, {waiting} right and waiting");
    assert!(wrong.is_empty(), "{NOT_TRUE}:\n{}", wrong.join("\n"));
}
