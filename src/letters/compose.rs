//! A filled-in template becomes a letter: subject, text, and where it goes.

use anyhow::Context;
use chrono::NaiveDate;

use super::fields::{Argued, Fields};
use super::grounds;
use super::occasion::{Attachment, Language, Occasion};
use super::sheet;
use super::templates::{Templates, paged, shipped};
use crate::campaign::Campaign;
use crate::case::events::LetterKind;
use crate::law::Law;
use crate::register::{Authority, Nation, Role, is_page};

/// Who asks: from `foi.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sender {
    pub name: String,
    pub organisation: Option<String>,
    /// The e-mail address replies come to.
    pub address: String,
    pub postal_address: Option<String>,
    /// Whether `name+token@domain` reaches the same mailbox.
    pub plus_address: bool,
}

impl Sender {
    /// Where replies to the request with this reference come.
    pub fn reply_address(&self, reference: &str) -> String {
        match (self.plus_address, self.address.rsplit_once('@')) {
            (true, Some((mailbox, domain))) => {
                format!("{mailbox}+{}@{domain}", reference.to_ascii_lowercase())
            }
            (_, _) => self.address.clone(),
        }
    }

    fn domain(&self) -> &str {
        self.address.rsplit('@').next().unwrap_or("localhost")
    }
}

/// A letter, before its bytes are frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub kind: LetterKind,
    /// The template it was written from.
    pub template: String,
    /// Why that template may not be used yet: `Templates::needs_check`.
    pub unchecked: Option<String>,
    pub to: String,
    /// Who of theirs has a copy.
    pub copy: Option<String>,
    pub to_name: String,
    /// The regulator's address, where the letter is for the regulator.
    pub regulator: Option<String>,
    /// Where the authority is: it answers under the Act of its nation.
    pub nation: Nation,
    pub reply_address: String,
    pub message_id: String,
    /// The letter or mail it follows.
    pub in_reply_to: Option<String>,
    /// Its thread, oldest first.
    pub references: Vec<String>,
    pub subject: String,
    pub body: String,
    pub attachments: Vec<Attachment>,
}

/// What a request's letter is written from.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub campaign: &'a Campaign,
    pub authority: &'a Authority,
    pub to: &'a str,
    pub reference: &'a str,
    pub sender: &'a Sender,
}

/// The request letter to one authority.
pub fn request(
    templates: &Templates,
    request: Request<'_>,
    today: NaiveDate,
) -> anyhow::Result<Letter> {
    write(templates, LetterKind::Request, request, &Occasion::on(today))
}

/// A reminder that follows the letter `message_id`, with the working of the due date.
pub fn chaser(
    templates: &Templates,
    request: Request<'_>,
    today: NaiveDate,
    (message_id, working): (&str, &[String]),
) -> anyhow::Result<Letter> {
    let occasion = Occasion { in_reply_to: Some(message_id), working, ..Occasion::on(today) };
    write(templates, LetterKind::Chaser, request, &occasion)
}

/// A letter of any kind; fails with what its kind needs and `occasion` does not say.
///
/// A letter to the regulator goes to the regulator's address and starts a thread of its own.
pub fn write(
    templates: &Templates,
    kind: LetterKind,
    request: Request<'_>,
    occasion: &Occasion<'_>,
) -> anyhow::Result<Letter> {
    let Request { campaign, authority, .. } = request;
    anyhow::ensure!(!campaign.questions.is_empty(), "the campaign asks nothing");
    let law = occasion.law(authority.law)?;
    let template = template(law, kind, occasion.language)?;
    occasion.suffices(kind, law, campaign)?;
    let mut occasion = occasion.clone();
    if kind.asks_the_questions() {
        occasion.attachments.extend(sheet::attached(campaign, request.reference, &occasion.keep)?);
    }
    let occasion = &occasion;
    let mut fields = Fields::of(request, law, occasion)?;
    for code in &occasion.grounds {
        let ground = grounds::find(law, code)?;
        let name = format!("{}/grounds/{}.txt", law.code(), ground.name);
        fields.ground = Some(ground.clone());
        let text = templates.render(&name, &fields)?.trim().to_owned();
        fields.grounds.push(Argued { ground, text });
    }
    let text = templates.render(&template, &fields)?;
    let text =
        parted(&text).with_context(|| format!("{template} must start with \"Subject: …\""))?;
    Ok(addressed(templates, (kind, template), (request, occasion), text))
}

