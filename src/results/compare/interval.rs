//! How far a difference of two shares may be chance.

use serde::Serialize;

use crate::results::wilson;

/// A difference with the interval that covers it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    pub method: &'static str,
    pub level: f64,
    pub low: f64,
    pub high: f64,
}

/// The difference of two independent shares, after less before, with its 95% interval by Newcombe's
/// hybrid of two Wilson intervals; `None` where there is nothing to take a share of, or no part.
///
/// Newcombe, R. G. (1998), Statistics in Medicine 17:873–890, method 10. It takes each child for one
/// draw: children of one authority are more alike than that, so the true interval is wider.
pub fn difference(before: (f64, f64), after: (f64, f64)) -> Option<Interval> {
    let (was_low, was_high) = wilson::interval(before.0, before.1)?;
    let (is_low, is_high) = wilson::interval(after.0, after.1)?;
    let (was, is) = (before.0 / before.1, after.0 / after.1);
    let change = is - was;
    Some(Interval {
        method: "newcombe",
        level: 0.95,
        low: change - (is - is_low).hypot(was_high - was),
        high: change + (is_high - is).hypot(was - was_low),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_come_out() {
        // Newcombe 1998, table II, method 10: (a) 56/70 less 48/80, (b) 9/10 less 3/10,
        // (d) 5/56 less 0/29, (g) 10/10 less 0/10.
        for (first, second, low, high) in [
            ((56.0, 70.0), (48.0, 80.0), 0.0524, 0.3339),
            ((9.0, 10.0), (3.0, 10.0), 0.1705, 0.8090),
            ((5.0, 56.0), (0.0, 29.0), -0.0381, 0.1926),
            ((10.0, 10.0), (0.0, 10.0), 0.6075, 1.0),
        ] {
            let found = difference(second, first).expect("shares");
            assert!(
                (found.low - low).abs() < 5e-5 && (found.high - high).abs() < 5e-5,
                "{found:?}"
            );
        }
    }

    #[test]
    fn nothing_has_no_share() {
        assert_eq!(difference((0.0, 0.0), (1.0, 2.0)), None);
        assert_eq!(difference((3.0, 2.0), (1.0, 2.0)), None);
    }
}
