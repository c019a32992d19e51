//! Learns what sentences of replies do, from `src/replies/acts/examples`, and writes the weights that
//! ship: `cargo run --release --example learn`.
#![expect(clippy::print_stdout, reason = "what it found is what it is for")]

use std::fs;
use std::path::Path;

use foi_campaign::replies::acts::{Act, Weighed, Weights, examples, learn};

fn main() -> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/replies/acts");
    let mut paths: Vec<_> = fs::read_dir(folder.join("examples"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<anyhow::Result<_>>()?;
    paths.sort();
    let mut known = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let act = Act::parse(&name).ok_or_else(|| anyhow::anyhow!("{name} is no act"))?;
        known.extend(examples(act, &fs::read_to_string(&path)?));
    }
    // A fifth apart, to see how well the rest tells it.
    let (apart, rest): (Vec<_>, Vec<_>) =
        known.iter().cloned().enumerate().partition(|(index, _)| index % 5 == 0);
    let some = learn(&rest.into_iter().map(|(_, example)| example).collect::<Vec<_>>());
    let right = apart.iter().filter(|(_, example)| told(&some, &example.sentence) == example.act);
    println!("{} of {} told that it had not seen", right.count(), apart.len());
    let weights = learn(&known);
    fs::write(folder.join("weights.bin"), weights.bytes())?;
    println!("{} examples, {} bytes of weights", known.len(), weights.bytes().len());
    Ok(())
}

fn told(weights: &Weights, sentence: &str) -> Act {
    Weighed::of(weights, sentence).likeliest().0
}
