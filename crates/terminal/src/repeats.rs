//! Which lines came before: what was read twice alike was not misread.

use std::collections::VecDeque;

/// So many lines are remembered: somebody tries a code, then others, then the first once more.
const REMEMBERED: usize = 16;

/// How often a line was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineReading {
    /// For the first time, as far as is remembered.
    First,
    /// The very same line came before.
    Again,
}

/// The last lines, each once.
#[derive(Debug, Default)]
pub struct Repeats(VecDeque<String>);

impl Repeats {
    /// Takes in a line.
    pub fn add(&mut self, line: &str) -> LineReading {
        let before = self.0.iter().position(|known| known == line);
        let reading = match before.and_then(|at| self.0.remove(at)) {
            Some(_) => LineReading::Again,
            None => LineReading::First,
        };
        self.0.truncate(REMEMBERED - 1);
        self.0.push_front(line.to_owned());
        reading
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_known_again_among_others_but_not_for_ever() {
        let mut repeats = Repeats::default();
        assert_eq!(repeats.add("a"), LineReading::First);
        assert_eq!(repeats.add("b"), LineReading::First);
        assert_eq!(repeats.add("a"), LineReading::Again);
        for number in 0..REMEMBERED {
            assert_eq!(repeats.add(&number.to_string()), LineReading::First);
        }
        assert_eq!(repeats.0.len(), REMEMBERED);
        assert_eq!(repeats.add("a"), LineReading::First);
    }
}
