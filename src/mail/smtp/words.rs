//! What the server said, on one line, and what it means for the letter.

use chrono::{DateTime, Duration, Utc};
use lettre::transport::smtp::Error;

use crate::mail::Outcome;

/// How long a letter waits that was refused for now.
const PAUSE: Duration = Duration::minutes(15);

/// How far the conversation about a letter had got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// MAIL: who sends. Nothing of this letter alone has been said.
    Sender,
    /// RCPT and DATA: to whom.
    Recipient,
    /// The letter itself.
    Message,
}

/// What a provider's refusal says if it is about the account and not about the letter: all others would
/// be refused as well. Google: "Gmail SMTP errors and codes" (5.4.5, 5.7.0); Microsoft: "Email
/// non-delivery reports and SMTP errors for Exchange Online" (5.1.90, 5.7.60, 5.7.139, 5.7.501-503, 5.7.705,
/// 5.7.708, 5.2.252 and 5.2.0 with the limit's name).
const ABOUT_THE_ACCOUNT: [&str; 12] = [
    "5.4.5 ",
    "5.1.90 ",
    "5.7.60 ",
    "5.7.139 ",
    "5.7.501",
    "5.7.502",
    "5.7.503",
    "5.7.705",
    "5.7.708",
    "5.2.252",
    "SubmissionQuota",
    "OutboundSpamException",
];

/// The answer to a step before the server had the letter, which therefore has not left.
pub(super) fn before(error: &Error, stage: Stage, now: DateTime<Utc>) -> Outcome {
    refused(error, stage, now).unwrap_or_else(|| Outcome::Away { words: told(error) })
}

/// What the server said, where it refused: for now (4xx) or for good (5xx).
pub(super) fn refused(error: &Error, stage: Stage, now: DateTime<Utc>) -> Option<Outcome> {
    let words = told(error);
    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
    let account = ABOUT_THE_ACCOUNT.iter().any(|known| words.contains(known));
    // 421: it closes the line. The others: log in first, or otherwise.
    let door = ["421", "530", "534", "535", "538"].contains(&code.as_str());
    // Whom it lets send, or how much, is no matter of this letter; how large it is, is.
    let too_large = code == "552" || words.contains("5.3.4 ");
    let sender = stage == Stage::Sender && error.is_permanent() && !too_large;
    if error.is_permanent() || error.is_transient() {
        Some(if account || door || sender {
            Outcome::Away { words }
        } else if error.is_permanent() {
            Outcome::Refused { words }
        } else {
            later(words, now)
        })
    } else {
        None
    }
}

pub(super) fn later(words: String, now: DateTime<Utc>) -> Outcome {
    Outcome::Deferred { until: now + PAUSE, words }
}

/// The error with its cause, on one line.
pub(super) fn told(error: &Error) -> String {
    use std::error::Error as _;
    let code = error.status().map(|code| format!("{code} ")).unwrap_or_default();
    let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    let words = match cause.as_str() {
        "incomplete response" => "the server hung up".to_owned(),
        _ if error.is_timeout() || cause.contains("(os error 11)") => {
            "the server did not answer in time".to_owned()
        }
        _ => cause,
    };
    one_line(&format!("{code}{words}"))
}

/// Without line breaks and signs that move a terminal's cursor.
pub(in crate::mail) fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
