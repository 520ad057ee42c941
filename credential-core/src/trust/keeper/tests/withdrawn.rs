//! What was withdrawn stays so, and what no list may say.

use super::*;

/// Terminals would miss such a list until that time, and close their gates.
#[test]
fn no_list_is_expected_from_after_this_one() {
    let expected = |least| {
        claims(1, 4, |bureau: &mut Issuer| {
            bureau.catalogue_expectation = Some(Expectation {
                since: UnixTime::default(),
                least,
                max_age: Duration::from_secs(86_400),
            });
        })
    };
    let third = complete(list(1, 3));
    let made = list(1, 4).validity.from;
    let ahead = expected(made.plus(Duration::from_secs(1)));
    assert_eq!(
        refused(&mut keeper(), ahead, Some(&third)),
        KeeperError::Invalid(Error::ClaimsInvalid(Field::Validity))
    );
    let newest = pending(expected(made));
    assert!(keeper().examine_list(&newest, Some(&third)).is_ok());
}

#[test]
fn nothing_that_was_withdrawn_comes_back() {
    type Change = fn(&mut Issuer);
    let key_back = KeeperError::WithdrawnKeyReturned {
        key_id: bureau_key().public_key().id(),
    };
    let issuer_back = KeeperError::WithdrawnIssuerReturned {
        issuer: IssuerId(42_120_001),
    };
    let cases: [(Change, Change, KeeperError); 7] = [
        (compromised_key, |_| (), key_back),
        (withdrawn_key, compromised_key, key_back),
        (withdrawn_key, |_| (), key_back),
        (
            withdrawn_key,
            |bureau| bureau.keys = [issuer_key(&key(30))].into(),
            key_back,
        ),
        (withdrawn, |_| (), key_back),
        // Its old key stays withdrawn, and it has a new one.
        (
            withdrawn,
            |bureau| {
                withdrawn_key(bureau);
                bureau.keys.push(issuer_key(&key(30)));
            },
            issuer_back,
        ),
        (
            withdrawn,
            |bureau| {
                withdrawn_key(bureau);
                bureau.standing = Standing::Suspended;
            },
            issuer_back,
        ),
    ];
    for (before, after, error) in cases {
        let mut record = keeper();
        let fourth = complete(claims(1, 4, before));
        record.record_complete_list(&fourth).unwrap();
        let next = claims(1, 5, after);
        assert_eq!(refused(&mut record, next, Some(&fourth)), error);
    }
    // From bad to worse.
    let mut record = keeper();
    let fourth = complete(claims(1, 4, compromised_key));
    let examined = look_and_sign(&mut record, claims(1, 5, withdrawn_key), Some(&fourth));
    assert!(examined.is_ok());
    // The key of a withdrawn issuer turns up at another one.
    let mut record = keeper();
    let fourth = complete(claims(1, 4, withdrawn));
    record.record_complete_list(&fourth).unwrap();
    let mut moved = claims(1, 5, |bureau| {
        withdrawn(bureau);
        bureau.keys = [issuer_key(&key(30))].into();
    });
    Arc::make_mut(&mut moved.issuers[1])
        .keys
        .push(issuer_key(&bureau_key()));
    assert_eq!(refused(&mut record, moved, Some(&fourth)), key_back);
    // A compromised key at another issuer, which would vouch for it.
    let mut record = keeper();
    let fourth = complete(claims(1, 4, compromised_key));
    record.record_complete_list(&fourth).unwrap();
    let mut moved = claims(1, 5, |bureau| bureau.keys = [issuer_key(&key(30))].into());
    let mut listed = issuer_key(&bureau_key());
    listed.standing = Standing::Compromised;
    Arc::make_mut(&mut moved.issuers[1]).keys.push(listed);
    assert_eq!(refused(&mut record, moved, Some(&fourth)), key_back);
}

/// What this keeper has signed counts, although the authority never showed it complete.
#[test]
fn an_abandoned_list_still_counts() {
    let mut record = keeper();
    let third = complete(list(1, 3));
    look_and_sign(&mut record, claims(1, 4, withdrawn_key), Some(&third)).unwrap();
    let key_id = bureau_key().public_key().id();
    let error = refused(&mut record, list(1, 5), Some(&third));
    assert_eq!(error, KeeperError::WithdrawnKeyReturned { key_id });
    // The next one goes on from it, and its changes are said against it.
    let next = claims(1, 5, withdrawn_key);
    let examined = look_and_sign(&mut record, next, Some(&third)).unwrap();
    assert_eq!(examined.last, LastList::Recorded);
    assert_eq!(examined.base, Some(claims(1, 4, withdrawn_key)));
}

#[test]
fn a_complete_list_that_brings_something_back_is_not_recorded() {
    let mut record = keeper();
    let fourth = complete(claims(1, 4, withdrawn_key));
    record.record_complete_list(&fourth).unwrap();
    let before = record.clone();
    let key_id = bureau_key().public_key().id();
    assert_eq!(
        record.record_complete_list(&complete(list(1, 5))),
        Err(KeeperError::WithdrawnKeyReturned { key_id })
    );
    assert_eq!(record, before);
}
