//! An answer that comes in a file, with a line or two in the mail.

use chrono::{DateTime, Utc};

use super::address_of;
use super::attached::{self, Answer, Around, Format};
use super::behaviour::Ending;
use super::desk::{Desk, Office};
use super::letter::Letter;
use super::mime::{Content, Mail};
use super::seed::Draw;
use super::wording;
use crate::law::london;

impl<'a> Desk<'a> {
    /// What its answer stands in, once it answers.
    pub(super) fn format(&self) -> Format {
        let shared = self.answers_for.is_some() || self.answered_by.is_some();
        if shared { Format::Mail } else { self.plan.format }
    }

    /// The answer in a file, and the mail that it comes with.
    pub(super) fn in_a_file(
        &self,
        office: Office<'_, 'a>,
        letter: &Letter,
        at: DateTime<Utc>,
        draw: &mut Draw,
    ) -> anyhow::Result<(Mail, Answer)> {
        let mistake = (self.plan.ending == Ending::AnswerThenCorrect)
            .then(|| self.mistake(office, letter))
            .flatten();
        let rows = self.rows(office, letter, mistake.as_ref());
        let covering = self.fill(draw.pick(wording::COVERINGS), letter, at);
        let text = format!("{}{}", self.signed(&covering), self.quotation(letter, at));
        let mut mail = self.mail(letter, at, Content::Text(text));
        let around = self.around(&mail, letter, at, draw);
        let answer = attached::write(self.format(), &rows, &around, draw)?;
        mail.files.push(answer.file.clone());
        Ok((mail, answer))
    }

    /// What its letters have above and below.
    fn around(&self, mail: &Mail, letter: &Letter, at: DateTime<Utc>, draw: &mut Draw) -> Around {
        let cover = self.fill(draw.pick(wording::COVERS), letter, at);
        let day = london::civil_date(at).format("%-d %B %Y");
        let reference = &self.plan.reference;
        let names = [
            format!("{} response", self.reference_in_a_name()),
            "Response letter".to_owned(),
            format!("FOI response {}", self.authority.name),
        ];
        let name = usize::try_from(draw.below(3)).ok().and_then(|index| names.get(index)).cloned();
        Around {
            name: name.unwrap_or_default(),
            title: format!("{}: freedom of information", self.authority.name),
            above: format!("Our reference: {reference}\nDate: {day}\nDear Sir or Madam\n{cover}"),
            below: format!("{}\n{}", wording::rights(self.authority.law, draw), self.signature()),
            mark: wording::MARK,
            mail_head: format!(
                "From: <{}>\r\nTo: <{}>\r\nSubject: Response {reference}\r\nDate: {}\r\n\
                 Message-ID: <service.{}>\r\nX-Simulated: SIMULATED by foi rehearse\r\n",
                format_args!("childrens-services@{}.invalid", self.authority.id),
                address_of(&self.authority.id),
                at.to_rfc2822(),
                mail.message_id,
            ),
        }
    }

    /// Its reference as it may stand in the name of a file.
    pub(super) fn reference_in_a_name(&self) -> String {
        self.plan.reference.replace('/', "-")
    }
}
