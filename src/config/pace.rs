//! `[pace]`: when letters may leave, and how far apart.

use chrono::Timelike;

use crate::campaign::pace::Pace;
use crate::toml_file::{Reader, Table};

const KEYS: [&str; 9] = [
    "letters_per_hour",
    "letters_per_day",
    "from",
    "to",
    "provider_gap",
    "jitter",
    "seed",
    "undo_minutes",
    "errors_in_a_row",
];

/// What is left out stays as `usual`.
pub(super) fn pace<'t>(reader: &mut Reader<'t>, table: &Table<'t>, usual: Pace) -> Pace {
    reader.allow(table, &KEYS);
    let from = minute(reader, table, ("from", usual.from));
    let to = minute(reader, table, ("to", usual.to));
    if from >= to {
        let write = "Write from = \"09:00\" and to = \"17:00\"";
        reader.mistake("empty_window", table.line, "letters could never leave", write);
    }
    let per_hour = reader.count(table, "letters_per_hour");
    let per_day = reader.count(table, "letters_per_day");
    let errors = reader.count(table, "errors_in_a_row");
    let mut whole = |key, usual| reader.whole(table, key).unwrap_or(usual);
    Pace {
        letters_per_hour: per_hour.unwrap_or(usual.letters_per_hour),
        letters_per_day: per_day.or(usual.letters_per_day),
        errors_in_a_row: errors.unwrap_or(usual.errors_in_a_row),
        provider_gap: whole("provider_gap", usual.provider_gap),
        jitter: whole("jitter", usual.jitter),
        seed: whole("seed", usual.seed),
        undo_minutes: whole("undo_minutes", usual.undo_minutes),
        from,
        to,
    }
}

/// A time of day in London, in minutes after midnight.
fn minute<'t>(
    reader: &mut Reader<'t>,
    table: &Table<'t>,
    (key, usual): (&'static str, u32),
) -> u32 {
    let Some(text) = reader.line_of_text(table, key) else { return usual };
    let Ok(time) = chrono::NaiveTime::parse_from_str(&text.value, "%H:%M") else {
        let message = format!("`{}` is no time of day", text.value);
        reader.mistake("bad_time", text.line, message, format!("Write {key} = \"09:00\""));
        return usual;
    };
    time.hour() * 60 + time.minute()
}
