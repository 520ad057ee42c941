//! Stage admission: what a gate remembers.
//!
//! Both memories are lost at a restart, which is safe for proofs and lenient for passages; neither needs a
//! disk. One of each serves a whole group of gates.

mod passages;
mod replay_guard;

pub use passages::{Passage, Passages};
pub use replay_guard::ReplayGuard;
