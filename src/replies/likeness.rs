//! Sentences held against the examples of what sentences do: what a mail is where no rule says, and
//! which sentences only look as if they decided something.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

use super::Kind;
use super::acts::{self, Act, Weighed};
use super::sentences::{is_hedged, numbers_in, sentences};

/// A sentence and what it is like.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) sentence: String,
    weighed: Weighed,
    conditional: bool,
}

/// Fewer words than this tell nothing by themselves.
const LEAST_WORDS: usize = 3;
/// Above this a sentence is taken to be of its likeliest act.
const LIKELY: f32 = 0.5;
/// Below this a sentence says nothing for an act.
const LEAST: f32 = 0.1;
/// Sentences that are weighed at most; more are a document.
const MOST_SENTENCES: usize = 200;
/// "Your request is not vexatious", "nothing has been withheld": a refusal denied.
static DENIED: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:is|are|was|were|has|have|do|does|did)(?:\s+not|n['’]t)\s+(?:been\s+|being\s+|be\s+|treated\s+as\s+|consider(?:ed)?\s+(?:it\s+|this\s+|to\s+be\s+)*|engaged?\s+)*(?:vexatious|repeated|exempt\w*|refus\w+|withh\w+)\b|\bnothing\s+(?:has\s+been\s+|was\s+|is\s+)?withheld\b").ok()
});

/// Above this it outweighs an acknowledgement around it.
const SURE: f32 = 0.8;

/// The sentences of `text`, weighed.
pub(super) fn said(text: &str) -> Vec<Said> {
    let weights = acts::shipped();
    sentences(text)
        .into_iter()
        .filter(|sentence| sentence.split_whitespace().nth(LEAST_WORDS - 1).is_some())
        .take(MOST_SENTENCES)
        .map(|sentence| Said {
            weighed: Weighed::of(weights, &sentence),
            conditional: is_hedged(&sentence),
            sentence,
        })
        .collect()
}

impl Said {
    pub(super) fn weighed(&self) -> &Weighed {
        &self.weighed
    }

    /// How likely it makes a mail one of `kind`, whatever is around it.
    pub(super) fn likely(&self, kind: Kind) -> f32 {
        self.weighed.probability(Act::Is(kind))
    }

    /// How likely it stands in letters of any kind.
    pub(super) fn standing(&self) -> f32 {
        self.weighed.probability(Act::Standing)
    }

    /// How likely it is of a receipt, or of an automatic reply.
    pub(super) fn receipt(&self) -> f32 {
        let own = [Kind::Acknowledgement, Kind::AutoReply];
        own.map(|kind| self.weighed.probability(Act::Is(kind))).iter().sum()
    }

    /// Whether it is `sentence`, with or without the number in front of it.
    pub(super) fn is_of(&self, sentence: &str) -> bool {
        self.sentence.strip_suffix(sentence).is_some_and(|label| label.len() <= 5)
    }

    /// Whether it is of a receipt or stands in any letter, and is unlike all that decides something.
    pub(super) fn is_idle(&self) -> bool {
        let idle = self.standing() + self.receipt();
        idle >= SURE || (idle >= 0.6 && self.decides() < 0.12)
    }

    /// The same beyond doubt, whatever figures stand in it.
    pub(super) fn is_surely_idle(&self) -> bool {
        self.standing() + self.receipt() >= 0.9 && self.decides() < 0.05
    }

    /// "Your request is not vexatious": whether it says the opposite of what makes a mail `kind`.
    pub(super) fn denies(&self, kind: Kind) -> bool {
        matches!(kind, Kind::Refusal | Kind::NotHeld | Kind::Partial) && is(&DENIED, &self.sentence)
    }

    /// Whether what it tells, if anything, is how requests are dealt with, and no answer.
    pub(super) fn is_of_procedure(&self) -> bool {
        const PROCEDURE: [Kind; 5] =
            [Kind::Fees, Kind::Refusal, Kind::Extension, Kind::Clarification, Kind::Transfer];
        let others = DECISIVE.iter().filter(|kind| !PROCEDURE.contains(kind));
        let most = others.map(|kind| self.weighed.probability(Act::Is(*kind))).fold(0.0, f32::max);
        most < 0.15
    }

