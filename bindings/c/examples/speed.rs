//! How long a verdict takes in Rust, for `.ci/bindings-c-speed`: what `tests/speed.c` does, without the interface for C.
//!
//! `speed STORE AT ROUNDS`; codes on standard input, a line each. For each code a line: the median of its rounds, in
//! nanoseconds of a call.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::error::Error;
use std::hint::black_box;
use std::io::stdin;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use credential_core::UnixTime;
use terminal::{PolicyOptions, Terminal};
use terminal_store::RealDisk;

/// Calls of one measurement, so that the clock's own time does not count.
const CALLS: u32 = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, store, at, rounds] = &arguments[..] else {
        return Err("usage: speed STORE AT ROUNDS".into());
    };
    let now = UnixTime::from_secs(at.parse()?);
    let rounds: usize = rounds.parse()?;
    let opened = Terminal::open(Arc::new(RealDisk), Path::new(store));
    let mut terminal = opened.map_err(|failure| failure.code)?;
    let gate = PolicyOptions::from_json(r#"{"place":"gate"}"#).and_then(|rules| rules.policy());
    terminal.set_policy(gate.map_err(|failure| failure.code)?);
    for code in stdin().lines() {
        let code = code?;
        let mut times: Vec<f64> = (0..rounds)
            .map(|_| {
                let start = Instant::now();
                for _ in 0..CALLS {
                    let judged = terminal.verify(black_box(&code), now);
                    black_box(terminal.admit(judged));
                }
                start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("{:.0}", times[rounds / 2]);
    }
    Ok(())
}
