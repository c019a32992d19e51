//! A Frictionless data package: the tables as CSV, with what each column holds, in `datapackage.json`.

use serde_json::{Map, Value, json};

use super::super::tables::{About, Column, Kind, Rule};
use super::SOURCES;

/// A file of the package.
#[derive(Debug)]
pub struct Resource {
    /// The table.
    pub name: &'static str,
    pub words: &'static str,
    pub columns: Vec<Column>,
    /// The file beside `datapackage.json`.
    pub path: String,
    pub bytes: usize,
    pub sha256: String,
}

/// The text of `datapackage.json`.
pub fn describe(
    (id, title): (&str, &str),
    resources: &[Resource],
    about: &About,
) -> anyhow::Result<String> {
    let tables: Vec<&str> = resources.iter().map(|resource| resource.name).collect();
    let marks = about.marks.iter().map(|mark| mark.words.as_str());
    let words: Vec<&str> = marks.chain(about.method.iter().map(String::as_str)).collect();
    let mut package = json!({
        "profile": "tabular-data-package",
        "name": name(id),
        "title": title,
        "description": words.join("\n\n"),
        "version": about.as_of.format("%Y.%-m.%-d").to_string(),
        "created": format!("{}T23:59:59Z", about.as_of),
        "licenses": [{
            "name": "CC-BY-4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
            "title": about.licence,
        }],
        "sources": SOURCES.map(|(title, words, path)| {
            let title = format!("{title}. {words}");
            if path.is_empty() { json!({"title": title}) } else { json!({"title": title, "path": path}) }
        }),
        "foi": {"program": about.program, "database_sha256": about.database},
        "resources": resources.iter().map(|one| resource(one, &tables)).collect::<Vec<_>>(),
    });
    if !about.publisher.is_empty()
        && let Some(package) = package.as_object_mut()
    {
        let publisher = json!([{"title": about.publisher, "role": "publisher"}]);
        package.insert("contributors".to_owned(), publisher);
    }
    Ok(format!("{}\n", serde_json::to_string_pretty(&package)?))
}

/// Small letters, digits and hyphens, as the standard wants it.
fn name(id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    id.chars().map(plain).collect()
}

fn resource(resource: &Resource, tables: &[&str]) -> Value {
    let keys: Vec<&str> = resource
        .columns
        .iter()
        .filter(|column| column.rule == Rule::Key)
        .map(|column| column.name.as_ref())
        .collect();
    let foreign: Vec<Value> = resource
        .columns
        .iter()
        .filter_map(|column| Some((column, column.refers?)))
        .filter(|(_, (table, _))| tables.contains(table))
        .map(|(column, (table, field))| {
            json!({
                "fields": [column.name],
                "reference": {"resource": table, "fields": [field]},
            })
        })
        .collect();
    let mut schema = json!({
        "fields": resource.columns.iter().map(field).collect::<Vec<_>>(),
        "missingValues": [""],
    });
    if let Some(schema) = schema.as_object_mut() {
        if !keys.is_empty() {
            schema.insert("primaryKey".to_owned(), json!(keys));
        }
        if !foreign.is_empty() {
            schema.insert("foreignKeys".to_owned(), json!(foreign));
        }
    }
    json!({
        "name": resource.name.replace('_', "-"),
        "title": resource.words,
        "path": resource.path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": resource.bytes,
        "hash": format!("sha256:{}", resource.sha256),
        "schema": schema,
    })
}

fn field(column: &Column) -> Value {
    let kind = match column.kind {
        Kind::Text => "string",
        Kind::Whole => "integer",
        Kind::Number => "number",
        Kind::Date => "date",
        Kind::YesNo => "boolean",
    };
    let mut constraints = Map::new();
    if column.rule != Rule::Any {
        constraints.insert("required".to_owned(), json!(true));
    }
    if !column.choices.is_empty() {
        constraints.insert("enum".to_owned(), json!(column.choices));
    }
    if let Some(pattern) = column.pattern {
        constraints.insert("pattern".to_owned(), json!(pattern));
    }
    let mut field = json!({"name": column.name, "type": kind, "description": column.words});
    if let Some(field) = field.as_object_mut()
        && !constraints.is_empty()
    {
        field.insert("constraints".to_owned(), Value::Object(constraints));
    }
    field
}
