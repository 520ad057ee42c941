//! The desk: a bureau's window, as a local web application in the clerk's own browser.
//!
//! The desk knows nothing of registers, keys or rosters. It runs commands of `issuer` through a
//! [`Program`] that the program injects, and shows their JSON in words. So there is no second logic:
//! what a page does, the command line does as well, and each page shows with which command.
//!
//! From the bottom up:
//!
//! - [`Surroundings`]: time and randomness, given from outside; [`Program`]: the commands;
//! - `command_line`: a command as it is run and as it is shown; `secrets`: passphrases in memory, for a while;
//! - `session`: who may use the desk; `sent`: forms count once; `peer`: which user of this machine a connection belongs to;
//!   `defence`, `guard`: what every request must satisfy; `headers`: what every response says;
//! - `uploads`: files of the clerk, wiped afterwards; `kept`: what pages show again; `jobs`: long commands; `locked`, `event`: small words of them;
//! - `layout`, `widgets`, `words`: what all pages share; `pages`: one file each, and the table of them;
//! - `routes`: from a request to a page; `server`: the socket; `claim`: one desk for each bureau.
//!
//! To add a page: a file under `pages` with a `PAGE`, and a line in the table of `pages.rs`.

mod claim;
mod command_line;
mod defence;
mod desk;
mod event;
mod form;
mod guard;
mod headers;
mod jobs;
mod kept;
mod layout;
mod locked;
mod pages;
mod peer;
mod program;
mod routes;
mod secrets;
mod sent;
mod server;
mod session;
mod surroundings;
mod uploads;
mod widgets;
mod words;

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod testing;

pub use desk::DeskOptions;
pub use program::{CommandOutput, Program};
pub use server::run;
pub use surroundings::{Surroundings, SystemSurroundings};
