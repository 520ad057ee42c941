use std::time::{Duration, Instant};

use super::*;

mod streams;

/// Types bytes with the same gap between them, and looks at the clock as often as the screen does.
struct Keyboard {
    bytes: Bytes,
    typing: Typing,
    now: Instant,
    typed: Vec<Typed>,
}

impl Keyboard {
    fn new() -> Self {
        Self {
            bytes: Bytes::default(),
            typing: Typing::default(),
            now: Instant::now(),
            typed: Vec::new(),
        }
    }

    fn wait(&mut self, time: Duration) {
        let end = self.now + time;
        while self.now < end {
            self.now = (self.now + Duration::from_millis(20)).min(end);
            self.typed.extend(self.typing.pause(self.now));
        }
    }

    fn send(&mut self, bytes: &[u8]) {
        let mut inputs = Vec::new();
        self.bytes.take(self.now, bytes, |input| inputs.push(input));
        for input in inputs {
            let typed = match input {
                Input::Byte(byte) => self.typing.byte(self.now, byte),
                Input::End => self.typing.end(),
                Input::Backspace => self.typing.backspace(),
                _ => None,
            };
            self.typed.extend(typed);
        }
    }

    fn types(&mut self, text: &str, gap: u64) {
        for character in text.chars() {
            self.send(character.to_string().as_bytes());
            self.wait(Duration::from_millis(gap));
        }
    }

    /// Everything that was recognised, after a long pause.
    fn end(mut self) -> Vec<Typed> {
        self.wait(Duration::from_secs(2));
        self.typed
    }
}

fn typed(text: &str, gap: u64) -> Vec<Typed> {
    let mut keyboard = Keyboard::new();
    keyboard.types(text, gap);
    keyboard.end()
}

fn code(text: &str) -> Typed {
    Typed::Code(text.to_owned())
}
