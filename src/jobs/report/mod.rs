//! `foi report`: the page that is published, and its print.

mod gather;
mod place;
mod templates;

use std::path::{Path, PathBuf};

use chrono::SecondsFormat;

pub use self::gather::Audience;
pub use self::place::{Form, Overwrite, write};
pub use self::templates::eject;
use super::Workspace;
use super::publish::Doubts;
use crate::config::environment;
use crate::results::report::Report;
use crate::results::report::templates::Templates;
use crate::typesetter::{self, Source};

/// A report, and the templates that give it its form.
#[derive(Debug)]
pub struct Made {
    pub report: Report,
    /// What nobody has looked at, in words.
    pub doubtful: Option<String>,
    templates: Templates,
    /// The instant of the figures, RFC 3339 in UTC.
    as_of: String,
}

/// The report of a campaign as the workspace stands.
pub fn report(
    workspace: &Workspace,
    campaign: &str,
    audience: Audience,
    doubts: Doubts,
) -> anyhow::Result<Made> {
    let templates = templates::of(&workspace.dir, campaign)?;
    let gathered = gather::gather(workspace, campaign, audience, doubts)?;
    let doubtful = gathered.doubtful().map(str::to_owned);
    let report = Report::new(&gathered.sources(), &templates)?;
    let as_of = workspace.now.instant().to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(Made { report, doubtful, templates, as_of })
}

impl Made {
    /// The page: one file that needs no other.
    pub fn html(&self) -> anyhow::Result<Vec<u8>> {
        Ok(self.templates.render("report.html", &self.report)?.into_bytes())
    }

    /// The source of the print.
    pub fn typst(&self) -> anyhow::Result<String> {
        Ok(self.templates.render("report.typ", &self.report)?)
    }

    /// The print, set by `foi-typeset`.
    pub fn pdf(&self) -> anyhow::Result<Vec<u8>> {
        let program = typesetter::find(environment("FOI_TYPESET").map(PathBuf::from))?;
        let main = self.typst()?;
        let files = self.report.files().into_iter().collect();
        typesetter::set(&program, &Source { main: &main, files, as_of: self.as_of.clone() })
    }
}

/// Where the page goes if nobody says: `reports/` of the workspace, and the name says who may see it.
pub fn usual_place(workspace: &Workspace, campaign: &str, audience: Audience) -> PathBuf {
    let name = match audience {
        Audience::Public => format!("{campaign}.html"),
        Audience::Internal => format!("{campaign}-INTERNAL.html"),
    };
    workspace.path(&Path::new("reports").join(name))
}