/// What a person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// As it is.
    Plain(String),
    /// With the names that letters may use.
    Template(String),
}

/// A letter in a person's own words; `subject` where they do not begin with one. What it answers,
/// `quoted`, stands below them.
pub fn free(
    templates: &Templates,
    (subject, words, quoted): (&str, &Words, &str),
    request: Request<'_>,
    occasion: &Occasion<'_>,
) -> anyhow::Result<Letter> {
    let law = occasion.law(request.authority.law)?;
    let fields = Fields::of(request, law, occasion)?;
    let text = match words {
        Words::Plain(text) => text.clone(),
        Words::Template(text) => templates.render_text(("your text", text), &fields)?,
    };
    let (subject, body) = parted(&text).unwrap_or((subject, &text));
    anyhow::ensure!(!body.trim().is_empty(), "your text is empty: nothing was written");
    let mut body = paged(body);
    if !quoted.is_empty() {
        body = format!("{}\n\n{quoted}", body.trim_end());
    }
    let kind = (LetterKind::Free, String::new());
    Ok(addressed(templates, kind, (request, occasion), (subject, &body)))
}

/// The subject and the text of what begins with "Subject: …".
fn parted(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix("Subject:")?.split_once('\n')
}

fn addressed(
    templates: &Templates,
    (kind, template): (LetterKind, String),
    (request, occasion): (Request<'_>, &Occasion<'_>),
    (subject, body): (&str, &str),
) -> Letter {
    let Request { authority, reference, sender, .. } = request;
    let regulator = occasion.regulator.filter(|_| kind.to_regulator());
    let threaded = !kind.to_regulator();
    let copy = authority.verified(Role::Copy).filter(|_| threaded && !is_page(request.to));
    let copy = copy.map(|address| address.email.clone()).filter(|copy| copy != request.to);
    let token = reference.to_ascii_lowercase();
    Letter {
        kind,
        unchecked: templates.needs_check(&template),
        template,
        to: regulator.map_or(request.to, |regulator| &regulator.email).to_owned(),
        copy,
        to_name: regulator.map_or(&authority.name, |regulator| &regulator.name).clone(),
        regulator: regulator.map(|regulator| regulator.email.clone()),
        nation: authority.nation,
        reply_address: sender.reply_address(reference),
        message_id: format!("{token}.{}-{}@{}", kind.code(), occasion.number, sender.domain()),
        in_reply_to: occasion.in_reply_to.filter(|_| threaded).map(bare),
        references: if threaded { thread(occasion) } else { Vec::new() },
        subject: subject.trim().to_owned(),
        body: tidy(body),
        attachments: occasion.attachments.clone(),
    }
}

/// The name of the letter's template, or why there is none.
fn template(law: Law, kind: LetterKind, language: Language) -> anyhow::Result<String> {
    let (folder, kind) = (law.code(), kind.code());
    let name = match language {
        Language::English => format!("{folder}/{kind}.txt"),
        Language::Welsh => format!("{folder}/cy/{kind}.txt"),
    };
    let advice = match (law, language) {
        (_, Language::Welsh) => "write it in English",
        (Law::Eir | Law::Eisr, _) => "write it under the Act that the request was made under",
        (Law::Foia | Law::Foisa, _) => "choose another kind",
    };
    anyhow::ensure!(shipped(&name).is_some(), "there is no letter {name}: {advice}");
    Ok(name)
}

/// A Message-ID without its brackets.
fn bare(id: &str) -> String {
    id.trim().trim_matches(['<', '>']).to_owned()
}

/// The thread as far as it is known; what is answered comes last (RFC 5322, 3.6.4).
fn thread(occasion: &Occasion<'_>) -> Vec<String> {
    let answered = occasion.in_reply_to.map(bare);
    let mut ids: Vec<String> = occasion.references.iter().map(|id| bare(id)).collect();
    ids.retain(|id| Some(id) != answered.as_ref());
    ids.extend(answered);
    ids
}

/// No trailing spaces, no more than one empty line in a row, one line break at the end.
fn tidy(body: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in body.lines().map(str::trim_end) {
        let doubled = line.is_empty() && lines.last().is_none_or(|last| last.is_empty());
        if !doubled {
            lines.push(line);
        }
    }
    let mut text = lines.join("\n");
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
