//! Randomness of the operating system.

use messages::{Failure, failure};

/// Fills `bytes`.
///
/// # Errors
/// `no-randomness` if the system has none.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), Failure> {
    getrandom::fill(bytes).map_err(|error| {
        failure!("no-randomness"; "操作系统没有给出随机数"; "the operating system gave no random numbers";
            "请重启电脑再试；没有随机数不能发码，也不能生成密钥。";
            "Restart the computer and try again; without randomness nothing can be issued and no key be made.")
        .with_detail(error)
    })
}
