//! Between what shares the true one lies, as far as chance alone goes: the score interval of Wilson (1927),
//! Journal of the American Statistical Association 22:209–212.

/// The 97.5th percentile of the normal distribution: 95 in 100 lie within.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// The 95% interval of `part` out of `whole`, each from 0 to 1; `None` out of nothing.
pub(super) fn interval(part: f64, whole: f64) -> Option<(f64, f64)> {
    if whole <= 0.0 || !(0.0..=whole).contains(&part) {
        return None;
    }
    let (share, square) = (part / whole, Z * Z);
    let middle = share + square / (2.0 * whole);
    let reach = Z * (share * (1.0 - share) / whole + square / (4.0 * whole * whole)).sqrt();
    let scale = 1.0 + square / whole;
    let low = if part <= 0.0 { 0.0 } else { (middle - reach) / scale };
    let high = if part >= whole { 1.0 } else { (middle + reach) / scale };
    Some((low.max(0.0), high.min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::interval;

    #[test]
    fn it_is_what_the_tables_say() {
        // Newcombe (1998), Statistics in Medicine 17, table I.
        for (part, whole, low, high) in [
            (81.0, 263.0, 0.2553, 0.3662),
            (15.0, 148.0, 0.0624, 0.1605),
            (0.0, 20.0, 0.0, 0.1611),
            (1.0, 29.0, 0.0061, 0.1718),
        ] {
            let (is_low, is_high) = interval(part, whole).unwrap();
            assert!((is_low - low).abs() < 5e-5, "{part}/{whole}: {is_low}");
            assert!((is_high - high).abs() < 5e-5, "{part}/{whole}: {is_high}");
        }
        assert_eq!(interval(0.0, 0.0), None);
        assert_eq!(interval(3.0, 2.0), None);
    }
}