    /// Whether it names a page to be opened, other than one where a case can be looked at.
    pub(super) fn is_of_a_page(&self) -> bool {
        self.sentence.contains("://") && !is(&TRACKS, &self.sentence)
    }

    /// How likely it is what decides something; where a case can be looked at nothing is decided.
    pub(super) fn decides(&self) -> f32 {
        let tracks = is(&TRACKS, &self.sentence);
        let counts = |kind: &&Kind| !(tracks && **kind == Kind::PortalLink);
        let decides = DECISIVE.iter().filter(counts);
        decides.map(|kind| self.weighed.probability(Act::Is(*kind))).fold(0.0, f32::max)
    }

    /// How likely it makes the mail one of `kind`: a condition makes nothing, a question that asks
    /// nobody is no clarification, and colleagues are no other body.
    fn speaks_for(&self, kind: Kind) -> f32 {
        let probability = self.weighed.probability(Act::Is(kind));
        if probability < LEAST {
            return 0.0;
        }
        let held_back = match kind {
            Kind::Clarification => self.asks() && !is(&YOU, &self.sentence),
            Kind::Transfer => self.conditional && !self.asks() || is(&WITHIN, &self.sentence),
            Kind::Refusal | Kind::NotHeld | Kind::Partial => {
                (self.conditional && !is(&REASON, &self.sentence))
                    || self.asks()
                    || is(&DENIED, &self.sentence)
            }
            Kind::Fees
            | Kind::Extension
            | Kind::Answer
            | Kind::ReviewOutcome
            | Kind::Correction
            | Kind::Spam => self.conditional || self.asks(),
            // Where a case can be looked at there is no reply yet.
            Kind::PortalLink => is(&TRACKS, &self.sentence),
            Kind::Acknowledgement
            | Kind::AutoReply
            | Kind::Bounce
            | Kind::Receipt
            | Kind::Other => false,
        };
        if held_back { 0.0 } else { probability }
    }

    fn asks(&self) -> bool {
        self.sentence.trim_end_matches(['"', '\'', ')', '”']).ends_with('?')
    }
}

/// Whether `sentence` reads like text that comes with any letter, and not like a mail of `kind`.
pub(super) fn is_standing(said: &[Said], sentence: &str, kind: Kind) -> bool {
    said.iter().find(|known| known.sentence == sentence).is_some_and(|known| {
        let standing = known.weighed.probability(Act::Standing);
        let receipt = known.weighed.probability(Act::Is(Kind::Acknowledgement));
        let own = known.weighed.probability(Act::Is(kind));
        kind != Kind::Acknowledgement && standing + receipt >= LIKELY && own < 0.25
    })
}

/// Whether some sentence is surely one of an automatic reply.
pub(super) fn is_automatic(said: &[Said]) -> bool {
    said.iter().any(|said| said.speaks_for(Kind::AutoReply) >= SURE)
}

/// A sentence that keeps something back, or puts it off, for a mail that gives figures too.
pub(super) fn withholds(said: &[Said]) -> Option<String> {
    said.iter()
        .find(|said| {
            let refuses = said.speaks_for(Kind::Refusal);
            let back = refuses >= 0.3 && refuses + said.speaks_for(Kind::Partial) >= SURE;
            let later = is(&LATER, &said.sentence) && !said.conditional;
            (back && !is(&NONE_OF_IT, &said.sentence)) || later
        })
        .map(|said| said.sentence.clone())
}

/// The sentence that says the request has gone to another body.
pub(super) fn passed_on(said: &[Said]) -> Option<String> {
    said.iter()
        .find(|said| {
            is(&PASSED, &said.sentence)
                && !said.conditional
                && said.speaks_for(Kind::Transfer) >= LIKELY
        })
        .map(|said| said.sentence.clone())
}

