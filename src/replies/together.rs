//! What a mail is by all of its sentences together, held against what a single one of them said.

use super::Kind;
use super::acts::{Features, Kinds, is_document};
use super::classify::{Classified, READS_LIKE, verdict};
use super::likeness::{self, Said};
use super::message::Message;

/// Above this the mail as a whole outweighs what one sentence of it says.
const OUTWEIGHS: f32 = 0.8;
/// From here on what the mail may be besides is a doubt.
const DOUBTS: f32 = 0.35;
/// From here on there is hardly a doubt what it is; and from here on a small one.
const SURE: f32 = 0.85;
const LIKELY: f32 = 0.7;

/// How likely a mail is of each kind, by all of its sentences.
#[derive(Debug, Clone)]
pub(super) struct Together {
    kinds: Vec<(Kind, f32)>,
}

impl Together {
    pub(super) fn of(said: &[Said], message: &Message) -> Self {
        let weighed: Vec<_> =
            said.iter().map(|said| (said.sentence.as_str(), said.weighed())).collect();
        let files = message.attachments.iter().map(|file| file.name.as_str());
        let documents = files.clone().any(is_document);
        let features = Features::of(&weighed, (files.count() > 0, documents));
        Self { kinds: Kinds::shipped().probabilities(&features) }
    }

    pub(super) fn likely(&self, kind: Kind) -> f32 {
        self.kinds.iter().find(|(known, _)| *known == kind).map_or(0.0, |(_, share)| *share)
    }

    fn likeliest(&self) -> (Kind, f32) {
        let most = self.kinds.iter().max_by(|(_, one), (_, other)| one.total_cmp(other));
        most.copied().unwrap_or((Kind::Other, 0.0))
    }

    /// What the mail is where no rule says; nothing where no sentence tells anything.
    pub(super) fn found(&self, said: &[Said]) -> Option<Classified> {
        let (kind, share) = self.likeliest();
        let words = most_like(said, kind)?;
        if said.iter().any(|said| said.sentence == words && said.denies(kind)) {
            return None;
        }
        Some(verdict(kind, READS_LIKE, words, f64::from(share).min(0.95)))
    }

    /// Sets right what a rule took from one sentence where the mail as a whole is surely another thing.
    pub(super) fn outweighs(&self, said: &[Said], found: &mut Classified) {
        let (kind, share) = self.likeliest();
        // What was said before is set right whatever else is said.
        let sets_right = matches!(found.kind, Kind::Correction | Kind::ReviewOutcome);
        let told = found.structural || sets_right || kind == found.kind || found.rule == READS_LIKE;
        if told || share < OUTWEIGHS || self.likely(found.kind) > 0.1 {
            return;
        }
        let Some(words) = most_like(said, kind) else { return };
        // What a rule read is not silently dropped: a person sees the words.
        let more = likeness::is_decisive(found.kind).then(|| found.words.clone());
        *found =
            Classified { more, ..verdict(kind, READS_LIKE, words, f64::from(share).min(0.95)) };
    }

    /// For a mail that seems to change nothing: the sentence by which it may be more.
    pub(super) fn may_be_more(&self, said: &[Said]) -> Option<String> {
        let idle = [Kind::Acknowledgement, Kind::AutoReply, Kind::Receipt];
        let others = self.kinds.iter().filter(|(kind, _)| !idle.contains(kind));
        let (kind, share) = others.max_by(|(_, one), (_, other)| one.total_cmp(other))?;
        (*share >= DOUBTS).then(|| most_like(said, *kind).unwrap_or_default().to_owned())
    }

    /// How sure it is that the mail confirms or replies by itself, and does nothing else.
    pub(super) fn sure_of_receipt(&self) -> Sure {
        let idle = [Kind::Acknowledgement, Kind::AutoReply, Kind::Receipt];
        match idle.into_iter().map(|kind| self.likely(kind)).sum::<f32>() {
            SURE.. => Sure::Surely,
            LIKELY.. => Sure::Likely,
            _ => Sure::Hardly,
        }
    }
}

/// How sure something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sure {
    Surely,
    Likely,
    Hardly,
}

/// The sentence that is most like those of `kind`.
fn most_like(said: &[Said], kind: Kind) -> Option<&str> {
    let likely = |said: &Said| said.likely(kind);
    let most = said.iter().max_by(|one, other| likely(one).total_cmp(&likely(other)))?;
    Some(most.sentence.as_str())
}
