//! What is known of the scanner: a scanner that is not there is a state and not an error.

use std::io::{self, ErrorKind};

use messages::{Text, text};

/// A change of the scanner, with its name as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ScannerState {
    pub(crate) device: String,
    pub(crate) condition: Condition,
    /// What the system says, for programs.
    pub(crate) detail: Option<String>,
}

/// How the scanner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// It is there and is read.
    Connected,
    /// It was there and is gone.
    Gone,
    /// It is not there (yet).
    Missing,
    /// This user may not use it.
    Forbidden,
    /// Another program uses it.
    Busy,
    /// It is something else than a scanner.
    Unsuitable,
    /// Anything else that the system says.
    Failed,
}

impl Condition {
    /// Of a device that could not be opened.
    pub(crate) fn of_open(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Missing,
            ErrorKind::PermissionDenied => Self::Forbidden,
            ErrorKind::ResourceBusy => Self::Busy,
            ErrorKind::IsADirectory | ErrorKind::Unsupported | ErrorKind::InvalidInput => {
                Self::Unsuitable
            }
            _ => match error.raw_os_error() {
                // ENXIO, EIO and ENODEV: the name is there and the device is not (any more). ENOTTY: it is
                // no serial device.
                Some(5 | 6 | 19) if cfg!(unix) => Self::Missing,
                Some(25) if cfg!(unix) => Self::Unsuitable,
                _ => Self::Failed,
            },
        }
    }

    /// The stable name in JSON.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Gone => "gone",
            Self::Missing => "missing",
            Self::Forbidden => "forbidden",
            Self::Busy => "busy",
            Self::Unsuitable => "unsuitable",
            Self::Failed => "failed",
        }
    }

    /// What is wrong and what to do; `None` where all is well.
    pub(crate) fn words(self) -> Option<(Text, Text)> {
        Some(match self {
            Self::Connected => return None,
            Self::Gone => (
                text!("扫码枪已断开"; "the scanner is gone"),
                text!("请检查接线；插回后自动继续。"; "Check the cable; it goes on when it is back."),
            ),
            Self::Missing => (
                text!("没有找到扫码枪"; "there is no such scanner"),
                text!("请检查接线和名称；接上后自动继续。";
                    "Check the cable and the name; it goes on when it is there."),
            ),
            Self::Forbidden => (
                text!("没有权限使用扫码枪"; "this user may not use the scanner"),
                text!("请把运行本程序的用户加入设备所属的组（串口多为 dialout，键盘模式为 input）。";
                    "Put the user of this program into the group of the device (dialout for serial ones, input for keyboards)."),
            ),
            Self::Busy => (
                text!("扫码枪正被别的程序占用"; "another program uses the scanner"),
                text!("请关闭那个程序；之后自动继续。"; "Close that program; it goes on then."),
            ),
            Self::Unsuitable => (
                text!("这个设备不是扫码枪"; "this device is no scanner"),
                text!("请检查 --from 的名称：串口写 /dev/serial/by-id/…，键盘模式写 evdev:名称。";
                    "Check the name of --from: /dev/serial/by-id/… for serial ones, evdev:NAME for keyboards."),
            ),
            Self::Failed => (
                text!("扫码枪打不开"; "the scanner cannot be opened"),
                text!("本程序会不断重试；若不恢复，请拔下再插上。";
                    "It is tried again and again; if that does not help, unplug it and plug it in."),
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_becomes_a_state() {
        for (number, condition) in [
            (2, Condition::Missing),
            (13, Condition::Forbidden),
            (16, Condition::Busy),
            (5, Condition::Missing),
            (6, Condition::Missing),
            (19, Condition::Missing),
            (25, Condition::Unsuitable),
            (21, Condition::Unsuitable),
            (28, Condition::Failed),
        ] {
            let error = io::Error::from_raw_os_error(number);
            assert_eq!(Condition::of_open(&error), condition, "{error}");
        }
    }
}
