//! Keeps a camera running: finds it, opens it, notices when it fails, and starts again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::device::{Devices, ListedCamera, Stream};
use super::{CameraState, FeedWriter, FrameSource};

/// A camera that has sent nothing for this long has stalled.
const STALLED: Duration = Duration::from_secs(3);

/// The first picture may take longer: a camera measures the light first.
const FIRST_PICTURE: Duration = Duration::from_secs(5);

/// How often to look for a camera that is missing or busy.
const RETRY: Duration = Duration::from_millis(500);

/// How long to wait for a picture before checking whether the reader is gone.
const PATIENCE: Duration = Duration::from_millis(200);

/// A camera of the system, by choice or the first that works.
pub(crate) struct CameraSupervisor<D> {
    devices: D,
    wanted: Option<String>,
    /// The camera that worked last.
    last: Option<ListedCamera>,
    /// A camera that was opened and sent nothing: others go before it.
    silent: Option<ListedCamera>,
}

impl<D: Devices> CameraSupervisor<D> {
    /// `wanted` names a camera as it is listed, by its name, a part of it, or its id.
    pub(crate) fn new(devices: D, wanted: Option<String>) -> Self {
        Self {
            devices,
            wanted,
            last: None,
            silent: None,
        }
    }
}

impl<D: Devices> FrameSource for CameraSupervisor<D> {
    fn run(&mut self, writer: &FeedWriter) {
        writer.state(CameraState::Looking);
        while !writer.is_closed() {
            // A panic in the library of the camera must not end the scan.
            let end = catch_unwind(AssertUnwindSafe(|| self.run_once(writer)));
            let state = end.unwrap_or_else(|_| {
                let name = self.last.as_ref().map(|camera| camera.name.clone());
                Some(CameraState::Failed {
                    name: name.unwrap_or_default(),
                    error: "unexpected answer of the driver".to_owned(),
                })
            });
            if let Some(state) = state {
                writer.state(state);
            }
            writer.pause(RETRY);
        }
    }
}

impl<D: Devices> CameraSupervisor<D> {
    /// Finds a camera and forwards its pictures until they end. Returns the new state, if there is one.
    fn run_once(&mut self, writer: &FeedWriter) -> Option<CameraState> {
        let candidates = match self.candidates() {
            Ok(candidates) => candidates,
            Err(state) => return Some(self.missing(state)),
        };
        let mut first_error = None;
        for camera in candidates {
            match self.devices.open(&camera) {
                Ok(mut stream) => {
                    let (pictures, end) = forward(&camera.name, &mut *stream, writer);
                    match pictures {
                        Pictures::Some => self.last = Some(camera),
                        Pictures::None => self.silent = Some(camera),
                    }
                    return end;
                }
                Err(error) => {
                    first_error.get_or_insert(error.state(camera.name));
                }
            }
        }
        first_error
    }

    /// The cameras to try, in order: first the one that worked last, which may come back as another device.
    fn candidates(&mut self) -> Result<Vec<ListedCamera>, CameraState> {
        let mut listed = self
            .devices
            .list()
            .map_err(|error| error.state(String::new()))?;
        if let Some(wanted) = &self.wanted {
            listed = matching(listed, wanted);
        }
        if listed.is_empty() {
            return Err(self.wanted.clone().map_or(CameraState::NoCamera, |wanted| {
                CameraState::NotFound { wanted }
            }));
        }
        listed.sort_by_key(|camera| {
            let silent = self.silent.as_ref() == Some(camera);
            let last = self.last.as_ref();
            (silent, last.is_none_or(|last| last.name != camera.name))
        });
        Ok(listed)
    }

    /// A camera that has worked and is not there any more was pulled out.
    fn missing(&self, state: CameraState) -> CameraState {
        self.last
            .as_ref()
            .map_or(state, |last| CameraState::Unplugged {
                name: last.name.clone(),
            })
    }
}

/// The cameras with this id or name; if there is none, those whose name contains it.
fn matching(listed: Vec<ListedCamera>, wanted: &str) -> Vec<ListedCamera> {
    let exact = |camera: &ListedCamera| camera.id == wanted || camera.name == wanted;
    let part = |camera: &ListedCamera| camera.name.to_lowercase().contains(&wanted.to_lowercase());
    let any_exact = listed.iter().any(exact);
    listed
        .into_iter()
        .filter(|camera| {
            if any_exact {
                exact(camera)
            } else {
                part(camera)
            }
        })
        .collect()
}

/// Whether a camera has sent any.
enum Pictures {
    Some,
    None,
}

/// Forwards the pictures of a camera until they end. Returns why they ended, unless the reader is gone.
fn forward(
    name: &str,
    stream: &mut dyn Stream,
    writer: &FeedWriter,
) -> (Pictures, Option<CameraState>) {
    let mut pictures = Pictures::None;
    let mut due = Instant::now() + FIRST_PICTURE;
    let end = loop {
        if writer.is_closed() {
            break None;
        }
        match stream.next(PATIENCE) {
            Ok(Some(raw_frame)) => {
                pictures = Pictures::Some;
                due = Instant::now() + STALLED;
                writer.raw_frame(name, stream.fps(), raw_frame);
            }
            Ok(None) if Instant::now() < due => {}
            Ok(None) => break Some(CameraState::Stalled { name: name.into() }),
            Err(error) => break Some(error.state(name.to_owned())),
        }
    };
    (pictures, end)
}

#[cfg(test)]
mod tests;
