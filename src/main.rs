//! `foi`: the command.

use std::process::ExitCode;

fn main() -> ExitCode {
    foi_campaign::cli::main()
}
