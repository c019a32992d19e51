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
use crate::config::environment;
use crate::results::report::Report;
use crate::results::report::templates::Templates;
use crate::typesetter::{self, Source};

/// Whether answers that are in question may be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubtful {
    Refused,
    /// They are, and the report says so.
    Told,
}

/// A report, and the templates that give it its form.
#[derive(Debug)]
pub struct Made {
    pub report: Report,
    /// Answers that are counted though they are in question.
    pub doubtful: usize,
    templates: Templates,
    /// The instant of the figures, RFC 3339 in UTC.
    as_of: String,
}

/// The report of a campaign as the workspace stands.
pub fn report(
    workspace: &Workspace,
    campaign: &str,
    audience: Audience,
    doubtful: Doubtful,
) -> anyhow::Result<Made> {
    let templates = templates::of(&workspace.dir, campaign)?;
    let gathered = gather::gather(workspace, campaign, audience)?;
    let in_question = gathered.doubtful();
    anyhow::ensure!(
        in_question == 0 || doubtful == Doubtful::Told,
        "{in_question} answers that are counted are in question, and no person has settled them: \
         `foi checks {campaign}` lists them. Settle them, or publish with --with-doubtful, which says \
         so in the report"
    );
    let report = Report::new(&gathered.sources(), &templates)?;
    let as_of = workspace.now.instant().to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(Made { report, doubtful: in_question, templates, as_of })
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
