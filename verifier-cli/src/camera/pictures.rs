//! Pictures of a folder, shown as a camera would: for demonstrations and tests.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use code_reader::PictureFile;
use messages::Failure;
use messages::untrusted::escape_untrusted_path;

use super::raw_frame::{Packing, RawFrame};
use super::{CameraState, FeedWriter, FrameSource};
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

impl FrameSource for Pictures {
    fn run(&mut self, writer: &FeedWriter) {
        let step = Duration::from_secs(1) / self.fps;
        for file in &self.files {
            let due = Instant::now() + step;
            writer.raw_frame(&self.name, Some(self.fps), load(file));
            writer.pause(due.saturating_duration_since(Instant::now()));
            writer.drain();
            if writer.is_closed() {
                return;
            }
        }
        writer.state(CameraState::Ended);
    }
}

/// A JPEG file is what a camera sends; another picture becomes one without colour. What cannot be read
/// is passed over, as what a camera sends broken.
fn load(file: &Path) -> RawFrame {
    let bytes = match opened::open(file) {
        Ok(Opened::Picture(bytes)) => bytes,
        _ => Vec::new(),
    };
    let mut raw_frame = RawFrame {
        packing: Packing::Mjpeg,
        width: 0,
        height: 0,
        stride: 0,
        bytes,
        taken: Instant::now(),
    };
    let is_jpeg = raw_frame.bytes.starts_with(&[0xff, 0xd8]);
    if let (false, Ok(file)) = (is_jpeg, PictureFile::decode(&raw_frame.bytes)) {
        let picture = file.picture();
        raw_frame.packing = Packing::Grey;
        (raw_frame.width, raw_frame.height) = (picture.width(), picture.height());
        raw_frame.bytes = picture.luma().to_vec();
    }
    raw_frame.taken = Instant::now();
    raw_frame
}
