//! Parse, match, classify: no bytes may make it panic or hang.
//!
//! On stable, a plain program: `cargo run --manifest-path fuzz/Cargo.toml -- [--seconds N] [--seed N]
//! FILE|FOLDER…` reads every file named, then breaks them at random until the time is over. What
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
    plain::run()
}

#[cfg(not(feature = "libfuzzer"))]
mod plain {
    use std::path::{Path, PathBuf};
    use std::process::ExitCode;
    use std::time::{Duration, Instant};

    /// A mail of at most 200 kB is read in far less.
    const SLOW: Duration = Duration::from_secs(2);
    const LONGEST: usize = 200_000;

    struct Wishes {
        seconds: u64,
        seed: u64,
        paths: Vec<PathBuf>,
    }

    fn wishes() -> Wishes {
        let mut wishes = Wishes { seconds: 60, seed: 1, paths: Vec::new() };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut number = || arguments.next().and_then(|text| text.parse().ok());
            match argument.as_str() {
                "--seconds" => wishes.seconds = number().unwrap_or(wishes.seconds),
                "--seed" => wishes.seed = number().unwrap_or(wishes.seed),
                path => wishes.paths.push(path.into()),
            }
        }
        if wishes.paths.is_empty() {
            wishes.paths.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/replies"));
        }
        wishes
    }

    pub(crate) fn run() -> ExitCode {
        let wishes = wishes();
        let mut files = Vec::new();
        for path in &wishes.paths {
            gather(path, &mut files);
        }
        println!("{} files, then {} s from seed {}", files.len(), wishes.seconds, wishes.seed);
        let mut failed = files.iter().filter(|bytes| !stands(bytes)).count();
        let mut chance = Chance(wishes.seed);
        let (begun, mut count) = (Instant::now(), 0_u64);
        while begun.elapsed().as_secs() < wishes.seconds && !files.is_empty() {
            let mut bytes = chance.pick(&files).clone();
            for _ in 0..=chance.below(8) {
                change(&mut bytes, &files, &mut chance);
            }
            bytes.truncate(LONGEST);
            failed += usize::from(!stands(&bytes));
            count += 1;
        }
        println!("{count} broken mails read, {failed} failed");
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn gather(path: &Path, files: &mut Vec<Vec<u8>>) {
        match std::fs::read_dir(path) {
            Ok(entries) => entries.flatten().for_each(|entry| gather(&entry.path(), files)),
            Err(_) => files.extend(std::fs::read(path).ok()),
        }
    }

    /// Reads `bytes`; keeps them when that fails.
    fn stands(bytes: &[u8]) -> bool {
        let begun = Instant::now();
        let read = std::panic::catch_unwind(|| super::reads(bytes));
        let took = begun.elapsed();
        if read.is_ok() && took < SLOW {
            return true;
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts");
        let what = if read.is_ok() { "slow" } else { "panic" };
        let file = folder.join(format!("{what}-{}.eml", &super::message::sha256(bytes)[..16]));
        let kept = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, bytes));
        println!("{what} after {took:?}: {} {kept:?}", file.display());
        false
    }

    /// One way in which a mail is broken.
    fn change(bytes: &mut Vec<u8>, files: &[Vec<u8>], chance: &mut Chance) {
        if bytes.is_empty() {
            bytes.push(b'\n');
        }
        let at = chance.below(bytes.len());
        let end = (at + 1 + chance.below(64)).min(bytes.len());
        match chance.below(8) {
            0 => bytes[at] = chance.byte(),
            1 => bytes[at] ^= 1 << chance.below(8),
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => {
                let copy = bytes[at..end].repeat(1 + chance.below(40));
                bytes.splice(at..at, copy);
            }
            5 => {
                let word = *chance.pick(&WORDS);
                bytes.splice(at..at, word.bytes());
            }
            6 => {
                let other = chance.pick(files);
                let from = chance.below(other.len().max(1));
                bytes.truncate(at);
                bytes.extend(other.iter().skip(from));
            }
            _ => bytes.insert(at, chance.byte()),
        }
    }

    /// What the reader looks for.
    const WORDS: [&str; 30] = [
        "\r\n\r\n", "\n--b\n", "Content-Type: multipart/mixed; boundary=b\n", "\n--b--\n",
        "Content-Type: message/rfc822\n\n", "Content-Transfer-Encoding: base64\n",
        "Content-Transfer-Encoding: quoted-printable\n", "Content-Type: text/html\n",
        "Content-Type: text/rtf\n", "Content-Type: application/ms-tnef\n", "charset=utf-7",
        "charset=utf-16", "charset=iso-2022-jp", "=?utf-8?Q?=C2?=", "=?utf-8?B?wqM=", "begin 644 a\n#,2PR\n",
        "-----BEGIN PGP SIGNED MESSAGE-----\n\n", "<div class=gmail_quote>", "<blockquote>", "<table><tr><td>",
        "<!--", "{\\rtf1\\fromhtml1 ", "\\u8804?", "> ", "On Monday us wrote:\n", "From: a\nSent: b\nTo: c\n",
        "\nKind regards\n\nJane Smith\n", "filename*0*=utf-8''%C2", "\u{0}", "1. \u{2264}5 \u{c2}\u{a3}",
    ];

    /// SplitMix64: the same seed breaks the same mails in the same way.
    struct Chance(u64);

    impl Chance {
        fn next(&mut self) -> u64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }

        fn below(&mut self, end: usize) -> usize {
            usize::try_from(self.next() % end.max(1) as u64).unwrap_or_default()
        }

        fn byte(&mut self) -> u8 {
            self.next().to_le_bytes()[0]
        }

        fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
            &from[self.below(from.len())]
        }
    }
}
