//! How long the codes of a bureau may be valid.

use credential_core::Validity;
use messages::{Failure, Text, failure, text};

use super::Bureau;

/// Ten years and a day, which `issuer trust add` allows unless it is told otherwise.
const USUAL_LONGEST_DAYS: u64 = 3_654;

impl Bureau {
    /// Whether the trust list lets the present key sign codes of this validity. Where it is not known
    /// here, a validity above the usual ten years is only pointed out.
    ///
    /// # Errors
    /// `validity-too-long`.
    pub(crate) fn check_longest(&self, validity: Validity) -> Result<Option<Text>, Failure> {
        let days = validity
            .until
            .since(validity.from)
            .as_secs()
            .div_ceil(86_400);
        let Some(longest) = self.file.longest_days.map(u64::from) else {
            return Ok((days > USUAL_LONGEST_DAYS).then(|| text!(
                "注意：有效期超过 10 年。信任名单若不许这么长，终端会拒绝这些码：请先问主管部门（trust add-key --longest-years）。";
                "Note: valid for more than 10 years. If the trust list does not allow that, terminals refuse these codes: ask the authority first (trust add-key --longest-years).")));
        };
        if days <= longest {
            return Ok(None);
        }
        Err(failure!("validity-too-long";
            "有效期 {days} 天，而信任名单只许这个密钥签发 {longest} 天以内的码：终端会拒绝";
            "valid for {days} days, but the trust list lets this key sign codes of at most {longest} days: terminals would refuse them";
            "请缩短 --years 或 --until。"; "Choose a shorter --years or --until."))
    }
}
