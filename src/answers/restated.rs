//! A question sent back in front of its answer: found by its words, in order, and set aside.

/// The words of `text` as they stand, each with the byte offset behind it.
fn spelled(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut rest = text.char_indices();
    std::iter::from_fn(move || {
        let (start, _) = rest.find(|(_, c)| c.is_alphanumeric())?;
        let end = rest.find(|(_, c)| !c.is_alphanumeric()).map_or(text.len(), |(end, _)| end);
        Some((text.get(start..end)?, end))
    })
}

/// The lower-case words of `text` with the byte offset behind each.
pub(super) fn words(text: &str) -> Vec<(String, usize)> {
    spelled(text).map(|(word, end)| (word.to_lowercase(), end)).collect()
}

/// Whether `word` is `lower` in whatever letters.
fn is_word(word: &str, lower: &str) -> bool {
    if word.is_ascii() { word.eq_ignore_ascii_case(lower) } else { word.to_lowercase() == lower }
}

/// Where in `text` the `question` ends, if the text starts with it nearly word for word.
pub(super) fn whole_question(question: &str, text: &str) -> Option<usize> {
    let mut said = spelled(text);
    let (mut asked, mut other, mut end) = (0, 0, 0);
    for (word, _) in spelled(question) {
        let (here, behind) = said.next()?;
        asked += 1;
        end = behind;
        if !is_word(here, &word.to_lowercase()) {
            other += 1;
            if other > 1 {
                return None;
            }
        }
    }
    if asked < 5 {
        return None;
    }
    let tail = text.get(end..)?;
    Some(end + usize::from(tail.starts_with('?')))
}

/// Whether `text` starts with the `question` word for word.
pub(super) fn word_for_word(question: &str, text: &str) -> bool {
    let mut said = spelled(text);
    spelled(question)
        .all(|(word, _)| said.next().is_some_and(|(here, _)| is_word(here, &word.to_lowercase())))
}

/// Where in `text` the restated `question` ends, if it is restated there.
///
/// At least three fifths of the question's words must stand in order, and five of them.
pub(super) fn end_of_question(question: &str, text: &str) -> Option<usize> {
    let asked: Vec<String> = words(question).into_iter().map(|(word, _)| word).collect();
    let mut next = 0;
    let mut hits = 0;
    let mut end = 0;
    for (word, offset) in spelled(text) {
        let window = asked.get(next..asked.len().min(next + 4)).unwrap_or_default();
        if let Some(skip) = window.iter().position(|expected| is_word(word, expected)) {
            next += skip + 1;
            hits += 1;
            end = offset;
        }
        if next == asked.len() {
            break;
        }
    }
    let enough = hits >= 5.min(asked.len()) && hits * 5 >= asked.len() * 3;
    if !enough {
        return None;
    }
    // A paraphrase may go on to its question mark.
    let tail = text.get(end..).unwrap_or_default();
    let mark = tail.find('?').filter(|at| !tail.get(..*at).unwrap_or_default().contains('\n'));
    let near = mark.filter(|at| *at <= 60);
    Some(end + near.map_or(0, |at| at + 1))
}
