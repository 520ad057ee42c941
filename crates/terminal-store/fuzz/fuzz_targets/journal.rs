//! The files of a journal on a disk that somebody else has written to: what opens goes on and loses nothing.
#![no_main]

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use credential_core::journal::{Grant, Judged, ShownCode};
use credential_core::{DayNumber, HolderId, HolderNumber, IssuerId, Signer, SigningKey, StatusIndex, UnixTime};
use libfuzzer_sys::fuzz_target;
use terminal_store::{Journal, JournalError, MemoryDisk};

const FOLDER: &str = "journal";
const NOW: UnixTime = UnixTime::from_secs(1_802_000_000);
const BENEFIT: u32 = 4;

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::from_seed(&[3; 32]));

static FILES: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    let disk = MemoryDisk::new();
    let mut journal = open(&disk).expect("a new journal");
    for number in 1..9 {
        journal.grant(grant(number), NOW).expect("granted");
    }
    journal.export(&*KEY, NOW, &mut Vec::new()).expect("exported");
    drop(journal);
    let files = disk.take_changes().into_iter();
    files.filter_map(|file| Some((file.path, file.content?))).filter(|(_, content)| !content.is_empty()).collect()
});

fuzz_target!(|data: &[u8]| {
    let Some((which, content)) = data.split_first() else {
        return;
    };
    let mut files = FILES.clone();
    let at = usize::from(*which >> 2) % files.len();
    let bytes = &mut files[at].1;
    match which & 3 {
        0 => *bytes = content.to_vec(),
        1 => bytes.extend_from_slice(content),
        2 => bytes.truncate(content.iter().map(|byte| usize::from(*byte)).sum()),
        _ => {
            for (at, pair) in content.chunks_exact(2).enumerate() {
                let length = bytes.len();
                bytes[(usize::from(pair[0]) + at * 256) % length] ^= pair[1];
            }
        }
    }
    let disk = MemoryDisk::from_files(files);
    let Ok(mut journal) = open(&disk) else {
        return;
    };
    let holder = grant(77).holder;
    let today = DayNumber::of(NOW);
    let before = journal.used(holder, BENEFIT, today..=today);
    if journal.grant(grant(77), NOW).is_err() {
        return;
    }
    let _ = journal.export(&*KEY, NOW, &mut Vec::new());
    drop(journal);
    let journal = open(&disk).expect("what was written a moment ago");
    assert_eq!(journal.used(holder, BENEFIT, today..=today), before + 1);
});

fn open(disk: &MemoryDisk) -> Result<Journal, JournalError> {
    Journal::open_on(Arc::new(disk.clone()), Path::new(FOLDER), KEY.public_key())
}

fn grant(number: u32) -> Grant {
    Grant {
        holder: HolderId { issuer: IssuerId(42_120_001), number: HolderNumber(number) },
        status_index: StatusIndex(number),
        benefit: BENEFIT,
        edition: 1,
        branch: 1,
        units: 1,
        price: None,
        code: ShownCode::Card,
        judged: Judged::Accepted,
    }
}
