//! A record in the few bytes that the calculation of a month needs.

use credential_core::journal::{Price, ShownCode};

/// What an event is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventKind {
    /// A grant on a code.
    Grant,
    /// A grant without a code.
    Manual,
    /// A grant that was taken back: all but `kind`, `by_bureau` and `detail` is the grant's.
    Undo,
    /// A rating, of level `detail`: `edition` is the number of its grant, 0 for something that is no grant. It is in
    /// the month of the grant, at its time.
    Rating,
    /// The clock was behind by `full` seconds.
    ClockBehind,
    /// The clock was lowered by `full` seconds.
    ClockLowered,
    /// An undo of something that is no grant.
    StrayUndo,
    /// A record of another kind, dated `full` seconds before the one that it follows.
    Backwards,
}

const KINDS: [EventKind; 8] = [
    EventKind::Grant,
    EventKind::Manual,
    EventKind::Undo,
    EventKind::Rating,
    EventKind::ClockBehind,
    EventKind::ClockLowered,
    EventKind::StrayUndo,
    EventKind::Backwards,
];

/// One record, in its month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) kind: EventKind,
    /// Whether there is a holder; if not, `issuer` and `holder` are 0.
    pub(crate) has_holder: bool,
    pub(crate) issuer: u32,
    pub(crate) holder: u32,
    /// `journals.id`
    pub(crate) journal: u32,
    pub(crate) number: u32,
    /// Since the month began.
    pub(crate) second: u32,
    pub(crate) benefit: u32,
    /// [`u32::MAX`] for one that no bureau can have given.
    pub(crate) edition: u32,
    /// As the terminal's place was when it wrote the record, by its own note; 0 if its journal does not say it.
    pub(crate) terminal: u32,
    pub(crate) merchant: u32,
    pub(crate) branch: u32,
    /// With a code.
    pub(crate) status_index: u32,
    pub(crate) units: u16,
    pub(crate) is_phone: bool,
    /// Dated later than it was imported.
    pub(crate) is_ahead: bool,
    /// Dated before the record that it follows, of a grant.
    pub(crate) is_backwards: bool,
    /// The terminal noted a place of another bureau.
    pub(crate) is_foreign_place: bool,
    /// Taken back at the bureau.
    pub(crate) by_bureau: bool,
    /// A level or a reason.
    pub(crate) detail: u8,
    pub(crate) price: Option<Price>,
}

/// Bytes of an event in a file.
pub(crate) const EVENT_BYTES: usize = 56;

/// The bits of what was charged, of which 37 are enough for the highest price.
const CHARGED: u64 = (1 << 37) - 1;

/// Groups of holders within a month, each of which is calculated by itself.
pub(crate) const BUCKETS: u8 = 16;

impl Event {
    /// An event of this kind about nobody.
    pub(crate) const fn new(kind: EventKind, journal: u32, number: u32, second: u32) -> Self {
        Self {
            kind,
            has_holder: false,
            issuer: 0,
            holder: 0,
            journal,
            number,
            second,
            benefit: 0,
            edition: 0,
            terminal: 0,
            merchant: 0,
            branch: 0,
            status_index: 0,
            units: 0,
            is_phone: false,
            is_ahead: false,
            is_backwards: false,
            is_foreign_place: false,
            by_bureau: false,
            detail: 0,
            price: None,
        }
    }

    /// The group that it belongs to: one holder is always in the same.
    pub(crate) const fn bucket(&self) -> u8 {
        let key = if self.has_holder {
            self.holder ^ self.issuer.rotate_left(16)
        } else {
            self.journal
        };
        (key.wrapping_mul(0x9e37_79b1) >> 28) as u8
    }

    /// Which shown code it was, of a grant.
    pub(crate) const fn with_code(mut self, code: ShownCode) -> Self {
        self.is_phone = matches!(code, ShownCode::Phone);
        self
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        let kind = KINDS
            .iter()
            .position(|kind| *kind == self.kind)
            .unwrap_or(0) as u64;
        let bits = [
            (self.has_holder, 4),
            (self.is_phone, 5),
            (self.is_ahead, 6),
            (self.by_bureau, 7),
            (self.price.is_some(), 8),
        ];
        let flags = bits
            .iter()
            .fold(kind, |all, (is_set, bit)| all | u64::from(*is_set) << bit)
            | u64::from(self.detail & 7) << 9;
        let (full, charged) = self
            .price
            .map_or((0, 0), |price| (price.full, price.charged));
        let words = [
            self.issuer,
            self.holder,
            self.journal,
            self.number,
            self.second,
            self.benefit,
            self.edition,
            self.terminal,
            self.merchant,
            self.branch,
        ];
        let mut bytes = [0; EVENT_BYTES];
        for (place, word) in bytes.chunks_exact_mut(4).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        // 40 bits are enough for a full price, 37 for what was charged, 24 for a status index, 12 for units and flags
        // each.
        let first = full << 24 | u64::from(self.units & 0xfff) << 12 | flags;
        let second = (charged & CHARGED) << 24
            | u64::from(self.status_index & 0xff_ffff)
            | u64::from(self.is_backwards) << 61
            | u64::from(self.is_foreign_place) << 62;
        for (place, word) in bytes.chunks_exact_mut(4).skip(10).zip([
            first as u32,
            (first >> 32) as u32,
            second as u32,
            (second >> 32) as u32,
        ]) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        out.extend_from_slice(&bytes);
    }

