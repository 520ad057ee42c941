//! How long a gate takes, from the line that is written to the line that is read, and how much that is beside the
//! bare signatures.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

use std::fs;
use std::hint::black_box;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use credential_core::UnixTime;
use messages::dates;
use running_gate::Gate;
use rustix::time::{ClockId, clock_gettime};
use station::{Curve, FIRST_CARD, FIRST_PHONE, Station};
use world::NOW;

mod running_gate;
mod station;
mod world;

/// Lines that are sent at once; between two of these the bare signatures are measured.
const BATCH: usize = 500;
const BATCHES: usize = 20;
/// Who waits for a line is woken by it, which is work of the gate's processor, on virtual machines 15 µs. One by one this
/// is part of the figure. Of a flood the reader takes what has come every two milliseconds.
const READING_PAUSE_MICROS: u64 = 2_000;
const ONE_BY_ONE: usize = 2_000;
/// A gate has room for more than all of these proofs.
const PHONES: usize = 400;

/// What people show.
#[derive(Clone, Copy, Debug)]
enum Shown {
    Cards,
    Phones(Curve),
}

/// A signature that is verified without anything around it, by the libraries that all others use.
enum Bare {
    Ed25519 {
        key: ed25519_dalek::VerifyingKey,
        signature: ed25519_dalek::Signature,
        message: Vec<u8>,
    },
    P256 {
        key: p256::ecdsa::VerifyingKey,
        signature: p256::ecdsa::Signature,
        message: Vec<u8>,
    },
}

impl Bare {
    fn ed25519(length: usize) -> Self {
        let (signer, message) = (
            ed25519_dalek::SigningKey::from_bytes(&[10; 32]),
            vec![0x5a; length],
        );
        Self::Ed25519 {
            signature: ed25519_dalek::Signer::sign(&signer, &message),
            key: signer.verifying_key(),
            message,
        }
    }

    fn p256(length: usize) -> Self {
        let signer = p256::ecdsa::SigningKey::from_slice(&[11; 32]).unwrap();
        let message = vec![0x5a; length];
        Self::P256 {
            signature: p256::ecdsa::signature::Signer::sign(&signer, &message),
            key: *signer.verifying_key(),
            message,
        }
    }

    fn verify(&self) {
        let is_valid = match self {
            Self::Ed25519 {
                key,
                signature,
                message,
            } => key.verify_strict(black_box(message), signature).is_ok(),
            Self::P256 {
                key,
                signature,
                message,
            } => {
                p256::ecdsa::signature::Verifier::verify(key, black_box(message), signature).is_ok()
            }
        };
        assert!(is_valid);
    }
}

impl Shown {
    /// The lengths are those of the messages in the codes.
    fn signatures(self) -> Vec<Bare> {
        let bureau = Bare::ed25519(80);
        match self {
            Self::Cards => vec![bureau],
            Self::Phones(Curve::Ed25519) => vec![bureau, Bare::ed25519(200)],
            Self::Phones(Curve::P256) => vec![bureau, Bare::p256(200)],
        }
    }

    fn lines(self, station: &Station, now: UnixTime) -> Vec<String> {
        let wanted = ONE_BY_ONE + BATCH * BATCHES;
        let Self::Phones(curve) = self else {
            return vec![station.card(FIRST_CARD) + "\n"; wanted];
        };
        let phones = (FIRST_PHONE..).take(PHONES);
        let phones: Vec<_> = phones
            .map(|number| station.phone_with(number, curve))
            .collect();
        (0..wanted)
            .map(|number| {
                let age = Duration::from_secs((number / PHONES) as u64);
                let dated = UnixTime::from_secs(now.as_secs() + 10 - age.as_secs());
                phones[number % PHONES].shown(dated, None) + "\n"
            })
            .collect()
    }
}

fn processor_time_of_this_thread() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        time.tv_sec.cast_unsigned(),
        u32::try_from(time.tv_nsec).unwrap(),
    )
}

/// Of all threads of the gate.
fn processor_time_of(gate: &Gate) -> Duration {
    let threads = fs::read_dir(format!("/proc/{}/task", gate.child.id())).unwrap();
    let nanos = threads.flatten().map(|thread| {
        let text = fs::read_to_string(thread.path().join("schedstat")).unwrap();
        text.split_whitespace()
            .next()
            .unwrap()
            .parse::<u64>()
            .unwrap()
    });
    Duration::from_nanos(nanos.sum())
}

/// The one in the middle, in microseconds for each line.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e6 / BATCH as f64
}

/// Prints its figures and gives the 99th percentile of the time of a line.
fn measure(shown: Shown) -> Duration {
    let now = dates::parse(NOW).unwrap();
    let station = Station::at(now);
    let lines = shown.lines(&station, now);
    let words = station.store_words();
    let mut gate = Gate::start_with(&[&words[0], &words[1], "--at", NOW], &[]);
    let (first, rest) = lines.split_at(ONE_BY_ONE);
    // As people pass: one after the other.
    let mut times: Vec<Duration> = first
        .iter()
        .map(|line| {
            let begun = Instant::now();
            gate.send(line);
            assert_eq!(gate.next_of("code")["open"], true);
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    let (half, most) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    // A card transaction may take 300 ms.
    let share = most.as_secs_f64() / 0.3 * 100.0;
    println!("{shown:?}: line in to line out: p50 {half:?}, p99 {most:?}, {share:.2} % of 300 ms");

    gate.reading_pause
        .store(READING_PAUSE_MICROS, Ordering::Relaxed);
    let signatures = shown.signatures();
    let (mut bare, mut work, mut elapsed) = (Vec::new(), Vec::new(), Vec::new());
    for batch in rest.chunks(BATCH) {
        let before = processor_time_of_this_thread();
        for _ in batch {
            signatures.iter().for_each(Bare::verify);
        }
        bare.push(processor_time_of_this_thread() - before);
        let (before, begun) = (processor_time_of(&gate), Instant::now());
        let all = batch.concat();
        std::thread::scope(|scope| {
            let mut stdin = gate.stdin.take().unwrap();
            let feeder = scope.spawn(move || {
                std::io::Write::write_all(&mut stdin, all.as_bytes()).unwrap();
                stdin
            });
            for _ in batch {
                assert_eq!(gate.next_of("code")["open"], true);
            }
            gate.stdin = Some(feeder.join().unwrap());
        });
        elapsed.push(begun.elapsed());
        work.push(processor_time_of(&gate) - before);
    }
    let (bare, work, elapsed) = (median(bare), median(work), median(elapsed));
    println!(
        "{shown:?}: bare signatures {bare:.1} µs; the gate {work:.1} µs of processor time: {:.0} % of what the signatures allow on one core; \
         {:.0} lines a second as elapsed: {:.0} %",
        bare / work * 100.0,
        1e6 / elapsed,
        bare / elapsed * 100.0
    );
    println!("{shown:?}: at most {} KiB of memory", gate.status("VmHWM:"));
    most
}

#[test]
#[ignore = "figures: cargo test --release -p verifier-cli --test gate_figures -- --ignored --nocapture"]
fn of_a_line_in_to_its_line_out() {
    // All are printed before anything is asserted: on a busy computer the figures are of use, too.
    let most = [
        Shown::Cards,
        Shown::Phones(Curve::Ed25519),
        Shown::Phones(Curve::P256),
    ]
    .map(measure);
    assert!(
        cfg!(debug_assertions) || most.iter().all(|most| *most < Duration::from_millis(1)),
        "{most:?}"
    );
}
