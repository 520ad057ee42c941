//! What people do at the tables of a ceremony.

use messages::Exit;
use serde_json::Value;

use super::TestBureau;

/// The keepers' keys as `authority create` makes them, counted from 1.
pub(crate) fn key(number: usize) -> String {
    format!("@auth/keys/root-{number}.pem")
}

/// The authority prepares the next list; its check code.
pub(crate) fn prepare(bureau: &TestBureau, out: &str) -> String {
    let outcome = bureau.done(&format!(
        "--json trust prepare --authority @auth --out @{out}"
    ));
    check_code(&outcome.results)
}

/// A keeper looks at the file, then signs what they have seen. Each has a record of their own.
pub(crate) fn sign(bureau: &TestBureau, pending: &str, keeper: usize, out: &str) {
    let words = format!(
        "--json trust sign --pending @{pending} --root-set @auth/root-set.cbor \
         --record @keeper-{keeper}.cbor --key {} --out @{out}",
        key(keeper)
    );
    read_and_confirm(bureau, &words);
    assert!(bureau.path(out).exists());
}

/// Without the check code nothing is signed; with it, it is.
pub(crate) fn read_and_confirm(bureau: &TestBureau, words: &str) {
    let looked = bureau.run(words);
    assert_eq!(looked.exit, Exit::Undecided, "{}", looked.talk);
    assert!(
        looked.results.contains("\"signed\":false"),
        "{}",
        looked.results
    );
    let code = check_code(&looked.results);
    bureau.done(&format!("{words} --confirm {code}"));
}

pub(crate) fn check_code(results: &str) -> String {
    let json: Value = serde_json::from_str(results.trim()).unwrap();
    json["check_code"].as_str().unwrap().to_owned()
}

/// An authority with a signed list, and a second bureau in the draft.
pub(crate) fn with_a_change() -> TestBureau {
    let bureau = TestBureau::ready();
    bureau.done(
        "bureau create --folder @second --name 赤壁市退役军人事务局 --region 421281 --id 42128101 --no-passphrase",
    );
    bureau.done("trust add --authority @auth --request @second/request.lbr --categories veteran");
    bureau
}
