//! Numbered answers in the body of a mail: the block behind each label, read as a value.

mod by_topic;
mod checks;
mod drawn;
mod in_order;
mod inline;
mod legends;
mod listed;
mod local;
mod pointers;
mod prose;
mod referred;
mod years;
mod other_period;
mod papers;
mod paragraphs;
mod periods;
mod tables;
mod whole_reply;

#[cfg(test)]
pub(in crate::answers) use self::tables::fixture;

use std::sync::LazyLock;

use regex::Regex;

pub(in crate::answers) use self::checks::is_welsh;
use self::checks::{check_parts, settle_between, settle_repeats};
pub use self::local::doubt_single;
pub use self::papers::{Paper, with_papers};
use self::paragraphs::{is_closing, paragraphs};
use self::periods::{by_period, period_columns, says_something};
use self::whole_reply::legend;
pub use self::whole_reply::{caveat, of_the_whole};
use super::Candidate;
use super::labels::{Label, Labels, Seen, without_number};
use super::notation::{self, Read};
use super::restated::{end_of_question, whole_question, word_for_word, words};
use crate::campaign::{Campaign, Period, Question};
use crate::replies::pattern::regex;
use crate::replies::quoting::Line;
use crate::replies::sentences::numbers_in;

/// Every value that numbered answers in `lines` give to the questions of `campaign`.
pub fn candidates(campaign: &Campaign, lines: &[Line]) -> Vec<Candidate> {
    let mut found = match years::parted(campaign, lines) {
        Some(parts) => {
            let of_parts = parts.iter().flat_map(|(only, lines)| numbered(only, lines)).collect();
            check_parts(campaign, settle_repeats(of_parts))
        }
        None => numbered(campaign, lines),
    };
    found.retain(|candidate| !is_said_of_several(candidate));
    let drawn = settle_repeats(drawn::candidates(campaign, lines));
    if drawn.iter().any(|candidate| candidate.doubt.is_none()) {
        found = of_drawn_tables(found, drawn);
        found = check_parts(campaign, found);
    }
    let listed = listed::listed(campaign, lines, &found);
    found.retain(|candidate| {
        !listed.iter().any(|other| {
            (&other.question, &other.period) == (&candidate.question, &candidate.period)
        })
    });
    found.extend(listed);
    found
}

/// A drawn table knows which cell is whose; what its lines seem to say, read as text, gives way to it
/// where that is in doubt. Two values without doubt are one.
fn of_drawn_tables(text: Vec<Candidate>, drawn: Vec<Candidate>) -> Vec<Candidate> {
    let of_cell = |one: &Candidate, other: &Candidate| {
        (&one.question, &one.period) == (&other.question, &other.period)
    };
    let certain: Vec<Candidate> =
        drawn.into_iter().filter(|candidate| candidate.doubt.is_none()).collect();
    let (doubtful, kept): (Vec<Candidate>, Vec<Candidate>) =
        text.into_iter().partition(|candidate| candidate.doubt.is_some());
    let rest = doubtful
        .into_iter()
        .filter(|candidate| !certain.iter().any(|other| of_cell(candidate, other)));
    let kept: Vec<Candidate> = kept.into_iter().chain(rest).collect();
    settle_between(kept, certain)
}

/// Words behind a number that were only cut out of a list of questions.
fn is_said_of_several(candidate: &Candidate) -> bool {
    candidate.rule.ends_with(notation::UNREAD) && listed::is_heading(&candidate.quote)
}

fn numbered(campaign: &Campaign, lines: &[Line]) -> Vec<Candidate> {
    let columns = period_columns(campaign, lines);
    let legend = legend(lines);
    let mut found = Vec::new();
    let parted = inline::parted(campaign, lines);
    for mut block in blocks(campaign, parted.as_ref().map_or(lines, |parted| &parted.lines)) {
        if let Some(parted) = &parted {
            block.first_line = parted.stood_on(block.first_line);
        }
        let Some(question) = campaign.question(block.question) else { continue };
        let periods: Vec<&Period> =
            question.periods.iter().filter_map(|id| campaign.period(id)).collect();
        for (period, mut read) in block.read(question, &periods, &columns) {
            if read.rule == notation::SIGN {
                match &legend {
                    Some(bounds) => {
                        read.value = bounds.clone();
                        read.doubt = None;
                    }
                    None => {
                        read.doubt.get_or_insert(legends::UNEXPLAINED.to_owned());
                    }
                }
            }
            if restates_another(campaign, question, &block.text) {
                let doubt = "its number is one question's, its words another's";
                read.doubt.get_or_insert(doubt.to_owned());
            }
            found.push(block.candidate(question, period, read));
        }
    }
    if found.is_empty() {
        found = referred::referred(campaign, lines);
    }
    if found.is_empty() {
        found = by_topic::by_topic(campaign, lines);
    }
    if found.is_empty() {
        found = in_order::in_order(campaign, lines);
    }
    let found = settle_repeats(found);
    check_parts(campaign, found)
}

