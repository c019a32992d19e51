//! Published figures about authorities, to hold answers against; they are never an answer.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

const METRICS: &str = include_str!("data/baseline-metrics.csv");
const FIGURES: &str = include_str!("data/baselines.csv");

/// Something that is published for each authority and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    pub id: String,
    /// What is counted: "children", "assessment episodes".
    pub unit: String,
    /// What it is, in words.
    pub counts: String,
    /// The file it was taken from.
    pub source: String,
}

/// All that is published, by metric, year and authority.
#[derive(Debug, Default)]
pub struct Baselines {
    metrics: BTreeMap<String, Metric>,
    figures: HashMap<String, BTreeMap<i32, HashMap<String, f64>>>,
}

impl Baselines {
    /// Those that ship with the program (origin and licence: DATA-LICENCES.md).
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Baselines> = LazyLock::new(|| {
            let mut shipped = Baselines::default();
            for [id, unit, counts, source] in rows(METRICS) {
                shipped.metrics.insert(id.clone(), Metric { id, unit, counts, source });
            }
            for [metric, year, authority, raw] in rows(FIGURES) {
                // A symbol says that a figure is suppressed, or that there is none.
                if let (Ok(year), Ok(figure)) = (year.parse(), raw.parse()) {
                    let of_metric = shipped.figures.entry(metric).or_default();
                    of_metric.entry(year).or_default().insert(authority, figure);
                }
            }
            shipped
        });
        &SHIPPED
    }

    pub fn metric(&self, id: &str) -> Option<&Metric> {
        self.metrics.get(id)
    }

    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        self.metrics.values()
    }

    /// The years of which anything of a metric is known.
    pub fn years(&self, metric: &str) -> Vec<i32> {
        self.figures.get(metric).map(|years| years.keys().copied().collect()).unwrap_or_default()
    }

    /// The figure of an authority; `None` if none is published, or not for it.
    pub fn figure(&self, metric: &str, year: i32, authority: &str) -> Option<f64> {
        self.figures.get(metric)?.get(&year)?.get(authority).copied()
    }
}

#[expect(clippy::expect_used, reason = "the embedded files are read by a test")]
fn rows(text: &'static str) -> impl Iterator<Item = [String; 4]> {
    csv::Reader::from_reader(text.as_bytes())
        .into_deserialize()
        .map(|row| row.expect("four columns in each row of the embedded figures"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::Register;

    #[test]
    fn every_figure_is_of_an_authority_in_the_register_and_of_a_metric_with_words() {
        let (known, register) = (Baselines::shipped(), Register::shipped());
        assert!(known.metrics().count() > 8);
        for (metric, years) in &known.figures {
            assert!(known.metric(metric).is_some(), "{metric}");
            for authority in years.values().flat_map(HashMap::keys) {
                assert!(register.get(authority).is_some(), "{authority}");
            }
        }
    }

    #[test]
    fn a_symbol_is_no_figure() {
        let known = Baselines::shipped();
        assert_eq!(known.figure("cla_31_march_total", 2024, "kent"), Some(1956.0));
        assert_eq!(known.figure("cla_31_march_total", 2024, "cardiff"), None);
        let symbols = FIGURES.lines().filter(|line| line.ends_with(",c")).count();
        assert!(symbols > 100, "{symbols}");
        assert!(
            known
                .figures
                .values()
                .flat_map(BTreeMap::values)
                .flat_map(HashMap::values)
                .all(|figure| figure.is_finite())
        );
    }
}
