//! A question sent back in front of its answer: found by its words, in order, and set aside.

/// The lower-case words of `text` with the byte offset behind each.
pub(super) fn words(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut current = String::new();
    for (offset, c) in text.char_indices() {
        if c.is_alphanumeric() {
            current.extend(c.to_lowercase());
        } else if !current.is_empty() {
            found.push((std::mem::take(&mut current), offset));
        }
    }
    if !current.is_empty() {
        found.push((current, text.len()));
    }
    found
}

/// Where in `text` the `question` ends, if the text starts with it nearly word for word.
pub(super) fn whole_question(question: &str, text: &str) -> Option<usize> {
    let asked: Vec<String> = words(question).into_iter().map(|(word, _)| word).collect();
    let said = words(text);
    if asked.len() < 5 || said.len() < asked.len() {
        return None;
    }
    let same = asked.iter().zip(&said).filter(|(asked, (word, _))| *asked == word).count();
    if same + 1 < asked.len() {
        return None;
    }
    let (_, end) = said.get(asked.len() - 1)?;
    let tail = text.get(*end..)?;
    Some(end + usize::from(tail.starts_with('?')))
}

/// Where in `text` the restated `question` ends, if it is restated there.
///
/// At least three fifths of the question's words must stand in order, and five of them.
pub(super) fn end_of_question(question: &str, text: &str) -> Option<usize> {
    let asked: Vec<String> = words(question).into_iter().map(|(word, _)| word).collect();
    let mut next = 0;
    let mut hits = 0;
    let mut end = 0;
    for (word, offset) in words(text) {
        let window = asked.get(next..asked.len().min(next + 4)).unwrap_or_default();
        if let Some(skip) = window.iter().position(|expected| *expected == word) {
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
