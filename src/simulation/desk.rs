//! One authority's desk: what it was sent, and the mails it writes.

use chrono::{DateTime, Utc};

use super::attached::{Answer, Format};
use super::behaviour::{Delay, Early, Ending, Gate, Plan, Quotes, Thread, When, mistaken};
use super::figure::Figure;
use super::figures::Figures;
use super::letter::{Letter, Purpose};
use super::mime::{Content, Mail};
use super::seed::Draw;
use super::sheet::{Body, Layout, Row};
use super::understanding::short;
use super::{What, address_of, notation, wording};
use crate::campaign::{Campaign, Question};
use crate::law::calendar::Calendar;
use crate::law::{clock, london};
use crate::register::Authority;

pub(super) struct Desk<'a> {
    pub(super) authority: &'a Authority,
    pub(super) plan: Plan,
    pub(super) letter: Option<Letter>,
    /// Its answer has been promised to the agenda.
    pub(super) promised: bool,
    pub(super) sent: usize,
    /// It answers for this one too, in the same mail.
    pub(super) answers_for: Option<String>,
    /// That one answers for it.
    pub(super) answered_by: Option<String>,
}

/// A mail, with the answer that is attached to it.
pub(super) struct Written {
    pub(super) mail: Mail,
    pub(super) answer: Option<Answer>,
}

/// What a desk can look up.
#[derive(Clone, Copy)]
pub(super) struct Office<'o, 'a> {
    pub(super) campaign: &'o Campaign,
    pub(super) figures: &'o Figures,
    pub(super) partner: Option<&'o Desk<'a>>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(authority: &'a Authority, plan: Plan) -> Self {
        let (letter, answers_for, answered_by) = (None, None, None);
        Self { authority, plan, letter, promised: false, sent: 0, answers_for, answered_by }
    }

    /// What it plans to do about a letter, and in how many working days.
    pub(super) fn react(&mut self, letter: Letter) -> Vec<(Delay, What)> {
        let opened = match letter.purpose {
            Purpose::Request => {
                let mut planned: Vec<(Delay, What)> = self
                    .plan
                    .early
                    .iter()
                    .map(|(delay, step)| (*delay, What::Early(*step)))
                    .collect();
                planned.extend(
                    self.plan.asides.iter().map(|(delay, aside)| (*delay, What::Aside(*aside))),
                );
                self.letter = Some(letter);
                if let (When::After(days), None) = (self.plan.when, self.plan.gate) {
                    planned.extend(self.promise(days));
                }
                return planned;
            }
            Purpose::Reminder => {
                let When::Chased(days) = self.plan.when else { return Vec::new() };
                return self.promise(days).into_iter().collect();
            }
            Purpose::Review if self.plan.ending == Ending::Refuse => {
                return vec![(Delay::WorkingDays(self.plan.second_look), What::Upheld)];
            }
            Purpose::Narrowed if self.plan.ending == Ending::Refuse => {
                return vec![(Delay::WorkingDays(self.plan.second_look), What::RefusedAgain)];
            }
            Purpose::Answer => Gate::Answer,
            // Paid or not, it gives what it has: a fee that is declined is not worth the trouble.
            Purpose::FeeReply => Gate::Payment,
            Purpose::Challenge => Gate::Challenge,
            Purpose::Review | Purpose::Narrowed | Purpose::Other => return Vec::new(),
        };
        if self.plan.gate != Some(opened) {
            return Vec::new();
        }
        let days = match self.plan.when {
            When::After(days) => days.min(18),
            When::Chased(days) => days,
        };
        self.promise(days).into_iter().collect()
    }

    /// Its answer, which is sent once.
    fn promise(&mut self, days: u32) -> Option<(Delay, What)> {
        let first = !self.promised;
        self.promised = true;
        first.then_some((Delay::WorkingDays(days), What::Ending))
    }

