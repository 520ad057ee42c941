//! Cameras on Linux: Video4Linux 2.
//!
//! Names are read from `/sys` rather than through the library, which panics on names that are cut in the
//! middle of a Chinese character.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use linuxvideo::format::{FrameIntervals, FrameSizes, PixFormat, PixelFormat};
use linuxvideo::stream::ReadStream;
use linuxvideo::{BufType, CapabilityFlags, Device, Fract};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::device::{CameraError, Devices, ListedCamera, Stream};
use super::mode::{FPS, Mode, rank};
use super::raw_frame::{Packing, RawFrame};

/// The cameras that the kernel lists.
pub(crate) struct System;

/// How many modes of a camera are tried.
const MAX_ATTEMPTS: usize = 6;

const CLASS: &str = "/sys/class/video4linux";

impl Devices for System {
    fn list(&mut self) -> Result<Vec<ListedCamera>, CameraError> {
        let entries = match fs::read_dir(CLASS) {
            Ok(entries) => entries,
            // The folder comes with the first camera.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(camera_error(&error)),
        };
        let mut numbers: Vec<u32> = entries
            .filter_map(|entry| {
                let name = entry.ok()?.file_name();
                name.to_str()?.strip_prefix("video")?.parse().ok()
            })
            .collect();
        numbers.sort_unstable();
        let listed = numbers.into_iter().map(|number| ListedCamera {
            name: name(number),
            id: format!("/dev/video{number}"),
        });
        Ok(listed.filter(|camera| captures(&camera.id)).collect())
    }

