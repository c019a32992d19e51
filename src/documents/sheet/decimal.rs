//! Numbers as a spreadsheet shows them: fifteen figures, halves rounded away from zero.

/// A number by its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) negative: bool,
    /// Figures from the first that is not zero; none for zero.
    figures: Vec<u8>,
    /// How many of them stand before the point; below zero, zeros follow the point.
    point: i32,
}

const FIGURES: usize = 15;

impl Decimal {
    /// `None` for what is no number.
    pub(super) fn of(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let written = format!("{:.*e}", FIGURES - 1, value.abs());
        let (mantissa, exponent) = written.split_once('e')?;
        let mut figures: Vec<u8> =
            mantissa.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        while figures.last() == Some(&0) {
            figures.pop();
        }
        let point = if figures.is_empty() { 0 } else { exponent.parse::<i32>().ok()? + 1 };
        Some(Self { negative: value < 0.0 && !figures.is_empty(), figures, point })
    }

    pub(super) fn is_zero(&self) -> bool {
        self.figures.is_empty()
    }

    /// Times ten to the power of `places`.
    pub(super) fn shifted(mut self, places: i32) -> Self {
        self.point = self.point.saturating_add(places);
        self
    }

    /// Rounded to so many places behind the point.
    pub(super) fn rounded(mut self, places: i32) -> Self {
        let keep = self.point.saturating_add(places);
        let Ok(keep) = usize::try_from(keep) else {
            return Self { negative: false, figures: Vec::new(), point: 0 };
        };
        let up = self.figures.get(keep).is_some_and(|figure| *figure >= 5);
        self.figures.truncate(keep);
        if up {
            self.add_one(keep);
        }
        while self.figures.last() == Some(&0) {
            self.figures.pop();
        }
        if self.figures.is_empty() {
            self.negative = false;
            self.point = 0;
        }
        self
    }

    /// One more in the last of `kept` figures.
    fn add_one(&mut self, kept: usize) {
        while self.figures.len() < kept {
            self.figures.push(0);
        }
        for figure in self.figures.iter_mut().rev() {
            if *figure < 9 {
                *figure += 1;
                return;
            }
            *figure = 0;
        }
        self.figures.insert(0, 1);
        self.point = self.point.saturating_add(1);
    }

    /// The figures before the point, at least `least` of them.
    pub(super) fn whole(&self, least: usize) -> String {
        let count = usize::try_from(self.point).unwrap_or_default().min(400);
        let figures = (0..count).map(|at| self.figures.get(at).copied().unwrap_or_default());
        let figures: String = figures.map(|figure| char::from(b'0' + figure)).collect();
        format!("{figures:0>least$}")
    }

    /// The figures behind the point, at least `least` of them.
    pub(super) fn behind(&self, least: usize) -> String {
        let mut out = String::new();
        for _ in 0..(-self.point).clamp(0, 400) {
            if !self.figures.is_empty() {
                out.push('0');
            }
        }
        let from = usize::try_from(self.point).unwrap_or_default();
        for figure in self.figures.get(from..).unwrap_or_default() {
            out.push(char::from(b'0' + figure));
        }
        format!("{out:0<least$}")
    }
}

/// A number without a format of its own: 12, 0.5, 33.33333333.
pub(super) fn general(value: f64) -> String {
    let Some(number) = Decimal::of(value) else { return value.to_string() };
    // A cell has room for eleven signs, a long number is shown whole.
    let places = 10_i32.saturating_sub(number.point.max(1)).max(0);
    let small = number.point < -4;
    let number = if small { number } else { number.rounded(places) };
    let sign = if number.negative { "-" } else { "" };
    let (whole, behind) = (number.whole(1), number.behind(0));
    if behind.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{behind}") }
}

#[cfg(test)]
mod tests {
    use super::{Decimal, general};

    #[test]
    fn a_number_is_shown_without_the_noise_of_binary_fractions() {
        let shown = [12.0, 0.1 + 0.2, 100.0 / 3.0, -4.5, 0.0, 1e15, 0.000_012].map(general);
        assert_eq!(
            shown,
            ["12", "0.3", "33.33333333", "-4.5", "0", "1000000000000000", "0.000012"]
        );
    }

    #[test]
    fn halves_are_rounded_away_from_zero_and_carried() {
        let rounded = |value, places| {
            let number = Decimal::of(value).unwrap().rounded(places);
            format!("{}.{}", number.whole(1), number.behind(usize::try_from(places).unwrap()))
        };
        assert_eq!(rounded(2.675, 2), "2.68");
        assert_eq!(rounded(0.5, 0), "1.");
        assert_eq!(rounded(99.96, 1), "100.0");
        assert_eq!(rounded(0.04, 1), "0.0");
    }
}
