//! `foi pack`.
use std::path::{Path, PathBuf};

use serde_json::json;

use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::pack::{Overwrite, pack, write};
use crate::store::requests;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// r12, a reference, or an authority
    request: String,
    /// The folder to write to (default: packs in the workspace)
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace files of these names, whatever they are
    #[arg(long)]
    force: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let request = requests::find(workspace.store.db(), &args.request)?;
    let made = pack(&workspace, &request)?;
    let folder = args.out.clone().unwrap_or_else(|| workspace.path(Path::new("packs")));
    let overwrite = if args.force { Overwrite::Anything } else { Overwrite::OlderPack };
    let written = write(&made, &folder, overwrite)?;
    if session.json {
        out::object(&json!({
            "request": format!("r{}", request.id),
            "authority": request.authority,
            "reference": made.reference,
            "html": written.html,
            "zip": written.zip,
            "bytes": made.zip.len(),
            "sha256": crate::replies::message::sha256(&made.zip),
            "missing": made.missing,
        }))?;
        return Ok(Ended::Done);
    }
    out::line(&format!("{}\n{}", written.html.display(), written.zip.display()))?;
    if made.missing.is_empty() {
        out::line("\nEverything that the regulator asks for is here.")?;
    } else {
        let missing = counted(made.missing.len(), "thing is", "things are");
        out::line(&format!("\n{missing} missing:"))?;
        for words in &made.missing {
            out::line(&format!("  {words}"))?;
        }
    }
    out::line(
        "\nBoth files hold mail as it came: read them for personal data before you send them.",
    )?;
    Ok(Ended::Done)
}
