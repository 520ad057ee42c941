//! The whole program, run in this process: arguments and streams in, streams and exit status out.

#[cfg(unix)]
mod benefits;
#[cfg(unix)]
mod benefits_and_clocks;
#[cfg(unix)]
mod benefits_of_a_newer_program;
#[cfg(unix)]
mod benefits_on_a_full_disk;
#[cfg(unix)]
mod counter_bounds;
#[cfg(unix)]
mod counter_commands;
mod figures;
pub(crate) mod fixtures;
#[cfg(unix)]
mod gate;
#[cfg(unix)]
mod gate_docs;
#[cfg(unix)]
mod gate_programs;
#[cfg(unix)]
mod gate_proofs;
#[cfg(unix)]
mod gate_updates;
mod hostile;
#[cfg(unix)]
mod journal_exports;
mod own_store;
mod pictures;
#[cfg(unix)]
mod place_files;
mod proof_memory;
#[cfg(unix)]
mod receipts;
mod revocation;
mod scan;
mod scanners;
pub(crate) mod shop;
#[cfg(unix)]
mod special_files;
mod streams;
mod trust_files;
mod verdicts;
