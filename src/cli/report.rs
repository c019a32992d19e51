//! `foi report`.

use std::path::PathBuf;

use serde_json::json;

use super::out;
use super::{Ended, Session};
use crate::jobs::publish::Doubts;
use crate::jobs::report::{Audience, Form, Overwrite, eject, report, usual_place, write};
use crate::jobs::results::the_campaign;
use crate::replies::message::sha256;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Which campaign, where there are several
    campaign: Option<String>,
    /// Write the page to this file (default: reports/CAMPAIGN.html in the workspace)
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write a PDF to this file; needs the program foi-typeset
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
    /// Hide no small number; every page says INTERNAL
    #[arg(long)]
    internal: bool,
    /// Count answers that are in question, and say so in the report
    #[arg(long)]
    with_doubtful: bool,
    /// As things stood at the end of this day, or at a moment that `foi freeze` named
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
    /// Replace the files, whatever they are
    #[arg(long)]
    force: bool,
    /// Copy a template of the report, such as method.txt, to the campaign's folder, to be edited
    #[arg(long, value_name = "NAME", conflicts_with_all = ["html", "pdf", "internal", "as_of"])]
    eject: Option<String>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read_as_of(args.as_of.as_deref())?;
    let campaign = the_campaign(&workspace, args.campaign.as_deref())?;
    if let Some(name) = &args.eject {
        let path = eject(&workspace.dir, &campaign, name)?;
        let said = format!("{}: edit it; `foi report` uses it from now on.", path.display());
        return session.decided(&json!({ "file": path }), &said);
    }
    let audience = if args.internal { Audience::Internal } else { Audience::Public };
    let doubts = if args.with_doubtful { Doubts::Tell } else { Doubts::Refuse };
    let overwrite = if args.force { Overwrite::Anything } else { Overwrite::OlderReport };
    let made = report(&workspace, &campaign, audience, doubts)?;
    let usual = || args.pdf.is_none().then(|| usual_place(&workspace, &campaign, audience));
    let html = args.html.clone().or_else(usual);
    let wanted = [(html, Form::Html), (args.pdf.clone(), Form::Pdf)];
    for (path, form) in wanted {
        let Some(path) = path else { continue };
        let bytes = match form {
            Form::Html => made.html()?,
            Form::Pdf => made.pdf()?,
        };
        write((&path, form), &bytes, &campaign, overwrite)?;
        if session.json {
            out::object(&json!({
                "campaign": campaign,
                "file": path,
                "form": match form { Form::Html => "html", Form::Pdf => "pdf" },
                "audience": if args.internal { "internal" } else { "public" },
                "doubtful": made.doubtful,
                "bytes": bytes.len(),
                "sha256": sha256(&bytes),
            }))?;
        } else {
            out::line(&path.display().to_string())?;
        }
    }
    if let Some(words) = made.doubtful.as_ref().filter(|_| !session.json) {
        out::line(&format!("\nWith doubts, which the report tells: {words}."))?;
    }
    if !session.json && args.internal {
        out::line("\nINTERNAL: small numbers are not hidden in it. It must not be published.")?;
    }
    Ok(Ended::Done)
}
