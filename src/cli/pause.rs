//! `foi pause`.
use super::{Ended, Session, out};
use crate::case::events::Event;
use crate::jobs::Workspace;
use crate::store::events;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Why, for whoever reads the log
    #[arg(long, value_name = "TEXT", default_value = "")]
    why: String,
}

pub(super) fn pause(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let mut workspace = session.write("pause")?;
    if let Some((dated, _)) = events::paused(workspace.store.db())? {
        let by = dated.by.unwrap_or_default();
        out::line(&format!("Paused already, since {} by {by}.", dated.at.to_rfc3339()))?;
        return Ok(Ended::Done);
    }
    record(session, &mut workspace, &Event::Paused { why: args.why.clone() })?;
    out::line("Paused: nothing leaves until `foi resume`. Mail is still received.")?;
    Ok(Ended::Done)
}

pub(super) fn resume(session: &Session) -> anyhow::Result<Ended> {
    let mut workspace = session.write("resume")?;
    if events::paused(workspace.store.db())?.is_none() {
        out::line("Nothing is paused.")?;
        return Ok(Ended::Done);
    }
    record(session, &mut workspace, &Event::Resumed)?;
    out::line("Resumed: `foi tick` sends what is due.")?;
    Ok(Ended::Done)
}

fn record(session: &Session, workspace: &mut Workspace, event: &Event) -> anyhow::Result<()> {
    let by = session.person(workspace)?;
    let now = workspace.now.instant();
    workspace
        .store
        .transaction(|db| events::append(db, events::Links::default(), now, Some(&by), event))
}
