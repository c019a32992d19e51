//! A multipart's body into its parts, also where its boundary is missing, misquoted or used twice.
//!
//! The library's own splitting gives up on a whole mail for one bad part: here a part is lost at
//! most to itself.

use memchr::memmem;

use super::repair::name_of;

/// The parts between the lines of `boundary`.
pub(super) fn split<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = [b"--", boundary.as_bytes()].concat();
    let exact = between(body, &mark, false);
    // Some programs write more behind the mark.
    if exact.is_empty() && !boundary.is_empty() { between(body, &mark, true) } else { exact }
}

fn between<'a>(body: &'a [u8], mark: &[u8], more: bool) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut open: Option<usize> = None;
    let mut behind = 0;
    for at in memmem::find_iter(body, mark) {
        let starts = at == 0 || body.get(at - 1).is_some_and(|byte| matches!(byte, b'\n' | b'\r'));
        if !starts || at < behind {
            continue;
        }
        let rest = body.get(at + mark.len()..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest.get(..end).unwrap_or_default().trim_ascii();
        let closes = line.starts_with(b"--");
        if !(line.is_empty() || line == b"--" || more) {
            continue;
        }
        if let Some(from) = open.take() {
            parts.push(without_last_end(body.get(from..at).unwrap_or_default()));
        }
        behind = at + mark.len() + end;
        // What follows a closing line is a part only if another line of the mark comes: a part
        // inside used the same one.
        open = (!closes).then_some((behind + 1).min(body.len()));
    }
    // Never closed: the mail was cut off.
    parts.extend(open.and_then(|from| body.get(from..)));
    parts
}

/// The line end before a boundary belongs to the boundary.
fn without_last_end(part: &[u8]) -> &[u8] {
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    part.strip_suffix(b"\r").unwrap_or(part)
}

/// The boundary that `body` seems to use: a line with two dashes, and a header below it.
pub(super) fn guessed(body: &[u8]) -> Option<String> {
    const LINES: usize = 200;
    let mut lines = body.split(|byte| *byte == b'\n').take(LINES).peekable();
    while let Some(line) = lines.next() {
        let Some(mark) = line.strip_prefix(b"--").map(<[u8]>::trim_ascii) else { continue };
        let plausible = !mark.is_empty() && mark.len() <= 200 && !mark.contains(&b' ');
        let headed = lines.peek().and_then(|next| name_of(next)).is_some_and(|name| {
            name.get(..8).is_some_and(|start| start.eq_ignore_ascii_case(b"content-"))
        });
        if plausible && headed {
            return str::from_utf8(mark).ok().map(str::to_owned);
        }
    }
    None
}

/// The same, where nothing but a line for old programs stands above it: a bounce in words may have
/// a whole mail further down.
pub(super) fn guessed_at_start(body: &[u8]) -> Option<String> {
    let boundary = guessed(body)?;
    let at = memmem::find(body, format!("--{boundary}").as_bytes())?;
    let above = String::from_utf8_lossy(body.get(..at)?.trim_ascii()).to_ascii_lowercase();
    let usual = above.len() < 250 && (above.contains("mime") || above.contains("multi"));
    (above.is_empty() || usual).then_some(boundary)
}
