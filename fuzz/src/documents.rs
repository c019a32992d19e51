//! A file's bytes into text and tables, and those into answers: no bytes may make it panic or hang.
//!
//! `cargo run --manifest-path fuzz/Cargo.toml --bin documents -- [--seconds N] [--seed N] FILE|FOLDER…`;
//! with no file named it begins with the documents of the tests. `docs/fuzzing.md` has the commands.
#![cfg_attr(feature = "libfuzzer", no_main)]

use std::sync::LazyLock;

use foi_campaign::answers::finding::{Paper, candidates, with_papers};
use foi_campaign::campaign::{Campaign, file};
use foi_campaign::documents::{self, Format};

static CAMPAIGN: LazyLock<Campaign> = LazyLock::new(|| {
    let text = include_str!("../../campaigns/until-harm-ends/campaign.toml");
    file::read("fuzz", text).expect("the campaign that ships is right")
});

/// All that happens to an attachment before the store is asked, whatever its name promises.
fn reads(bytes: &[u8]) {
    if documents::format("a", "", bytes) != Format::Other {
        return answers("a", bytes);
    }
    for name in ["a.csv", "a.html", "a.txt"] {
        answers(name, bytes);
    }
}

fn answers(name: &str, bytes: &[u8]) {
    let document = documents::read(name, "", bytes);
    let paper = Paper { name, document: &document };
    let lines = paper.lines();
    let body = candidates(&CAMPAIGN, &[]);
    let _ = with_papers(&CAMPAIGN, body, (&lines, &[paper]));
}

#[cfg(feature = "libfuzzer")]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reads(bytes));

#[cfg(not(feature = "libfuzzer"))]
fn main() -> std::process::ExitCode {
    plain::run(&plain::Target {
        what: "documents",
        reads,
        files: &["tests/fixtures/documents"],
        words: WORDS,
        slow: std::time::Duration::from_secs(5),
        longest: 1_000_000,
    })
}

#[cfg(not(feature = "libfuzzer"))]
mod plain;

/// What the readers look for.
#[cfg(not(feature = "libfuzzer"))]
const WORDS: &[&str] = &[
    "%PDF-1.7\n", " 0 obj\n", "endobj", "stream\n", "endstream", "/Kids [1 0 R]", "/Parent 1 0 R",
    "/Count 99999999", "/Length 0", "/Filter /FlateDecode", "xref", "trailer", "BT /F1 1 Tf (1) Tj ET",
    "/ToUnicode 1 0 R", "cm", "Do", "[<</W [0 0 0]>>]", "PK\x03\x04", "{\\rtf1 ", "\\trowd\\cellx1",
    "\\cell\\row", "\\u-1?", "{\\*\\", "}", "<!ENTITY a '&a;&a;'>", "<w:tbl>", "<w:tr><w:tc>", "</w:tc>",
    "<row r=\"1048576\">", "<c r=\"XFD1\" t=\"s\"><v>9999999999</v></c>", "table:number-rows-repeated=\"999999\"",
    "table:number-columns-repeated=\"99999\"", "<table><tr><td colspan=99999>", "1a. ", "Q2 | 2023 | 2024\n",
    "fewer than 5", ",,,,\n", ";", "\t", "\"", "\u{feff}", "\u{0}", "1,234.5", "as above", "* denotes",
];
