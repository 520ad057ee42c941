//! Where a code came from, as it is named beside its verdict.

use std::path::PathBuf;

use messages::untrusted::escape_untrusted_path;
use messages::{Text, text};

/// Where a code came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The only argument, a text.
    Text,
    /// The argument with this number, a text; counted from 1.
    Argument(usize),
    /// Standard input as a whole.
    Stdin,
    /// A line of standard input, counted from 1.
    Line(u64),
    /// The camera.
    Camera,
    /// The scanner of a gate.
    Scanner,
    /// A file.
    File(PathBuf),
    /// A line of a text file, counted from 1.
    FileLine(PathBuf, u64),
}

impl Place {
    /// The stable name in JSON.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Argument(number) => format!("text {number}"),
            Self::Stdin => "stdin".to_owned(),
            Self::Camera => "camera".to_owned(),
            Self::Scanner => "scanner".to_owned(),
            Self::Line(number) => format!("line {number}"),
            Self::File(path) => path.to_string_lossy().into_owned(),
            Self::FileLine(path, number) => format!("{}:{number}", path.to_string_lossy()),
        }
    }

    /// For people; untrusted text is escaped.
    pub(crate) fn words(&self) -> Text {
        match self {
            Self::Text => text!("码"; "code"),
            Self::Argument(number) => text!("第 {number} 项"; "code {number}"),
            Self::Stdin => text!("标准输入"; "standard input"),
            Self::Camera => text!("摄像头"; "camera"),
            Self::Scanner => text!("扫码枪"; "scanner"),
            Self::Line(number) => text!("第 {number} 行"; "line {number}"),
            Self::File(path) => {
                let path = escape_untrusted_path(path);
                Text::new(path.clone(), path)
            }
            Self::FileLine(path, number) => {
                let path = escape_untrusted_path(path);
                text!("{path} 第 {number} 行"; "{path} line {number}")
            }
        }
    }
}
