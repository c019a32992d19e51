//! Work done ahead on all cores, handed over in order.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// What may be held ready at once, in bytes: enough to keep every core at work.
const MOST_BYTES: u64 = 8 * 1024 * 1024;
const MOST_ITEMS: usize = 64;

/// An item's number, its weight in bytes, and what was made of it.
struct State<T> {
    /// The next item that nobody works on yet.
    next: usize,
    /// The next item to be handed over.
    wanted: usize,
    bytes: u64,
    ready: BTreeMap<usize, T>,
    stopped: bool,
}

/// Does `work` on each of `items`, some ahead, and gives the outcomes to `take` in their order;
/// `weigh` says how many bytes an item holds. The first error of `take` ends it.
pub(super) fn in_order<I: Sync, T: Send>(
    items: &[I],
    weigh: impl Fn(&I) -> u64 + Sync,
    work: impl Fn(&I) -> T + Sync,
    mut take: impl FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    if workers < 2 || items.len() < 4 {
        return items.iter().map(work).try_for_each(take);
    }
    let start = State { next: 0, wanted: 0, bytes: 0, ready: BTreeMap::new(), stopped: false };
    let (state, changed) = (Mutex::new(start), Condvar::new());
    let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
    let wait = |held| changed.wait(held).unwrap_or_else(PoisonError::into_inner);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let _ended = Ended(|| {
                    // A worker that panicked hands nothing over: nobody may wait for it.
                    if thread::panicking() {
                        lock().stopped = true;
                        changed.notify_all();
                    }
                });
                while let Some((index, item)) = claim(items, &weigh, lock(), wait) {
                    let made = work(item);
                    lock().ready.insert(index, made);
                    changed.notify_all();
                }
            });
        }
        let outcome = items.iter().enumerate().try_for_each(|(index, item)| {
            let mut held = lock();
            let made = loop {
                if let Some(made) = held.ready.remove(&index) {
                    break made;
                }
                anyhow::ensure!(!held.stopped, "a reader of mails stopped");
                held = wait(held);
            };
            held.wanted = index + 1;
            held.bytes = held.bytes.saturating_sub(weigh(item));
            drop(held);
            changed.notify_all();
            take(made)
        });
        lock().stopped = true;
        changed.notify_all();
        outcome
    })
}

/// The next item to work on, once there is room for it; `None` when there is none left.
fn claim<'i, 's, I, T>(
    items: &'i [I],
    weigh: &impl Fn(&I) -> u64,
    mut held: MutexGuard<'s, State<T>>,
    wait: impl Fn(MutexGuard<'s, State<T>>) -> MutexGuard<'s, State<T>>,
) -> Option<(usize, &'i I)> {
    loop {
        let item = items.get(held.next).filter(|_| !held.stopped)?;
        let weight = weigh(item);
        let room = held.next - held.wanted < MOST_ITEMS && held.bytes + weight <= MOST_BYTES;
        // The one that is waited for is always worked on, whatever its size.
        if room || held.next == held.wanted {
            held.bytes += weight;
            held.next += 1;
            return Some((held.next - 1, item));
        }
        held = wait(held);
    }
}

struct Ended<F: Fn()>(F);

impl<F: Fn()> Drop for Ended<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_ahead_is_handed_over_in_order() {
        let items: Vec<u64> = (0..500).collect();
        let mut taken = Vec::new();
        let weigh = |item: &u64| if item.is_multiple_of(50) { MOST_BYTES * 2 } else { 1 };
        in_order(
            &items,
            weigh,
            |item| item * 2,
            |made| {
                taken.push(made);
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(taken, items.iter().map(|item| item * 2).collect::<Vec<_>>());
    }

    #[test]
    fn the_first_error_ends_it() {
        let items: Vec<u64> = (0..500).collect();
        let mut taken = 0;
        let outcome = in_order(
            &items,
            |_| 1,
            |item| *item,
            |made| {
                anyhow::ensure!(made < 7, "seven");
                taken += 1;
                Ok(())
            },
        );
        assert_eq!((taken, outcome.unwrap_err().to_string()), (7, "seven".to_owned()));
    }
}
