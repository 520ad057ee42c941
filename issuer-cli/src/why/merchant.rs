//! Whether a merchant was a member at a moment: by the edition that terminals had, and by the register.

use credential_core::{CivilDay, DayWindow};
use messages::Failure;

use crate::merchants::Merchants;
use crate::register::{MerchantHistory, RecordedMerchantEvent, Register};

/// A merchant at a moment, by the register.
#[derive(Clone, Debug)]
pub(crate) struct MerchantAt {
    pub(crate) number: u32,
    /// The event that decides its standing on that day, and who recorded it when; `None` before it has joined, and
    /// where the edition alone says it.
    pub(crate) decisive: Option<RecordedMerchantEvent>,
    /// The agreement that covers the day.
    pub(crate) agreement: Option<DayWindow>,
    /// Whether it was a member; `None` if the register has no event of it.
    pub(crate) is_member: Option<bool>,
}

/// The merchant with this number, on a day.
///
/// # Errors
/// Those of the register.
pub(crate) fn merchant_at(
    register: &Register,
    number: u32,
    day: CivilDay,
) -> Result<MerchantAt, Failure> {
    let events = register.merchant_events(number)?;
    let history: MerchantHistory = match events.is_empty() {
        // What the last edition says, if the register kept no events then.
        true => Merchants::read(register)?.history(number),
        false => MerchantHistory::new(events.iter().map(|one| one.event.clone()).collect()),
    };
    let decisive = history.decisive_on(day);
    Ok(MerchantAt {
        number,
        decisive: decisive.and_then(|wanted| {
            // Of two that are alike the later one counts.
            let recorded = events.iter().rfind(|one| one.event == *wanted);
            recorded.cloned()
        }),
        agreement: history.agreement_on(day),
        is_member: (!history.events().is_empty()).then(|| history.is_member_on(day)),
    })
}