    /// The mail for `what`; none where there is nothing to send.
    pub(super) fn write(
        &self,
        office: Office<'_, 'a>,
        what: What,
        at: DateTime<Utc>,
        draw: &mut Draw,
    ) -> anyhow::Result<Option<Written>> {
        let Some(letter) = self.letter.as_ref() else { return Ok(None) };
        let plain = |mail| Some(Written { mail, answer: None });
        Ok(match what {
            What::Early(step) => plain(self.early(step, letter, at, draw)),
            What::Aside(aside) => plain(self.aside(aside, letter, at, draw)),
            What::Ending if self.answers() && self.format() != Format::Mail => {
                let (mail, answer) = self.in_a_file(office, letter, at, draw)?;
                Some(Written { mail: self.with_leaflet(mail), answer: Some(answer) })
            }
            What::Ending => {
                let mail = self.ending(office, letter, at, draw);
                mail.and_then(|mail| plain(self.with_leaflet(mail)))
            }
            What::Correction => plain(self.correction(office, letter, at, draw)),
            What::Upheld => plain(self.again(wording::upheld(draw), letter, at)),
            What::RefusedAgain => {
                plain(self.again(wording::refused_again(self.authority.law), letter, at))
            }
        })
    }

    /// Whether it gives figures, rather than a refusal or nothing.
    pub(super) fn answers(&self) -> bool {
        matches!(self.plan.ending, Ending::Answer | Ending::AnswerThenCorrect)
    }

    fn early(&self, step: Early, letter: &Letter, at: DateTime<Utc>, draw: &mut Draw) -> Mail {
        let text = |text: &str| self.fill(text, letter, at);
        match step {
            Early::Bounce => self.report(letter, at, ("failed", "5.1.1")),
            Early::DelayReport => self.report(letter, at, ("delayed", "4.4.1")),
            Early::AutoReply => {
                let words = text(draw.pick(wording::AUTO_REPLIES));
                let subject = format!("Automatic reply: {}", letter.subject);
                let mail = self.mail(letter, at, Content::Text(self.signed(&words)));
                Mail { subject, automatic: true, ..mail }
            }
            Early::Acknowledge { with_reference, automatic } => {
                let choices = if with_reference {
                    wording::ACKNOWLEDGEMENTS
                } else {
                    wording::BARE_ACKNOWLEDGEMENTS
                };
                let words = text(draw.pick(choices));
                let mail = self.mail(letter, at, Content::Text(self.signed(&words)));
                Mail { automatic, ..mail }
            }
            Early::Clarify => {
                let words = text(draw.pick(wording::CLARIFICATIONS));
                self.mail(letter, at, Content::Text(self.signed(&words)))
            }
            Early::Fee => {
                let fee = draw.between(12, 90).to_string();
                let words = wording::fill(draw.pick(wording::FEES), &[("fee", &fee)]);
                self.mail(letter, at, Content::Text(self.signed(&words)))
            }
            Early::Extend { lawful } => {
                let words = text(wording::extension(self.authority.law, lawful, draw));
                self.mail(letter, at, Content::Text(self.signed(&words)))
            }
        }
    }

    /// It says no once more.
    fn again(&self, words: &str, letter: &Letter, at: DateTime<Utc>) -> Mail {
        let words = self.fill(words, letter, at);
        self.mail(letter, at, Content::Text(self.signed(&words)))
    }

    fn ending(
        &self,
        office: Office<'_, 'a>,
        letter: &Letter,
        at: DateTime<Utc>,
        draw: &mut Draw,
    ) -> Option<Mail> {
        if self.answered_by.is_some() {
            return None;
        }
        let law = self.authority.law;
        let words = match self.plan.ending {
            Ending::Nothing => return None,
            Ending::Portal => draw.pick(wording::PORTALS),
            Ending::Refuse => wording::refusal(law, draw),
            Ending::NotHeld => draw.pick(wording::NOT_HELD),
            Ending::Answer | Ending::AnswerThenCorrect => {
                return Some(self.answer(office, letter, at, draw));
            }
        };
        let final_letter = self.plan.ending != Ending::Portal;
        let mut words = self.fill(words, letter, at);
        if final_letter {
            words = format!("{words}\n\n{}", wording::rights(law, draw));
        }
        let text = format!("{}{}", self.signed(&words), self.quotation(letter, at));
        Some(self.mail(letter, at, Content::Text(text)))
    }

