//! New lines and quoted ones, told from marks, headings and dividers.

use super::starts::{Start, start_of_quote};
use super::{Line, Role};

/// A quotation that is not closed within so many lines is none.
const LONGEST_QUOTATION: usize = 80;

pub(super) fn told(raw: &[&str]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(raw.len());
    let (mut below, mut until) = (false, 0);
    let mut index = 0;
    while let Some(line) = raw.get(index) {
        if index >= until
            && let Some(end) = end_of_quotation(raw, index)
        {
            until = end;
        }
        if index < until {
            // A worked example in there has labels and numbers: nothing of it is kept.
            lines.push(Line::new(String::new(), Role::Quoted));
            index += 1;
            continue;
        }
        let marked = line.trim_start().starts_with('>');
        if !below && !marked {
            match start_of_quote(raw, index) {
                Some(Start::Everything) => below = true,
                Some(Start::Attribution { lines: count }) => {
                    // Marked lines follow: those are quoted one by one, words between are new.
                    let marked_follow = raw
                        .iter()
                        .skip(index + count)
                        .find(|next| !next.trim().is_empty())
                        .is_some_and(|next| next.trim_start().starts_with('>'));
                    for heading in raw.iter().skip(index).take(count) {
                        lines.push(Line::new((*heading).to_owned(), Role::Quoted));
                    }
                    below = !marked_follow;
                    index += count;
                    continue;
                }
                None => {}
            }
        }
        let quoted = below || marked || is_broken_off(raw, index);
        let role = if quoted { Role::Quoted } else { Role::New };
        lines.push(Line::new(unmarked(line, marked), role));
        index += 1;
    }
    lines
}

/// The end of a marked line that a gateway wrapped: it lost its mark on the way. An answer below a
/// question starts anew, or has a figure in it.
fn is_broken_off(raw: &[&str], index: usize) -> bool {
    let marked = |at: Option<usize>| {
        let line = at.and_then(|at| raw.get(at)).map(|line| line.trim());
        line.filter(|line| line.starts_with('>'))
    };
    let Some(line) = raw.get(index).map(|line| line.trim()) else { return false };
    let Some(above) = marked(index.checked_sub(1)) else { return false };
    let runs_on = above.chars().count() >= 60 && above.ends_with(|c: char| c.is_alphabetic());
    let plain = line.chars().next().is_some_and(char::is_lowercase)
        && line.len() < above.len()
        && !line.contains(|c: char| c.is_ascii_digit());
    let words = line.split_whitespace().collect::<Vec<_>>();
    let says = ["none", "nil", "no", "yes", "zero", "not", "see", "we", "n/a"];
    let answers = words.first().is_some_and(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
        says.contains(&word.to_ascii_lowercase().as_str())
    });
    runs_on && plain && !answers && marked(Some(index + 1)).is_some()
}

/// The line behind a quotation in marks that opens at `index`, below a line such as "Your request:".
fn end_of_quotation(raw: &[&str], index: usize) -> Option<usize> {
    let line = raw.get(index)?.trim();
    let inner = line.strip_prefix(['"', '\u{201c}'])?;
    let above = raw.get(..index)?.iter().rev().find(|line| !line.trim().is_empty())?;
    let closes = |text: &str| {
        let text = text.trim_end().trim_end_matches(['.', ',', ';']);
        text.ends_with(['"', '\u{201d}'])
    };
    if !above.trim_end().ends_with(':') || closes(inner) {
        return None;
    }
    let below = raw.iter().skip(index + 1).take(LONGEST_QUOTATION);
    let end = below.clone().position(|line| closes(line))?;
    // Questions sent back in marks may have their answers among them.
    if below.clone().nth(end)?.contains('?') {
        return None;
    }
    Some(index + 1 + end + 1)
}

fn unmarked(line: &str, marked: bool) -> String {
    let line = if marked { line.trim_start_matches(['>', ' ']) } else { line };
    if line.is_ascii() { line.to_owned() } else { line.chars().map(half_width).collect() }
}

/// Full-width digits and signs ("＜５") as plain ones.
fn half_width(c: char) -> char {
    let code = u32::from(c);
    if (0xff01..=0xff5e).contains(&code) {
        char::from_u32(code - 0xff01 + 0x21).unwrap_or(c)
    } else {
        c
    }
}
