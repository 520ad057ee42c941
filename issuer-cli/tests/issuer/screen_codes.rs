//! An update as codes on a screen.

use std::fs;

use crate::support::TestBureau;
use base64::Engine as _;
use credential_core::{Collected, FrameCollector, Update};

/// What a camera would get of the pictures, in this order of files.
fn collected(bureau: &TestBureau, folder: &str, reverse: bool) -> Option<Vec<u8>> {
    let mut files: Vec<_> = fs::read_dir(bureau.path(folder).join("codes"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    if reverse {
        files.reverse();
    }
    let mut collector = FrameCollector::new();
    let mut whole = None;
    for file in files {
        let text =
            code_writer::read_back(&fs::read(file).unwrap(), &code_writer::Options::default())
                .unwrap();
        if let Collected::Object(bytes) = collector.add(&text).unwrap() {
            whole = Some(bytes);
        }
    }
    whole
}

#[test]
fn the_codes_of_a_publication_are_an_update_with_the_same_list() {
    let bureau = TestBureau::issued(40);
    let result = bureau.result("publish --bureau @bureau --as-codes @screen --code-bytes 60");
    let codes = &result["codes"];
    let count = codes["count"].as_u64().unwrap();
    assert!(count > 1, "{codes}");
    assert_eq!(codes["seconds"].as_u64().unwrap(), count.div_ceil(5));
    let list = fs::read(bureau.path("bureau/status-list.cbor")).unwrap();
    for reverse in [false, true] {
        let update = Update::parse(&collected(&bureau, "screen", reverse).unwrap()).unwrap();
        assert_eq!(update.status_lists, std::slice::from_ref(&list));
    }
    // Nothing is written over, and nothing is published before that is seen.
    let published = fs::read_dir(bureau.path("bureau/published"))
        .unwrap()
        .count();
    bureau.fails(
        "folder-in-use",
        "publish --bureau @bureau --as-codes @screen",
    );
    let after = fs::read_dir(bureau.path("bureau/published"))
        .unwrap()
        .count();
    assert_eq!(published, after);
}

#[test]
fn the_page_holds_the_codes_and_asks_nobody_for_anything() {
    let bureau = TestBureau::issued(3);
    bureau.done("publish --bureau @bureau");
    let packed = bureau.result(
        "update pack --status-list @bureau/status-list.cbor --out @u.lbu --as-codes @screen",
    );
    assert_eq!(packed["codes"]["bytes"], packed["bytes"]);
    let whole = collected(&bureau, "screen", false).unwrap();
    assert_eq!(whole, fs::read(bureau.path("u.lbu")).unwrap());
    let page = bureau.text("screen/codes.html");
    assert!(page.contains("default-src 'none'") && !page.contains("unsafe-inline"));
    assert!(!page.contains("http://") && !page.contains("https://"));
    let data = page.split("<div id=\"data\" hidden>").nth(1).unwrap();
    let data = data.split("</div>").next().unwrap();
    let all: Vec<&str> = data.split_whitespace().collect();
    assert_eq!(all.len() as u64, packed["codes"]["count"].as_u64().unwrap());
    for one in all {
        let (side, modules) = one.split_once(':').unwrap();
        let side: usize = side.parse().unwrap();
        let bits = base64::engine::general_purpose::STANDARD
            .decode(modules)
            .unwrap();
        assert_eq!(bits.len(), (side * side).div_ceil(8));
        // The finder pattern in the upper left corner.
        assert_eq!(bits[0], 0b1111_1110);
    }
}
