//! What a person types at the prompt of `foi inbox`.

use crate::cli::sitting::Wanted;
use crate::replies::Kind;

/// One line of the person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// Its kind and its place are right; with `answers`, what it proposes too.
    Accept {
        answers: bool,
    },
    /// It is something else.
    Kind(Kind),
    /// It belongs here: numbers of candidates, or names of requests.
    File(Vec<String>),
    /// What it answers: `[REQUEST] QUESTION VALUE [PERIOD]`.
    Set(Vec<String>),
    Attachments,
    /// All of its text.
    Text,
}

pub(super) const HELP: &str = "\
  a            it is what it is read as, and belongs where it is filed
  a answers    the same, and the answers it proposes are accepted
  k KIND       it is something else: k refusal
  f REQUEST…   it belongs here: f 1 (a candidate), f r12, f kent; several: f kent essex
  s Q VALUE    it answers question Q so: s 2 13, s 2 \"not held\", s 2 13 PERIOD;
               for a mail about several authorities: s kent 2 13
  n, Enter     leave it as it is, and go on to the next
  u            take back the last decision of this sitting
  o            what is attached, and where the mail lies
  t            all of its text
  q            stop; what was decided stays decided";

impl Wish {
    /// Reads a line; what cannot be meant is told in one line.
    pub(super) fn parse(line: &str) -> Result<Wanted<Self>, String> {
        let words = words(line)?;
        let Some((letter, rest)) = words.split_first() else { return Ok(Wanted::Next) };
        let alone = |wish: Wanted<Self>| match rest {
            [] => Ok(wish),
            [word, ..] => Err(format!("`{letter}` stands alone: what is `{word}`? (? for help)")),
        };
        match letter.as_str() {
            "a" => match rest {
                [] => Ok(Wanted::Decide(Self::Accept { answers: false })),
                [word] if word == "answers" => Ok(Wanted::Decide(Self::Accept { answers: true })),
                _ => Err("write `a`, or `a answers`".to_owned()),
            },
            "k" => match rest {
                [kind] => Kind::parse(kind)
                    .map(|kind| Wanted::Decide(Self::Kind(kind)))
                    .ok_or_else(|| {
                        format!(
                            "`{kind}` is no kind of mail. {}",
                            crate::toml_file::instead(kind, &Kind::ALL.map(Kind::code))
                        )
                    }),
                _ => Err("say what it is: k KIND, such as k refusal".to_owned()),
            },
            "f" if rest.is_empty() => {
                Err("say where it belongs: f 1, f r12, f kent; several for a mail about several"
                    .to_owned())
            }
            "f" => Ok(Wanted::Decide(Self::File(rest.to_vec()))),
            "s" if rest.len() < 2 => {
                Err("say what it answers: s QUESTION VALUE, such as s 2 13".to_owned())
            }
            "s" => Ok(Wanted::Decide(Self::Set(rest.to_vec()))),
            "n" => alone(Wanted::Next),
            "u" => alone(Wanted::Undo),
            "o" => alone(Wanted::Tell(Self::Attachments)),
            "t" => alone(Wanted::Tell(Self::Text)),
            "q" => alone(Wanted::Quit),
            "?" | "h" => alone(Wanted::Help),
            _ => Err(format!("`{letter}` is none of a k f s n u o t q: ? explains them")),
        }
    }
}

/// The words of a line; what stands in quotation marks is one.
pub(in crate::cli) fn words(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    if quoted {
        return Err("a quotation mark is not closed".to_owned());
    }
    words.extend(word);
    Ok(words)
}
