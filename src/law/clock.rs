//! Due dates from a receipt date, each with its working.

use chrono::{Duration, NaiveDate};
use serde::Serialize;

use super::calendar::{Calendar, UnknownYear};
use super::{Law, Regime};

/// A limit that runs: what it is called, when it falls, and how that was reckoned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deadline {
    pub deadline: &'static str,
    pub due: Option<NaiveDate>,
    pub explanation: Vec<String>,
    /// Rests on bank holidays that have not been proclaimed yet.
    pub provisional: bool,
}

/// The limits that follow from a receipt date alone, the reply first.
pub fn plain(
    calendar: &Calendar,
    law: Law,
    received: NaiveDate,
    working_days: Option<u32>,
) -> Result<Vec<Deadline>, UnknownYear> {
    let reckoning = Reckoning { calendar, regime: law.regime(received), received };
    let mut deadlines = vec![reckoning.response()?, reckoning.chase_on()?, reckoning.wd40()?];
    if let Some(days) = working_days {
        deadlines.push(reckoning.counted("n_working_days", days, &[])?);
    }
    if let Some(days) = reckoning.regime.aggregation_days {
        let why = format!(
            "A later request to the same authority is then outside every period of {days} \
             consecutive working days that includes this one (SI 2004/3244, regulation 5)."
        );
        deadlines.push(reckoning.counted("aggregation_safe_from", days, &[why])?);
    }
    Ok(deadlines)
}

/// The last day for a reply to a request received on `received`.
pub fn response_due(
    calendar: &Calendar,
    law: Law,
    received: NaiveDate,
) -> Result<NaiveDate, UnknownYear> {
    let regime = law.regime(received);
    calendar.working_day_after(regime.scope, received, regime.response_days)
}

/// The working of a reply's due date, a line for each step.
pub fn response_explained(
    calendar: &Calendar,
    law: Law,
    received: NaiveDate,
) -> Result<Deadline, UnknownYear> {
    Reckoning { calendar, regime: law.regime(received), received }.response()
}

/// For instance "Monday 23 November 2026".
pub fn long_date(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

struct Reckoning<'a> {
    calendar: &'a Calendar,
    regime: &'a Regime,
    received: NaiveDate,
}

impl Reckoning<'_> {
    fn response(&self) -> Result<Deadline, UnknownYear> {
        let late = format!(
            "A reply is due promptly and in any event by then ({}, {}); it is overdue from the day \
             after.",
            self.regime.act, self.regime.time_section
        );
        self.counted("response", self.regime.response_days, &[late])
    }

    fn wd40(&self) -> Result<Deadline, UnknownYear> {
        self.counted("wd40", 40, &[])
    }

    fn chase_on(&self) -> Result<Deadline, UnknownYear> {
        let regime = self.regime;
        let due =
            self.calendar.working_day_after(regime.scope, self.received, regime.response_days)?;
        let chase = self.calendar.working_day_after(regime.scope, due, 1)?;
        let explanation = vec![
            format!("The reply is due on {}.", long_date(due)),
            format!("The first working day after it is {}.", long_date(chase)),
        ];
        let provisional = self.calendar.is_provisional(chase);
        Ok(Deadline { deadline: "chase_on", due: Some(chase), explanation, provisional })
    }

    fn counted(
        &self,
        deadline: &'static str,
        days: u32,
        closing: &[String],
    ) -> Result<Deadline, UnknownYear> {
        let scope = self.regime.scope;
        let due = self.calendar.working_day_after(scope, self.received, days)?;
        let mut explanation = vec![self.day_zero()];
        if days > 0 {
            let first = self.calendar.working_day_after(scope, self.received, 1)?;
            explanation.push(format!("Working day 1 is {}.", long_date(first)));
        }
        explanation.extend(self.skipped_lines(due));
        explanation.push(format!("Working day {days} is {}.", long_date(due)));
        explanation.extend_from_slice(closing);
        let provisional = self.calendar.is_provisional(due);
        if provisional {
            explanation.push(
                "Provisional: bank holidays of that year have not been proclaimed yet.".to_owned(),
            );
        }
        Ok(Deadline { deadline, due: Some(due), explanation, provisional })
    }

    fn day_zero(&self) -> String {
        let working = self.calendar.is_working(self.regime.scope, self.received);
        let odd = if working { "" } else { ", which need not be a working day" };
        format!("Received on {} (day 0{odd}).", long_date(self.received))
    }

    fn skipped_lines(&self, due: NaiveDate) -> Vec<String> {
        let weekend_days = (1..=(due - self.received).num_days())
            .map(|offset| self.received + Duration::days(offset))
            .filter(|day| {
                matches!(
                    self.calendar.why_not_working(self.regime.scope, *day),
                    Some(super::calendar::NonWorking::Weekend)
                )
            })
            .count();
        let mut lines = Vec::new();
        if weekend_days > 0 {
            lines.push(format!("{weekend_days} Saturdays and Sundays do not count."));
        }
        let section = self.regime.working_day_section;
        lines.extend(self.calendar.skipped(self.regime.scope, self.received, due).map(
            |(day, holiday)| {
                format!("Skipped {}: {}, {section}.", long_date(day), holiday.describe())
            },
        ));
        lines
    }
}
