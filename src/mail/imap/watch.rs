//! Watching a folder on a thread of its own, for a program that has other things to wait for.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::{Account, ImapError, Mailbox};

/// One stretch of waiting; the account's heartbeat lies within it.
const STRETCH: Duration = Duration::from_hours(1);

/// The pauses after a failure: doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: Duration = Duration::from_mins(16);

/// Word that mail may have come to one of the watched folders.
#[derive(Debug, Clone, Default)]
pub struct News {
    come: Arc<Notify>,
}

impl News {
    /// Returns once mail may have come since the last time; at once if that was meanwhile.
    pub async fn wait(&self) {
        self.come.notified().await;
    }

    /// Watches a folder until the program ends or nobody listens any more. `account` is asked
    /// before each connection, as an access token does not last; whatever goes wrong is tried again
    /// after a pause, and told by whoever fetches the mail.
    pub fn watch(
        &self,
        folder: String,
        account: impl Fn() -> anyhow::Result<Account> + Send + 'static,
    ) {
        let come = Arc::downgrade(&self.come);
        std::thread::spawn(move || {
            let mut pause = FIRST_PAUSE;
            while come.strong_count() > 0 {
                let watched: anyhow::Result<()> = account().and_then(|account| {
                    let mut mailbox = Mailbox::connect(&account)?;
                    mailbox.open(&folder)?;
                    pause = FIRST_PAUSE;
                    // Something may have come while nobody watched.
                    let mut news = true;
                    while let Some(come) = come.upgrade() {
                        if news {
                            come.notify_one();
                        }
                        drop(come);
                        news = mailbox.wait(STRETCH)?;
                    }
                    Ok(())
                });
                if let Err(error) = watched {
                    // A wrong password that is tried again and again locks the account.
                    if error.downcast_ref().is_some_and(|error: &ImapError| !error.may_pass()) {
                        pause = LONGEST_PAUSE;
                    }
                    std::thread::sleep(pause);
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        });
    }
}
