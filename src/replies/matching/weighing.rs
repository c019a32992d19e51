//! Evidence weighed: what agrees files a mail, what conflicts goes to a person, best guess first.

use super::{Candidate, Evidence, Match, Placing, SenderFacts, Standing};

/// All that was found about where a mail belongs.
#[derive(Debug, Clone, Default)]
pub struct Evidences {
    /// Requests that a clue named.
    pub named: Vec<(Evidence, Standing, Candidate)>,
    /// Requests for which their own reference in the mail is known, and that reference.
    pub by_reference: Vec<(Candidate, String)>,
    /// Requests that a person filed mail from this address under.
    pub by_alias: Vec<Candidate>,
    /// Requests to authorities that write from the sender's domain.
    pub by_domain: Vec<Candidate>,
    /// Of those, the requests that were sent to the sender's very address.
    pub by_address: Vec<Candidate>,
    pub sender: SenderFacts,
}

/// Letters and digits that a reference must have to be nobody else's by chance.
const LONG_ENOUGH: usize = 6;

/// Weighs what names a request against who sent the mail.
pub fn weigh(found: &Evidences) -> Placing {
    let written = group(found, Standing::Written);
    let all = group(found, Standing::Quoted);
    if let Some(imitated) = &found.sender.imitates {
        let domain = found.sender.domain.as_deref().unwrap_or_default();
        return held(all, format!("{domain} is made to look like a domain of {imitated}"));
    }
    match (written.as_slice(), all.as_slice()) {
        (_, []) => without_our_keys(found),
        ([] | [_], [one]) => placed(one.clone(), found),
        ([one], _) => {
            let others = all.iter().filter(|other| other.candidate != one.candidate);
            let names: Vec<&str> = others.map(|other| other.candidate.authority.as_str()).collect();
            let reason = format!(
                "it names our request to {}, and quotes one to {}",
                one.candidate.authority,
                names.join(", ")
            );
            held(sender_first(all.clone(), &found.sender), reason)
        }
        ([], several) => conflict(several.to_vec(), found),
        (several, _) => several_named(several, &all, found),
    }
}

/// Every request that is named, with its evidence; the surest first.
fn group(found: &Evidences, least: Standing) -> Vec<Match> {
    let mut named: Vec<Match> = Vec::new();
    let keys = found
        .named
        .iter()
        .filter(|(evidence, standing, _)| evidence.names_a_request() && *standing <= least);
    for (evidence, _, candidate) in keys {
        add(&mut named, candidate, *evidence);
    }
    for entry in &mut named {
        let known = found.by_reference.iter().any(|(other, _)| *other == entry.candidate);
        if known {
            strengthen(entry, Evidence::AuthorityReference);
        }
    }
    named.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
    named
}

fn add(named: &mut Vec<Match>, candidate: &Candidate, evidence: Evidence) {
    if let Some(entry) = named.iter_mut().find(|entry| entry.candidate == *candidate) {
        strengthen(entry, evidence);
    } else {
        let candidate = candidate.clone();
        let mut entry = Match { candidate, evidence: Vec::new(), confidence: 0.0 };
        strengthen(&mut entry, evidence);
        named.push(entry);
    }
}

/// Independent grounds: each leaves less room for doubt.
fn strengthen(entry: &mut Match, evidence: Evidence) {
    if entry.evidence.contains(&evidence) {
        return;
    }
    entry.evidence.push(evidence);
    entry.evidence.sort_unstable();
    let confidence = 1.0 - (1.0 - entry.confidence) * (1.0 - evidence.weight());
    entry.confidence = (confidence * 1000.0).floor() / 1000.0;
}

/// One request is named: does the sender agree?
fn placed(mut one: Match, found: &Evidences) -> Placing {
    let sender = &found.sender;
    let own = sender.authorities.contains(&one.candidate.authority);
    if own {
        one.evidence.push(Evidence::SenderDomain);
    }
    let alias = found.by_alias.iter().any(|known| known.authority == one.candidate.authority);
    if alias {
        strengthen(&mut one, Evidence::Alias);
    }
    if !own && !alias && !sender.neutral && !sender.authorities.is_empty() {
        let reason = format!(
            "it names our request to {}, but comes from the domain of {}",
            one.candidate.authority,
            sender.authorities.join(", ")
        );
        let mut matches = vec![one];
        for other in &found.by_domain {
            add(&mut matches, other, Evidence::SenderDomain);
        }
        return held(matches, reason);
    }
    // Their reference says another request, and the sender does not speak against that; of two
    // requests to the sender, last year's and this one's, the domain says nothing.
    let elsewhere = found.by_reference.iter().find(|(known, _)| {
        *known != one.candidate
            && (!own || known.authority == one.candidate.authority)
            && !found.by_reference.iter().any(|(same, _)| *same == one.candidate)
    });
    if let Some((known, reference)) = elsewhere {
        let reason = format!(
            "it names our request to {}, but {reference} is a reference of {}",
            one.candidate.authority, known.authority
        );
        let mut matches = vec![one];
        add(&mut matches, known, Evidence::AuthorityReference);
        return held(matches, reason);
    }
    let stranger = !own && !alias && !sender.neutral;
    Placing { matches: vec![one], held: None, stranger }
}

