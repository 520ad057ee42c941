//! The terminal's own files: swapped, damaged, of another authority, not signed enough.

use credential_core::Validity;
use messages::Exit;

use super::fixtures::*;

fn validity() -> Validity {
    years(10)
}

/// What the program says with these two files.
fn said(root: &[u8], trust: &[u8]) -> (String, String) {
    let terminal = TerminalFiles::new();
    terminal.put("root-set.cbor", root);
    terminal.put("trust-list.cbor", trust);
    let run = terminal.check_with_files(&[&good(), "--place", "gate", "--json"]);
    assert_eq!(run.exit, Exit::Undecided);
    let value = &run.json()[0]["error"];
    let zh = terminal.check_with_files(&[&good(), "--lang", "zh"]);
    assert!(
        zh.talk.starts_with("错误：") && zh.talk.contains("\n处理："),
        "{}",
        zh.talk
    );
    assert_eq!(zh.results, "");
    (
        value["code"].as_str().unwrap().to_owned(),
        format!(
            "{} / {}",
            value["message"].as_str().unwrap(),
            value["remedy"].as_str().unwrap()
        ),
    )
}

fn root() -> Vec<u8> {
    signed(root_claims(1, 2), &[1, 2])
}

fn trust() -> Vec<u8> {
    signed(list_claims(1, validity()), &[1, 3])
}

#[test]
fn files_of_the_wrong_kind_are_recognised() {
    for (root_file, trust_file, words) in [
        (trust(), root(), "swapped"),
        (trust(), trust(), "is a trust list, not a root set"),
        (root(), root(), "is a root set, not a trust list"),
        (png(&good()), trust(), "is a picture"),
        (root(), Vec::new(), "is an empty file"),
    ] {
        let (code, text) = said(&root_file, &trust_file);
        assert_eq!(code, "file-kind-wrong");
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn a_damaged_file_is_not_used() {
    let (whole_root, whole_trust) = (root(), trust());
    for at in [0, 10, 60, 200] {
        let (mut bad_root, mut bad_trust) = (whole_root.clone(), whole_trust.clone());
        bad_root[at] ^= 0x10;
        bad_trust[at] ^= 0x10;
        said(&bad_root, &whole_trust);
        said(&whole_root, &bad_trust);
    }
    let (_, text) = said(&whole_root[..50], &whole_trust);
    assert!(
        text.contains("or is damaged") && text.contains("truncated"),
        "{text}"
    );
    let (_, text) = said(b"hello", &whole_trust);
    assert!(text.contains("not a root set"), "{text}");
}

#[test]
fn too_few_signatures_are_distinguished_from_none_and_from_anothers() {
    let list = |signers: &[u8]| signed(list_claims(1, validity()), signers);
    for (signers, code, words) in [
        (&[1][..], "threshold-not-met", "2 needed, 1 there"),
        (
            &[7, 8],
            "threshold-not-met",
            "not signed by the root keys of this terminal",
        ),
        (&[], "malformed", "not been signed by anybody yet"),
    ] {
        let (found, text) = said(&root(), &list(signers));
        assert_eq!(found, code);
        assert!(text.contains(words), "{text}");
    }
    let (code, text) = said(&signed(root_claims(1, 2), &[1]), &trust());
    assert_eq!(code, "threshold-not-met");
    assert!(text.contains("root-set.cbor has too few"), "{text}");
}

#[test]
fn a_list_under_another_root_set_says_which_is_older() {
    let list = |version| signed(list_claims(version, validity()), &[7, 8]);
    let (code, text) = said(&signed(root_claims(2, 2), &[1, 2]), &list(3));
    assert_eq!(code, "root-version-mismatch");
    assert!(text.contains("new root set"), "{text}");
    let (_, text) = said(&signed(root_claims(2, 2), &[1, 2]), &list(1));
    assert!(text.contains("too old"), "{text}");
}

#[test]
fn a_missing_file_is_named() {
    let terminal = TerminalFiles::new();
    std::fs::remove_file(terminal.path("trust-list.cbor")).unwrap();
    let run = terminal.check_with_files(&[&good()]);
    assert_eq!(run.exit, Exit::Undecided);
    assert!(
        run.talk.contains("trust-list.cbor does not exist"),
        "{}",
        run.talk
    );
}
