//! Files whose list of objects is lost or wrong: cut off, or changed on their way.

use std::collections::BTreeMap;

/// Objects beyond these are not looked for.
const MOST: usize = 200_000;

/// The file with a new list of its objects; `None` when it has no catalogue.
pub(super) fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let start = memchr::memmem::find(bytes, b"%PDF-")?;
    let bytes = bytes.get(start..)?;
    let mut places: BTreeMap<u32, usize> = BTreeMap::new();
    let mut root = None;
    for at in memchr::memmem::find_iter(bytes, b" obj").take(MOST) {
        let Some((number, place)) = object(bytes, at) else { continue };
        // The last of several with one number is the one that counts.
        places.insert(number, place);
        let near = bytes.get(at..bytes.len().min(at + 400)).unwrap_or_default();
        let own = memchr::memmem::find(near, b"endobj")
            .map_or(near, |end| near.get(..end).unwrap_or(near));
        if is_catalogue(own) {
            root = Some(number);
        }
    }
    let root = root?;
    let size = places.keys().last()?.checked_add(1)?;
    let mut out = bytes.to_vec();
    out.push(b'\n');
    let list = out.len();
    out.extend(b"xref\n0 1\n0000000000 65535 f \n");
    for (number, place) in places {
        out.extend(format!("{number} 1\n{place:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer\n<</Size {size}/Root {root} 0 R>>\n").bytes());
    out.extend(format!("startxref\n{list}\n%%EOF\n").bytes());
    Some(out)
}

/// The number and the place of "12 0 obj", of which " obj" stands at `at`.
fn object(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let before = bytes.get(at.saturating_sub(20)..at)?;
    let digits = |text: &[u8]| text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let version = digits(before);
    let rest = before.get(..before.len() - version)?.strip_suffix(b" ")?;
    let number = digits(rest);
    let text = rest.get(rest.len() - number..)?;
    let place = at - version - 1 - number;
    let number: u32 = str::from_utf8(text).ok()?.parse().ok()?;
    (version > 0 && number < 8_000_000).then_some((number, place))
}

fn is_catalogue(object: &[u8]) -> bool {
    let squeezed: Vec<u8> = object.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
    memchr::memmem::find(&squeezed, b"/Type/Catalog").is_some()
}