    fn answer(
        &self,
        office: Office<'_, 'a>,
        letter: &Letter,
        at: DateTime<Utc>,
        draw: &mut Draw,
    ) -> Mail {
        let below = format!(
            "{}\n\n{}{}",
            wording::rights(self.authority.law, draw),
            self.signature(),
            self.quotation(letter, at)
        );
        let partner = office.partner.and_then(|desk| Some((desk, desk.letter.as_ref()?)));
        if let Some((partner, theirs)) = partner {
            let own = self.plain(&self.rows(office, letter, None), draw);
            let other = partner.plain(&partner.rows(office, theirs, None), draw);
            let text = format!(
                "{}\n\n{}:\n\n{own}\n\n{}:\n\n{other}\n\n{below}\n",
                draw.pick(wording::JOINT_COVERS),
                self.authority.name,
                partner.authority.name
            );
            return self.mail(letter, at, Content::Text(text));
        }
        let mistake = (self.plan.ending == Ending::AnswerThenCorrect)
            .then(|| self.mistake(office, letter))
            .flatten();
        let rows = self.rows(office, letter, mistake.as_ref());
        let alone = draw.chance(50);
        let cover = self.fill(draw.pick(wording::COVERS), letter, at);
        let body = self.plan.layout.write(&rows, draw);
        self.mail(letter, at, Content::around(&cover, body, &below, alone))
    }

    /// The row that was wrong, as it should have been.
    fn correction(
        &self,
        office: Office<'_, 'a>,
        letter: &Letter,
        at: DateTime<Utc>,
        draw: &mut Draw,
    ) -> Mail {
        let number = self.mistake(office, letter).map(|(number, _)| number);
        let rows: Vec<Row> = self
            .rows(office, letter, None)
            .into_iter()
            .filter(|row| Some(&row.number) == number.as_ref())
            .collect();
        let text = format!(
            "{}\n\n{}\n\n{}\n",
            draw.pick(wording::CORRECTIONS),
            self.plain(&rows, draw),
            self.signature()
        );
        self.mail(letter, at, Content::Text(text))
    }

    /// The number and period of the answer that it gets wrong at first.
    pub(super) fn mistake(
        &self,
        office: Office<'_, 'a>,
        letter: &Letter,
    ) -> Option<(String, String)> {
        letter.questions.iter().find_map(|asked| {
            let question = question(office.campaign, &asked.number)?;
            let period = question.periods.iter().find(|period| {
                let figure = office.figures.get(&self.authority.id, &question.id, period);
                mistaken(question.kind.is_number(), &figure)
            })?;
            Some((asked.number.clone(), period.clone()))
        })
    }

    /// What it answers to each question that the letter asks.
    pub(super) fn rows(
        &self,
        office: Office<'_, 'a>,
        letter: &Letter,
        mistake: Option<&(String, String)>,
    ) -> Vec<Row> {
        let rows = letter.questions.iter().filter_map(|asked| {
            let question = question(office.campaign, &asked.number)?;
            let cells = question
                .periods
                .iter()
                .filter_map(|id| {
                    let period = office.campaign.period(id)?;
                    let mut figure = office.figures.get(&self.authority.id, &question.id, id);
                    if mistake
                        .as_ref()
                        .is_some_and(|(number, period)| *number == asked.number && period == id)
                    {
                        figure = Figure::exact(figure.low.unwrap_or(1.0) - 1.0);
                    }
                    let one = letter.periods.len() < 2;
                    let name = if one { "" } else { short(&period.label) };
                    let written = notation::write(&figure, question, &self.plan.habits);
                    Some((name.to_owned(), written))
                })
                .collect();
            Some(Row { number: asked.number.clone(), text: asked.text.clone(), cells })
        });
        rows.collect()
    }

    /// The rows as plain text, whatever the usual layout.
    fn plain(&self, rows: &[Row], draw: &mut Draw) -> String {
        let layout = match self.plan.layout {
            Layout::HtmlTable | Layout::TextTable | Layout::Blocks => Layout::Lines,
            layout @ (Layout::Lines
            | Layout::OneLine
            | Layout::Restated
            | Layout::Inline
            | Layout::Prose) => layout,
        };
        match layout.write(rows, draw) {
            Body::Plain(text) | Body::Html { text, .. } => text.trim_end().to_owned(),
        }
    }

    fn report(&self, letter: &Letter, at: DateTime<Utc>, (action, status): Status) -> Mail {
        let recipient = address_of(&self.authority.id);
        let text = if action == "failed" {
            format!("Your message to {recipient} could not be delivered: no such mailbox here.\n")
        } else {
            format!("Your message to {recipient} has been delayed; we go on trying.\n")
        };
        let fields = format!(
            "Reporting-MTA: dns; post.invalid\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\n\
             Action: {action}\r\nStatus: {status}\r\n"
        );
        let original = format!("Message-ID: <{}>\r\nTo: {recipient}\r\n", letter.message_id);
        let text = format!("{text}\n{}\n", wording::MARK);
        let content =
            Content::Report { report: "delivery-status", text, fields, below: Some(original) };
        let domain = format!("{}.invalid", self.authority.id);
        Mail {
            at,
            from: ("Mail Delivery System".to_owned(), format!("mailer-daemon@{domain}")),
            to: letter.reply_to.clone(),
            subject: "Undelivered Mail Returned to Sender".to_owned(),
            message_id: self.message_id(),
            in_reply_to: None,
            automatic: true,
            content,
            files: Vec::new(),
        }
    }

