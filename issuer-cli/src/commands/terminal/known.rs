//! A terminal that is in use, with the place that it was given last.

use credential_core::{PlaceClaims, TerminalStanding};
use messages::{Failure, failure};

use super::list;
use crate::bureau::Bureau;
use crate::register::{RecordedPlace, Register};

/// The last place of the terminal with this number, and what it says.
///
/// # Errors
/// If there is no such terminal, it is retired, or its place is not signed by the bureau.
pub(super) fn in_use(
    register: &Register,
    bureau: &Bureau,
    number: u32,
) -> Result<(RecordedPlace, PlaceClaims), Failure> {
    let places = register.places()?;
    let found = places.into_iter().find(|place| place.terminal == number);
    let place = found.ok_or_else(|| unknown(number))?;
    if place.standing != TerminalStanding::IN_USE {
        return Err(retired(number));
    }
    let claims = list::read(bureau, &place).ok_or_else(|| not_signed(number))?;
    Ok((place, claims))
}

fn unknown(number: u32) -> Failure {
    failure!("terminal-unknown"; "没有终端 {number}"; "there is no terminal {number}";
        "请用 issuer terminal list 查编号。"; "issuer terminal list shows the numbers.")
}

fn retired(number: u32) -> Failure {
    failure!("terminal-retired"; "终端 {number} 已经停用"; "terminal {number} is retired already";
        "不必再做什么。"; "There is nothing to do.")
}

fn not_signed(number: u32) -> Failure {
    failure!("place-invalid"; "台账里终端 {number} 的点位文件不是本单位签的"; "the place of terminal {number} in the register is not signed by this bureau";
        "请用 issuer audit 核对台账。"; "Check the register with issuer audit.")
}
