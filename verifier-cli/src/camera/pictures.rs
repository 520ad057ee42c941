//! Pictures of a folder, shown as a camera would: for demonstrations and tests.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cli_support::Failure;
use cli_support::visible::visible_path;
use image::{ImageReader, Limits};

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
            match load(file) {
                Some(shot) => inlet.shot(&self.name, Some(self.fps), shot),
                None => inlet.state(CameraState::Damaged {
                    name: visible_path(file),
                }),
            }
            inlet.pause(due.saturating_duration_since(Instant::now()));
            inlet.drain();
            if inlet.is_closed() {
                return;
            }
        }
        inlet.state(CameraState::Ended);
    }
}

fn load(file: &Path) -> Option<Shot> {
    let Ok(Opened::Picture(bytes)) = opened::open(file) else {
        return None;
    };
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = u32::try_from(MAX_SIDE).ok();
    limits.max_image_height = u32::try_from(MAX_SIDE).ok();
    reader.limits(limits);
    let picture = reader.decode().ok()?.into_luma8();
    Some(Shot {
        packing: Packing::Grey,
        width: picture.width() as usize,
        height: picture.height() as usize,
        stride: 0,
        bytes: picture.into_raw(),
        taken: Instant::now(),
    })
}
