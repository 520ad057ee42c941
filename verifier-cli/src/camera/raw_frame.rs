//! A picture in the format of the camera, and how it is decoded to grey.

use std::time::Instant;

use super::Frame;
use super::luma::{Luma, MAX_SIDE};
use super::mjpeg;

/// The pixel format of a camera. Only the luma is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    /// JPEG pictures, with or without Huffman tables.
    Mjpeg,
    /// Luma in every second byte, beginning with the first.
    Yuyv,
    /// Luma in every second byte, beginning with the second.
    #[cfg_attr(not(any(target_os = "linux", test)), expect(dead_code))]
    Uyvy,
    /// A plane of luma, then one of colour.
    Nv12,
    /// Luma alone.
    Grey,
    /// Blue, green, red and a byte that counts for nothing, as macOS gives pictures.
    #[cfg_attr(not(any(windows, target_os = "macos", test)), expect(dead_code))]
    Bgra,
}

impl Packing {
    /// The four characters that drivers and manuals call it by.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mjpeg => "MJPG",
            Self::Yuyv => "YUYV",
            Self::Uyvy => "UYVY",
            Self::Nv12 => "NV12",
            Self::Grey => "GREY",
            Self::Bgra => "BGRA",
        }
    }
}

/// A picture as it came. It may be cut off or be anything at all.
pub(crate) struct RawFrame {
    pub(crate) packing: Packing,
    /// As agreed with the camera; a JPEG picture says itself.
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Bytes from one row to the next; 0 for as many as the width takes.
    pub(crate) stride: usize,
    pub(crate) bytes: Vec<u8>,
    pub(crate) taken: Instant,
}

impl RawFrame {
    /// The grey picture; `None` if there is no whole one.
    pub(crate) fn decode(&self) -> Option<Frame> {
        let luma = match self.packing {
            Packing::Mjpeg => mjpeg::decode(&self.bytes),
            Packing::Yuyv => self.rows(2, |pixel| pixel[0]),
            Packing::Uyvy => self.rows(2, |pixel| pixel[1]),
            Packing::Nv12 | Packing::Grey => self.rows(1, |pixel| pixel[0]),
            Packing::Bgra => self.rows(4, luma_of_bgra),
        }?;
        let (luma, width, height) = luma.into_parts();
        Some(Frame {
            width,
            height,
            luma,
            taken: self.taken,
        })
    }

    /// The luma of pixels of `size` bytes each.
    fn rows(&self, size: usize, luma: impl Fn(&[u8]) -> u8) -> Option<Luma> {
        let (width, height) = (self.width, self.height);
        if width == 0 || width > MAX_SIDE || height > MAX_SIDE {
            return None;
        }
        let row = width * size;
        let stride = self.stride.max(row);
        // The last row need not be filled up to the stride.
        let needed = stride.checked_mul(height)?.checked_sub(stride - row)?;
        let bytes = self.bytes.get(..needed)?;
        let mut pixels = Vec::with_capacity(width * height);
        for row_bytes in bytes.chunks(stride) {
            pixels.extend(row_bytes.get(..row)?.chunks_exact(size).map(&luma));
        }
        Luma::new(pixels, width, height)
    }
}

/// ITU-R BT.601, in 256ths.
fn luma_of_bgra(pixel: &[u8]) -> u8 {
    let [blue, green, red] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
    ((29 * blue + 150 * green + 77 * red) >> 8) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw_frame(packing: Packing, stride: usize, bytes: &[u8]) -> Option<Vec<u8>> {
        let raw_frame = RawFrame {
            packing,
            width: 4,
            height: 2,
            stride,
            bytes: bytes.to_vec(),
            taken: Instant::now(),
        };
        raw_frame.decode().map(|frame| {
            assert_eq!((frame.width, frame.height), (4, 2));
            frame.luma
        })
    }

    #[test]
    fn only_the_luma_is_taken_whatever_the_stride() {
        let yuyv = [1, 99, 2, 99, 3, 99, 4, 99, 5, 99, 6, 99, 7, 99, 8, 99];
        let whole = Some(vec![1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(raw_frame(Packing::Yuyv, 8, &yuyv), whole);
        assert_eq!(raw_frame(Packing::Yuyv, 0, &yuyv), whole);
        let mut uyvy = yuyv;
        uyvy.rotate_right(1);
        assert_eq!(raw_frame(Packing::Uyvy, 8, &uyvy), whole);
        let padded = [1, 2, 3, 4, 0, 0, 5, 6, 7, 8];
        assert_eq!(raw_frame(Packing::Grey, 6, &padded), whole);
        let grey: Vec<u8> = (1..=8).flat_map(|grey| [grey, grey, grey, 99]).collect();
        assert_eq!(raw_frame(Packing::Bgra, 16, &grey), whole);
        let nv12 = [1, 2, 3, 4, 5, 6, 7, 8, 99, 99, 99, 99];
        assert_eq!(raw_frame(Packing::Nv12, 4, &nv12), whole);
    }

    #[test]
    fn half_a_frame_and_an_empty_one_are_none() {
        let whole = [7; 16];
        for length in 0..16 {
            assert_eq!(
                raw_frame(Packing::Yuyv, 8, &whole[..length]),
                None,
                "{length}"
            );
            assert_eq!(
                raw_frame(Packing::Mjpeg, 0, &whole[..length]),
                None,
                "{length}"
            );
        }
        assert_eq!(raw_frame(Packing::Grey, 4, &whole[..7]), None);
        assert_eq!(raw_frame(Packing::Grey, usize::MAX / 4, &whole), None);
    }
}
