//! The interface to the cameras of a system: list them, and get pictures from one.

use std::time::Duration;

use super::CameraState;
use super::raw_frame::RawFrame;

/// The cameras of a system.
pub(crate) trait Devices: Send {
    /// The cameras that are plugged in, in the order of the system.
    ///
    /// # Errors
    /// If the system does not say.
    fn list(&mut self) -> Result<Vec<ListedCamera>, CameraError>;

    /// Makes a camera send pictures, in the mode that reads codes best.
    ///
    /// # Errors
    /// If it does not come to that.
    fn open(&mut self, camera: &ListedCamera) -> Result<Box<dyn Stream>, CameraError>;
}

/// A camera that is plugged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListedCamera {
    /// The name that the camera gives itself. Two of the same make have the same one.
    pub(crate) name: String,
    /// What the system calls it, such as `/dev/video0`.
    pub(crate) id: String,
}

/// A camera that sends pictures until it is dropped.
pub(crate) trait Stream {
    /// Pictures a second, if the camera says so.
    fn fps(&self) -> Option<u32>;

    /// The newest picture; `None` if none comes in time.
    ///
    /// # Errors
    /// If none will come any more.
    fn next(&mut self, wait: Duration) -> Result<Option<RawFrame>, CameraError>;
}

/// Why a camera gives no pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CameraError {
    /// Another program has it.
    Busy,
    /// This user may not use it.
    Forbidden,
    /// It has no packing that is known here.
    Unsuitable,
    /// It is not there any more.
    Gone,
    /// What else the system says.
    Other(String),
}

impl CameraError {
    /// The state of the camera of this name after this error.
    pub(crate) fn state(self, name: String) -> CameraState {
        match self {
            Self::Busy => CameraState::Busy { name },
            Self::Forbidden => CameraState::Forbidden { name },
            Self::Unsuitable => CameraState::Unsuitable { name },
            Self::Gone => CameraState::Unplugged { name },
            Self::Other(error) => CameraState::Failed { name, error },
        }
    }
}
