//! What a reader of a camera gets, one after the other.

use super::{CameraState, Frame};

/// What comes from a camera.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CameraEvent {
    /// A picture.
    Frame(Frame),
    /// Something about the camera has changed.
    State(CameraState),
}
