use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use super::*;
use crate::camera::device::CameraError;
use crate::camera::raw_frame::{Packing, RawFrame};
use crate::camera::{Camera, CameraEvent};

/// What the simulated system does each time cameras are looked for.
#[derive(Clone)]
enum Attempt {
    /// No camera is there.
    Nothing,
    /// The system does not say.
    NoList,
    /// The camera is there and cannot be opened.
    Refused(CameraError),
    /// The library panics.
    Panics,
    /// It sends so many pictures, and then: an error, or nothing more.
    Sends(usize, Option<CameraError>),
}

#[derive(Clone)]
struct Fake {
    attempts: Arc<Mutex<VecDeque<Attempt>>>,
    opened: Arc<Mutex<Vec<String>>>,
    names: &'static [&'static str],
}

impl Fake {
    fn new(attempts: &[Attempt]) -> Self {
        Self {
            attempts: Arc::new(Mutex::new(attempts.iter().cloned().collect())),
            opened: Arc::default(),
            names: &["Cam"],
        }
    }

    fn next(&self) -> Option<Attempt> {
        self.attempts.lock().unwrap().pop_front()
    }
}

impl Devices for Fake {
    fn list(&mut self) -> Result<Vec<ListedCamera>, CameraError> {
        let next = self.attempts.lock().unwrap().front().cloned();
        match next {
            Some(Attempt::Nothing) => {
                self.next();
                Ok(Vec::new())
            }
            Some(Attempt::NoList) => {
                self.next();
                Err(CameraError::Other("no list".into()))
            }
            _ => Ok(self
                .names
                .iter()
                .enumerate()
                .map(|(number, name)| ListedCamera {
                    name: (*name).to_owned(),
                    id: format!("/dev/video{number}"),
                })
                .collect()),
        }
    }

    fn open(&mut self, camera: &ListedCamera) -> Result<Box<dyn Stream>, CameraError> {
        self.opened.lock().unwrap().push(camera.id.clone());
        match self.next() {
            Some(Attempt::Refused(error)) => Err(error),
            Some(Attempt::Panics) => panic!("a fault of the driver"),
            Some(Attempt::Sends(left, then)) => Ok(Box::new(Sends { left, then })),
            _ => Err(CameraError::Gone),
        }
    }
}

struct Sends {
    left: usize,
    then: Option<CameraError>,
}

impl Stream for Sends {
    fn fps(&self) -> Option<u32> {
        None
    }

    fn next(&mut self, wait: Duration) -> Result<Option<RawFrame>, CameraError> {
        if self.left > 0 {
            self.left -= 1;
            return Ok(Some(RawFrame {
                packing: Packing::Grey,
                width: 1,
                height: 1,
                stride: 0,
                bytes: vec![7],
                taken: Instant::now(),
            }));
        }
        match self.then.take() {
            Some(error) => Err(error),
            None => {
                std::thread::sleep(wait);
                Ok(None)
            }
        }
    }
}

/// The states that a system leads to, until a certain one.
fn states(attempts: &[Attempt], last: &str) -> Vec<&'static str> {
    let supervisor = CameraSupervisor::new(Fake::new(attempts), None);
    let mut camera = Camera::start(supervisor).unwrap();
    let mut seen = Vec::new();
    while seen.last() != Some(&last) {
        match camera.next(Duration::from_secs(60)) {
            Some(CameraEvent::State(state)) => seen.push(state.code()),
            Some(CameraEvent::Frame(_)) => {}
            None => panic!("nothing comes after {seen:?}"),
        }
    }
    seen
}

#[test]
fn an_unplugged_camera_is_found_again() {
    let attempts = [
        Attempt::Sends(3, Some(CameraError::Gone)),
        Attempt::Nothing,
        Attempt::Nothing,
        Attempt::Sends(3, Some(CameraError::Busy)),
    ];
    let expected = ["looking", "streaming", "unplugged", "streaming", "busy"];
    assert_eq!(states(&attempts, "busy"), expected);
}

#[test]
fn a_camera_is_waited_for_and_a_busy_one_too() {
    let attempts = [
        Attempt::Nothing,
        Attempt::Nothing,
        Attempt::Refused(CameraError::Busy),
        Attempt::Refused(CameraError::Busy),
        Attempt::Refused(CameraError::Forbidden),
        Attempt::Sends(1, Some(CameraError::Gone)),
    ];
    let expected = [
        "looking",
        "no-camera",
        "busy",
        "forbidden",
        "streaming",
        "unplugged",
    ];
    assert_eq!(states(&attempts, "unplugged"), expected);
}

