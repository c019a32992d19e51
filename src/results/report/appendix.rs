//! Every authority: when it was asked, when it answered, what it gave.

use super::table::{Holds, Table};
use super::{Place, Sources};

/// A table for each nation, and what to know of them.
pub(super) fn appendix(sources: &Sources<'_>) -> (String, Vec<Table>) {
    let mut nations: Vec<&str> = sources.places.iter().map(|place| place.nation.as_str()).collect();
    nations.sort_unstable();
    nations.dedup();
    let tables = nations.into_iter().map(|nation| of_nation(sources, nation)).collect();
    let mut words = "Figures are in the order of the questions".to_owned();
    let periods: Vec<&str> =
        sources.campaign.periods.iter().map(|period| period.label.as_str()).collect();
    if periods.len() > 1 {
        words.push_str(", for each period in turn: ");
        words.push_str(&periods.join(" / "));
    }
    words.push_str(". A dash is a question without an answer.");
    if let Some(release) = sources.release {
        words.push(' ');
        words.push_str(&release.policy().words());
    }
    (words, tables)
}

fn of_nation(sources: &Sources<'_>, nation: &str) -> Table {
    let mut table = Table::new(
        &format!("authorities-{}", super::measure::slug(nation)),
        nation,
        &[
            ("Authority", Holds::Words),
            ("Asked on", Holds::Days),
            ("Responded on", Holds::Days),
            ("Response", Holds::Days),
            ("Figures", Holds::Sentences),
        ],
    );
    for place in sources.places.iter().filter(|place| place.nation == nation) {
        let day = |day: Option<chrono::NaiveDate>| {
            day.map_or_else(|| "–".to_owned(), |day| day.format("%-d %b %Y").to_string())
        };
        table.row([
            place.asked.name.clone(),
            day(place.asked_on),
            day(place.replied_on),
            place.state.words().to_owned(),
            figures(sources, place),
        ]);
    }
    table
}

fn figures(sources: &Sources<'_>, place: &Place<'_>) -> String {
    if let Some(lead) = &place.asked.counted_with {
        return format!("in the reply of {}", sources.name_of(lead));
    }
    if place.asked.cells.is_empty() {
        return "–".to_owned();
    }
    let mut said: Vec<(Vec<&str>, String)> = Vec::new();
    for question in &sources.campaign.questions {
        let of = |period: &String| sources.shown(place.asked, &question.id, period);
        let mut shown: Vec<String> =
            question.periods.iter().map(|period| of(period).cell()).collect();
        let is_word = shown.iter().all(|text| !text.contains(|c: char| c.is_ascii_digit()));
        // What is the same for all periods is said once.
        if is_word {
            shown.dedup();
        }
        let shown = shown.join(" / ");
        match said.last_mut() {
            Some((numbers, known)) if is_word && *known == shown => numbers.push(&question.number),
            Some(_) | None => said.push((vec![&question.number], shown)),
        }
    }
    let said = said.iter().map(|(numbers, shown)| format!("{}: {shown}", numbers.join(", ")));
    said.collect::<Vec<_>>().join("; ")
}
