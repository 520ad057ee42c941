//! The state of a camera, in words.

use messages::untrusted::escape_untrusted;
use messages::{Lang, Text, text};

/// The state of a camera. Only [`CameraState::Ended`] is final: the others pass with their cause, without a
/// restart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CameraState {
    /// Looking for a camera.
    Looking,
    /// Pictures come.
    Streaming {
        /// The name that the camera gives itself.
        name: String,
        /// Pixels in a row.
        width: usize,
        /// Rows.
        height: usize,
        /// How the camera packs its pictures, such as `MJPG`.
        format: String,
        /// Pictures a second, as agreed with the camera; `None` if it does not say.
        fps: Option<u32>,
    },
    /// No camera is plugged in.
    NoCamera,
    /// There are cameras, but not the one that was named.
    NotFound { wanted: String },
    /// Another program has it.
    Busy { name: String },
    /// This user may not use it.
    Forbidden { name: String },
    /// It has no way of giving pictures that this program reads.
    Unsuitable { name: String },
    /// It is there, but has given no picture for some seconds.
    Stalled { name: String },
    /// What it gives are no whole pictures.
    Damaged { name: String },
    /// It was pulled out.
    Unplugged { name: String },
    /// Anything else that the system says.
    Failed { name: String, error: String },
    /// All pictures of a folder have been shown.
    Ended,
}

impl CameraState {
    /// The stable name in JSON.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Looking => "looking",
            Self::Streaming { .. } => "streaming",
            Self::NoCamera => "no-camera",
            Self::NotFound { .. } => "not-found",
            Self::Busy { .. } => "busy",
            Self::Forbidden { .. } => "forbidden",
            Self::Unsuitable { .. } => "unsuitable",
            Self::Stalled { .. } => "stalled",
            Self::Damaged { .. } => "damaged",
            Self::Unplugged { .. } => "unplugged",
            Self::Failed { .. } => "failed",
            Self::Ended => "ended",
        }
    }

    /// The camera that it is about.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Looking | Self::NoCamera | Self::Ended => None,
            Self::NotFound { wanted: name }
            | Self::Streaming { name, .. }
            | Self::Busy { name }
            | Self::Forbidden { name }
            | Self::Unsuitable { name }
            | Self::Stalled { name }
            | Self::Damaged { name }
            | Self::Unplugged { name }
            | Self::Failed { name, .. } => Some(name),
        }
    }

    /// What the system said of the camera, in its own words; for programs.
    pub(crate) fn detail(&self) -> Option<&str> {
        match self {
            Self::Failed { error, .. } => Some(error),
            _ => None,
        }
    }

    /// The state for people; untrusted text in it is escaped.
    pub(crate) fn what(&self) -> Text {
        let name = escape_untrusted(self.name().unwrap_or_default());
        match self {
            Self::Looking => text!("正在找摄像头"; "looking for a camera"),
            Self::Streaming { width, height, .. } => text!(
                "摄像头已就绪：{name}（{width} × {height}）";
                "camera ready: {name} ({width} × {height})"),
            Self::NoCamera => text!("没有找到摄像头"; "no camera was found"),
            Self::NotFound { .. } => text!(
                "没有名为 {name} 的摄像头"; "there is no camera called {name}"),
            Self::Busy { .. } => text!(
                "摄像头 {name} 正被别的程序使用"; "another program is using the camera {name}"),
            Self::Forbidden { .. } => text!(
                "没有使用摄像头 {name} 的权限"; "this user may not use the camera {name}"),
            Self::Unsuitable { .. } => text!("摄像头 {name} 的图像格式本程序读不了";
                "the camera {name} has no picture format that this program reads"),
            Self::Stalled { .. } => text!(
                "摄像头 {name} 没有图像"; "no picture comes from the camera {name}"),
            Self::Damaged { .. } => text!(
                "摄像头 {name} 传来的图像不完整"; "the pictures of the camera {name} are broken"),
            Self::Unplugged { .. } => text!(
                "摄像头 {name} 已拔出"; "the camera {name} was unplugged"),
            Self::Failed { error, .. } => {
                let error = escape_untrusted(error);
                text!("摄像头 {name} 出错"; "the camera {name} failed ({error})")
            }
            Self::Ended => text!("图片已放完"; "all pictures have been shown"),
        }
    }

    /// The state and what the user can do, in one line.
    pub(crate) fn sentence(&self) -> Text {
        let what = self.what();
        let Some(remedy) = self.remedy() else {
            return what;
        };
        let (zh, en) = (Lang::Zh, Lang::En);
        text!("{}。{}", what.in_lang(zh), remedy.in_lang(zh);
            "{}. {}", what.in_lang(en), remedy.in_lang(en))
    }

    /// What the user can do, if there is something.
    pub(crate) fn remedy(&self) -> Option<Text> {
        Some(match self {
            Self::Looking | Self::Streaming { .. } | Self::Ended => return None,
            Self::NoCamera => text!("请插上 USB 摄像头，插好后会自动继续；也可以用扫码枪。";
                "Plug in a USB camera: scanning begins by itself. A hand-held scanner works too."),
            Self::NotFound { .. } => text!(
                "请插上它，或用 verifier scan --list-cameras 查看现有摄像头的名称。";
                "Plug it in, or see verifier scan --list-cameras for the names of those that are there."),
            Self::Busy { .. } => text!(
                "请关闭正在使用它的程序（视频会议、网页等），关闭后会自动继续。";
                "Close the program that uses it (a video call, a web page): scanning goes on by itself."),
            Self::Forbidden { .. } => forbidden_remedy(),
            Self::Unsuitable { .. } => text!("请换一个普通的 USB 摄像头，或用 --camera 选另一个。";
                "Use an ordinary USB camera, or choose another one with --camera."),
            Self::Stalled { .. } | Self::Damaged { .. } => text!(
                "请拔下摄像头再插上，最好直接插在电脑上，不经过集线器。";
                "Unplug the camera and plug it in again, straight into the computer rather than a hub."),
            Self::Unplugged { .. } => text!(
                "请重新插上，插好后会自动继续。"; "Plug it in again: scanning goes on by itself."),
            Self::Failed { .. } => text!("请拔下摄像头再插上；若仍不行，请换一个。";
                "Unplug the camera and plug it in again; if that does not help, use another one."),
        })
    }
}

/// Who may use a camera is set in another place on each system.
fn forbidden_remedy() -> Text {
    if cfg!(target_os = "linux") {
        text!("请让管理员把您加入 video 组（sudo usermod -aG video 用户名），注销后重新登录。";
            "Have the administrator add you to the group video (sudo usermod -aG video USER), then log out and in again.")
    } else {
        text!("请在系统设置的“隐私”里允许本程序使用摄像头。";
            "Allow this program to use the camera in the privacy settings of the system.")
    }
}
