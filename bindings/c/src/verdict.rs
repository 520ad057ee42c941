//! A verdict as a struct: what a gate needs without reading JSON.

use credential_core::Decision;
use terminal::Judged;

/// What a code is worth. Texts are UTF-8 and end with a zero.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct credential_verdict {
    /// 0 accept, 1 check (a person must look), 2 refuse. Anything but 0 keeps a gate closed.
    pub decision: i32,
    /// 1 if the signature of the issuer is good: only then is what follows `advice` more than zeros.
    pub is_authentic: i32,
    /// The stable reason, such as `accepted` or `revoked`.
    pub code: [u8; 40],
    /// The stable advice, such as `give-benefit`.
    pub advice: [u8; 40],
    /// The name on the credential, masked as the bureau has issued it.
    pub name: [u8; 104],
    /// The number of the issuer.
    pub issuer: u32,
    /// The holder's number, unique for this issuer.
    pub holder: u32,
    /// The index in the issuer's status list.
    pub status_index: u32,
    /// The bits of the categories, as in docs/format.md.
    pub categories: u32,
    /// From when on it is valid, in seconds since 1970.
    pub issued: u64,
    /// The first second at which it is no longer valid.
    pub expires: u64,
}

impl Default for credential_verdict {
    /// Refused, with no reason.
    fn default() -> Self {
        Self::NONE
    }
}

impl credential_verdict {
    /// Refused, with no reason: what stands there if a call fails.
    pub(crate) const NONE: Self = Self {
        decision: 2,
        is_authentic: 0,
        code: [0; 40],
        advice: [0; 40],
        name: [0; 104],
        issuer: 0,
        holder: 0,
        status_index: 0,
        categories: 0,
        issued: 0,
        expires: 0,
    };

    pub(crate) fn of(judged: &Judged) -> Self {
        let verdict = judged.verdict();
        let mut all = Self {
            decision: match verdict.decision() {
                Decision::Accept => 0,
                Decision::Check => 1,
                Decision::Refuse => 2,
            },
            code: fixed(verdict.reason()),
            advice: fixed(verdict.advice().name()),
            ..Self::NONE
        };
        if let Some((claims, issuer)) = judged.content() {
            all.is_authentic = 1;
            all.name = fixed(claims.name.as_str());
            all.issuer = issuer.id.0;
            all.holder = claims.holder.0;
            all.status_index = claims.status_index.0;
            all.categories = claims.categories.to_bits();
            all.issued = claims.validity.from.as_secs();
            all.expires = claims.validity.until.as_secs();
        }
        all
    }
}

/// A text with zeros behind it. One that would be too long is left out: half a code is another code.
fn fixed<const N: usize>(text: &str) -> [u8; N] {
    let mut out = [0; N];
    if text.len() < N
        && let Some(start) = out.get_mut(..text.len())
    {
        start.copy_from_slice(text.as_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use credential_core::limits::MAX_NAME_BYTES;

    #[test]
    fn what_does_not_fit_is_left_out_and_what_does_ends_with_a_zero() {
        assert_eq!(fixed::<4>("abc"), *b"abc\0");
        assert_eq!(fixed::<4>("abcd"), [0; 4]);
        const { assert!(MAX_NAME_BYTES < credential_verdict::NONE.name.len()) };
    }
}
