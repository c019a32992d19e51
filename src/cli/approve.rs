//! `foi approve`.
use chrono::NaiveDate;
use serde_json::json;

use super::out::{self, counted};
use super::select::{Which, step};
use super::{Ended, Session, day};
use crate::campaign::policy::Step;
use crate::jobs::approve::{Prospect, Wish, prospect};
use crate::letters::occasion::{FeeChoice, Language};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    which: Which,
    /// Which step of `foi next` to take (default: every reminder and other letter that states only
    /// what the calendar says)
    #[arg(long, value_parser = step)]
    step: Option<Step>,
    /// Your own words: the answer to a question, why you are still dissatisfied
    #[arg(long, value_name = "TEXT")]
    words: Option<String>,
    /// For a fees notice: accept, decline, breakdown
    #[arg(long, value_parser = fee)]
    fee: Option<FeeChoice>,
    /// For narrowing: the number of a question to keep; several are allowed
    #[arg(long, value_name = "NUMBER")]
    keep: Vec<String>,
    /// Why a review is asked for, if not what the reply cites: FOIA-s40(2), `not_held`, incomplete
    #[arg(long = "ground", value_name = "GROUND")]
    grounds: Vec<String>,
    /// For a correction of receipt: the day the authority states
    #[arg(long, value_name = "DATE", value_parser = day)]
    stated: Option<NaiveDate>,
    /// For consent to a transfer: to whom
    #[arg(long, value_name = "NAME")]
    transferee: Option<String>,
    /// In Welsh, for a reminder whose Welsh letter a reader has checked
    #[arg(long)]
    welsh: bool,
    /// Show the letters in full
    #[arg(long)]
    show: bool,
    /// Approve the letters: the number the list shows
    #[arg(long, value_name = "N")]
    confirm: Option<usize>,
}

fn fee(text: &str) -> Result<FeeChoice, String> {
    let all = [FeeChoice::Accept, FeeChoice::Decline, FeeChoice::Breakdown];
    all.into_iter()
        .find(|choice| choice.code() == text)
        .ok_or_else(|| crate::toml_file::instead(text, &all.map(FeeChoice::code)))
}

impl Args {
    fn wish(&self) -> Wish {
        Wish {
            filter: self.which.filter(None),
            step: self.step,
            words: self.words.clone(),
            fee: self.fee,
            keep: self.keep.clone(),
            grounds: self.grounds.clone(),
            stated_receipt: self.stated,
            transferee: self.transferee.clone(),
            language: if self.welsh { Language::Welsh } else { Language::English },
        }
    }
}

impl Args {
    /// The command as it was typed.
    fn typed(&self) -> String {
        let mut typed = self.which.typed();
        typed.option("--step", self.step.map(Step::code));
        typed.option("--words", self.words.as_ref());
        typed.option("--fee", self.fee.map(FeeChoice::code));
        for number in &self.keep {
            typed.option("--keep", Some(number));
        }
        for ground in &self.grounds {
            typed.option("--ground", Some(ground));
        }
        typed.option("--stated", self.stated);
        typed.option("--transferee", self.transferee.as_ref());
        if self.welsh {
            typed.flag("--welsh");
        }
        typed.after("foi approve")
    }
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let Some(confirmed) = args.confirm else {
        let prospect = prospect(&session.read()?, &args.wish())?;
        return show(session, args, &prospect);
    };
    let mut workspace = session.write("approve")?;
    let by = session.person(&workspace)?;
    let prospect = prospect(&workspace, &args.wish())?;
    let count = prospect.letters.len();
    anyhow::ensure!(
        confirmed == count || !prospect.faults.is_empty(),
        "the list has {count}, you confirmed {confirmed}: look at it again (`foi approve`), then \
         confirm the number it shows"
    );
    let approved = prospect.approve(&mut workspace, &by)?;
    if session.json {
        out::object(&json!({"approved": approved, "by": by}))?;
    } else {
        let letters = counted(approved, "letter", "letters");
        out::line(&format!("{letters} approved by {by}. `foi tick` sends them."))?;
    }
    Ok(Ended::Done)
}

fn show(session: &Session, args: &Args, prospect: &Prospect) -> anyhow::Result<Ended> {
    for fault in &prospect.faults {
        out::note(&format!("cannot leave: {fault}"));
    }
    let ended = if prospect.faults.is_empty() { Ended::Done } else { Ended::Failed };
    if session.json {
        for prepared in &prospect.letters {
            let (request, letter) = (&prepared.request, &prepared.letter);
            out::object(&json!({
                "request": format!("r{}", request.id),
                "authority": request.authority,
                "step": prepared.step.code(),
                "to": letter.to,
                "subject": letter.subject,
                "text": args.show.then_some(&letter.body),
                "why": prepared.why,
            }))?;
        }
        return Ok(ended);
    }
    let mut rows = Vec::new();
    for prepared in &prospect.letters {
        let step = prepared.step.code().replace('_', " ");
        let (request, letter) = (&prepared.request, &prepared.letter);
        if args.show {
            let heading = format!("To: {}\nSubject: {}\n", letter.to, letter.subject);
            out::line(&format!("{heading}\n{}\n", letter.body))?;
        }
        rows.push(vec![request.authority.clone(), step, letter.to.clone(), prepared.why.clone()]);
    }
    out::table(&["authority", "step", "to", "why"], &rows)?;
    for (authority, step, day) in &prospect.not_yet {
        let step = step.code().replace('_', " ");
        out::line(&format!("not yet: {step} to {authority}, from {day}"))?;
    }
    rest(args, prospect, rows.len())?;
    Ok(ended)
}

/// What can be done about the letters shown, and about those that need a word of one's own.
fn rest(args: &Args, prospect: &Prospect, shown: usize) -> anyhow::Result<()> {
    if shown == 0 && prospect.faults.is_empty() {
        out::line("No letter of this kind is due.")?;
    }
    if shown > 0 && prospect.faults.is_empty() {
        out::line(&format!(
            "\nNothing was done. To approve {}: {} --confirm {shown}",
            counted(shown, "letter", "letters"),
            args.typed(),
        ))?;
    }
    for (step, count) in &prospect.others {
        let requests = counted(*count, "request", "requests");
        let code = step.code();
        out::line(&format!(
            "Also proposed for {requests}: {}, which needs you: foi approve --step {code}",
            code.replace('_', " ")
        ))?;
    }
    Ok(())
}
