//! What is told to a gate while it runs: that somebody has passed, or not. One line each, on standard input
//! or on the control socket.

/// What became of a passage that the gate was opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PassageReport {
    /// The number of the verdict.
    pub(crate) number: u64,
    pub(crate) has_turned: bool,
}

/// What is answered to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It counts.
    Noted,
    /// No passage is awaited for this number: never opened, reported before, or its time is over.
    NotAwaited,
    /// It is no command.
    #[cfg(unix)]
    NotUnderstood,
}

#[cfg(unix)]
impl Answer {
    /// The line that is sent back.
    pub(crate) const fn line(self) -> &'static str {
        match self {
            Self::Noted => "ok\n",
            Self::NotAwaited => "not-awaited\n",
            Self::NotUnderstood => "not-understood\n",
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

#[cfg(test)]
mod tests {
    use super::*;

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
