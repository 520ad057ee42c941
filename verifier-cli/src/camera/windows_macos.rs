//! Cameras on Windows (Media Foundation) and macOS (AVFoundation).

use std::time::{Duration, Instant};

use cameras::{Device, Error, Frame, PixelFormat, StreamConfig};

use super::device::{CameraError, Devices, ListedCamera, Stream};
use super::mode::{FPS, Mode, rank};
use super::raw_frame::{Packing, RawFrame};

/// The cameras that the system lists.
pub(crate) struct System;

/// How many modes of a camera are tried.
const MAX_ATTEMPTS: usize = 6;

impl Devices for System {
    fn list(&mut self) -> Result<Vec<ListedCamera>, CameraError> {
        let devices = cameras::devices().map_err(camera_error)?;
        let listed = devices.into_iter().map(|device| ListedCamera {
            name: device.name,
            id: device.id.0,
        });
        Ok(listed.collect())
    }

    fn open(&mut self, camera: &ListedCamera) -> Result<Box<dyn Stream>, CameraError> {
        let device = device(camera)?;
        let mut offers: Vec<_> = cameras::probe(&device)
            .map_err(camera_error)?
            .formats
            .into_iter()
            .filter_map(|format| {
                let mode = Mode {
                    packing: packing(format.pixel_format)?,
                    width: format.resolution.width,
                    height: format.resolution.height,
                    fps: Some(format.framerate_range.max.round() as u32),
                };
                Some((mode, format))
            })
            .collect();
        offers.sort_by_key(|(mode, _)| rank(mode));
        let mut last = CameraError::Unsuitable;
        for (mode, format) in offers.into_iter().take(MAX_ATTEMPTS) {
            let config = StreamConfig {
                resolution: format.resolution,
                framerate: mode.fps.unwrap_or(FPS).clamp(1, FPS),
                pixel_format: format.pixel_format,
            };
            match cameras::open(&device, config) {
                Ok(camera) => return Ok(Box::new(Capture { camera })),
                Err(error) => match camera_error(error) {
                    CameraError::Other(error) => last = CameraError::Other(error),
                    CameraError::Unsuitable => {}
                    error => return Err(error),
                },
            }
        }
        Err(last)
    }
}

fn device(camera: &ListedCamera) -> Result<Device, CameraError> {
    let devices = cameras::devices().map_err(camera_error)?;
    devices
        .into_iter()
        .find(|device| device.id.0 == camera.id)
        .ok_or(CameraError::Gone)
}

fn packing(format: PixelFormat) -> Option<Packing> {
    match format {
        PixelFormat::Mjpeg => Some(Packing::Mjpeg),
        PixelFormat::Yuyv => Some(Packing::Yuyv),
        PixelFormat::Nv12 => Some(Packing::Nv12),
        PixelFormat::Bgra8 => Some(Packing::Bgra),
        _ => None,
    }
}

/// A camera at work.
struct Capture {
    camera: cameras::Camera,
}

impl Stream for Capture {
    fn fps(&self) -> Option<u32> {
        Some(self.camera.config.framerate)
    }

    fn next(&mut self, wait: Duration) -> Result<Option<RawFrame>, CameraError> {
        let mut newest = match cameras::next_frame(&self.camera, wait) {
            Ok(frame) => frame,
            Err(Error::Timeout) => return Ok(None),
            Err(error) => return Err(camera_error(error)),
        };
        while let Some(Ok(frame)) = cameras::try_next_frame(&self.camera) {
            newest = frame;
        }
        raw_frame(&newest).map(Some).ok_or(CameraError::Unsuitable)
    }
}

fn raw_frame(frame: &Frame) -> Option<RawFrame> {
    Some(RawFrame {
        packing: packing(frame.pixel_format)?,
        width: frame.width as usize,
        height: frame.height as usize,
        stride: frame.stride as usize,
        bytes: frame.plane_primary.to_vec(),
        taken: Instant::now(),
    })
}

fn camera_error(error: Error) -> CameraError {
    match error {
        Error::PermissionDenied => CameraError::Forbidden,
        Error::DeviceInUse => CameraError::Busy,
        Error::DeviceNotFound(_) | Error::StreamEnded => CameraError::Gone,
        Error::FormatNotSupported => CameraError::Unsuitable,
        other => CameraError::Other(other.to_string()),
    }
}
