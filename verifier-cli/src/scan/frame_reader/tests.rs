use std::time::Instant;

use super::*;
use crate::camera::{FeedWriter, FrameSource, Packing, RawFrame};
use crate::tests::fixtures::{good, jpeg, png};

/// Sends frames as fast as they are read, or as fast as possible.
struct Playback {
    raw_frames: Vec<Vec<u8>>,
    packing: Packing,
    side: usize,
    waits: bool,
}

impl FrameSource for Playback {
    fn run(&mut self, writer: &FeedWriter) {
        for bytes in self.raw_frames.drain(..) {
            let raw_frame = RawFrame {
                packing: self.packing,
                width: self.side,
                height: self.side,
                stride: 0,
                bytes,
                taken: Instant::now(),
            };
            writer.raw_frame("Playback", None, raw_frame);
            if self.waits {
                writer.drain();
            }
        }
    }
}

fn play(playback: Playback) -> FrameReader {
    FrameReader::start(Camera::start(playback).unwrap()).unwrap()
}

/// How many frames came and which texts were read in them, until the end.
fn read_all(reader: &FrameReader) -> (usize, Vec<String>) {
    let (mut frames, mut texts) = (0, Vec::new());
    loop {
        match reader.next(Duration::from_secs(60)) {
            Some(ReaderEvent::Frame(_, reading)) => {
                frames += 1;
                texts.extend(reading.codes.into_iter().map(|code| code.text));
            }
            Some(ReaderEvent::State(_)) => {}
            Some(ReaderEvent::End) => return (frames, texts),
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
    let reader = play(Playback {
        raw_frames: noise(1_000, 96 * 96),
        packing: Packing::Grey,
        side: 96,
        waits: true,
    });
    let (frames, texts) = read_all(&reader);
    assert!((1..=1_000).contains(&frames));
    assert_eq!(texts, [""; 0]);
}

#[test]
fn a_thousand_frames_that_are_no_pictures_are_skipped() {
    let mut raw_frames = noise(500, 400);
    raw_frames.extend(vec![Vec::new(); 500]);
    let reader = play(Playback {
        raw_frames,
        packing: Packing::Mjpeg,
        side: 0,
        waits: true,
    });
    assert_eq!(read_all(&reader), (0, Vec::new()));
}

#[test]
fn among_half_frames_the_whole_ones_are_read() {
    let text = good();
    let whole = jpeg(&png(&text));
    let mut raw_frames = Vec::new();
    for part in 0..20 {
        raw_frames.push(whole[..whole.len() * part / 40].to_vec());
        raw_frames.push(whole.clone());
    }
    let reader = play(Playback {
        raw_frames,
        packing: Packing::Mjpeg,
        side: 0,
        waits: true,
    });
    let (_, texts) = read_all(&reader);
    assert!(texts.len() >= 20 && texts.iter().all(|read| *read == text));
}

#[test]
fn a_slow_reader_gets_the_newest_frame_and_not_all() {
    let raw_frames = (0..200).map(|number| jpeg(&png(&format!("frame {number:03}"))));
    let reader = play(Playback {
        raw_frames: raw_frames.collect(),
        packing: Packing::Mjpeg,
        side: 0,
        waits: false,
    });
    // Nothing is read meanwhile.
    thread::sleep(Duration::from_millis(300));
    let (frames, texts) = read_all(&reader);
    assert!(frames < 50, "{texts:?}");
    assert_eq!(texts.last().map(String::as_str), Some("frame 199"));
}
