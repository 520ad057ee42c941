//! What the operator's keys do, and what a scanner types.

use std::sync::mpsc::TryRecvError;
use std::time::Instant;

use messages::Lang;

use super::Screen;
use super::input::{Input, Typed};
use super::panel::KeyUse;
use super::thumbnail::Mirror;
use super::view::Picture;
use crate::input::{InputLine, KEPT};
use crate::scan::Tick;

impl Screen {
    /// Handles what was typed, up to the first thing that the scan must know.
    pub(super) fn take_input(&mut self, now: Instant) -> Tick {
        loop {
            let (at, input) = match self.inputs.pop_front() {
                Some(input) => input,
                None => match self.keys.try_recv() {
                    Ok((at, bytes)) => {
                        let inputs = &mut self.inputs;
                        self.bytes
                            .take(at, &bytes, |input| inputs.push_back((at, input)));
                        continue;
                    }
                    Err(TryRecvError::Empty) => {
                        let typed = self.typing.pause(now);
                        return typed.map_or(Tick::Nothing, |typed| self.typed(typed, now));
                    }
                    // The console is gone.
                    Err(TryRecvError::Disconnected) => return Tick::Leave,
                },
            };
            let typed = match input {
                Input::Byte(byte) => self.typing.byte(at, byte),
                Input::End => match self.typing.end() {
                    Some(Typed::Code(code)) => Some(Typed::Code(code)),
                    typed => Some(typed.unwrap_or_default().entered()),
                },
                Input::Backspace => self.typing.backspace(),
                Input::Interrupt => return Tick::Leave,
                Input::Redraw => {
                    self.output.redraw();
                    None
                }
                Input::Cursor { column } => {
                    self.output.answered(at, column);
                    None
                }
                Input::Other => None,
            };
            let tick = typed.map_or(Tick::Nothing, |typed| self.typed(typed, now));
            if tick != Tick::Nothing {
                return tick;
            }
        }
    }

    fn typed(&mut self, typed: Typed, now: Instant) -> Tick {
        match typed {
            Typed::Key(key) => self.key(key.to_ascii_lowercase(), now),
            Typed::Keys(keys) => self.keys(&keys, now),
            Typed::Code(code) => {
                self.lines += 1;
                Tick::Line(InputLine {
                    number: self.lines,
                    is_cut: code.len() >= KEPT,
                    text: code,
                })
            }
        }
    }

    /// One key at a time, but for a number that is being typed.
    fn keys(&mut self, keys: &str, now: Instant) -> Tick {
        let mut all = keys.chars();
        if !self.view.panel.is_entering() {
            return match (all.next(), all.next()) {
                (Some(key), None | Some('\n')) if key != '\n' => {
                    self.key(key.to_ascii_lowercase(), now)
                }
                _ => Tick::Nothing,
            };
        }
        for key in all {
            let tick = self.key(key.to_ascii_lowercase(), now);
            if tick != Tick::Nothing {
                return tick;
            }
        }
        Tick::Nothing
    }

    fn key(&mut self, key: char, now: Instant) -> Tick {
        // What is not shown has no keys.
        let used = match self.view.is_past {
            true => KeyUse::NotMine,
            false => self.view.panel.key(key, now),
        };
        match used {
            KeyUse::NotMine => {}
            KeyUse::Mine => {
                self.output.changed();
                return Tick::Nothing;
            }
            KeyUse::Wish(wish) => return Tick::Counter(wish),
        }
        let was_leaving = self.leaving.take().is_some();
        match key {
            'q' if was_leaving => return Tick::Leave,
            'q' => self.leaving = Some(now),
            'l' => {
                self.view.lang = match self.view.lang {
                    Lang::Zh => Lang::En,
                    Lang::En => Lang::Zh,
                }
            }
            'm' => self.view.muted = !self.view.muted,
            'p' => {
                self.shows_picture = !self.shows_picture;
                self.view.picture = if self.shows_picture {
                    Picture::None
                } else {
                    Picture::Off
                };
            }
            'f' => {
                self.mirror = match self.mirror {
                    Mirror::On => Mirror::Off,
                    Mirror::Off => Mirror::On,
                }
            }
            ' ' => {
                self.view.shown = None;
                self.view.panel.close();
            }
            _ => {}
        }
        self.output.changed();
        Tick::Nothing
    }
}
