//! Files: what is in one, recognised by its first bytes and not by its name.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use code_reader::{Hint, MAX_FILE_BYTES, PictureFormat};
use credential_core::TextForm;
use messages::file_words::why_unreadable;
use messages::{Failure, Lang, Text, failure, text};

use crate::files::open_ordinary;

/// An opened file.
#[derive(Debug)]
pub enum Opened {
    /// The bytes of a JPEG, PNG, WebP or BMP picture.
    Picture(Vec<u8>),
    /// A text file with a code on each line.
    Lines(BufReader<File>),
}

/// Opens a file and tells a picture from lines of codes.
///
/// # Errors
/// A [`Failure`] that does not name the file: the name stands beside it. `file-unreadable` if there is no
/// such file.
pub fn open(path: &Path) -> Result<Opened, Failure> {
    let cannot = |error: io::Error| cannot_read(&error);
    let mut reader = BufReader::new(open_ordinary(path).map_err(cannot)?);
    let head = reader.fill_buf().map_err(cannot)?;
    match ContentKind::of(head) {
        ContentKind::Picture => {
            let mut bytes = Vec::new();
            reader
                .take(MAX_FILE_BYTES as u64 + 1)
                .read_to_end(&mut bytes)
                .map_err(cannot)?;
            // One byte more than allowed is left in: the reader of pictures refuses it.
            Ok(Opened::Picture(bytes))
        }
        ContentKind::Empty => Err(failure!("file-empty"; "文件是空的"; "the file is empty";
            "请重新保存或拷贝此文件。"; "Save or copy it again.")),
        ContentKind::OtherPicture(format) => Err(other_picture(format)),
        ContentKind::Text if extension(path) != Some(Extension::Picture) => {
            Ok(Opened::Lines(reader))
        }
        ContentKind::Text | ContentKind::Binary if extension(path) == Some(Extension::Picture) => {
            Err(other_picture(""))
        }
        ContentKind::Text | ContentKind::Binary => Err(failure!("file-unsupported";
            "既不是图片，也不是每行一码的文本";
            "neither a picture nor a text with a code on each line";
            "请给出 JPEG、PNG、WebP 或 BMP 图片，或以 UTF-8 保存的文本文件。";
            "Give a JPEG, PNG, WebP or BMP picture, or a text file saved as UTF-8.")),
    }
}

/// The pictures of a folder (not of folders within), sorted by name. One in a format that is not read
/// is among them: it must not pass for checked.
///
/// # Errors
/// `file-unreadable` and `folder-without-pictures`.
pub fn pictures_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let list = || -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            // Names that begin with a dot are the systems' own: previews, half-copied files.
            let hidden = path
                .file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            let special = fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file());
            if extension(&path) == Some(Extension::Picture) && !hidden && !special {
                files.push(path);
            }
        }
        files.sort_unstable();
        Ok(files)
    };
    let files = list().map_err(|error| cannot_read(&error))?;
    if files.is_empty() {
        return Err(failure!("folder-without-pictures";
            "文件夹里没有图片"; "there are no pictures in the folder";
            "请确认选对了文件夹；只看这一层，不看里面的文件夹。";
            "Make sure that it is the right one; folders inside it are not looked into."));
    }
    Ok(files)
}

/// What the ending of a file name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extension {
    /// A picture as cameras, telephones and chat programs make them.
    Picture,
    /// A drawing or document, which is not read but surely a file.
    Document,
    /// Any other.
    Other,
}

impl Extension {
    /// Whether the ending names a kind of file.
    pub fn is_known(self) -> bool {
        self != Self::Other
    }
}

/// The ending of the file name; `None` without one.
pub fn extension(path: &Path) -> Option<Extension> {
    let ending = path
        .extension()
        .and_then(OsStr::to_str)?
        .to_ascii_lowercase();
    Some(match ending.as_str() {
        "png" | "jpg" | "jpeg" | "jpe" | "jfif" | "gif" | "bmp" | "webp" | "heic" | "heif"
        | "avif" | "tif" | "tiff" => Extension::Picture,
        "svg" | "pdf" | "txt" | "csv" | "cbor" | "doc" | "docx" | "xls" | "xlsx" | "zip" => {
            Extension::Document
        }
        _ => Extension::Other,
    })
}

/// Whether an argument that is no existing file must have been meant as one, and not as the text of a
/// code: a mistyped file name is not a forged code.
pub fn names_a_file(argument: &str) -> bool {
    !is_code(argument) && is_path(argument)
}

/// Base45 has `/` and `.` among its characters, so a code may look like a path.
fn is_code(text: &str) -> bool {
    match TextForm::of(text) {
        Some(TextForm::Base45) => true,
        Some(_) => !text.contains(['.', '/', '\\']),
        None => false,
    }
}

