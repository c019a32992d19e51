//! The simulated person: reads what waits, as shown, and decides it with the public commands.

use std::collections::{BTreeMap, BTreeSet};

use super::setting::PERSON;
use crate::answers::Value;
use crate::campaign::Campaign;
use crate::case::standing::{Answer, Stands};
use crate::jobs::answers::{self, Setting, Which};
use crate::jobs::{Workspace, assign};
use crate::register::Authority;
use crate::replies::{Kind, message};
use crate::simulation::Authorities;
use crate::simulation::figure::{Figure, Known};
use crate::simulation::understanding::{self, Statement};
use crate::store::mails::{self, Mail, Read};
use crate::store::requests::Request;
use crate::store::{answers as stored, requests};

/// A decision as the arguments of the command that makes it.
type Command = Vec<String>;

pub(super) struct Person<'a> {
    campaign: &'a Campaign,
    authorities: &'a [Authority],
    /// Mails already thought about: a second look would see the same.
    looked_at: BTreeSet<i64>,
    /// Why mails had to be read by hand, and how many for each reason.
    pub(super) reasons: BTreeMap<&'static str, usize>,
    commands: Vec<Command>,
}

impl<'a> Person<'a> {
    pub(super) fn new(campaign: &'a Campaign, authorities: &'a [Authority]) -> Self {
        let (looked_at, reasons) = (BTreeSet::new(), BTreeMap::new());
        Self { campaign, authorities, looked_at, reasons, commands: Vec::new() }
    }

    /// Decides every mail that waits and was not looked at before; gives the commands.
    ///
    /// Files that are attached are opened as `authorities` wrote them.
    pub(super) fn decide(
        &mut self,
        workspace: &mut Workspace,
        authorities: &Authorities<'_>,
    ) -> anyhow::Result<Vec<Command>> {
        for mail in mails::waiting(workspace.store.db())? {
            if !self.looked_at.insert(mail.id) {
                continue;
            }
            let Some(read) = mails::reading(workspace.store.db(), mail.id)? else { continue };
            *self.reasons.entry(reason(&read)).or_default() += 1;
            let bytes = mails::bytes(workspace.store.db(), mail.id)?;
            let message = message::read(&bytes);
            let opened = message.attachments.iter().map(|file| authorities.opened(&file.sha256));
            let mut text: String = opened.flatten().collect();
            text.push_str(&message.text);
            self.place(workspace, &mail, &read, &text)?;
            self.say_what_it_is(workspace, &mail, &text)?;
            self.say_what_it_answers(workspace, &mail, &text)?;
        }
        Ok(std::mem::take(&mut self.commands))
    }

    /// Files a mail that was held, or that speaks for more authorities than it is filed under.
    fn place(
        &mut self,
        workspace: &mut Workspace,
        mail: &Mail,
        read: &Read,
        text: &str,
    ) -> anyhow::Result<()> {
        let db = workspace.store.db();
        let filed = mails::filed(db, mail.id)?;
        let signed = self.signed(text);
        let held = read.reading.placing.held.is_some();
        if signed.is_empty() || !(held || signed.len() > filed.len()) {
            return Ok(());
        }
        let mut belongs: Vec<Request> = Vec::new();
        for authority in &signed {
            belongs.extend(requests::by_authority(db, &self.campaign.id, &authority.id)?);
        }
        let mut command = vec!["assign".to_owned(), format!("m{}", mail.id)];
        command.extend(belongs.iter().map(|request| request.authority.clone()));
        assign::assign(workspace, mail, Some(belongs), None, PERSON)?;
        self.commands.push(command);
        Ok(())
    }

