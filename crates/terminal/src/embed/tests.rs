//! A terminal in memory, from its first start to the journal that the bureau reads.

mod world;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;

use credential_core::journal::{ExportReader, ManualReason, RatingLevel};
use credential_core::*;
use terminal_store::MemoryDisk;

use super::*;
use crate::benefits::{ManualWish, NoOffer};
use crate::json_line::to_json;
use crate::policy_options::PolicyOptions;
use world::*;

/// A page that keeps the files of its disk.
#[derive(Default)]
struct Page(BTreeMap<PathBuf, Vec<u8>>);

impl Page {
    fn keep(&mut self, disk: &MemoryDisk) {
        for change in disk.take_changes() {
            match change.content {
                Some(content) => self.0.insert(change.path, content),
                None => self.0.remove(&change.path),
            };
        }
    }

    fn load(&self) -> (MemoryDisk, Terminal) {
        let disk = MemoryDisk::from_files(self.0.clone());
        let opened = Terminal::open(Arc::new(disk.clone()), Path::new(FOLDER)).unwrap();
        (disk, accepting(opened))
    }
}

/// Cards are accepted, as at a till with many people.
fn accepting(mut terminal: Terminal) -> Terminal {
    let options = PolicyOptions::from_json(r#"{"bearer":"accept"}"#).unwrap();
    terminal.set_policy(options.policy().unwrap());
    terminal
}

/// A terminal with lists, a place and a catalogue, and the disk that it is on.
fn shop() -> (MemoryDisk, Terminal) {
    let disk = MemoryDisk::new();
    let shared = Arc::new(disk.clone());
    let mut terminal = Terminal::provision(shared, Path::new(FOLDER), &root_set()).unwrap();
    assert!(
        terminal
            .update(&lists(), "lists.lbu", at(1))
            .unwrap()
            .is_all_taken()
    );
    let request = terminal
        .place_request(seed, Some("前台 1".into()), None, at(2))
        .unwrap();
    let read = PlaceRequest::verify(&request.file).unwrap();
    let place = place_of(read.key());
    assert!(
        terminal
            .update(&place, "place.lbu", at(3))
            .unwrap()
            .is_all_taken()
    );
    (disk, accepting(terminal))
}

fn refused<T: std::fmt::Debug>(result: Result<T, Failure>) -> &'static str {
    result.unwrap_err().code
}

