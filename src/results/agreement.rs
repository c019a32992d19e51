//! How far coders who answered independently agree: per cent, Cohen's kappa, Krippendorff's alpha.
//!
//! Kappa: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
//! Measurement 20 (1960), 37–46. Alpha: K. Krippendorff, "Computing Krippendorff's
//! Alpha-Reliability" (2011), with the nominal metric: two labels are the same or they are not.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// One thing that was coded: each coder's label.
pub type Unit<'a> = Vec<(&'a str, String)>;

/// Figures of agreement; `None` where none can be computed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// Units that two coders or more have coded: no other counts.
    pub n: usize,
    /// Of the pairs of labels of one unit, those that are the same; between 0 and 1.
    pub observed: Option<f64>,
    /// Only of two coders.
    pub kappa: Option<f64>,
    pub alpha: Option<f64>,
}

/// The agreement of all `units` together.
pub fn agreement(units: &[Unit<'_>]) -> Agreement {
    let paired: Vec<&Unit<'_>> = units.iter().filter(|unit| unit.len() > 1).collect();
    Agreement {
        n: paired.len(),
        observed: observed(&paired),
        kappa: kappa(&paired),
        alpha: alpha(&paired),
    }
}

fn observed(units: &[&Unit<'_>]) -> Option<f64> {
    let (mut same, mut all) = (0, 0);
    for unit in units {
        same += pairs_alike(unit);
        all += unit.len() * (unit.len() - 1);
    }
    ratio(same, all)
}

/// Ordered pairs of different coders who gave the same label.
fn pairs_alike(unit: &Unit<'_>) -> usize {
    counts(unit).values().map(|count| count * (count - 1)).sum()
}

fn counts<'u>(unit: &'u Unit<'_>) -> BTreeMap<&'u str, usize> {
    let mut counts = BTreeMap::new();
    for (_, label) in unit {
        *counts.entry(label.as_str()).or_default() += 1;
    }
    counts
}

fn kappa(units: &[&Unit<'_>]) -> Option<f64> {
    let coders: BTreeSet<&str> =
        units.iter().flat_map(|unit| unit.iter().map(|(coder, _)| *coder)).collect();
    let [one, other] = coders.into_iter().collect::<Vec<_>>().try_into().ok()?;
    let of = |coder: &str| {
        let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, label) in units.iter().flat_map(|unit| unit.iter()).filter(|(by, _)| *by == coder) {
            *labels.entry(label).or_default() += 1;
        }
        labels
    };
    let (ones, others) = (of(one), of(other));
    let by_chance: usize =
        ones.iter().map(|(label, count)| count * others.get(label).copied().unwrap_or(0)).sum();
    let alike = units.iter().filter(|unit| pairs_alike(unit) > 0).count();
    let n = units.len();
    // With one label alone both agree by chance always: there is nothing to correct.
    let left = ratio((n * n).checked_sub(by_chance)?, n * n).filter(|left| *left > 0.0)?;
    Some((ratio(alike, n)? - ratio(by_chance, n * n)?) / left)
}

fn alpha(units: &[&Unit<'_>]) -> Option<f64> {
    let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
    let mut alike = 0.0;
    for unit in units {
        alike += ratio(pairs_alike(unit), unit.len() - 1)?;
        for (label, count) in counts(unit) {
            *totals.entry(label).or_default() += count;
        }
    }
    let n: usize = totals.values().sum();
    let by_chance: usize = totals.values().map(|count| count * (count - 1)).sum();
    let unlike = (n * n.checked_sub(1)?).checked_sub(by_chance).filter(|unlike| *unlike > 0)?;
    // 1 - (n - 1) × observed / expected disagreement.
    Some(1.0 - ratio(n - 1, unlike)? * (ratio(n, 1)? - alike))
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    let exact = |count: usize| u32::try_from(count).ok().map(f64::from);
    Some(exact(part)? / exact(whole).filter(|whole| *whole > 0.0)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A coder on each line, a unit in each column; a dot where nothing was coded.
    fn units(coders: &[(&'static str, &str)]) -> Vec<Unit<'static>> {
        let rows: Vec<Vec<&str>> =
            coders.iter().map(|(_, labels)| labels.split_whitespace().collect()).collect();
        (0..rows[0].len())
            .map(|at| {
                let labels = coders.iter().zip(&rows).map(|((coder, _), row)| (*coder, row[at]));
                let labels = labels.filter(|(_, label)| *label != ".");
                labels.map(|(coder, label)| (coder, label.to_owned())).collect()
            })
            .collect()
    }

    #[track_caller]
    fn is(figure: Option<f64>, expected: f64) {
        let figure = figure.unwrap();
        assert!((figure - expected).abs() < 0.0005, "{figure}, not {expected}");
    }

    #[test]
    fn alpha_of_two_coders_and_two_labels_is_krippendorffs_own() {
        let found =
            agreement(&units(&[("jon", "0 1 0 0 0 0 0 0 1 0"), ("han", "1 1 1 0 0 1 0 0 0 0")]));
        assert_eq!(found.n, 10);
        is(found.observed, 0.6);
        is(found.alpha, 0.095);
    }

    #[test]
    fn alpha_of_five_labels_is_krippendorffs_own() {
        let found = agreement(&units(&[
            ("ben", "a a b b d c c c e d d a"),
            ("gerry", "b a b b b c c c e d d d"),
        ]));
        is(found.alpha, 0.692);
    }

    #[test]
    fn alpha_of_four_coders_with_gaps_is_krippendorffs_own_and_has_no_kappa() {
        let found = agreement(&units(&[
            ("a", "1 2 3 3 2 1 4 1 2 . . ."),
            ("b", "1 2 3 3 2 2 4 1 2 5 . 3"),
            ("c", ". 3 3 3 2 3 4 2 2 5 1 ."),
            ("d", "1 2 3 3 2 4 4 1 2 5 1 ."),
        ]));
        assert_eq!(found.n, 11, "the twelfth was coded once");
        is(found.alpha, 0.743);
        assert_eq!(found.kappa, None);
    }

    #[test]
    fn kappa_is_that_of_the_grants_in_the_textbook() {
        // Both yes 20, both no 15, only the first 5, only the second 10.
        let labels =
            |yes: usize, no: usize| ["y "].repeat(yes).concat() + &["n "].repeat(no).concat();
        let first = labels(25, 25);
        let second = labels(20, 5) + &labels(10, 15);
        let found = agreement(&units(&[("first", &first), ("second", &second)]));
        is(found.observed, 0.7);
        is(found.kappa, 0.4);
    }

    #[test]
    fn kappa_is_that_of_the_manual_of_scikit_learn() {
        let found = agreement(&units(&[
            ("one", "negative positive negative neutral positive"),
            ("other", "negative positive negative neutral negative"),
        ]));
        is(found.kappa, 0.6875);
    }

    #[test]
    fn where_nothing_can_be_computed_there_is_no_number() {
        let one_label = agreement(&units(&[("a", "x x x"), ("b", "x x x")]));
        assert_eq!((one_label.n, one_label.kappa, one_label.alpha), (3, None, None));
        is(one_label.observed, 1.0);
        let apart = agreement(&units(&[("a", "x . y ."), ("b", ". x . y")]));
        assert_eq!(apart, Agreement::default());
        assert_eq!(agreement(&[]), Agreement::default());
        let alone = agreement(&units(&[("a", "x y z")]));
        assert_eq!(alone, Agreement::default());
    }

    #[test]
    fn a_stray_third_coder_of_other_units_does_not_take_kappa_away() {
        let found = agreement(&units(&[("a", "x y x ."), ("b", "x y y ."), ("c", ". . . x")]));
        assert!(found.kappa.is_some());
    }
}