    pub(super) fn mail(&self, letter: &Letter, at: DateTime<Utc>, content: Content) -> Mail {
        let plan = &self.plan;
        let (mailbox, domain) = letter.reply_to.rsplit_once('@').unwrap_or(("", "invalid"));
        let bare = format!("{}@{domain}", mailbox.split('+').next().unwrap_or(mailbox));
        let theirs = format!("{}: your request for information", plan.reference);
        let with_ours = letter
            .reference
            .as_ref()
            .map_or(theirs.clone(), |ours| format!("{}: your request {ours}", plan.reference));
        let desk = address_of(&self.authority.id);
        let case_system = format!("casework@{}.invalid", self.authority.id);
        let own = letter.reply_to.clone();
        let (from, to, subject, in_reply_to) = match plan.thread {
            Thread::Reply => {
                let subject = format!("Re: {}", letter.subject);
                (desk, own, subject, Some(letter.message_id.clone()))
            }
            Thread::CaseSystem => (case_system, own, theirs, None),
            Thread::ReferenceOnly => (desk, bare, with_ours, None),
            Thread::Lost => (desk, bare, theirs, None),
        };
        Mail {
            at,
            from: (format!("SIMULATED {}", self.authority.name), from),
            to,
            subject,
            message_id: self.message_id(),
            in_reply_to,
            automatic: false,
            content,
            files: Vec::new(),
        }
    }

    pub(super) fn message_id(&self) -> String {
        format!("{}.{}@{}.invalid", self.sent + 1, self.plan.reference_token(), self.authority.id)
    }

    pub(super) fn signed(&self, words: &str) -> String {
        format!("{words}\n\n{}\n", self.signature())
    }

    pub(super) fn signature(&self) -> String {
        let mut draw = Draw::of(0, &self.authority.id);
        let team = draw.pick(wording::TEAMS);
        let telephone = format!("Tel. 01632 {}", draw.between(960_000, 960_999));
        let name = &self.authority.name;
        format!("Yours sincerely\n\n{team}\n{name}\n{telephone}\n\n{}", wording::MARK)
    }

    /// Our letter sent back below the reply, as mail programs do.
    pub(super) fn quotation(&self, letter: &Letter, at: DateTime<Utc>) -> String {
        match self.plan.quotes {
            Quotes::No => String::new(),
            Quotes::WithMarks => {
                let day = at.format("%-d %B %Y");
                let lines: Vec<String> =
                    letter.text.lines().map(|line| format!("> {line}")).collect();
                format!("\n\nOn {day}, {} wrote:\n{}\n", letter.reply_to, lines.join("\n"))
            }
            Quotes::AsOutlook => format!(
                "\n\n-----Original Message-----\nFrom: {}\nSubject: {}\n\n{}\n",
                letter.reply_to, letter.subject, letter.text
            ),
        }
    }

    pub(super) fn fill(&self, text: &str, letter: &Letter, at: DateTime<Utc>) -> String {
        let law = self.authority.law;
        let today = london::civil_date(at);
        let due = clock::response_due(Calendar::shipped(), law, today)
            .map_or_else(|_| "the due day".to_owned(), |day| day.format("%-d %B %Y").to_string());
        let first = letter.questions.first().map_or("1", |asked| asked.number.as_str());
        let slots = [
            ("name", self.authority.name.as_str()),
            ("id", self.authority.id.as_str()),
            ("ref", self.plan.reference.as_str()),
            ("ours", letter.reference.as_deref().unwrap_or("your request")),
            ("due", &due),
            ("act", law.regime(today).act),
            ("first", first),
        ];
        wording::fill(text, &slots)
    }
}

type Status = (&'static str, &'static str);

fn question<'c>(campaign: &'c Campaign, number: &str) -> Option<&'c Question> {
    campaign.questions.iter().find(|question| question.number == number)
}
