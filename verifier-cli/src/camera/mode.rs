//! The modes of a camera, and which of them reads codes best.

use std::cmp::Reverse;

use super::raw_frame::Packing;

/// A size and packing that a camera offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mode {
    pub(crate) packing: Packing,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Most pictures a second, if the camera says so.
    pub(crate) fps: Option<u32>,
}

/// What a code needs at an arm's length, and what one core reads while it is shown.
const FINE: u32 = 1280 * 720;
const LARGE: u32 = 1920 * 1200;

/// In frames a second. Below that, reading a code takes too long.
const SLOW: u32 = 10;

/// In frames a second. More does not help.
pub(crate) const FPS: u32 = 30;

/// Sorts modes best first: the smallest that is fine enough, else the finest, and none that is slow
/// before one that is not.
pub(crate) fn rank(mode: &Mode) -> impl Ord + use<> {
    let pixels = mode.width.saturating_mul(mode.height);
    let fps = mode.fps.unwrap_or(FPS).min(FPS);
    let (tier, within) = match pixels {
        _ if fps < SLOW => (3, u32::MAX - fps),
        FINE..=LARGE => (0, pixels),
        0..FINE => (1, u32::MAX - pixels),
        _ => (2, pixels),
    };
    // JPEG leaves room on the bus for other devices.
    let raw = mode.packing != Packing::Mjpeg;
    (tier, within, raw, Reverse(fps))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(modes: &[(Packing, u32, u32, u32)]) -> (Packing, u32, u32) {
        let mut modes: Vec<_> = modes
            .iter()
            .map(|&(packing, width, height, fps)| Mode {
                packing,
                width,
                height,
                fps: Some(fps),
            })
            .collect();
        modes.sort_by_key(rank);
        (modes[0].packing, modes[0].width, modes[0].height)
    }

    #[test]
    fn picks_what_reads_codes_best() {
        use Packing::{Grey, Mjpeg, Yuyv};
        // A usual webcam.
        let usual = [
            (Yuyv, 640, 480, 30),
            (Yuyv, 1280, 720, 9),
            (Yuyv, 1920, 1080, 5),
            (Mjpeg, 640, 480, 30),
            (Mjpeg, 1920, 1080, 30),
            (Mjpeg, 1280, 720, 30),
        ];
        assert_eq!(best(&usual), (Mjpeg, 1280, 720));
        // Without JPEG, a large picture would come too seldom.
        assert_eq!(best(&usual[..3]), (Yuyv, 640, 480));
        assert_eq!(best(&[usual[0], usual[4]]), (Mjpeg, 1920, 1080));
        assert_eq!(best(&[usual[0], usual[3]]), (Mjpeg, 640, 480));
        // A document camera whose smallest is huge, and one that is slow in everything.
        let huge = [(Mjpeg, 3264, 2448, 15), (Mjpeg, 2592, 1944, 15)];
        assert_eq!(best(&huge), (Mjpeg, 2592, 1944));
        assert_eq!(best(&[huge[0], (Grey, 320, 240, 60)]), (Grey, 320, 240));
        let slow = [(Yuyv, 1280, 720, 5), (Yuyv, 640, 480, 8)];
        assert_eq!(best(&slow), (Yuyv, 640, 480));
    }
}
