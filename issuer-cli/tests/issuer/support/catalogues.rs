//! Tables of a catalogue, terminals of its merchants, and what they give.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;

use credential_core::{
    Applied, EligibleHolder, Holdings, IssuerId, Moment, NoBenefits, NothingUsed, PersonConfirmed,
    PlaceRequest, PlaceRequestClaims, Policy, Signer, SigningKey, Unavailable, UnixTime, Update,
    verify,
};
use messages::dates;
use serde_json::Value;

use crate::support::{NOW, TestBureau};

pub(crate) const BUREAU: IssuerId = IssuerId(42_120_001);

pub(crate) const MERCHANTS: &str = "编号,名称,行业,地区,联系方式,协议开始,协议截止,在册情况,门店\n\
    7,温泉理发店,理发美容,421202,0715-1234567,2026-01-01,2027-12-31,在册,1 温泉店；2 东门店\n\
    8,香城租车,交通出行,421200,,,,在册,\n\
    9,桂花餐厅,餐饮,421200,,,,在册,\n";

pub(crate) const BENEFITS: &str = "编号,名称,适用类别,行业,商户,优待方式,数值,限次,星期,时段\n\
    1,理发半价,退役军人,理发美容,,折扣,五折,每天1次,,\n\
    2,理发免费,现役军人,理发美容,,免费,,,,\n\
    3,租车免费五天,现役军人,,8,免费,,每年5天,,\n\
    4,周日早场,退役军人,,7,立减,5.50,,周日,06:00-10:00\n";

pub(crate) fn with_tables(benefits: &str, merchants: &str) -> TestBureau {
    let bureau = TestBureau::issued(1);
    bureau.done("publish --bureau @bureau");
    bureau.write("b.csv", benefits);
    bureau.write("m.csv", merchants);
    bureau
}

pub(crate) fn publish(bureau: &TestBureau) -> Value {
    bureau.result("catalogue publish @b.csv @m.csv --bureau @bureau --yes")
}

pub(crate) fn terminal_key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

/// Writes what a terminal with this key asks for.
pub(crate) fn request(bureau: &TestBureau, seed: u8, issuer: IssuerId) {
    let claims = PlaceRequestClaims {
        issued: dates::parse(NOW).unwrap(),
        issuer: Some(issuer),
        label: Some(format!("柜台 {seed}")),
    };
    let bytes = PlaceRequest::sign(&claims, &terminal_key(seed)).unwrap();
    fs::write(bureau.path(&format!("{seed}.lbr")), bytes).unwrap();
}

/// A terminal with this key and the lists of the authority and the bureau.
pub(crate) fn terminal(bureau: &TestBureau, seed: u8) -> Holdings {
    let root_set = fs::read(bureau.path("auth/root-set.cbor")).unwrap();
    let mut holdings = Holdings::provision(&root_set).unwrap();
    holdings.set_terminal_key(terminal_key(seed).public_key().thumbprint());
    bureau.done(
        "update pack --out @lists.lbu --authority @auth --status-list @bureau/status-list.cbor",
    );
    apply(bureau, &mut holdings, "lists.lbu");
    holdings
}

pub(crate) fn now() -> UnixTime {
    dates::parse(NOW).unwrap()
}

/// Applies an update, all of which is taken; how many parts it had for this terminal.
pub(crate) fn apply(bureau: &TestBureau, holdings: &mut Holdings, file: &str) -> usize {
    let update = Update::parse(&fs::read(bureau.path(file)).unwrap()).unwrap();
    let outcomes = holdings.apply(&update, now());
    for outcome in &outcomes {
        assert!(
            matches!(outcome.result, Ok(Applied::New | Applied::AlreadyHeld)),
            "{outcome:?}"
        );
    }
    outcomes.len()
}

/// A benefit by number, and why it is not given.
pub(crate) type Told = (u32, Result<(), Unavailable>);

/// What each benefit of the terminal's merchant comes to for the holder of the first code.
pub(crate) fn given(
    bureau: &TestBureau,
    holdings: &Holdings,
    at: &str,
) -> Result<Vec<Told>, NoBenefits> {
    let text = bureau.manifest("out")[0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let verdict = verify(&text, holdings, Policy::shop(), now());
    let holder = EligibleHolder::confirmed(&verdict, PersonConfirmed).unwrap();
    let moment = Moment::at(dates::parse(at).unwrap());
    let catalogue = holdings.place_catalogue(BUREAU).unwrap();
    let standings = catalogue.evaluate(holder, moment, &NothingUsed)?;
    let told = standings
        .iter()
        .map(|standing| (standing.entry().number().0, standing.available().map(drop)));
    Ok(told.collect())
}

/// The tables without the rows that begin so.
pub(crate) fn without(table: &str, begins: &[&str]) -> String {
    table
        .lines()
        .filter(|line| !begins.iter().any(|begin| line.starts_with(begin)))
        .map(|line| format!("{line}\n"))
        .collect()
}
