//! `issuer recover`: no number is given twice, however little is known of the lost register.

use std::collections::HashSet;
use std::fs;

use crate::support::TestBureau;
use crate::support::given::{backed_up, give, in_bureau, revoke};
use issuer_cli::register::Entry;

/// As many revocations as issues since the backup; then the register is lost and recovered, and
/// with `register.db.head` still there (`keep_noted_end`) once more from the same backup.
fn no_number_is_given_twice(since: u32, publish: bool, keep_noted_end: bool) {
    let (desk, mut given) = backed_up(2_000);
    let mut next_person = 2_000;
    for _ in 0..if keep_noted_end { 2 } else { 1 } {
        revoke(&desk, &given[..since as usize]);
        given.extend(give(&desk, next_person..next_person + since));
        next_person += since;
        if publish {
            desk.done("publish --bureau @bureau");
        }
        fs::remove_file(desk.path("bureau/register.db")).unwrap();
        if !keep_noted_end {
            fs::remove_file(desk.path("bureau/register.db.head")).unwrap();
        }
        desk.done("recover --bureau @bureau --from @monday.db --yes");

        let holders: HashSet<_> = given.iter().map(|entry| entry.holder).collect();
        let indices: HashSet<_> = given.iter().map(|entry| entry.status_index).collect();
        let new = give(&desk, next_person..next_person + 3_000);
        next_person += 3_000;
        for entry in &new {
            let (holder, index) = (entry.holder, entry.status_index);
            let case = format!("{since} since the backup, published: {publish}");
            assert!(!holders.contains(&holder), "holder {holder}, {case}");
            assert!(!indices.contains(&index), "index {index}, {case}");
        }
        desk.done("audit --bureau @bureau");
        given.extend(new);
    }
}

#[test]
fn no_number_is_given_twice_after_a_loss() {
    for since in [0, 1, 10, 80, 500] {
        no_number_is_given_twice(since, true, true);
    }
}

#[test]
fn no_number_is_given_twice_if_nothing_was_published() {
    for since in [0, 1, 10, 80, 500] {
        no_number_is_given_twice(since, false, true);
    }
}

#[test]
fn no_number_is_given_twice_if_only_the_published_list_is_left() {
    for since in [0, 80, 500] {
        no_number_is_given_twice(since, true, false);
    }
}

/// Fails if anybody who is registered now gets a number that is in `given`.
fn gives_only_new_numbers(desk: &TestBureau, given: &[Entry], case: &str) {
    let holders: HashSet<_> = given.iter().map(|entry| entry.holder).collect();
    let indices: HashSet<_> = given.iter().map(|entry| entry.status_index).collect();
    for entry in give(desk, 1_000_000..1_002_000) {
        let (holder, index) = (entry.holder, entry.status_index);
        assert!(!holders.contains(&holder), "holder {holder}, {case}");
        assert!(!indices.contains(&index), "index {index}, {case}");
    }
}

/// A register that was lost after two times `since` issues since the backup, with `register.db.head`
/// of the first of them, or of the backup itself.
fn lost_with_stale_head(since: u32, inside_the_backup: bool) -> (TestBureau, Vec<Entry>) {
    let (desk, mut given) = backed_up(1_900);
    if !inside_the_backup {
        given.extend(give(&desk, 1_900..1_900 + since));
    }
    for name in ["register.db", "register.db.head"] {
        fs::copy(in_bureau(&desk, name), desk.path(&format!("old.{name}"))).unwrap();
    }
    given.extend(give(&desk, 5_000..5_000 + since));
    desk.done("publish --bureau @bureau");
    given.extend(give(&desk, 10_000..10_000 + since));
    fs::remove_file(in_bureau(&desk, "register.db")).unwrap();
    fs::copy(
        desk.path("old.register.db.head"),
        in_bureau(&desk, "register.db.head"),
    )
    .unwrap();
    (desk, given)
}

#[test]
fn a_stale_head_is_only_a_lower_bound() {
    for (since, inside_the_backup) in [(80, false), (500, false), (80, true), (500, true)] {
        let case = format!("{since} three times, head inside the backup: {inside_the_backup}");
        let (desk, given) = lost_with_stale_head(since, inside_the_backup);
        desk.done("recover --bureau @bureau --from @monday.db --yes");
        gives_only_new_numbers(&desk, &given, &case);
    }
}

#[test]
fn an_old_copy_of_the_whole_folder_gives_no_number_again() {
    for since in [80, 800] {
        let (desk, given) = lost_with_stale_head(since, false);
        let place = in_bureau(&desk, "register.db");
        fs::copy(desk.path("old.register.db"), place).unwrap();
        desk.done("recover --bureau @bureau --yes");
        gives_only_new_numbers(&desk, &given, &format!("old folder, {since}"));
    }
}

#[test]
fn a_head_that_was_edited_down_gives_no_number_again() {
    for since in [80, 500] {
        let (desk, mut given) = backed_up(2_000);
        given.extend(give(&desk, 2_000..2_000 + since));
        let head = in_bureau(&desk, "register.db.head");
        let text = fs::read_to_string(&head).unwrap();
        let end = text.lines().next().unwrap();
        fs::write(&head, format!("{end}\nnumbers beyond holder=1 index=1\n")).unwrap();
        fs::remove_file(in_bureau(&desk, "register.db")).unwrap();
        desk.done("recover --bureau @bureau --from @monday.db --yes");
        gives_only_new_numbers(&desk, &given, &format!("edited down, {since}"));
    }
}

#[test]
fn a_register_that_was_set_aside_still_counts() {
    let (desk, mut given) = backed_up(3);
    let beyond = given.iter().map(|entry| entry.status_index.0).max();
    // Far more than the margin covers that is kept for what nobody knows of.
    given.extend(give(&desk, 3..20_000));
    let highest = given.iter().map(|entry| entry.status_index.0).max();
    assert!(highest > beyond.map(|index| index + 16_384));
    // As if the program was killed after the old register was moved and before the new one was.
    let aside = in_bureau(&desk, "register.db.replaced-1");
    fs::rename(in_bureau(&desk, "register.db"), aside).unwrap();
    fs::remove_file(in_bureau(&desk, "register.db.head")).unwrap();
    desk.done("recover --bureau @bureau --from @monday.db --yes");
    gives_only_new_numbers(&desk, &given, "set aside");
}
