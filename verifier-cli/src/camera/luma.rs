//! Grey pixels whose number fits their width and height.

/// No side of a frame is longer. Cameras stay far below.
pub(super) const MAX_SIDE: usize = 8192;

/// Grey pixels, as many as width and height say, and at least one.
pub(super) struct Luma {
    pixels: Vec<u8>,
    width: usize,
    height: usize,
}

impl Luma {
    pub(super) fn new(pixels: Vec<u8>, width: usize, height: usize) -> Option<Self> {
        let sound = (1..=MAX_SIDE).contains(&width)
            && (1..=MAX_SIDE).contains(&height)
            && pixels.len() == width * height;
        sound.then_some(Self {
            pixels,
            width,
            height,
        })
    }

    pub(super) fn into_parts(self) -> (Vec<u8>, usize, usize) {
        (self.pixels, self.width, self.height)
    }
}
