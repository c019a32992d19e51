//! HTML before it is drawn: what a reader does not see is dropped, what a mail program marks as
//! quoted becomes a quotation, and depth and size have a bound.

/// Tags beyond this depth are dropped, their text is kept: a renderer recurses.
const DEEPEST: usize = 40;
/// Tags beyond this many are not read.
const MOST_TAGS: usize = 20_000;

/// HTML that is safe to draw, and whether it was cut.
pub(super) struct Clean {
    pub(super) html: String,
    pub(super) cut: bool,
}

/// One pass over the tags of `html`; it builds no tree, so that no input makes it recurse.
pub(super) fn clean(html: &str) -> Clean {
    let mut walk = Walk { html: String::with_capacity(html.len()), open: Vec::new(), tags: 0 };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        walk.text(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let (tag, behind) = split_tag(rest);
        rest = behind;
        walk.tags += 1;
        if walk.tags > MOST_TAGS {
            return Clean { html: walk.html, cut: true };
        }
        walk.tag(tag, rest);
    }
    walk.text(rest);
    Clean { html: walk.html, cut: false }
}

/// The tag or comment at the start of `text`, and what follows it.
fn split_tag(text: &str) -> (&str, &str) {
    let end = if text.starts_with("<!--") {
        text.find("-->").map_or(text.len(), |at| at + 3)
    } else if is_tag(text) {
        text.find('>').map_or(text.len(), |at| at + 1)
    } else {
        1
    };
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// "<5" is text that somebody forgot to write as "&lt;5".
fn is_tag(text: &str) -> bool {
    text.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic() || "/!?".contains(c))
}

#[expect(clippy::struct_excessive_bools, reason = "each says one thing of a tag")]
struct Open {
    name: String,
    hidden: bool,
    quoted: bool,
    /// A quotation's tag that only indents: it was written as a plain container.
    indent: bool,
    /// It lies too deep, and was not written.
    dropped: bool,
}

struct Walk {
    html: String,
    open: Vec<Open>,
    tags: usize,
}

impl Walk {
    fn hidden(&self) -> bool {
        self.open.last().is_some_and(|open| open.hidden)
    }

    fn text(&mut self, text: &str) {
        if !self.hidden() {
            self.html.push_str(text);
        }
    }

    fn tag(&mut self, tag: &str, behind: &str) {
        if !is_tag(tag) {
            return self.text("&lt;");
        }
        if tag.starts_with("<!") || tag.starts_with("<?") {
            return;
        }
        let lower = tag.to_ascii_lowercase();
        let closing = lower.starts_with("</");
        let name: String = lower
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        if closing {
            self.close(&name, tag);
        } else if VOID.contains(&name.as_str()) || lower.ends_with("/>") {
            self.text(tag);
        } else {
            self.open(name, &lower, tag, behind);
        }
    }

    fn open(&mut self, name: String, lower: &str, tag: &str, behind: &str) {
        // Many tags need no end: a second item or cell closes the one before it.
        if UNCLOSED.contains(&name.as_str())
            && self.open.last().is_some_and(|open| open.name == name)
        {
            self.open.pop();
        }
        let hidden = self.hidden() || is_hidden(lower) || UNSEEN.contains(&name.as_str());
        let quoted = is_quoted(lower) && name != "blockquote";
        let indent = name == "blockquote" && is_indent(lower);
        let tag = if indent { "<div>" } else { tag };
        let dropped = self.open.len() >= DEEPEST;
        if !hidden && !dropped {
            // Such a mark has an end, and yet all that follows it is quoted.
            if starts_history(lower, behind) {
                self.html.push_str("<p>-----Original Message-----</p>");
            }
            if quoted {
                self.html.push_str("<blockquote>");
            }
            // Superscripts are footnote marks or ordinals, never digits of a number.
            if name == "sup" {
                self.html.push(' ');
            }
            self.write(&name, lower, tag);
        }
        self.open.push(Open { name, hidden, quoted: quoted && !dropped, indent, dropped });
    }

    /// A drawing without colours needs neither a style nor what only carries one.
    fn write(&mut self, name: &str, lower: &str, tag: &str) {
        if is_inline(name) {
            return;
        }
        if BLOCKS.contains(&name) && !lower.contains("span") {
            self.html.push('<');
            self.html.push_str(name);
            self.html.push('>');
        } else {
            self.html.push_str(tag);
        }
    }

