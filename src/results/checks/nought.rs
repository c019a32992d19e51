//! A zero from an authority that elsewhere keeps small numbers back: is it a number, or kept back too?

use std::collections::BTreeMap;

use super::{Answered, Check, Cited, Finding, Said, Scene, Sure, is_count, listed};
use crate::answers::{Number, Status, ZEROS_SHOWN};

/// One finding for each mail with such zeros.
pub(super) fn beside_suppressed(scene: &Scene<'_>, of: &Answered) -> Vec<Finding> {
    let counts = || of.said.iter().filter(|said| is_count(scene.campaign, &said.question));
    let kept_back: Vec<&Said> =
        counts().filter(|said| said.value.status == Status::Suppressed).collect();
    let zeros = counts()
        .filter(|said| said.value.as_exact() == Some(Number::ZERO))
        .filter(|said| !follows(scene, of, said));
    let mut groups: BTreeMap<Source<'_>, (Vec<&Said>, Vec<&Said>)> = BTreeMap::new();
    for zero in zeros {
        let doubtful: Vec<&Said> =
            kept_back.iter().copied().filter(|said| may_be_zero(said, zero)).collect();
        if !doubtful.is_empty() {
            groups.entry(source(zero)).or_insert_with(|| (Vec::new(), doubtful)).0.push(zero);
        }
    }
    groups.into_values().map(|(zeros, kept)| finding(scene, of, &zeros, &kept)).collect()
}

/// A mail, and the file of it that an answer stands in.
type Source<'a> = (Option<i64>, Option<&'a str>);

fn source(said: &Said) -> Source<'_> {
    (said.mail, said.paper.as_deref())
}

/// Whether what is kept back may be zero too, as far as the words around `zero` tell. Who writes 0
/// beside "<5" in one text tells them apart, and it was read as one at least; of another text, or of a
/// sign that nothing explains, that is not known.
fn may_be_zero(kept_back: &Said, zero: &Said) -> bool {
    if source(kept_back) == source(zero) {
        return kept_back.low() == Some(Number::ZERO);
    }
    let by = kept_back.decided_by.as_deref().unwrap_or_default();
    let from_one = kept_back.low() > Some(Number::ZERO);
    // One at least by the words themselves, not because zeros stood beside them.
    let says_so = kept_back.as_written.trim_start().starts_with('1')
        || !(by.ends_with(ZEROS_SHOWN) || by.starts_with("person:"));
    !(from_one && says_so)
}

/// Whether it can be nothing else, because a whole of it is zero: then that is the zero to ask about.
fn follows(scene: &Scene<'_>, of: &Answered, said: &Said) -> bool {
    scene.campaign.wholes_of(&said.question).any(|whole| {
        let whole = of.cell(whole, &said.period);
        whole.is_some_and(|whole| whole.value.as_exact() == Some(Number::ZERO))
    })
}

/// So many cells are named in words; all of them stand in the finding.
const NAMED: usize = 3;
/// Characters of "fewer than five", and some more.
const SIGN: usize = 20;

fn finding(scene: &Scene<'_>, of: &Answered, zeros: &[&Said], kept_back: &[&Said]) -> Finding {
    let named = |said: &[&Said]| -> String {
        let several = scene.campaign.periods.len() > 1;
        let period =
            |said: &Said| if several { format!(" {}", said.period) } else { String::new() };
        let names = said.iter().map(|said| format!("{}{}", said.question, period(said)));
        let mut told: Vec<String> = names.take(NAMED).collect();
        if said.len() > NAMED {
            told.push(format!("{} more", said.len() - NAMED));
        }
        listed(&told)
    };
    // A sign, never a sentence: what a mail says at length stays where it can be erased.
    let short = |said: &&&Said| said.as_written.chars().count() <= SIGN;
    let mut signs: Vec<String> = kept_back
        .iter()
        .filter(short)
        .map(|said| format!("\u{201c}{}\u{201d}", said.as_written))
        .collect();
    signs.sort();
    signs.dedup();
    if signs.is_empty() {
        signs.push("a bound".to_owned());
    }
    Finding {
        check: Check::Zero,
        sure: Sure::Possible,
        cells: zeros
            .iter()
            .chain(kept_back)
            .map(|said| Cited::new(scene.campaign, of, said))
            .collect(),
        against: None,
        words: format!(
            "it writes 0 for {} and {} for {}: is the 0 a number, or kept back too?",
            named(zeros),
            listed(&signs),
            named(kept_back)
        ),
        todo:
            "read what the reply says of small numbers; if zeros are kept back too, set them, as \
               <5"
            .to_owned(),
    }
}
