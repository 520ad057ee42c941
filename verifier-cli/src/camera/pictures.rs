//! Pictures of a folder, shown as a camera would: for demonstrations and tests.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use code_reader::PictureFile;
use messages::Failure;
use messages::untrusted::escape_untrusted_path;

use super::shot::{Packing, Shot};
use super::{CameraState, Inlet, Source};
use cli_support::opened::{self, Opened};

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
            name: escape_untrusted_path(folder),
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
    let is_jpeg = shot.bytes.starts_with(&[0xff, 0xd8]);
    if let (false, Ok(file)) = (is_jpeg, PictureFile::decode(&shot.bytes)) {
        let picture = file.picture();
        shot.packing = Packing::Grey;
        (shot.width, shot.height) = (picture.width(), picture.height());
        shot.bytes = picture.luma().to_vec();
    }
    shot.taken = Instant::now();
    shot
}
