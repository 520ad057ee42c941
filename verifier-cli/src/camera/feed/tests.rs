use std::sync::mpsc::{Receiver, Sender, channel};

use super::*;
use crate::camera::shot::Packing;

/// A source that does what a test tells it, step by step.
struct Script {
    steps: Receiver<Step>,
    done: Sender<()>,
}

type Step = Box<dyn FnOnce(&Inlet) + Send>;

impl Source for Script {
    fn run(&mut self, inlet: &Inlet) {
        while let Ok(step) = self.steps.recv() {
            step(inlet);
            self.done.send(()).unwrap();
        }
    }
}

struct Told {
    camera: Camera,
    steps: Option<Sender<Step>>,
    done: Receiver<()>,
}

impl Told {
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

    fn tell(&self, step: impl FnOnce(&Inlet) + Send + 'static) {
        self.steps.as_ref().unwrap().send(Box::new(step)).unwrap();
        self.done.recv().unwrap();
    }

    fn shot(&self, size: usize, bytes: usize, taken: Instant) {
        let shot = Shot {
            packing: Packing::Grey,
            width: size,
            height: size,
            stride: 0,
            bytes: vec![7; bytes],
            taken,
        };
        self.tell(move |inlet| inlet.shot("Cam", Some(30), shot));
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
    let mut told = Told::new();
    let now = Instant::now();
    told.tell(|inlet| inlet.state(CameraState::Looking));
    for size in 1..=9 {
        told.shot(size, size * size, now);
    }
    told.tell(|inlet| inlet.state(CameraState::NoCamera));
    told.tell(|inlet| inlet.state(CameraState::NoCamera));
    let expected = ["looking", "streaming 9", "frame 9", "no-camera"];
    assert_eq!(told.seen(), expected);
    assert_eq!(told.seen(), [""; 0]);
}

#[test]
fn a_camera_that_changes_size_says_so_and_goes_on() {
    let mut told = Told::new();
    let now = Instant::now();
    let mut seen = Vec::new();
    for size in [4, 4, 8, 4] {
        told.shot(size, size * size, now);
        seen.append(&mut told.seen());
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
fn broken_frames_are_left_out_and_told_once_they_are_all_there_is() {
    let mut told = Told::new();
    let start = Instant::now();
    let mut seen = Vec::new();
    let mut shot = |millis: u64, bytes| {
        told.shot(4, bytes, start + Duration::from_millis(millis));
        seen.append(&mut told.seen());
    };
    // Half, empty: now and then that is usual.
    shot(0, 16);
    shot(1_000, 8);
    shot(2_000, 0);
    shot(2_500, 16);
    // Nothing else for 3 seconds.
    for millis in (3_000..=7_000).step_by(500) {
        shot(millis, 15);
    }
    // And sound again.
    shot(7_500, 16);
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
fn the_same_state_is_told_again_after_pictures_have_come() {
    let mut told = Told::new();
    let stalled = || CameraState::Stalled { name: "Cam".into() };
    for _ in 0..2 {
        told.shot(1, 1, Instant::now());
        told.tell(move |inlet| inlet.state(stalled()));
        told.tell(move |inlet| inlet.state(stalled()));
        assert_eq!(told.seen(), ["streaming 1", "frame 1", "stalled"]);
    }
}

#[test]
fn states_that_nobody_reads_do_not_pile_up() {
    let mut told = Told::new();
    told.tell(|inlet| {
        for number in 0..100_000 {
            inlet.state(CameraState::Stalled {
                name: number.to_string(),
            });
        }
    });
    assert_eq!(told.seen().len(), MAX_ITEMS);
}

#[test]
fn a_source_that_ends_is_over_once_it_is_read_and_one_that_nobody_reads_ends() {
    let mut told = Told::new();
    told.shot(1, 1, Instant::now());
    told.steps = None;
    // Waits for the source to go, not longer.
    while !told.camera.feed.held().ended {
        thread::yield_now();
    }
    assert!(!told.camera.is_over());
    assert_eq!(told.seen().len(), 2);
    assert!(told.camera.is_over());
    assert_eq!(told.camera.next(Duration::from_secs(60)), None);

    let Told {
        camera,
        steps,
        done,
    } = Told::new();
    drop(camera);
    let step: Step = Box::new(|inlet| {
        inlet.pause(Duration::from_secs(60));
        inlet.drain();
        assert!(inlet.is_closed());
    });
    steps.unwrap().send(step).unwrap();
    done.recv_timeout(Duration::from_secs(30)).unwrap();
}