/// Whether some sentence of its own decides on this request, or asks or gives what is wanted.
pub(super) fn decides_here(said: &[Said]) -> bool {
    const HERE: [Kind; 4] = [Kind::Refusal, Kind::NotHeld, Kind::Answer, Kind::Partial];
    said.iter().any(|said| {
        let decides = HERE.iter().any(|kind| said.speaks_for(*kind) >= SURE);
        decides && is(&OF_YOURS, &said.sentence)
    })
}

/// Whether some sentence surely says that something is not held.
pub(super) fn says_not_held(said: &[Said]) -> bool {
    said.iter().any(|said| said.speaks_for(Kind::NotHeld) >= SURE)
}

/// Whether some sentence surely answers, with a figure that is none of the work it would take.
pub(super) fn tells_figures(said: &[Said]) -> bool {
    said.iter().any(|said| {
        said.speaks_for(Kind::Answer) + said.speaks_for(Kind::Partial) >= 0.65
            && said.speaks_for(Kind::NotHeld) < 0.15
            && !is(&OF_THE_WORK, &said.sentence)
            && !numbers_in(&said.sentence).is_empty()
    })
}

const DECISIVE: [Kind; 12] = [
    Kind::ReviewOutcome,
    Kind::Correction,
    Kind::Answer,
    Kind::Partial,
    Kind::Refusal,
    Kind::NotHeld,
    Kind::Fees,
    Kind::Clarification,
    Kind::Extension,
    Kind::Transfer,
    Kind::PortalLink,
    Kind::Spam,
];

/// Whether a mail of `kind` decides or asks something.
pub(super) fn is_decisive(kind: Kind) -> bool {
    DECISIVE.contains(&kind)
}

type Pattern = LazyLock<Option<Regex>>;

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

/// Files opened, minutes each, a sample: how a refusal reckons; an appendix, a page: where to look.
static OF_THE_WORK: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:files?|minutes|hours?|sample|manual\w*|officers?|workers?|£\s?25|appendi\w+|annex|pages?|tables?|chapter|report)\b").ok()
});
static OF_YOURS: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:your|this)\s+(?:\w+\s+)?(?:request|enquiry|question)s?\b|\byou\s+(?:ask|request|want)\w*\b|\b(?:this|these|the)\s+(?:requested\s+)?(?:information|data|figures?)\b").ok()
});
static TRACKS: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:track|progress|status|history|stage|how\s+(?:it|your\s+\w+)\s+is\s+(?:going|getting)|add\s+(?:a\s+)?(?:comment|note|something|more)|all\s+your\s+(?:cases|requests|enquiries)|my\s+(?:cases|requests|enquiries))\b").ok()
});
static YOU: Pattern =
    LazyLock::new(|| regex(r"(?i)\b(?:you|your|yours|chi|eich|ydych|please|we)\b").ok());
static WITHIN: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:colleagues?|(?:our|my|its|relevant|appropriate|responsible)\s+(?:\w+\s+){0,3}(?:team|department|directorate|service|services|unit|office|section|officers?))\b").ok()
});
static PASSED: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:have|has|was|were|been)\b[^.]{0,30}\b(?:transferred|passed|forwarded|sent\s+on|redirected)\b|\bwedi(?:'i)?\s+(?:throsglwyddo|trosglwyddo|anfon)").ok()
});
static REASON: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:because|therefore|would\s+exceed|by\s+virtue\s+of|under\s+s(?:ection)?\.?\s*\d|exempt\s+(?:by|under|from))\b").ok()
});
static LATER: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:will|to|shall)\s+(?:be\s+)?(?:follow|sent\s+(?:on|later|separately))\b|\bunder\s+separate\s+cover|\bstill\s+(?:gathering|collating|collecting|waiting|checking|compiling|working\s+on)|\bwrite\s+(?:again|separately)\b.{0,40}\b(?:once|when|about|with)|\bi\s+ddilyn\b").ok()
});
static NONE_OF_IT: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:no|not|nothing)\b[^.]{0,40}\b(?:exempt\w*|section|withheld|refused|limit)\b")
        .ok()
});
