//! From a person to a code in a file: signed, drawn, read back, written.

use std::path::{Path, PathBuf};

use cli_support::files::{self, Access, Durability};
use cli_support::{Failure, Text, words};
use credential_core::qr::{
    Level, MAX_FILE_BYTES, Options, QrError, QuietZone, SvgSide, Symbol, read_back, read_picture,
};
use credential_core::{Claims, Error, ParsedCredential, Signer, TextForm, Validity, issue};

use crate::keys::{Key, sign_failure};
use crate::numbers::Number;
use crate::roster::{Person, Place};

/// How a code is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Picture {
    Png { module_pixels: u32 },
    Svg,
}

/// All that the codes of a run have in common.
pub(crate) struct Press {
    pub(crate) key: Key,
    pub(crate) validity: Validity,
    pub(crate) bureau_region: credential_core::Region,
    pub(crate) form: TextForm,
    pub(crate) picture: Picture,
    pub(crate) codes: PathBuf,
}

/// A code that is on the disk and was read back.
pub(crate) struct Issued {
    pub(crate) at: Place,
    pub(crate) claims: Claims,
    pub(crate) text: String,
    /// Relative to the folder of the run.
    pub(crate) file: String,
}

impl Press {
    pub(crate) fn issue(&self, person: &Person, number: Number) -> Result<Issued, Failure> {
        let mut claims = Claims::new(
            person.name.clone(),
            person.categories,
            number.holder,
            number.status_index,
            self.validity,
        )
        .map_err(|error| cannot_sign(person.at, &error))?;
        claims.disability_grade = person.disability_grade;
        claims.home_region = person
            .home_region
            .filter(|home| *home != self.bureau_region);

        let credential = issue(&claims, &self.key)
            .map_err(|error| sign_failure(error, |error| cannot_sign(person.at, error)))?;
        let text = credential.to_text(self.form);
        let (name, drawing) = self
            .draw(&text, number.holder)
            .map_err(|error| cannot_draw(person.at, error))?;
        self.read_back(person.at, &text, &drawing)?;

        files::write(
            &self.codes.join(&name),
            drawing.bytes(),
            Access::Public,
            Durability::WhenConvenient,
        )?;
        Ok(Issued {
            at: person.at,
            claims,
            text,
            file: format!("codes/{name}"),
        })
    }

    fn draw(&self, text: &str, holder: u32) -> Result<(String, Drawing), QrError> {
        let symbol = Symbol::new(text, Level::M)?;
        Ok(match self.picture {
            Picture::Png { module_pixels } => {
                let options = Options {
                    module_pixels,
                    ..Options::default()
                };
                (
                    format!("{holder:08}.png"),
                    Drawing::Png(symbol.to_png(&options)?, options),
                )
            }
            Picture::Svg => {
                let svg = symbol.to_svg(QuietZone::Standard, SvgSide::FitsContainer)?;
                (format!("{holder:08}.svg"), Drawing::Svg(svg, symbol))
            }
        })
    }

    /// Searches the file for a code as if it were any photograph, which takes as long as making ten:
    /// for samples.
    pub(crate) fn search(&self, issued: &Issued, out: &Path) -> Result<(), Failure> {
        if let Picture::Svg = self.picture {
            return Ok(());
        }
        let file = files::read(&out.join(&issued.file), MAX_FILE_BYTES as u64)?;
        match read_picture(&file) {
            Ok(texts) if texts == [issued.text.as_str()] => Ok(()),
            _ => Err(not_readable(issued.at)),
        }
    }

    /// What is on the paper must be what was signed: found at the desk, not at the gate.
    fn read_back(&self, at: Place, text: &str, drawing: &Drawing) -> Result<(), Failure> {
        if drawing.read_back().ok().as_deref() != Some(text) {
            return Err(not_readable(at));
        }
        let parsed = ParsedCredential::from_text(text).map_err(|error| cannot_sign(at, &error))?;
        if parsed.key_id() != self.key.public_key().id() {
            return Err(cannot_sign(at, &Error::SignerFault));
        }
        Ok(())
    }
}

enum Drawing {
    Png(Vec<u8>, Options),
    Svg(String, Symbol),
}

impl Drawing {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Png(bytes, _) => bytes,
            Self::Svg(text, _) => text.as_bytes(),
        }
    }

    fn read_back(&self) -> Result<String, QrError> {
        match self {
            Self::Png(bytes, options) => read_back(bytes, options),
            // Nothing here renders SVG: the same modules are read from a drawing that is not kept.
            Self::Svg(_, symbol) => {
                let options = Options {
                    module_pixels: 1,
                    ..Options::default()
                };
                read_back(&symbol.to_png(&options)?, &options)
            }
        }
    }
}

fn cannot_sign(at: Place, error: &Error) -> Failure {
    use cli_support::Lang::{En, Zh};
    let why = words::error(error);
    let record = at.record;
    Failure::new(
        "cannot-sign",
        Text::new(
            format!("名册第 {record} 条签不出码：{}", why.in_lang(Zh)),
            format!(
                "row {record} of the roster cannot be signed: {}",
                why.in_lang(En)
            ),
        ),
        Text::new(
            "请核对这一条的内容和有效期，再重新签发到新的文件夹。",
            "Check this row and the validity, and issue again into a new folder.",
        ),
    )
}

fn cannot_draw(at: Place, error: QrError) -> Failure {
    let record = at.record;
    Failure::new(
        "cannot-draw",
        Text::new(
            format!("名册第 {record} 条的码画不出来（{}）", error.code()),
            format!("the code of row {record} cannot be drawn: {error}"),
        ),
        Text::new(
            "请换一个 --module-pixels 的值，再重新签发到新的文件夹。",
            "Choose another --module-pixels, and issue again into a new folder.",
        ),
    )
}

fn not_readable(at: Place) -> Failure {
    let record = at.record;
    Failure::new(
        "not-readable",
        Text::new(
            format!("名册第 {record} 条的码画出后读不回来"),
            format!("the code of row {record} could not be read back after it was drawn"),
        ),
        Text::new(
            "请把 --module-pixels 设为 4 或更大，再重新签发到新的文件夹；仍不行请报告给软件维护人员。",
            "Choose a --module-pixels of 4 or more, and issue again into a new folder; if that does not help, report it.",
        ),
    )
}
