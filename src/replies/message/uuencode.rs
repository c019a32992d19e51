//! Files that an old program wrote into the text ("begin 644 figures.csv"): cut out of it.

/// A file found in a text.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// `text` without the files in it, and those; `None` when it has none.
pub(super) fn cut_out(text: &str) -> Option<(String, Vec<Found>)> {
    if !(text.starts_with("begin ") || text.contains("\nbegin ")) {
        return None;
    }
    let mut kept = String::with_capacity(text.len());
    let mut found = Vec::new();
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let mut ahead = lines.clone();
        let file = named(line).and_then(|name| Some((name, file(&mut ahead)?)));
        match file {
            Some((name, bytes)) => {
                found.push(Found { name, bytes });
                lines = ahead;
            }
            None => kept.push_str(line),
        }
    }
    (!found.is_empty()).then_some((kept, found))
}

fn named(line: &str) -> Option<String> {
    let mut words = line.trim_end().splitn(3, ' ');
    let (begin, mode, name) = (words.next()?, words.next()?, words.next()?);
    let octal = (3..=4).contains(&mode.len()) && mode.bytes().all(|b| (b'0'..=b'7').contains(&b));
    (begin == "begin" && octal && !name.trim().is_empty()).then(|| name.trim().to_owned())
}

/// The lines up to "end"; `None` when the first of them is no such line.
fn file<'a>(lines: &mut (impl Iterator<Item = &'a str> + Clone)) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut any = false;
    loop {
        let mut ahead = lines.clone();
        let Some(line) = ahead.next() else { return any.then_some(bytes) };
        let line = line.trim_end_matches(['\r', '\n']);
        if line == "end" {
            *lines = ahead;
            return Some(bytes);
        }
        let Some(decoded) = decoded(line) else {
            // The mail was cut off, or its end was eaten: what follows is text again.
            return any.then_some(bytes);
        };
        bytes.extend(decoded);
        any = true;
        *lines = ahead;
    }
}

fn decoded(line: &str) -> Option<Vec<u8>> {
    let six = |byte: u8| (0x20..=0x60).contains(&byte).then(|| (byte - 0x20) & 0x3f);
    let Some((first, rest)) = line.as_bytes().split_first() else { return Some(Vec::new()) };
    let length = usize::from(six(*first)?);
    // Trailing blanks are often lost on the way.
    let needed = length.div_ceil(3) * 4;
    if rest.len() > needed + 2 || rest.len() + 4 < needed.min(4) {
        return None;
    }
    let mut out = Vec::with_capacity(length + 2);
    for group in rest.chunks(4).take(needed / 4) {
        let mut bits = 0_u32;
        for index in 0..4 {
            bits = bits << 6 | u32::from(six(group.get(index).copied().unwrap_or(b' '))?);
        }
        let [_, a, b, c] = bits.to_be_bytes();
        out.extend([a, b, c]);
    }
    out.resize(length, 0);
    Some(out)
}
