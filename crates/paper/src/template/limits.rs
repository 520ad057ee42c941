//! What a template may take, counted before it is read.

/// The largest template: a drawing with a photograph in it stays below.
pub const MAX_TEMPLATE_BYTES: u64 = 8 << 20;

/// Elements and texts. A detailed coat of arms has some thousands.
pub(super) const MAX_NODES: u32 = 100_000;

/// Groups in groups. Who reads or draws them goes down by recursion, until the stack is used up.
pub(super) const MAX_DEPTH: usize = 200;
