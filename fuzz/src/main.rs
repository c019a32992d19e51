//! Parse, match, classify: no bytes may make it panic or hang.
//!
//! On stable, a plain program: `cargo run --manifest-path fuzz/Cargo.toml --bin reading -- [--seconds N]
//! [--seed N] FILE|FOLDER…` reads every file named, then breaks them at random until the time is over. What
//! takes it down, or longer than two seconds, is written to `fuzz/artifacts`. With nightly and
//! cargo-fuzz the same target runs under libFuzzer. `docs/fuzzing.md` has the commands.
#![cfg_attr(feature = "libfuzzer", no_main)]

use foi_campaign::replies::classify::{Context, classify};
use foi_campaign::replies::{matching, message, quoting};

/// All that happens to a mail before the store is asked.
fn reads(bytes: &[u8]) {
    let message = message::read(bytes);
    for text in [Some(&message.text), message.html.as_ref()].into_iter().flatten() {
        let lines = quoting::lines(text);
        let _ = matching::clues(&message, &lines, &|_| true);
        let new = quoting::new_text(&lines);
        let _ = classify(&message, &new, &Context::default());
    }
    let _ = message::content_hash(bytes);
}

#[cfg(feature = "libfuzzer")]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reads(bytes));

#[cfg(not(feature = "libfuzzer"))]
fn main() -> std::process::ExitCode {
    plain::run(&plain::Target {
        what: "mails",
        reads,
        files: &["tests/fixtures/replies"],
        words: WORDS,
        slow: std::time::Duration::from_secs(2),
        longest: 200_000,
    })
}

#[cfg(not(feature = "libfuzzer"))]
mod plain;

#[cfg(not(feature = "libfuzzer"))]
/// What the reader looks for.
const WORDS: &[&str] = &[
    "\r\n\r\n", "\n--b\n", "Content-Type: multipart/mixed; boundary=b\n", "\n--b--\n",
    "Content-Type: message/rfc822\n\n", "Content-Transfer-Encoding: base64\n",
    "Content-Transfer-Encoding: quoted-printable\n", "Content-Type: text/html\n",
    "Content-Type: text/rtf\n", "Content-Type: application/ms-tnef\n", "charset=utf-7",
    "charset=utf-16", "charset=iso-2022-jp", "=?utf-8?Q?=C2?=", "=?utf-8?B?wqM=", "begin 644 a\n#,2PR\n",
    "-----BEGIN PGP SIGNED MESSAGE-----\n\n", "<div class=gmail_quote>", "<blockquote>", "<table><tr><td>",
    "<!--", "{\\rtf1\\fromhtml1 ", "\\u8804?", "> ", "On Monday us wrote:\n", "From: a\nSent: b\nTo: c\n",
    "\nKind regards\n\nJane Smith\n", "filename*0*=utf-8''%C2", "\u{0}", "1. \u{2264}5 \u{c2}\u{a3}",
];
