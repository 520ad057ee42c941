//! The font that everything on the paper is written in: the one that comes along, or the bureau's own.

mod composites;

use std::sync::Arc;

use kurbo::BezPath;
use messages::{Failure, failure};
use usvg::fontdb::{Database, ID, Source};

/// The largest font file: those with all of Unicode's Chinese characters take about 60 MB.
pub const MAX_FONT_BYTES: u64 = 96 << 20;

/// Noto Sans CJK SC Medium, cut down to what cards need: see `fonts/`.
static BUNDLED: &[u8] = include_bytes!("../fonts/cards.otf");

/// A font file, TrueType or OpenType, also the first of a collection.
#[derive(Clone)]
pub struct Font {
    pub(crate) database: Arc<Database>,
    pub(crate) id: ID,
    bytes: Arc<dyn AsRef<[u8]> + Send + Sync>,
}

impl Font {
    /// The font that comes along. It has the 通用规范汉字表, GB 2312, GBK's characters and Latin.
    ///
    /// # Errors
    /// Never, as long as the file in the program is what it was when the program was made.
    pub fn bundled() -> Result<Self, Failure> {
        Self::load("cards.otf", Arc::new(BUNDLED))
    }

    /// A font of the bureau's own. `name` is the file's, for messages.
    ///
    /// # Errors
    /// A [`Failure`] if it is no font.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, Failure> {
        Self::load(name, Arc::new(bytes))
    }

    fn load(name: &str, bytes: Arc<dyn AsRef<[u8]> + Send + Sync>) -> Result<Self, Failure> {
        let unusable = || unusable(name);
        let face = ttf_parser::Face::parse(bytes.as_ref().as_ref(), 0).map_err(|_| unusable())?;
        // Before anything is outlined.
        if !composites::are_light(face.raw_face()) || !has_picture(&face, '0') {
            return Err(unusable());
        }
        let mut database = Database::new();
        let ids = database.load_font_source(Source::Binary(bytes.clone()));
        Ok(Self {
            id: *ids.first().ok_or_else(unusable)?,
            database: Arc::new(database),
            bytes,
        })
    }

    /// The file.
    pub(crate) fn bytes(&self) -> &Arc<dyn AsRef<[u8]> + Send + Sync> {
        &self.bytes
    }

    /// The outlines of its characters; `None` for a damaged font.
    pub(crate) fn outlines(&self) -> Option<Outlines<'_>> {
        let face = ttf_parser::Face::parse(self.bytes.as_ref().as_ref(), 0).ok()?;
        Some(Outlines(face))
    }

    /// The characters of a text that the font has no picture of, each once. What is not seen needs
    /// none.
    pub fn missing(&self, text: &str) -> Vec<char> {
        let Ok(face) = ttf_parser::Face::parse(self.bytes.as_ref().as_ref(), 0) else {
            return text.chars().collect();
        };
        let mut missing: Vec<char> = text
            .chars()
            .filter(|&c| !c.is_whitespace() && !has_picture(&face, c))
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }
}

pub(crate) fn unusable(name: &str) -> Failure {
    failure!("font-invalid";
        "{name} 不是可用的字体文件"; "{name} is not a font that can be used";
        "请用 TTF、OTF 或 TTC 字体文件；不加 --font 则用自带的字体。";
        "Take a TTF, OTF or TTC file, or leave --font away for the font that comes along.")
}

/// The outlines of a font.
pub(crate) struct Outlines<'f>(ttf_parser::Face<'f>);

impl Outlines<'_> {
    /// The outline of the character with this number, in the units of the font; empty for a blank.
    pub(crate) fn of(&self, glyph: u16) -> BezPath {
        let mut pen = Pen(BezPath::new());
        self.0.outline_glyph(ttf_parser::GlyphId(glyph), &mut pen);
        pen.0
    }
}

struct Pen(BezPath);

impl ttf_parser::OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to((x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to((x, y));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to((x1, y1), (x, y));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.curve_to((x1, y1), (x2, y2), (x, y));
    }

    fn close(&mut self) {
        self.0.close_path();
    }
}

/// A place in the font is not enough: in a file that was cut off, it is empty.
fn has_picture(face: &ttf_parser::Face<'_>, character: char) -> bool {
    face.glyph_index(character)
        .is_some_and(|glyph| face.glyph_bounding_box(glyph).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_font_has_names_as_people_have_them() {
        let font = Font::bundled().unwrap();
        // A minority name, rare characters of the 通用规范汉字表 in the supplementary plane,
        // traditional ones, and what stands around names.
        let names = "王*明 阿依古丽·买买提 㛃䶮𬱖𫍯𫟹 龘靐 張國榮 （五级）、：2028年11月22日 No.";
        assert_eq!(font.missing(names), []);
        assert_eq!(font.missing("王\u{20000}明\u{20000}"), ['\u{20000}']);
    }

    #[test]
    fn refuses_what_is_no_font() {
        for bytes in [&b""[..], b"OTTO", &BUNDLED[..40_000]] {
            let failure = Font::from_bytes("x", bytes.to_vec()).err().unwrap();
            assert_eq!(failure.code, "font-invalid");
        }
    }
}
