//! A row for each question: its heading on the left, a column for each period or one for the answer.

use super::beyond;
use super::cells::{self, Found, Standing, is_value};
use super::grid::Grid;
use super::heads::{
    Above, above, heads, is_answer_word, is_beside, is_day, is_only_total, is_period_head,
    is_plain_head, is_total, is_unit_head,
};
use super::topics::{How, Topic, Topics};
use super::when::{When, is_only_when, when};
use crate::answers::labels::{Labels, is_only_label};
use crate::campaign::{Campaign, Period, QuestionType};
use crate::documents::Cell;

/// Reads the table row by row; `question` is the text above it, `caption` that with the table's name.
pub(super) fn read<'c>(
    campaign: &'c Campaign,
    topics: &Topics<'c>,
    grid: &Grid<'_>,
    (question, caption): (&str, &str),
) -> Vec<Found<'c>> {
    let mut reader = Rows {
        campaign,
        topics,
        grid,
        labels: Labels::of(campaign),
        heads: heads(campaign, topics, grid),
        caption: caption.to_owned(),
        section: Section::default(),
        year: Year::default(),
    };
    reader.begin(question);
    (0..grid.height()).flat_map(|row| reader.row(row)).collect()
}

/// What a row that only announces says of the rows below it.
#[derive(Default)]
struct Section<'c> {
    topic: Option<Topic<'c>>,
    words: String,
    /// The period that its own heading names.
    when: Option<&'c Period>,
    /// Whether a value was found below it.
    answered: bool,
    /// The period is one that was not asked for.
    elsewhere: bool,
}

/// A year as a heading across the table: it holds until the next.
#[derive(Debug, Clone, Copy, Default)]
enum Year<'c> {
    #[default]
    Unsaid,
    Asked(&'c Period),
    Another,
}

struct Rows<'c, 'r, 't> {
    campaign: &'c Campaign,
    topics: &'r Topics<'c>,
    grid: &'r Grid<'t>,
    labels: Labels<'c>,
    /// Which rows are headings of columns.
    heads: Vec<bool>,
    caption: String,
    section: Section<'c>,
    year: Year<'c>,
}

impl<'c> Rows<'c, '_, '_> {
    /// A question above the table is what its rows answer.
    fn begin(&mut self, caption: &str) {
        let topic = self.topics.topic(caption, &mut self.labels).filter(|topic| match topic.how {
            How::Numbered | How::Restated => true,
            How::Like(_) => false,
        });
        if let Some(topic) = topic {
            let when = match self.when_of_head(topic, caption) {
                When::One(period) => Some(period),
                When::Silent | When::Several | When::Other => None,
            };
            self.section = Section {
                topic: Some(topic),
                words: caption.to_owned(),
                when,
                ..Section::default()
            };
        }
    }

    /// A row that is only a year, across the table.
    fn is_year(&mut self, cells: &[(usize, &Cell)]) -> bool {
        let [(_, only)] = cells else { return false };
        if !is_only_when(&only.text) {
            return false;
        }
        match when(self.campaign, &only.text) {
            When::One(period) => self.year = Year::Asked(period),
            When::Other => self.year = Year::Another,
            When::Silent | When::Several => return false,
        }
        true
    }

