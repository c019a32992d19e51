//! How much chance explains. Counts of cases that occur one by one scatter as a Poisson variable does:
//! its variance is its mean.

use crate::answers::Number;

/// Standard deviations beyond which chance is no explanation: one comparison in 370.
const DEVIATIONS: f64 = 3.0;

/// Whether two counts are `factor` times apart, and farther than chance moves two counts of one rate:
/// three standard deviations of their difference, whose variance is their sum.
pub(super) fn apart(one: f64, other: f64, factor: f64) -> bool {
    let (low, high) = if one < other { (one, other) } else { (other, one) };
    high >= factor * low && high - low > DEVIATIONS * (high + low).sqrt()
}

/// More pairs than this, expected to be alike by chance, and being alike says nothing.
const ALIKE_BY_CHANCE: f64 = 0.05;

/// Whether that many authorities would hardly have all of `counts` in common. Two authorities of like
/// size share a count near n about once in n + 1 times, so zeros and small numbers say little.
pub(super) fn hardly_shared(counts: &[Number], authorities: usize) -> bool {
    let authorities = f64::from(u32::try_from(authorities).unwrap_or(u32::MAX));
    let pairs = authorities * (authorities - 1.0) / 2.0;
    let one_pair: f64 = counts.iter().map(|count| 1.0 / (1.0 + count.as_f64())).product();
    pairs * one_pair < ALIKE_BY_CHANCE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(counts: &[i64]) -> Vec<Number> {
        counts.iter().map(|count| Number::whole(*count)).collect()
    }

    #[test]
    fn small_numbers_jump_by_chance_and_large_ones_do_not() {
        for (before, now) in [(0, 9), (1, 10), (5, 20), (40, 70), (100, 199)] {
            assert!(!apart(f64::from(before), f64::from(now), 2.0), "{before} to {now}");
            assert!(!apart(f64::from(now), f64::from(before), 2.0), "{now} to {before}");
        }
        for (before, now) in [(0, 10), (5, 21), (40, 80), (200, 100)] {
            assert!(apart(f64::from(before), f64::from(now), 2.0), "{before} to {now}");
        }
    }

    #[test]
    fn zeros_and_small_numbers_are_shared_by_chance() {
        assert!(!hardly_shared(&counts(&[0, 0, 0, 0]), 2));
        assert!(!hardly_shared(&counts(&[2, 1, 0]), 2));
        assert!(hardly_shared(&counts(&[14, 6, 0]), 2));
        assert!(!hardly_shared(&counts(&[14, 6, 0]), 212), "22,366 pairs: some are alike");
        assert!(hardly_shared(&counts(&[140, 62, 35, 20]), 212));
    }
}
