//! What an authority makes of the bytes it was sent.

use std::sync::LazyLock;

use anyhow::Context;
use mailparse::MailHeaderMap;
use regex::Regex;

/// A letter of ours as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub message_id: String,
    pub subject: String,
    /// Where it asks to be answered.
    pub reply_to: String,
    pub purpose: Purpose,
    /// "UHE-7K3Q-P2M8", where the letter names one.
    pub reference: Option<String>,
    pub questions: Vec<Asked>,
    /// The periods it asks about, as it words them.
    pub periods: Vec<String>,
    pub text: String,
}

/// What an officer takes a letter for, from its subject and its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Request,
    Reminder,
    /// The answer to a question of theirs.
    Answer,
    /// What we say to a fees notice.
    FeeReply,
    Narrowed,
    /// It says that more time may not be taken.
    Challenge,
    Review,
    /// Nothing that they do anything about.
    Other,
}

impl Purpose {
    fn read(subject: &str) -> Self {
        let beginnings = [
            ("Reminder: internal review", Self::Other),
            ("Reminder: requirement for review", Self::Other),
            ("Reminder", Self::Reminder),
            ("Second reminder", Self::Reminder),
            ("Our answer to your question", Self::Answer),
            ("Your fees notice", Self::FeeReply),
            ("Narrowed request", Self::Narrowed),
            ("More time", Self::Challenge),
            ("Internal review", Self::Review),
            ("Requirement for review", Self::Review),
            ("Freedom of information request", Self::Request),
            ("Freedom of Information request", Self::Request),
        ];
        beginnings
            .into_iter()
            .find(|(beginning, _)| subject.starts_with(beginning))
            .map_or(Self::Other, |(_, purpose)| purpose)
    }
}

/// A question as the letter asks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub number: String,
    pub text: String,
}

static REFERENCE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b[A-Z0-9]{1,8}-[0-9A-Z]{4}-[0-9A-Z]{4}\b").ok());
static QUESTION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(\d{1,2}[a-z]?)\. (.+)$").ok());

impl Letter {
    pub(super) fn read(bytes: &[u8]) -> anyhow::Result<Self> {
        let mail = mailparse::parse_mail(bytes).context("a letter that cannot be read")?;
        let text = mail.get_body().context("a letter whose text cannot be read")?;
        let header = |name: &str| mail.headers.get_first_value(name).unwrap_or_default();
        let bare = |text: String| text.trim().trim_matches(['<', '>']).to_owned();
        let reply_to = header("Reply-To");
        let subject = header("Subject").split_whitespace().collect::<Vec<_>>().join(" ");
        let reference = REFERENCE
            .as_ref()
            .and_then(|pattern| pattern.find(&subject).or_else(|| pattern.find(&text)))
            .map(|found| found.as_str().to_owned());
        let (questions, periods) = asked(&text);
        Ok(Self {
            message_id: bare(header("Message-ID")),
            reply_to: bare(if reply_to.is_empty() { header("From") } else { reply_to }),
            purpose: Purpose::read(&subject),
            subject,
            reference,
            questions,
            periods,
            text: text.replace("\r\n", "\n"),
        })
    }
}

/// The numbered questions and the listed periods.
fn asked(text: &str) -> (Vec<Asked>, Vec<String>) {
    let (mut questions, mut periods): (Vec<Asked>, Vec<String>) = (Vec::new(), Vec::new());
    let mut open = false;
    for line in text.lines() {
        let trimmed = line.trim();
        let numbered = QUESTION.as_ref().and_then(|pattern| pattern.captures(line.trim_end()));
        if let Some(found) = numbered {
            let part = |index| found.get(index).map_or("", |part: regex::Match<'_>| part.as_str());
            questions.push(Asked { number: part(1).to_owned(), text: part(2).to_owned() });
            open = true;
        } else if let Some(period) = line.strip_prefix("  - ").filter(|_| questions.is_empty()) {
            periods.push(period.trim().to_owned());
        } else if open && line.starts_with("    ") && !trimmed.starts_with("For: ") {
            if let Some(question) = questions.last_mut() {
                question.text = format!("{} {trimmed}", question.text);
            }
        } else {
            open = false;
        }
    }
    (questions, periods)
}
