use alloc::vec;
use core::convert::Infallible;

use super::*;
use crate::error::Error;
use crate::fixtures::key;

/// An export in blocks of so many records, and the ends of the blocks.
struct Sample {
    file: Vec<u8>,
    ends: Vec<CheckpointClaims>,
}

/// What a block is made of, before anybody meddles with it.
#[derive(Clone)]
struct Parts {
    before: ChainEnd,
    records: Vec<Vec<u8>>,
    end: ChainEnd,
}

fn parts(blocks: &[u64]) -> Vec<Parts> {
    let mut end = Chain::new(&id()).end();
    let parts = blocks.iter().map(|count| {
        let before = end;
        let (records, after) = run(before, *count);
        end = after;
        Parts {
            before,
            records,
            end,
        }
    });
    parts.collect()
}

fn write(parts: &[Parts], signed: UnixTime, signer: &SigningKey) -> Sample {
    let size = parts.last().map_or(0, |last| last.end.size);
    let mut file = ExportHeader { id: id(), size }.encode();
    let mut ends = Vec::new();
    for part in parts {
        let claims = CheckpointClaims {
            id: ChainId {
                terminal: signer.public_key().thumbprint(),
                ..id()
            },
            end: part.end,
            signed,
        };
        let checkpoint = Checkpoint::sign(&claims, signer).unwrap();
        file.extend(item_of_block(&BlockContent {
            checkpoint: &checkpoint,
            before: part.before,
            records: &part.records.concat(),
        }));
        ends.push(claims);
    }
    Sample { file, ends }
}

fn sample(blocks: &[u64]) -> Sample {
    write(&parts(blocks), NOW, &terminal_key())
}

/// The numbers of all records up to the end or a fault.
fn read(file: &[u8], known: &[CheckpointClaims]) -> (Vec<u64>, Result<(), JournalFault>) {
    let mut rest = file;
    // Hands out little at a time, as a pipe does.
    let source = |buffer: &mut [u8]| {
        let len = buffer.len().min(7).min(rest.len());
        let (now, later) = rest.split_at(len);
        buffer[..len].copy_from_slice(now);
        rest = later;
        Ok::<_, Infallible>(len)
    };
    let mut numbers = Vec::new();
    let all = || {
        let reader = ExportReader::open(source)?;
        let mut export = reader.verify_with(terminal_key().public_key(), known)?;
        while let Some(block) = export.next_block()? {
            numbers.extend(block.records.iter().map(|record| record.number));
        }
        assert_eq!(export.next_block(), Ok(None));
        Ok(())
    };
    let result = all().map_err(|error: ExportError<Infallible>| match error {
        ExportError::Fault(fault) => fault,
        ExportError::Source(never) => match never {},
    });
    (numbers, result)
}

fn fault(file: &[u8], known: &[CheckpointClaims]) -> JournalFault {
    read(file, known).1.unwrap_err()
}

#[test]
fn yields_every_record_in_order() {
    let sample = sample(&[3, 1, 4]);
    assert_eq!(read(&sample.file, &[]), ((1..=8).collect(), Ok(())));
    // Again, with some or all of it known.
    for known in [&sample.ends[..], &sample.ends[..1], &sample.ends[1..]] {
        assert_eq!(read(&sample.file, known), ((1..=8).collect(), Ok(())));
    }
    let mut reversed = sample.ends.clone();
    reversed.reverse();
    assert_eq!(read(&sample.file, &reversed).1, Ok(()));
}

#[test]
fn an_empty_journal_says_that_it_is_there() {
    let none = sample(&[0]);
    assert_eq!(read(&none.file, &[]), (vec![], Ok(())));
    let nothing = ExportHeader { id: id(), size: 0 }.encode();
    assert_eq!(fault(&nothing, &[]), JournalFault::CutShort);
}

#[test]
fn goes_on_from_what_is_known() {
    let all = parts(&[3, 5]);
    let late = write(&all[1..], NOW, &terminal_key());
    let first = write(&all[..1], NOW, &terminal_key());
    assert_eq!(read(&late.file, &first.ends), ((4..=8).collect(), Ok(())));
    let gap = JournalFault::Gap {
        expected: 1,
        found: 4,
    };
    assert_eq!(read(&late.file, &[]), (vec![], Err(gap)));
}

