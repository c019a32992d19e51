//! Nine corpora of labelled mails, written by people who had not read the rules; two are kept apart, and
//! nothing is changed by their scores.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::world::{World, fixtures};

const QUESTIONS: [&str; 3] = ["trafficked", "trafficked_missing", "incidents"];

/// The corpora that are only scored.
const KEPT_APART: [&str; 2] = ["held_out", "eight"];

/// A row of `labels.csv`.
type Row = HashMap<String, String>;

fn labels(corpus: &str) -> Vec<Row> {
    let path = fixtures().join("mail").join(corpus).join("labels.csv");
    let mut rows: Vec<Row> =
        csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect();
    rows.sort_by(|one, other| one["file"].cmp(&other["file"]));
    rows
}

/// A council as a mail names it: the fields of its request, and its domain.
#[derive(Clone)]
struct Party(HashMap<&'static str, String>);

impl Party {
    fn of(request: &Value, authority: &Value) -> Self {
        let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let reference = text(request, "reference");
        let middle = reference.len() / 2;
        let broken = format!("{}\n{}", &reference[..middle], &reference[middle..]);
        let confused: String = reference
            .chars()
            .map(|c| match c {
                '0' => 'O',
                'O' => '0',
                '1' | 'L' => 'l',
                'I' => '1',
                other => other,
            })
            .collect();
        Self(HashMap::from([
            ("id", text(request, "authority")),
            ("reference.lower", reference.to_lowercase()),
            ("reference.nodash", reference.replace('-', "")),
            ("reference.broken", broken),
            ("reference.confused", confused),
            ("reference", reference),
            ("message_id", text(request, "message_id").trim_matches(['<', '>']).to_owned()),
            ("reply_address", text(request, "reply_address")),
            ("subject", text(request, "subject")),
            ("domain", authority["domains"][0].as_str().unwrap().to_owned()),
            ("name", text(authority, "name")),
        ]))
    }
}

/// A world whose councils have addresses at their own domains, and the councils by nation.
fn asked() -> (World, HashMap<String, Vec<Party>>) {
    let world = World::on("2025-02-03").campaign("trafficked");
    let authorities = world.rows(&["register"]);
    let mut csv = "id,email,source,seen_on,verified_on\n".to_owned();
    for row in &authorities {
        let id = row["authority"].as_str().unwrap();
        let domain = row["domains"][0].as_str().unwrap();
        writeln!(csv, "{id},information@{domain},https://{domain}/foi,2025-02-01,2025-02-01")
            .unwrap();
    }
    fs::write(world.path("addresses.csv"), csv).unwrap();
    world.foi(&["register", "import", "addresses.csv", "--by", "ada"]).done();
    let world = world.launched("trafficked");
    let mut parties: HashMap<String, Vec<Party>> = HashMap::new();
    for request in world.rows(&["requests"]) {
        let authority =
            authorities.iter().find(|row| row["authority"] == request["authority"]).unwrap();
        let nation = request["nation"].as_str().unwrap().to_owned();
        parties.entry(nation).or_default().push(Party::of(&request, authority));
    }
    (world, parties)
}

/// Gives each mail its councils, writes it, takes all in; gives the labels as the program reads them.
fn received(corpus: &str) -> (World, Vec<Row>) {
    let (mut world, mut parties) = asked();
    let mut threads: HashMap<String, HashMap<String, Party>> = HashMap::new();
    let folder = world.path("corpus");
    fs::create_dir_all(&folder).unwrap();
    let mut rows = labels(corpus);
    for row in &mut rows {
        let mut slots = threads.get(&row["thread"]).cloned().unwrap_or_default();
        for slot in row["slots"].split(';').filter(|slot| !slot.is_empty()) {
            let (letter, nation) = slot.split_once('=').unwrap();
            slots
                .entry(letter.trim().to_owned())
                .or_insert_with(|| parties.get_mut(nation.trim()).unwrap().pop().unwrap());
        }
        if !row["thread"].is_empty() {
            threads.insert(row["thread"].clone(), slots.clone());
        }
        let raw = fs::read(fixtures().join("mail").join(corpus).join(&row["file"])).unwrap();
        fs::write(folder.join(&row["file"]), filled(&raw, &slots)).unwrap();
        let ids: Vec<String> = row["authority"]
            .split(';')
            .map(|slot| {
                slots.get(slot.trim()).map_or("-".to_owned(), |party| party.0["id"].clone())
            })
            .collect();
        row.insert("authority".to_owned(), ids.join(";"));
        let facts = with_values(row["facts"].as_bytes(), &slots);
        row.insert("facts".to_owned(), String::from_utf8(facts).unwrap());
    }
    write_labels(&world.path("labels.csv"), &rows);
    world.at("2025-04-01");
    world.foi(&["receive", folder.to_str().unwrap()]).done();
    (world, rows)
}

fn write_labels(path: &Path, rows: &[Row]) {
    const COLUMNS: [&str; 7] =
        ["file", "authority", "kind", "authority_reference", "sections", "needs_review", "facts"];
    let mut csv = csv::Writer::from_path(path).unwrap();
    csv.write_record(COLUMNS).unwrap();
    for row in rows {
        csv.write_record(COLUMNS.map(|column| row[column].as_str())).unwrap();
    }
    csv.flush().unwrap();
}

/// The mail with its placeholders filled in and its marked parts encoded.
fn filled(raw: &[u8], slots: &HashMap<String, Party>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut part: Option<(Vec<u8>, Vec<u8>)> = None;
    for line in with_values(raw, slots).split_inclusive(|byte| *byte == b'\n') {
        let trimmed = line.trim_ascii_end();
        match &mut part {
            None if trimmed.starts_with(b"@BEGIN-") && trimmed.ends_with(b"@") => {
                part = Some((trimmed.to_vec(), Vec::new()));
            }
            None => out.extend(line),
            Some((marker, text)) if trimmed == b"@END@" => {
                out.extend(encoded(std::str::from_utf8(marker).unwrap(), text));
                part = None;
            }
            Some((_, text)) => text.extend(line),
        }
    }
    assert!(part.is_none(), "a part without its end");
    out
}

fn with_values(raw: &[u8], slots: &HashMap<String, Party>) -> Vec<u8> {
    let mut values: Vec<(String, &str)> = slots
        .iter()
        .flat_map(|(slot, party)| {
            party.0.iter().map(move |(key, value)| (format!("@{slot}.{key}@"), value.as_str()))
        })
        .collect();
    values.sort();
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((first, behind)) = rest.split_first() {
        let hit =
            values.iter().find(|(mark, _)| *first == b'@' && rest.starts_with(mark.as_bytes()));
        if let Some((mark, value)) = hit {
            out.extend(value.as_bytes());
            rest = &rest[mark.len()..];
        } else {
            out.push(*first);
            rest = behind;
        }
    }
    out
}

/// `@BEGIN-QP charset=windows-1252@`: the text transcoded, then encoded.
fn encoded(marker: &str, text: &[u8]) -> Vec<u8> {
    let inner = marker.trim_matches('@').trim_start_matches("BEGIN-");
    let (encoding, charset) = inner.split_once(" charset=").unwrap_or((inner, "utf-8"));
    let text = std::str::from_utf8(text).unwrap();
    let bytes = match charset {
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        name => {
            let known = encoding_rs::Encoding::for_label(name.as_bytes()).unwrap();
            known.encode(text).0.into_owned()
        }
    };
    match encoding {
        "BASE64" => base64(&bytes),
        "QP" => quoted_printable(&bytes),
        other => panic!("{other} is no encoding"),
    }
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    for (index, group) in bytes.chunks(3).enumerate() {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(*group.get(at).unwrap_or(&0)));
        for at in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * at) & 63) as usize];
            out.push(if at <= group.len() { sign } else { b'=' });
        }
        if index % 19 == 18 {
            out.push(b'\n');
        }
    }
    out.push(b'\n');
    out
}

fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = String::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let (line, end) = line.split_at(line.len() - usize::from(line.ends_with(b"\n")));
        let mut width = 0;
        for (at, byte) in line.iter().enumerate() {
            let last = at + 1 == line.len();
            let plain = matches!(byte, b'!'..=b'<' | b'>'..=b'~') || (*byte == b' ' && !last);
            let sign = if plain { char::from(*byte).to_string() } else { format!("={byte:02X}") };
            width += sign.len();
            if width > 74 {
                out.push_str("=\n");
                width = sign.len();
            }
            out.push_str(&sign);
        }
        out.push_str(if end.is_empty() { "" } else { "\n" });
    }
    out.into_bytes()
}

/// Cells that count by rule although the label says otherwise.
fn silently_wrong_numbers(world: &World, rows: &[Row]) -> Vec<String> {
    let mails = world.rows(&["mail"]);
    let answers = world.rows(&["answers", "--all"]);
    let mut wrong = Vec::new();
    for row in rows {
        let name = format!("/{}", row["file"]);
        let mail = mails
            .iter()
            .find(|mail| {
                let file = mail["file"].as_str().unwrap();
                file.ends_with(&name) || file.ends_with(&format!("{name}#1"))
            })
            .unwrap();
        let labelled: HashMap<&str, &str> =
            row["answers"].split(';').filter_map(|cell| cell.trim().split_once('=')).collect();
        for answer in answers.iter().filter(|row| {
            row["evidence"]["mail"] == mail["mail"]
                && row["stands"] == true
                && row["decided_by"].as_str().is_some_and(|by| by.starts_with("rule:"))
        }) {
            let number = QUESTIONS.iter().position(|id| answer["question"] == *id).unwrap() + 1;
            let label = labelled.get(number.to_string().as_str()).copied().unwrap_or_default();
            let said = said(answer);
            if said != label && !is_wider(&said, label) {
                wrong.push(format!("{} question {number}: {said}, labelled {label}", row["file"]));
            }
        }
    }
    wrong
}

