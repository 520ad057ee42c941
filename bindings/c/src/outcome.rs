//! What a function returns, and the last failure of each thread.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use messages::{Failure, failure};

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum credential_status {
    /// Done.
    CREDENTIAL_OK = 0,
    /// An argument is null, too long or not UTF-8. Nothing was done.
    CREDENTIAL_INVALID_ARGUMENT = 1,
    /// There is no such terminal or text, or not any more. Nothing was done.
    CREDENTIAL_INVALID_HANDLE = 2,
    /// It could not be done: `credential_last_error` says why and what to do.
    CREDENTIAL_FAILED = 3,
    /// A fault of this library, which was caught. Close the terminal and open it again.
    CREDENTIAL_INTERNAL = 4,
}

/// Why a call did not succeed.
pub(crate) enum Fault {
    Argument(&'static str),
    Handle,
    Failed(Failure),
    Internal,
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

thread_local! {
    static LAST: RefCell<Option<Failure>> = const { RefCell::new(None) };
}

/// Runs a function of the interface: remembers its failure for this thread, and stops a panic.
pub(crate) fn run(call: impl FnOnce() -> Result<(), Fault>) -> credential_status {
    let fault = match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(())) => return credential_status::CREDENTIAL_OK,
        Ok(Err(fault)) => fault,
        Err(_) => Fault::Internal,
    };
    let (status, failure) = match fault {
        Fault::Argument(why) => (
            credential_status::CREDENTIAL_INVALID_ARGUMENT,
            failure!("usage"; "参数不对"; "an argument is wrong";
                "请对照头文件更正。"; "Correct the call by the header file.")
            .with_detail(why),
        ),
        Fault::Handle => (
            credential_status::CREDENTIAL_INVALID_HANDLE,
            failure!("handle-unknown"; "没有这个句柄，或已经关闭"; "there is no such handle, or not any more";
                "请更正程序。"; "Correct the program."),
        ),
        Fault::Failed(failure) => (credential_status::CREDENTIAL_FAILED, failure),
        Fault::Internal => (
            credential_status::CREDENTIAL_INTERNAL,
            failure!("internal"; "程序库内部出错"; "a fault of the library";
                "请关闭终端再打开；若再次出现，请报告。";
                "Close the terminal and open it again; report it if it comes back."),
        ),
    };
    // A thread that is ending remembers nothing any more.
    let _ = LAST.try_with(|last| *last.borrow_mut() = Some(failure));
    status
}

/// The last failure of this thread.
pub(crate) fn last() -> Option<Failure> {
    LAST.try_with(|last| last.borrow().clone()).ok().flatten()
}
