//! How long until a response, where some have not come yet: the product-limit estimate of Kaplan and
//! Meier, "Nonparametric Estimation from Incomplete Observations", JASA 53 (1958), 457–481. Leaving the
//! open requests out, or counting them as answered today, would make authorities look faster.
//!
//! The variance is Greenwood's (1926). The interval at each point is taken on the scale of
//! log(−log S), which keeps it between 0 and 1 (Kalbfleisch and Prentice, 1980). The interval of the
//! median is that of Brookmeyer and Crowley, "A Confidence Interval for the Median Survival Time",
//! Biometrics 38 (1982), 29–41: the days at which one half lies within the interval of the curve.

use serde::Serialize;

use crate::results::wilson::Z;

/// A request's wait in working days, ended by a response or cut off while it went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Wait {
    pub working_days: u32,
    pub responded: bool,
}

/// The share of requests without a response after so many working days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    pub responses: usize,
    /// Requests whose wait was cut off: open on the day, or closed without a response.
    pub censored: usize,
    /// The first day by which half have a response; null while fewer have.
    pub median: Option<u32>,
    /// The median's interval at 95 %.
    pub median_low: Option<u32>,
    /// Null when nothing bounds it yet.
    pub median_high: Option<u32>,
    /// One for each day with a response or the end of a wait.
    pub points: Vec<Point>,
}

/// The curve from this day on, until the next point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    pub working_days: u32,
    /// Still waiting just before.
    pub at_risk: usize,
    pub responses: usize,
    pub censored: usize,
    /// The estimated share without a response, between 0 and 1, to six decimals.
    pub waiting: f64,
    /// Its interval at 95 %; null before the first response and once everybody has one.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl Curve {
    /// The curve of these waits. A response on a day counts before waits that are cut off on it.
    pub fn of(waits: &[Wait]) -> Self {
        let points = points(waits);
        let first = |test: &dyn Fn(&Point) -> bool| {
            points.iter().find(|point| test(point)).map(|point| point.working_days)
        };
        let half = |share: f64| share <= 0.5 + 1e-9;
        let responses = waits.iter().filter(|wait| wait.responded).count();
        // Once everybody has a response, the curve has come down for certain.
        let over = |point: &Point| point.waiting <= 0.0;
        Self {
            responses,
            censored: waits.len() - responses,
            median: first(&|point| half(point.waiting)),
            median_low: first(&|point| over(point) || point.low.is_some_and(half)),
            median_high: first(&|point| over(point) || point.high.is_some_and(half)),
            points,
        }
    }

    /// The share with a response after so many working days.
    pub fn responded_by(&self, working_days: u32) -> f64 {
        let reached = self.points.iter().take_while(|point| point.working_days <= working_days);
        1.0 - reached.last().map_or(1.0, |point| point.waiting)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of requests are small")]
fn points(waits: &[Wait]) -> Vec<Point> {
    let mut sorted = waits.to_vec();
    sorted.sort_unstable();
    let mut points = Vec::new();
    let (mut at_risk, mut waiting, mut greenwood) = (sorted.len(), 1.0_f64, 0.0_f64);
    for day in sorted.chunk_by(|one, other| one.working_days == other.working_days) {
        let Some(first) = day.first() else { continue };
        let responses = day.iter().filter(|wait| wait.responded).count();
        let (all, ended) = (at_risk as f64, responses as f64);
        if responses > 0 {
            waiting *= 1.0 - ended / all;
            greenwood += ended / (all * (all - ended));
        }
        let (low, high) = interval(waiting, greenwood);
        points.push(Point {
            working_days: first.working_days,
            at_risk,
            responses,
            censored: day.len() - responses,
            waiting: rounded(waiting),
            low: low.map(rounded),
            high: high.map(rounded),
        });
        at_risk -= day.len();
    }
    points
}

/// The interval of a share at 95 %, from Greenwood's sum.
fn interval(waiting: f64, greenwood: f64) -> (Option<f64>, Option<f64>) {
    if waiting <= 0.0 || waiting >= 1.0 {
        return (None, None);
    }
    let log = waiting.ln();
    let spread = Z * greenwood.sqrt() / log.abs();
    // S to the power of exp(±spread), since log(−log S) is moved by the spread.
    (Some(waiting.powf(spread.exp())), Some(waiting.powf((-spread).exp())))
}

/// To six decimals, so that every machine prints the same.
fn rounded(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::{Curve, Wait};

    fn waits(responded: &[u32], cut_off: &[u32]) -> Vec<Wait> {
        let wait = |responded| move |days: &u32| Wait { working_days: *days, responded };
        responded.iter().map(wait(true)).chain(cut_off.iter().map(wait(false))).collect()
    }

    /// Weeks of remission under 6-MP (Freireich and others, Blood 21, 1963): every textbook's example.
    fn remissions() -> Curve {
        Curve::of(&waits(
            &[6, 6, 6, 7, 10, 13, 16, 22, 23],
            &[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
        ))
    }

    #[test]
    fn the_textbook_example_comes_out_as_printed() {
        let curve = remissions();
        let at = |days| curve.points.iter().find(|point| point.working_days == days).unwrap();
        for (days, share) in [
            (6, 0.857_143),
            (7, 0.806_723),
            (10, 0.752_941),
            (13, 0.690_196),
            (16, 0.627_451),
            (22, 0.537_815),
            (23, 0.448_179),
        ] {
            assert!((at(days).waiting - share).abs() < 1e-6, "{days}: {}", at(days).waiting);
        }
        assert_eq!((curve.responses, curve.censored), (9, 12));
        assert_eq!(curve.median, Some(23));
    }

    #[test]
    fn open_requests_are_waits_that_go_on_and_no_answers() {
        let all = Curve::of(&waits(&[5, 10, 15, 20], &[]));
        let with_open = Curve::of(&waits(&[5, 10, 15, 20], &[21, 21, 21, 21, 21]));
        assert_eq!(all.median, Some(10));
        assert_eq!(with_open.median, None, "fewer than half have answered");
        assert!((with_open.responded_by(20) - 4.0 / 9.0).abs() < 1e-6);
        assert_eq!(Curve::of(&[]).median, None);
    }
}