    fn open(&mut self, camera: &ListedCamera) -> Result<Box<dyn Stream>, CameraError> {
        let open = || Device::open(&camera.id).map_err(|error| camera_error(&error));
        let mut offers = offers(&open()?);
        offers.sort_by_key(|offer| rank(&offer.mode));
        let mut last = CameraError::Unsuitable;
        for offer in offers.into_iter().take(MAX_ATTEMPTS) {
            match start(open()?, &offer) {
                Ok(stream) => return Ok(Box::new(stream)),
                Err(error @ (CameraError::Busy | CameraError::Forbidden | CameraError::Gone)) => {
                    return Err(error);
                }
                // Such as no room on the bus: a smaller picture may do.
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

fn name(number: u32) -> String {
    let path = Path::new(CLASS).join(format!("video{number}/name"));
    let bytes = fs::read(path).unwrap_or_default();
    let name = String::from_utf8_lossy(&bytes);
    match once(name.trim().trim_end_matches(char::REPLACEMENT_CHARACTER)) {
        "" => format!("video{number}"),
        name => name.to_owned(),
    }
}

/// The kernel joins the names of the device and of its function, which mostly are the same.
fn once(name: &str) -> &str {
    match name.split_once(": ") {
        Some((device, function)) if device.starts_with(function) => device,
        _ => name,
    }
}

/// Whether a device gives pictures: cameras list another one for data about their pictures. One that may
/// not be asked may be a camera.
fn captures(path: &str) -> bool {
    let device = match Device::open(path) {
        Ok(device) => device,
        Err(error) => {
            return matches!(
                camera_error(&error),
                CameraError::Forbidden | CameraError::Busy
            );
        }
    };
    device.capabilities().is_ok_and(|capabilities| {
        let needed = CapabilityFlags::VIDEO_CAPTURE | CapabilityFlags::STREAMING;
        capabilities.device_capabilities().contains(needed)
    })
}

/// A mode under the name that the driver has for its packing.
struct Offer {
    mode: Mode,
    format: PixelFormat,
}

/// What the camera offers, as far as it is known here.
fn offers(device: &Device) -> Vec<Offer> {
    let mut offers = Vec::new();
    for format in device.formats(BufType::VIDEO_CAPTURE).map_while(Result::ok) {
        let format = format.pixel_format();
        let Some(packing) = packing(format) else {
            continue;
        };
        for (width, height) in sizes(device, format) {
            let mode = Mode {
                packing,
                width,
                height,
                fps: most_fps(device, format, width, height),
            };
            offers.push(Offer { mode, format });
        }
    }
    offers
}

fn packing(format: PixelFormat) -> Option<Packing> {
    match &format.as_fourcc() {
        b"MJPG" | b"JPEG" => Some(Packing::Mjpeg),
        b"YUYV" => Some(Packing::Yuyv),
        b"UYVY" => Some(Packing::Uyvy),
        b"NV12" | b"NV21" | b"YU12" | b"YV12" => Some(Packing::Nv12),
        b"GREY" => Some(Packing::Grey),
        _ => None,
    }
}

/// What those are asked for that take any size, or do not say.
const USUAL_SIZES: [(u32, u32); 3] = [(1280, 720), (1920, 1080), (640, 480)];

fn sizes(device: &Device, format: PixelFormat) -> Vec<(u32, u32)> {
    match device.frame_sizes(format) {
        Ok(FrameSizes::Discrete(sizes)) => sizes
            .iter()
            .map(|size| (size.width(), size.height()))
            .collect(),
        Ok(FrameSizes::Stepwise(range) | FrameSizes::Continuous(range)) => USUAL_SIZES
            .map(|(width, height)| {
                (
                    width.min(range.max_width()).max(range.min_width()),
                    height.min(range.max_height()).max(range.min_height()),
                )
            })
            .to_vec(),
        Err(_) => USUAL_SIZES.to_vec(),
    }
}

fn most_fps(device: &Device, format: PixelFormat, width: u32, height: u32) -> Option<u32> {
    match device.frame_intervals(format, width, height).ok()? {
        FrameIntervals::Discrete(intervals) => intervals
            .iter()
            .filter_map(|interval| fps(*interval.fract()))
            .max(),
        FrameIntervals::Stepwise(range) | FrameIntervals::Continuous(range) => fps(*range.min()),
    }
}

/// Pictures a second, of seconds a picture.
fn fps(interval: Fract) -> Option<u32> {
    interval
        .denominator()
        .saturating_add(interval.numerator() / 2)
        .checked_div(interval.numerator())
}

fn start(device: Device, offer: &Offer) -> Result<Capture, CameraError> {
    let Offer { mode, format } = offer;
    let wanted = PixFormat::new(mode.width, mode.height, *format);
    let failed = |error: io::Error| camera_error(&error);
    let device = device.video_capture(wanted).map_err(failed)?;
    let agreed = device.format();
    // The driver may have chosen another one.
    let packing = packing(agreed.pixel_format()).ok_or(CameraError::Unsuitable)?;
    let (width, height, stride) = (agreed.width(), agreed.height(), agreed.bytes_per_line());
    let wanted = mode.fps.unwrap_or(FPS).min(FPS);
    // Cameras that have one speed only need not know this.
    let interval = device.set_frame_interval(Fract::new(1, wanted.max(1)));
    Ok(Capture {
        packing,
        width: width as usize,
        height: height as usize,
        stride: stride as usize,
        fps: interval.ok().and_then(fps),
        stream: device.into_stream().map_err(failed)?,
    })
}

/// A camera at work.
struct Capture {
    packing: Packing,
    width: usize,
    height: usize,
    stride: usize,
    fps: Option<u32>,
    stream: ReadStream,
}

impl Stream for Capture {
    fn fps(&self) -> Option<u32> {
        self.fps
    }

    fn next(&mut self, wait: Duration) -> Result<Option<RawFrame>, CameraError> {
        let wait = Timespec::try_from(wait).ok();
        let mut polled = [PollFd::new(&self.stream, PollFlags::IN)];
        match poll(&mut polled, wait.as_ref()) {
            Ok(0) | Err(Errno::INTR) => return Ok(None),
            Ok(_) => {}
            Err(error) => return Err(camera_error(&error.into())),
        }
        let bytes = self
            .stream
            .dequeue(|buffer| Ok(buffer.to_vec()))
            .map_err(|error| camera_error(&error))?;
        Ok(Some(RawFrame {
            packing: self.packing,
            width: self.width,
            height: self.height,
            stride: self.stride,
            bytes,
            taken: Instant::now(),
        }))
    }
}

fn camera_error(error: &io::Error) -> CameraError {
    match Errno::from_io_error(error) {
        Some(Errno::BUSY) => CameraError::Busy,
        Some(Errno::ACCESS | Errno::PERM) => CameraError::Forbidden,
        Some(Errno::NODEV | Errno::NXIO | Errno::NOENT) => CameraError::Gone,
        _ => CameraError::Other(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_name_is_shown_once() {
        for (listed, name) in [
            ("HD Webcam: HD Webcam", "HD Webcam"),
            ("高清网络摄像机: 高清网", "高清网络摄像机"),
            ("HD Webcam: Infrared", "HD Webcam: Infrared"),
            ("HD Webcam", "HD Webcam"),
        ] {
            assert_eq!(once(listed), name);
        }
    }

    #[test]
    fn an_interval_is_shown_as_pictures_a_second() {
        assert_eq!(fps(Fract::new(1, 30)), Some(30));
        assert_eq!(fps(Fract::new(1001, 30_000)), Some(30));
        assert_eq!(fps(Fract::new(0, 1)), None);
    }

    #[test]
    fn errors_of_the_system_are_distinguished() {
        let of = |errno: Errno| camera_error(&errno.into());
        assert_eq!(of(Errno::BUSY), CameraError::Busy);
        assert_eq!(of(Errno::ACCESS), CameraError::Forbidden);
        assert_eq!(of(Errno::NODEV), CameraError::Gone);
        assert!(matches!(of(Errno::NOSPC), CameraError::Other(_)));
    }
}
