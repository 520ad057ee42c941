//! A gate, `cargo run -p terminal-store --example gate -- DIR [MINUTES]`: for each line that the scanner
//! sends it prints decision and reason, and `revocation-not-checked` where it accepts without a status.
//! Only `accept` opens it: unattended, it stays closed on `check`, because nobody is there to look.
//! What a phone shows opens it once, and the same holder does not pass again within MINUTES (0).
//! It reads every update that another process applies to its store, such as `verifier update`.

use std::io::{self, BufRead as _, Write as _};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};
use std::{env, error::Error, fmt::Display};

use credential_core::{Basis, Decision, Passages, Policy, PreparedKeys, ReplayGuard};
use credential_core::{UnixTime, Verdict, Verifier};
use terminal_store::Store;

fn main() -> ExitCode {
    let failed = run().map_err(print_note).is_err();
    ExitCode::from(u8::from(failed))
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut store = Store::open(env::args_os().nth(1).ok_or("usage: gate DIR [MINUTES]")?)?;
    let minutes: u32 = env::args().nth(2).map_or(Ok(0), |text| text.parse())?;
    print_state(&store);
    // Codes of the issuers that come most often take half the time.
    let prepared = PreparedKeys::new();
    // Both are made once and serve all codes. A proof from before the start may have been shown before.
    let mut proofs = ReplayGuard::new(&Policy::gate(), now());
    let mut passages = Passages::new(60 * Duration::from_secs(minutes.into()));
    let started = Instant::now();
    for line in io::stdin().lock().split(b'\n') {
        // What is no text is refused like every other text that is not a code.
        let line = line?;
        let text = String::from_utf8_lossy(&line);
        match store.reload_if_changed() {
            Ok(true) => print_state(&store),
            Ok(false) => {}
            Err(error) => print_note(format!("{error}; going on with what was read before")),
        }
        let verifier = Verifier::new(store.holdings(), Policy::gate());
        // The clock on the wall for proofs; for passages one that is never set.
        let (now, uptime) = (now(), started.elapsed());
        let verdict = verifier
            .with_prepared_keys(&prepared)
            .verify_scanned(&text, now);
        let verdict = passages.admit(proofs.admit(verdict, now), uptime);
        if let Verdict::Accept(credential) = &verdict {
            // A gate that knows who has not turned keeps what this gives, for `withdraw`.
            passages.enter(credential.holder_id(), uptime);
        }
        let (decision, reason) = (verdict.decision(), verdict.reason());
        let unchecked = |basis: &Basis| !basis.revocation_checked;
        let note = match decision {
            Decision::Accept if verdict.basis().is_none_or(unchecked) => " revocation-not-checked",
            _ => "",
        };
        let mut output = io::stdout().lock();
        writeln!(output, "{} {reason}{note}", decision.name())?;
        output.flush()?;
    }
    Ok(())
}

fn print_state(store: &Store) {
    let trust = store.holdings().trust();
    let version = trust.map_or(0, |list| list.claims().version);
    print_note(format!("judging with trust list {version}"));
    store.warnings().iter().for_each(print_note);
}

/// A gate does not stop because nobody listens to its notes.
fn print_note(note: impl Display) {
    let _ = writeln!(io::stderr(), "gate: {note}");
}

fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    UnixTime::from_secs(since.map_or(0, |since| since.as_secs()))
}