    /// Reads what [`Self::encode`] wrote; `None` for other bytes.
    pub(crate) fn decode(bytes: &[u8; EVENT_BYTES]) -> Option<Self> {
        let mut words = [0_u32; EVENT_BYTES / 4];
        for (word, place) in words.iter_mut().zip(bytes.chunks_exact(4)) {
            *word = u32::from_le_bytes(place.try_into().ok()?);
        }
        let [
            issuer,
            holder,
            journal,
            number,
            second,
            benefit,
            edition,
            terminal,
            merchant,
            branch,
            first_low,
            first_high,
            second_low,
            second_high,
        ] = words;
        let first = u64::from(first_high) << 32 | u64::from(first_low);
        let last = u64::from(second_high) << 32 | u64::from(second_low);
        let is_set = |bit: u32| first >> bit & 1 == 1;
        let price = is_set(8).then_some(Price {
            full: first >> 24,
            charged: last >> 24 & CHARGED,
        });
        Some(Self {
            kind: *KINDS.get((first & 15) as usize)?,
            has_holder: is_set(4),
            issuer,
            holder,
            journal,
            number,
            second,
            benefit,
            edition,
            terminal,
            merchant,
            branch,
            status_index: (last & 0xff_ffff) as u32,
            units: (first >> 12 & 0xfff) as u16,
            is_phone: is_set(5),
            is_ahead: is_set(6),
            is_backwards: last >> 61 & 1 == 1,
            is_foreign_place: last >> 62 & 1 == 1,
            by_bureau: is_set(7),
            detail: (first >> 9 & 7) as u8,
            price,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use credential_core::limits::{MAX_FEN, MAX_RECORD_UNITS, MAX_STATUS_INDEX};

    fn largest(kind: EventKind) -> Event {
        Event {
            has_holder: true,
            issuer: u32::MAX,
            holder: u32::MAX - 1,
            benefit: 7,
            edition: u32::MAX,
            terminal: u32::MAX - 2,
            merchant: 8,
            branch: 9,
            status_index: MAX_STATUS_INDEX,
            units: MAX_RECORD_UNITS as u16,
            is_phone: true,
            is_backwards: true,
            is_foreign_place: true,
            detail: 3,
            price: Some(Price {
                full: MAX_FEN,
                charged: MAX_FEN - 1,
            }),
            ..Event::new(kind, 1, u32::MAX, 31 * 86_400)
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for kind in KINDS {
            for event in [
                largest(kind),
                Event::new(kind, 2, 3, 4),
                Event {
                    is_ahead: true,
                    by_bureau: true,
                    price: Some(Price {
                        full: 0,
                        charged: 0,
                    }),
                    ..Event::new(kind, 2, 3, 4)
                },
            ] {
                let mut bytes = Vec::new();
                event.encode(&mut bytes);
                let bytes: [u8; EVENT_BYTES] = bytes.try_into().unwrap();
                assert_eq!(Event::decode(&bytes), Some(event));
            }
        }
    }

    #[test]
    fn a_price_of_nothing_is_not_the_lack_of_a_price() {
        let mut bytes = Vec::new();
        Event::new(EventKind::Grant, 1, 1, 1).encode(&mut bytes);
        let read = Event::decode(&bytes.try_into().unwrap()).unwrap();
        assert_eq!(read.price, None);
    }

    #[test]
    fn holders_are_spread_over_the_groups() {
        let mut counts = [0_u32; BUCKETS as usize];
        for holder in 0..16_000 {
            let event = Event {
                has_holder: true,
                issuer: 421_100,
                holder,
                ..Event::new(EventKind::Grant, 1, 1, 1)
            };
            counts[usize::from(event.bucket())] += 1;
        }
        assert!(
            counts.iter().all(|count| (500..2_000).contains(count)),
            "{counts:?}"
        );
    }
}
