//! What a person types at the prompt of `foi review`.

use crate::cli::inbox::wishes::words;
use crate::cli::sitting::Wanted;

/// What is to be decided about the answer that is shown, or shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    Accept,
    /// With all else of the same mail that waits.
    AcceptAll,
    /// It is this: as a reply would write it.
    Set(String),
    /// What the checks find about it is looked at, and why the figures stand as they are.
    LookedAt(String),
    Text,
}

pub(super) const HELP: &str = "\
  a            it is what it is read as
  A            the same, with all else of this mail that waits
  c VALUE      it is another: c 13, c <5, c 10-15, c 10- (10 or more), c yes
  m h|r|s|x    it is no figure: not held, refused, suppressed, missing
  k REASON     what the checks find about it is looked at: the figures stand as they are
  n, Enter     leave it as it is, and go on to the next
  u            take back the last decision of this sitting
  t            all of the text that it stands in
  q            stop; what was decided stays decided";

impl Wish {
    pub(super) fn parse(line: &str) -> Result<Wanted<Self>, String> {
        let line = line.trim();
        let Some(letter) = line.chars().next() else { return Ok(Wanted::Next) };
        let rest = line.strip_prefix(letter).unwrap_or_default();
        let alone = |wish: Wanted<Self>| match rest.split_whitespace().next() {
            None => Ok(wish),
            Some(word) => Err(format!("`{letter}` stands alone: what is `{word}`? (? for help)")),
        };
        match letter {
            'a' => alone(Wanted::Decide(Self::Accept)),
            'A' => alone(Wanted::Decide(Self::AcceptAll)),
            'n' => alone(Wanted::Next),
            'u' => alone(Wanted::Undo),
            't' => alone(Wanted::Tell(Self::Text)),
            'q' => alone(Wanted::Quit),
            '?' | 'h' => alone(Wanted::Help),
            'c' => {
                let value = words(rest)?.join(" ");
                if value.is_empty() {
                    return Err("say what it is: c VALUE, such as c 13".to_owned());
                }
                Ok(Wanted::Decide(Self::Set(value)))
            }
            'k' if rest.trim().is_empty() => {
                Err("say why the figures stand as they are: k REASON".to_owned())
            }
            'k' => Ok(Wanted::Decide(Self::LookedAt(rest.trim().to_owned()))),
            'm' => mark(rest.trim()).map(|mark| Wanted::Decide(Self::Set(mark.to_owned()))),
            _ => Err(format!("`{line}` begins with none of a A c m k n u t q: ? explains them")),
        }
    }
}

/// What is no figure, as a value is typed.
fn mark(text: &str) -> Result<&'static str, String> {
    match text.to_lowercase().replace(['_', '-'], " ").as_str() {
        "h" | "not held" => Ok("not held"),
        "r" | "refused" => Ok("refused"),
        "s" | "suppressed" => Ok("suppressed"),
        "x" | "missing" => Ok("missing"),
        _ => {
            Err("say which: m h (not held), m r (refused), m s (suppressed), m x (missing)".into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_wish() {
        let set = |value: &str| Ok(Wanted::Decide(Wish::Set(value.to_owned())));
        assert_eq!(Wish::parse("a"), Ok(Wanted::Decide(Wish::Accept)));
        assert_eq!(Wish::parse(" A "), Ok(Wanted::Decide(Wish::AcceptAll)));
        assert_eq!(Wish::parse(""), Ok(Wanted::Next));
        assert_eq!(Wish::parse("c <5"), set("<5"));
        assert_eq!(Wish::parse("c13"), set("13"));
        assert_eq!(Wish::parse("c \"some of them\""), set("some of them"));
        let looked_at = Wish::LookedAt("a new home".to_owned());
        assert_eq!(Wish::parse("k a new home"), Ok(Wanted::Decide(looked_at)));
        assert_eq!(Wish::parse("m h"), set("not held"));
        assert_eq!(Wish::parse("m not_held"), set("not held"));
        for wrong in ["c", "k", "m", "m z", "a 13", "z", "c \"13"] {
            assert!(Wish::parse(wrong).is_err(), "{wrong}");
        }
    }
}
