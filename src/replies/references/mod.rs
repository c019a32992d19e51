//! The authority's own reference: every word with the shape of one is weighed by where it stands and
//! what stands before it. Bare digits prove nothing (replies.md section 5: 43% of real references
//! are digits), and of two that weigh the same neither is taken.

mod labels;
mod others;
mod places;
mod shapes;
#[cfg(test)]
mod tests;

use self::labels::Label;
use self::places::{Place, heads_line, is_alone, label_of, weight};
use self::shapes::{Prefix, Word};
use super::message::Message;
use crate::campaign::reference;

/// A reference lighter than this is a guess.
const ENOUGH: f32 = 5.0;
/// Nearer than this, neither of two is the better one.
const TIE: f32 = 0.4;
/// What each further place adds: subject, text and a file's name that say the same.
const SAID_AGAIN: f32 = 0.75;
/// More references than this are a list, and none of them is the mail's own.
const MOST_REFERENCES: usize = 40;

/// What may be their reference, with all that says so.
#[derive(Debug)]
struct Found {
    normal: String,
    /// As it is written where it weighs most.
    shown: String,
    weight: f32,
    /// As it is written where no word such as FOI stands before it.
    bare: Option<String>,
    places: Vec<Place>,
}

/// The reference the authority gives the request, if the mail says one.
///
/// `ours` is compared without punctuation: our own reference, sent back, is not theirs.
pub(super) fn authority_reference(
    message: &Message,
    new_text: &str,
    ours: &[String],
) -> Option<String> {
    let mut found: Vec<Found> = Vec::new();
    for (place, text) in &texts(message, new_text) {
        for word in shapes::words(text) {
            if let Some(weight) = weight(*place, text, &word).filter(|_| !is_ours(&word, ours)) {
                add(&mut found, (*place, text), &word, weight);
            }
        }
    }
    found.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    let (best, rest) = found.split_first()?;
    let contradicted = rest.iter().any(|other| {
        best.weight - other.weight < TIE
            && !best.normal.contains(&other.normal)
            && !other.normal.contains(&best.normal)
    });
    let sure = best.weight >= ENOUGH && !contradicted;
    sure.then(|| best.bare.as_ref().unwrap_or(&best.shown).clone())
}

/// Every word that may be a reference of theirs.
///
/// They only name a request where an earlier mail taught that they do.
pub(super) fn every_reference(message: &Message, text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for (place, text) in &texts(message, text) {
        for word in shapes::words(text) {
            let labelled = weight(*place, text, &word).is_some_and(|weight| weight > 2.0);
            for part in [word.whole, word.core].into_iter().filter(|_| labelled) {
                if all.len() < MOST_REFERENCES && !all.iter().any(|known| known == part) {
                    all.push(part.to_owned());
                }
            }
        }
    }
    all
}

fn texts(message: &Message, new_text: &str) -> Vec<(Place, String)> {
    let names = message.attachments.iter().filter(|one| one.may_have_text()).map(|attachment| {
        let name = attachment.name.as_str();
        let stem = name.rsplit_once('.').filter(|(_, ending)| is_ending(ending));
        (Place::FileName, shapes::plain(stem.map_or(name, |(stem, _)| stem)))
    });
    [(Place::Subject, shapes::plain(&message.subject)), (Place::Text, shapes::plain(new_text))]
        .into_iter()
        .chain(names)
        .collect()
}

fn is_ending(ending: &str) -> bool {
    ending.len() <= 4 && ending.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn add(found: &mut Vec<Found>, (place, text): (Place, &str), word: &Word<'_>, weight: f32) {
    let normal = normal(word.core);
    let bare = word.prefix == Prefix::None && (weight >= ENOUGH || is_alone(text, &word.at));
    let bare = bare.then(|| shown(text, word));
    let shown = shown(text, word);
    let Some(known) = found.iter_mut().find(|known| known.normal == normal) else {
        found.push(Found { normal, shown, weight, bare, places: vec![place] });
        return;
    };
    // Within a sentence it is written in full.
    let fuller = shown.len() > known.shown.len() && shown.ends_with(&known.shown);
    let shorter = known.shown.len() > shown.len() && known.shown.ends_with(&shown);
    if fuller || (weight > known.weight && !shorter) {
        known.shown = shown;
    }
    known.weight = known.weight.max(weight);
    known.bare = known.bare.take().or(bare);
    if !known.places.contains(&place) {
        known.places.push(place);
        known.weight += SAID_AGAIN;
    }
}

/// As it is printed. At the head of a line "FOI 14502" is request 14502; of "Ticket#2025" the word is
/// the system's.
fn shown(text: &str, word: &Word<'_>) -> String {
    if word.prefix == Prefix::Apart && word.says_the_act() && heads_line(text, &word.at) {
        let named =
            matches!(label_of(text, word), Label::Ours | Label::OfRequest | Label::Reference);
        if !named && word.core.bytes().all(|byte| byte.is_ascii_digit()) {
            return word.core.to_owned();
        }
    }
    let system = |mark: &str| mark.len() > 3 && mark.chars().all(|c| c.is_ascii_alphabetic());
    let bare = word.whole.split_once('#').filter(|(mark, _)| system(mark));
    bare.map_or(word.whole, |(_, number)| number).to_owned()
}

fn normal(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Ours, or a piece of it, or one of another round.
fn is_ours(word: &Word<'_>, ours: &[String]) -> bool {
    let found = reference::normalised(word.core);
    let known = ours.iter().map(|own| reference::normalised(own));
    known.into_iter().any(|own| own.contains(&found) || found.contains(&own))
        || reference::has_our_form(word.core)
}