    fn close(&mut self, name: &str, tag: &str) {
        let near = self.open.iter().rev().take(2 * DEEPEST).position(|open| open.name == name);
        let Some(back) = near else { return };
        for _ in 0..=back {
            let Some(open) = self.open.pop() else { break };
            let written = !open.hidden && !open.dropped;
            if written && open.name == name {
                if open.indent {
                    self.html.push_str("</div>");
                } else if !is_inline(name) {
                    self.html.push_str(tag);
                }
            }
            if written && open.quoted {
                self.html.push_str("</blockquote>");
            }
        }
    }
}

const VOID: [&str; 10] = ["br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base"];
const UNCLOSED: [&str; 7] = ["p", "li", "td", "th", "tr", "dt", "dd"];
/// Tags whose attributes change nothing that is drawn, but for cells that span others.
const BLOCKS: [&str; 14] =
    ["p", "div", "td", "tr", "th", "table", "tbody", "ul", "h1", "h2", "h3", "h4", "body", "html"];
const UNSEEN: [&str; 4] = ["style", "script", "title", "template"];

/// Tags that change the look of words alone; "o" and the like are Office's own.
fn is_inline(name: &str) -> bool {
    matches!(name, "span" | "font" | "b" | "i" | "u" | "em" | "strong" | "small" | "o" | "v" | "w")
}

fn is_hidden(lower: &str) -> bool {
    let hidden_word = || lower.contains(" hidden>") || lower.contains(" hidden ");
    let style = || {
        lower.contains("style")
            && (has_style(lower, "display", |value| value.starts_with("none"))
                || has_style(lower, "visibility", |value| value.starts_with("hidden"))
                || has_style(lower, "mso-hide", |value| value.starts_with("all"))
                || has_style(lower, "font-size", is_nought))
    };
    style() || hidden_word()
}

/// Whether the style called `name` has a value that `fits`.
fn has_style(lower: &str, name: &str, fits: fn(&str) -> bool) -> bool {
    lower.match_indices(name).any(|(at, _)| {
        let value = lower.get(at + name.len()..).unwrap_or_default().trim_start();
        value.strip_prefix(':').is_some_and(|value| fits(value.trim_start()))
    })
}

fn is_nought(value: &str) -> bool {
    value.strip_prefix('0').is_some_and(|unit| {
        unit.trim_start().starts_with([';', '"', '\'']) || unit.trim_start().starts_with("px")
    })
}

/// Containers into which mail programs put the letter that is answered.
fn is_quoted(lower: &str) -> bool {
    ["gmail_quote", "yahoo_quoted", "protonmail_quote", "zmail_extra", "olk_src_body_section"]
        .iter()
        .any(|mark| lower.contains(mark))
}

/// Programs indent an answer with the same tag as a quotation, but without its line at the side.
fn is_indent(lower: &str) -> bool {
    let squeezed: String = lower.chars().filter(|c| !c.is_whitespace()).collect();
    (squeezed.contains("border:none") || squeezed.contains("webkit-indent-blockquote"))
        && !squeezed.contains("type=\"cite\"")
        && !squeezed.contains("gmail_quote")
        && !squeezed.contains("border-left")
}

/// Where Outlook and its kin put the headers of the letter that is answered.
fn starts_history(lower: &str, behind: &str) -> bool {
    const MARKS: [&str; 3] =
        ["divrplyfwdmsg", "outlookmessageheader", "ms-outlook-mobile-reference-message"];
    if MARKS.iter().any(|mark| lower.contains(mark)) {
        return true;
    }
    // The line above the headers, in the colours of Outlook's versions; also an ordinary rule.
    let line =
        lower.contains("border-top:solid #e1e1e1") || lower.contains("border-top:solid #b5c4df");
    line && opens_with_from(behind)
}

/// Whether the first words a reader sees in `html` are a sender's heading.
fn opens_with_from(html: &str) -> bool {
    let mut seen = String::new();
    let mut in_tag = false;
    for c in html.chars().take(2_000) {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if in_tag || (c.is_whitespace() && seen.is_empty()) => {}
            _ => seen.push(c),
        }
        if seen.len() > 12 {
            break;
        }
    }
    let seen = seen.to_ascii_lowercase();
    ["from:", "oddi wrth", "o:"].iter().any(|start| seen.starts_with(start))
}
