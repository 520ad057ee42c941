//! The functions of the interface. `picture` has the one that reads pictures.

#![allow(
    unsafe_code,
    reason = "functions that C can call; each hands its pointers to `arguments` at once"
)]

mod picture;

use std::ffi::c_char;
use std::path::Path;
use std::sync::{Arc, Mutex};

use credential_core::UnixTime;
use credential_core::limits::MAX_UPDATE_BYTES;
use messages::{Failure, Lang, failure};
use terminal::proof_memory::BeforeStart;
use terminal::status::TerminalIdentity;
use terminal::{PolicyOptions, Terminal, to_json};
use terminal_store::RealDisk;

use crate::arguments::{bytes, optional_out, out, text};
use crate::outcome::{self, Fault, credential_status, run};
use crate::table::Table;
use crate::texts::{self, credential_text};
use crate::verdict::credential_verdict;

pub use picture::*;

/// The version of this interface. It changes with every change that an old program would not survive.
pub const CREDENTIAL_ABI: u32 = 1;

static TERMINALS: Table<Mutex<Terminal>> = Table::new();

/// Bytes of a path.
const MOST_PATH: usize = 32_768;
/// Bytes of a scanned text: several times the longest code.
const MOST_TEXT: usize = 65_536;
/// Bytes of a policy.
const MOST_POLICY: usize = 65_536;
/// Bytes of a root set: a file of the authority.
const MOST_ROOT_SET: usize = 1 << 20;

/// How the text of a code was read: by a camera, without a fault.
pub const CREDENTIAL_READ: u32 = 0;
/// How the text of a code was read: typed by a scanner in keyboard mode, so that what keyboard and input method did to
/// it is undone.
pub const CREDENTIAL_SCANNED: u32 = 1;

/// The version of this interface that the library has: compare it with `CREDENTIAL_ABI` of the header.
///
/// Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn credential_abi() -> u32 {
    CREDENTIAL_ABI
}

/// Opens the store of a terminal in `folder`, and gives the terminal in `out_terminal`.
///
/// Any thread. Close it with `credential_close`. Reads files only.
///
/// # Safety
/// `folder` has `folder_length` bytes; `out_terminal` is null or has room for its type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn credential_open(
    folder: *const c_char,
    folder_length: usize,
    out_terminal: *mut u64,
) -> credential_status {
    run(|| {
        // SAFETY: the caller vouches for both pointers.
        let (place, folder) =
            unsafe { (out(out_terminal, 0), text(folder, folder_length, MOST_PATH)) };
        let (place, folder) = (place?, folder?);
        let terminal = Terminal::open(Arc::new(RealDisk), Path::new(folder))?;
        keep(terminal, place)
    })
}

/// Makes the store of a new terminal in `folder`, with the root set from the authority's own hand, and opens it.
///
/// Any thread. Compare the thumbprints that `credential_terminal_status` gives with the authority's.
///
/// # Safety
/// Each pointer has as many bytes as its length says; `out_terminal` is null or has room for its type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn credential_provision(
    folder: *const c_char,
    folder_length: usize,
    root_set: *const u8,
    root_set_length: usize,
    out_terminal: *mut u64,
) -> credential_status {
    run(|| {
        // SAFETY: the caller vouches for all pointers.
        let (place, folder, root_set) = unsafe {
            (
                out(out_terminal, 0),
                text(folder, folder_length, MOST_PATH),
                bytes(root_set, root_set_length, MOST_ROOT_SET),
            )
        };
        let (place, folder, root_set) = (place?, folder?, root_set?);
        let terminal = Terminal::provision(Arc::new(RealDisk), Path::new(folder), root_set)?;
        keep(terminal, place)
    })
}

/// Closes a terminal. Its number finds nothing from now on, also if it is closed twice.
///
/// Any thread. A call of another thread on the same terminal ends first.
#[unsafe(no_mangle)]
pub extern "C" fn credential_close(terminal: u64) -> credential_status {
    run(|| TERMINALS.remove(terminal).map(drop).ok_or(Fault::Handle))
}

