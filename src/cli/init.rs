//! `foi init`.
use std::path::PathBuf;

use serde_json::json;

use super::{Ended, Session, out};
use crate::jobs;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where; made if it is not there
    dir: PathBuf,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    jobs::init::init(&args.dir, session.now)?;
    if let Some(warning) = crate::store::warning(&args.dir) {
        out::note(&format!("warning: {warning}"));
    }
    let dir = args.dir.display();
    let said = format!(
        "Made a workspace in {dir}.\n\
         Next: fill in {dir}/foi.toml, put a campaign under {dir}/campaigns/, then\n  \
         foi --workspace {dir} campaign check"
    );
    session.decided(&json!({"workspace": args.dir}), &said)
}