/// "0-4" for "1-4" says less than it could, and nothing wrong.
fn is_wider(said: &str, label: &str) -> bool {
    let bounds = |text: &str| -> Option<(f64, f64)> {
        let (low, high) = text.split_once('-')?;
        Some((low.parse().ok()?, high.parse().ok()?))
    };
    match (bounds(said), bounds(label)) {
        (Some((low, high)), Some((least, most))) => low <= least && most <= high,
        (_, _) => false,
    }
}

/// An answer as a label writes it: `13`, `0-4`, `not_held`.
fn said(answer: &Value) -> String {
    let number = |key: &str| answer[key].as_f64().map(|n| n.to_string()).unwrap_or_default();
    match answer["status"].as_str().unwrap() {
        "exact" => number("low"),
        "range" | "suppressed" => format!("{}-{}", number("low"), number("high")),
        status => status.to_owned(),
    }
}

struct Scored {
    score: Value,
    wrong_numbers: Vec<String>,
}

impl Scored {
    /// In per cent.
    fn share(&self, path: &str) -> f64 {
        let share = self.score.pointer(path).unwrap();
        100.0 * share["right"].as_f64().unwrap() / share["of"].as_f64().unwrap()
    }
}

fn scored(corpus: &str) -> Scored {
    let (world, rows) = received(corpus);
    let run = world.foi(&["mail", "eval", "labels.csv"]).done();
    let score = world.rows(&["mail", "eval", "labels.csv"]).remove(0);
    let wrong_numbers = silently_wrong_numbers(&world, &rows);
    // Of a corpus that is kept apart nobody is told which mails it got wrong.
    let told: String = run
        .stdout
        .lines()
        .filter(|line| !KEPT_APART.contains(&corpus) || !line.contains(".eml"))
        .flat_map(|line| [line, "\n"])
        .collect();
    eprintln!("{corpus}\n{told}{}", wrong_numbers.join("\n"));
    Scored { score, wrong_numbers }
}

