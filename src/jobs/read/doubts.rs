//! What casts a doubt on a whole mail once it is read: two versions, a stranger, another period, another
//! authority, a sender that our own server could not confirm.

use super::Reader;
use crate::answers::meaning::{Meaning, stranger};
use crate::answers::{Candidate, finding};
use crate::campaign::Campaign;
use crate::replies::authentication::Authentication;
use crate::replies::matching::Placing;
use crate::replies::message::Message;
use crate::replies::{Kind, quoting, speaker};
use crate::store::requests::Request;

/// What of a mail the doubts look at.
pub(super) struct Seen<'r> {
    pub(super) message: &'r Message,
    pub(super) new_text: &'r str,
    /// The lines of it and of what comes with it.
    pub(super) remarks: &'r [quoting::Line],
    pub(super) typed_in: Option<String>,
    pub(super) vouched: bool,
}

impl Reader {
    /// The first thing that a person must look at, where nothing did so yet.
    pub(super) fn further_doubt(
        &self,
        meaning: &Meaning,
        placing: &Placing,
        (campaign, request): (Option<&Campaign>, Option<&Request>),
        (seen, candidates): (&Seen<'_>, &[Candidate]),
    ) -> Option<String> {
        let message = seen.message;
        let unknown = || {
            let unknown = stranger(meaning.kind, placing, message);
            unknown.filter(|_| !seen.vouched)
        };
        let typed_in = || seen.typed_in.clone().filter(|_| is_silent(meaning.kind));
        let first = two_versions(campaign, message, candidates).or_else(unknown).or_else(typed_in);
        if first.is_some() || !carries_figures(meaning) {
            return first;
        }
        campaign
            .and_then(|campaign| finding::caveat(campaign, seen.remarks, candidates))
            .or_else(|| self.other_speaker(request, message, seen.new_text))
            .or_else(|| {
                let subject = speaker::another_subject(campaign?, seen.new_text)?;
                Some(format!("it answers a request about \u{201c}{subject}\u{201d}"))
            })
    }

    /// Figures, or a word that moves a date, from an authority's domain that our own server says the
    /// mail is not from.
    pub(super) fn not_theirs(
        &self,
        meaning: &Meaning,
        message: &Message,
        authentication: Option<&Authentication>,
    ) -> Option<String> {
        let failed = authentication.filter(|results| results.failed())?;
        let (_, domain) = message.from.as_deref()?.rsplit_once('@')?;
        let weighs = carries_figures(meaning)
            || meaning.kind == Kind::Correction
            || meaning.kind.needs_agreement();
        let known = weighs && !self.register.by_domain(domain).is_empty();
        known.then(|| {
            let (server, words) = (&failed.server, failed.words());
            format!("{server} could not confirm that it comes from {domain}: {words}")
        })
    }

    /// A sender that the register does not know, in whose words the authority is named for which our
    /// letter's own key speaks: a case system or a trust that answers for it.
    pub(super) fn vouched_for(
        &self,
        request: Option<&Request>,
        message: &Message,
        lines: &[quoting::Line],
    ) -> bool {
        let own = request.and_then(|request| self.register.get(&request.authority));
        let Some(own) = own else { return false };
        let mut names = vec![own.name.as_str()];
        names.extend(own.welsh_name.as_deref());
        let said: Vec<&str> =
            lines.iter().filter(|line| !line.quoted).map(|line| line.text.as_str()).collect();
        let by = message.from_name.as_deref().unwrap_or_default();
        speaker::names_itself(by, &names) || speaker::speaks_for(&said.join("\n"), &names)
    }

    /// Another authority of the register, named in a mail that is filed under `request`.
    fn other_speaker(
        &self,
        request: Option<&Request>,
        message: &Message,
        new_text: &str,
    ) -> Option<String> {
        let own = self.register.get(&request?.authority)?;
        let mut names = vec![own.name.as_str()];
        names.extend(own.welsh_name.as_deref());
        let others: Vec<&str> = self
            .register
            .iter()
            .filter(|other| other.id != own.id)
            .map(|other| other.name.as_str())
            .collect();
        let text = format!("{}\n{new_text}", message.subject);
        let other = speaker::another_authority(&text, &names, &others)?;
        Some(format!("it names {other}: whose figures are these?"))
    }
}

/// Plain text says 12 where the HTML says "<12": which was meant?
fn two_versions(
    campaign: Option<&Campaign>,
    message: &Message,
    candidates: &[Candidate],
) -> Option<String> {
    let html = finding::candidates(campaign?, &quoting::lines(message.html.as_deref()?));
    let differs = html.iter().find(|other| {
        candidates.iter().any(|own| {
            own.question == other.question && own.period == other.period && own.value != other.value
        })
    })?;
    Some(format!("its plain and its HTML version differ on {}", differs.question))
}

/// Whether it leaves all as it was.
fn is_silent(kind: Kind) -> bool {
    matches!(kind, Kind::Acknowledgement | Kind::AutoReply)
}

fn carries_figures(meaning: &Meaning) -> bool {
    matches!(meaning.kind, Kind::Answer | Kind::Partial)
}