#[test]
fn a_block_that_was_left_out_or_exchanged_is_seen() {
    let all = parts(&[3, 2, 4]);
    let [a, b, c] = &all[..] else { panic!() };
    let with = |parts: &[&Parts]| {
        let parts: Vec<Parts> = parts.iter().map(|part| (*part).clone()).collect();
        read(&write(&parts, NOW, &terminal_key()).file, &[])
    };
    let gap = JournalFault::Gap {
        expected: 4,
        found: 6,
    };
    assert_eq!(with(&[a, c]), (vec![1, 2, 3], Err(gap)));
    let edited = JournalFault::Edited { number: 4 };
    assert_eq!(with(&[a, a]), (vec![1, 2, 3], Err(edited)));
    let gap = JournalFault::Gap {
        expected: 1,
        found: 4,
    };
    assert_eq!(with(&[b, a]), (vec![], Err(gap)));
}

#[test]
fn an_edited_record_is_never_yielded() {
    // The amount of record 2 is made smaller, and everything else left as it is.
    let mut all = parts(&[3, 2]);
    let mut cheaper = grant(2);
    cheaper.price = Some(Price {
        full: 3_000,
        charged: 1_400,
    });
    let honest = all.clone();
    all[0].records[1] = record(2, Entry::Grant(cheaper)).encode().unwrap();
    let file = write(&all, NOW, &terminal_key()).file;
    assert_eq!(
        read(&file, &[]),
        (vec![], Err(JournalFault::Edited { number: 3 }))
    );
    // Left out.
    let mut all = honest.clone();
    all[0].records.remove(1);
    let gap = JournalFault::Gap {
        expected: 2,
        found: 3,
    };
    assert_eq!(
        read(&write(&all, NOW, &terminal_key()).file, &[]),
        (vec![], Err(gap))
    );
    // Exchanged.
    let mut all = honest.clone();
    all[0].records.swap(0, 1);
    assert!(
        matches!(read(&write(&all, NOW, &terminal_key()).file, &[]), (none, Err(JournalFault::Gap { .. })) if none.is_empty())
    );
    // The last one left out, in a block that is signed with it.
    let mut all = honest;
    all[1].records.pop();
    let edited = JournalFault::Edited { number: 4 };
    assert_eq!(
        read(&write(&all, NOW, &terminal_key()).file, &[]),
        (vec![1, 2, 3], Err(edited))
    );
}

#[test]
fn any_changed_byte_yields_nothing_that_was_not_signed() {
    let honest = sample(&[2, 1]);
    for at in 0..honest.file.len() {
        let mut changed = honest.file.clone();
        changed[at] ^= 1;
        let (numbers, result) = read(&changed, &[]);
        assert!(result.is_err(), "{at}");
        assert!(
            [&[][..], &[1, 2], &[1, 2, 3]].contains(&&numbers[..]),
            "{at}"
        );
        let (numbers, result) = read(&honest.file[..at], &[]);
        let cut = [JournalFault::CutShort, JournalFault::NotAnExport];
        assert!(result.is_err_and(|fault| cut.contains(&fault)), "{at}");
        assert!(
            [&[][..], &[1, 2], &[1, 2, 3]].contains(&&numbers[..]),
            "{at}"
        );
    }
    let longer = [&honest.file[..], &[0]].concat();
    assert_eq!(fault(&longer, &[]), JournalFault::NotAnExport);
}

#[test]
fn another_terminal_cannot_pass_for_this_one() {
    // Signed by another key under this terminal's name.
    let forged = write(&parts(&[2]), NOW, &key(9));
    let invalid = JournalFault::Signed(Error::SignatureInvalid);
    assert_eq!(read(&forged.file, &[]), (vec![], Err(invalid)));
    // A checkpoint of another chain of this terminal, over the same end.
    let two = parts(&[2]);
    let claims = CheckpointClaims {
        id: ChainId { chain: 2, ..id() },
        end: two[0].end,
        signed: NOW,
    };
    let checkpoint = Checkpoint::sign(&claims, &terminal_key()).unwrap();
    let mut file = ExportHeader { id: id(), size: 2 }.encode();
    file.extend(item_of_block(&BlockContent {
        checkpoint: &checkpoint,
        before: two[0].before,
        records: &two[0].records.concat(),
    }));
    assert_eq!(read(&file, &[]), (vec![], Err(JournalFault::Foreign)));
    // The whole file of another terminal.
    let other = ExportHeader {
        id: ChainId {
            terminal: [1; 32],
            chain: 1,
        },
        size: 0,
    };
    assert_eq!(fault(&other.encode(), &[]), JournalFault::Foreign);
    // The records of another chain, with a checkpoint by this terminal's key: a chain has one beginning.
    let start = Chain::new(&ChainId { chain: 2, ..id() }).end();
    let (records, end) = run(start, 2);
    let replayed = Parts {
        before: start,
        records,
        end,
    };
    let replayed = write(&[replayed], NOW, &terminal_key());
    assert_eq!(
        read(&replayed.file, &[]),
        (vec![], Err(JournalFault::Foreign))
    );
}

