//! What a camera gives: grey frames, the newest only, and what becomes of the camera meanwhile.
//!
//! A [`FrameSource`] works in a thread of its own and puts what it has into a [`Feed`]; whoever reads the feed
//! gets every state in order, but of the frames only the newest. Nothing here ends because a camera is
//! missing, busy or pulled out: that is a state, and it passes.

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
#[path = "camera/other.rs"]
mod system;
#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
#[path = "camera/none.rs"]
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
