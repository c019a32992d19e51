//! The templates of a report as they stand on disk: the campaign's own, then the workspace's.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::letters::templates::Override;
use crate::results::report::templates::{Templates, names, shipped};
use crate::toml_file::{instead, utf8};

/// The templates in force for a campaign.
pub(super) fn of(workspace: &Path, campaign: &str) -> anyhow::Result<Templates> {
    let mut own = overrides(&workspace.join("templates/report"))?;
    own.extend(overrides(&folder(workspace, campaign))?);
    Ok(Templates::new(own)?)
}

fn folder(workspace: &Path, campaign: &str) -> PathBuf {
    workspace.join("campaigns").join(campaign).join("report")
}

/// The templates in a folder; one that no template is called would never be used, and is refused.
fn overrides(folder: &Path) -> anyhow::Result<Vec<Override>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let known: Vec<&str> = names().collect();
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("reading {}", folder.display()))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        if !path.is_file() || name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let file = path.display().to_string();
        anyhow::ensure!(
            known.contains(&name.as_str()),
            "{file}: no template of the report is called `{name}`. {}",
            instead(&name, &known)
        );
        let bytes = fs::read(&path).with_context(|| format!("reading {file}"))?;
        let text = utf8(bytes).map_err(|mistake| anyhow::anyhow!(mistake.at(&file)))?;
        found.push(Override { name, text, file });
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// Copies a shipped template to where the campaign has its own; gives the new file.
pub fn eject(workspace: &Path, campaign: &str, name: &str) -> anyhow::Result<PathBuf> {
    let known: Vec<&str> = names().collect();
    let text = shipped(name).with_context(|| {
        format!("no template of the report is called `{name}`. {}", instead(name, &known))
    })?;
    let folder = folder(workspace, campaign);
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let path = folder.join(name);
    let mut file = fs::File::create_new(&path).with_context(|| {
        format!("{} is there already, and is never overwritten", path.display())
    })?;
    std::io::Write::write_all(&mut file, text.as_bytes())
        .with_context(|| format!("writing {}", path.display()))?;
    Ok(path)
}
