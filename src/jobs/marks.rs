//! Words found again in the text they were read from, for a person to see where they stand.

/// `text` with the first place of `words` between marks; white space and case may differ.
pub fn marked(text: &str, words: &str) -> String {
    let Some((from, to)) = found(text, words) else { return text.to_owned() };
    let (before, rest) = text.split_at(from);
    let (fired, after) = rest.split_at(to - from);
    format!("{before}>>>{fired}<<<{after}")
}

/// Where `words` stand in `text`, in bytes.
pub fn found(text: &str, words: &str) -> Option<(usize, usize)> {
    let folded = |c: char| c.to_lowercase().next().unwrap_or(c);
    let wanted: Vec<char> = words.chars().filter(|c| !c.is_whitespace()).map(folded).collect();
    let there: Vec<(usize, char)> =
        text.char_indices().filter(|(_, c)| !c.is_whitespace()).collect();
    if wanted.is_empty() {
        return None;
    }
    there.windows(wanted.len()).find_map(|window| {
        let same = window.iter().zip(&wanted).all(|((_, c), wanted)| folded(*c) == *wanted);
        let ((from, _), (last, c)) = (window.first()?, window.last()?);
        same.then_some((*from, last + c.len_utf8()))
    })
}
