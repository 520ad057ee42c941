//! The merchant's screen: the live picture, the verdict in large letters and what to do, on a console of any
//! size and speed.
//!
//! `view` is what there is to show. `draw` lays it out on a `grid` of cells. `output` sends what has changed:
//! `paint` finds the changes, `pace` decides how much of them to send now, and `tty` writes them. `input`
//! distinguishes scanners in keyboard mode from people, `wording` puts verdicts into words, `panel` is the
//! counter with its benefits, and `sound` plays verdicts. [`Screen`] combines these as an observer of the scan.

mod ambiguous;
mod answer;
mod area;
mod big;
mod cell;
mod colours;
mod draw;
mod freshness;
mod grid;
mod input;
mod keys;
mod output;
mod pace;
mod paint;
mod panel;
mod seen;
mod sound;
mod thumbnail;
mod tty;
mod view;
mod wording;

use std::collections::VecDeque;
use std::io::{self, BufRead};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use code_reader::Reading;
use messages::{Lang, dates, text};

use crate::benefits::{JournalNews, Offer, PlaceState};
use crate::camera::{CameraState, Frame};
use crate::judge::CodeJudge;
use crate::scan::{CounterAnswer, InView, ScanEvent, ScanObserver, Tick};
use answer::{Answer, Origin};
use colours::Depth;
use input::{Bytes, Input, Typing};
use output::ConsoleOutput;
use panel::Panel;
use seen::Seen;
pub(crate) use sound::{Sound, SoundChoice};
use thumbnail::{Luma, Mirror, Thumbnail};
use tty::Tty;
use view::{Camera, Picture, View};

/// How long a verdict stays if nothing else is shown.
const STAYS: Duration = Duration::from_secs(15);
/// The same for "scan again", which is over when the code is scanned.
const AGAIN_STAYS: Duration = Duration::from_secs(8);
/// How long a masked name stays in the list, and how many do.
const LISTED: Duration = Duration::from_secs(600);
const LISTED_MOST: usize = 50;
/// Ten pictures a second are enough to aim by.
const PICTURE_EVERY: Duration = Duration::from_millis(95);
/// How long the operator is asked whether to leave.
const MESSAGE_STAYS: Duration = Duration::from_secs(4);
/// Shows a scan on the whole console.
pub(crate) struct Screen {
    // Dropped first: the console is restored before anything can be slow.
    output: ConsoleOutput,
    keys: Receiver<(Instant, Vec<u8>)>,
    bytes: Bytes,
    inputs: VecDeque<(Instant, Input)>,
    typing: Typing,
    lines: u64,
    sound: Sound,
    view: View,
    shows_picture: bool,
    mirror: Mirror,
    last_picture: Option<Instant>,
    leaving: Option<Instant>,
    seen: Seen,
    /// How many codes of ours are in view together.
    together: usize,
}

impl Screen {
    /// Takes over the console.
    ///
    /// # Errors
    /// If the console cannot be prepared, or the system gives no thread.
    pub(crate) fn new(
        lang: Lang,
        sound: Sound,
        keyboard: Box<dyn BufRead + Send>,
    ) -> io::Result<Self> {
        let depth = Depth::of_environment(|name| std::env::var(name).ok());
        Self::on(Tty::begin()?, depth, lang, sound, keyboard)
    }

    fn on(
        tty: Tty,
        depth: Depth,
        lang: Lang,
        sound: Sound,
        keyboard: Box<dyn BufRead + Send>,
    ) -> io::Result<Self> {
        Ok(Self {
            output: ConsoleOutput::new(tty, depth, Instant::now()),
            keys: input::read(keyboard)?,
            bytes: Bytes::default(),
            inputs: VecDeque::new(),
            typing: Typing::default(),
            lines: 0,
            sound,
            view: View {
                lang,
                depth,
                clock: String::new(),
                muted: false,
                shown: None,
                is_past: false,
                is_away: false,
                recent: VecDeque::new(),
                camera: Camera {
                    what: CameraState::Looking.what(),
                    remedy: None,
                    sees: false,
                },
                picture: Picture::None,
                hint: None,
                freshness: Vec::new(),
                message: None,
                panel: Panel::default(),
            },
            shows_picture: true,
            mirror: Mirror::On,
            last_picture: None,
            leaving: None,
            seen: Seen::default(),
            together: 0,
        })
    }

    /// Brings up to date what changes by itself as time passes.
    fn age(&mut self, now: Instant) {
        let is_over = |since: Instant, stays| now.saturating_duration_since(since) >= stays;
        let clock = wording::clock(dates::now());
        let shown = self.view.shown.as_ref();
        let shown_over = shown.is_some_and(|shown| {
            let stays = match shown.answer {
                Answer::Again => AGAIN_STAYS,
                _ => STAYS,
            };
            is_over(shown.since, stays) && !self.view.panel.stays(now)
        });
        let leaving_over = self
            .leaving
            .is_some_and(|since| is_over(since, MESSAGE_STAYS));
        if leaving_over {
            self.leaving = None;
        }
        if shown_over {
            self.view.shown = None;
            self.view.panel.close();
        }
        let panel_over = self.view.panel.age(now);
        let shown = self.view.shown.as_ref();
        let is_past = shown.is_some_and(|shown| self.seen.something_else(shown, now));
        let is_away = shown.is_some_and(|shown| self.seen.is_away(shown, now));
        let hint = self.seen.hint(now).map(wording::hint);
        let message = self
            .leaving
            .map(|_| text!("再按一次 q 退出验码"; "Press q once more to leave"));
        let listed = self.view.recent.len();
        self.view
            .recent
            .retain(|recent| !is_over(recent.since, LISTED));
        let changed = clock != self.view.clock
            || shown_over
            || panel_over
            || is_past != self.view.is_past
            || is_away != self.view.is_away
            || hint != self.view.hint
            || message != self.view.message
            || listed != self.view.recent.len();
        if changed {
            self.view.clock = clock;
            self.view.hint = hint;
            self.view.is_past = is_past;
            self.view.is_away = is_away;
            self.view.message = message;
            self.output.changed();
        }
    }

