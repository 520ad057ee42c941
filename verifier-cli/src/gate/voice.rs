//! A greeting aloud, by verdict and category, from recordings of the place: so that a blind holder hears the
//! verdict and the reason. The newest verdict ends the greeting before it; the next code waits for none.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use credential_core::{CategorySet, Decision};
use messages::untrusted::{escape_untrusted, escape_untrusted_path};
use messages::{Failure, Lang, failure, io_error};

use crate::child::program_of;
use crate::player::{AfterFailure, Command, FilePassedAs, Player, PlayerRules};
use crate::report::Judged;

/// No greeting is longer; a player that takes so long hangs.
const RULES: PlayerRules = PlayerRules {
    time_limit: Duration::from_secs(30),
    after_failure: AfterFailure::TryAgain,
};

/// Recordings that are kept in mind at most.
const MOST: usize = 1_000;

/// The recordings with the player.
pub(crate) struct Voice {
    recordings: Recordings,
    player: Player<PathBuf>,
}

impl Voice {
    /// # Errors
    /// If the folder has no recordings, or the player is not there.
    pub(crate) fn start(folder: &Path, player: &str) -> Result<Self, Failure> {
        let recordings = Recordings::read(folder)?;
        let variable = |name: &str| std::env::var_os(name);
        let no_player = || {
            let player = escape_untrusted(player);
            failure!("sound-unavailable"; "找不到播放声音的程序：{player}";
                "there is no such program to play sounds with: {player}";
                "请用 --player 写一个能播放 WAV 文件的程序，如 --player 'aplay -q {{}}'。";
                "Name a program that plays WAV files, such as --player 'aplay -q {{}}'.")
        };
        let (program, arguments) = program_of(player, &variable).ok_or_else(no_player)?;
        let command = Command {
            program,
            arguments,
            file: FilePassedAs::Argument,
        };
        let player = Player::start(vec![command], RULES, PathBuf::clone)
            .map_err(|error| no_player().with_detail(error))?;
        Ok(Self { recordings, player })
    }

    /// Greets, or says what is wrong, if there is a recording for it.
    pub(crate) fn say(&self, judged: &Judged, is_open: bool) {
        if let Some(file) = self.recordings.find(&names(judged, is_open)) {
            // A player that has failed is tried again with the next verdict.
            let _ = self.player.play(file.to_owned());
        }
    }
}

/// The names of the recordings that fit, the best first.
fn names(judged: &Judged, is_open: bool) -> Vec<String> {
    let verdict = judged.verdict();
    let code = verdict.reason();
    let mut names = Vec::new();
    if is_open {
        let content = judged.content().map(|(claims, _)| claims);
        let categories = content.map_or(CategorySet::EMPTY, |claims| claims.categories);
        // A card for several people says how many.
        if let Some(count) = content.map(|claims| claims.dependants.len())
            && count > 0
        {
            names.push(format!("accept-dependants-{count}"));
            names.push("accept-dependants".to_owned());
        }
        names.extend(
            categories
                .iter()
                .map(|category| format!("accept-{}", category.code())),
        );
        names.push("accept".to_owned());
        return names;
    }
    if judged.other_ours > 0 {
        names.push("several-codes".to_owned());
    } else if judged.misreading().is_some() {
        names.push("again".to_owned());
    }
    names.extend(names_of_code(verdict.decision(), code));
    names
}

/// The names for a gate that stays closed, by the reason alone.
fn names_of_code(decision: Decision, code: &str) -> Vec<String> {
    let mut names = match decision {
        Decision::Accept => Vec::new(),
        Decision::Check => vec![format!("check-{code}"), "check".to_owned()],
        Decision::Refuse => vec![format!("refuse-{code}")],
    };
    names.push("refuse".to_owned());
    names
}

/// The WAV files of a folder, by their names without the ending.
struct Recordings(BTreeMap<String, PathBuf>);

impl Recordings {
    fn read(folder: &Path) -> Result<Self, Failure> {
        let name = escape_untrusted_path(folder);
        let entries = fs::read_dir(folder).map_err(|error| {
            let why = io_error(&error);
            failure!("file-unreadable"; "无法读取录音文件夹 {name}（{}）", why.in_lang(Lang::Zh);
                "cannot read the folder of recordings {name} ({})", why.in_lang(Lang::En);
                "请检查 --voice 的路径和权限。"; "Check the path of --voice and its permissions.")
            .with_detail(error)
        })?;
        let paths = entries.flatten().map(|entry| entry.path());
        let is_wave = |path: &PathBuf| {
            path.extension()
                .is_some_and(|ending| ending.eq_ignore_ascii_case("wav"))
                && path.is_file()
        };
        let named = paths.filter(is_wave).filter_map(|path| {
            let stem = path.file_stem()?.to_str()?.to_owned();
            Some((stem, path))
        });
        let recordings: BTreeMap<_, _> = named.take(MOST).collect();
        let says_something = |stem: &String| {
            let first = stem.split('-').next();
            first.is_some_and(|first| ["accept", "check", "refuse", "again"].contains(&first))
        };
        if recordings.keys().any(says_something) {
            return Ok(Self(recordings));
        }
        Err(failure!("voice-empty"; "{name} 里没有能用的录音";
            "there is no recording in {name} that is used";
            "请放入 WAV 文件：accept.wav（通过）、refuse.wav（拒绝）、accept-veteran.wav（按人员类别）、refuse-expired.wav（按原因代码）等。";
            "Put WAV files there: accept.wav, refuse.wav, accept-veteran.wav (by category), refuse-expired.wav (by reason code) and so on."))
    }

    fn find(&self, names: &[String]) -> Option<&Path> {
        names
            .iter()
            .find_map(|name| self.0.get(name))
            .map(PathBuf::as_path)
    }
}

#[cfg(test)]
mod tests;