#[test]
fn a_fork_is_seen_at_its_first_known_number() {
    let honest = parts(&[3, 2]);
    let other = {
        let mut chain = Chain::after(honest[0].end);
        let records: Vec<_> = (4..=6)
            .map(|number| {
                let bytes = record(number, Entry::Grant(grant(99))).encode().unwrap();
                chain.push(&bytes);
                bytes
            })
            .collect();
        Parts {
            before: honest[0].end,
            records,
            end: chain.end(),
        }
    };
    let known = write(&honest, NOW, &terminal_key()).ends;
    let forked = write(&[honest[0].clone(), other.clone()], NOW, &terminal_key());
    let fork = JournalFault::Fork { number: 5 };
    assert_eq!(read(&forked.file, &known), (vec![1, 2, 3], Err(fork)));
    // It goes on from where the other branch is known.
    let (records, end) = run(other.end, 1);
    let later = Parts {
        before: ChainEnd {
            size: 5,
            head: other.end.head,
        },
        records,
        end,
    };
    let later = write(&[later], NOW, &terminal_key());
    assert_eq!(fault(&later.file, &known), JournalFault::Fork { number: 5 });
    // Of another chain of this terminal nothing is compared.
    let elsewhere = known.map_chain(2);
    assert_eq!(read(&forked.file, &elsewhere).1, Ok(()));
}

trait MapChain {
    fn map_chain(&self, chain: u64) -> Vec<CheckpointClaims>;
}

impl MapChain for Vec<CheckpointClaims> {
    fn map_chain(&self, chain: u64) -> Vec<CheckpointClaims> {
        let mut all = self.clone();
        all.iter_mut().for_each(|claims| claims.id.chain = chain);
        all
    }
}

#[test]
fn a_truncated_journal_is_told_from_an_old_export() {
    let all = parts(&[3, 2]);
    let known = write(&all, NOW, &terminal_key()).ends;
    let old = write(
        &all[..1],
        UnixTime::from_secs(NOW.as_secs() - 60),
        &terminal_key(),
    );
    assert_eq!(read(&old.file, &known), (vec![1, 2, 3], Ok(())));
    let late = write(
        &all[..1],
        UnixTime::from_secs(NOW.as_secs() + 60),
        &terminal_key(),
    );
    let truncated = JournalFault::Truncated { size: 3, known: 5 };
    assert_eq!(fault(&late.file, &known), truncated);
}

#[test]
fn what_is_no_export_costs_little() {
    for file in [
        &b""[..],
        b"PK\x03\x04",
        b"\xd9\xd9\xf7",
        b"\xd9\xd9\xf7\x40",
    ] {
        let fault = fault(file, &[]);
        assert!(
            matches!(fault, JournalFault::NotAnExport | JournalFault::CutShort),
            "{file:?}"
        );
    }
    // Announces 4 GB.
    let mut huge = sample(&[1]).file;
    huge.truncate(ExportHeader { id: id(), size: 1 }.encode().len());
    huge.extend([0x5a, 0xff, 0xff, 0xff, 0xff]);
    assert!(matches!(fault(&huge, &[]), JournalFault::TooLong { .. }));
    // A length that could be shorter.
    let header = ExportHeader { id: id(), size: 0 }.encode();
    assert_eq!(header[3], 0x58);
    let longer = [&header[..3], &[0x59, 0], &header[4..]].concat();
    assert_eq!(fault(&longer, &[]), JournalFault::NotAnExport);
    // A later format.
    let mut later = header;
    let at = later.windows(2).position(|pair| pair == b"l\x01").unwrap();
    later[at + 1] = 2;
    assert_eq!(fault(&later, &[]), JournalFault::Newer { format: 2 });
}

#[test]
fn the_error_of_the_source_is_the_callers() {
    let failed = ExportReader::open(|_: &mut [u8]| Err("no disk"));
    assert!(matches!(failed, Err(ExportError::Source("no disk"))));
}
