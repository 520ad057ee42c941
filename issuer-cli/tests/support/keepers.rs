//! What people do at the tables of a ceremony.

use messages::Exit;
use serde_json::Value;

use super::Desk;

/// The keepers' keys as `authority create` makes them, counted from 1.
pub(crate) fn key(number: usize) -> String {
    format!("@auth/keys/root-{number}.pem")
}

/// The authority prepares the next list; its check code.
pub(crate) fn prepare(desk: &Desk, out: &str) -> String {
    let outcome = desk.done(&format!(
        "--json trust prepare --authority @auth --out @{out}"
    ));
    check_code(&outcome.results)
}

/// A keeper looks at the file, then signs what they have seen.
pub(crate) fn sign(desk: &Desk, pending: &str, keeper: usize, out: &str) {
    let words = format!(
        "--json trust sign --pending @{pending} --root-set @auth/root-set.cbor --key {} --out @{out}",
        key(keeper)
    );
    read_and_confirm(desk, &words);
    assert!(desk.path(out).exists());
}

/// Without the check code nothing is signed; with it, it is.
pub(crate) fn read_and_confirm(desk: &Desk, words: &str) {
    let looked = desk.run(words);
    assert_eq!(looked.exit, Exit::Undecided, "{}", looked.talk);
    assert!(
        looked.results.contains("\"signed\":false"),
        "{}",
        looked.results
    );
    let code = check_code(&looked.results);
    desk.done(&format!("{words} --confirm {code}"));
}

pub(crate) fn check_code(results: &str) -> String {
    let json: Value = serde_json::from_str(results.trim()).unwrap();
    json["check_code"].as_str().unwrap().to_owned()
}

/// An authority with a signed list, and a second bureau in the draft.
pub(crate) fn with_a_change() -> Desk {
    let desk = Desk::ready();
    desk.done(
        "bureau create --folder @second --name 赤壁市退役军人事务局 --region 421281 --id 42128101 --no-passphrase",
    );
    desk.done("trust add --authority @auth --request @second/request.lbr --categories veteran");
    desk
}