/// Sets the rules of the place, as JSON; an empty text is a shop with somebody to look. A gate is
/// `{"place":"gate"}`; docs/c.md has all keys. What is not understood is refused, never passed over.
///
/// Any thread; waits for other calls on this terminal.
///
/// # Safety
/// `policy` has `policy_length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn credential_set_policy(
    terminal: u64,
    policy: *const c_char,
    policy_length: usize,
) -> credential_status {
    run(|| {
        // SAFETY: the caller vouches for the pointer.
        let options = unsafe { text(policy, policy_length, MOST_POLICY) }?;
        let policy = PolicyOptions::from_json(options)?.policy()?;
        with(terminal, |terminal| {
            terminal.set_policy(policy);
            Ok(())
        })
    })
}

/// Takes only proofs of phones over this challenge and the one before from now on: 16 random bytes that the gate shows
/// as a code, new ones at least every 15 seconds.
///
/// Any thread; waits for other calls on this terminal.
///
/// # Safety
/// `challenge` has `challenge_length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn credential_expect(
    terminal: u64,
    challenge: *const u8,
    challenge_length: usize,
) -> credential_status {
    run(|| {
        // SAFETY: the caller vouches for the pointer.
        let challenge = unsafe { bytes(challenge, challenge_length, 1_024) }?;
        with(terminal, |terminal| Ok(terminal.expect(challenge)?))
    })
}

/// Remembers the proofs of phones from now on, so that each opens once. Proofs from before `now` count no more: call it
/// when the gate starts. Without it every proof stays `check`, with the reason `repeat-unchecked`.
///
/// Any thread; waits for other calls on this terminal.
#[unsafe(no_mangle)]
pub extern "C" fn credential_remember_proofs(terminal: u64, now: u64) -> credential_status {
    run(|| {
        with(terminal, |terminal| {
            terminal.remember_proofs(BeforeStart::Refused, UnixTime::from_secs(now));
            Ok(())
        })
    })
}

/// Applies an update file, or a single list. `out_json`, if it is not null, gets an array of what became of each part,
/// as `verifier update --json` prints it. A part that is refused is no failure of the call.
///
/// Any thread; waits for other calls on this terminal, and for other programs that update the same store. What is
/// reported as taken is on the disk.
///
/// # Safety
/// `file` has `file_length` bytes; `out_json` is null or has room for its type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn credential_update(
    terminal: u64,
    file: *const u8,
    file_length: usize,
    now: u64,
    out_json: *mut credential_text,
) -> credential_status {
    run(|| {
        // SAFETY: the caller vouches for both pointers.
        let (json, file) = unsafe {
            (
                optional_out(out_json, credential_text::NONE),
                bytes(file, file_length, MAX_UPDATE_BYTES),
            )
        };
        let (json, file) = (json?, file?);
        with(terminal, |terminal| {
            let report = terminal.update(file, "update", UnixTime::from_secs(now))?;
            give(json, || report.json(Lang::En))
        })
    })
}

/// Reads the store again if another program has changed it; cheap if none has.
///
/// Any thread; waits for other calls on this terminal.
#[unsafe(no_mangle)]
pub extern "C" fn credential_reload(terminal: u64) -> credential_status {
    run(|| with(terminal, |terminal| Ok(terminal.reload().map(drop)?)))
}

/// Judges the text of a code at `now`, in seconds since 1970. `how` is `CREDENTIAL_READ` or `CREDENTIAL_SCANNED`.
/// `out_verdict` gets what a gate needs; `out_json`, if it is not null, the same as `verifier check --json` prints.
/// After `credential_remember_proofs` the proof of a phone is used up by this.
///
/// Any thread; waits for other calls on this terminal. If the call fails the verdict is 2, refuse.
///
/// # Safety
/// `code` has `code_length` bytes; the two results are null or have room for their types.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn credential_verify(
    terminal: u64,
    code: *const c_char,
    code_length: usize,
    how: u32,
    now: u64,
    out_verdict: *mut credential_verdict,
    out_json: *mut credential_text,
) -> credential_status {
    run(|| {
        // SAFETY: the caller vouches for all pointers.
        let (verdict, json, code) = unsafe {
            (
                out(out_verdict, credential_verdict::NONE),
                optional_out(out_json, credential_text::NONE),
                text(code, code_length, MOST_TEXT),
            )
        };
        let (verdict, json, code) = (verdict?, json?, code?);
        let now = UnixTime::from_secs(now);
        with(terminal, |terminal| {
            let judged = match how {
                CREDENTIAL_READ => terminal.verify(code, now),
                CREDENTIAL_SCANNED => one_of(terminal.verify_scanned(code, now))?,
                _ => return Err(Fault::Argument("there is no such way to read a code")),
            };
            let judged = terminal.admit(judged);
            *verdict = credential_verdict::of(&judged);
            give(json, || judged.json("text"))
        })
    })
}