#[test]
fn from_the_first_start_to_the_journal_that_the_bureau_reads() {
    let (disk, mut terminal) = shop();
    let mut page = Page::default();
    let judged = terminal.verify(&code(17), at(60));
    assert!(
        judged
            .json("camera")
            .starts_with(r#"{"input":"camera","verdict":"accept","code":"accepted""#)
    );
    let shown = terminal.show(judged);
    let offer = terminal.offer(shown, at(60)).unwrap();
    assert_eq!(offer.available().count(), 2);
    assert!(
        terminal
            .offer_json(shown, Lang::Zh, at(60))
            .unwrap()
            .contains("理发")
    );
    let given = terminal.grant(shown, HAIRCUT, 1, None, at(61)).unwrap();
    page.keep(&disk);
    assert_eq!(
        refused(terminal.grant(shown, HAIRCUT, 1, None, at(62))),
        "quota-used"
    );
    assert_eq!(
        refused(terminal.grant(shown, GOODS, 1, None, at(62))),
        "price-missing"
    );
    let price = Fen::new(10_000).unwrap();
    let goods = terminal
        .grant(shown, GOODS, 1, Some(price), at(63))
        .unwrap();
    assert!(to_json(&GrantedRecord::of_one(&goods)).contains(r#""to_pay_fen":8500"#));
    terminal
        .rate(goods.record, RatingLevel::Satisfied, at(64))
        .unwrap();
    terminal.undo(given.record, at(65)).unwrap();
    assert!(
        terminal.grant(shown, HAIRCUT, 1, None, at(66)).is_ok(),
        "the quota came back"
    );
    page.keep(&disk);

    // The page is closed and opened again: the quota is used, and another holder has it.
    let (disk, mut terminal) = page.load();
    let same = terminal.show(terminal.verify(&code(17), at(70)));
    assert_eq!(
        refused(terminal.grant(same, HAIRCUT, 1, None, at(70))),
        "quota-used"
    );
    let other = terminal.show(terminal.verify(&code(18), at(71)));
    assert!(terminal.grant(other, HAIRCUT, 1, None, at(71)).is_ok());
    let slip = terminal.today(at(72)).unwrap();
    assert_eq!(slip.json()["grants"], 3, "{}", slip.json());
    assert!(
        slip.lines(terminal.holdings(), Lang::Zh)
            .contains("理发：2 笔")
    );
    let mut file = Vec::new();
    let name = terminal.export_journal(&mut file, at(73)).unwrap();
    assert!(
        name.starts_with("journal-3-") && name.ends_with("-1.lbx"),
        "{name}"
    );
    page.keep(&disk);
    let mut rest = file.as_slice();
    let reader = ExportReader::open(|bytes: &mut [u8]| rest.read(bytes)).unwrap();
    assert_eq!(reader.header().size, 7);
    let mut export = reader.verify_by_itself(key(7).public_key()).unwrap();
    assert!(export.next_block().unwrap().is_some());
    assert!(export.next_block().unwrap().is_none());
}

#[test]
fn what_was_not_kept_before_the_page_was_killed_was_not_given() {
    let (disk, mut terminal) = shop();
    let mut page = Page::default();
    let shown = terminal.show(terminal.verify(&code(17), at(60)));
    terminal.offer(shown, at(60));
    page.keep(&disk);
    terminal.grant(shown, HAIRCUT, 1, None, at(61)).unwrap();
    // Killed before the transaction.
    let (_, mut again) = page.load();
    assert_eq!(
        again.journal_extent(at(62)).map(|(size, _)| size),
        Some(1),
        "the note of the place"
    );
    let shown = again.show(again.verify(&code(17), at(62)));
    assert!(again.grant(shown, HAIRCUT, 1, None, at(62)).is_ok());
}

#[test]
fn benefits_are_of_the_code_that_is_shown_and_of_no_other() {
    let (_, mut terminal) = shop();
    terminal.set_policy(Policy::shop());
    let first = terminal.show(terminal.verify(&code(17), at(60)));
    // A card at a shop: a person compares.
    assert!(terminal.offer(first, at(60)).is_none());
    assert_eq!(
        refused(terminal.grant(first, HAIRCUT, 1, None, at(60))),
        "not-accepted"
    );
    let second = terminal.show(terminal.verify(&code(18), at(61)));
    assert_eq!(refused(terminal.confirm(first)), "not-accepted");
    terminal.confirm(second).unwrap();
    assert_eq!(
        refused(terminal.grant(first, HAIRCUT, 1, None, at(62))),
        "not-accepted"
    );
    assert!(terminal.offer(second, at(62)).is_some());
    let forged = terminal.show(terminal.verify(&code(19).replace('7', "8"), at(63)));
    assert_eq!(refused(terminal.confirm(forged)), "not-accepted");
    assert_eq!(
        refused(terminal.grant(second, HAIRCUT, 1, None, at(63))),
        "not-accepted"
    );
    let line = format!("{} {}", code(20), code(21));
    let both = terminal.verify_scanned(&line, at(64));
    assert_eq!((both.codes.len(), both.is_complete), (2, true));
    let together = both
        .codes
        .into_iter()
        .next()
        .map(|judged| terminal.show(judged))
        .unwrap();
    assert_eq!(refused(terminal.confirm(together)), "not-accepted");
    let wish = ManualWish {
        reason: ManualReason::CardUnreadable,
        holder: None,
        benefit: HAIRCUT,
        units: 1,
        price: None,
    };
    let third = terminal.show(terminal.verify(&code(22), at(65)));
    assert!(
        terminal
            .manual_offer(None, at(65))
            .unwrap()
            .benefits
            .is_ok()
    );
    assert_eq!(
        refused(terminal.confirm(third)),
        "not-accepted",
        "another person"
    );
    assert!(terminal.grant_manually(wish, at(66)).is_ok());
}

#[test]
fn a_terminal_without_a_place_judges_and_gives_nothing() {
    let disk = Arc::new(MemoryDisk::new());
    let mut terminal = Terminal::provision(disk, Path::new(FOLDER), &root_set()).unwrap();
    assert_eq!(
        terminal.verify(&code(17), at(1)).verdict().reason(),
        "trust-list-missing"
    );
    terminal
        .update(&trust_list(), "trust-list.cbor", at(1))
        .unwrap();
    terminal.update(&lists(), "lists.lbu", at(1)).unwrap();
    let mut terminal = accepting(terminal);
    assert!(!terminal.has_place());
    let shown = terminal.show(terminal.verify(&code(17), at(2)));
    assert!(terminal.offer(shown, at(2)).is_none());
    assert_eq!(
        refused(terminal.grant(shown, HAIRCUT, 1, None, at(2))),
        "no-place"
    );
    assert_eq!(
        refused(terminal.export_journal(&mut Vec::new(), at(2))),
        "no-place"
    );
    assert_eq!(
        terminal.today(at(2)).err().map(|failure| failure.code),
        Some("no-place")
    );
    let identity = TerminalIdentity {
        name: None,
        store: "browser".into(),
        program: "0.1.0",
    };
    assert!(to_json(&terminal.status(&identity, Lang::En, at(2))).contains(r#""can_accept":true"#));
}

#[test]
fn what_is_no_update_changes_nothing_and_is_named() {
    let (disk, mut terminal) = shop();
    disk.take_changes();
    for (file, code) in [
        (Vec::new(), "file-kind-wrong"),
        (b"\x89PNG".to_vec(), "file-kind-wrong"),
        (vec![0xff; 4_000], "file-kind-wrong"),
        (vec![0; MAX_UPDATE_BYTES + 1], "file-too-large"),
    ] {
        assert_eq!(refused(terminal.update(&file, "x", at(9))), code);
    }
    let mut cut = lists();
    cut.truncate(cut.len() / 2);
    assert!(terminal.update(&cut, "cut.lbu", at(9)).is_err());
    assert!(!disk.is_changed());
    let held = terminal.update(&lists(), "<b>lists.lbu", at(9)).unwrap();
    assert!(held.json(Lang::En).contains(r#""result":"held""#));
    let picture = Terminal::provision(Arc::new(MemoryDisk::new()), Path::new("x"), b"\x89PNG");
    assert_eq!(
        picture.err().map(|failure| failure.code),
        Some("file-kind-wrong")
    );
}

#[test]
fn a_challenge_is_asked_for_until_the_next_but_one() {
    let (_, mut terminal) = shop();
    assert_eq!(refused(terminal.expect(b"short")), "usage");
    assert_eq!(refused(terminal.expect(&[1; 500])), "usage");
    for byte in 1..=3 {
        terminal.expect(&[byte; 16]).unwrap();
        terminal.expect(&[byte; 16]).unwrap();
    }
    assert_eq!(terminal.challenges.len(), 2);
    terminal.set_policy(Policy::gate());
    assert_eq!(terminal.policy().challenge, ChallengeRule::Required);
}

#[test]
fn an_endless_line_is_cut_and_says_so() {
    let (_, mut terminal) = shop();
    let line = "老".repeat(MOST_LINE_BYTES);
    let verdicts = terminal.verify_scanned(&line, at(1));
    assert!(!verdicts.is_complete);
    assert_eq!(
        terminal.verify(&line, at(1)).verdict().decision(),
        Decision::Refuse
    );
}

#[test]
fn two_terminals_on_one_disk_do_not_give_the_same_twice() {
    let (disk, mut terminal) = shop();
    let shown = terminal.show(terminal.verify(&code(17), at(60)));
    terminal.grant(shown, HAIRCUT, 1, None, at(61)).unwrap();
    let second = Terminal::open(Arc::new(disk), Path::new(FOLDER)).unwrap();
    let mut second = accepting(second);
    let shown = second.show(second.verify(&code(17), at(62)));
    let offer = second.offer(shown, at(62)).unwrap();
    assert!(
        matches!(offer.benefits, Err(NoOffer::Journal(failure)) if failure.code == "journal-busy")
    );
}

#[test]
fn what_another_window_has_kept_counts_and_the_code_that_is_shown_stays() {
    let (disk, mut terminal) = shop();
    let mut page = Page::default();
    page.keep(&disk);
    let shown = terminal.show(terminal.verify(&code(17), at(60)));
    assert!(terminal.offer(shown, at(60)).is_some());
    let (other_disk, mut other) = page.load();
    let there = other.show(other.verify(&code(17), at(61)));
    other.grant(there, HAIRCUT, 1, None, at(61)).unwrap();
    page.keep(&other_disk);
    let (files, price) = (page.0.clone(), Fen::new(10_000).ok());
    let is_other = terminal.go_on_with(|| disk.replace(files)).unwrap();
    assert!(!is_other, "the lists are the same");
    assert_eq!(
        refused(terminal.grant(shown, HAIRCUT, 1, None, at(62))),
        "quota-used"
    );
    assert!(terminal.grant(shown, GOODS, 1, price, at(62)).is_ok());
    page.keep(&disk);
    // The other one brings lists, which this one reads.
    let (other_disk, mut other) = page.load();
    other.update(&newer_lists(), "newer.lbu", at(63)).unwrap();
    page.keep(&other_disk);
    let files = page.0.clone();
    assert!(terminal.go_on_with(|| disk.replace(files)).unwrap());
    assert_eq!(
        refused(terminal.grant(shown, GOODS, 1, price, at(64))),
        "not-accepted",
        "it was judged by other lists"
    );
    assert_eq!(
        terminal.journal_extent(at(65)).map(|(size, _)| size),
        Some(3)
    );
}

#[test]
fn a_place_of_another_terminal_is_named() {
    let (_, mut terminal) = shop();
    let file = place_of(key(99).public_key());
    let report = terminal.update(&file, "other.lbu", at(100)).unwrap();
    assert!(!report.is_all_taken());
    let json = report.json(Lang::En);
    assert!(json.contains("\"result\":\"foreign\""), "{json}");
    assert!(json.contains("\"code\":\"place-foreign\""), "{json}");
}
