//! Place files: the one of this terminal, and those of others that somebody brings by mistake.

use std::fs;
use std::path::PathBuf;

use credential_core::*;
use messages::Exit;

use super::fixtures::*;
use super::shop::*;

const OTHER: u8 = 77;

/// A place file as a bureau writes it.
fn file(shop: &Shop, name: &str, place: &PlaceClaims, edition: u32, made: u64) -> PathBuf {
    let bureau = key(XIANNING);
    let mut draft = draft(benefits());
    draft.edition = edition;
    draft.validity.from = UnixTime::from_secs(made);
    let head = CatalogueHeadClaims {
        issuer: BUREAU,
        issued: draft.validity.from,
        edition,
        parts: 1,
    };
    let mut update = Update::default();
    update.places = vec![Place::issue(place, &bureau).unwrap()];
    update.catalogue_parts = vec![CataloguePart::issue(&draft, &bureau).unwrap()];
    update.catalogue_heads = vec![CatalogueHead::issue(&head, &bureau).unwrap()];
    shop.terminal.put(name, &update.encode())
}

/// The place of terminal 2, which is another one.
fn of_another() -> PlaceClaims {
    let mut claims = place(key(OTHER).public_key());
    claims.terminal = TerminalNumber(2);
    claims
}

fn thumbprint(key: &PublicKey) -> String {
    messages::words::thumbprint(key)
}

#[test]
fn a_place_of_another_terminal_is_not_taken_in_silence() {
    let shop = Shop::without_place();
    let theirs = file(&shop, "terminal-2.lbu", &of_another(), 3, STATUS_MADE);
    let run = shop.run(&["update"], std::slice::from_ref(&theirs));
    assert_eq!(run.exit, Exit::Refused, "{run:?}");
    for said in [
        "it is for terminal 2 of issuer 42120010",
        &thumbprint(key(OTHER).public_key()),
        &thumbprint(&shop.key),
        "Ask the bureau for the place with this terminal's key",
    ] {
        assert!(run.results.contains(said), "{said} in {run:?}");
    }
    let run = shop.run(&["update", "--json"], &[theirs]);
    let lines = run.json();
    let place = &lines[0];
    assert_eq!(
        (&place["part"], &place["result"]),
        (&"place".into(), &"foreign".into())
    );
    assert_eq!(place["error"]["code"], "place-foreign");
    assert_eq!(place["terminal"], 2);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(
        shop.json(&["place", "show"])["places"],
        serde_json::json!([])
    );
}

#[test]
fn on_a_terminal_with_a_place_it_is_said_whose_it_is_and_nothing_changes() {
    let shop = Shop::new(benefits());
    let before = shop.json(&["place", "show", "--at", NOW]);
    let theirs = file(&shop, "terminal-2.lbu", &of_another(), 1, STATUS_MADE - 600);
    let run = shop.run(&["update"], &[theirs]);
    assert_eq!(run.exit, Exit::Refused, "{run:?}");
    assert!(run.results.contains("This is terminal 3"), "{run:?}");
    // Editions, and not the seconds at which they were made.
    let older = "(held: edition 3; this one: edition 1)";
    assert_eq!(run.results.matches(older).count(), 2, "{run:?}");
    assert!(!run.results.contains(&STATUS_MADE.to_string()), "{run:?}");
    assert_eq!(shop.json(&["place", "show", "--at", NOW]), before);
}

#[test]
fn beside_the_own_place_that_of_another_terminal_is_no_mistake() {
    let shop = Shop::without_place();
    let own = file(&shop, "terminal-3.lbu", &place(&shop.key), 3, STATUS_MADE);
    let theirs = file(&shop, "terminal-2.lbu", &of_another(), 3, STATUS_MADE);
    let run = shop.run(&["update"], &[theirs, own.clone()]);
    assert_eq!(run.exit, Exit::Done, "{run:?}");
    assert!(run.results.contains("the place of terminal 2"), "{run:?}");
    assert!(run.results.contains("now edition 3"), "{run:?}");
    let run = shop.run(&["update", "--json"], &[own]);
    assert_eq!(run.json()[1]["edition"], 3);
}

#[test]
fn an_update_for_all_terminals_need_not_have_the_place_of_this_one() {
    let shop = Shop::without_place();
    let bureau = key(XIANNING);
    let mut update = Update::default();
    let newer = UnixTime::from_secs(STATUS_MADE + 60);
    let validity = Validity::new(newer, years(5).until);
    update.status_lists = vec![status_list(validity, Status::Valid)];
    update.places = vec![Place::issue(&of_another(), &bureau).unwrap()];
    let file = shop.terminal.put("all.lbu", &update.encode());
    let run = shop.run(&["update", "--json"], &[file]);
    assert_eq!(run.exit, Exit::Done, "{run:?}");
    let lines = run.json();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0]["part"], "status-list");
}

#[test]
fn a_terminal_that_has_not_asked_hears_how() {
    let shop = Shop::without_place();
    let theirs = file(&shop, "terminal-3.lbu", &place(&shop.key), 3, STATUS_MADE);
    let never = TerminalFiles::new();
    let words = ["update", "--lang", "en", "--store"].map(std::ffi::OsString::from);
    let paths = [never.store().into(), theirs.into()];
    let run = verifier(words.into_iter().chain(paths), b"");
    assert_eq!(run.exit, Exit::Refused, "{run:?}");
    assert!(
        run.results.contains("First run verifier place request"),
        "{run:?}"
    );
}

#[test]
fn what_is_no_update_is_called_by_its_name() {
    let shop = Shop::new(benefits());
    let journal = shop.terminal.path("journal.lbx");
    let out = journal.to_str().unwrap().to_owned();
    let run = shop.run(&["journal", "export", "--at", NOW, "--out", &out], &[]);
    assert_eq!(run.exit, Exit::Done, "{run:?}");
    assert!(!fs::read(&journal).unwrap().is_empty());
    let run = shop.run(&["update"], &[journal]);
    assert_eq!(run.exit, Exit::Undecided);
    for said in [
        "the journal of a terminal, and no update",
        "goes to the bureau",
    ] {
        assert!(run.talk.contains(said), "{said} in {run:?}");
    }
    assert!(!run.talk.contains("damaged"), "{run:?}");
    let run = shop.run(&["update"], &[shop.terminal.path("place.request")]);
    assert!(run.talk.contains("a request for a place"), "{run:?}");
    let run = shop.run(&["update"], &[shop.terminal.path("missing.lbu")]);
    assert!(
        run.talk.contains("does not exist") && !run.talk.contains("os error"),
        "{run:?}"
    );
}

#[test]
fn the_state_says_whose_terminal_it_is_and_which_edition_it_has() {
    let shop = Shop::without_place();
    let run = shop.run(&["status", "--at", NOW], &[]);
    let none = "Place:      none; codes are judged, no benefits are given. Bring the place file";
    assert!(run.results.contains(none), "{run:?}");
    assert_eq!(shop.json(&["status", "--at", NOW])["has_key"], true);
    shop.update(&place(&shop.key), &draft(benefits()));
    let run = shop.run(&["status", "--at", NOW], &[]);
    for said in [
        "Place:      terminal 3 of issuer 42120010, merchant 7 Xianning Barber",
        "Catalogue:  edition 3, made",
    ] {
        assert!(run.results.contains(said), "{said} in {run:?}");
    }
    let line = shop.json(&["status", "--at", NOW]);
    assert_eq!(line["places"][0]["merchant"], 7);
    assert_eq!(line["places"][0]["catalogue"]["edition"], 3);
}
