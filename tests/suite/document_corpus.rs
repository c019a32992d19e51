//! Replies as documents, labelled by people who had not seen the program: what is read of them, and
//! what of it is accepted without a person.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use serde_json::Value;

use crate::world::{World, fixtures};

type Row = HashMap<String, String>;

fn rows(path: &Path) -> Vec<Row> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// Where the campaign `name` of the corpus at `folder` is described.
fn campaign_file(folder: &Path, name: &str) -> PathBuf {
    let own = folder.parent().unwrap().join("campaigns").join(name).join("campaign.toml");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("campaigns").join(name);
    let fixture = fixtures().join("campaigns").join(name);
    [own, shipped.join("campaign.toml"), fixture.join("campaign.toml")]
        .into_iter()
        .find(|path| path.exists())
        .unwrap()
}

/// The campaign, put to every authority: the corpus has more replies than some campaigns have councils.
fn put_to_all(text: &str) -> String {
    let start = text.find("[recipients]").unwrap();
    let end = text[start..].find("\n[[").map_or(text.len(), |at| start + at);
    let nations = r#"nations = ["england", "wales", "scotland", "northern-ireland"]"#;
    format!("{}[recipients]\n{nations}\n{}", &text[..start], &text[end..])
}

/// A council's mail with the covering text and the files of `reply`.
fn mail(folder: &Path, reply: &Row, request: &Value, authority: &Value) -> Vec<u8> {
    let domain = authority["domains"][0].as_str().unwrap();
    let from: Mailbox = format!("Information <information@{domain}>").parse().unwrap();
    let to: Mailbox = request["reply_address"].as_str().unwrap().parse().unwrap();
    let body = fs::read_to_string(folder.join(&reply["body"])).unwrap_or_default();
    let mut parts = MultiPart::mixed().singlepart(SinglePart::plain(body));
    for name in reply["files"].split(';').filter(|name| !name.is_empty()) {
        let bytes = fs::read(folder.join(name)).unwrap();
        let media_type = ContentType::parse("application/octet-stream").unwrap();
        let shown = name.split_once('-').map_or(name, |(_, shown)| shown);
        parts = parts.singlepart(Attachment::new(shown.to_owned()).body(bytes, media_type));
    }
    let references = request["message_id"].as_str().unwrap();
    lettre::Message::builder()
        .from(from)
        .to(to)
        .subject(format!("Re: {}", request["subject"].as_str().unwrap()))
        .in_reply_to(references.to_owned())
        .references(references.to_owned())
        .date_now()
        .multipart(parts)
        .unwrap()
        .formatted()
}

/// The sums of a corpus' campaigns.
#[derive(Debug, Default)]
struct Total {
    cells: u64,
    right: u64,
    by_rule: (u64, u64),
    asked: (u64, u64),
    silently_wrong: u64,
}

impl Total {
    fn add(&mut self, score: &Value) {
        let number = |key: &str, part: &str| score[key][part].as_u64().unwrap();
        self.cells += score["cells"].as_u64().unwrap();
        self.right += number("right", "right");
        self.by_rule.0 += number("by_rule", "right");
        self.by_rule.1 += number("by_rule", "of");
        self.asked.0 += number("asked", "right");
        self.asked.1 += number("asked", "of");
        self.silently_wrong += score["silently_wrong"].as_u64().unwrap();
    }

    /// Of all cells, in tenths of a per cent.
    fn right_per_mille(&self) -> u64 {
        1000 * self.right / self.cells
    }

    /// Of those that are right and that nobody need look at.
    fn by_rule_per_mille(&self) -> u64 {
        1000 * self.by_rule.0 / self.by_rule.1
    }
}