/// What the terminal holds, how old it is and what expires next, as `verifier status --json` prints it.
///
/// Any thread; waits for other calls on this terminal.
///
/// # Safety
/// `out_json` is null or has room for its type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn credential_terminal_status(
    terminal: u64,
    now: u64,
    out_json: *mut credential_text,
) -> credential_status {
    run(|| {
        // SAFETY: the caller vouches for the pointer.
        let json = unsafe { out(out_json, credential_text::NONE) }?;
        with(terminal, |terminal| {
            let identity = TerminalIdentity {
                name: None,
                store: terminal.store().folder().to_string_lossy().into_owned(),
                program: env!("CARGO_PKG_VERSION"),
            };
            let status = terminal.status(&identity, Lang::En, UnixTime::from_secs(now));
            give(Some(json), || to_json(&status))
        })
    })
}

/// Why the last call of this thread that failed has failed, as JSON: `code` (stable), `message`, `remedy`, and `detail`
/// where there is one. `chinese` is 0 for English. An empty object if none has failed.
///
/// Any thread; each has its own.
///
/// # Safety
/// `out_json` is null or has room for its type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn credential_last_error(
    chinese: i32,
    out_json: *mut credential_text,
) -> credential_status {
    run(|| {
        // SAFETY: the caller vouches for the pointer.
        let json = unsafe { out(out_json, credential_text::NONE) }?;
        let lang = match chinese {
            0 => Lang::En,
            _ => Lang::Zh,
        };
        let failure = outcome::last();
        give(Some(json), || match &failure {
            Some(failure) => to_json(&failure.record(lang)),
            None => "{}".to_owned(),
        })
    })
}

/// Frees a text by its `handle`. Freed twice, or never given: `CREDENTIAL_INVALID_HANDLE`, and nothing happens. 0 is
/// nothing to free, and fine.
///
/// Any thread. `data` must not be read afterwards.
#[unsafe(no_mangle)]
pub extern "C" fn credential_free(handle: u64) -> credential_status {
    run(|| match handle == 0 || texts::free(handle) {
        true => Ok(()),
        false => Err(Fault::Handle),
    })
}

fn keep(terminal: Terminal, place: &mut u64) -> Result<(), Fault> {
    let number = TERMINALS.insert(Mutex::new(terminal));
    *place = number.ok_or(Fault::Argument("too many terminals are open"))?;
    Ok(())
}

fn with(number: u64, call: impl FnOnce(&mut Terminal) -> Result<(), Fault>) -> Result<(), Fault> {
    let terminal = TERMINALS.value(number).ok_or(Fault::Handle)?;
    // After a panic nobody knows what it left half done.
    let mut terminal = terminal.lock().map_err(|_| Fault::Internal)?;
    call(&mut terminal)
}

fn give(place: Option<&mut credential_text>, json: impl FnOnce() -> String) -> Result<(), Fault> {
    if let Some(place) = place {
        *place = credential_text::keep(json())?;
    }
    Ok(())
}

/// The code of a line that has one; of several nobody knows whose they are.
fn one_of(line: terminal::LineVerdicts) -> Result<terminal::Judged, Failure> {
    let several = || {
        failure!("too-many-codes"; "一行里有好几个码"; "there are several codes in the line";
            "请一次扫一个。"; "Scan one at a time.")
    };
    let mut codes = line.codes.into_iter();
    match (codes.next(), codes.next(), line.is_complete) {
        (Some(one), None, true) => Ok(one),
        _ => Err(several()),
    }
}

#[cfg(test)]
mod tests;
