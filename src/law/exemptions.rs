//! Which sections weigh the public interest: only those allow an authority more time.
//!
//! Source: `law/rules.md` section 10; codes as in `exemption-patterns.csv`.

/// What kind of reason a section gives for not answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Weighed against the public interest.
    Qualified,
    /// No weighing: the information is exempt or it is not.
    Absolute,
    /// About the request, not the information: cost, vexatious, repeated.
    Procedural,
}

impl Class {
    pub fn words(self) -> &'static str {
        match self {
            Self::Qualified => "a qualified exemption",
            Self::Absolute => "an absolute exemption, which involves no public interest test",
            Self::Procedural => "not an exemption at all, so that there is no public interest test",
        }
    }
}

/// Sections by code, most often cited first.
static SECTIONS: [(&str, Class); 54] = [
    ("FOIA-s12", Class::Procedural),
    ("FOIA-s14", Class::Procedural),
    ("FOIA-s14(1)", Class::Procedural),
    ("FOIA-s14(2)", Class::Procedural),
    ("FOIA-s21", Class::Absolute),
    ("FOIA-s22", Class::Qualified),
    ("FOIA-s22A", Class::Qualified),
    ("FOIA-s23", Class::Absolute),
    ("FOIA-s24", Class::Qualified),
    ("FOIA-s26", Class::Qualified),
    ("FOIA-s27", Class::Qualified),
    ("FOIA-s28", Class::Qualified),
    ("FOIA-s29", Class::Qualified),
    ("FOIA-s30", Class::Qualified),
    ("FOIA-s31", Class::Qualified),
    ("FOIA-s32", Class::Absolute),
    ("FOIA-s33", Class::Qualified),
    ("FOIA-s34", Class::Absolute),
    ("FOIA-s35", Class::Qualified),
    ("FOIA-s36", Class::Qualified),
    ("FOIA-s37", Class::Qualified),
    ("FOIA-s38", Class::Qualified),
    ("FOIA-s39", Class::Qualified),
    ("FOIA-s40", Class::Absolute),
    ("FOIA-s40(1)", Class::Absolute),
    // Its first limb; (3B) and (4A) are qualified, and rare (rules.md 10).
    ("FOIA-s40(2)", Class::Absolute),
    ("FOIA-s41", Class::Absolute),
    ("FOIA-s42", Class::Qualified),
    ("FOIA-s43", Class::Qualified),
    ("FOIA-s44", Class::Absolute),
    ("FOISA-s12", Class::Procedural),
    ("FOISA-s14", Class::Procedural),
    ("FOISA-s14(1)", Class::Procedural),
    ("FOISA-s14(2)", Class::Procedural),
    ("FOISA-s17", Class::Procedural),
    ("FOISA-s18", Class::Qualified),
    ("FOISA-s25", Class::Absolute),
    ("FOISA-s26", Class::Absolute),
    ("FOISA-s27", Class::Qualified),
    ("FOISA-s27(1)", Class::Qualified),
    ("FOISA-s28", Class::Qualified),
    ("FOISA-s29", Class::Qualified),
    ("FOISA-s30", Class::Qualified),
    ("FOISA-s33", Class::Qualified),
    ("FOISA-s34", Class::Qualified),
    ("FOISA-s35", Class::Qualified),
    ("FOISA-s36(1)", Class::Qualified),
    ("FOISA-s36(2)", Class::Absolute),
    ("FOISA-s37", Class::Absolute),
    ("FOISA-s38", Class::Absolute),
    ("FOISA-s38(1)(a)", Class::Absolute),
    ("FOISA-s38(1)(b)", Class::Absolute),
    ("FOISA-s39(1)", Class::Qualified),
    ("FOISA-s39(2)", Class::Qualified),
];

/// The section with this code, and what it is; a sub-paragraph that is not listed is its section's.
pub fn section(code: &str) -> Option<(&'static str, Class)> {
    let exact = |code: &str| SECTIONS.iter().find(|(known, _)| *known == code).copied();
    let mut code = code.trim();
    loop {
        if let Some(found) = exact(code) {
            return Some(found);
        }
        code = code.rfind('(').and_then(|at| code.get(..at))?;
    }
}

/// What an authority names when it says that it needs more time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ground {
    /// It is not known what it named.
    #[default]
    Unknown,
    NoneNamed,
    Named(&'static str, Class),
}

impl Ground {
    /// Of several sections the one that serves the authority best: a qualified exemption, if any.
    pub fn of(codes: &[String]) -> Self {
        let known = || codes.iter().filter_map(|code| section(code));
        known()
            .find(|(_, class)| *class == Class::Qualified)
            .or_else(|| known().next())
            .map_or(Self::NoneNamed, |(code, class)| Self::Named(code, class))
    }
}
