//! A sorted set of hashes in which the leading bits that many of them share are coded once.

use alloc::vec;
use alloc::vec::Vec;

use crate::code_hash::CodeHash;
use crate::error::{Error, Field, Result};
use crate::limits::MAX_VOUCHED;

/// Hashes of codes, each once, in the form in which a vouch list carries them: 10 bytes for each of
/// 80,000, and as much again as an index of the beginnings.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeHashSet {
    /// For each beginning where its hashes start, counted in hashes; and the number of all at the end.
    starts: Vec<u32>,
    /// What follows the beginning of each hash, in the order of the hashes.
    rests: Vec<u8>,
}

/// Leading bytes that are coded once, for so many hashes. More would take more bits for beginnings
/// that no hash has than they save.
const fn shared_bytes(count: usize) -> usize {
    match count {
        65_536.. => 2,
        256.. => 1,
        _ => 0,
    }
}

/// How many beginnings of so many bytes there are.
const fn beginnings(shared: usize) -> usize {
    1 << (8 * shared)
}

/// The beginning of a hash as a number, and the rest.
fn split(hash: &[u8; CodeHash::BYTES], shared: usize) -> (usize, &[u8]) {
    let (beginning, rest) = hash.split_at(shared.min(CodeHash::BYTES));
    let number = beginning
        .iter()
        .fold(0, |number, byte| number << 8 | usize::from(*byte));
    (number, rest)
}

impl CodeHashSet {
    /// Sorts the hashes; the same one twice counts once.
    ///
    /// # Errors
    /// [`Error::DraftInvalid`] with [`Field::Hashes`] if there are more than [`MAX_VOUCHED`].
    pub fn new(hashes: impl IntoIterator<Item = CodeHash>) -> Result<Self> {
        let mut hashes: Vec<CodeHash> = hashes.into_iter().collect();
        hashes.sort_unstable();
        hashes.dedup();
        if hashes.len() > MAX_VOUCHED {
            return Err(Error::DraftInvalid(Field::Hashes));
        }
        let shared = shared_bytes(hashes.len());
        let mut starts = vec![0; beginnings(shared) + 1];
        let mut rests = Vec::with_capacity(hashes.len() * (CodeHash::BYTES - shared));
        for hash in &hashes {
            let bytes = hash.to_bytes();
            let (beginning, rest) = split(&bytes, shared);
            if let Some(count) = starts.get_mut(beginning + 1) {
                *count += 1;
            }
            rests.extend_from_slice(rest);
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Ok(Self { starts, rests })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.starts.last().map_or(0, |end| *end as usize)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether this one is there: a binary search among those with the same beginning.
    pub fn contains(&self, hash: CodeHash) -> bool {
        let shared = self.shared_bytes();
        let bytes = hash.to_bytes();
        let (beginning, rest) = split(&bytes, shared);
        let at = |start: usize| self.starts.get(start).map_or(0, |start| *start as usize);
        let (mut low, mut high) = (at(beginning), at(beginning + 1));
        while low < high {
            let middle = low + (high - low) / 2;
            match self.rest(middle).cmp(rest) {
                core::cmp::Ordering::Less => low = middle + 1,
                core::cmp::Ordering::Equal => return true,
                core::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }

    /// All of them, in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = CodeHash> {
        let shared = self.shared_bytes();
        let buckets = self.starts.windows(2).enumerate();
        buckets.flat_map(move |(beginning, ends)| {
            let [from, until] =
                [ends.first(), ends.last()].map(|end| end.map_or(0, |end| *end as usize));
            (from..until).map(move |place| {
                let mut bytes = [0; CodeHash::BYTES];
                let number = beginning.to_be_bytes();
                let (head, tail) = bytes.split_at_mut(shared);
                head.copy_from_slice(number.split_at(number.len() - shared).1);
                for (own, rest) in tail.iter_mut().zip(self.rest(place)) {
                    *own = *rest;
                }
                CodeHash::from_bytes(bytes)
            })
        })
    }

    /// The bits that say how many hashes have each beginning: so many ones, then a zero.
    pub(super) fn to_buckets(&self) -> Vec<u8> {
        let bits = self.len() + self.starts.len() - 1;
        let mut buckets = vec![0; bits.div_ceil(8)];
        let mut bit = 0;
        for ends in self.starts.windows(2) {
            let count = ends.last().unwrap_or(&0) - ends.first().unwrap_or(&0);
            for _ in 0..count {
                if let Some(byte) = buckets.get_mut(bit / 8) {
                    *byte |= 0x80 >> (bit % 8);
                }
                bit += 1;
            }
            bit += 1;
        }
        buckets
    }

    pub(super) fn rests(&self) -> &[u8] {
        &self.rests
    }

    /// Reads the set; `None` if it is not the one form in which these hashes are written.
    pub(super) fn read(count: u64, buckets: &[u8], rests: &[u8]) -> Option<Self> {
        let count = usize::try_from(count)
            .ok()
            .filter(|count| *count <= MAX_VOUCHED)?;
        let shared = shared_bytes(count);
        let bits = count + beginnings(shared);
        // Both lengths follow from the count: nothing is allocated for what is not there.
        if buckets.len() != bits.div_ceil(8) || rests.len() != count * (CodeHash::BYTES - shared) {
            return None;
        }
        let mut starts = Vec::with_capacity(beginnings(shared) + 1);
        starts.push(0);
        let (mut seen, mut filling) = (0u32, false);
        for byte in buckets {
            for bit in 0..8 {
                if byte << bit & 0x80 == 0 {
                    if starts.len() <= beginnings(shared) {
                        starts.push(seen);
                    } else {
                        filling = true;
                    }
                } else if starts.len() <= beginnings(shared) && !filling {
                    seen += 1;
                } else {
                    return None;
                }
            }
        }
        if seen as usize != count || starts.len() != beginnings(shared) + 1 {
            return None;
        }
        let set = Self {
            starts,
            rests: rests.to_vec(),
        };
        set.ascends().then_some(set)
    }

    /// Whether the hashes with each beginning ascend; those of the next are above them anyway.
    fn ascends(&self) -> bool {
        self.starts.windows(2).all(|ends| {
            let [from, until] =
                [ends.first(), ends.last()].map(|end| end.map_or(0, |end| *end as usize));
            (from + 1..until).all(|place| self.rest(place - 1) < self.rest(place))
        })
    }

    fn shared_bytes(&self) -> usize {
        shared_bytes(self.len())
    }

    fn rest(&self, place: usize) -> &[u8] {
        let len = CodeHash::BYTES - self.shared_bytes();
        let at = place * len;
        self.rests.get(at..at + len).unwrap_or_default()
    }
}

impl core::fmt::Debug for CodeHashSet {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "CodeHashSet({} hashes)", self.len())
    }
}
