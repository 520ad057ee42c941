use std::time::Instant;

use super::*;
use crate::camera::{Inlet, Packing, Shot, Source};
use crate::tests::fixtures::{good, jpeg, png};

/// Plays shots as fast as they are read, or as fast as it can.
struct Reel {
    shots: Vec<Vec<u8>>,
    packing: Packing,
    side: usize,
    waits: bool,
}

impl Source for Reel {
    fn run(&mut self, inlet: &Inlet) {
        for bytes in self.shots.drain(..) {
            let shot = Shot {
                packing: self.packing,
                width: self.side,
                height: self.side,
                stride: 0,
                bytes,
                taken: Instant::now(),
            };
            inlet.shot("Reel", None, shot);
            if self.waits {
                inlet.drain();
            }
        }
    }
}

fn play(reel: Reel) -> Sight {
    Sight::start(Camera::start(reel).unwrap()).unwrap()
}

/// How many frames came and which texts were read in them, until the end.
fn read_all(sight: &Sight) -> (usize, Vec<String>) {
    let (mut frames, mut texts) = (0, Vec::new());
    loop {
        match sight.next(Duration::from_secs(60)) {
            Some(Sighting::Frame(_, reading)) => {
                frames += 1;
                texts.extend(reading.codes.into_iter().map(|code| code.text));
            }
            Some(Sighting::State(_)) => {}
            Some(Sighting::End) => return (frames, texts),
            None => panic!("stalled after {frames} frames"),
        }
    }
}

fn noise(count: usize, bytes: usize) -> Vec<Vec<u8>> {
    let mut state = 7_u64;
    let mut random = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 56) as u8
    };
    (0..count)
        .map(|_| (0..bytes).map(|_| random()).collect())
        .collect()
}

#[test]
fn a_thousand_frames_of_noise_read_as_nothing() {
    let sight = play(Reel {
        shots: noise(1_000, 96 * 96),
        packing: Packing::Grey,
        side: 96,
        waits: true,
    });
    let (frames, texts) = read_all(&sight);
    assert!((1..=1_000).contains(&frames));
    assert_eq!(texts, [""; 0]);
}

#[test]
fn a_thousand_frames_that_are_no_pictures_are_no_frames() {
    let mut shots = noise(500, 400);
    shots.extend(vec![Vec::new(); 500]);
    let sight = play(Reel {
        shots,
        packing: Packing::Mjpeg,
        side: 0,
        waits: true,
    });
    assert_eq!(read_all(&sight), (0, Vec::new()));
}

#[test]
fn among_half_frames_the_whole_ones_are_read() {
    let text = good();
    let whole = jpeg(&png(&text));
    let mut shots = Vec::new();
    for part in 0..20 {
        shots.push(whole[..whole.len() * part / 40].to_vec());
        shots.push(whole.clone());
    }
    let sight = play(Reel {
        shots,
        packing: Packing::Mjpeg,
        side: 0,
        waits: true,
    });
    let (_, texts) = read_all(&sight);
    assert!(texts.len() >= 20 && texts.iter().all(|read| *read == text));
}

#[test]
fn whoever_reads_slowly_gets_the_newest_frame_and_not_all() {
    let shots = (0..200).map(|number| jpeg(&png(&format!("frame {number:03}"))));
    let sight = play(Reel {
        shots: shots.collect(),
        packing: Packing::Mjpeg,
        side: 0,
        waits: false,
    });
    // Nobody takes anything meanwhile.
    thread::sleep(Duration::from_millis(300));
    let (frames, texts) = read_all(&sight);
    assert!(frames < 50, "{texts:?}");
    assert_eq!(texts.last().map(String::as_str), Some("frame 199"));
}
