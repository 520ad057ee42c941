//! From a credential of the register to a code in a file: signed, drawn, read back, written.

use std::path::PathBuf;

use cli_support::files::{self, Access};
use code_writer::{
    Level, MAX_FILE_BYTES, Options, QrError, QuietZone, SvgSide, Symbol, read_back,
    read_file_independently,
};
use credential_core::{CodeHash, Error, ParsedCredential, PreparedSigner, Signer, TextForm, issue};
use messages::{Failure, failure, words};

use super::code_names::code_file;
use super::folder::CODE_DURABILITY;
use super::reading::{CodeInFile, png_options, read_code};
use super::{ImageFormat, RenderOptions};
use crate::keys::{Key, sign_failure};
use crate::link::without_link;
use crate::register::{Entry, SignedCode, text_digest};

/// All that the codes of a run have in common.
pub(crate) struct CodePress {
    /// Prepared, because each signature is verified before it is drawn.
    key: PreparedSigner<Key>,
    render_options: RenderOptions,
    out: PathBuf,
}

/// A code that is on the disk and was read back.
pub(crate) struct WrittenCode {
    /// Relative to the folder of the run.
    pub(crate) file: String,
    pub(crate) text: String,
    /// What the register keeps of it.
    pub(crate) signed: SignedCode,
}

impl CodePress {
    /// For codes below the folder `out`, which has a folder `codes`.
    pub(crate) fn new(key: Key, render_options: RenderOptions, out: PathBuf) -> Self {
        Self {
            key: PreparedSigner::new(key),
            render_options,
            out,
        }
    }

    /// Makes the code of a credential. The same credential always gives the same file.
    pub(crate) fn make(&self, entry: &Entry) -> Result<WrittenCode, Failure> {
        let cannot_sign = |error: &Error| cannot_sign(entry, error);
        let claims = entry.claims().map_err(|error| cannot_sign(&error))?;
        let credential =
            issue(&claims, &self.key).map_err(|error| sign_failure(error, cannot_sign))?;
        let digits = credential.to_text(TextForm::from(self.render_options.form));
        let text = self.render_options.with_link(&digits);
        let drawing = self
            .draw(&text)
            .map_err(|error| cannot_draw(entry, error))?;
        // What is on the paper must be what was signed: found in the office, not at the gate.
        if drawing.read_back().ok().as_deref() != Some(text.as_str()) {
            return Err(not_readable(entry));
        }
        let parsed = ParsedCredential::from_text(without_link(&text))
            .map_err(|error| cannot_sign(&error))?;
        if parsed.key_id() != self.key.public_key().id() {
            return Err(cannot_sign(&Error::SignerFault));
        }
        let file = code_file(entry.holder, entry.serial, &self.render_options);
        files::write(
            &self.out.join(&file),
            drawing.bytes(),
            Access::Private,
            CODE_DURABILITY,
        )?;
        Ok(WrittenCode {
            file,
            text,
            signed: self.signed(credential.hash()),
        })
    }

    fn signed(&self, hash: CodeHash) -> SignedCode {
        SignedCode {
            hash,
            key: self.key.public_key().thumbprint(),
        }
    }

    /// The code of a credential that the register has as issued in this folder: read from its file,
    /// or made once more if the file is not what it should be.
    pub(crate) fn find(&self, entry: &Entry, digest: &[u8; 32]) -> Result<WrittenCode, Failure> {
        let file = code_file(entry.holder, entry.serial, &self.render_options);
        // What an SVG file should be is only known once it is drawn again.
        if self.render_options.format == ImageFormat::Png
            && let Ok(CodeInFile::Text(text)) =
                read_code(&self.out.join(&file), &self.render_options, "")
            && text_digest(&text) == *digest
            && self.render_options.has_its_link(&text)
            && let Ok(hash) =
                ParsedCredential::from_text(without_link(&text)).and_then(|parsed| parsed.hash())
        {
            return Ok(WrittenCode {
                file,
                text,
                // Recorded already: by which key does not matter here.
                signed: self.signed(hash),
            });
        }
        let made = self.make(entry)?;
        if text_digest(&made.text) == *digest {
            Ok(made)
        } else {
            Err(other_text(entry))
        }
    }

    /// Reads the file with a decoder that did not draw it, which takes as long as making fifty: for
    /// samples.
    pub(crate) fn read_sample(&self, entry: &Entry, code: &WrittenCode) -> Result<(), Failure> {
        if self.render_options.format == ImageFormat::Svg {
            return Ok(());
        }
        let file = files::read(&self.out.join(&code.file), MAX_FILE_BYTES as u64)?;
        match read_file_independently(&file) {
            Ok(texts) if texts == [code.text.as_str()] => Ok(()),
            _ => Err(not_readable(entry)),
        }
    }

    fn draw(&self, text: &str) -> Result<Drawing, QrError> {
        let symbol = Symbol::new(text, Level::M)?;
        Ok(match self.render_options.format {
            ImageFormat::Png => {
                let options = png_options(&self.render_options);
                Drawing::Png(symbol.to_png(&options)?, options)
            }
            ImageFormat::Svg => {
                let svg = symbol.to_svg(QuietZone::Standard, SvgSide::FitsContainer)?;
                Drawing::Svg(svg, symbol)
            }
        })
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

fn cannot_sign(entry: &Entry, error: &Error) -> Failure {
    use messages::Lang::{En, Zh};
    let why = words::error(error);
    let (holder, serial) = (entry.holder, entry.serial);
    failure!("cannot-sign"; "编号 {holder} 的第 {serial} 张码签不出：{}", why.in_lang(Zh);
        "credential {serial} of holder {holder} cannot be signed: {}", why.in_lang(En);
        "请用 issuer audit 检查台账；台账完好的，请把此错误报告给软件维护人员。";
        "Check the register with issuer audit; if it is sound, report this.")
}

fn cannot_draw(entry: &Entry, error: QrError) -> Failure {
    let (holder, serial) = (entry.holder, entry.serial);
    failure!("cannot-draw"; "编号 {holder} 的第 {serial} 张码画不出来（{}）", error.code();
        "credential {serial} of holder {holder} cannot be drawn ({})", error.code();
        "请换一个 --module-pixels 的值，签发到新的文件夹。";
        "Choose another --module-pixels, and issue into a new folder.")
}

fn not_readable(entry: &Entry) -> Failure {
    let (holder, serial) = (entry.holder, entry.serial);
    failure!("not-readable"; "编号 {holder} 的第 {serial} 张码画出后读不回来";
        "credential {serial} of holder {holder} could not be read back after it was drawn";
        "请把 --module-pixels 设为 4 或更大，签发到新的文件夹；仍不行请报告给软件维护人员。";
        "Choose a --module-pixels of 4 or more, and issue into a new folder; if that does not help, report it.")
}

fn other_text(entry: &Entry) -> Failure {
    let (holder, serial) = (entry.holder, entry.serial);
    failure!("issued-otherwise";
        "编号 {holder} 的第 {serial} 张码的文件不见了或已损坏，用现在的密钥画不出同样的码";
        "the file of credential {serial} of holder {holder} is gone or damaged, and the present key does not make the same code";
        "请从备份放回这个文件，或给此人补发（issuer reissue），然后再运行一次。";
        "Put the file back from a copy, or reissue for this holder (issuer reissue); then run it again.")
}
