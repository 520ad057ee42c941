//! Forms that were sent: each counts once, however often its button is pressed.

use std::collections::{HashMap, VecDeque};

/// The oldest are forgotten: whoever presses twice does so within seconds.
const MAX_SENT: usize = 1_000;

/// What became of a form that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is being carried out.
    Running,
    /// It was answered with this page of the desk.
    At(String),
    /// It was answered, but not with a page that has an address.
    Answered,
}

/// The values of forms that were sent.
#[derive(Default)]
pub(crate) struct Sent {
    outcomes: HashMap<String, Outcome>,
    order: VecDeque<String>,
}

impl Sent {
    /// Takes the value of a form. False if it was taken before.
    pub(crate) fn take(&mut self, once: &str) -> bool {
        if self.outcomes.contains_key(once) {
            return false;
        }
        self.outcomes.insert(once.to_owned(), Outcome::Running);
        self.order.push_back(once.to_owned());
        while self.order.len() > MAX_SENT {
            if let Some(oldest) = self.order.pop_front() {
                self.outcomes.remove(&oldest);
            }
        }
        true
    }

    /// Notes what became of a form, if it is still remembered.
    pub(crate) fn note(&mut self, once: &str, outcome: Outcome) {
        if let Some(known) = self.outcomes.get_mut(once) {
            *known = outcome;
        }
    }

    /// What became of a form.
    pub(crate) fn outcome(&self, once: &str) -> Option<Outcome> {
        self.outcomes.get(once).cloned()
    }
}

/// Whether this can be the value of a form: an opaque name.
pub(crate) fn is_value(given: &str) -> bool {
    given.len() == 32 && given.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_counts_once_and_the_oldest_are_forgotten() {
        let mut sent = Sent::default();
        assert!(sent.take("a"));
        assert!(!sent.take("a"));
        sent.note("a", Outcome::At("/x".to_owned()));
        sent.note("b", Outcome::Answered);
        assert_eq!(sent.outcome("a"), Some(Outcome::At("/x".to_owned())));
        assert_eq!(sent.outcome("b"), None);
        for number in 0..MAX_SENT {
            assert!(sent.take(&number.to_string()));
        }
        assert_eq!(sent.outcome("a"), None);
        assert_eq!(sent.outcomes.len(), MAX_SENT);
    }
}
