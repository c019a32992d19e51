//! What the proof of a letter's delivery shows in law, and what it does not.

use super::Known;
use crate::case::Delivery;
use crate::law::Regime;
use crate::law::regime::Redirect;

/// Sentences for the person, or for the regulator.
pub(super) fn shows(regime: &Regime, delivery: Delivery, known: &[Known]) -> Vec<String> {
    let mut said = Vec::new();
    let has = |what: &str| known.iter().any(|row| row.what == what);
    match delivery {
        Delivery::Planned | Delivery::Sending => {
            said.push("It has not left: it proves nothing yet.".to_owned());
            return said;
        }
        Delivery::Refused => {
            said.push("It was refused when it was handed over: it was not received.".to_owned());
            return said;
        }
        Delivery::Unknown => said.push(
            "Nobody can say whether it left: nothing may be built on it until that is settled."
                .to_owned(),
        ),
        Delivery::Bounced => said.push(
            "It came back: it was not received, and no time runs from it. The time runs from the \
             letter that reaches them."
                .to_owned(),
        ),
        Delivery::Deferred => said.push(
            "It left, and their server had not taken it at the last word: that it arrived is not \
             shown."
                .to_owned(),
        ),
        Delivery::Accepted => said.push(
            "A server took it on the day named: that shows that it was sent. It does not show that \
             it reached the authority."
                .to_owned(),
        ),
        Delivery::Delivered if has("answered") => said.push(
            "They wrote about it afterwards: they have it. On which day they received it, the \
             entries below show."
                .to_owned(),
        ),
        Delivery::Delivered => said.push(
            "Their server took it, or a machine of theirs answered it: it reached the authority's \
             system. That a person read it is not shown, and the law does not ask for that."
                .to_owned(),
        ),
    }
    if delivery == Delivery::Bounced {
        return said;
    }
    said.push(match regime.redirect {
        Redirect::Received { section } => format!(
            "In law, what is sent electronically is presumed to be received on the day of its \
             transmission ({}, {section}); who says otherwise must show it.",
            regime.act
        ),
        Redirect::NotReceived => "In law, an e-mail is received when it reaches the authority's mailbox, whether or not \
                 anybody reads it; the Act presumes nothing about letters by e-mail, so that the day of \
                 receipt is a matter of evidence such as this. An automatic reply that sends requests \
                 to another address may mean that it was not received (guidance of the Information \
                 Commissioner)."
            .to_owned(),
    });
    said
}