/// Several requests are named by what they wrote: one mail for two authorities, or a conflict.
fn several_named(written: &[Match], all: &[Match], found: &Evidences) -> Placing {
    // Both are meant where both stand in the same place: two references in the text, two addresses
    // that it was sent to. One in the thread and another in the text contradict each other.
    let both = |kind: Evidence| written.iter().all(|entry| entry.evidence.contains(&kind));
    let places = [
        Evidence::PlusAddress,
        Evidence::TokenInSubject,
        Evidence::TokenInBody,
        Evidence::TokenInAttachment,
    ];
    let mut authorities: Vec<&str> =
        written.iter().map(|entry| entry.candidate.authority.as_str()).collect();
    authorities.sort_unstable();
    authorities.dedup();
    let distinct = authorities.len() == written.len();
    let sender = &found.sender;
    let plausible = sender.neutral
        || sender.authorities.is_empty()
        || sender.authorities.iter().any(|own| authorities.contains(&own.as_str()));
    if distinct && plausible && places.into_iter().any(both) {
        let stranger = sender.authorities.is_empty() && !sender.neutral;
        return Placing { matches: written.to_vec(), held: None, stranger };
    }
    conflict(all.to_vec(), found)
}

fn conflict(matches: Vec<Match>, found: &Evidences) -> Placing {
    let matches = sender_first(matches, &found.sender);
    let names: Vec<&str> = matches.iter().map(|entry| entry.candidate.authority.as_str()).collect();
    let reason = format!("it names several of our requests: {}", names.join(", "));
    held(matches, reason)
}

fn held(matches: Vec<Match>, reason: String) -> Placing {
    Placing { matches, ..Placing::default() }.hold(reason)
}

/// Whoever sent it most likely means its own request.
fn sender_first(mut matches: Vec<Match>, sender: &SenderFacts) -> Vec<Match> {
    let own = |entry: &Match| sender.authorities.contains(&entry.candidate.authority);
    for entry in matches.iter_mut().filter(|entry| own(entry)) {
        strengthen(entry, Evidence::SenderDomain);
    }
    matches.sort_by_key(|entry| !own(entry));
    matches
}

/// Nothing of ours is in it: their own reference, or the sender alone.
fn without_our_keys(found: &Evidences) -> Placing {
    let mut ranked: Vec<Match> = Vec::new();
    for (candidate, _) in &found.by_reference {
        add(&mut ranked, candidate, Evidence::AuthorityReference);
    }
    for (candidates, evidence) in [
        (&found.by_alias, Evidence::Alias),
        (&found.by_address, Evidence::SenderAddress),
        (&found.by_domain, Evidence::SenderDomain),
    ] {
        for candidate in candidates {
            add(&mut ranked, candidate, evidence);
        }
    }
    ranked.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
    if let Some(first) = ranked.first().filter(|first| is_plain(first, &ranked, found)) {
        return Placing { matches: vec![first.clone()], held: None, stranger: false };
    }
    let reason = reason(&ranked, found);
    held(ranked, reason)
}

/// Whether their reference and the sender say the same, and nothing says otherwise.
fn is_plain(first: &Match, ranked: &[Match], found: &Evidences) -> bool {
    let has = |evidence| first.evidence.contains(&evidence);
    let by_reference = has(Evidence::AuthorityReference);
    let by_sender = has(Evidence::SenderDomain) || has(Evidence::Alias);
    // What speaks for both, a domain of one authority that was asked twice, tells neither apart.
    let rivals = ranked.iter().filter(|other| {
        other.candidate != first.candidate
            && other.confidence >= first.confidence / 2.0
            && other.evidence.iter().any(|evidence| !first.evidence.contains(evidence))
    });
    let long = found
        .by_reference
        .iter()
        .filter(|(candidate, _)| *candidate == first.candidate)
        .any(|(_, reference)| is_unmistakable(reference));
    let alone = rivals.count() == 0;
    let unknown_sender = found.sender.authorities.is_empty();
    // A company's case system writes for many councils: a number of five digits may be another's.
    (by_reference && by_sender && alone)
        || (by_reference && found.sender.neutral && unknown_sender && long && alone)
        || (has(Evidence::Alias) && found.by_alias.len() == 1 && alone)
}

fn is_unmistakable(reference: &str) -> bool {
    let letters = reference.chars().filter(char::is_ascii_alphabetic).count();
    letters > 0 && reference.len() - letters >= 3 && reference.len() >= LONG_ENOUGH
}

fn reason(ranked: &[Match], found: &Evidences) -> String {
    let sender = &found.sender;
    if let Some((candidate, reference)) = found.by_reference.first() {
        return format!(
            "no reference of ours in it; {reference} is a reference of {}",
            candidate.authority
        );
    }
    match (&sender.domain, ranked) {
        (Some(domain), []) => {
            format!("no reference of ours in it, and nobody asked writes from {domain}")
        }
        (Some(domain), [one]) => format!(
            "no reference of ours in it; {domain} is a domain of {}",
            one.candidate.authority
        ),
        (Some(domain), _) => format!("no reference of ours in it; several requests fit {domain}"),
        (None, _) => "no reference of ours in it, and no sender".to_owned(),
    }
}
