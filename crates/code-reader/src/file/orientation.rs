//! The way up that the Exif data of a picture say.

use image::metadata::Orientation;

use super::picture_file::PictureFile;

pub(super) fn turned(picture: PictureFile, way: Option<Orientation>) -> PictureFile {
    let way = way.unwrap_or(Orientation::NoTransforms);
    let (width, height) = (picture.width, picture.height);
    let (across, down) = (width.saturating_sub(1), height.saturating_sub(1));
    // Where the pixel at (x, y) of the turned picture comes from.
    let from: fn(usize, usize, usize, usize) -> (usize, usize) = match way {
        Orientation::NoTransforms => return picture,
        Orientation::FlipHorizontal => |x, y, across, _| (across - x, y),
        Orientation::FlipVertical => |x, y, _, down| (x, down - y),
        Orientation::Rotate180 => |x, y, across, down| (across - x, down - y),
        Orientation::Rotate90 => |x, y, _, down| (y, down - x),
        Orientation::Rotate270 => |x, y, across, _| (across - y, x),
        Orientation::Rotate90FlipH => |x, y, _, _| (y, x),
        Orientation::Rotate270FlipH => |x, y, across, down| (across - y, down - x),
    };
    let (turned_width, turned_height) = match way {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        _ => (width, height),
    };
    let mut luma = Vec::with_capacity(picture.luma.len());
    for y in 0..turned_height {
        for x in 0..turned_width {
            let (x, y) = from(x, y, across, down);
            luma.push(picture.luma.get(y * width + x).copied().unwrap_or(0));
        }
    }
    PictureFile {
        luma,
        width: turned_width,
        height: turned_height,
        ..picture
    }
}