/// Whether a file must have been meant: it has a folder in front, or the ending of a file behind.
fn is_path(text: &str) -> bool {
    let separated = text.contains(['/', '\\']) && !text.contains("://");
    separated || extension(Path::new(text)).is_some_and(|kind| kind.is_known())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ContentKind {
    Empty,
    Picture,
    OtherPicture(&'static str),
    Text,
    Binary,
}

impl ContentKind {
    fn of(head: &[u8]) -> Self {
        match head {
            [] => Self::Empty,
            _ if PictureFormat::of(head).is_some() => Self::Picture,
            [b'G', b'I', b'F', b'8', ..] => Self::OtherPicture("GIF"),
            [
                _,
                _,
                _,
                _,
                b'f',
                b't',
                b'y',
                b'p',
                b'a',
                b'v',
                b'i',
                b'f',
                ..,
            ] => Self::OtherPicture("AVIF"),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Self::OtherPicture("HEIC"),
            [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => Self::OtherPicture("TIFF"),
            [b'%', b'P', b'D', b'F', ..] => Self::OtherPicture("PDF"),
            _ if head.starts_with(b"<svg") || head.starts_with(b"<?xml") => {
                Self::OtherPicture("SVG")
            }
            // No encoding of a text that is read here has these bytes, and hardly any other file lacks them.
            _ if head
                .iter()
                .any(|byte| *byte < b' ' && !matches!(byte, b'\t' | b'\r' | b'\n')) =>
            {
                Self::Binary
            }
            _ => Self::Text,
        }
    }
}

fn other_picture(format: &str) -> Failure {
    let (zh, en) = if format.is_empty() {
        (
            "不是能读的图片".to_owned(),
            "not a picture that can be read".to_owned(),
        )
    } else {
        (
            format!("文件是 {format} 格式，本程序只读 JPEG、PNG、WebP 和 BMP"),
            format!("the file is {format}; only JPEG, PNG, WebP and BMP are read"),
        )
    };
    Failure::new(
        "qr-picture-format",
        Text::new(zh, en),
        text!("请另存为 JPEG 或 PNG，或截屏后再试。";
            "Save it as JPEG or PNG, or take a screenshot of it."),
    )
}

/// A sound picture in which no code was read.
pub fn no_code(hint: Option<Hint>) -> Failure {
    let (code, what, remedy) = match hint {
        Some(Hint::TooSmall) => (
            "code-too-small",
            text!("图中的码太小，读不出"; "the code in the picture is too small to be read"),
            text!("请靠近些拍，或要原图：聊天软件会缩小图片。";
                "Take it from nearer, or ask for the original: chat programs make pictures smaller."),
        ),
        Some(Hint::Blurred) => (
            "code-blurred",
            text!("图中的码模糊，读不出"; "the code in the picture is blurred"),
            text!("请对好焦、拿稳，再拍一次。"; "Focus, keep still, and take it again."),
        ),
        Some(Hint::Incomplete) => (
            "code-incomplete",
            text!("图中只看到码的一部分"; "only a part of a code can be seen"),
            text!("请拍全整个码，四边留白，不要遮住、不要反光。";
                "Take the whole code with white around it, uncovered and without glare."),
        ),
        Some(_) => (
            "code-unreadable",
            text!("图中有码，但读不出"; "there is a code, but it cannot be read"),
            text!("码可能破损、折皱或反光；请抚平、避开灯光再拍，或换一个码。";
                "It may be damaged, creased or in glare: smooth it, turn it away from the lamp, or take another."),
        ),
        None => (
            "no-code-found",
            text!("图片里没有找到二维码"; "no QR code was found in the picture"),
            text!("请拍全整个码，光线足、不反光、不模糊，再试一次。";
                "Take the whole code, in good light, sharp and without glare, and try again."),
        ),
    };
    Failure::new(code, what, remedy)
}

/// A file, folder or stream that cannot be read, without its name.
pub fn cannot_read(error: &io::Error) -> Failure {
    let (what, remedy) = match error.kind() {
        io::ErrorKind::InvalidData => (
            text!("不是 UTF-8 文本"; "is not UTF-8 text"),
            text!("请把文件另存为 UTF-8。"; "Save the file as UTF-8."),
        ),
        _ => why_unreadable(error),
    };
    let (zh, en) = (what.in_lang(Lang::Zh), what.in_lang(Lang::En));
    failure!("file-unreadable"; "{zh}"; "it {en}"; remedy).with_detail(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_what_a_file_is() {
        for (head, kind) in [
            (&b""[..], ContentKind::Empty),
            (b"\x89PNG\r\n\x1a\n", ContentKind::Picture),
            (b"\xff\xd8\xff\xe0", ContentKind::Picture),
            (b"GIF89a", ContentKind::OtherPicture("GIF")),
            (b"RIFF\x10\0\0\0WEBPVP8 ", ContentKind::Picture),
            (b"BM\x36\0\0\0\0\0\0\0", ContentKind::Picture),
            (b"BM12 3456 LB1:AB\n", ContentKind::Text),
            (b"\0\0\0\x18ftypheic", ContentKind::OtherPicture("HEIC")),
            (b"\0\0\0\x1cftypavif", ContentKind::OtherPicture("AVIF")),
            (b"<svg xmlns", ContentKind::OtherPicture("SVG")),
            (b"8112\r\nLB1:AB\n", ContentKind::Text),
            (b"\xa3\xb8\xa3\xb1\r\n", ContentKind::Text),
            (b"\xff\xfe8\x001\x00", ContentKind::Binary),
            (b"\xd8\x62\x84\x00", ContentKind::Binary),
        ] {
            assert_eq!(ContentKind::of(head), kind, "{head:?}");
        }
    }

    #[test]
    fn a_folder_gives_its_pictures_sorted_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "b.png",
            "a.JPG",
            "c.gif",
            ".d.png",
            "roster.csv",
            "list.txt",
        ] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::create_dir(folder.path().join("e.png")).unwrap();
        let names: Vec<_> = pictures_in(folder.path())
            .unwrap()
            .iter()
            .map(|path| path.file_name().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["a.JPG", "b.png", "c.gif"]);
        assert_eq!(
            pictures_in(&folder.path().join("e.png")).unwrap_err().code,
            "folder-without-pictures"
        );
    }
}