/// Whether words behind a question's number are another question's.
fn restates_another(campaign: &Campaign, question: &Question, text: &str) -> bool {
    let restated = |other: &Question| whole_question(&other.text, text.trim_start()).is_some();
    !restated(question)
        && campaign.questions.iter().any(|other| other.id != question.id && restated(other))
}

/// Whether a candidate stood behind its question's number, and was not only found by its words.
pub fn is_numbered(candidate: &Candidate) -> bool {
    !candidate.rule.starts_with(by_topic::BY_TOPIC)
}

/// The lines behind one label.
#[expect(clippy::struct_excessive_bools, reason = "what was seen of a block, each by itself")]
struct Block<'c> {
    question: &'c str,
    first_line: usize,
    /// What stands behind the label and below it; new words only.
    text: String,
    /// The label stood in a quotation: the answer is the new text below.
    inline: bool,
    ambiguous: bool,
    /// The authority divided the question: this is one part of the answer.
    piece: bool,
    last: bool,
}

/// "All three relate to the year you gave" speaks of what was said before.
static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(r"(?i)\b(?:all|both|these|those)\s+(?:two|three|four|five|six|seven|eight|nine|ten)\b")
        .ok()
});

/// Whether a paragraph below the last answer has figures in it: the letter goes on there, with
/// dates, telephone numbers and the reason for a bound.
fn adds_figures(paragraph: &str) -> bool {
    let adds = [
        "addition", "further", "also", "plus", "another", "of which", "of whom", "of these",
        "of those",
    ];
    let lower = paragraph.to_lowercase();
    let explains =
        notation::bound_in(paragraph).is_some() && !adds.iter().any(|word| lower.contains(word));
    let new = BEFORE.as_ref().map_or(paragraph.into(), |back| back.replace_all(paragraph, " "));
    !explains && !numbers_in(&new).is_empty()
}

/// Whether words that would be cut as the question's own have a figure among them that is none of it:
/// "35% of the lights was dimmed". What ends in a question mark was asked.
fn figure_before(question: &str, cut: &str) -> bool {
    let own = numbers_in(question);
    !cut.trim_end().ends_with('?') && numbers_in(cut).iter().any(|number| !own.contains(number))
}

/// The question that a line without a number of ours restates in full, and what stands behind it.
fn by_wording<'c, 'l>(campaign: &'c Campaign, line: &'l Line) -> Option<(&'c str, &'l str)> {
    let text = without_number(&line.text);
    let hits: Vec<(&Question, &str)> = campaign
        .questions
        .iter()
        .filter_map(|question| {
            let end = whole_question(&question.text, text)?;
            Some((question, text.get(end..)?))
        })
        .collect();
    let exact = hits.iter().filter(|(question, _)| word_for_word(&question.text, text));
    // A line that restates two questions is nobody's label, unless one is there word for word.
    let mut best = exact.chain(hits.iter().filter(|_| hits.len() == 1));
    let (question, rest) = best.next()?;
    let only = best.all(|(other, _)| other.id == question.id);
    only.then_some((question.id.as_str(), *rest))
}

fn blocks<'c>(campaign: &'c Campaign, lines: &[Line]) -> Vec<Block<'c>> {
    let mut labels = Labels::of(campaign);
    let mut blocks: Vec<Block<'c>> = Vec::new();
    let mut open = false;
    for (index, line) in lines.iter().enumerate() {
        if listed::is_heading(&line.text) {
            open = false;
            continue;
        }
        match labels.see(&line.text) {
            Seen::Question(question, label) => {
                blocks.push(start(question, index, line, &label));
                open = true;
            }
            Seen::Piece(question, label) => {
                let mut block = start(question, index, line, &label);
                block.piece = true;
                blocks.push(block);
                open = true;
            }
            // Whatever it is numbered, a question restated word for word is that question.
            Seen::Parent | Seen::Foreign if line.quoted || by_wording(campaign, line).is_none() => {
                open = false;
            }
            Seen::Parent | Seen::Foreign | Seen::Nothing => {
                if let Some((question, rest)) = by_wording(campaign, line) {
                    let label = Label {
                        number: String::new(),
                        rest,
                        named: true,
                        ambiguous: false,
                        dashed: false,
                    };
                    blocks.push(start(question, index, line, &label));
                    open = true;
                } else if let Some(block) = blocks.last_mut().filter(|_| open && !line.quoted) {
                    block.text.push('\n');
                    block.text.push_str(&line.text);
                }
            }
        }
    }
    // Our questions may stand quoted below, with nothing behind them.
    let says = |block: &&mut Block<'_>| !block.text.trim().is_empty();
    if let Some(last) = blocks.iter_mut().rev().find(says) {
        last.last = true;
    }
    blocks
}

/// Whether the new text has something behind a question's number.
fn speaks_of_questions(campaign: &Campaign, lines: &[Line]) -> bool {
    blocks(campaign, lines).iter().any(|block| !block.text.trim().is_empty())
}

