//! Picture files as telephones and chat programs send them, to grey pixels.

mod huffman_tables;
mod jpeg;
mod orientation;
mod picture_file;
mod png;
mod webp_bmp;

use crate::catch_panic::catch_panic;
pub use huffman_tables::with_huffman_tables;
pub use picture_file::{FileError, MAX_FILE_BYTES, PictureFile, PictureFormat};

impl PictureFile {
    /// Decodes JPEG, PNG, WebP or BMP, recognised by their first bytes. Transparent pixels count as
    /// white.
    ///
    /// Every size is bounded before memory is taken for it; a JPEG picture needs one byte a pixel, or three
    /// to four if it is progressive, others up to five. Of a JPEG file that breaks off the rest is grey.
    ///
    /// # Errors
    ///
    /// [`FileError::Format`] for all other formats, [`FileError::TooLarge`] above [`MAX_FILE_BYTES`] or
    /// [`MAX_PICTURE_PIXELS`](crate::MAX_PICTURE_PIXELS), and [`FileError::Damaged`].
    pub fn decode(file: &[u8]) -> Result<Self, FileError> {
        if file.len() > MAX_FILE_BYTES {
            return Err(FileError::TooLarge);
        }
        catch_panic(|| match PictureFormat::of(file) {
            Some(PictureFormat::Png) => png::decode(file),
            Some(PictureFormat::Jpeg) => jpeg::decode(file),
            Some(PictureFormat::WebP) => webp_bmp::webp(file),
            Some(PictureFormat::Bmp) => webp_bmp::bmp(file),
            None => Err(FileError::Format),
        })
        .unwrap_or(Err(FileError::Damaged))
    }
}

#[cfg(test)]
mod tests;
