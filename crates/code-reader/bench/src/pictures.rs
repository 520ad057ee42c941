//! The pictures of a folder, and what is known of their texts.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A picture file.
pub(crate) struct PictureFile {
    pub(crate) path: PathBuf,
    /// Relative to the folder, with `/`, as in the expectations.
    pub(crate) name: String,
    pub(crate) expected: Expected,
}

/// What is known of the texts in a picture.
#[derive(Clone, PartialEq)]
pub(crate) enum Expected {
    /// Nothing: whatever is read counts as read.
    Unknown,
    /// One of these must be read, and nothing else. None: there is no code in the picture.
    Texts(Vec<String>),
}

/// Grey pixels.
pub(crate) struct Grey {
    pub(crate) luma: Vec<u8>,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

impl PictureFile {
    /// The group of the picture: its folder.
    pub(crate) fn group(&self) -> &str {
        self.name.rsplit_once('/').map_or(".", |(folder, _)| folder)
    }

    pub(crate) fn decode(&self) -> Result<Grey, String> {
        let picture = image::ImageReader::open(&self.path)
            .and_then(image::ImageReader::with_guessed_format)
            .map_err(|error| error.to_string())?
            .decode()
            .map_err(|error| error.to_string())?
            .into_luma8();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        Ok(Grey {
            luma: picture.into_raw(),
            width,
            height,
        })
    }
}

/// All PNG, JPEG, WebP and BMP pictures in a folder and the folders in it, sorted by name.
pub(crate) fn pictures(
    folder: &Path,
    expectations: Option<&Path>,
) -> Result<Vec<PictureFile>, String> {
    let beside = folder.join("expected.tsv");
    let expectations = expectations.or_else(|| beside.exists().then_some(beside.as_path()));
    let mut known = expectations.map_or_else(|| Ok(HashMap::new()), read_expectations)?;
    let mut paths = Vec::new();
    collect(folder, &mut paths).map_err(|error| format!("{}: {error}", folder.display()))?;
    paths.sort_unstable();
    Ok(paths
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(folder).unwrap_or(&path);
            let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
            let name = parts.join("/");
            let expected = known.remove(&name).unwrap_or(Expected::Unknown);
            PictureFile {
                path,
                name,
                expected,
            }
        })
        .collect())
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path
            .extension()
            .and_then(|ending| ending.to_str())
            .is_some_and(|ending| {
                ["png", "jpg", "jpeg", "webp", "bmp"]
                    .contains(&ending.to_ascii_lowercase().as_str())
            })
        {
            paths.push(path);
        }
    }
    Ok(())
}

/// Lines of file name, tab, JSON list of the texts that may be read, and optionally tab and a JSON
/// object of notes. An empty list says that there is no code, unless the notes hold `"unread": 1`:
/// then there is one that no reader has read.
fn read_expectations(file: &Path) -> Result<HashMap<String, Expected>, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut known = HashMap::new();
    for (line, number) in text.lines().zip(1..) {
        let wrong = |what: &str| format!("{}, line {number}: {what}", file.display());
        let mut fields = line.split('\t');
        let (Some(name), Some(texts)) = (fields.next(), fields.next()) else {
            return Err(wrong("a file name, a tab and a JSON list are expected"));
        };
        let texts: Vec<String> =
            serde_json::from_str(texts).map_err(|error| wrong(&error.to_string()))?;
        let notes: serde_json::Value = fields
            .next()
            .map_or(Ok(serde_json::Value::Null), serde_json::from_str)
            .map_err(|error| wrong(&error.to_string()))?;
        let unread = notes.get("unread").is_some();
        known.insert(
            name.to_owned(),
            if unread {
                Expected::Unknown
            } else {
                Expected::Texts(texts)
            },
        );
    }
    Ok(known)
}
