//! The file of the next round, from the last one's: the same questions by the same ids, other periods.
//! Comments and layout stay; what was changed is said.

use std::collections::BTreeMap;

use toml_edit::{Array, DocumentMut, InlineTable, Item, TableLike, Value, value};

use super::{Campaign, Period};

/// What the next round is to be.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    pub before: &'a Campaign,
    pub periods: &'a [Period],
    /// Authorities of the file that give way, each with who takes their place.
    pub succeeded: &'a BTreeMap<String, Vec<String>>,
}

/// The file, and what a person should know of what was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewed {
    pub text: String,
    pub notes: Vec<String>,
}

/// Writes the file of the next round.
pub fn renewed(text: &str, wish: &Wish<'_>) -> anyhow::Result<Renewed> {
    let mut document: DocumentMut = text.parse()?;
    let mut notes = Vec::new();
    let ids = ids(wish);
    years(&mut document, wish, &mut notes);
    follows(&mut document, &wish.before.id);
    periods(&mut document, wish.periods);
    references(&mut document, "question", "periods", &ids, &mut notes);
    references(&mut document, "headline", "period", &ids, &mut notes);
    recipients(&mut document, wish, &mut notes);
    judged(&mut document);
    Ok(Renewed { text: document.to_string(), notes })
}

/// Which period takes the place of which: the last of the last, and so on backwards; one for all the
/// others.
fn ids(wish: &Wish<'_>) -> BTreeMap<String, Option<String>> {
    let (was, is) = (&wish.before.periods, wish.periods);
    let from_the_end = |back: usize| is.len().checked_sub(back + 1).and_then(|at| is.get(at));
    was.iter()
        .rev()
        .enumerate()
        .map(|(back, old)| (old.id.clone(), from_the_end(back).map(|new| new.id.clone())))
        .collect()
}

/// Years of the last round where a person wrote them out: in the title, the questions, the sentences.
fn years(document: &mut DocumentMut, wish: &Wish<'_>, notes: &mut Vec<String>) {
    use chrono::Datelike;
    let pairs: Vec<(String, String)> = wish
        .before
        .periods
        .iter()
        .rev()
        .zip(wish.periods.iter().rev())
        .map(|(was, is)| (was.to.year().to_string(), is.to.year().to_string()))
        .filter(|(was, is)| was != is)
        .collect();
    for key in ["title", "about", "definitions"] {
        put_forward(document.as_table_mut(), key, (&pairs, key), notes);
    }
    for (tables, key) in [("question", "text"), ("headline", "sentence")] {
        let Some(Item::ArrayOfTables(tables)) = document.get_mut(tables) else { continue };
        for table in tables.iter_mut() {
            let called = table.get("id").and_then(Item::as_str).unwrap_or_default().to_owned();
            put_forward(table, key, (&pairs, &called), notes);
        }
    }
}

/// The text under `key` with each year in the place of the last round's, all at once.
fn put_forward(
    table: &mut dyn TableLike,
    key: &str,
    (pairs, called): (&[(String, String)], &str),
    notes: &mut Vec<String>,
) {
    let Some(text) = table.get(key).and_then(Item::as_str).map(str::to_owned) else { return };
    let word = |part: &str| {
        let known = pairs.iter().find(|(was, _)| was == part);
        known.map_or_else(|| part.to_owned(), |(_, is)| is.clone())
    };
    let mut new = String::new();
    let mut digits = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        new.push_str(&word(&std::mem::take(&mut digits)));
        new.push(c);
    }
    new.push_str(&word(&digits));
    if new != text {
        notes.push(format!("{called} says now: \u{201c}{}\u{201d}", new.trim()));
        replace(table, key, new.into());
    }
}

/// Behind the title, where a person looks for it.
fn follows(document: &mut DocumentMut, before: &str) {
    if document.contains_key("follows") {
        replace(document.as_table_mut(), "follows", before.into());
        return;
    }
    document.insert("follows", value(before));
    let table = document.as_table_mut();
    let order = |key: &str| match key {
        "title" => 0,
        "follows" => 1,
        _ => 2,
    };
    table.sort_values_by(|one, _, other, _| order(one.get()).cmp(&order(other.get())));
}

/// A value in the place of another, with what stood around it.
fn replace(table: &mut dyn TableLike, key: &str, new: Value) {
    let Some(old) = table.get_mut(key) else { return };
    let decor = old.as_value().map(|value| value.decor().clone());
    *old = Item::Value(new);
    if let (Some(value), Some(decor)) = (old.as_value_mut(), decor) {
        *value.decor_mut() = decor;
    }
}

