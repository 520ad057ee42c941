//! Composite glyphs of TrueType, weighed before anybody outlines one.
//!
//! A glyph may consist of others, and these of others again: a few kilobytes with ten components on each
//! of fourteen levels are more outlines than any computer can draw. Any glyph can be asked for, since
//! fonts put one in the place of another; so all are weighed, each once.

use ttf_parser::{RawFace, Tag};

/// Glyphs in glyphs. Fonts have two or three levels.
const MAX_DEPTH: usize = 16;

/// Points of one glyph with all that it consists of. The richest brush letters have some thousands.
const MAX_POINTS: u32 = 20_000;

/// Components of all glyphs together; more are only there where glyphs share their bytes.
const MAX_COMPONENTS: usize = 2_000_000;

/// Bytes of a component's shift, and of its scale, by its flags.
const WORDS: u16 = 1;
const ONE_SCALE: u16 = 1 << 3;
const MORE: u16 = 1 << 5;
const TWO_SCALES: u16 = 1 << 6;
const FOUR_SCALES: u16 = 1 << 7;

/// Whether each glyph can be outlined in a short time. Also `true` for fonts without such glyphs.
pub(super) fn are_light(face: &RawFace<'_>) -> bool {
    let table = |name: &[u8; 4]| face.table(Tag::from_bytes(name));
    let (Some(glyphs), Some(places)) = (table(b"glyf"), table(b"loca")) else {
        return true;
    };
    let long = table(b"head").and_then(|head| number(head, 50)) == Some(1);
    let count = places.len() / if long { 4 } else { 2 };
    let mut scale = Scale {
        glyphs,
        places,
        long,
        known: vec![Weight::Unknown; count],
        components: 0,
    };
    (0..count).all(|glyph| scale.weigh(glyph, 0).is_some())
}

#[derive(Clone, Copy)]
enum Weight {
    Unknown,
    /// Whoever meets it again goes round in a circle.
    Begun,
    Known(Size),
}

#[derive(Clone, Copy, Default)]
struct Size {
    points: u32,
    /// Glyphs in glyphs.
    levels: usize,
}

struct Scale<'f> {
    glyphs: &'f [u8],
    places: &'f [u8],
    long: bool,
    known: Vec<Weight>,
    components: usize,
}

impl<'f> Scale<'f> {
    /// Its size; `None` if that is too much. What is not in the file weighs nothing: nobody can draw it.
    fn weigh(&mut self, glyph: usize, depth: usize) -> Option<Size> {
        match self.known.get(glyph) {
            Some(Weight::Known(size)) => return Some(*size),
            Some(Weight::Begun) => return None,
            Some(Weight::Unknown) => {}
            None => return Some(Size::default()),
        }
        if depth > MAX_DEPTH {
            return None;
        }
        self.known[glyph] = Weight::Begun;
        let mut size = Size::default();
        if let Some(outline) = self.outline(glyph) {
            match number(outline, 0) {
                // A negative number, as they are written.
                Some(0x8000..) => size = self.parts(outline, depth)?,
                Some(0) | None => {}
                Some(contours) => {
                    let last = number(outline, 10 + 2 * (usize::from(contours) - 1));
                    size.points = last.map_or(0, |last| u32::from(last) + 1);
                }
            }
        }
        if size.points > MAX_POINTS || size.levels > MAX_DEPTH {
            return None;
        }
        self.known[glyph] = Weight::Known(size);
        Some(size)
    }

    /// All components together; one without any points counts as one.
    fn parts(&mut self, outline: &[u8], depth: usize) -> Option<Size> {
        let (mut size, mut at) = (Size::default(), 10);
        while let (Some(flags), Some(part)) = (number(outline, at), number(outline, at + 2)) {
            self.components += 1;
            if self.components > MAX_COMPONENTS {
                return None;
            }
            let part = self.weigh(usize::from(part), depth + 1)?;
            size.points = size.points.saturating_add(part.points.max(1));
            size.levels = size.levels.max(part.levels + 1);
            if size.points > MAX_POINTS {
                return None;
            }
            if flags & MORE == 0 {
                break;
            }
            at += 4 + if flags & WORDS != 0 { 4 } else { 2 };
            at += match flags {
                _ if flags & ONE_SCALE != 0 => 2,
                _ if flags & TWO_SCALES != 0 => 4,
                _ if flags & FOUR_SCALES != 0 => 8,
                _ => 0,
            };
        }
        Some(size)
    }

