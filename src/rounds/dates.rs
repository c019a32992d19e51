//! Days as sheets have them: as dates, and as text that only looks like one.

use chrono::{Datelike, NaiveDate};

/// The day that `text` names in full; `None` where a part of it would be a guess. A sheet of the United
/// Kingdom writes the day before the month.
pub fn day(text: &str) -> Option<NaiveDate> {
    const FORMATS: [&str; 10] = [
        "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y",
        "%d-%B-%Y", "%d/%m/%y", "%d-%b-%y",
    ];
    let text = text.trim().replace(',', "");
    // A time behind the day changes no day.
    let whole = text.split(['T']).next().unwrap_or_default();
    let whole = whole.split_once(" 00:00").map_or(whole, |(day, _)| day);
    let without_name = whole.split_once("day ").map_or(whole, |(_, rest)| rest);
    let plain: String =
        ["st", "nd", "rd", "th"].iter().fold(without_name.to_owned(), |text, end| {
            ('0'..='9').fold(text, |text, digit| {
                text.replace(&format!("{digit}{end} "), &format!("{digit} "))
            })
        });
    // Two digits of a year are this century's: there was no Act in the last.
    let of_text = |format: &&str| NaiveDate::parse_from_str(plain.trim(), format).ok();
    FORMATS.iter().filter_map(of_text).find(|day| day.year_ce().1 >= 2000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_text_are_read_and_half_a_date_is_none() {
        let expected = NaiveDate::from_ymd_opt(2023, 3, 6);
        for text in [
            "2023-03-06",
            "06/03/2023",
            "6 March 2023",
            "6th March 2023",
            "Monday 6 March 2023",
            "06-Mar-2023",
            "06/03/23",
            "2023-03-06T10:00:00Z",
            "6.3.2023",
        ] {
            assert_eq!(day(text), expected, "{text}");
        }
        for text in ["March", "6 March", "13/13/2023", "yes", "", "2023"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
