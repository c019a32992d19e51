//! When letters leave: in the window, on a working day of whoever they go to, apart from each other and
//! further apart from those that pass the same provider's filter.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc, Weekday};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::law::calendar::{Calendar, Part};
use crate::law::london;
use crate::register::Nation;

/// How far ahead a letter is given a time: longer than any run of days without post.
const DAYS_AHEAD: u32 = 60;

/// How many letters leave, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    pub letters_per_hour: u32,
    /// No more than this on one day in London; `None` for as many as the window takes.
    pub letters_per_day: Option<u32>,
    /// The window, in minutes after midnight in London.
    pub from: u32,
    pub to: u32,
    /// Seconds between two letters whose addresses are kept by one mail provider.
    pub provider_gap: u32,
    /// How much longer than the gap the wait between two letters may be, in per cent.
    pub jitter: u32,
    /// What the lengths of the waits are drawn from.
    pub seed: u32,
    /// Minutes between approval and departure, in which it can be taken back.
    pub undo_minutes: u32,
    /// So many times in a row may the mail server be in trouble before sending stops.
    pub errors_in_a_row: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            letters_per_hour: 60,
            letters_per_day: None,
            from: 9 * 60,
            to: 17 * 60,
            provider_gap: 120,
            jitter: 25,
            seed: 0,
            undo_minutes: 10,
            errors_in_a_row: 5,
        }
    }
}

/// A letter that waits to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub letter: i64,
    /// Of the addressee: nobody there reads mail on a bank holiday.
    pub nation: Nation,
    /// Who takes mail in for the address.
    pub provider: String,
    pub not_before: DateTime<Utc>,
}

/// A letter that has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departed {
    pub letter: i64,
    pub at: DateTime<Utc>,
    pub provider: String,
}

/// The days on which letters leave, under a pace.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    pub calendar: &'a Calendar,
    pub pace: Pace,
}

/// Letters with the instant at which each leaves, one after the other.
#[derive(Debug)]
pub struct Timetable<'a> {
    rules: Rules<'a>,
    now: DateTime<Utc>,
    /// In the order in which they were approved.
    waiting: Vec<Waiting>,
    last: Option<Departed>,
    by_provider: HashMap<String, DateTime<Utc>>,
    on_day: HashMap<NaiveDate, u32>,
}

impl<'a> Timetable<'a> {
    /// The timetable of `waiting` from `now` on, after `departed` have left: those of the last day, in
    /// order.
    pub fn new(
        rules: Rules<'a>,
        now: DateTime<Utc>,
        waiting: Vec<Waiting>,
        departed: &[Departed],
    ) -> Self {
        let (by_provider, on_day) = (HashMap::new(), HashMap::new());
        let mut table = Self { rules, now, waiting, last: None, by_provider, on_day };
        for letter in departed {
            table.depart(letter.clone());
        }
        table
    }

    fn depart(&mut self, letter: Departed) {
        *self.on_day.entry(london::civil_date(letter.at)).or_default() += 1;
        self.by_provider.insert(letter.provider.clone(), letter.at);
        self.last = Some(letter);
    }

    /// No letter leaves before this: the gap after the last one, lengthened by chance.
    fn after_the_last(&self) -> DateTime<Utc> {
        let Some(last) = &self.last else { return self.now };
        let pace = self.rules.pace;
        let gap = i64::from(3600 / pace.letters_per_hour.max(1));
        let longest = gap * i64::from(pace.jitter) / 100;
        let longer = if longest > 0 { drawn(pace.seed, last.letter) % (longest + 1) } else { 0 };
        self.now.max(last.at + Duration::seconds(gap + longer))
    }

    /// The first instant from `earliest` on at which a letter may leave to somebody in `nation`; for
    /// nobody in particular, where bank holidays are left out of account.
    fn open(&self, earliest: DateTime<Utc>, nation: Option<Nation>) -> DateTime<Utc> {
        let Rules { calendar, pace } = self.rules;
        let mut slot = earliest;
        for _ in 0..DAYS_AHEAD {
            let day = london::civil_date(slot);
            let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            let holiday =
                nation.is_some_and(|nation| calendar.holiday(part(nation), day).is_some());
            let left = self.on_day.get(&day).copied().unwrap_or_default();
            let full = pace.letters_per_day.is_some_and(|most| left >= most.max(1));
            let minute = london::minute_of_day(slot);
            if !weekend && !holiday && !full && minute < pace.to {
                return slot.max(london::instant_at(day, pace.from));
            }
            slot = london::instant_at(day.succ_opt().unwrap_or(day), 0);
        }
        slot
    }

    /// When this letter could leave, were it the next.
    fn slot(&self, letter: &Waiting, earliest: DateTime<Utc>) -> DateTime<Utc> {
        let gap = Duration::seconds(i64::from(self.rules.pace.provider_gap));
        let apart = self.by_provider.get(&letter.provider).map(|at| *at + gap);
        let earliest = apart.into_iter().fold(earliest.max(letter.not_before), DateTime::max);
        self.open(earliest, Some(letter.nation))
    }
}

impl Iterator for Timetable<'_> {
    type Item = (Waiting, DateTime<Utc>);

    /// The letter that can leave first; of several, the one that was approved first.
    fn next(&mut self) -> Option<Self::Item> {
        let earliest = self.after_the_last();
        let best = self.open(earliest, None);
        let mut first: Option<(usize, DateTime<Utc>)> = None;
        for (place, letter) in self.waiting.iter().enumerate() {
            let slot = self.slot(letter, earliest);
            if first.is_none_or(|(_, known)| slot < known) {
                first = Some((place, slot));
            }
            if slot <= best {
                break;
            }
        }
        let (place, at) = first?;
        let letter = self.waiting.remove(place);
        let provider = letter.provider.clone();
        self.depart(Departed { letter: letter.letter, at, provider });
        Some((letter, at))
    }
}