    fn outline(&self, glyph: usize) -> Option<&'f [u8]> {
        let (from, to) = (self.place(glyph)?, self.place(glyph + 1)?);
        self.glyphs.get(from..to)
    }

    fn place(&self, number_of: usize) -> Option<usize> {
        if self.long {
            let at = 4 * number_of;
            let bytes = self.places.get(at..at + 4)?.try_into().ok()?;
            usize::try_from(u32::from_be_bytes(bytes)).ok()
        } else {
            number(self.places, 2 * number_of).map(|half| 2 * usize::from(half))
        }
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(u16::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use crate::font::Font;

    /// A font whose digit 0 is a square, `levels` deep, `fan` times on each level.
    fn font_of(levels: u16, fan: usize) -> Vec<u8> {
        let shorts = |numbers: &[u16]| -> Vec<u8> {
            numbers.iter().flat_map(|one| one.to_be_bytes()).collect()
        };
        let (mut glyf, mut loca) = (Vec::new(), vec![0, 0, 0, 0]);
        let end = |glyf: &[u8], loca: &mut Vec<u8>| {
            loca.extend(u32::try_from(glyf.len()).unwrap().to_be_bytes());
        };
        // One contour of three points, all on the curve.
        glyf.extend(shorts(&[1, 0, 0, 100, 100, 2, 0]));
        glyf.extend([1, 1, 1]);
        glyf.extend(shorts(&[0, 100, 0, 0, 0, 100]));
        glyf.push(0);
        end(&glyf, &mut loca);
        for level in 0..levels {
            glyf.extend(shorts(&[0xffff, 0, 0, 100, 100]));
            for part in 0..fan {
                let more = if part + 1 < fan { super::MORE } else { 0 };
                // Shifts are in bytes, and are no numbers of points.
                glyf.extend(shorts(&[2 | more, level]));
                glyf.extend([1, 1]);
            }
            end(&glyf, &mut loca);
        }
        let mut head = vec![0; 54];
        head[12..16].copy_from_slice(&0x5F0F_3CF5_u32.to_be_bytes());
        head[18..20].copy_from_slice(&1000_u16.to_be_bytes());
        head[51] = 1;
        let mut hhea = vec![0; 36];
        hhea[35] = 1;
        let mut maxp = vec![0, 1, 0, 0];
        maxp.extend((levels + 1).to_be_bytes());
        maxp.resize(32, 0);
        let hmtx = shorts(&[600, 0]);
        let mut cmap = shorts(&[0, 1, 3, 10, 0, 12, 12, 0, 0, 28, 0, 0, 0, 1]);
        for number in [0x20, 0x7e, 0] {
            cmap.extend(u32::to_be_bytes(number));
        }
        // All characters are the top glyph: format 13.
        cmap[13] = 13;
        let last = cmap.len();
        cmap[last - 4..].copy_from_slice(&u32::from(levels).to_be_bytes());
        // A family and a name for PostScript, each "X".
        let mut name = shorts(&[0, 2, 30]);
        for what in [1, 6] {
            name.extend(shorts(&[3, 1, 0x409, what, 2, 0]));
        }
        name.extend(shorts(&[0x58]));
        let tables = [
            (b"cmap", cmap),
            (b"glyf", glyf),
            (b"head", head),
            (b"hhea", hhea),
            (b"hmtx", hmtx),
            (b"loca", loca),
            (b"maxp", maxp),
            (b"name", name),
        ];
        let mut font = shorts(&[0, 0, 0, 0, 0, 0]);
        font[1] = 1;
        font[5] = u8::try_from(tables.len()).unwrap();
        let mut at = 12 + 16 * tables.len();
        for (name, table) in &tables {
            font.extend(*name);
            font.extend([0; 4]);
            font.extend(u32::try_from(at).unwrap().to_be_bytes());
            font.extend(u32::try_from(table.len()).unwrap().to_be_bytes());
            at += table.len();
        }
        font.truncate(12 + 16 * tables.len());
        for (_, table) in tables {
            font.extend(table);
        }
        font
    }

    #[test]
    fn refuses_glyphs_that_grow_without_end() {
        for (levels, fan) in [(1, 1), (3, 10), (16, 1)] {
            assert!(
                Font::from_bytes("x", font_of(levels, fan)).is_ok(),
                "{levels} {fan}"
            );
        }
        for (levels, fan) in [(14, 10), (17, 1), (4, 10), (1, 10_000)] {
            let begun = std::time::Instant::now();
            let failure = Font::from_bytes("x", font_of(levels, fan)).err().unwrap();
            assert_eq!(failure.code, "font-invalid", "{levels} {fan}");
            assert!(begun.elapsed().as_secs() < 5);
        }
    }
}
