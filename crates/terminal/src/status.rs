//! What the terminal holds, how old it is, and what expires next.

mod json;
mod place_json;
mod view;

pub use json::{StatusRecord, TerminalIdentity, record};
pub use place_json::place_record;
pub use view::{Expiring, View};
