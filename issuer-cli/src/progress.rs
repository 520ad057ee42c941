//! A progress bar with rate and time left.

use std::io;
use std::time::{Duration, Instant};

use cli_support::Console;
use messages::{Text, text};

/// Steps of the bar.
const WIDTH: u64 = 20;

/// More often could not be read.
const INTERVAL: Duration = Duration::from_millis(200);

/// Before that, a rate means nothing.
const WARM_UP: Duration = Duration::from_secs(1);

pub(crate) struct Meter {
    what: Text,
    total: u64,
    begun: Instant,
    shown: Option<Instant>,
}

impl Meter {
    /// For `total` things, as nearly as is known.
    pub(crate) fn new(what: Text, total: u64) -> Self {
        Self {
            what,
            total,
            begun: Instant::now(),
            shown: None,
        }
    }

    /// Shows how far it is, but not too often.
    pub(crate) fn show(&mut self, done: u64, console: &mut Console<'_>) -> io::Result<()> {
        if self.shown.is_some_and(|last| last.elapsed() < INTERVAL) {
            return Ok(());
        }
        self.shown = Some(Instant::now());
        let total = self.total.max(done).max(1);
        let [full, short] = self.lines(done, self.begun.elapsed());
        console.progress_of((done, total), &full, &short)
    }

    /// Takes the bar away.
    pub(crate) fn end(&self, console: &mut Console<'_>) -> io::Result<()> {
        console.progress(None)
    }

    /// With a bar, and without one.
    fn lines(&self, done: u64, elapsed: Duration) -> [Text; 2] {
        use messages::Lang::{En, Zh};
        // The total is an estimate, which may turn out to have been too small.
        let total = self.total.max(done).max(1);
        let filled = (done * WIDTH / total) as usize;
        let bar = "#".repeat(filled) + &"-".repeat(WIDTH as usize - filled);
        let percent = done * 100 / total;
        let seconds = elapsed.as_secs_f64();
        let (rate_zh, rate_en) = if elapsed < WARM_UP || done == 0 {
            Default::default()
        } else {
            let rate = done as f64 / seconds;
            let left = ((total - done) as f64 / rate).ceil() as u64;
            let (left_zh, left_en) = duration(left);
            (
                format!("  每秒 {rate:.0}，还需 {left_zh}"),
                format!("  {rate:.0}/s, {left_en} left"),
            )
        };
        let (zh, en) = (self.what.in_lang(Zh), self.what.in_lang(En));
        [
            text!("{zh} [{bar}] {percent}%  {done}/{total}{rate_zh}";
            "{en} [{bar}] {percent}%  {done}/{total}{rate_en}"),
            text!("{zh}  {done}/{total}{rate_zh}"; "{en}  {done}/{total}{rate_en}"),
        ]
    }
}

fn duration(seconds: u64) -> (String, String) {
    let (minutes, rest) = (seconds / 60, seconds % 60);
    if minutes == 0 {
        (format!("{rest} 秒"), format!("{rest} s"))
    } else {
        (
            format!("{minutes} 分 {rest:02} 秒"),
            format!("{minutes} min {rest:02} s"),
        )
    }
}

#[cfg(test)]
mod tests {
    use messages::Lang::{En, Zh};

    use super::*;

    #[test]
    fn tells_rate_and_time_left_once_they_mean_something() {
        let meter = Meter::new(text!("正在签发"; "issuing"), 1000);
        let [early, short] = meter.lines(10, Duration::from_millis(10));
        assert_eq!(short.in_lang(En), "issuing  10/1000");
        assert_eq!(
            early.in_lang(En),
            "issuing [--------------------] 1%  10/1000"
        );
        let [later, _] = meter.lines(250, Duration::from_millis(2500));
        assert_eq!(
            later.in_lang(En),
            "issuing [#####---------------] 25%  250/1000  100/s, 8 s left"
        );
        assert_eq!(
            later.in_lang(Zh),
            "正在签发 [#####---------------] 25%  250/1000  每秒 100，还需 8 秒"
        );
        let [slow, _] = meter.lines(10, Duration::from_secs(2));
        assert!(
            slow.in_lang(En).ends_with("5/s, 3 min 18 s left"),
            "{slow:?}"
        );
    }

    #[test]
    fn an_estimate_that_was_too_small_does_not_overflow() {
        let meter = Meter::new(text!(""; ""), 0);
        for done in [0, 1, 100] {
            meter.lines(done, Duration::from_secs(2));
        }
        assert!(
            meter.lines(100, Duration::ZERO)[0]
                .in_lang(En)
                .contains("100%")
        );
    }
}
