//! What pages show again after a redirect, under names that say nothing.
//!
//! A search is posted and its answer is shown at an address that does not have what was searched for.

use std::any::Any;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// Older ones are let go: a clerk goes back a few pages, not hundreds.
const MAX_KEPT: usize = 100;

type Thing = Arc<dyn Any + Send + Sync>;

/// Things by their opaque names.
#[derive(Default)]
pub(crate) struct Kept {
    things: HashMap<String, Thing>,
    order: VecDeque<String>,
}

impl Kept {
    /// Keeps a thing under a name.
    pub(crate) fn insert(&mut self, id: String, thing: Thing) {
        self.order.push_back(id.clone());
        self.things.insert(id, thing);
        while self.order.len() > MAX_KEPT {
            if let Some(oldest) = self.order.pop_front() {
                self.things.remove(&oldest);
            }
        }
    }

    /// The thing of this name, if there is one and it is of this type.
    pub(crate) fn find<T: Any + Send + Sync>(&self, id: &str) -> Option<Arc<T>> {
        self.things.get(id)?.clone().downcast().ok()
    }

    /// Lets a thing go.
    pub(crate) fn remove(&mut self, id: &str) -> Option<Thing> {
        self.order.retain(|other| other != id);
        self.things.remove(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_let_go() {
        let mut kept = Kept::default();
        for number in 0..=MAX_KEPT {
            kept.insert(number.to_string(), Arc::new(number));
        }
        assert!(kept.find::<usize>("0").is_none());
        assert_eq!(kept.find::<usize>("1").as_deref(), Some(&1));
        assert!(kept.find::<String>("1").is_none());
        assert!(kept.remove("1").is_some());
        assert!(kept.find::<usize>("1").is_none());
    }
}