/// A number that belongs to the letter: the same whenever the timetable is made.
fn drawn(seed: u32, letter: i64) -> i64 {
    let mut random = ChaCha8Rng::seed_from_u64(u64::from(seed));
    random.set_stream(letter.unsigned_abs());
    i64::from(random.next_u32() >> 1)
}

/// Whose bank holidays are kept in a nation.
fn part(nation: Nation) -> Part {
    match nation {
        Nation::England | Nation::Wales => Part::EnglandAndWales,
        Nation::Scotland => Part::Scotland,
        Nation::NorthernIreland => Part::NorthernIreland,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STEADY: Pace = Pace {
        letters_per_hour: 60,
        letters_per_day: None,
        from: 9 * 60,
        to: 17 * 60,
        provider_gap: 0,
        jitter: 0,
        seed: 0,
        undo_minutes: 0,
        errors_in_a_row: 5,
    };

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn letter(letter: i64, nation: Nation, provider: &str) -> Waiting {
        let not_before = instant("2000-01-01T00:00:00Z");
        Waiting { letter, nation, provider: provider.to_owned(), not_before }
    }

    fn times(pace: Pace, now: &str, waiting: Vec<Waiting>) -> Vec<(i64, String)> {
        let rules = Rules { calendar: Calendar::shipped(), pace };
        Timetable::new(rules, instant(now), waiting, &[])
            .map(|(letter, at)| (letter.letter, at.format("%m-%d %H:%M:%S").to_string()))
            .collect()
    }

    #[test]
    fn a_scottish_holiday_holds_back_letters_to_scotland_alone() {
        // 30 November 2026, St Andrew's Day, is a Monday.
        let waiting = vec![letter(1, Nation::Scotland, "a"), letter(2, Nation::Wales, "b")];
        let left = times(STEADY, "2026-11-30T10:00:00Z", waiting);
        assert_eq!(left, [(2, "11-30 10:00:00".into()), (1, "12-01 09:00:00".into())]);
    }

    #[test]
    fn letters_through_one_provider_are_further_apart_and_others_go_in_between() {
        let pace = Pace { provider_gap: 300, ..STEADY };
        let england = |id, provider| letter(id, Nation::England, provider);
        let waiting =
            vec![england(1, "big"), england(2, "big"), england(3, "own"), england(4, "big")];
        let left = times(pace, "2026-02-02T10:00:00Z", waiting);
        let left: Vec<(i64, &str)> = left.iter().map(|(id, at)| (*id, &at[6..])).collect();
        assert_eq!(left, [(1, "10:00:00"), (3, "10:01:00"), (2, "10:05:00"), (4, "10:10:00")]);
    }

    #[test]
    fn a_day_that_is_full_sends_the_rest_to_the_next_and_a_weekend_to_monday() {
        let pace = Pace { letters_per_day: Some(2), ..STEADY };
        let waiting = (1..=3).map(|id| letter(id, Nation::England, "x")).collect();
        let left = times(pace, "2026-02-06T16:59:30Z", waiting);
        let days: Vec<&str> = left.iter().map(|(_, at)| &at[..]).collect();
        assert_eq!(days, ["02-06 16:59:30", "02-09 09:00:00", "02-09 09:01:00"]);
    }

    #[test]
    fn summer_time_moves_the_window_with_the_clock_on_the_wall() {
        let waiting = vec![letter(1, Nation::England, "x")];
        assert_eq!(times(STEADY, "2026-07-01T05:00:00Z", waiting)[0].1, "07-01 08:00:00");
    }

    proptest! {
        #[test]
        fn whatever_the_pace_each_letter_leaves_once_in_the_window_and_apart(
            per_hour in 1_u32..400, jitter in 0_u32..200, seed: u32, count in 1_i64..60,
            gap in 0_u32..900, per_day in 1_u32..40, start in 0_i64..40_000,
        ) {
            let pace = Pace {
                letters_per_hour: per_hour, jitter, seed, provider_gap: gap,
                letters_per_day: Some(per_day), ..STEADY
            };
            let waiting: Vec<Waiting> = (0..count)
                .map(|id| letter(id, Nation::ALL[usize::try_from(id % 4).unwrap()], if id % 3 == 0 { "big" } else { "own" }))
                .collect();
            let rules = Rules { calendar: Calendar::shipped(), pace };
            let now = instant("2026-03-20T00:00:00Z") + Duration::minutes(start);
            let left: Vec<(Waiting, DateTime<Utc>)> = Timetable::new(rules, now, waiting, &[]).collect();
            let mut ids: Vec<i64> = left.iter().map(|(letter, _)| letter.letter).collect();
            ids.sort_unstable();
            prop_assert_eq!(ids, (0..count).collect::<Vec<_>>());
            let apart = Duration::seconds(i64::from(3600 / per_hour));
            for pair in left.windows(2) {
                prop_assert!(pair[1].1 - pair[0].1 >= apart);
            }
            for (letter, at) in &left {
                let (day, minute) = (london::civil_date(*at), london::minute_of_day(*at));
                prop_assert!((pace.from..pace.to).contains(&minute) && *at >= now);
                prop_assert!(Calendar::shipped().holiday(part(letter.nation), day).is_none());
                prop_assert!(left.iter().filter(|(_, other)| london::civil_date(*other) == day).count() <= per_day as usize);
            }
            let big: Vec<DateTime<Utc>> =
                left.iter().filter(|(letter, _)| letter.provider == "big").map(|(_, at)| *at).collect();
            prop_assert!(big.windows(2).all(|pair| pair[1] - pair[0] >= Duration::seconds(i64::from(gap))));
        }
    }
}
