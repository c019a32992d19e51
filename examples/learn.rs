//! Learns what sentences of replies do, from `src/replies/acts/examples` and `mails`, and what whole
//! mails are, and writes the weights that ship: `cargo run --release --example learn`.
#![expect(clippy::print_stdout, reason = "what it found is what it is for")]

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use foi_campaign::replies::acts::{
    Act, Example, Mail, digest_of_mails, examples, features, fit, learn, mails, without,
};

fn main() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/replies/acts");
    let known = known(&folder)?;
    let writers = writers(&folder)?;
    // What a writer's mails look like is weighed by what others' sentences taught.
    let seen: Vec<_> = (0..writers.len())
        .map(|apart| {
            let weights = learn(&without(&known, &writers, apart));
            let mails = writers.get(apart).into_iter().flatten();
            mails.map(|mail| (mail.kind, features(&weights, mail))).collect::<Vec<_>>()
        })
        .collect();
    let mut right = 0;
    for (apart, own) in seen.iter().enumerate() {
        let others = seen.iter().enumerate().filter(|(at, _)| *at != apart);
        let others: Vec<_> = others.flat_map(|(_, others)| others.clone()).collect();
        let kinds = fit(&others, String::new());
        let told = own.iter().filter(|(kind, features)| {
            kinds.likeliest(features).is_some_and(|(told, _)| told == *kind)
        });
        right += told.count();
    }
    let all: usize = writers.iter().map(Vec::len).sum();
    println!("{right} of {all} mails told by what other writers' mails taught");
    let weights = learn(&without(&known, &writers, usize::MAX));
    fs::write(folder.join("weights.bin"), weights.bytes())?;
    let seen: Vec<_> = seen.into_iter().flatten().collect();
    let kinds = fit(&seen, digest_of_mails(&writers));
    fs::write(folder.join("kinds.bin"), kinds.bytes())?;
    println!("{} bytes of weights, {} of kinds", weights.bytes().len(), kinds.bytes().len());
    Ok(())
}

/// The single sentences, by act.
fn known(folder: &Path) -> Result<Vec<Example>> {
    let mut known = Vec::new();
    for path in files(&folder.join("examples"))? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let act = Act::parse(&name).ok_or_else(|| anyhow!("{name} is no act"))?;
        known.extend(examples(act, &fs::read_to_string(&path)?));
    }
    Ok(known)
}

/// The mails of each writer.
fn writers(folder: &Path) -> Result<Vec<Vec<Mail>>> {
    let read = |path: PathBuf| {
        mails(&fs::read_to_string(&path)?)
            .map_err(|line| anyhow!(line))
            .with_context(|| path.display().to_string())
    };
    files(&folder.join("mails"))?.into_iter().map(read).collect()
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<Result<_>>()?;
    paths.sort();
    Ok(paths)
}
