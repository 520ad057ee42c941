use super::{check, code, refused_for};
use crate::error::{Error, Stage};
use crate::fixtures::{EXPIRES, ISSUED, NOW, bureau_key, issuer, list_claims, trust, trust_of};
use crate::limits::MAX_VALIDITY;
use crate::numbers::HolderNumber;
use crate::time::UnixTime;
use crate::trust::TrustList;
use crate::verify::{Advice, Caution, Decision, Policy, Verdict};
use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;

fn cautions(verdict: &Verdict) -> Vec<Caution> {
    match verdict {
        Verdict::Check(_, cautions) => cautions.iter().collect(),
        Verdict::Accept(_) => vec![],
        Verdict::Refuse(refusal) => panic!("refused: {refusal:?}"),
    }
}

fn list_made(issued: UnixTime) -> TrustList {
    let mut list = list_claims([issuer(42_120_001, &bureau_key())].into());
    list.validity.from = issued;
    trust_of(list)
}

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

#[test]
fn a_shop_compares_the_bearer_with_the_person() {
    let list = list_made(NOW);
    let verdict = check(&code(|_| ()), &list, Policy::shop(), NOW);
    assert_eq!(verdict.decision(), Decision::Check);
    assert_eq!(cautions(&verdict), [Caution::Bearer]);
    assert_eq!(verdict.reason(), "bearer");
    assert_eq!(verdict.stage(), Some(Stage::Holder));
    assert_eq!(verdict.advice(), Advice::ComparePerson);
    assert_eq!(
        verdict.authentic_claims().unwrap().0.holder,
        HolderNumber(17)
    );
    assert!(verdict.accepted().is_none(), "it does not open a gate");
}

#[test]
fn a_shop_looks_when_its_list_is_older_than_half_a_year() {
    let list = list_made(ISSUED);
    let half_a_year = secs(180 * 86_400);
    let at = |now| cautions(&check(&code(|_| ()), &list, Policy::shop(), now));
    assert_eq!(at(ISSUED.plus(half_a_year)), [Caution::Bearer]);
    let late = ISSUED.plus(half_a_year + secs(1));
    assert_eq!(at(late), [Caution::TrustListStale, Caution::Bearer]);
    let verdict = check(&code(|_| ()), &list, Policy::shop(), late);
    assert_eq!(verdict.reason(), "trust-list-stale");
    assert_eq!(verdict.advice(), Advice::UpdateTerminal);
    // Nobody stands at a gate: there the list counts to its end.
    let verdict = check(&code(|_| ()), &list, Policy::gate(), late);
    assert_eq!(verdict.decision(), Decision::Accept);
}

mod clock {
    use super::*;

    /// Batteries that ran out bring clocks back to 1970 or to the day the terminal was made.
    #[test]
    fn a_clock_before_the_trust_list_never_accepts_in_silence() {
        let list = list_made(NOW);
        for behind in [601, 86_400, 40_000_000, NOW.as_secs()] {
            let now = UnixTime::from_secs(NOW.as_secs() - behind);
            for policy in [Policy::gate(), Policy::shop()] {
                let verdict = check(&code(|_| ()), &list, policy, now);
                assert_eq!(verdict.decision(), Decision::Check, "{behind}");
                assert_eq!(verdict.reason(), "clock-wrong");
                assert_eq!(verdict.stage(), Some(Stage::Time));
                assert_eq!(verdict.advice(), Advice::SetClock);
            }
        }
    }

    #[test]
    fn clocks_may_differ_by_ten_minutes() {
        let list = list_made(NOW);
        let at = |now: u64| {
            check(
                &code(|_| ()),
                &list,
                Policy::gate(),
                UnixTime::from_secs(now),
            )
            .reason()
        };
        assert_eq!(at(NOW.as_secs() - 600), "accepted");
        assert_eq!(at(NOW.as_secs() - 601), "clock-wrong");
    }

