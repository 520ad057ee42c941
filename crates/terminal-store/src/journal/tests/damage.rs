//! What somebody, or a bad disk, did to the files.

use std::convert::Infallible;

use credential_core::journal::{CheckpointClaims, ExportError, JournalFault, Note};

use super::*;
use crate::journal::JournalDamage;

fn damage(disk: &SimDisk) -> JournalDamage {
    match try_open(disk) {
        Err(JournalError::Damaged { damage, .. }) => damage,
        other => panic!("{other:?}"),
    }
}

/// The offset of each frame in a file.
fn frames(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut at = crate::journal::segment::HEADER_BYTES;
    let mut frames = Vec::new();
    while let Some((_, length)) = crate::journal::frames::first_frame(&bytes[at..]) {
        frames.push((at, length));
        at += length;
    }
    frames
}

/// A file with other records in its frames, the checksums right.
fn rewrite(disk: &SimDisk, segment: u32, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    disk.damage(&path_of(segment), |bytes| {
        let mut records: Vec<Vec<u8>> = frames(bytes)
            .iter()
            .map(|(at, length)| bytes[at + 8..at + length].to_vec())
            .collect();
        change(&mut records);
        bytes.truncate(crate::journal::segment::HEADER_BYTES);
        for record in records {
            crate::journal::frames::push_frame(bytes, &record);
        }
    });
}

#[test]
fn any_changed_bit_before_the_last_record_is_damage_and_grants_nothing() {
    let whole = with_grants(20);
    let last = last_segment(&whole);
    assert!(last > 2);
    for segment in 1..=last {
        let bytes = whole.bytes(&path_of(segment));
        let end = match segment == last {
            true => frames(&bytes).last().unwrap().0,
            false => bytes.len(),
        };
        for at in 0..end {
            let disk = whole.fork();
            disk.damage(&path_of(segment), |bytes| bytes[at] ^= 4);
            let error = try_open(&disk).unwrap_err();
            // Never as of another terminal or a later format: that would send people on the wrong way.
            assert_eq!(
                error.code(),
                "journal-damaged",
                "segment {segment}, byte {at}"
            );
        }
        if segment < last {
            for at in 0..bytes.len() {
                let disk = whole.fork();
                disk.damage(&path_of(segment), |bytes| bytes.truncate(at));
                assert_eq!(try_open(&disk).unwrap_err().code(), "journal-damaged");
            }
            let disk = whole.fork();
            disk.delete(&path_of(segment));
            damage(&disk);
        }
    }
}

/// What somebody does to the records of a segment.
type Change = fn(&mut Vec<Vec<u8>>);

#[test]
fn a_record_that_was_edited_exchanged_left_out_or_doubled_is_seen() {
    let whole = with_grants(20);
    let changes: [(&str, Change); 5] = [
        ("edited", |records| {
            let mut record = JournalRecord::decode(&records[1]).unwrap();
            if let Entry::Grant(grant) = &mut record.entry {
                grant.units = 2;
            }
            records[1] = record.encode().unwrap();
        }),
        ("exchanged", |records| records.swap(0, 1)),
        ("left out", |records| drop(records.remove(1))),
        ("doubled", |records| records.insert(1, records[1].clone())),
        ("no record", |records| records[1] = vec![0xff]),
    ];
    for (name, change) in changes {
        let disk = whole.fork();
        rewrite(&disk, 1, change);
        assert!(matches!(damage(&disk), JournalDamage::Chain(_)), "{name}");
    }
    // Whole segments exchanged.
    let disk = whole.fork();
    let (one, two) = (whole.bytes(&path_of(1)), whole.bytes(&path_of(2)));
    disk.damage(&path_of(1), |bytes| *bytes = two);
    disk.damage(&path_of(2), |bytes| *bytes = one);
    damage(&disk);
}

/// Within the last segment nothing but what was signed before tells that a record was edited.
#[test]
fn a_journal_that_was_shortened_or_put_back_is_seen_by_what_was_exported() {
    let disk = with_grants(3);
    let old = disk.fork();
    let mut journal = open(&disk);
    journal.grant(grant(4), after(4)).unwrap();
    journal.export(&key(), NOW, &mut Vec::new()).unwrap();
    journal.grant(grant(5), after(5)).unwrap();
    drop(journal);
    open(&disk);
    // The last records cut off, behind what was exported and before.
    let path = path_of(last_segment(&disk));
    let ends = frames(&disk.bytes(&path));
    let cut = |at: usize| {
        let cut = disk.fork();
        cut.damage(&path, |bytes| bytes.truncate(ends[at].0));
        cut
    };
    assert_eq!(open(&cut(4)).end().size, 4);
    let truncated = JournalFault::Truncated { size: 3, known: 4 };
    assert_eq!(damage(&cut(3)), JournalDamage::Chain(truncated));
    // The old file put back, and another grant in the place of the one that was exported.
    let put_back = disk.fork();
    let bytes = {
        let mut journal = open(&old);
        journal.grant(grant(99), after(4)).unwrap();
        drop(journal);
        old.bytes(&path)
    };
    put_back.damage(&path, |file| *file = bytes);
    let fork = JournalFault::Fork { number: 4 };
    assert_eq!(damage(&put_back), JournalDamage::Chain(fork));
}