    /// While several codes of ours are in view, none of their verdicts is shown: nobody could tell which of
    /// them it is about.
    fn see_several(&mut self, count: usize, now: Instant) {
        if count > 1 {
            self.view.shown = Some(wording::several_codes(count, Origin::Camera, now));
            self.view.panel.close();
        }
        if count != self.together {
            self.together = count;
            self.output.changed();
        }
    }

    /// Makes the small picture of a frame, where the line has room for it.
    fn show(&mut self, frame: &Frame, reading: &Reading, now: Instant) {
        let due = |last: Instant| now.saturating_duration_since(last) >= PICTURE_EVERY;
        // While the picture before is still under way, this one is left out.
        if !self.shows_picture || !self.output.is_idle() || !self.last_picture.is_none_or(due) {
            return;
        }
        self.last_picture = Some(now);
        let picture = match self.output.has_room_for_pictures() {
            None => return,
            Some(false) => Picture::SlowLine,
            Some(true) => {
                let before = match &self.view.picture {
                    Picture::Live(before) => Some(before),
                    _ => None,
                };
                let luma = Luma {
                    width: frame.width,
                    height: frame.height,
                    pixels: &frame.luma,
                };
                let room = self.output.picture_room();
                Thumbnail::new(luma, &reading.codes, room, self.mirror, before)
                    .map_or(Picture::None, Picture::Live)
            }
        };
        self.view.picture = picture;
        self.output.changed();
    }
}

impl ScanObserver for Screen {
    fn refreshed(&mut self, judge: &CodeJudge) -> io::Result<()> {
        self.view.freshness = freshness::notices(judge);
        let place = PlaceState::of(judge.source().holdings());
        self.view.panel.set_place(place);
        self.output.changed();
        Ok(())
    }

    fn camera(&mut self, state: &CameraState) -> io::Result<()> {
        self.view.camera = Camera {
            what: state.what(),
            remedy: state.remedy(),
            sees: matches!(state, CameraState::Streaming { .. }),
        };
        if !self.view.camera.sees && matches!(self.view.picture, Picture::Live(_)) {
            self.view.picture = Picture::None;
        }
        self.output.changed();
        Ok(())
    }

    fn frame(&mut self, frame: &Frame, reading: &Reading, in_view: &InView) -> io::Result<()> {
        let now = Instant::now();
        self.seen.frame(reading, in_view, now);
        self.see_several(in_view.ours_together, now);
        self.show(frame, reading, now);
        Ok(())
    }

    fn event(&mut self, event: &ScanEvent) -> io::Result<()> {
        let now = Instant::now();
        let shown = wording::shown_verdict(event, now);
        if !self.view.muted {
            self.sound.play(shown.answer, now);
        }
        self.view.recent.push_front(wording::recent(&shown));
        self.view.recent.truncate(LISTED_MOST);
        self.view.shown = Some(match event.finding.other_ours() {
            0 => shown,
            others => wording::several_codes(others + 1, shown.origin, now),
        });
        let holder = wording::holder_at_counter(event);
        let panel = &mut self.view.panel;
        panel.shown(event.number, holder, event.benefits.as_ref(), now);
        self.view.is_past = false;
        self.view.is_away = false;
        self.seen.reported(now);
        self.output.changed();
        self.output.send(&self.view, now)
    }

    fn counter(&mut self, answer: &CounterAnswer, offer: Option<&Offer>) -> io::Result<()> {
        let now = Instant::now();
        if matches!(answer, CounterAnswer::ManualOffer(_)) {
            // Whoever has no code is not the one whose code was shown last.
            self.view.shown = None;
        }
        self.view.panel.answer(answer, offer, now);
        self.output.changed();
        self.output.send(&self.view, now)
    }

    fn journal(&mut self, news: &JournalNews) -> io::Result<()> {
        let now = Instant::now();
        self.view.panel.journal(news, now);
        self.output.changed();
        self.output.send(&self.view, now)
    }

    fn tick(&mut self, now: Instant) -> io::Result<Tick> {
        if self.output.is_to_stop() {
            return Ok(Tick::Leave);
        }
        let tick = self.take_input(now);
        if tick != Tick::Nothing {
            return Ok(tick);
        }
        if self.sound.bell(now) {
            self.output.ring();
        }
        self.age(now);
        self.output.send(&self.view, now)?;
        Ok(Tick::Nothing)
    }
}

#[cfg(test)]
mod tests;
