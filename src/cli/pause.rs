//! `foi pause`.
use serde_json::json;

use super::{Ended, Session};
use crate::case::events::Event;
use crate::jobs::Workspace;
use crate::store::{events, pace};

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
        let said = format!("Paused already, since {} by {by}.", dated.at.to_rfc3339());
        return session.decided(&json!({"paused": true, "changed": false, "by": by}), &said);
    }
    let by = record(session, &mut workspace, &Event::Paused { why: args.why.clone() })?;
    session.decided(
        &json!({"paused": true, "changed": true, "by": by}),
        "Paused: nothing leaves until `foi resume`. Mail is still received.",
    )
}

pub(super) fn resume(session: &Session) -> anyhow::Result<Ended> {
    let mut workspace = session.write("resume")?;
    if events::paused(workspace.store.db())?.is_none() {
        let row = json!({"paused": false, "changed": false, "by": null});
        return session.decided(&row, "Nothing is paused.");
    }
    let by = record(session, &mut workspace, &Event::Resumed)?;
    session.decided(
        &json!({"paused": false, "changed": true, "by": by}),
        "Resumed: `foi tick` sends what is due.",
    )
}

fn record(session: &Session, workspace: &mut Workspace, event: &Event) -> anyhow::Result<String> {
    let by = session.person(workspace)?;
    let now = workspace.now.instant();
    workspace.store.transaction(|db| {
        // Whoever lets letters leave again has seen to the server.
        if *event == Event::Resumed {
            pace::forget_trouble(db)?;
        }
        events::append(db, events::Links::default(), now, Some(&by), event)
    })?;
    Ok(by)
}
