//! The sections of a number format: `#,##0.00;[Red]-#,##0.00`.

/// A format longer than this is none.
const LONGEST: usize = 400;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Literal(char),
    /// Where the figures stand.
    Number,
    General,
    /// A run of one letter: years, months or minutes, days, hours, seconds; "a" for a half of
    /// the day, upper case for time that runs on beyond its day or hour.
    Date(char, usize),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Condition {
    sign: &'static str,
    bound: f64,
}

impl Condition {
    #[expect(clippy::float_cmp, reason = "the format says equal")]
    pub(super) fn holds(self, value: f64) -> bool {
        match self.sign {
            "<=" => value <= self.bound,
            ">=" => value >= self.bound,
            "<>" => value != self.bound,
            "<" => value < self.bound,
            ">" => value > self.bound,
            _ => value == self.bound,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of a format")]
pub(super) struct Section {
    pub(super) parts: Vec<Part>,
    pub(super) condition: Option<Condition>,
    pub(super) percents: i32,
    pub(super) thousandths: i32,
    pub(super) least_before: usize,
    pub(super) least_behind: usize,
    pub(super) most_behind: usize,
    pub(super) grouped: bool,
    pub(super) as_text: bool,
    pub(super) scientific: bool,
    pub(super) fraction: bool,
    /// It has a place for a figure that is more than a blank.
    figures: bool,
}

impl Section {
    pub(super) fn is_date(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Date(..)))
    }

    /// Only a dash, with blanks around it.
    pub(super) fn is_dash(&self) -> bool {
        let dash = |part: &Part| matches!(part, Part::Literal('-' | '\u{2013}' | '\u{2014}'));
        !self.figures && self.parts.iter().any(dash)
    }
}

/// The sections of a format, in order; none of what is no format.
pub(super) fn sections(format: &str) -> Vec<Section> {
    if format.is_empty() || format.len() > LONGEST {
        return Vec::new();
    }
    let mut sections = vec![Reading::default()];
    let mut signs = format.chars().collect::<Vec<char>>().into_iter().peekable();
    while let Some(sign) = signs.next() {
        if sign == ';' {
            sections.push(Reading::default());
        } else if let Some(section) = sections.last_mut() {
            section.sign(sign, &mut signs);
        }
    }
    sections.into_iter().map(Reading::finish).collect()
}

type Signs = std::iter::Peekable<std::vec::IntoIter<char>>;

#[derive(Default)]
struct Reading {
    section: Section,
    begun: bool,
    behind: bool,
    /// Commas that group or divide, by what follows them.
    commas: i32,
}

impl Reading {
    fn sign(&mut self, sign: char, signs: &mut Signs) {
        match sign {
            '"' => {
                let quoted = signs.by_ref().take_while(|sign| *sign != '"').map(Part::Literal);
                self.section.parts.extend(quoted);
            }
            '\\' => self.section.parts.extend(signs.next().map(Part::Literal)),
            // The width of a sign, and a sign that fills the cell.
            '_' | '*' => {
                signs.next();
            }
            '[' => {
                let inside: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                self.bracket(&inside);
            }
            '0' | '#' | '?' => self.figure(sign),
            '.' if self.begun || signs.peek().is_some_and(|next| "0#?".contains(*next)) => {
                self.start();
                self.behind = true;
            }
            ',' if self.begun => self.commas += 1,
            '%' => {
                self.section.percents += 1;
                self.section.parts.push(Part::Literal('%'));
            }
            'E' | 'e' if self.begun && signs.peek().is_some_and(|next| "+-".contains(*next)) => {
                self.section.scientific = true;
            }
            '/' if self.begun => self.section.fraction = true,
            '@' => self.section.as_text = true,
            sign if sign.is_ascii_alphabetic() => self.letters(sign, signs),
            sign => self.section.parts.push(Part::Literal(sign)),
        }
    }

    fn start(&mut self) {
        if !self.begun {
            self.begun = true;
            self.section.parts.push(Part::Number);
        }
    }

    fn figure(&mut self, sign: char) {
        self.start();
        self.section.figures |= sign != '?';
        if self.commas > 0 && !self.behind {
            self.section.grouped = true;
            self.commas = 0;
        }
        if self.behind {
            self.section.most_behind += 1;
            if sign == '0' {
                self.section.least_behind = self.section.most_behind;
            }
        } else if sign == '0' {
            self.section.least_before += 1;
        }
    }

    /// A currency with its country, a condition, time that runs on; else a colour.
    fn bracket(&mut self, inside: &str) {
        let lower = inside.to_ascii_lowercase();
        let first = lower.chars().next().unwrap_or_default();
        if let Some(currency) = inside.strip_prefix('$') {
            let sign = currency.split('-').next().unwrap_or_default();
            self.section.parts.extend(sign.chars().map(Part::Literal));
        } else if let Some(sign) =
            ["<=", ">=", "<>", "<", ">", "="].into_iter().find(|sign| inside.starts_with(sign))
        {
            let bound = inside.get(sign.len()..).and_then(|bound| bound.trim().parse().ok());
            self.section.condition = bound.map(|bound| Condition { sign, bound });
        } else if "hms".contains(first) && lower.chars().all(|letter| letter == first) {
            self.section.parts.push(Part::Date(first.to_ascii_uppercase(), lower.len()));
        }
    }

    fn letters(&mut self, first: char, signs: &mut Signs) {
        let mut run = String::from(first);
        let lower = first.to_ascii_lowercase();
        match lower {
            'g' | 'a' => {
                while let Some(next) =
                    signs.next_if(|next| next.is_ascii_alphabetic() || *next == '/')
                {
                    run.push(next);
                }
                match run.to_ascii_lowercase().as_str() {
                    "general" => {
                        self.section.figures = true;
                        self.section.parts.push(Part::General);
                    }
                    "am/pm" | "a/p" => self.section.parts.push(Part::Date('a', 1)),
                    _ => self.section.parts.extend(run.chars().map(Part::Literal)),
                }
            }
            'y' | 'm' | 'd' | 'h' | 's' => {
                let mut count = 1;
                while signs.next_if(|next| next.to_ascii_lowercase() == lower).is_some() {
                    count += 1;
                }
                self.section.parts.push(Part::Date(lower, count));
            }
            _ => self.section.parts.push(Part::Literal(first)),
        }
    }

    fn finish(mut self) -> Section {
        self.section.thousandths = self.commas;
        self.section
    }
}