fn periods(document: &mut DocumentMut, periods: &[Period]) {
    let day = |day: chrono::NaiveDate| -> Value {
        // A date as TOML writes it is one that it reads.
        day.to_string().parse().unwrap_or_else(|_| day.to_string().into())
    };
    let named = |period: &Period| Period::spanning(period.from, period.to, None).id != period.id;
    let tables: Vec<InlineTable> = periods
        .iter()
        .map(|period| {
            let mut table = InlineTable::new();
            if named(period) {
                table.insert("id", period.id.as_str().into());
            }
            table.insert("from", day(period.from));
            table.insert("to", day(period.to));
            table
        })
        .collect();
    match (document.get_mut("period"), tables.as_slice()) {
        // As it was written, so it stays.
        (Some(Item::ArrayOfTables(known)), _) => {
            let decors: Vec<_> = known.iter().map(|table| table.decor().clone()).collect();
            known.clear();
            for (at, table) in tables.into_iter().enumerate() {
                let mut table = table.into_table();
                if let Some(decor) = decors.get(at).or(decors.last()) {
                    *table.decor_mut() = decor.clone();
                }
                known.push(table);
            }
        }
        (Some(_), [only]) => replace(document.as_table_mut(), "period", only.clone().into()),
        (_, _) => {
            let all: Array = tables.into_iter().collect();
            if document.contains_key("period") {
                replace(document.as_table_mut(), "period", all.into());
            } else {
                document.insert("period", value(all));
            }
        }
    }
}

/// Periods that questions or headlines name, by their new ids.
fn references(
    document: &mut DocumentMut,
    tables: &str,
    key: &str,
    ids: &BTreeMap<String, Option<String>>,
    notes: &mut Vec<String>,
) {
    let Some(Item::ArrayOfTables(tables)) = document.get_mut(tables) else { return };
    for table in tables.iter_mut() {
        let called = table.get("id").and_then(Item::as_str).unwrap_or_default().to_owned();
        let (named, was_list): (Vec<String>, bool) = match table.get(key) {
            Some(item) => match (item.as_str(), item.as_array()) {
                (Some(one), _) => (vec![one.to_owned()], false),
                (None, Some(list)) => {
                    (list.iter().filter_map(Value::as_str).map(str::to_owned).collect(), true)
                }
                (None, None) => continue,
            },
            None => continue,
        };
        let mut new: Vec<String> = Vec::new();
        for id in &named {
            if let Some(Some(id)) = ids.get(id)
                && !new.contains(id)
            {
                new.push(id.clone());
            }
        }
        match (new.as_slice(), was_list) {
            ([], _) => {
                table.remove(key);
                notes.push(format!(
                    "`{called}` was of {} only, which this round has nothing for: look at it",
                    named.join(", ")
                ));
            }
            ([only], false) => replace(table, key, only.as_str().into()),
            (several, _) => {
                let list: Array = several.iter().map(String::as_str).collect();
                replace(table, key, list.into());
            }
        }
    }
}

/// Authorities that gave way are taken from the lists, and who took over put there.
fn recipients(document: &mut DocumentMut, wish: &Wish<'_>, notes: &mut Vec<String>) {
    let Some(table) = document.get_mut("recipients").and_then(Item::as_table_like_mut) else {
        return;
    };
    for key in ["ids", "except"] {
        let Some(list) = table.get(key).and_then(Item::as_array) else { continue };
        let named: Vec<String> = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        if !named.iter().any(|id| wish.succeeded.contains_key(id)) {
            continue;
        }
        let mut new: Vec<String> = Vec::new();
        for id in named {
            let after = wish.succeeded.get(&id).cloned().unwrap_or_else(|| vec![id.clone()]);
            if wish.succeeded.contains_key(&id) {
                notes.push(format!("recipients.{key}: {} in the place of {id}", after.join(", ")));
            }
            for id in after {
                if !new.contains(&id) {
                    new.push(id);
                }
            }
        }
        let list: Array = new.iter().map(String::as_str).collect();
        replace(table, key, list.into());
    }
}

/// What was judged of the round before that one says nothing of this one: the words are the same now.
fn judged(document: &mut DocumentMut) {
    if let Some(Item::ArrayOfTables(tables)) = document.get_mut("question") {
        for table in tables.iter_mut() {
            table.remove("same_as_before");
        }
    }
}

/// The id of the next round: the year in the last one's put forward, or put behind it.
pub fn next_id(before: &Campaign, periods: &[Period]) -> String {
    use chrono::Datelike;
    let year = periods.last().map(|period| period.to.year()).unwrap_or_default();
    let old = before.periods.last().map(|period| period.to.year()).unwrap_or_default();
    let (old, new) = (old.to_string(), year.to_string());
    if before.id.contains(&old) {
        before.id.replace(&old, &new)
    } else {
        format!("{}-{new}", before.id)
    }
}
