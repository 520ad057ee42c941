//! What is told to a gate while it runs: that somebody has passed, or not, on standard input or on the control
//! socket; and on the socket alone, to write the journal to a file. One line each.

#[cfg(unix)]
use std::borrow::Cow;

use credential_core::UnixTime;

#[cfg(unix)]
use crate::benefits::Exported;

/// What became of a passage that the gate was opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PassageReport {
    /// The number of the verdict.
    pub(crate) number: u64,
    pub(crate) has_turned: bool,
}

/// What is answered to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It counts.
    Noted,
    /// No passage is awaited for this number: never opened, reported before, or its time is over.
    NotAwaited,
    /// It is no command.
    #[cfg(unix)]
    NotUnderstood,
    /// The journal was written: how many records it has, and the hash of the last one.
    #[cfg(unix)]
    Exported { size: u64, head: [u8; 32] },
    /// It was not: the code of the reason.
    #[cfg(unix)]
    Failed(&'static str),
}

#[cfg(unix)]
impl Answer {
    pub(crate) fn of_export(exported: &Exported) -> Self {
        Self::Exported {
            size: exported.size,
            head: exported.head,
        }
    }

    /// The line that is sent back.
    pub(crate) fn line(self) -> Cow<'static, str> {
        match self {
            Self::Noted => "ok\n".into(),
            Self::NotAwaited => "not-awaited\n".into(),
            Self::NotUnderstood => "not-understood\n".into(),
            Self::Exported { size, head } => {
                let head: String = head.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("ok {size} {head}\n").into()
            }
            Self::Failed(code) => format!("failed {code}\n").into(),
        }
    }
}

/// Reads a command; `None` for any other line. No code begins like a command.
pub(crate) fn parse(line: &str) -> Option<PassageReport> {
    let mut words = line.split_ascii_whitespace();
    let has_turned = match words.next()? {
        "turned" => true,
        "not-turned" => false,
        _ => return None,
    };
    let number = words.next()?;
    // Digits alone: `parse` would take a sign as well.
    if !number.bytes().all(|byte| byte.is_ascii_digit()) || words.next().is_some() {
        return None;
    }
    let number = number.parse().ok()?;
    Some(PassageReport { number, has_turned })
}

/// Reads `at TIME`: where the standing clock of a play stands from now on. `None` for any other line.
pub(crate) fn parse_moment(line: &str) -> Option<UnixTime> {
    messages::dates::parse(line.trim().strip_prefix("at ")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn an_export_is_answered_with_its_end_or_with_why_there_is_none() {
        let head = [0xab; 32];
        let line = Answer::Exported { size: 12, head }.line().into_owned();
        assert_eq!(line, format!("ok 12 {}\n", "ab".repeat(32)));
        assert_eq!(Answer::Failed("no-place").line(), "failed no-place\n");
    }

    #[test]
    fn a_moment_is_read_with_its_word_alone() {
        let at = UnixTime::from_secs(1_826_812_800);
        assert_eq!(parse_moment(" at 2027-11-22 \r"), Some(at));
        for line in ["2027-11-22", "at", "at noon", "at2027-11-22", "turned 1"] {
            assert_eq!(parse_moment(line), None, "{line}");
        }
    }

    #[test]
    fn a_command_is_read_only_if_it_is_nothing_else() {
        let report = |number, has_turned| Some(PassageReport { number, has_turned });
        assert_eq!(parse("turned 12"), report(12, true));
        assert_eq!(parse("  not-turned\t7 \r"), report(7, false));
        for line in [
            "",
            "turned",
            "turned -1",
            "turned +1",
            "turned 1 2",
            "turned x",
            "Turned 1",
            "turned1",
            "turned 99999999999999999999",
            "8112345",
            "LB1:TURNED 1",
            "turned 1\u{0}",
        ] {
            assert_eq!(parse(line), None, "{line:?}");
        }
    }
}
