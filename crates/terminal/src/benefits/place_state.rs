//! Whether a terminal has its place (点位文件), and the way to one.

use credential_core::Holdings;
use messages::{Text, text};

use super::counter::place;

/// How far a terminal has come on the way to its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlaceState {
    /// It judges without a store, and so has no place and asks for none.
    #[default]
    WithoutStore,
    /// It has not asked the bureau for one.
    NotAsked,
    /// It has a key, and the bureau's answer has not come.
    Asked,
    /// It has one.
    Held,
}

impl PlaceState {
    /// Of what is held; `None` without a store.
    pub fn of(holdings: Option<&Holdings>) -> Self {
        match holdings {
            None => Self::WithoutStore,
            Some(held) if place(held).is_some() => Self::Held,
            Some(held) if held.terminal_key().is_some() => Self::Asked,
            Some(_) => Self::NotAsked,
        }
    }

    /// That it has no place yet, and what to do; `None` where there is nothing to say.
    pub fn lacks(self) -> Option<(Text, Text)> {
        let what = text!("本机还没有点位"; "This terminal has no place yet");
        let remedy = match self {
            Self::WithoutStore | Self::Held => return None,
            Self::NotAsked => {
                text!("要给予优待，请运行 verifier place request，把申请文件交给发码单位。";
                "To give benefits, run verifier place request and bring the bureau the file.")
            }
            Self::Asked => {
                text!("请用 verifier update 导入发码单位给的点位文件（.lbu）。";
                "Bring the place file (.lbu) of the bureau with verifier update.")
            }
        };
        Some((what, remedy))
    }
}
