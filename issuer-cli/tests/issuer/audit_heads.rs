//! A register that was rewritten as a whole, with a chain that is consistent in itself.

use std::fs;

use crate::support::TestBureau;
use messages::Exit;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

const PACK: &str =
    "update pack --authority @auth --out @update.lbu --status-list @bureau/status-list.cbor";

/// Makes it look as if another clerk had done all of it, and computes every hash of the chain anew.
fn rewrite(bureau: &TestBureau) {
    let raw = Connection::open(bureau.path("bureau/register.db")).unwrap();
    raw.execute_batch("DROP TRIGGER audit_stays; UPDATE audit SET actor = '李强';")
        .unwrap();
    let (id, key_check): (Vec<u8>, Vec<u8>) = raw
        .query_row("SELECT id, key_check FROM register", (), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let mut first = Sha256::new_with_prefix(b"laobingma register 1\0");
    first.update(id);
    first.update(key_check);
    let mut before: [u8; 32] = first.finalize().into();
    let mut statement = raw
        .prepare("SELECT number, at, actor, action, details, rows FROM audit ORDER BY number")
        .unwrap();
    let records: Vec<(u64, u64, String, String, String, Vec<u8>)> = statement
        .query_map((), |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
            ))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (number, at, actor, action, details, rows) in &records {
        let mut digest = Sha256::new_with_prefix(b"laobingma audit 1\0");
        digest.update(before);
        digest.update(number.to_be_bytes());
        digest.update(at.to_be_bytes());
        for text in [actor, action, details] {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text);
        }
        digest.update(rows);
        before = digest.finalize().into();
        raw.execute(
            "UPDATE audit SET hash = ?1 WHERE number = ?2",
            (before, number),
        )
        .unwrap();
    }
    // What lies beside it belongs to whoever has the folder.
    fs::remove_file(bureau.path("bureau/register.db.head")).unwrap();
}

fn published() -> TestBureau {
    let bureau = TestBureau::issued(2);
    bureau.done("publish --bureau @bureau");
    bureau.done(PACK);
    bureau
}

#[test]
fn a_chain_that_was_written_anew_is_found_by_the_signed_heads() {
    let bureau = published();
    let sound = bureau.done("audit --bureau @bureau");
    for said in ["consistent in itself", "1 ends that this bureau has signed"] {
        assert!(sound.results.contains(said), "{}", sound.results);
    }
    rewrite(&bureau);
    // The bureau's own copies find it.
    let found = bureau.run("audit --bureau @bureau");
    assert_eq!(found.exit, Exit::Refused, "{}", found.results);
    assert!(found.talk.contains("written anew"), "{}", found.talk);
    // Whoever rewrites the log takes those away too; the authority's remain.
    for file in bureau.files("bureau") {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("audit-head") {
            fs::remove_file(file).unwrap();
        }
    }
    let blind = bureau.done("audit --bureau @bureau");
    assert!(
        blind.results.contains("no end is signed yet"),
        "{}",
        blind.results
    );
    let kept = bureau.files("auth/audit-heads");
    assert_eq!(kept.len(), 1);
    let kept = kept[0].strip_prefix(bureau.path("")).unwrap();
    let found = bureau.run(&format!(
        "audit --bureau @bureau --against @{}",
        kept.display()
    ));
    assert_eq!(found.exit, Exit::Refused, "{}", found.results);
    // A longer log alone does not show it at the authority: the bureau is asked to compare.
    bureau.done("publish --bureau @bureau");
    let packed = bureau.run(PACK);
    assert_eq!(packed.exit, Exit::Done, "{}", packed.talk);
}

#[test]
fn heads_of_a_sound_log_fit_after_a_rotation_too() {
    let bureau = published();
    let next = bureau.result("bureau rotate --bureau @bureau --no-passphrase");
    let kid = next["kid"].as_str().unwrap();
    bureau.done(&format!(
        "trust add-key --authority @auth --request @bureau/request-{kid}.lbr"
    ));
    bureau.done("trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-2.pem");
    bureau.done(
        "bureau switch --bureau @bureau --trust-list @auth/trust-list.cbor --root-set @auth/root-set.cbor",
    );
    bureau.done("publish --bureau @bureau");
    let packed = bureau.result(PACK);
    assert_eq!(packed["audit_heads_differ"], 0);
    let heads: Vec<String> = bureau
        .files("auth/audit-heads")
        .iter()
        .map(|file| format!("@{}", file.strip_prefix(bureau.path("")).unwrap().display()))
        .collect();
    assert_eq!(heads.len(), 2);
    let audit = bureau.result(&format!(
        "audit --bureau @bureau --against {}",
        heads.join(" ")
    ));
    assert_eq!(audit["signed_heads"], 2);
    assert_eq!(audit["against"].as_array().unwrap().len(), 2);
    // Another bureau's head, or an altered one, proves nothing.
    let path = bureau.path("altered.cbor");
    let mut bytes = fs::read(bureau.path("bureau/audit-head.cbor")).unwrap();
    let last = bytes.len() - 70;
    bytes[last] ^= 1;
    fs::write(path, bytes).unwrap();
    bureau.fails(
        "audit-head-invalid",
        "audit --bureau @bureau --against @altered.cbor",
    );
}

