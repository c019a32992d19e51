//! `foi completions`.
use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Ended};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// For which shell
    shell: Shell,
}

pub(super) fn run(args: &Args) -> Ended {
    let mut command = Cli::command();
    clap_complete::generate(args.shell, &mut command, "foi", &mut std::io::stdout());
    Ended::Done
}
