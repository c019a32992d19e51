//! A target as a plain program: every file named, then those files broken at random.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// What is thrown at which part of the program.
pub struct Target {
    /// What is read, for people: "mails".
    pub what: &'static str,
    pub reads: fn(&[u8]),
    /// Files to begin with, below the repository.
    pub files: &'static [&'static str],
    /// What the part looks for.
    pub words: &'static [&'static str],
    /// Reading may take so long.
    pub slow: Duration,
    pub longest: usize,
}

struct Wishes {
    seconds: u64,
    seed: u64,
    paths: Vec<PathBuf>,
}

fn wishes(target: &Target) -> Wishes {
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
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        wishes.paths.extend(target.files.iter().map(|folder| root.join(folder)));
    }
    wishes
}

/// Runs `target` as the arguments say.
pub fn run(target: &Target) -> ExitCode {
    let wishes = wishes(target);
    let mut files = Vec::new();
    for path in &wishes.paths {
        gather(path, &mut files);
    }
    println!("{} files, then {} s from seed {}", files.len(), wishes.seconds, wishes.seed);
    let mut failed = files.iter().filter(|bytes| !stands(target, bytes)).count();
    let mut chance = Chance(wishes.seed);
    let (begun, mut count) = (Instant::now(), 0_u64);
    while begun.elapsed().as_secs() < wishes.seconds && !files.is_empty() {
        let mut bytes = chance.pick(&files).clone();
        for _ in 0..=chance.below(8) {
            change(&mut bytes, (target, &files), &mut chance);
        }
        bytes.truncate(target.longest);
        failed += usize::from(!stands(target, &bytes));
        count += 1;
    }
    println!("{count} broken {} read, {failed} failed", target.what);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn gather(path: &Path, files: &mut Vec<Vec<u8>>) {
    // What is kept apart for scoring is not looked at.
    if path.file_name().is_some_and(|name| name.to_string_lossy().contains("held_out")) {
        return;
    }
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| gather(&entry.path(), files)),
        Err(_) => files.extend(std::fs::read(path).ok()),
    }
}

/// Reads `bytes`; keeps them when that fails.
fn stands(target: &Target, bytes: &[u8]) -> bool {
    let begun = Instant::now();
    let read = std::panic::catch_unwind(|| (target.reads)(bytes));
    let took = begun.elapsed();
    if read.is_ok() && took < target.slow {
        return true;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts");
    let what = if read.is_ok() { "slow" } else { "panic" };
    let name = foi_campaign::replies::message::sha256(bytes);
    let file = folder.join(format!("{what}-{}-{}", target.what, &name[..16]));
    let kept = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, bytes));
    println!("{what} after {took:?}: {} {kept:?}", file.display());
    false
}

/// One way in which a file is broken.
fn change(bytes: &mut Vec<u8>, (target, files): (&Target, &[Vec<u8>]), chance: &mut Chance) {
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
            let word = if target.words.is_empty() { "" } else { *chance.pick(target.words) };
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
