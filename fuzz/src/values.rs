//! What is written, into a number or another answer: no text may make it panic or hang.
//!
//! `cargo run --manifest-path fuzz/Cargo.toml --bin values -- [--seconds N] [--seed N] FILE|FOLDER…`
#![cfg_attr(feature = "libfuzzer", no_main)]

use std::sync::LazyLock;

use foi_campaign::answers::{Number, notation};
use foi_campaign::campaign::{Campaign, file};

static CAMPAIGN: LazyLock<Campaign> = LazyLock::new(|| {
    let text = include_str!("../../tests/fixtures/campaigns/street-lights/campaign.toml");
    file::read("fuzz", text).expect("the campaign of the tests is right")
});

/// Each of the first lines as the answer to a question of every type.
fn reads(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for line in text.lines().take(20).chain([text.as_ref()]) {
        let _ = Number::parse(line).map(|number| (number.grouped(), number.as_f64(), number.times(1_000)));
        let _ = notation::has_number(line);
        let _ = notation::bound_in(line).map(|value| value.shown());
        let _ = notation::without_answer_in(line);
        for question in &CAMPAIGN.questions {
            for period in &CAMPAIGN.periods {
                let read = notation::read(question, period, line);
                if let Some(read) = read {
                    let _ = read.value.shown();
                }
            }
        }
    }
}

#[cfg(feature = "libfuzzer")]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reads(bytes));

#[cfg(not(feature = "libfuzzer"))]
fn main() -> std::process::ExitCode {
    plain::run(&plain::Target {
        what: "values",
        reads,
        files: &["fuzz/values.txt"],
        words: WORDS,
        slow: std::time::Duration::from_secs(2),
        longest: 800,
    })
}

#[cfg(not(feature = "libfuzzer"))]
mod plain;

/// What a notation is made of.
#[cfg(not(feature = "libfuzzer"))]
const WORDS: &[&str] = &[
    "<5", "\u{2264}5", ">", "fewer than five", "less than ", "between 5 and 10", "5-10", "5 \u{2013} 9", "*",
    "[c]", "nil", "None", "dim", "dau", "twenty-one", "a dozen", "hundred", "thousand", "million", "1,234",
    "1.234.567", "9223372036854775807", "99999999999999999999999", "0.0000001", "-1", "1e308", "£", "£1.2m", "£3k",
    "%", "50p", "days", "weeks", "12 months", "2024/25", "31 March 2024", "31/02/2024", "not held", "section 12",
    "approximately ", "c. ", "~", "(", ")", "+", "or more", "to the nearest 5", "\u{0}", "\u{202e}", "\u{a0}", "½",
    "٣", "Ⅳ", "1st", "Q1", "as above", ".",
];
