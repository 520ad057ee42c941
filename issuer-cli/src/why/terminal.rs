//! Where a terminal stood at a moment, by the places that the bureau has signed.

use credential_core::{PlaceClaims, TerminalStanding, UnixTime};
use messages::{Failure, failure};

use crate::bureau::Bureau;
use crate::register::Register;

/// A terminal at a moment.
#[derive(Clone, Debug)]
pub(crate) struct TerminalAt {
    pub(crate) number: u32,
    pub(crate) label: Option<String>,
    /// Its place; `None` if it had none yet.
    pub(crate) place: Option<PlaceClaims>,
    /// When its first place was made.
    pub(crate) first: UnixTime,
    /// Since when it was retired, if it was.
    pub(crate) retired: Option<UnixTime>,
    /// When it got another place after the moment, if it did.
    pub(crate) changed: Option<UnixTime>,
}

/// The terminal with this number.
///
/// # Errors
/// `terminal-unknown`; `place-invalid` for a place that none of the bureau's keys has signed; those of the register.
pub(crate) fn terminal_at(
    register: &Register,
    bureau: &Bureau,
    number: u32,
    moment: UnixTime,
) -> Result<TerminalAt, Failure> {
    let places = register.all_places()?.into_iter();
    let places: Vec<_> = places.filter(|place| place.terminal == number).collect();
    let (Some(first), Some(last)) = (places.first(), places.last()) else {
        return Err(unknown(number));
    };
    let at = places.iter().rfind(|place| place.made <= moment);
    let claims = match at {
        Some(place) => {
            let claims = bureau.place(&place.place);
            Some(claims.ok_or_else(|| not_signed(number))?)
        }
        None => None,
    };
    // Once retired it stays so: the first such place counts.
    let retired = places
        .iter()
        .find(|place| place.standing != TerminalStanding::IN_USE && place.made <= moment);
    Ok(TerminalAt {
        number,
        label: at.unwrap_or(last).label.clone(),
        place: claims,
        first: first.made,
        retired: retired.map(|place| place.made),
        changed: places
            .iter()
            .map(|place| place.made)
            .find(|made| at.is_some() && *made > moment),
    })
}

fn unknown(number: u32) -> Failure {
    failure!("terminal-unknown"; "没有终端 {number}"; "there is no terminal {number}";
        "请用 issuer terminal list 查编号。"; "issuer terminal list shows the numbers.")
}

fn not_signed(number: u32) -> Failure {
    failure!("place-invalid"; "台账里终端 {number} 的点位文件不是本单位签的"; "a place of terminal {number} in the register is not signed by this bureau";
        "请用 issuer audit 核对台账。"; "Check the register with issuer audit.")
}
