//! JSON: an array of objects, one on each line; a field that is empty is null.

use std::io::Write;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::super::tables::{Column, Field, Row, Table};

/// A row with its names.
struct Named<'a>(&'a [Column], &'a Row<'a>);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.1.len()))?;
        for (column, field) in self.0.iter().zip(self.1) {
            match field {
                Field::Empty => map.serialize_entry(&column.name, &())?,
                Field::Text(text) => map.serialize_entry(&column.name, text)?,
                Field::Whole(number) => map.serialize_entry(&column.name, number)?,
                Field::Number(number) => map.serialize_entry(&column.name, number)?,
                Field::Date(day) => map.serialize_entry(&column.name, day)?,
                Field::YesNo(yes) => map.serialize_entry(&column.name, yes)?,
            }
        }
        map.end()
    }
}

pub(super) fn write<W: Write>(table: Table<'_>, out: &mut W) -> anyhow::Result<usize> {
    let columns = table.columns;
    let mut count = 0;
    for row in table.rows {
        out.write_all(if count == 0 { b"[\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &Named(&columns, &row))?;
        count += 1;
    }
    out.write_all(if count == 0 { b"[]\n" } else { b"\n]\n" })?;
    Ok(count)
}
