//! `foi hold`.
use serde_json::json;

use super::out::counted;
use super::record::{requests_of, show};
use super::select::Which;
use super::{Ended, Session};
use crate::jobs::record::hold;
use crate::jobs::select::select;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    which: Which,
    /// Who holds them (default: you)
    #[arg(long = "for", value_name = "NAME")]
    person: Option<String>,
    /// Why, for whoever reads the log
    #[arg(long, value_name = "TEXT", default_value = "")]
    why: String,
    /// Let go on what was held
    #[arg(long, conflicts_with_all = ["person", "why"])]
    release: bool,
    /// Hold or release several: the number the list shows
    #[arg(long, value_name = "N")]
    confirm: Option<usize>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let person = args.person.as_deref().map(str::trim);
    anyhow::ensure!(person.is_none_or(|name| !name.is_empty()), "--for needs a name");
    let held = (!args.release).then_some((person, args.why.as_str()));
    change(session, (&args.which, args.confirm), held)
}

fn change(
    session: &Session,
    (which, confirm): (&Which, Option<usize>),
    held: Option<(Option<&str>, &str)>,
) -> anyhow::Result<Ended> {
    let filter = which.filter(None);
    anyhow::ensure!(filter.says_something(), "say which request: r12, a reference, an authority");
    let found = select(&session.read()?, &filter)?;
    let verb = if held.is_some() { "hold" } else { "hold --release" };
    if !which.confirmed(&found, confirm)? {
        let mut typed = which.typed();
        if let Some((person, why)) = held {
            typed.option("--for", person);
            typed.option("--why", Some(why).filter(|why| !why.is_empty()));
        }
        return show(session, &found, &typed.after(&format!("foi {verb}")));
    }
    let mut workspace = session.write("hold")?;
    let by = session.person(&workspace)?;
    let requests = requests_of(&workspace, &found)?;
    let held = held.map(|(person, why)| (person.unwrap_or(&by), why));
    let changed = hold(&mut workspace, &requests, held, &by)?;
    let said = match held {
        _ if changed == 0 => "Nothing changed: it was so already.".to_owned(),
        Some((person, _)) => format!(
            "{} held by {person}: nothing is proposed for them until `foi hold --release`, unless a \
             right is about to lapse.",
            counted(changed, "request is", "requests are")
        ),
        None => format!("{} released.", counted(changed, "request is", "requests are")),
    };
    let holder = held.map(|(person, _)| person);
    session.decided(&json!({"changed": changed, "held_by": holder, "by": by}), &said)
}
