//! A gate: reads one scanned code per line and prints one verdict per line. It reads every update
//! that another process applies to its store while it runs, such as `verifier update`.
//!
//! ```text
//! cargo run -p terminal-store --example gate -- DIR
//! ```

use std::env;
use std::error::Error;
use std::io::{self, BufRead as _, Write as _};
use std::time::SystemTime;

use credential_core::{Policy, UnixTime, verify};
use terminal_store::Store;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args_os().nth(1).ok_or("usage: gate DIR")?;
    let mut store = Store::open(folder)?;
    print_state(&store);
    let mut output = io::stdout();
    for line in io::stdin().lock().split(b'\n') {
        // What is no text is refused like every other text that is not a code.
        let line = line?;
        let text = String::from_utf8_lossy(&line);
        match store.reload_if_changed() {
            Ok(true) => print_state(&store),
            Ok(false) => {}
            Err(error) => print_note(&format!("{error}; going on with what was read before")),
        }
        let verdict = verify(text.trim(), store.holdings(), Policy::gate(), now());
        let (decision, reason) = (verdict.decision().name(), verdict.reason());
        writeln!(output, "{decision} {reason}")?;
        output.flush()?;
    }
    Ok(())
}

fn print_state(store: &Store) {
    let trust = store.holdings().trust();
    let version = trust.map_or(0, |list| list.claims().version);
    print_note(&format!("judging with trust list {version}"));
    for warning in store.warnings() {
        print_note(&warning.to_string());
    }
}

/// A gate does not stop because nobody listens to its notes.
fn print_note(note: &str) {
    let _ = writeln!(io::stderr(), "gate: {note}");
}

fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    UnixTime::from_secs(since.map_or(0, |since| since.as_secs()))
}