    fn row(&mut self, row: usize) -> Vec<Found<'c>> {
        let cells = self.grid.row(row);
        if cells.is_empty() {
            return Vec::new();
        }
        if self.section.topic.is_none_or(|_| self.section.answered) && self.is_year(&cells) {
            return Vec::new();
        }
        match self.head(&cells) {
            Some((topic, taken)) => self.of_topic(row, &cells, (topic, taken)),
            None => self.without_topic(row, &cells),
        }
    }

    /// The question that the first cells of a row name, and how many cells the heading takes.
    fn head(&mut self, cells: &[(usize, &Cell)]) -> Option<(Topic<'c>, usize)> {
        let (_, first) = cells.first()?;
        let number = first.text.trim().trim_end_matches(['.', ')', ':']);
        let bare = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
        // "Total" below a question is that question's, whatever words stand behind it.
        let total = self.section.topic.is_some() && is_only_total(&first.text);
        if total || (is_value(self.campaign, &first.text) && !bare) {
            return None;
        }
        let second = cells.get(1).map(|(_, cell)| cell.text.as_str());
        if bare {
            // "1" is a question's number only where the question's words stand beside it.
            let words = self.topics.by_words(second?)?;
            let mut topic = self.topics.topic(&first.text, &mut self.labels)?;
            topic.torn = topic.question.id != words.question.id;
            return Some((topic, 2));
        }
        let mut topic = self.topics.topic(&first.text, &mut self.labels)?;
        let Some(second) = second.filter(|text| !is_value(self.campaign, text)) else {
            return Some((topic, 1));
        };
        let asks = second.trim_end().ends_with('?');
        // Where the question's words stand behind its number, the next cell has none of them.
        let alone = is_only_label(&first.text);
        match self.topics.by_words(second) {
            Some(words) if words.question.id == topic.question.id => Some((topic, 2)),
            Some(words) if alone && topic.how == How::Numbered && words.how.is_sure() => {
                topic.torn = true;
                Some((topic, 2))
            }
            // "1a | LED lamps | 12": the words in between are the question's, in short.
            Some(_) | None
                if asks || (alone && cells.len() > 2 && !self.is_answer(topic, second, cells)) =>
            {
                topic.torn |= self.topics.is_foreign(topic.question, second);
                Some((topic, 2))
            }
            Some(_) | None => Some((topic, 1)),
        }
    }

    /// Whether the second of several cells already answers.
    fn is_answer(&self, topic: Topic<'c>, second: &str, cells: &[(usize, &Cell)]) -> bool {
        let later = cells.iter().skip(2).any(|(_, cell)| is_value(self.campaign, &cell.text));
        let worded = match topic.question.kind {
            QuestionType::Text | QuestionType::Choice | QuestionType::Date => true,
            QuestionType::Count
            | QuestionType::Money
            | QuestionType::Percentage
            | QuestionType::Duration
            | QuestionType::YesNo => false,
        };
        !later && (worded || second.split_whitespace().count() > 3)
    }

    fn of_topic(
        &mut self,
        row: usize,
        cells: &[(usize, &Cell)],
        (topic, taken): (Topic<'c>, usize),
    ) -> Vec<Found<'c>> {
        let words: Vec<String> =
            cells.iter().take(taken).map(|(_, cell)| cell.text.clone()).collect();
        let mut said = self.when_of_head(topic, &words.join(" "));
        let mut values: Vec<(usize, &Cell)> = cells.iter().skip(taken).copied().collect();
        if let Some(named) = self.time_of_row(row, &values) {
            said = named;
            values.remove(0);
            if values.is_empty() {
                // A row of a form that nobody has filled in.
                let words = words.join(" ");
                self.section =
                    Section { topic: Some(topic), words, answered: true, ..Section::default() };
                return Vec::new();
            }
        }
        let dated = topic.question.kind == QuestionType::Date;
        let heading = !(dated && values.iter().any(|(_, cell)| is_day(&cell.text)))
            && self.heads.get(row).copied().unwrap_or(false)
            && values.iter().all(|(_, cell)| self.is_column_head(&cell.text));
        if values.is_empty() || heading {
            let elsewhere = said == When::Other;
            let when = match said {
                When::One(period) => Some(period),
                When::Silent | When::Several | When::Other => None,
            };
            let words = words.join(" ");
            self.section = Section { topic: Some(topic), words, when, answered: false, elsewhere };
            return Vec::new();
        }
        self.section = Section {
            topic: Some(topic),
            words: words.join(" "),
            answered: true,
            ..Section::default()
        };
        self.values(row, topic, (&words, said), &values)
    }

    /// "1a | Lamps | 2023 | 15": the year of a row in a column of years.
    fn time_of_row(&self, row: usize, values: &[(usize, &Cell)]) -> Option<When<'c>> {
        let (column, first) = values.first()?;
        let label = |text: &str| self.campaign.periods.iter().any(|row| row.label == text.trim());
        let names = |text: &str| label(text) || is_only_when(text);
        let above = above(self.campaign, self.grid, &self.heads, (row, *column));
        let headed = above.words.first().is_some_and(|text| is_period_head(text));
        let alone =
            values.len() > 1 && values.iter().filter(|(_, cell)| names(&cell.text)).count() == 1;
        let is_time = headed || (alone && names(&first.text));
        is_time.then(|| when(self.campaign, &first.text))
    }

    fn is_column_head(&self, text: &str) -> bool {
        let named = self.campaign.periods.iter().any(|period| period.label == text.trim());
        named || is_only_when(text) || is_plain_head(text)
    }

    /// What the heading of a row says about when; what the question itself says is no news.
    fn when_of_head(&self, topic: Topic<'c>, words: &str) -> When<'c> {
        match when(self.campaign, words) {
            When::Other if when(self.campaign, &topic.question.text) == When::Other => When::Silent,
            said @ (When::Silent | When::One(_) | When::Several | When::Other) => said,
        }
    }

    /// A row below a question: its year, its total, its answer, or a part of it.
    fn without_topic(&mut self, row: usize, cells: &[(usize, &Cell)]) -> Vec<Found<'c>> {
        let Some((_, first)) = cells.first() else { return Vec::new() };
        let said = when(self.campaign, &first.text);
        if let [(_, only)] = cells
            && !is_value(self.campaign, &only.text)
            && (said != When::Silent || only.text.chars().count() < 60)
            && self.section.answered
        {
            // A heading across the table: whatever follows is not the last question's.
            let when = if let When::One(period) = said { Some(period) } else { None };
            let elsewhere = said == When::Other;
            self.section = Section { when, elsewhere, ..Section::default() };
            return Vec::new();
        }
        if self.heads.get(row).copied().unwrap_or(false)
            && cells.iter().skip(1).all(|(_, cell)| self.is_column_head(&cell.text))
        {
            return Vec::new();
        }
        let Some(topic) = self.section.topic else { return Vec::new() };
        let alone = cells.len() == 1;
        let named = said != When::Silent || is_answer_word(&first.text) || is_total(&first.text);
        if !named && !alone {
            return Vec::new();
        }
        if self.section.answered && !(matches!(said, When::One(_)) || is_total(&first.text)) {
            return Vec::new();
        }
        let taken = usize::from(named && !alone);
        let values: Vec<(usize, &Cell)> = cells.iter().skip(taken).copied().collect();
        let said = match (said, self.section.when) {
            (When::Silent, Some(period)) => When::One(period),
            (When::Silent, None) if self.section.elsewhere => When::Other,
            // The whole answer stands in one cell: its years are read there.
            _ if alone => When::Silent,
            (said, _) => said,
        };
        let mut words = vec![self.section.words.clone()];
        words.extend(cells.iter().take(taken).map(|(_, cell)| cell.text.clone()));
        let found = self.values(row, topic, (&words, said), &values);
        self.section.answered |= found.iter().any(cells::is_told);
        found
    }

    fn values(
        &self,
        row: usize,
        topic: Topic<'c>,
        (words, said): (&[String], When<'c>),
        values: &[(usize, &Cell)],
    ) -> Vec<Found<'c>> {
        let mut standing: Vec<(&Cell, Above<'c>)> = values
            .iter()
            .map(|(column, cell)| {
                (*cell, above(self.campaign, self.grid, &self.heads, (row, *column)))
            })
            .filter(|(cell, above)| {
                cells::says(topic.question, &cell.text) && !is_beside(topic, above)
            })
            .collect();
        let totals =
            standing.iter().any(|(_, above)| above.words.iter().any(|text| is_total(text)));
        if totals {
            standing.retain(|(_, above)| above.words.iter().any(|text| is_total(text)));
        }
        // "Unit | £000s": what the figures of the row are counted in.
        let is_unit = |above: &Above<'_>| above.words.iter().any(|text| is_unit_head(text));
        let units: Vec<String> = standing
            .iter()
            .filter(|(_, above)| is_unit(above))
            .map(|(cell, _)| cell.text.clone())
            .collect();
        standing.retain(|(_, above)| !is_unit(above));
        let of = |above: &Above<'c>| self.period_of(topic, above, &said);
        self.leave_plain(topic, &mut standing, of);
        let periods: Vec<Option<&Period>> =
            standing.iter().map(|(_, above)| of(above).ok().flatten()).collect();
        let mut found = Vec::new();
        for (index, (cell, above)) in standing.iter().enumerate() {
            let Ok(period) = of(above) else { continue };
            let same = |other: Option<&Period>| {
                other.map(|period| &period.id) == period.map(|period| &period.id)
            };
            let rivals = periods.iter().filter(|other| same(**other)).count() > 1;
            // Words beside a figure explain it.
            let words_only = rivals && index > 0 && !is_value(self.campaign, &cell.text);
            if words_only
                && standing.first().is_some_and(|(cell, _)| is_value(self.campaign, &cell.text))
            {
                continue;
            }
            let mut headings = words.to_vec();
            headings.extend(above.words.iter().rev().cloned());
            headings.push(self.caption.clone());
            headings.extend(units.iter().cloned());
            let doubt = rivals
                .then(|| "several figures in its row".to_owned())
                .or_else(|| beyond::of_column(self.campaign, topic.question, &above.words))
                .or_else(|| beyond::of_row(topic.question, words))
                .or_else(|| beyond::of_another_year(self.campaign, topic.question, words))
                .or_else(|| beyond::of_row(topic.question, &units));
            let standing = Standing { period, headings, doubt };
            found.extend(cells::read(self.campaign, topic, cell, &standing));
        }
        found
    }

    /// Of several figures for one period, the one whose heading says nothing more is the answer:
    /// "Target 2024 | 2024". What was set right later is not passed over.
    fn leave_plain(
        &self,
        topic: Topic<'c>,
        standing: &mut Vec<(&Cell, Above<'c>)>,
        of: impl Fn(&Above<'c>) -> Result<Option<&'c Period>, ()>,
    ) {
        let seen: Vec<(Option<&str>, bool)> = standing
            .iter()
            .map(|(_, above)| {
                let period = of(above).ok().flatten().map(|period| period.id.as_str());
                (period, beyond::of_column(self.campaign, topic.question, &above.words).is_none())
            })
            .collect();
        let mut at = 0;
        standing.retain(|_| {
            let (period, plain) = seen.get(at).copied().unwrap_or((None, true));
            at += 1;
            let one = seen.iter().filter(|other| **other == (period, true)).count() == 1;
            plain || period.is_none() || !one
        });
    }

    /// The period of a cell: its column's, its row's, the table's; an error if another was meant.
    fn period_of(
        &self,
        topic: Topic<'c>,
        above: &Above<'c>,
        said: &When<'c>,
    ) -> Result<Option<&'c Period>, ()> {
        let asked = |period: &'c Period| {
            if topic.question.periods.contains(&period.id) { Ok(Some(period)) } else { Err(()) }
        };
        if above.elsewhere {
            return Err(());
        }
        if let Some(period) = above.period {
            return asked(period);
        }
        match said {
            When::One(period) => return asked(period),
            When::Other => return Err(()),
            When::Silent | When::Several => {}
        }
        match self.year {
            Year::Asked(period) => return asked(period),
            Year::Another => return Err(()),
            Year::Unsaid => {}
        }
        match when(self.campaign, &self.caption) {
            When::One(period) if topic.question.periods.contains(&period.id) => Ok(Some(period)),
            When::One(_) | When::Silent | When::Several | When::Other => Ok(None),
        }
    }
}