/// Receives every reply of the corpus at `folder` and scores what was read of it.
fn scored(name: &str, tell: bool) -> Total {
    let folder = fixtures().join("documents").join(name);
    let mut campaigns: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for reply in rows(&folder.join("replies.csv")) {
        campaigns.entry(reply["campaign"].clone()).or_default().push(reply);
    }
    let labels = rows(&folder.join("answers.csv"));
    let mut total = Total::default();
    for (campaign, replies) in &campaigns {
        let text = put_to_all(&fs::read_to_string(campaign_file(&folder, campaign)).unwrap());
        let mut world = World::on("2025-10-01").campaign_text(campaign, &text);
        let authorities = world.rows(&["register"]);
        world = world.addresses_for_all().launched(campaign);
        let requests = world.rows(&["requests"]);
        let mails = world.path("replies");
        fs::create_dir_all(&mails).unwrap();
        for (reply, request) in replies.iter().zip(&requests) {
            let authority =
                authorities.iter().find(|row| row["authority"] == request["authority"]).unwrap();
            let bytes = mail(&folder, reply, request, authority);
            fs::write(mails.join(format!("{}.eml", reply["reply"])), bytes).unwrap();
        }
        world.at("2025-11-03");
        world.foi(&["receive", "replies"]).done();
        write_labels(&world.path("labels.csv"), replies, &labels);
        let score = &world.rows(&["answers", "eval", "labels.csv"])[0];
        if tell {
            for mail in world.rows(&["mail"]) {
                if let Some(reason) = mail["review_reason"].as_str() {
                    eprintln!("{campaign} waits {} {}: {reason}", mail["file"], mail["kind"]);
                }
            }
            differences(campaign, score);
        }
        total.add(score);
    }
    eprintln!(
        "documents/{name}: {} cells, right {} per mille, accepted by rule {} per mille of those, asks \
         where it must {} of {}, silently wrong {}",
        total.cells,
        total.right_per_mille(),
        total.by_rule_per_mille(),
        total.asked.0,
        total.asked.1,
        total.silently_wrong
    );
    total
}

fn differences(campaign: &str, score: &Value) {
    for (what, key) in [("wrong", "differs"), ("asked needlessly", "needless")] {
        for row in score[key].as_array().unwrap() {
            let silent = if row["silent"] == true { " SILENTLY" } else { "" };
            eprintln!(
                "{campaign} {what}{silent} {} {} {}: read {}, labelled {}; {}",
                row["file"],
                row["question"],
                row["period"],
                row["read"],
                row["label"],
                row["doubt"]
            );
        }
    }
}

fn write_labels(path: &Path, replies: &[Row], labels: &[Row]) {
    const COLUMNS: [&str; 8] =
        ["file", "question", "period", "status", "low", "high", "value", "must_review"];
    let mut csv = csv::Writer::from_path(path).unwrap();
    csv.write_record(COLUMNS).unwrap();
    for label in
        labels.iter().filter(|label| replies.iter().any(|reply| reply["reply"] == label["reply"]))
    {
        let file = format!("{}.eml", label["reply"]);
        let cells = COLUMNS.map(|column| if column == "file" { &file } else { &label[column] });
        csv.write_record(cells).unwrap();
    }
    csv.flush().unwrap();
}

/// Nothing silently wrong, and no worse than what was reached, in per mille.
fn no_worse(name: &str, tell: bool, (right, by_rule): (u64, u64)) {
    let total = scored(name, tell);
    assert_eq!(total.silently_wrong, 0, "{name}");
    assert!(total.right_per_mille() >= right, "{name}: {total:?}");
    assert!(total.by_rule_per_mille() >= by_rule, "{name}: {total:?}");
}

#[test]
fn replies_of_the_first_author_are_read_from_their_documents() {
    no_worse("a/seen", true, (940, 830));
}

#[test]
fn replies_of_the_second_author_are_read_from_their_documents() {
    no_worse("b/seen", true, (965, 750));
}

/// Scored first on 27 November 2026: right 787 and 874 per mille, by rule 802 and 856 of those, one answer
/// of each silently wrong. They are not looked at.
#[test]
fn replies_kept_apart_are_read_from_their_documents() {
    for (name, right, by_rule) in [("a/held_out", 780, 750), ("b/held_out", 860, 800)] {
        let total = scored(name, false);
        assert!(total.silently_wrong <= 1, "{total:?}");
        assert!(total.right_per_mille() >= right, "{total:?}");
        assert!(total.by_rule_per_mille() >= by_rule, "{total:?}");
    }
}
