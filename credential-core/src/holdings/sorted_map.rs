//! A map as a vector in the order of its keys.
//!
//! Five kinds of lists and the floors of each are held. A B-tree costs a module for browsers some eight kilobytes of
//! code for each pair of types, this a tenth of it. An insertion moves what stands behind it: with the most issuers
//! that there can be some hundred kilobytes, which takes less time than to verify the list that is inserted.

use alloc::vec::Vec;

/// A map with few insertions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SortedMap<K, V> {
    /// No key twice, the lowest first.
    entries: Vec<(K, V)>,
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
        }
    }
}

impl<K, V> SortedMap<K, V> {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &K> {
        self.entries.iter().map(|(key, _)| key)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.entries.iter().map(|(_, value)| value)
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(&K, &V) -> bool) {
        self.entries.retain(|(key, value)| keep(key, value));
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        let at = self.position(key).ok()?;
        self.entries.get(at).map(|(_, value)| value)
    }

    pub(super) fn contains_key(&self, key: &K) -> bool {
        self.position(key).is_ok()
    }

    /// Puts `value` at `key`, or changes what is there by `merge`.
    pub(super) fn insert_or(&mut self, key: K, value: V, merge: impl FnOnce(&mut V, V)) {
        match self.position(&key) {
            Ok(at) => {
                if let Some((_, held)) = self.entries.get_mut(at) {
                    merge(held, value);
                }
            }
            Err(at) => self.entries.insert(at, (key, value)),
        }
    }

    fn position(&self, key: &K) -> Result<usize, usize> {
        self.entries.binary_search_by(|(held, _)| held.cmp(key))
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn holds_what_a_tree_holds(steps in proptest::collection::vec((0..40_u8, 0..9_u8), 0..80), kept in 0..9_u8) {
            let (mut map, mut tree) = (SortedMap::default(), BTreeMap::new());
            for (key, value) in steps {
                map.insert_or(key, value, |held, new| *held = new.max(*held));
                let held = tree.entry(key).or_insert(value);
                *held = value.max(*held);
            }
            for _ in 0..2 {
                prop_assert!(map.iter().eq(tree.iter()));
                prop_assert!(map.keys().eq(tree.keys()) && map.values().eq(tree.values()));
                prop_assert_eq!(map.is_empty(), tree.is_empty());
                for key in 0..40 {
                    prop_assert_eq!(map.get(&key), tree.get(&key));
                    prop_assert_eq!(map.contains_key(&key), tree.contains_key(&key));
                }
                map.retain(|_, value| *value > kept);
                tree.retain(|_, value| *value > kept);
            }
        }
    }
}
