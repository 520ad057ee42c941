//! Small pictures: two bytes for the size, then pixels, repeated as often as needed.
#![no_main]

use code_reader::{LiveReader, Picture, read_still};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [width, height, pixels @ ..] = data else {
        return;
    };
    if pixels.is_empty() {
        return;
    }
    let (width, height) = (usize::from(*width), usize::from(*height));
    let luma: Vec<u8> = pixels.iter().copied().cycle().take(width * height).collect();
    let Ok(picture) = Picture::new(&luma, width, height) else {
        return;
    };
    let mut live = LiveReader::new();
    for _ in 0..2 {
        live.read(&picture);
    }
    read_still(&picture);
});
