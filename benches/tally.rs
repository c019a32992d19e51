//! All figures of a campaign, and of a million answers, each beside its limit and beside what
//! `SQLite` needs to add up the same rows.
//!
//! `cargo bench --bench all -- tally`

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use foi_campaign::answers::{Number, Status, Value};
use foi_campaign::campaign::{Campaign, file};
use foi_campaign::register::Register;
use foi_campaign::results::tally::Tally;
use foi_campaign::results::{Asked, Cell, disclosure, headline};
use rusqlite::{Connection, params};

const QUESTIONS: usize = 12;
const PERIODS: usize = 2;
const RUNS: usize = 9;
/// For 212 authorities.
const MILLISECONDS: f64 = 5.0;
/// For a million answers.
const SECONDS: f64 = 1.5;

pub(crate) fn run() {
    // `cargo test --benches` asks for a mere proof that it runs.
    let short = std::env::args().any(|argument| argument == "--test");
    let (runs, many) = if short { (1, 400) } else { (RUNS, 41_667) };
    let campaign = campaign();

    let asked = authorities(&campaign, 212);
    let (ours, sum) = median(runs, || all_figures(&campaign, &asked));
    let (peer, peers) = sqlite(runs, &asked);
    assert!((sum - peers).abs() < 0.5, "SQLite adds up to the same: {sum} and {peers}");
    println!("212 authorities x 24     {:>8.3} ms (limit {MILLISECONDS} ms)", milliseconds(ours));
    println!("SQLite's sum()           {:>8.3} ms", milliseconds(peer));
    println!("ours / SQLite            {:>8.2}", ours.as_secs_f64() / peer.as_secs_f64());

    let started = Instant::now();
    let release = disclosure::release(&Tally::new(&campaign, &asked)).unwrap();
    let hidden =
        release.cells().filter(|(_, cell)| matches!(cell, disclosure::Cell::Hidden(_))).count();
    let proved = milliseconds(started.elapsed());
    println!("disclosure control       {proved:>8.0} ms ({hidden} cells hidden and proved)");

    let asked = authorities(&campaign, many);
    let (million, sum) = median(runs.min(5), || all_figures(&campaign, &asked));
    let (peer, peers) = sqlite(runs.min(5), &asked);
    assert!((sum - peers).abs() < 0.5, "SQLite adds up to the same: {sum} and {peers}");
    let answers = asked.iter().map(|place| place.cells.len()).sum::<usize>();
    println!("{answers} answers          {:>8.3} s (limit {SECONDS} s)", million.as_secs_f64());
    println!("SQLite's sum()           {:>8.3} s", peer.as_secs_f64());
    println!("ours / SQLite            {:>8.2}", million.as_secs_f64() / peer.as_secs_f64());
    if !short {
        assert!(milliseconds(ours) < MILLISECONDS, "212 authorities take too long");
        assert!(million.as_secs_f64() < SECONDS, "a million answers take too long");
    }
}

/// Every sum, ratio and headline; gives all exact sums together.
fn all_figures(campaign: &Campaign, asked: &[Asked]) -> f64 {
    let tally = Tally::new(campaign, asked);
    let figures = tally.figures();
    let headlines = headline::of_tally(&tally).unwrap();
    assert_eq!(black_box(&headlines).len(), 2);
    let sums = figures.iter().filter(|figure| figure.denominator.is_none());
    sums.filter_map(|figure| figure.exact).sum()
}

fn campaign() -> Campaign {
    let mut text = "title = \"A campaign\"\n[recipients]\nnations = [\"england\"]\n".to_owned();
    for year in 2023..2023 + PERIODS {
        write!(text, "[[period]]\nfrom = {year}-01-01\nto = {year}-12-31\n").unwrap();
    }
    for at in 0..QUESTIONS {
        let part = if at % 2 == 1 { format!("part_of = \"q{}\"\n", at - 1) } else { String::new() };
        write!(
            text,
            "[[question]]\nid = \"q{at}\"\nnumber = \"{at}\"\ntext = \"How many children of kind \
             {at}?\"\ntype = \"count\"\nunit = \"children\"\n{part}"
        )
        .unwrap();
    }
    for (id, part, whole) in [("a", "q1", "q0"), ("b", "q3", "q2")] {
        write!(
            text,
            "[[headline]]\nid = \"{id}\"\nperiod = \"2023\"\nratio = [\"{part}\", \"{whole}\"]\n\
             sentence = \"{{{{ part }}}} of {{{{ whole }}}}, {{{{ percent }}}}, in {{{{ authorities \
             }}}}.\"\n"
        )
        .unwrap();
    }
    file::read("bench", &text).unwrap()
}

/// The register's authorities, over again for more; a tenth of the answers is kept back, another refused.
fn authorities(campaign: &Campaign, count: usize) -> Vec<Asked> {
    let register = Register::shipped();
    let known: Vec<_> = register.iter().collect();
    let mut state = 12_345_u64;
    // A generator of its own: the same answers on every machine.
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    let place = |at: usize| {
        let authority = known.get(at % known.len()).unwrap();
        let mut whole = 0;
        let mut cells = Vec::new();
        for (index, (question, period)) in campaign.cells().enumerate() {
            whole = if (index / PERIODS).is_multiple_of(2) { next(60) } else { next(whole + 1) };
            let value = match next(10) {
                0 => Value::between(Status::Suppressed, Number::ZERO, Some(Number::whole(4))),
                1 => Value::without_number(Status::Refused),
                _ => Value::exact(Number::whole(i64::try_from(whole).unwrap())),
            };
            let (question, period) = (question.id.clone(), period.id.clone());
            cells.push(Cell { question, period, value, ..Cell::default() });
        }
        Asked {
            authority: format!("{}{at}", authority.id),
            columns: authority.columns(),
            was_asked: true,
            cells,
            silence: "no reply yet".to_owned(),
            ..Asked::default()
        }
    };
    (0..count).map(place).collect()
}

/// The same answers in a table in memory, added up by question and period.
fn sqlite(runs: usize, asked: &[Asked]) -> (Duration, f64) {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch("CREATE TABLE answers (question TEXT, period TEXT, exact REAL); BEGIN")
        .unwrap();
    for cell in asked.iter().flat_map(|place| &place.cells) {
        db.prepare_cached("INSERT INTO answers VALUES (?1, ?2, ?3)")
            .unwrap()
            .execute(params![cell.question, cell.period, cell.value.as_exact().map(Number::as_f64)])
            .unwrap();
    }
    db.execute_batch("COMMIT").unwrap();
    median(runs, || {
        let mut select = db
            .prepare_cached(
                "SELECT total(exact), min(exact), max(exact), count(exact) FROM answers
                 GROUP BY question, period",
            )
            .unwrap();
        let rows = select.query_map([], |row| row.get::<_, f64>(0)).unwrap();
        rows.map(Result::unwrap).sum()
    })
}

fn median(runs: usize, mut of: impl FnMut() -> f64) -> (Duration, f64) {
    let mut sum = 0.0;
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let started = Instant::now();
            sum = black_box(of());
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    (times.get(times.len() / 2).copied().unwrap(), sum)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
