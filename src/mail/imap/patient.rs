//! A connection that gives up when nothing moves on it for a while, or nothing sensible comes.

use std::fmt::Debug;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use super::guard::Guard;

/// A connection, encrypted or not.
pub(super) trait Wire: AsyncRead + AsyncWrite + Send + Unpin + Debug {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin + Debug> Wire for T {}

/// It counts silence, not the whole: 30 MB over a slow line may take their time.
#[derive(Debug)]
pub(super) struct Patient {
    wire: Box<dyn Wire>,
    patience: Duration,
    end: Pin<Box<Sleep>>,
    waiting: bool,
    guard: Guard,
}

impl Patient {
    pub(super) fn new(wire: Box<dyn Wire>, patience: Duration) -> Self {
        Self {
            wire,
            patience,
            end: Box::pin(sleep(patience)),
            waiting: false,
            guard: Guard::default(),
        }
    }

    pub(super) fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
        self.waiting = false;
    }

    pub(super) fn into_wire(self) -> Box<dyn Wire> {
        self.wire
    }

    /// What a read or write came to, unless it has been silent for too long.
    fn or_overdue<T>(
        &mut self,
        outcome: Poll<io::Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.waiting = false;
            return outcome;
        }
        if !self.waiting {
            self.waiting = true;
            self.end.as_mut().reset(Instant::now() + self.patience);
        }
        ready!(self.end.as_mut().poll(context));
        self.waiting = false;
        let words = format!("nothing came for {} seconds", self.patience.as_secs_f32().ceil());
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, words)))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.wire).poll_read(context, buffer);
        let new = buffer.filled().get(before..).unwrap_or_default();
        if let Err(words) = self.guard.see(new) {
            return Poll::Ready(Err(io::Error::other(words)));
        }
        self.or_overdue(outcome, context)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.wire).poll_write(context, bytes);
        self.or_overdue(outcome, context)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.wire).poll_flush(context);
        self.or_overdue(outcome, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.wire).poll_shutdown(context);
        self.or_overdue(outcome, context)
    }
}