#[test]
fn a_journal_under_another_terminals_name_is_foreign() {
    let disk = with_grants(3);
    let other = SigningKey::from_seed(&[8; 32]);
    let opened = Journal::open_sized(disk.shared(), Path::new(FOLDER), other.public_key(), SMALL);
    assert_eq!(opened.unwrap_err().code(), "journal-foreign");
    // With its header made to fit, the records do not.
    disk.damage(&path_of(1), |bytes| {
        let header = crate::journal::segment::SegmentHeader::decode(bytes)
            .unwrap()
            .0;
        let id = credential_core::journal::ChainId {
            terminal: other.public_key().thumbprint(),
            chain: 1,
        };
        let header = crate::journal::segment::SegmentHeader {
            id,
            before: credential_core::journal::Chain::new(&id).end(),
            ..header
        };
        bytes.splice(..crate::journal::segment::HEADER_BYTES, header.encode());
    });
    // It opens, because the hashes follow from what is there, but it is another chain: no checkpoint, no
    // receipt and no book of the bureau has its hashes.
    let head = |disk: &SimDisk, key: &PublicKey| {
        let journal = Journal::open_sized(disk.shared(), Path::new(FOLDER), key, SMALL).unwrap();
        journal.end().head
    };
    let replayed = head(&disk, other.public_key());
    assert_ne!(replayed, head(&with_grants(3), &terminal()));
    assert_eq!(try_open(&disk).unwrap_err().code(), "journal-foreign");
}

#[test]
fn a_copied_disk_is_a_fork_for_the_bureau() {
    let disk = with_grants(3);
    let copy = disk.fork();
    let export = |disk: &SimDisk, number: u32| -> (Vec<u8>, CheckpointClaims) {
        let mut journal = open(disk);
        journal.grant(grant(number), after(10)).unwrap();
        let mut file = Vec::new();
        let claims = journal.export(&key(), after(11), &mut file).unwrap();
        (file, claims)
    };
    let (_, known) = export(&disk, 50);
    let (file, _) = export(&copy, 51);
    let mut rest = &file[..];
    let source = |buffer: &mut [u8]| {
        let read = std::io::Read::read(&mut rest, buffer);
        Ok::<_, Infallible>(read.unwrap())
    };
    let reader = ExportReader::open(source).unwrap();
    let mut export = reader.verify_with(&terminal(), &[known]).unwrap();
    let fault = ExportError::Fault(JournalFault::Fork { number: 4 });
    assert_eq!(export.next_block(), Err(fault));
}

#[test]
fn a_later_format_and_later_kinds_of_records_are_left_alone() {
    let whole = with_grants(3);
    let format = whole.fork();
    format.damage(&path_of(1), |bytes| {
        bytes[11] = 2;
        let sum = crate::journal::frames::checksum(&[&bytes[..12]]);
        bytes[12..16].copy_from_slice(&sum.to_be_bytes());
    });
    let kind = whole.fork();
    rewrite(&kind, 1, |records| records.push(vec![0x84, 4, 0, 7, 0x80]));
    for disk in [format, kind] {
        let before = disk.bytes(&path_of(1));
        assert_eq!(try_open(&disk).unwrap_err().code(), "journal-newer");
        assert_eq!(disk.bytes(&path_of(1)), before);
    }
}

#[test]
fn a_damaged_journal_is_set_aside_and_its_quotas_are_carried_over() {
    let disk = with_grants(20);
    let set_aside = |disk: &SimDisk| {
        let folder = Path::new(FOLDER);
        Journal::set_aside_sized(disk.shared(), folder, &terminal(), SMALL, after(60))
    };
    assert_eq!(set_aside(&disk).unwrap_err().code(), "journal-not-damaged");
    let (good, head) = {
        let journal = open(&disk);
        let segment = journal.loaded.segments[1];
        (segment.before.size, segment.before.head)
    };
    disk.damage(&path_of(2), |bytes| bytes[50] ^= 1);
    let before = disk.bytes(&path_of(2));
    try_open(&disk).unwrap_err();
    drop(set_aside(&disk).unwrap());
    assert_eq!(disk.bytes(&path_of(2)), before, "left as it is");
    let mut journal = open(&disk);
    assert_eq!(journal.id().chain, 2);
    let note = Note::SetAside {
        chain: 1,
        size: good,
        head,
    };
    assert_eq!(records(&journal)[0].entry, Entry::Note(note));
    for number in 1..=20 {
        let expected = u64::from(u64::from(number) <= good);
        assert_eq!(used(&journal, number), expected, "{number}");
    }
    agrees(&journal);
    journal.grant(grant(1), after(61)).unwrap();
    assert_eq!(used(&journal, 1), 2);
    drop(journal);
    assert_eq!(set_aside(&disk).unwrap_err().code(), "journal-not-damaged");
}

#[test]
fn setting_aside_can_be_killed_at_any_moment_and_repeated() {
    let start = with_grants(12);
    start.damage(&path_of(1), |bytes| bytes[150] ^= 1);
    let set_aside = |disk: &SimDisk| {
        let folder = Path::new(FOLDER);
        Journal::set_aside_sized(disk.shared(), folder, &terminal(), SMALL, after(60)).map(drop)
    };
    let whole = start.fork();
    set_aside(&whole).unwrap();
    for at in 0..whole.effects() {
        let disk = start.fork();
        disk.plan(Plan::Kill(at));
        set_aside(&disk).unwrap_err();
        for left in disk.after_power_cuts() {
            if try_open(&left).is_err() {
                set_aside(&left).unwrap();
            }
            let journal = open(&left);
            assert!(journal.id().chain >= 2);
            agrees(&journal);
        }
    }
}
