//! A power cut in the middle of a write.

use super::*;
use crate::journal::frames::MAX_FRAME_BYTES;

/// The journal on this disk has the first grants and no other, and goes on.
fn has(disk: &SimDisk, grants: u64) {
    let mut journal = open(disk);
    assert_eq!(journal.end().size, grants);
    agrees(&journal);
    journal.grant(grant(99), after(1_000)).unwrap();
    drop(journal);
    let journal = open(disk);
    assert_eq!((journal.end().size, used(&journal, 99)), (grants + 1, 1));
    agrees(&journal);
}

/// What a power cut leaves of the bytes of a file.
type Tear<'a> = &'a dyn Fn(&mut Vec<u8>);

/// Beside the last frame: what is left of it after it was cut or overwritten.
#[test]
fn a_write_that_is_torn_at_any_byte_is_cut_off() {
    // The last record stands among others, and alone in its segment.
    for grants in [5, 8, 9, 10] {
        let whole = with_grants(grants);
        let before = with_grants(grants - 1);
        let path = path_of(last_segment(&whole));
        let end = whole.bytes(&path).len();
        let begin = if last_segment(&before) == last_segment(&whole) {
            before.bytes(&path).len()
        } else {
            crate::journal::segment::HEADER_BYTES
        };
        assert!(end - begin > 20);
        for at in begin..end {
            // Cut; zeros from there on; the end there and the beginning not.
            let kinds: [Tear<'_>; 4] = [
                &|bytes| bytes.truncate(at),
                &|bytes| bytes[at..].fill(0),
                &|bytes| bytes[begin..=at].fill(0),
                &|bytes| bytes[at] ^= 0x10,
            ];
            for (kind, tear) in kinds.iter().enumerate() {
                let disk = whole.fork();
                disk.damage(&path, |bytes| tear(bytes));
                if disk.bytes(&path) == whole.bytes(&path) {
                    continue;
                }
                println!("{grants} grants, byte {at}, kind {kind}");
                has(&disk, u64::from(grants) - 1);
            }
        }
    }
}

#[test]
fn what_is_more_than_one_torn_write_is_damage() {
    let whole = with_grants(5);
    let path = path_of(last_segment(&whole));
    let code = |disk: &SimDisk| try_open(disk).unwrap_err().code();
    let longer = whole.fork();
    longer.damage(&path, |bytes| bytes.extend([0; MAX_FRAME_BYTES + 1]));
    assert_eq!(code(&longer), "journal-damaged");
    let zeros = whole.fork();
    zeros.damage(&path, |bytes| bytes.extend([0; MAX_FRAME_BYTES]));
    has(&zeros, 5);
    // A whole frame behind a broken one.
    let broken = with_grants(5);
    let at = broken.bytes(&path).len() - 60;
    broken.damage(&path, |bytes| bytes[at] ^= 1);
    assert_eq!(code(&broken), "journal-damaged");
}

/// At each effect, with each combination of what was not synced: what was acknowledged is there.
#[test]
fn a_power_cut_at_any_moment_loses_nothing_that_was_granted() {
    let mut disks = 0;
    for grants in [0, 4, 5, 6, 7, 8] {
        let start = with_grants(grants);
        let count = |disk: &SimDisk| {
            let mut acknowledged = 0;
            if let Ok(mut journal) = try_open(disk) {
                for number in 90..93 {
                    acknowledged += u64::from(journal.grant(grant(number), after(900)).is_ok());
                }
            }
            acknowledged
        };
        let whole = start.fork();
        assert_eq!(count(&whole), 3);
        for at in 0..whole.effects() {
            let disk = start.fork();
            disk.plan(Plan::Kill(at));
            let acknowledged = count(&disk);
            let mut remains = disk.after_power_cuts();
            disk.plan(Plan::Nothing);
            remains.push(disk.fork());
            for left in remains {
                let journal = open(&left);
                let size = journal.end().size;
                let least = u64::from(grants) + acknowledged;
                assert!(
                    (least..=least + 1).contains(&size),
                    "effect {at}: {size}, {least}"
                );
                agrees(&journal);
                drop(journal);
                has(&left, size);
                disks += 1;
            }
        }
    }
    assert!(disks > 200, "{disks}");
}
