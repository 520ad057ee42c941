//! Cameras: grey frames, of which only the newest is kept, and the state of the camera.
//!
//! A [`FrameSource`] runs in its own thread and writes to a feed. The reader of the feed gets every state in
//! order, but only the newest frame. A camera that is missing, busy or unplugged ends nothing: that is a
//! state, and it passes.

mod device;
mod event;
mod feed;
mod frame;
mod luma;
mod mjpeg;
mod mode;
mod pictures;
mod raw_frame;
mod state;
mod supervisor;

#[cfg(target_os = "linux")]
#[path = "camera/linux.rs"]
mod system;
#[cfg(any(windows, target_os = "macos"))]
#[path = "camera/windows_macos.rs"]
mod system;
#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
#[path = "camera/unsupported.rs"]
mod system;

pub(crate) use device::Devices;
pub(crate) use event::CameraEvent;
pub(crate) use feed::{Camera, FeedWriter, FrameSource};
pub(crate) use frame::Frame;
pub(crate) use pictures::Pictures;
#[cfg(test)]
pub(crate) use raw_frame::{Packing, RawFrame};
pub(crate) use state::CameraState;
pub(crate) use supervisor::CameraSupervisor;
pub(crate) use system::System;
