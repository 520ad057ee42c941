//! The merchant of a part, and whether it is a member.

use alloc::string::String;

use super::numbers::MerchantNumber;
use super::title::{EN, Title, ZH};
use crate::cbor::{Reader, Writer};
use crate::civil::{CivilDay, DayWindow};
use crate::error::{CborFault, Error, Field, Result};
use crate::open_map::next_known;

/// The merchant that a part is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// Its number at the issuer of the catalogue.
    pub number: MerchantNumber,
    /// What it is called.
    pub name: Title,
    /// Whether it is a member.
    pub membership: Membership,
    /// The days of its agreement; outside of them it is no member. `None` for one without an end.
    pub agreement: Option<Agreement>,
}

/// The first and the last day of an agreement, both included.
pub type Agreement = DayWindow;

/// Whether a merchant is a member, by number. One that this version has no word for is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Membership(pub u32);

impl Membership {
    /// 在册: gives what it has promised.
    pub const MEMBER: Self = Self(1);
    /// 暂停: was suspended, after an inspection for example.
    pub const SUSPENDED: Self = Self(2);
    /// 退出: has left.
    pub const LEFT: Self = Self(3);

    /// The stable name in JSON and vectors; `None` for a number that has no word in this version.
    pub const fn code(self) -> Option<&'static str> {
        Some(match self {
            Self::MEMBER => "member",
            Self::SUSPENDED => "suspended",
            Self::LEFT => "left",
            Self(_) => return None,
        })
    }
}

const NUMBER: i64 = 1;
const MEMBERSHIP: i64 = 4;
const AGREEMENT: i64 = 5;
/// The entries that this version knows.
pub(super) const KNOWN: [i64; 5] = [NUMBER, ZH, EN, MEMBERSHIP, AGREEMENT];

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl Merchant {
    /// Whether it is a member on this day.
    pub(super) fn is_member_on(&self, day: CivilDay) -> bool {
        self.membership == Membership::MEMBER
            && self.agreement.is_none_or(|days| days.contains(day))
    }

    /// Whether it may stand in a part: what the types do not already ensure.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with the field that is not in order.
    pub fn check(&self) -> Result<()> {
        self.number.check()?;
        self.name.check()?;
        if self.agreement.is_some_and(|days| days.last < days.first) {
            return Err(Error::ClaimsInvalid(Field::Day));
        }
        Ok(())
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.map(2 + self.name.entries() + usize::from(self.agreement.is_some()));
        out.int(NUMBER).uint(self.number.0.into());
        self.name.write(out);
        out.int(MEMBERSHIP).uint(self.membership.0.into());
        if let Some(days) = self.agreement {
            out.int(AGREEMENT).array(2);
            out.uint(days.first.number().into());
            out.uint(days.last.number().into());
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let mut map = reader.map()?;
        let (mut number, mut zh, mut en) = (None, None, None);
        let (mut membership, mut agreement) = (None, None);
        while let Some(key) = next_known(&mut map, reader, &KNOWN)? {
            match key {
                NUMBER => number = Some(MerchantNumber(reader.uint32()?)),
                ZH => zh = Some(String::from(reader.text()?)),
                EN => en = Some(String::from(reader.text()?)),
                MEMBERSHIP => membership = Some(Membership(reader.uint32()?)),
                _ => {
                    if reader.array()? != 2 {
                        return Err(UNEXPECTED);
                    }
                    agreement = Some(Agreement {
                        first: CivilDay::from_number(reader.uint32()?)?,
                        last: CivilDay::from_number(reader.uint32()?)?,
                    });
                }
            }
        }
        let merchant = Self {
            number: number.ok_or(UNEXPECTED)?,
            name: Title {
                zh: zh.ok_or(UNEXPECTED)?,
                en,
            },
            membership: membership.ok_or(UNEXPECTED)?,
            agreement,
        };
        merchant.check()?;
        Ok(merchant)
    }

    /// The number alone, from the front of the map.
    pub(super) fn peek_number(reader: &mut Reader<'_>) -> Result<MerchantNumber> {
        match reader.map()?.next_key(reader)? {
            Some(NUMBER) => reader.uint32().map(MerchantNumber),
            _ => Err(UNEXPECTED),
        }
    }
}
