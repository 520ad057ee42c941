//! How long a grant takes beside a bare append and `fdatasync` of the same size, how fast an export is
//! written and verified, and how fast a journal is opened.
//!
//! ```text
//! cargo run --release -p terminal-store --example journal_speed -- FOLDER [GRANTS]
//! ```
//!
//! FOLDER lies on the disk that is to be measured. The two kinds of writes take turns, so that what else
//! the machine does meets both; the ratio counts, not the microseconds.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use credential_core::journal::{ExportReader, Grant, Judged, Price, ShownCode};
use credential_core::{
    HolderId, HolderNumber, IssuerId, Signer as _, SigningKey, StatusIndex, UnixTime,
};
use terminal_store::Journal;

/// Bytes of the frame of a grant.
const FRAME: [u8; 56] = [0x5a; 56];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments
        .next()
        .ok_or("usage: journal_speed FOLDER [GRANTS]")?;
    let count: u32 = arguments.next().map_or(Ok(2_000), |count| count.parse())?;
    let folder = Path::new(&folder).join(format!("journal-speed-{}", std::process::id()));
    fs::create_dir(&folder)?;
    let measured = measure(&folder, count);
    fs::remove_dir_all(&folder)?;
    measured
}

fn measure(folder: &Path, count: u32) -> Result<(), Box<dyn Error>> {
    let key = SigningKey::from_seed(&[7; 32]);
    let now = UnixTime::from_secs(1_800_000_000);
    let mut bare_file = File::create_new(folder.join("bare"))?;
    let mut journal = Journal::open(folder.join("journal"), key.public_key())?;
    let (mut bare, mut granted) = (Vec::new(), Vec::new());
    for number in 0..count {
        for turn in 0..2 {
            let start = Instant::now();
            if (number + turn) % 2 == 0 {
                bare_file.write_all(&FRAME)?;
                bare_file.sync_data()?;
                bare.push(start.elapsed());
            } else {
                journal.grant(grant(number), now)?;
                granted.push(start.elapsed());
            }
        }
    }
    println!("{count} of each, taking turns        p50          p99      longest");
    let [bare_p50, bare_p99] = show("append and fdatasync", &mut bare);
    let [p50, p99] = show("grant", &mut granted);
    let ratio = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64();
    println!(
        "ratio                  {:12.2} {:12.2}",
        ratio(p50, bare_p50),
        ratio(p99, bare_p99)
    );

    let mut file = Vec::new();
    let start = Instant::now();
    journal.export(&key, now, &mut file)?;
    let written = start.elapsed();
    println!(
        "\nexport of {count} records: {} bytes, {written:?}",
        file.len()
    );
    drop(journal);
    let start = Instant::now();
    Journal::open(folder.join("journal"), key.public_key())?;
    println!("opened, every record verified: {:?}", start.elapsed());

    // Read as often as it takes for a million records.
    let times = 1_000_000_u32.div_ceil(count);
    let start = Instant::now();
    let mut records = 0;
    for _ in 0..times {
        let mut rest = &file[..];
        let reader = ExportReader::open(|buffer: &mut [u8]| rest.read(buffer))?;
        let mut export = reader.verify_with(key.public_key(), &[])?;
        while let Some(block) = export.next_block()? {
            records += block.records.len();
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "export verified: {:.0} records/s ({records} in {seconds:.2} s)",
        records as f64 / seconds
    );
    Ok(())
}

fn grant(number: u32) -> Grant {
    Grant {
        holder: HolderId {
            issuer: IssuerId(42_120_001),
            number: HolderNumber(1_000_000 + number % 200_000),
        },
        status_index: StatusIndex(1_000_000 + number),
        benefit: 208,
        edition: 39,
        branch: 1,
        units: 1,
        price: Some(Price {
            full: 3_000,
            charged: 1_500,
        }),
        code: ShownCode::Card,
        judged: Judged::Accepted,
    }
}

/// The median and the 99th percentile.
fn show(name: &str, times: &mut [Duration]) -> [Duration; 2] {
    times.sort_unstable();
    let at = |share: usize| {
        let at = (times.len() * share / 100).min(times.len().saturating_sub(1));
        times.get(at).copied().unwrap_or_default()
    };
    let (p50, p99, longest) = (at(50), at(99), at(100));
    println!("{name:22} {p50:>12.1?} {p99:>12.1?} {longest:>12.1?}");
    [p50, p99]
}
