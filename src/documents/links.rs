//! The links of a page that was cleaned: their words, as they are drawn, and their addresses.

use super::Link;

/// Links beyond this many are not read, nor an address longer than that.
const MOST: usize = 200;
const LONGEST: usize = 2_000;

/// Every link to a page, in order.
pub(super) fn links(html: &str) -> Vec<Link> {
    // Small letters of ASCII are as long as the large ones: places are the same in both.
    let lower = html.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = lower.get(from..).and_then(|rest| rest.find("<a")) {
        let at = from + at;
        let (tag, behind) = split_at_close(html.get(at..).unwrap_or_default());
        from = at + tag.len().max(2);
        if !tag.get(2..).is_some_and(|rest| rest.starts_with(char::is_whitespace)) {
            continue;
        }
        let Some(address) = address(tag) else { continue };
        // No further than that: a page of links that never end is not gone through for each.
        let near = behind.floor_char_boundary(behind.len().min(4 * LONGEST));
        let end = lower.get(from..from + near).and_then(|rest| rest.find("</a")).unwrap_or(near);
        let text = words(behind.get(..end).unwrap_or_default());
        found.push(Link { text, address });
        if found.len() >= MOST {
            break;
        }
    }
    found
}

fn split_at_close(text: &str) -> (&str, &str) {
    let end = text.find('>').map_or(text.len(), |at| at + 1);
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The address in a tag; only of pages, so that no script and no file is ever shown as a link.
fn address(tag: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.find("href")? + 4;
    let value = tag.get(at..)?.trim_start().strip_prefix('=')?.trim_start();
    let written = match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next()?,
        _ => value.split(|c: char| c.is_whitespace() || c == '>').next()?,
    };
    let address = written.trim().replace("&amp;", "&");
    let page = ["http://", "https://"].iter().any(|scheme| {
        address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let plain = !address.chars().any(|c| c.is_whitespace() || c.is_control());
    (page && plain && address.len() <= LONGEST).then_some(address)
}

/// Words without the tags between them.
fn words(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in html.chars().take(LONGEST) {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if in_tag => {}
            _ => text.push(c),
        }
    }
    let text = text.replace("&amp;", "&").replace("&nbsp;", " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_with_its_words_and_only_to_a_page() {
        let html = r##"<p><a class=x href="https://a.example/r?x=1&amp;y=2"><b>Open</b> it</a>
            <a href=javascript:alert(1)>no</a> <A HREF='http://b.example/c'>two</A> <a href="#top">up</a>"##;
        let found: Vec<(String, String)> =
            links(html).into_iter().map(|link| (link.text, link.address)).collect();
        let expected = [("Open it", "https://a.example/r?x=1&y=2"), ("two", "http://b.example/c")];
        assert_eq!(found, expected.map(|(text, at)| (text.to_owned(), at.to_owned())));
    }
}
