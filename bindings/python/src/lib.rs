//! Veteran credentials in Python: the module `laobingma._native`. What people import is `laobingma`, which re-exports
//! it; `docs/python.md` says how to use it.

mod failure;
mod issuing;
mod pictures;
mod store;
mod time;
mod verdict;

use pyo3::pymodule;

/// The native part of `laobingma`.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::failure::Failure;
    #[pymodule_export]
    use crate::issuing::{SigningKey, issue};
    #[pymodule_export]
    use crate::pictures::{FoundCode, read_image};
    #[pymodule_export]
    use crate::store::{Store, verify};
    #[pymodule_export]
    use crate::verdict::Verdict;
}
