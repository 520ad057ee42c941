//! Sorting out the arguments: picture, folder, standard input, or a code as text.
//!
//! The mistake to avoid is to call a mistyped file name a forged code.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use cli_support::opened::names_a_file;

use super::place::Place;

/// What an argument stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InputSource {
    /// Lines of standard input.
    Stdin,
    /// A code as text.
    Text(Place, String),
    /// A file that is there, or was meant to be.
    File(PathBuf),
    /// A folder with pictures.
    Folder(PathBuf),
}

/// Sorts out the arguments; without any, standard input is meant.
pub(crate) fn sources(arguments: &[OsString]) -> Vec<InputSource> {
    if arguments.is_empty() {
        return vec![InputSource::Stdin];
    }
    let place = |at: usize| match arguments.len() {
        1 => Place::Text,
        _ => Place::Argument(at + 1),
    };
    arguments
        .iter()
        .enumerate()
        .map(|(at, argument)| source(argument, place(at)))
        .collect()
}

fn source(argument: &OsString, place: Place) -> InputSource {
    if argument == "-" {
        return InputSource::Stdin;
    }
    let path = Path::new(argument);
    // A code is longer than a file name can be; that, too, is an error of `metadata`.
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return InputSource::Folder(path.to_owned()),
        Ok(_) => return InputSource::File(path.to_owned()),
        Err(_) => {}
    }
    let text = argument.to_string_lossy();
    if names_a_file(&text) {
        InputSource::File(path.to_owned())
    } else {
        InputSource::Text(place, text.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_file_name_is_not_a_code() {
        for name in [
            "kard.png",
            "KARD.JPG",
            "./kard",
            "cards/1",
            "C:\\codes\\1",
            "codes.txt",
            "8123/a.png",
            "81.png",
            "8123.jpeg",
            "照片.heic",
        ] {
            assert_eq!(
                sources(&[name.into()]),
                [InputSource::File(name.into())],
                "{name}"
            );
        }
    }

    #[test]
    fn everything_else_is_a_code() {
        for text in [
            "8112345",
            "８１１２３",
            "LB1:AB/CD.PNG",
            "lb1:./%",
            "https://example.org/a.b/c",
            "hello",
            "",
            "weixin",
        ] {
            assert_eq!(
                sources(&[text.into()]),
                [InputSource::Text(Place::Text, text.into())],
                "{text}"
            );
        }
        let long = "81".repeat(3000);
        assert!(matches!(
            &sources(&[long.into()])[..],
            [InputSource::Text(..)]
        ));
    }

    #[test]
    fn what_exists_is_a_file_or_folder() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("8112345");
        fs::write(&file, "").unwrap();
        let arguments = [
            folder.path().into(),
            file.clone().into(),
            "-".into(),
            "81".into(),
        ];
        assert_eq!(
            sources(&arguments),
            [
                InputSource::Folder(folder.path().into()),
                InputSource::File(file),
                InputSource::Stdin,
                InputSource::Text(Place::Argument(4), "81".into()),
            ]
        );
        assert_eq!(sources(&[]), [InputSource::Stdin]);
    }
}
