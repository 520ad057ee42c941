//! Picture files; the pixels of small ones are read.
#![no_main]

use code_reader::{PictureFile, read_still};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(file) = PictureFile::decode(data) {
        let picture = file.picture();
        if picture.width() * picture.height() <= 1 << 16 {
            read_still(&picture);
        }
    }
});
