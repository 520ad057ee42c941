//! The program whose commands the desk runs.

use std::ffi::OsString;
use std::process::Command;

use cli_support::SecretPrompt;
use messages::Exit;

/// Runs commands of `issuer`. Injected, because the desk must not depend on the program that starts it.
pub trait Program: Send + Sync {
    /// Runs a command in this process to its end. The arguments are without the name of the program.
    fn run(&self, arguments: &[OsString], secrets: &mut dyn SecretPrompt) -> CommandOutput;

    /// The program as a process of its own, still without arguments: for what takes long. It is killed
    /// when the clerk cancels, so its commands must survive that.
    fn process(&self) -> Command;
}

/// What a command has written, and how it ended.
#[derive(Clone, Debug)]
pub struct CommandOutput {
    /// Its exit status.
    pub exit: Exit,
    /// What it wrote to the results: with `--json`, one value.
    pub results: Vec<u8>,
    /// What it said beside that.
    pub talk: String,
}