/// Shares in per cent that were reached.
struct Reached {
    authority: f64,
    kind: f64,
    /// Of the authority's references: right of those said, and found of those there.
    reference: f64,
}

/// No silent mistake, and no worse than what was reached, but for a mail or two: our own references are
/// drawn at random, and some look like words.
fn no_worse(corpus: &str, reached: &Reached) {
    let scored = scored(corpus);
    assert_eq!(scored.score["silently_wrong_authority"], 0);
    assert_eq!(scored.wrong_numbers, Vec::<String>::new());
    for (path, least) in [
        ("/authority", reached.authority),
        ("/kind", reached.kind),
        ("/authority_reference/precision", reached.reference),
        ("/authority_reference/recall", reached.reference),
    ] {
        let share = scored.share(path);
        assert!(share >= least, "{corpus}: {path} {share:.1}, reached before: {least}");
    }
}

#[test]
fn mails_of_the_first_corpus_land_where_they_belong_with_the_right_meaning() {
    no_worse("one", &Reached { authority: 99.0, kind: 91.0, reference: 98.0 });
}

#[test]
fn mails_of_the_second_corpus_land_where_they_belong_with_the_right_meaning() {
    no_worse("two", &Reached { authority: 99.0, kind: 87.0, reference: 94.0 });
}

/// Nothing was tuned on these: their first score was taken on 27 November 2026 (kind 80.9).
#[test]
fn mails_of_the_corpus_kept_apart_land_where_they_belong_with_the_right_meaning() {
    no_worse("held_out", &Reached { authority: 99.0, kind: 84.0, reference: 89.0 });
}

/// Words that may change a number count as doubts again, at the price of one mail.
/// Unseen, on 27 November 2026: kind 79.0, needless reviews 57.1, one number silently wrong.
#[test]
fn mails_of_the_third_corpus_land_where_they_belong_with_the_right_meaning() {
    no_worse("three", &Reached { authority: 99.0, kind: 93.0, reference: 94.0 });
}

/// Unseen, on 27 November 2026: kind 81.7, needless reviews 63.9, nothing silently wrong.
#[test]
fn mails_of_the_fourth_corpus_land_where_they_belong_with_the_right_meaning() {
    no_worse("four", &Reached { authority: 99.0, kind: 93.0, reference: 96.0 });
}

/// Unseen, on 27 November 2026: kind 86.7, needless reviews 73.7, nothing silently wrong.
#[test]
fn mails_of_the_fifth_corpus_land_where_they_belong_with_the_right_meaning() {
    no_worse("five", &Reached { authority: 99.0, kind: 96.0, reference: 94.0 });
}

/// Unseen, on 27 November 2026: kind 78.3, reference 98.1 and 94.6, needless reviews 47.4, one kind
/// silently wrong (an answer read as partial) and no authority or number.
#[test]
fn mails_of_the_sixth_corpus_land_where_they_belong_with_the_right_meaning() {
    no_worse("six", &Reached { authority: 99.0, kind: 86.0, reference: 94.0 });
}

/// Unseen, on 28 November 2026, before anything was learnt from whole mails: kind 81.4, needless reviews
/// 62.8, four kinds silently wrong, no authority or number. Three labels said "answer" of a reply with a
/// band, which is a partial one (DESIGN.md), and were set right after that.
#[test]
fn mails_of_the_seventh_corpus_land_where_they_belong_with_the_right_meaning() {
    no_worse("seven", &Reached { authority: 99.0, kind: 90.0, reference: 94.0 });
}

/// Nothing was tuned on these. Their first score, on 28 November 2026: kind 93.8, reference 90, needless
/// reviews 44.2, nothing silently wrong.
#[test]
fn mails_of_the_second_corpus_kept_apart_land_where_they_belong_with_the_right_meaning() {
    no_worse("eight", &Reached { authority: 99.0, kind: 92.0, reference: 91.0 });
}