#[test]
fn a_stalled_camera_is_reported_in_time_and_opened_again() {
    let begun = Instant::now();
    let attempts = [
        Attempt::Sends(1, None),
        Attempt::Sends(1, Some(CameraError::Gone)),
    ];
    let expected = ["looking", "streaming", "stalled", "streaming", "unplugged"];
    assert_eq!(states(&attempts, "unplugged"), expected);
    assert!(begun.elapsed() >= STALLED);
    // A slow machine may be late, but not for ever.
    assert!(begun.elapsed() < STALLED * 5, "{:?}", begun.elapsed());
}

#[test]
fn errors_and_panics_do_not_end_the_scan() {
    let attempts = [
        Attempt::NoList,
        Attempt::Panics,
        Attempt::Refused(CameraError::Other("input/output error".into())),
        Attempt::Refused(CameraError::Unsuitable),
        Attempt::Sends(2, Some(CameraError::Other("odd".into()))),
        Attempt::Panics,
        Attempt::Sends(2, Some(CameraError::Gone)),
    ];
    let expected = [
        "looking",
        "failed",
        "failed",
        "failed",
        "unsuitable",
        "streaming",
        "failed",
        "failed",
        "streaming",
        "unplugged",
    ];
    assert_eq!(states(&attempts, "unplugged"), expected);
}

#[test]
fn the_next_camera_is_tried_if_the_first_is_busy() {
    let mut fake = Fake::new(&[Attempt::Refused(CameraError::Busy), Attempt::Sends(1, None)]);
    fake.names = &["Cam", "Other"];
    let opened = fake.opened.clone();
    let mut camera = Camera::start(CameraSupervisor::new(fake, None)).unwrap();
    loop {
        match camera.next(Duration::from_secs(60)) {
            Some(CameraEvent::Frame(_)) => break,
            Some(CameraEvent::State(state)) => assert_ne!(state.code(), "busy"),
            None => panic!("no frame"),
        }
    }
    assert_eq!(*opened.lock().unwrap(), ["/dev/video0", "/dev/video1"]);
}

#[test]
fn a_camera_that_sends_nothing_does_not_block_another() {
    let mut fake = Fake::new(&[Attempt::Sends(0, None), Attempt::Sends(1, None)]);
    fake.names = &["Virtual", "Cam"];
    let mut camera = Camera::start(CameraSupervisor::new(fake, None)).unwrap();
    let mut codes = Vec::new();
    let streaming = loop {
        match camera.next(Duration::from_secs(60)) {
            Some(CameraEvent::Frame(_)) => panic!("a frame before its state"),
            Some(CameraEvent::State(state @ CameraState::Streaming { .. })) => break state,
            Some(CameraEvent::State(state)) => codes.push(state.code()),
            None => panic!("nothing comes after {codes:?}"),
        }
    };
    assert_eq!(codes, ["looking", "stalled"]);
    assert_eq!(streaming.name(), Some("Cam"));
}

#[test]
fn a_camera_is_called_by_its_name_a_part_of_it_or_its_path() {
    let listed = |name: &str, id: &str| ListedCamera {
        name: name.into(),
        id: id.into(),
    };
    let all = || {
        vec![
            listed("HD Webcam", "/dev/video0"),
            listed("高清摄像头", "/dev/video2"),
            listed("HD Webcam Pro", "/dev/video4"),
        ]
    };
    for (wanted, ids) in [
        ("/dev/video2", &["/dev/video2"][..]),
        ("HD Webcam", &["/dev/video0"]),
        ("hd web", &["/dev/video0", "/dev/video4"]),
        ("摄像头", &["/dev/video2"]),
        ("/dev/video1", &[]),
    ] {
        let found = matching(all(), wanted);
        let found: Vec<_> = found.iter().map(|camera| &*camera.id).collect();
        assert_eq!(found, ids, "{wanted}");
    }
    let fake = Fake::new(&[]);
    let mut camera = Camera::start(CameraSupervisor::new(fake, Some("Studio".into()))).unwrap();
    let mut next = || camera.next(Duration::from_secs(60));
    assert_eq!(next(), Some(CameraEvent::State(CameraState::Looking)));
    let wanted = "Studio".into();
    let not_found = CameraState::NotFound { wanted };
    assert_eq!(next(), Some(CameraEvent::State(not_found)));
}