    /// The terminal's clock agrees with what the roots have signed: then the issuer's was fast.
    #[test]
    fn a_credential_from_the_future_is_dated_ahead() {
        let list = trust();
        let fresh = |ahead| code(|claims| claims.validity.from = NOW.plus(secs(ahead)));
        for policy in [Policy::gate(), Policy::shop()] {
            let verdict = check(&fresh(601), &list, policy, NOW);
            assert_eq!(verdict.decision(), Decision::Check);
            assert_eq!(verdict.reason(), "credential-dated-ahead");
            assert_eq!(verdict.stage(), Some(Stage::Time));
            assert_eq!(verdict.advice(), Advice::AskBureau);
        }
        let verdict = check(&fresh(601), &list, Policy::gate(), NOW);
        assert_eq!(cautions(&verdict), [Caution::CredentialDatedAhead]);
        let verdict = check(&fresh(600), &list, Policy::gate(), NOW);
        assert_eq!(verdict.reason(), "accepted");
    }

    /// A clock that contradicts the roots is wrong, whatever the credential says.
    #[test]
    fn a_wrong_clock_is_named_and_not_the_credentials_date() {
        let list = list_made(NOW);
        let later = code(|claims| claims.validity.from = NOW.plus(secs(86_400)));
        for (behind, expected) in [
            (601, Caution::ClockWrong),
            (600, Caution::CredentialDatedAhead),
        ] {
            let now = UnixTime::from_secs(NOW.as_secs() - behind);
            let verdict = check(&later, &list, Policy::gate(), now);
            assert_eq!(cautions(&verdict), [expected], "{behind}");
        }
    }

    /// Setting the clock back does not bring a code back to life.
    #[test]
    fn an_expired_credential_is_refused_whatever_the_clock_says() {
        let list = list_made(NOW);
        let expired = code(|claims| claims.validity.until = NOW);
        for now in [0, ISSUED.as_secs(), NOW.as_secs() - 1] {
            let verdict = check(&expired, &list, Policy::gate(), UnixTime::from_secs(now));
            assert_eq!(refused_for(&verdict), Error::Expired, "{now}");
        }
    }

    /// The terminal has seen a credential that was issued after its list ended.
    #[test]
    fn an_expired_list_is_found_by_what_was_signed_later() {
        let mut list = list_claims([issuer(1, &bureau_key())].into());
        list.validity.until = NOW;
        let list = trust_of(list);
        let later = code(|claims| claims.validity.from = NOW);
        let verdict = check(&later, &list, Policy::gate(), ISSUED);
        assert_eq!(refused_for(&verdict), Error::TrustListExpired);
    }

    #[test]
    fn the_age_of_the_list_is_counted_from_what_was_signed_last() {
        let list = list_made(ISSUED);
        let later = code(|claims| claims.validity.from = ISSUED.plus(secs(181 * 86_400)));
        let verdict = check(&later, &list, Policy::shop(), UnixTime::from_secs(0));
        assert_eq!(
            cautions(&verdict),
            [
                Caution::ClockWrong,
                Caution::TrustListStale,
                Caution::Bearer
            ]
        );
        assert_eq!(
            verdict.reason(),
            "clock-wrong",
            "the first one is the reason"
        );
    }

    #[test]
    fn times_at_the_ends_of_the_range_do_no_harm() {
        let list = trust();
        let end = UnixTime::from_secs(u64::MAX);
        let mut policy = Policy::shop();
        policy.clock_leeway = Duration::MAX;
        policy.trust_list_check_after = Some(Duration::MAX);
        let longest = code(|claims| claims.validity.until = ISSUED.plus(MAX_VALIDITY));
        for now in [UnixTime::default(), end, EXPIRES] {
            let verdict = check(&longest, &list, policy.clone(), now);
            let expired = now >= EXPIRES;
            assert_eq!(verdict.reason() == "trust-list-expired", expired);
        }
    }
}
