//! `[regulator.foia]` and `[regulator.foisa]`: who takes complaints, where that is otherwise.

use crate::law::Law;
use crate::law::regime::{self, Regulator};
use crate::toml_file::{Reader, Table};

/// What is left out stays as the program knows it.
pub(super) fn regulator<'t>(
    reader: &mut Reader<'t>,
    table: &Table<'t>,
    law: Law,
) -> Option<(Law, Regulator)> {
    reader.allow(table, &["name", "short", "email", "address", "website"]);
    let mut known = regime::regulator(law, chrono::NaiveDate::MAX)?;
    let fields = [
        ("name", &mut known.name),
        ("short", &mut known.short),
        ("email", &mut known.email),
        ("website", &mut known.website),
    ];
    for (key, field) in fields {
        if let Some(text) = reader.line_of_text(table, key) {
            if key == "email" && text.value.parse::<lettre::Address>().is_err() {
                let message = format!("`{}` is not an e-mail address", text.value);
                let write = "Write email = \"complaints@regulator.example\"";
                reader.mistake("bad_address", text.line, message, write);
            }
            *field = text.value;
        }
    }
    let address = reader.texts(table, "address");
    if !address.is_empty() {
        known.address = address.into_iter().map(|line| line.value).collect();
    }
    Some((law, known))
}