/// What `text` alone says to `question`, whose answer it is known to be, for each of `periods`.
fn read_stretch<'p>(
    question: &Question,
    periods: &[&'p Period],
    text: &str,
) -> Vec<(&'p Period, Read)> {
    let block = Block {
        question: &question.id,
        first_line: 1,
        text: text.to_owned(),
        inline: false,
        ambiguous: false,
        piece: false,
        last: true,
    };
    block.read(question, periods, &[])
}

fn start<'c>(question: &'c str, index: usize, line: &Line, label: &Label<'_>) -> Block<'c> {
    Block {
        question,
        first_line: index + 1,
        text: if line.quoted { String::new() } else { label.rest.to_owned() },
        inline: line.quoted,
        ambiguous: label.ambiguous,
        piece: false,
        last: false,
    }
}

impl Block<'_> {
    fn read<'p>(
        &self,
        question: &Question,
        periods: &[&'p Period],
        columns: &[String],
    ) -> Vec<(&'p Period, Read)> {
        // "35% of the lights was dimmed" has the question's words behind its figure: nothing is cut.
        let cut = end_of_question(&question.text, &self.text)
            .filter(|end| !figure_before(&question.text, self.text.get(..*end).unwrap_or_default()))
            .unwrap_or(0);
        let answer = self.text.get(cut..).unwrap_or_default();
        match periods {
            [] => Vec::new(),
            [only] => {
                // "There were 12 children …" says the question's words around the number.
                let read = self.single(question, only, answer);
                let read = read.or_else(|| self.single(question, only, &self.text));
                let read = read.or_else(|| Self::unread(question, answer));
                read.map(|read| (*only, read)).into_iter().collect()
            }
            several => {
                let mut found = by_period(question, several, answer, columns);
                if found.is_empty() {
                    found = by_period(question, several, &self.text, columns);
                }
                if found.is_empty()
                    && let Some(read) = Self::unread(question, answer)
                {
                    found = several.iter().map(|period| (*period, read.clone())).collect();
                }
                found
            }
        }
    }

    /// Words in the place of an answer that are none: they must not be passed over.
    fn unread(question: &Question, answer: &str) -> Option<Read> {
        let paragraphs = paragraphs(answer);
        let first = paragraphs.first().filter(|text| says_something(question, text))?;
        Some(Read::unread(first))
    }

    /// One period: the first paragraph with a value, and what follows may cast doubt on it.
    fn single(&self, question: &Question, period: &Period, answer: &str) -> Option<Read> {
        let paragraphs = paragraphs(answer);
        let mut read = None;
        let mut rest = Vec::new();
        for (index, paragraph) in paragraphs.iter().enumerate() {
            if read.is_none() {
                if Self::only_leads(question, paragraph, index + 1 < paragraphs.len()) {
                    continue;
                }
                if is_closing(paragraph) && !question.kind.is_number() {
                    return None;
                }
                read = notation::read(question, period, paragraph);
                if read.is_none() && is_closing(paragraph) {
                    return None;
                }
            } else {
                rest.push(paragraph.as_str());
            }
        }
        let mut read = read?;
        let mut explained = rest.iter().take_while(|paragraph| !is_closing(paragraph));
        let numbers_below = if self.last {
            explained.any(|text| adds_figures(text))
        } else {
            explained.any(|text| text.chars().any(|c| c.is_ascii_digit()))
        };
        if read.doubt.is_none() && numbers_below {
            read.doubt = Some("more numbers stand below it".to_owned());
        }
        if self.piece && read.doubt.is_none() {
            read.doubt = Some("the answer is divided into parts".to_owned());
        }
        if self.ambiguous && read.doubt.is_none() {
            read.doubt = Some("it may be a range rather than a numbered answer".to_owned());
        }
        Some(read)
    }

    /// A paragraph that only leads to the answer below it: the question's own words, in part, or
    /// "Contractors:".
    fn only_leads(question: &Question, paragraph: &str, more: bool) -> bool {
        let asked = words(&question.text);
        let said = words(paragraph);
        let restated =
            said.len() > 3 && said.iter().all(|(word, _)| asked.iter().any(|(own, _)| own == word));
        let heading = paragraph.trim_end().ends_with(':') && !question.kind.is_number();
        more && (restated || heading)
    }

    fn candidate(&self, question: &Question, period: &Period, read: Read) -> Candidate {
        let quote: String = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let certain = if self.inline { 0.9 } else { 0.95 };
        Candidate {
            question: question.id.clone(),
            period: period.id.clone(),
            value: read.value,
            as_written: read.as_written.chars().take(200).collect(),
            part: None,
            place: format!("line {}", self.first_line),
            quote: quote.chars().take(300).collect(),
            confidence: if read.doubt.is_some() { 0.5 } else { certain },
            rule: format!("numbered_answer/{}", read.rule),
            doubt: read.doubt,
        }
    }
}
