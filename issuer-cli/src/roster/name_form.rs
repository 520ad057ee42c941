//! How names are kept.

/// Whether names are cut to their ends before they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// 王*明
    Masked,
    /// 王建明
    Full,
}
