//! Pictures of a folder, shown as a camera would: for demonstrations and tests.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cli_support::Failure;
use cli_support::visible::visible_path;
use image::{GrayImage, ImageReader, Limits};

use super::shot::{MAX_SIDE, Packing, Shot};
use super::{CameraState, Inlet, Source};
use crate::input::opened::{self, Opened};

/// Plays the pictures of a folder in the order of their names, then ends. Each is read, however long
/// that takes.
pub(crate) struct Pictures {
    files: Vec<PathBuf>,
    fps: u32,
    name: String,
}

impl Pictures {
    /// The pictures of `folder`, `fps` of them a second.
    pub(crate) fn new(folder: &Path, fps: u32) -> Result<Self, Failure> {
        Ok(Self {
            files: opened::pictures_in(folder)?,
            fps: fps.max(1),
            name: visible_path(folder),
        })
    }
}

impl Source for Pictures {
    fn run(&mut self, inlet: &Inlet) {
        let step = Duration::from_secs(1) / self.fps;
        for file in &self.files {
            let due = Instant::now() + step;
            inlet.shot(&self.name, Some(self.fps), load(file));
            inlet.pause(due.saturating_duration_since(Instant::now()));
            inlet.drain();
            if inlet.is_closed() {
                return;
            }
        }
        inlet.state(CameraState::Ended);
    }
}

/// A JPEG file is what a camera sends; another picture becomes one without colour. What cannot be read
/// is passed over, as what a camera sends broken.
fn load(file: &Path) -> Shot {
    let bytes = match opened::open(file) {
        Ok(Opened::Picture(bytes)) => bytes,
        _ => Vec::new(),
    };
    let mut shot = Shot {
        packing: Packing::Mjpeg,
        width: 0,
        height: 0,
        stride: 0,
        bytes,
        taken: Instant::now(),
    };
    if !shot.bytes.starts_with(&[0xff, 0xd8]) {
        let picture = decode(&shot.bytes).unwrap_or_default();
        shot = Shot {
            packing: Packing::Grey,
            width: picture.width() as usize,
            height: picture.height() as usize,
            bytes: picture.into_raw(),
            ..shot
        };
    }
    shot.taken = Instant::now();
    shot
}

fn decode(bytes: &[u8]) -> Option<GrayImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = u32::try_from(MAX_SIDE).ok();
    limits.max_image_height = limits.max_image_width;
    reader.limits(limits);
    Some(reader.decode().ok()?.into_luma8())
}
