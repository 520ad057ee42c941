//! What a camera gives: grey frames, the newest only, and what becomes of the camera meanwhile.
//!
//! A [`Source`] works in a thread of its own and puts what it has into a [`Feed`]; whoever reads the feed
//! gets every state in order, but of the frames only the newest. Nothing here ends because a camera is
//! missing, busy or pulled out: that is a state, and it passes.

mod device;
mod feed;
mod frame;
mod keeper;
#[cfg(target_os = "linux")]
mod linux;
mod mjpeg;
mod mode;
mod pictures;
mod shot;
mod state;

pub(crate) use device::{Devices, Listed, Trouble};
pub(crate) use feed::{Camera, Inlet, Source};
pub(crate) use frame::Frame;
pub(crate) use keeper::Keeper;
#[cfg(target_os = "linux")]
pub(crate) use linux::System;
pub(crate) use pictures::Pictures;
pub(crate) use state::CameraState;

/// What comes from a camera.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CameraEvent {
    /// A picture.
    Frame(Frame),
    /// Something about the camera has changed.
    State(CameraState),
}
