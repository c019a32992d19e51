//! The tools that analysts use, in Python: from `target/python`, where `tests/run` puts them with pip, or as
//! the machine has them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn packages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python")
}

/// Python with the packages.
pub(crate) fn command() -> Command {
    let mut command = Command::new("python3");
    command.env("PYTHONPATH", packages()).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Whether every one of these can be imported; says so where one cannot.
pub(crate) fn has(modules: &[&str]) -> bool {
    let script = format!("import {}", modules.join(", "));
    let run = command().args(["-c", &script]).output();
    let there = run.is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("not run: Python has no {} (tests/run installs them)", modules.join(", "));
    }
    there
}

/// Runs a script; its standard output as JSON.
#[track_caller]
pub(crate) fn json(script: &str, arguments: &[&Path]) -> Value {
    let output: Output = command().arg("-c").arg(script).args(arguments).output().unwrap();
    let (out, error) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{error}");
    serde_json::from_str(out.trim()).unwrap_or_else(|_| panic!("{out}{error}"))
}
