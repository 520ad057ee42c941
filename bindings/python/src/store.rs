//! A terminal's store, and verdicts without one.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use credential_core::{RootSet, TrustList, UnixTime, Verifier};
use messages::{Failure, Lang};
use pyo3::prelude::*;
use terminal::proof_memory::BeforeStart;
use terminal::status::TerminalIdentity;
use terminal::{Judged, PolicyOptions, Terminal, to_json};
use terminal_store::RealDisk;

use crate::failure::{of_core, raised};
use crate::time::at;
use crate::verdict::Verdict;

/// A terminal's store in a folder: the lists that codes are judged with, and the rules of the place.
#[pyclass(frozen, module = "laobingma")]
pub(crate) struct Store(Mutex<Terminal>);

impl Store {
    fn new(py: Python<'_>, opened: Result<Terminal, Failure>) -> PyResult<Self> {
        match opened {
            Ok(terminal) => Ok(Self(Mutex::new(terminal))),
            Err(failure) => Err(raised(py, &failure)),
        }
    }

    /// Does something with the terminal; other threads of Python run meanwhile, also while this one waits.
    fn with<R: Send>(&self, py: Python<'_>, call: impl FnOnce(&mut Terminal) -> R + Send) -> R {
        py.detach(|| call(&mut self.terminal()))
    }

    fn terminal(&self) -> MutexGuard<'_, Terminal> {
        // A panic becomes an exception; the store on the disk is whole in any case.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Store {
    /// Opens the store in a folder.
    #[new]
    fn open(py: Python<'_>, folder: PathBuf) -> PyResult<Self> {
        let opened = py.detach(|| Terminal::open(Arc::new(RealDisk), &folder));
        Self::new(py, opened)
    }

    /// Makes the store of a new terminal, with the root set from the authority's own hand.
    #[staticmethod]
    fn provision(py: Python<'_>, folder: PathBuf, root_set: &[u8]) -> PyResult<Self> {
        let folder: &Path = &folder;
        let made = py.detach(|| Terminal::provision(Arc::new(RealDisk), folder, root_set));
        Self::new(py, made)
    }

    /// Sets the rules of the place, as JSON: see docs/python.md.
    fn set_policy(&self, py: Python<'_>, policy: &str) -> PyResult<()> {
        let policy = PolicyOptions::from_json(policy).and_then(|options| options.policy());
        let policy = policy.map_err(|failure| raised(py, &failure))?;
        self.with(py, |terminal| terminal.set_policy(policy));
        Ok(())
    }

    /// Applies an update file, and gives what became of each part as JSON.
    #[pyo3(signature = (file, now = None, name = "update"))]
    fn update(
        &self,
        py: Python<'_>,
        file: &[u8],
        now: Option<u64>,
        name: &str,
    ) -> PyResult<String> {
        let report = self.with(py, |terminal| terminal.update(file, name, at(now)));
        match report {
            Ok(report) => Ok(report.json(Lang::En)),
            Err(failure) => Err(raised(py, &failure)),
        }
    }

    /// Reads the store again if another program has changed it; whether it has.
    fn reload(&self, py: Python<'_>) -> PyResult<bool> {
        let reloaded = self.with(py, Terminal::reload);
        reloaded.map_err(|failure| raised(py, &failure))
    }

    /// Takes only proofs of phones over this challenge, and the one before, from now on.
    fn expect(&self, py: Python<'_>, challenge: &[u8]) -> PyResult<()> {
        let expected = self.with(py, |terminal| terminal.expect(challenge));
        expected.map_err(|failure| raised(py, &failure))
    }

    /// Remembers proofs of phones, so that each counts once.
    #[pyo3(signature = (now = None))]
    fn remember_proofs(&self, py: Python<'_>, now: Option<u64>) {
        let now = at(now);
        self.with(py, |terminal| {
            terminal.remember_proofs(BeforeStart::Refused, now)
        });
    }

    /// Judges the text of a code.
    #[pyo3(signature = (text, now = None))]
    fn verify(&self, py: Python<'_>, text: &str, now: Option<u64>) -> Verdict {
        let now = at(now);
        Verdict::new(self.with(py, |terminal| judged(terminal, text, now)))
    }

    /// Judges what a scanner in keyboard mode has typed: a verdict for each code of the line.
    #[pyo3(signature = (line, now = None))]
    fn verify_scanned(&self, py: Python<'_>, line: &str, now: Option<u64>) -> Vec<Verdict> {
        let now = at(now);
        let judged: Vec<Judged> = self.with(py, |terminal| {
            let codes = terminal.verify_scanned(line, now).codes;
            codes.into_iter().map(|code| terminal.admit(code)).collect()
        });
        judged.into_iter().map(Verdict::new).collect()
    }

    /// Judges many codes; other threads of Python run meanwhile.
    #[pyo3(signature = (texts, now = None))]
    fn verify_many(&self, py: Python<'_>, texts: Vec<String>, now: Option<u64>) -> Vec<Verdict> {
        let now = at(now);
        let judged: Vec<Judged> = self.with(py, |terminal| {
            let each = texts.iter().map(|text| judged(terminal, text, now));
            each.collect()
        });
        judged.into_iter().map(Verdict::new).collect()
    }

    /// What the store holds and what expires next, as JSON.
    #[pyo3(signature = (now = None))]
    fn status(&self, py: Python<'_>, now: Option<u64>) -> String {
        let now = at(now);
        self.with(py, |terminal| {
            let identity = TerminalIdentity {
                name: None,
                store: terminal.store().folder().to_string_lossy().into_owned(),
                program: env!("CARGO_PKG_VERSION"),
            };
            to_json(&terminal.status(&identity, Lang::En, now))
        })
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        self.with(py, |terminal| {
            format!("<Store {}>", terminal.store().folder().display())
        })
    }
}

/// A verdict; the proof of a phone is used up by it where proofs are remembered.
fn judged(terminal: &mut Terminal, text: &str, now: UnixTime) -> Judged {
    let judged = terminal.verify(text, now);
    terminal.admit(judged)
}

/// Judges a code with a root set and a trust list alone: what was revoked is not known then.
#[pyfunction]
#[pyo3(signature = (text, root_set, trust_list, now = None, policy = ""))]
pub(crate) fn verify(
    py: Python<'_>,
    text: &str,
    root_set: &[u8],
    trust_list: &[u8],
    now: Option<u64>,
    policy: &str,
) -> PyResult<Verdict> {
    let policy = PolicyOptions::from_json(policy).and_then(|options| options.policy());
    let policy = policy.map_err(|failure| raised(py, &failure))?;
    let roots = RootSet::pin(root_set).map_err(|error| of_core(py, &error))?;
    let list = TrustList::verify(trust_list, &roots).map_err(|error| of_core(py, &error))?;
    let now = at(now);
    let verdict = Verifier::without_revocation_check(&list, policy).verify_text(text, now);
    Ok(Verdict::new(Judged::new(text, verdict, now)))
}
