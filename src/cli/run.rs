//! `foi run`.
use std::time::Duration;

use super::tick::report;
use super::{Ended, Session, out};
use crate::jobs::mailboxes;
use crate::jobs::pacing::Pacing;
use crate::jobs::tick::{next_instant, tick};
use crate::mail::imap::News;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Keep to the pace of foi.toml, as a live transport always does
    #[arg(long)]
    paced: bool,
    /// How often to look for new mail, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    poll: u32,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    // Told at once if there is no workspace, not at the first pass.
    anyhow::ensure!(
        !session.read()?.now.is_fixed(),
        "time stands still here (FOI_NOW, or a rehearsed workspace): `foi run` would wait for \
         ever; use `foi tick`"
    );
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(repeat(session, args))
}

/// A pass, then sleep until something is due, mail may have come, or a signal stops it.
async fn repeat(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let mut stop = Stop::listen()?;
    out::note("foi run: stop with Ctrl-C");
    // What is wrong from the start is told; what goes wrong later may mend itself.
    let mut refused = Vec::new();
    let mut pause = pass(session, args, &mut refused)?;
    let news = News::default();
    let mut workspace = session.read()?;
    workspace.config.mailboxes.retain(|mailbox| !refused.contains(&mailbox.name));
    mailboxes::watch(&workspace.dir, &workspace.config.mailboxes, &news);
    drop(workspace);
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = news.wait() => {}
            () = stop.wait() => {
                out::note("foi run: stopped");
                return Ok(Ended::Done);
            }
        }
        // Blocking on purpose: a signal waits until the pass is whole.
        pause = pass(session, args, &mut refused).unwrap_or_else(|error| {
            out::note(&format!("foi run: {error:#}; trying again"));
            Duration::from_secs(u64::from(args.poll.max(1)))
        });
    }
}

/// One pass. Who did not let us in is not asked again until `foi run` is started anew: a provider
/// locks an account that is asked every minute with a wrong password.
fn pass(session: &Session, args: &Args, refused: &mut Vec<String>) -> anyhow::Result<Duration> {
    let mut workspace = session.write("run")?;
    workspace.config.mailboxes.retain(|mailbox| !refused.contains(&mailbox.name));
    let pacing = Pacing::of(&workspace, args.paced);
    let ticked = tick(&mut workspace, pacing, &|_| {})?;
    refused.extend(ticked.received.refused.iter().cloned());
    let something = ticked.left > 0
        || ticked.received.new > 0
        || !ticked.not_left.is_empty()
        || !ticked.overdue.is_empty()
        || !ticked.received.failed.is_empty();
    if something || session.json {
        report(session, &ticked)?;
    }
    let poll = Duration::from_secs(u64::from(args.poll.max(1)));
    let due = next_instant(&workspace, pacing)?
        .map(|at| (at - workspace.now.instant()).to_std().unwrap_or(Duration::ZERO));
    // A paused or refusing outbox must not make the loop spin.
    Ok(due.map_or(poll, |due| due.clamp(Duration::from_secs(1), poll)))
}

/// The signals that stop the program between two passes.
pub(super) struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    #[cfg(unix)]
    pub(super) fn listen() -> anyhow::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    #[cfg(unix)]
    pub(super) async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    pub(super) fn listen() -> anyhow::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    pub(super) async fn wait(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
