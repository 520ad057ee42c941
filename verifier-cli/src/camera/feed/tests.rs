use std::sync::mpsc::{Receiver, Sender, channel};

use super::*;
use crate::camera::raw_frame::Packing;

/// A source that runs the steps of a test one by one.
struct Script {
    steps: Receiver<Step>,
    done: Sender<()>,
}

type Step = Box<dyn FnOnce(&FeedWriter) + Send>;

impl FrameSource for Script {
    fn run(&mut self, writer: &FeedWriter) {
        while let Ok(step) = self.steps.recv() {
            step(writer);
            self.done.send(()).unwrap();
        }
    }
}

struct ScriptedCamera {
    camera: Camera,
    steps: Option<Sender<Step>>,
    done: Receiver<()>,
}

impl ScriptedCamera {
    fn new() -> Self {
        let (steps, in_steps) = channel();
        let (in_done, done) = channel();
        let script = Script {
            steps: in_steps,
            done: in_done,
        };
        Self {
            camera: Camera::start(script).unwrap(),
            steps: Some(steps),
            done,
        }
    }

    fn run(&self, step: impl FnOnce(&FeedWriter) + Send + 'static) {
        self.steps.as_ref().unwrap().send(Box::new(step)).unwrap();
        self.done.recv().unwrap();
    }

    fn raw_frame(&self, size: usize, bytes: usize, taken: Instant) {
        let raw_frame = RawFrame {
            packing: Packing::Grey,
            width: size,
            height: size,
            stride: 0,
            bytes: vec![7; bytes],
            taken,
        };
        self.run(move |writer| writer.raw_frame("Cam", Some(30), raw_frame));
    }

    /// All that is there, in short.
    fn seen(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.camera.next(Duration::ZERO))
            .map(|event| match event {
                CameraEvent::Frame(frame) => format!("frame {}", frame.width),
                CameraEvent::State(CameraState::Streaming { width, .. }) => {
                    format!("streaming {width}")
                }
                CameraEvent::State(state) => state.code().to_owned(),
            })
            .collect()
    }
}

#[test]
fn only_the_newest_frame_is_read_and_every_state() {
    let mut scripted = ScriptedCamera::new();
    let now = Instant::now();
    scripted.run(|writer| writer.state(CameraState::Looking));
    for size in 1..=9 {
        scripted.raw_frame(size, size * size, now);
    }
    scripted.run(|writer| writer.state(CameraState::NoCamera));
    scripted.run(|writer| writer.state(CameraState::NoCamera));
    let expected = ["looking", "streaming 9", "frame 9", "no-camera"];
    assert_eq!(scripted.seen(), expected);
    assert_eq!(scripted.seen(), [""; 0]);
}

#[test]
fn a_camera_that_changes_size_says_so_and_goes_on() {
    let mut scripted = ScriptedCamera::new();
    let now = Instant::now();
    let mut seen = Vec::new();
    for size in [4, 4, 8, 4] {
        scripted.raw_frame(size, size * size, now);
        seen.append(&mut scripted.seen());
    }
    let expected = [
        "streaming 4",
        "frame 4",
        "frame 4",
        "streaming 8",
        "frame 8",
        "streaming 4",
        "frame 4",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn broken_frames_are_skipped_and_reported_if_no_others_come() {
    let mut scripted = ScriptedCamera::new();
    let start = Instant::now();
    let mut seen = Vec::new();
    let mut raw_frame = |millis: u64, bytes| {
        scripted.raw_frame(4, bytes, start + Duration::from_millis(millis));
        seen.append(&mut scripted.seen());
    };
    // Half, empty: now and then that is usual.
    raw_frame(0, 16);
    raw_frame(1_000, 8);
    raw_frame(2_000, 0);
    raw_frame(2_500, 16);
    // Nothing else for 3 seconds.
    for millis in (3_000..=7_000).step_by(500) {
        raw_frame(millis, 15);
    }
    // And sound again.
    raw_frame(7_500, 16);
    let expected = [
        "streaming 4",
        "frame 4",
        "frame 4",
        "damaged",
        "streaming 4",
        "frame 4",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn the_same_state_is_reported_again_after_pictures_have_come() {
    let mut scripted = ScriptedCamera::new();
    let stalled = || CameraState::Stalled { name: "Cam".into() };
    for _ in 0..2 {
        scripted.raw_frame(1, 1, Instant::now());
        scripted.run(move |writer| writer.state(stalled()));
        scripted.run(move |writer| writer.state(stalled()));
        assert_eq!(scripted.seen(), ["streaming 1", "frame 1", "stalled"]);
    }
}

#[test]
fn states_that_are_not_read_are_bounded() {
    let mut scripted = ScriptedCamera::new();
    scripted.run(|writer| {
        for number in 0..100_000 {
            writer.state(CameraState::Stalled {
                name: number.to_string(),
            });
        }
    });
    assert_eq!(scripted.seen().len(), MAX_ITEMS);
}

#[test]
fn a_source_ends_when_everything_is_read_or_the_reader_is_gone() {
    let mut scripted = ScriptedCamera::new();
    scripted.raw_frame(1, 1, Instant::now());
    scripted.steps = None;
    // Waits for the source to go, not longer.
    while !scripted.camera.feed.lock().ended {
        thread::yield_now();
    }
    assert!(!scripted.camera.is_over());
    assert_eq!(scripted.seen().len(), 2);
    assert!(scripted.camera.is_over());
    assert_eq!(scripted.camera.next(Duration::from_secs(60)), None);

    let ScriptedCamera {
        camera,
        steps,
        done,
    } = ScriptedCamera::new();
    drop(camera);
    let step: Step = Box::new(|writer| {
        writer.pause(Duration::from_secs(60));
        writer.drain();
        assert!(writer.is_closed());
    });
    steps.unwrap().send(step).unwrap();
    done.recv_timeout(Duration::from_secs(30)).unwrap();
}
