//! What people look for a merchant by: it is told, and decides nothing.

use super::*;
use crate::cbor::Writer;
use crate::error::{Error, Field};
use crate::limits::{MAX_CONTACT_BYTES, MAX_TRADES};
use alloc::borrow::ToOwned;
use alloc::string::String;

fn listing() -> Listing {
    Listing {
        trades: [
            title("理发美容"),
            Title {
                zh: "洗浴".into(),
                en: Some("baths".into()),
            },
        ]
        .into(),
        region: region(421_202),
        district: Some("咸安区".into()),
        contact: Some("温泉路 1 号 0715-1234567".into()),
    }
}

fn signed(listing: Option<&Listing>) -> CataloguePart {
    let bytes =
        CataloguePart::issue_listed(&draft([benefit(1)].into()), listing, &bureau_key()).unwrap();
    CataloguePart::verify_own(&bytes, XIANNING, bureau_key().public_key()).unwrap()
}

#[test]
fn a_part_says_how_its_merchant_is_listed() {
    let bare = Listing {
        district: None,
        contact: None,
        trades: [title("洗浴")].into(),
        ..listing()
    };
    for listing in [listing(), bare] {
        let part = signed(Some(&listing));
        assert_eq!(part.listing(), Some(&listing));
        // The rest is what it is without.
        assert_eq!(part.entries(), signed(None).entries());
    }
    assert_eq!(signed(None).listing(), None);
}

#[test]
fn what_cannot_stand_in_a_listing_is_not_signed() {
    let with = |change: fn(&mut Listing)| {
        let mut listing = listing();
        change(&mut listing);
        listing.check()
    };
    let many = |listing: &mut Listing| listing.trades = alloc::vec![title("洗浴"); MAX_TRADES + 1];
    let none = |listing: &mut Listing| listing.trades.clear();
    for change in [many, none] {
        assert_eq!(with(change), Err(Error::ClaimsInvalid(Field::Count)));
    }
    let long: fn(&mut Listing) = |listing| {
        listing.contact = Some("a".repeat(MAX_CONTACT_BYTES + 1));
    };
    let backwards: fn(&mut Listing) = |listing| listing.contact = Some("\u{202e}1 号".to_owned());
    let empty: fn(&mut Listing) = |listing| listing.district = Some(String::new());
    for change in [long, backwards, empty] {
        assert_eq!(with(change), Err(Error::ClaimsInvalid(Field::Name)));
    }
}

/// An older reader passes over it, whatever it is: so does this one, and the benefits count.
#[test]
fn one_that_is_not_as_it_should_be_is_none_and_costs_nothing() {
    let mut good = Writer::new();
    listing().write(&mut good);
    let good = good.into_bytes();
    assert_eq!(Listing::read(&good), Some(listing()));
    for bad in [
        // A number, an empty map, a map without the region.
        "07",
        "a0",
        "a10181816161",
        // An unknown entry that must be understood.
        "a301818161610219f618188007",
        // A region of five digits, a trade without a name.
        "a20181816161021930390a",
        "a2018181600219f618",
    ] {
        assert_eq!(Listing::read(&hex(bad)), None, "{bad}");
    }
}
