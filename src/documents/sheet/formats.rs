//! Number formats: from the number in a cell to what a person sees of it.

use super::dates;
use super::decimal::{Decimal, general};
use super::pattern::{Part, Section, sections};

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Number(f64),
    Text(String),
    Flag(bool),
}

/// What a person sees of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    Text(String),
    /// The format shows nothing of anything.
    Hidden,
}

/// The day from which days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Epoch {
    Y1900,
    Y1904,
}

/// What a person sees of `value` in a cell of this format.
pub(super) fn shown(value: &Value, format: &str, epoch: Epoch) -> Shown {
    let sections = sections(format);
    // ";;;" shows neither numbers nor text.
    if sections.len() > 2 && sections.iter().all(|section| section.parts.is_empty()) {
        return Shown::Hidden;
    }
    Shown::Text(match value {
        Value::Text(text) => text.clone(),
        Value::Flag(true) => "TRUE".to_owned(),
        Value::Flag(false) => "FALSE".to_owned(),
        Value::Number(number) => of_number(*number, &sections, epoch),
    })
}

fn of_number(value: f64, sections: &[Section], epoch: Epoch) -> String {
    let Some((at, section)) = chosen(value, sections) else { return general(value) };
    if section.is_date() {
        return dates::shown(value, section, epoch).unwrap_or_else(|| general(value));
    }
    let plain = section.parts == [Part::General];
    if plain || section.as_text || section.scientific || section.fraction {
        return general(value);
    }
    let Some(number) = Decimal::of(value) else { return value.to_string() };
    // A zero that is drawn as a dash is a zero, not a number that is kept back.
    let section = match sections.first() {
        Some(first) if value == 0.0 && section.is_dash() => first,
        _ => section,
    };
    let negative = number.negative;
    let (text, zero) = written(section, number);
    // "(12)" and a red "12" are 12 below zero.
    let signed = at > 0 && section.condition.is_none() && section.parts.iter().any(is_minus);
    if negative && !zero && !signed {
        return format!("-{}", text.replace(['(', ')'], ""));
    }
    text
}

fn is_minus(part: &Part) -> bool {
    matches!(part, Part::Literal('-' | '\u{2212}'))
}

/// The section that a number is shown by, and its place among them.
fn chosen(value: f64, sections: &[Section]) -> Option<(usize, &Section)> {
    let numbers = sections.get(..sections.len().min(3)).unwrap_or_default();
    if numbers.iter().any(|section| section.condition.is_some()) {
        let fits = |section: &Section| section.condition.as_ref().is_none_or(|is| is.holds(value));
        return numbers.iter().enumerate().find(|(_, section)| fits(section));
    }
    let at = match numbers.len() {
        0 | 1 => 0,
        2 => usize::from(value < 0.0),
        _ if value == 0.0 => 2,
        _ => usize::from(value < 0.0),
    };
    numbers.get(at).map(|section| (at, section))
}

/// The figures of a number among the signs of a section, without its sign, and whether what is
/// shown is zero.
fn written(section: &Section, number: Decimal) -> (String, bool) {
    let value = number.shifted(2 * section.percents - 3 * section.thousandths);
    let mut zero = value.is_zero();
    let mut out = String::new();
    for part in &section.parts {
        match part {
            Part::Literal(sign) => out.push(*sign),
            Part::Number => {
                let places = i32::try_from(section.most_behind).unwrap_or(i32::MAX);
                let value = value.clone().rounded(places);
                zero = value.is_zero();
                let whole = value.whole(section.least_before);
                out.push_str(&if section.grouped { grouped(&whole) } else { whole });
                fraction(&mut out, &value.behind(section.least_behind));
            }
            Part::General => {
                out.push_str(&value.whole(1));
                fraction(&mut out, &value.behind(0));
            }
            Part::Date(..) => {}
        }
    }
    (out.trim().to_owned(), zero)
}

fn fraction(out: &mut String, figures: &str) {
    if !figures.is_empty() {
        out.push('.');
        out.push_str(figures);
    }
}

fn grouped(whole: &str) -> String {
    let mut out = String::new();
    for (at, figure) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(figure);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Epoch, Shown, Value, shown};

    fn number(value: f64, format: &str) -> String {
        match shown(&Value::Number(value), format, Epoch::Y1900) {
            Shown::Text(text) => text,
            Shown::Hidden => "HIDDEN".to_owned(),
        }
    }

    #[test]
    fn numbers_are_shown_as_their_format_says() {
        assert_eq!(number(12.0, "General"), "12");
        assert_eq!(number(12.0, ""), "12");
        assert_eq!(number(1234.5, "#,##0"), "1,235");
        assert_eq!(number(0.125, "0.0%"), "12.5%");
        assert_eq!(number(1234.5, "\"£\"#,##0.00"), "£1,234.50");
        assert_eq!(number(1234.5, "[$£-809]#,##0.00"), "£1,234.50");
        assert_eq!(number(1_250_000.0, "£0.0,,\"m\""), "£1.3m");
        assert_eq!(number(7.0, "000"), "007");
        assert_eq!(number(12.0, "0\" children\""), "12 children");
        assert_eq!(number(3.0, "[<5]\"<5\";0"), "<5");
        assert_eq!(number(30.0, "[<5]\"<5\";0"), "30");
    }

    #[test]
    fn below_zero_is_said_with_a_minus_however_it_is_drawn() {
        assert_eq!(number(-12.0, "#,##0;(#,##0)"), "-12");
        assert_eq!(number(-12.0, "#,##0;[Red]#,##0"), "-12");
        assert_eq!(number(-12.5, "£#,##0.00;-£#,##0.00"), "-£12.50");
        assert_eq!(number(-0.2, "0"), "0");
    }

    #[test]
    fn a_zero_drawn_as_a_dash_is_a_zero() {
        assert_eq!(number(0.0, "_-* #,##0_-;-* #,##0_-;_-* \"-\"??_-;_-@_-"), "0");
        assert_eq!(number(5.0, "_-* #,##0_-;-* #,##0_-;_-* \"-\"??_-;_-@_-"), "5");
        assert_eq!(number(0.0, "_-£* #,##0.00_-;-£* #,##0.00_-;_-£* \"-\"??_-;_-@_-"), "£0.00");
    }

    #[test]
    fn a_format_that_shows_nothing_hides_what_the_cell_holds() {
        assert_eq!(number(5.0, ";;;"), "HIDDEN");
    }

    #[test]
    fn days_are_shown_the_same_way_whatever_their_format() {
        assert_eq!(number(45356.0, "dd/mm/yyyy"), "2024-03-05");
        assert_eq!(number(45356.0, "m/d/yy"), "2024-03-05");
        assert_eq!(number(45_356.604_166_7, "dd/mm/yyyy hh:mm"), "2024-03-05 14:30");
        assert_eq!(number(45356.0, "mmm-yy"), "Mar 2024");
        assert_eq!(number(45356.0, "yyyy"), "2024");
        assert_eq!(number(1.5, "[h]:mm"), "36:00");
        assert_eq!(number(0.25, "h:mm AM/PM"), "06:00");
        assert_eq!(number(45356.0, "[$-F800]dddd, mmmm dd, yyyy"), "2024-03-05");
        assert_eq!(number(-3.0, "dd/mm/yyyy"), "-3");
    }
}
