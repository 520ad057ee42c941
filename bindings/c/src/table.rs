//! Things that C knows by a number: each slot counts its generations, so that an old number finds nothing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many of a kind are there at once, so that a program that never frees anything is told.
const MOST: usize = 65_536;

/// Values by number.
pub(crate) struct Table<T>(Mutex<Slots<T>>);

struct Slots<T> {
    slots: Vec<Slot<T>>,
    free: Vec<u32>,
}

struct Slot<T> {
    generation: u32,
    value: Option<Arc<T>>,
}

impl<T> Table<T> {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Slots {
            slots: Vec::new(),
            free: Vec::new(),
        }))
    }

    /// Keeps a value and gives its number, which is never 0; `None` if there are too many.
    pub(crate) fn insert(&self, value: T) -> Option<u64> {
        let value = Some(Arc::new(value));
        let mut slots = self.slots();
        let at = match slots.free.pop() {
            Some(at) => at,
            None if slots.slots.len() >= MOST => return None,
            None => {
                slots.slots.push(Slot {
                    generation: 1,
                    value: None,
                });
                u32::try_from(slots.slots.len() - 1).ok()?
            }
        };
        let slot = slots.slots.get_mut(at as usize)?;
        slot.value = value;
        Some(u64::from(slot.generation) << 32 | u64::from(at))
    }

    /// The value with this number.
    pub(crate) fn value(&self, number: u64) -> Option<Arc<T>> {
        let slots = self.slots();
        let (generation, at) = split(number);
        let slot = slots.slots.get(at as usize)?;
        slot.value.clone().filter(|_| slot.generation == generation)
    }

    /// Takes the value with this number out; the number finds nothing from now on.
    pub(crate) fn remove(&self, number: u64) -> Option<Arc<T>> {
        let mut slots = self.slots();
        let (generation, at) = split(number);
        let slot = slots.slots.get_mut(at as usize)?;
        if slot.generation != generation {
            return None;
        }
        let value = slot.value.take()?;
        // A slot whose generations are used up is left alone: no number is given twice.
        if let Some(next) = slot.generation.checked_add(1) {
            slot.generation = next;
            slots.free.push(at);
        }
        Some(value)
    }

    fn slots(&self) -> MutexGuard<'_, Slots<T>> {
        // Nothing in here panics half way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Generation and slot.
fn split(number: u64) -> (u32, u32) {
    ((number >> 32) as u32, (number & u64::from(u32::MAX)) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_number_finds_nothing_although_its_slot_is_used_again() {
        let table = Table::new();
        let first = table.insert("first").unwrap();
        assert_eq!(table.value(first).as_deref(), Some(&"first"));
        assert!(table.remove(first).is_some());
        assert!(table.remove(first).is_none());
        let second = table.insert("second").unwrap();
        assert_ne!(first, second);
        assert_eq!(split(first).1, split(second).1, "the same slot");
        assert!(table.value(first).is_none());
        for number in [0, 1, u64::MAX, second ^ 1, second + (1 << 32)] {
            assert!(table.value(number).is_none(), "{number:x}");
            assert!(table.remove(number).is_none(), "{number:x}");
        }
        assert_eq!(table.value(second).as_deref(), Some(&"second"));
    }

    #[test]
    #[cfg_attr(miri, ignore = "sixty thousand of them take long there")]
    fn what_is_never_freed_has_a_bound() {
        let table = Table::new();
        assert!((0..MOST).all(|number| table.insert(number).is_some()));
        assert_eq!(table.insert(0), None);
    }
}
