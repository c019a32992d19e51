//! Every command of docs/campaign.md, in the order in which it stands there, in one workspace.

use std::path::Path;
use std::process::Command;

fn run(page: &Path) -> (bool, String) {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(top.join("tests/guide/run"))
        .arg(page)
        .env("FOI", env!("CARGO_BIN_EXE_foi"))
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn every_command_of_a_campaign_week_by_week_does_what_the_page_says() {
    let (done, said) = run(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/campaign.md"));
    assert!(done, "{said}");
    let commands: usize = said.split(' ').next().unwrap().parse().unwrap();
    assert!(commands >= 100, "the page has lost its blocks: {said}");
}

#[test]
fn a_page_whose_command_fails_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.md");
    std::fs::write(&page, "Look:\n\n```sh\nfoi requests\nfoi history nowhere\n```\n").unwrap();
    let (done, said) = run(&page);
    assert!(!done && said.contains("page.md:5:"), "{said}");
}
