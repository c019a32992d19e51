//! Five classes for a map: about as many authorities in each, with edges that are easy to say.

use super::known::{Known, Of};
use crate::results::charts::hexmap::{Class, Pattern};
use crate::results::charts::palette::{CLASSES, PALE, WHITE};

/// Edges between classes, and what is no figure after them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Classes {
    edges: Vec<f64>,
    of: Of,
}

const KEYS: [&str; 5] = ["lowest", "low", "middle", "high", "highest"];

impl Classes {
    /// For the figures that are shown.
    pub(super) fn new(of: Of, known: &[&Known]) -> Self {
        let mut values: Vec<f64> = known
            .iter()
            .filter_map(|known| match known {
                Known::Figure { value, .. } => Some(*value),
                Known::Bounds { .. }
                | Known::Suppressed
                | Known::NoCases
                | Known::None(_)
                | Known::NotAsked => None,
            })
            .collect();
        values.sort_by(f64::total_cmp);
        let mut edges: Vec<f64> = Vec::new();
        for fifth in 1..KEYS.len() {
            let at = values.len() * fifth / KEYS.len();
            let Some(edge) = values.get(at).map(|value| value.round()) else { continue };
            if edge > edges.last().copied().unwrap_or(0.0) {
                edges.push(edge);
            }
        }
        Self { edges, of }
    }

    /// All classes, as the legend names them.
    pub(super) fn list(&self) -> Vec<Class> {
        let unit = if self.of == Of::Rate { "%" } else { "" };
        let steps = self.edges.len();
        let mut list: Vec<Class> = (0..=steps)
            .map(|place| {
                let from = place.checked_sub(1).and_then(|before| self.edges.get(before));
                let name = match (from, self.edges.get(place)) {
                    (None, Some(to)) => format!("under {to}{unit}"),
                    (Some(from), Some(to)) => format!("{from}{unit} to under {to}{unit}"),
                    (Some(from), None) => format!("{from}{unit} and more"),
                    (None, None) => "with a figure".to_owned(),
                };
                let shade = (place * (CLASSES.len() - 1)).checked_div(steps).unwrap_or(2);
                let colour = CLASSES.get(shade).copied().unwrap_or(PALE);
                let key = KEYS.get(shade).copied().unwrap_or("figure");
                Class { key, name, colour, pattern: Pattern::Plain }
            })
            .collect();
        for (key, name, colour, pattern) in [
            ("suppressed", "suppressed, or bounds", PALE, Pattern::Rising),
            ("no-cases", "none, so no rate", WHITE, Pattern::Level),
            ("no-figure", "no figure", WHITE, Pattern::Dotted),
            ("not-asked", "not asked", PALE, Pattern::Broken),
        ] {
            list.push(Class { key, name: name.to_owned(), colour, pattern });
        }
        list
    }

    /// The place of a figure's class in the list.
    pub(super) fn place(&self, known: &Known) -> usize {
        let after = self.edges.len() + 1;
        match known {
            Known::Figure { value, .. } => {
                self.edges.iter().filter(|edge| *value >= **edge).count()
            }
            Known::Bounds { .. } | Known::Suppressed => after,
            Known::NoCases => after + 1,
            Known::None(_) => after + 2,
            Known::NotAsked => after + 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: f64) -> Known {
        Known::Figure { value, low: value, high: value, words: String::new() }
    }

    #[test]
    fn a_class_holds_about_a_fifth_and_every_figure_is_in_the_one_that_names_it() {
        let known: Vec<Known> = (0..100).map(|value| figure(f64::from(value))).collect();
        let all: Vec<&Known> = known.iter().collect();
        let classes = Classes::new(Of::Rate, &all);
        assert_eq!(classes.list()[0].name, "under 20%");
        assert_eq!(classes.list()[4].name, "80% and more");
        for place in 0..5 {
            let in_it = known.iter().filter(|known| classes.place(known) == place).count();
            assert_eq!(in_it, 20);
        }
        assert_eq!(classes.list()[classes.place(&Known::Suppressed)].key, "suppressed");
        assert_eq!(classes.list()[classes.place(&Known::NotAsked)].key, "not-asked");
    }

    #[test]
    fn figures_that_are_all_the_same_make_no_empty_classes() {
        let known = [figure(50.0), figure(50.0), figure(50.0)];
        let classes = Classes::new(Of::Rate, &known.iter().collect::<Vec<_>>());
        assert_eq!(classes.list().len(), 2 + 4);
        let none = Classes::new(Of::Count, &[]);
        assert_eq!(none.list()[0].name, "with a figure");
    }
}
