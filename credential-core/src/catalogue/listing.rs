//! What people look for a merchant by: trades, district, contact. It informs, and decides nothing.

use alloc::string::String;
use alloc::vec::Vec;

use super::times::read_list;
use super::title::Title;
use crate::cbor::{Reader, Writer};
use crate::claims::{Region, check_name};
use crate::error::{CborFault, Error, Field, Result};
use crate::limits::{MAX_CONTACT_BYTES, MAX_TITLE_BYTES, MAX_TRADES};
use crate::open_map::{next_known, search_map};

/// How a merchant stands in the directory (`docs/format.md`, "Catalogue").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// What it does. 1 to [`MAX_TRADES`].
    pub trades: Vec<Title>,
    /// Where it is.
    pub region: Region,
    /// What the district is called, in Chinese. At most [`MAX_TITLE_BYTES`].
    pub district: Option<String>,
    /// Address and telephone. At most [`MAX_CONTACT_BYTES`].
    pub contact: Option<String>,
}

const TRADES: i64 = 1;
const REGION: i64 = 2;
const DISTRICT: i64 = 3;
const CONTACT: i64 = 4;
const KNOWN: [i64; 4] = [TRADES, REGION, DISTRICT, CONTACT];

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl Listing {
    /// Whether it may stand in a part: what the types do not already ensure.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with the field that is not in order.
    pub fn check(&self) -> Result<()> {
        if self.trades.is_empty() || self.trades.len() > MAX_TRADES {
            return Err(Error::ClaimsInvalid(Field::Count));
        }
        self.trades.iter().try_for_each(Title::check)?;
        if let Some(district) = &self.district {
            check_name(district, MAX_TITLE_BYTES)?;
        }
        match &self.contact {
            Some(contact) => check_name(contact, MAX_CONTACT_BYTES),
            None => Ok(()),
        }
    }

    pub(super) fn write(&self, out: &mut Writer) {
        let optional = [self.district.is_some(), self.contact.is_some()];
        out.map(2 + optional.into_iter().filter(|there| *there).count());
        out.int(TRADES).array(self.trades.len());
        for trade in &self.trades {
            out.array(1 + usize::from(trade.en.is_some()))
                .text(&trade.zh);
            if let Some(en) = &trade.en {
                out.text(en);
            }
        }
        out.int(REGION).uint(self.region.code().into());
        for (key, text) in [(DISTRICT, &self.district), (CONTACT, &self.contact)] {
            if let Some(text) = text {
                out.int(key).text(text);
            }
        }
    }

    /// Reads one. A reader of before passed over it whatever it was, so one that is not as it should be is none.
    pub(super) fn read(item: &[u8]) -> Option<Self> {
        search_map(Reader::new(item), &KNOWN).ok()?;
        decode(item).ok()
    }
}

fn decode(item: &[u8]) -> Result<Listing> {
    let mut reader = Reader::new(item);
    let mut map = reader.map()?;
    let (mut trades, mut region, mut district, mut contact) = (None, None, None, None);
    while let Some(key) = next_known(&mut map, &mut reader, &KNOWN)? {
        match key {
            TRADES => trades = Some(read_list(&mut reader, MAX_TRADES, read_title)?),
            REGION => region = Some(Region::new(reader.uint32()?)?),
            DISTRICT => district = Some(String::from(reader.text()?)),
            _ => contact = Some(String::from(reader.text()?)),
        }
    }
    reader.finish()?;
    let listing = Listing {
        trades: trades.ok_or(UNEXPECTED)?,
        region: region.ok_or(UNEXPECTED)?,
        district,
        contact,
    };
    listing.check()?;
    Ok(listing)
}

fn read_title(reader: &mut Reader<'_>) -> Result<Title> {
    let items = reader.array()?;
    if !(1..=2).contains(&items) {
        return Err(UNEXPECTED);
    }
    let zh = String::from(reader.text()?);
    let en = (items == 2).then(|| reader.text().map(String::from));
    Ok(Title {
        zh,
        en: en.transpose()?,
    })
}