/// One number, two contents: the authority sees it without the register.
#[test]
fn the_authority_notes_a_head_that_does_not_fit() {
    let bureau = published();
    let copy = fs::read(bureau.path("bureau/register.db")).unwrap();
    bureau.done("publish --bureau @bureau");
    bureau.done(PACK);
    // Back to the older register, and on from there in another way.
    fs::write(bureau.path("bureau/register.db"), copy).unwrap();
    fs::remove_file(bureau.path("bureau/register.db.head")).unwrap();
    fs::remove_file(bureau.path("bureau/status-list.cbor")).unwrap();
    bureau.done("publish --bureau @bureau --operator 李强 --at 2026-11-22T10:00");
    let packed = bureau.run(&format!("{PACK} --at 2026-11-22T10:00"));
    assert_eq!(packed.exit, Exit::Refused, "{}", packed.talk);
    assert!(packed.talk.contains("does not fit"), "{}", packed.talk);
    assert!(bureau.path("update.lbu").exists());
}

/// What terminals must at least have is known from what was packed, without a ceremony for each list.
#[test]
fn the_next_list_expects_the_newest_status_list_that_the_authority_has() {
    let bureau = TestBureau::issued(1);
    let scope = "trust scope --authority @auth --issuer 42120001";
    bureau.fails("usage", &format!("{scope} --status-since yesterday"));
    let set = bureau.done(&format!(
        "{scope} --status-since 2026-11-01 --max-age-days 30"
    ));
    assert!(set.results.contains("none is at hand"), "{}", set.results);
    let sign = "trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-2.pem";
    bureau.done(sign);
    let expected = |bureau: &TestBureau| {
        let list = bureau.trust_list();
        let expectation = list.claims().issuers[0].status_expectation.unwrap();
        (expectation.least.as_secs(), expectation.max_age.as_secs())
    };
    assert_eq!(expected(&bureau), (0, 30 * 86_400));

    let made = bureau.result("publish --bureau @bureau")["made"]
        .as_u64()
        .unwrap();
    let next = bureau.done(
        "trust prepare --authority @auth --out @x.lbp --status-list @bureau/status-list.cbor",
    );
    assert!(
        next.results.contains("for 1 more issuers"),
        "{}",
        next.results
    );
    bureau.done(PACK);
    bureau.done(sign);
    assert_eq!(expected(&bureau).0, made);
    // An update without it, or with one that is too old, would close gates.
    let warning = "terminals expect a status list of issuer 42120001";
    let stripped = bureau.done("update pack --authority @auth --out @stripped.lbu");
    assert!(stripped.talk.contains(warning), "{}", stripped.talk);
    let complete = bureau.done(PACK);
    assert!(!complete.talk.contains(warning), "{}", complete.talk);
    let late = bureau.done(&format!("{PACK} --at 2026-12-24T09:00"));
    assert!(late.talk.contains(warning), "{}", late.talk);
    // Older lists, and those of tomorrow, change nothing.
    bureau.done("publish --bureau @bureau --at 2026-12-22T09:00");
    bureau.fails(
        "dated-ahead",
        "trust prepare --authority @auth --out @x.lbp --status-list @bureau/status-list.cbor",
    );
    bureau.done(&format!(
        "{scope} --status-since 2026-11-01 --max-age-days 60"
    ));
    bureau.done(sign);
    assert_eq!(expected(&bureau), (made, 60 * 86_400));
    let show = bureau.done("trust show --authority @auth");
    assert!(
        show.results
            .contains("publishes status lists since 2026-11-01"),
        "{}",
        show.results
    );
    bureau.done(&format!("{scope} --no-status-lists"));
    bureau.done(sign);
    assert!(
        bureau.trust_list().claims().issuers[0]
            .status_expectation
            .is_none()
    );
}

/// A stolen key may have dated its last list ahead; the list that withdraws it must not ask for that.
#[test]
fn a_key_that_is_given_up_does_not_say_how_new_lists_must_be() {
    let bureau = TestBureau::issued(1);
    bureau.done(
        "trust scope --authority @auth --issuer 42120001 --status-since 2026-11-01 --max-age-days 30",
    );
    let sign = "trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-2.pem";
    bureau.done(sign);
    // By a clock that is half a day fast: as new as this list is, and no newer.
    bureau.done("publish --bureau @bureau --at 2026-11-22T21:00");
    bureau.done(PACK);
    bureau.done(sign);
    let least = |bureau: &TestBureau| {
        let list = bureau.trust_list();
        let issuer = &list.claims().issuers[0];
        (
            issuer.status_expectation.unwrap().least,
            list.claims().validity.from,
        )
    };
    let (first, made) = least(&bureau);
    assert_eq!(first, made);
    // The next one is dated ahead too, and its key is compromised before it counts.
    bureau.done("publish --bureau @bureau --at 2026-11-23T21:00");
    bureau.done(&format!("{PACK} --at 2026-11-23T09:00"));
    let kid = bureau.trust_list().claims().issuers[0].keys[0].key.id();
    bureau.done(&format!(
        "trust compromised --authority @auth --issuer 42120001 --key {kid}"
    ));
    bureau.done(&format!("{sign} --at 2026-11-23T09:00"));
    assert_eq!(least(&bureau).0, first);
}
