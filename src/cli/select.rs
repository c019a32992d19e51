//! The arguments by which a command picks requests, and the number that confirms many.

use super::out::counted;
use super::register::law;
use crate::campaign::policy::Step;
use crate::case::Status;
use crate::jobs::judged::Judged;
use crate::jobs::select::Filter;
use crate::law::Law;
use crate::register::Nation;

#[derive(Debug, clap::Args)]
pub(super) struct Which {
    /// These requests: r12, a reference, or an authority
    requests: Vec<String>,
    /// Those of this campaign
    #[arg(long)]
    campaign: Option<String>,
    /// Those to authorities of this nation
    #[arg(long, value_parser = nation)]
    nation: Option<Nation>,
    /// Those under this Act
    #[arg(long, value_parser = law)]
    law: Option<Law>,
    /// Those with this status
    #[arg(long, value_parser = status)]
    status: Option<Status>,
    /// The same in one word: status=overdue,nation=wales
    #[arg(long = "where", value_name = "FILTER", value_parser = Where::parse)]
    condition: Option<Where>,
}

/// Conditions that a request meets all of.
#[derive(Debug, Clone, Default)]
struct Where {
    campaign: Option<String>,
    nation: Option<Nation>,
    law: Option<Law>,
    status: Option<Status>,
    typed: String,
}

impl Where {
    fn parse(text: &str) -> Result<Self, String> {
        let mut found = Self { typed: text.to_owned(), ..Self::default() };
        for condition in text.split(',').map(str::trim) {
            let (key, value) = condition
                .split_once('=')
                .ok_or_else(|| format!("`{condition}` is no condition: write status=overdue"))?;
            match key.trim() {
                "campaign" => found.campaign = Some(value.trim().to_owned()),
                "nation" => found.nation = Some(nation(value)?),
                "law" => found.law = Some(law(value.trim())?),
                "status" => found.status = Some(status(value.trim())?),
                other => {
                    let known = ["campaign", "nation", "law", "status"];
                    return Err(crate::toml_file::instead(other, &known));
                }
            }
        }
        Ok(found)
    }
}

impl Which {
    pub(super) fn filter(&self, step: Option<Step>) -> Filter {
        let also = self.condition.clone().unwrap_or_default();
        Filter {
            named: self.requests.clone(),
            campaign: self.campaign.clone().or(also.campaign),
            nation: self.nation.or(also.nation),
            law: self.law.or(also.law),
            status: self.status.or(also.status),
            step,
        }
    }

    /// The arguments as they were typed, to be typed again.
    pub(super) fn typed(&self) -> Typed {
        let mut typed = Typed(self.requests.iter().map(|name| quoted(name)).collect());
        typed.option("--campaign", self.campaign.as_ref());
        typed.option("--nation", self.nation.map(Nation::code));
        typed.option("--law", self.law.map(Law::code));
        typed.option("--status", self.status.map(Status::code));
        typed.option("--where", self.condition.as_ref().map(|also| &also.typed));
        typed
    }

    /// Whether the command may act: one request that was named needs no number, many do.
    pub(super) fn confirmed(
        &self,
        found: &[Judged],
        confirm: Option<usize>,
    ) -> anyhow::Result<bool> {
        let count = found.len();
        anyhow::ensure!(count > 0, "no request is meant: `foi requests` lists them");
        match confirm {
            None => Ok(self.requests.len() == 1 && count == 1),
            Some(number) if number == count => Ok(true),
            Some(number) => anyhow::bail!(
                "{} would be changed, you confirmed {number}: look at the list again",
                counted(count, "request", "requests")
            ),
        }
    }
}

/// Words for a shell, so that a command can be given again with nothing left out.
#[derive(Debug)]
pub(super) struct Typed(Vec<String>);

impl Typed {
    /// An option with its value, if it has one.
    pub(super) fn option(&mut self, name: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.0.extend([name.to_owned(), quoted(&value.to_string())]);
        }
    }

    pub(super) fn flag(&mut self, name: &str) {
        self.0.push(name.to_owned());
    }

    /// `command` with these words.
    pub(super) fn after(self, command: &str) -> String {
        let mut words = vec![command.to_owned()];
        words.extend(self.0);
        words.join(" ")
    }
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn nation(text: &str) -> Result<Nation, String> {
    Nation::parse(text)
        .ok_or_else(|| crate::toml_file::instead(text, &Nation::ALL.map(Nation::code)))
}

pub(super) fn status(text: &str) -> Result<Status, String> {
    Status::parse(text)
        .ok_or_else(|| crate::toml_file::instead(text, &Status::ALL.map(Status::code)))
}

pub(super) fn step(text: &str) -> Result<Step, String> {
    Step::parse(text).ok_or_else(|| crate::toml_file::instead(text, &Step::ALL.map(Step::code)))
}