    fn signed(&self, text: &str) -> Vec<&'a Authority> {
        let names = self.authorities.iter().map(|authority| authority.name.as_str());
        let signed = understanding::signed_by(text, names);
        let speaks = |row: &&Authority| signed.contains(&row.name.as_str());
        self.authorities.iter().filter(speaks).collect()
    }

    /// Agrees to, or corrects, what the rules took the mail for.
    fn say_what_it_is(
        &mut self,
        workspace: &mut Workspace,
        mail: &Mail,
        text: &str,
    ) -> anyhow::Result<()> {
        let Some(read) = mails::reading(workspace.store.db(), mail.id)? else { return Ok(()) };
        let answers = !understanding::statements(text, self.campaign).is_empty();
        let open = read.waits && !read.reading.kind_decided;
        if answers || !open {
            return Ok(());
        }
        let kind = understanding::kind(text).and_then(Kind::parse).unwrap_or(read.kind);
        assign::assign(workspace, mail, None, Some(kind), PERSON)?;
        let words = ["assign", &format!("m{}", mail.id), "--kind", kind.code()];
        self.commands.push(words.iter().map(|word| (*word).to_owned()).collect());
        Ok(())
    }

    fn say_what_it_answers(
        &mut self,
        workspace: &mut Workspace,
        mail: &Mail,
        text: &str,
    ) -> anyhow::Result<()> {
        let signed = self.signed(text);
        let names: Vec<&str> = signed.iter().map(|authority| authority.name.as_str()).collect();
        for id in mails::filed(workspace.store.db(), mail.id)? {
            let request = requests::get(workspace.store.db(), id)?;
            let own = match signed.iter().find(|authority| authority.id == request.authority) {
                Some(authority) if signed.len() > 1 => {
                    understanding::section(text, &authority.name, &names)
                }
                Some(_) | None => text.to_owned(),
            };
            let statements = understanding::statements(&own, self.campaign);
            self.answer(workspace, mail, &request, &statements)?;
        }
        Ok(())
    }

    /// Accepts what agrees with the words, and sets what does not.
    fn answer(
        &mut self,
        workspace: &mut Workspace,
        mail: &Mail,
        request: &Request,
        statements: &[Statement],
    ) -> anyhow::Result<()> {
        let known = stored::of_request(workspace.store.db(), request.id)?;
        let waiting: Vec<&Answer> =
            known.iter().filter(|answer| answer.stands == Stands::Waiting).collect();
        let own = waiting.iter().all(|answer| answer.mail == Some(mail.id));
        let agree = |answer: &&Answer| {
            let said = statement(statements, &answer.question, &answer.period);
            said.is_some_and(|said| said.figure.agrees_with(&as_figure(&answer.value)))
        };
        if !waiting.is_empty() && own && waiting.iter().all(agree) {
            answers::accept(workspace, request, Which::default(), PERSON)?;
            let words = ["answers", "accept", &request.authority];
            self.commands.push(words.iter().map(|word| (*word).to_owned()).collect());
        }
        let known = stored::of_request(workspace.store.db(), request.id)?;
        let mut done = BTreeSet::new();
        for said in statements {
            if !done.insert((&said.question, &said.period)) {
                continue;
            }
            let mut here = known
                .iter()
                .filter(|answer| answer.question == said.question && answer.period == said.period);
            let settled = here.clone().any(|answer| {
                answer.stands == Stands::Yes && said.figure.agrees_with(&as_figure(&answer.value))
            }) && !here.any(|answer| answer.stands == Stands::Waiting);
            if !settled {
                self.set(workspace, mail, request, said)?;
            }
        }
        Ok(())
    }

    fn set(
        &mut self,
        workspace: &mut Workspace,
        mail: &Mail,
        request: &Request,
        said: &Statement,
    ) -> anyhow::Result<()> {
        let value = as_typed(&said.figure);
        let several = self
            .campaign
            .question(&said.question)
            .is_some_and(|question| question.periods.len() > 1);
        let setting = Setting {
            request,
            question: &said.question,
            period: Some(&said.period),
            value: &value,
            mail: Some(mail.id),
            note: None,
            coder: None,
            by: PERSON,
        };
        answers::set(workspace, &setting)?;
        let name = format!("m{}", mail.id);
        let mut command = vec!["answers", "set", &request.authority, &said.question];
        if several {
            command.extend(["--period", &said.period]);
        }
        command.extend(["--mail", &name, "--", &value]);
        self.commands.push(command.into_iter().map(str::to_owned).collect());
        Ok(())
    }
}

fn statement<'s>(
    statements: &'s [Statement],
    question: &str,
    period: &str,
) -> Option<&'s Statement> {
    statements.iter().find(|said| said.question == question && said.period == period)
}

/// What the team would be asked to decide, in a word or two.
fn reason(read: &Read) -> &'static str {
    if read.reading.placing.held.is_some() {
        return "where it belongs";
    }
    match read.kind {
        Kind::Refusal => "do you agree that it refuses?",
        Kind::NotHeld => "do you agree that nothing is held?",
        Kind::Clarification => "it asks us something",
        Kind::Transfer => "it was passed to another body",
        Kind::Fees => "it asks for a fee",
        Kind::Correction => "it corrects an earlier reply",
        Kind::PortalLink => "the answer is behind a link",
        Kind::Answer | Kind::Partial => "a figure is in doubt",
        Kind::Acknowledgement
        | Kind::AutoReply
        | Kind::Bounce
        | Kind::Receipt
        | Kind::Extension
        | Kind::ReviewOutcome
        | Kind::Spam
        | Kind::Other => "what it is",
    }
}

/// A standing value in the words of the simulation, to be compared.
pub(super) fn as_figure(value: &Value) -> Figure {
    Figure {
        known: Known::parse(value.status.code()).unwrap_or(Known::Missing),
        low: value.low.map(crate::answers::Number::as_f64),
        high: value.high.map(crate::answers::Number::as_f64),
        value: value.value.clone(),
    }
}

/// A figure as a person types it for `foi answers set`.
fn as_typed(figure: &Figure) -> String {
    use crate::simulation::figure::plain;
    match (figure.known, figure.low, figure.high, &figure.value) {
        (Known::NotHeld, ..) => "not held".to_owned(),
        (Known::Refused, ..) => "refused".to_owned(),
        (Known::Missing, ..) => "missing".to_owned(),
        (_, _, _, Some(value)) => value.clone(),
        (Known::Suppressed, Some(_), None, None) => "*".to_owned(),
        (Known::Suppressed, Some(0.0), Some(high), None) => format!("<{}", plain(high + 1.0)),
        (_, Some(low), Some(high), None) if low < high => {
            format!("between {} and {}", plain(low), plain(high))
        }
        (_, Some(low), None, None) => format!("{}-", plain(low)),
        (_, low, _, None) => low.map(plain).unwrap_or_default(),
    }
}
