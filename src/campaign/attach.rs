//! `[letter]` of a campaign file: what goes with the questions.

use serde::{Deserialize, Serialize};

use crate::toml_file::{Reader, Table, instead};

/// A form in which the answer sheet goes with the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetFormat {
    Xlsx,
    Csv,
}

impl SheetFormat {
    const ALL: [Self; 2] = [Self::Xlsx, Self::Csv];

    pub fn code(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
}

/// The forms in `[letter]`, if there is such a table; each once.
pub(super) fn read<'t>(reader: &mut Reader<'t>, top: &Table<'t>) -> Vec<SheetFormat> {
    let mut found = Vec::new();
    let Some(table) = reader.section(top, "letter") else { return found };
    reader.allow(&table, &["attach"]);
    for name in reader.texts(&table, "attach") {
        match SheetFormat::ALL.into_iter().find(|format| format.code() == name.value) {
            Some(format) if !found.contains(&format) => found.push(format),
            Some(_) => {}
            None => {
                let message = format!("`{}` is no form of an answer sheet", name.value);
                let write = instead(&name.value, &SheetFormat::ALL.map(SheetFormat::code));
                reader.mistake("unknown_attachment", name.line, message, write);
            }
        }
    }
    found
}
