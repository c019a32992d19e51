//! Parquet: typed columns, written a group of rows at a time, so that a million rows need no more memory than
//! a hundred thousand.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use chrono::NaiveDate;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type,
};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::super::tables::{About, Column, Field, Kind, Rule, Table};

const ROWS_A_GROUP: usize = 100_000;

pub(super) fn write<W: Write + Send>(
    table: Table<'_>,
    about: &About,
    out: &mut W,
) -> anyhow::Result<usize> {
    let notes = super::notes(about, table.words).into_iter();
    let notes = notes.map(|(what, words)| format!("{what}: {words}")).collect::<Vec<_>>();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(about.program.clone())
        .set_key_value_metadata(Some(vec![KeyValue::new("notes".to_owned(), notes.join("\n"))]))
        .build();
    let fields: Vec<Arc<Type>> = table.columns.iter().map(leaf).collect::<anyhow::Result<_>>()?;
    let schema = Type::group_type_builder(table.name).with_fields(fields).build()?;
    let mut writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
    let mut columns: Vec<Values> = table.columns.iter().map(Values::new).collect();
    let (mut count, mut held) = (0, 0);
    for row in table.rows {
        for (column, field) in columns.iter_mut().zip(&row) {
            column.push(field);
        }
        (count, held) = (count + 1, held + 1);
        if held == ROWS_A_GROUP {
            group(&mut writer, &mut columns)?;
            held = 0;
        }
    }
    if held > 0 {
        group(&mut writer, &mut columns)?;
    }
    writer.close()?;
    Ok(count)
}

fn leaf(column: &Column) -> anyhow::Result<Arc<Type>> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Whole => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::YesNo => (Physical::BOOLEAN, None),
    };
    let repetition = match column.rule {
        Rule::Any => Repetition::OPTIONAL,
        Rule::Required | Rule::Key => Repetition::REQUIRED,
    };
    let built = Type::primitive_type_builder(&column.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()?;
    Ok(Arc::new(built))
}

/// The values of a column that have yet to be written, and which rows have one.
struct Values {
    typed: Typed,
    optional: bool,
    there: Vec<i16>,
}

enum Typed {
    /// With the words seen before: most stand in many rows.
    Text(Vec<ByteArray>, HashMap<String, ByteArray>),
    Whole(Vec<i64>),
    Number(Vec<f64>),
    Date(Vec<i32>),
    YesNo(Vec<bool>),
}

impl Values {
    fn new(column: &Column) -> Self {
        let typed = match column.kind {
            Kind::Text => Typed::Text(Vec::new(), HashMap::new()),
            Kind::Whole => Typed::Whole(Vec::new()),
            Kind::Number => Typed::Number(Vec::new()),
            Kind::Date => Typed::Date(Vec::new()),
            Kind::YesNo => Typed::YesNo(Vec::new()),
        };
        Self { typed, optional: column.rule == Rule::Any, there: Vec::new() }
    }

    fn push(&mut self, field: &Field<'_>) {
        if self.optional {
            self.there.push(i16::from(*field != Field::Empty));
        }
        match (&mut self.typed, field) {
            (Typed::Text(values, seen), Field::Text(text)) => {
                if let Some(known) = seen.get(text.as_ref()) {
                    values.push(known.clone());
                } else {
                    let new = ByteArray::from(text.as_ref());
                    seen.insert(text.to_string(), new.clone());
                    values.push(new);
                }
            }
            (Typed::Whole(values), Field::Whole(number)) => values.push(*number),
            (Typed::Number(values), Field::Number(number)) => values.push(*number),
            (Typed::Date(values), Field::Date(day)) => {
                let days = day.signed_duration_since(NaiveDate::default()).num_days();
                values.push(i32::try_from(days).unwrap_or_default());
            }
            (Typed::YesNo(values), Field::YesNo(yes)) => values.push(*yes),
            // An empty field is no value; of a column that must have one, the least there is.
            (typed, _) if !self.optional => match typed {
                Typed::Text(values, _) => values.push(ByteArray::from("")),
                Typed::Whole(values) => values.push(0),
                Typed::Number(values) => values.push(0.0),
                Typed::Date(values) => values.push(0),
                Typed::YesNo(values) => values.push(false),
            },
            _ => {}
        }
    }
}

fn group<W: Write + Send>(
    writer: &mut SerializedFileWriter<&mut W>,
    columns: &mut [Values],
) -> anyhow::Result<()> {
    let mut group = writer.next_row_group()?;
    for column in columns {
        let Some(mut open) = group.next_column()? else { break };
        let there = column.optional.then_some(column.there.as_slice());
        match &mut column.typed {
            Typed::Text(values, seen) => {
                put::<ByteArrayType>(&mut open, values, there)?;
                values.clear();
                seen.clear();
            }
            Typed::Whole(values) => {
                put::<Int64Type>(&mut open, values, there)?;
                values.clear();
            }
            Typed::Number(values) => {
                put::<DoubleType>(&mut open, values, there)?;
                values.clear();
            }
            Typed::Date(values) => {
                put::<Int32Type>(&mut open, values, there)?;
                values.clear();
            }
            Typed::YesNo(values) => {
                put::<BoolType>(&mut open, values, there)?;
                values.clear();
            }
        }
        column.there.clear();
        open.close()?;
    }
    group.close()?;
    Ok(())
}

fn put<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: &[T::T],
    there: Option<&[i16]>,
) -> anyhow::Result<()> {
    column.typed::<T>().write_batch(values, there, None)?;
    Ok(())
}
