//! CBOR as a tree that can be bent: any head length, any order, anything inside anything.

use proptest::prelude::*;

/// An item, deterministic or not.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// Major type 0 or 1 and its argument.
    Int(u8, u64, Width),
    /// A byte string.
    Bytes(Vec<u8>, Width),
    /// A text, or what calls itself one.
    Text(Vec<u8>, Width),
    Array(Vec<Item>, Width),
    Map(Vec<(Item, Item)>, Width),
    Tag(u64, Box<Item>, Width),
    /// Any bytes: floats, simple values, breaks, reserved heads, other people's CBOR.
    Raw(Vec<u8>),
}

/// How the head is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Width {
    Shortest,
    /// One, two, four or eight bytes of argument, if it fits.
    Longer(u8),
    /// Of indefinite length, where the type has that.
    Indefinite,
}

use Width::{Indefinite, Longer, Shortest};

impl Item {
    /// Reads well-formed deterministic CBOR, as the crate itself has written it.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut rest = bytes;
        let item = Self::read_next(&mut rest);
        assert!(rest.is_empty());
        item
    }

    fn read_next(rest: &mut &[u8]) -> Self {
        let head = rest[0];
        let extra = match head & 0x1f {
            0..24 => 0,
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => panic!("not deterministic"),
        };
        let argument = match extra {
            0 => u64::from(head & 0x1f),
            _ => rest[1..=extra]
                .iter()
                .fold(0, |value, byte| value << 8 | u64::from(*byte)),
        };
        *rest = &rest[1 + extra..];
        let mut take = |len: u64| {
            let (taken, left) = rest.split_at(len as usize);
            *rest = left;
            taken.to_vec()
        };
        match head >> 5 {
            major @ 0..=1 => Self::Int(major, argument, Shortest),
            2 => Self::Bytes(take(argument), Shortest),
            3 => Self::Text(take(argument), Shortest),
            4 => Self::Array(
                (0..argument).map(|_| Self::read_next(rest)).collect(),
                Shortest,
            ),
            5 => {
                let entries = (0..argument)
                    .map(|_| (Self::read_next(rest), Self::read_next(rest)))
                    .collect();
                Self::Map(entries, Shortest)
            }
            6 => Self::Tag(argument, Box::new(Self::read_next(rest)), Shortest),
            _ => Self::Raw(vec![head]),
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Int(major, value, width) => head(out, *major, *value, *width),
            Self::Bytes(bytes, width) => {
                head(out, 2, bytes.len() as u64, *width);
                if *width == Indefinite {
                    head(out, 2, bytes.len() as u64, Shortest);
                }
                out.extend(bytes);
            }
            Self::Text(bytes, width) => {
                head(out, 3, bytes.len() as u64, *width);
                if *width == Indefinite {
                    head(out, 3, bytes.len() as u64, Shortest);
                }
                out.extend(bytes);
            }
            Self::Array(items, width) => {
                head(out, 4, items.len() as u64, *width);
                items.iter().for_each(|item| item.write(out));
            }
            Self::Map(entries, width) => {
                head(out, 5, entries.len() as u64, *width);
                for (key, value) in entries {
                    key.write(out);
                    value.write(out);
                }
            }
            Self::Tag(tag, item, width) => {
                head(out, 6, *tag, *width);
                item.write(out);
            }
            Self::Raw(bytes) => out.extend(bytes),
        }
        let closed = matches!(
            self,
            Self::Bytes(_, Indefinite)
                | Self::Text(_, Indefinite)
                | Self::Array(_, Indefinite)
                | Self::Map(_, Indefinite)
        );
        if closed {
            out.push(0xff);
        }
    }

    /// The item at this place, counting an item before what is in it; the place is taken modulo the
    /// number of items.
    pub(crate) fn at(&mut self, place: usize) -> &mut Self {
        let place = place % self.count();
        self.find(place)
    }

    fn count(&self) -> usize {
        1 + match self {
            Self::Array(items, _) => items.iter().map(Self::count).sum(),
            Self::Map(entries, _) => entries
                .iter()
                .map(|(key, value)| key.count() + value.count())
                .sum(),
            Self::Tag(_, item, _) => item.count(),
            _ => 0,
        }
    }

    fn find(&mut self, mut place: usize) -> &mut Self {
        if place == 0 {
            return self;
        }
        place -= 1;
        let children: Vec<&mut Self> = match self {
            Self::Array(items, _) => items.iter_mut().collect(),
            Self::Map(entries, _) => entries
                .iter_mut()
                .flat_map(|(key, value)| [key, value])
                .collect(),
            Self::Tag(_, item, _) => vec![item],
            _ => vec![],
        };
        for child in children {
            let count = child.count();
            if place < count {
                return child.find(place);
            }
            place -= count;
        }
        unreachable!("the place is below the count")
    }
}

fn head(out: &mut Vec<u8>, major: u8, argument: u64, width: Width) {
    let shortest = match argument {
        0..24 => 0,
        24..0x100 => 1,
        0x100..0x1_0000 => 2,
        0x1_0000..0x1_0000_0000 => 3,
        _ => 4,
    };
    let width = match width {
        Shortest => shortest,
        Longer(width) => shortest.max(width.min(4)),
        Indefinite if (2..6).contains(&major) => {
            out.push(major << 5 | 31);
            return;
        }
        Indefinite => shortest,
    };
    match width {
        0 => out.push(major << 5 | argument as u8),
        _ => {
            let len = 1 << (width - 1);
            out.push(major << 5 | (23 + width));
            out.extend(&argument.to_be_bytes()[8 - len..]);
        }
    }
}

/// One thing done to a tree.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    /// Puts another item there.
    Replace(usize, Item),
    /// Writes the head there in another way.
    Rewrite(usize, Width),
    /// Puts an item into the array or map there.
    Insert(usize, usize, Item),
    /// Repeats an element or entry of the array or map there.
    Duplicate(usize, usize),
    /// Takes one out.
    Remove(usize, usize),
    /// Exchanges one with the next.
    Swap(usize, usize),
    /// Wraps what is there into tags.
    Wrap(usize, u64, usize),
    /// Wraps what is there into arrays.
    Nest(usize, usize),
    /// Changes an integer by a little.
    Nudge(usize, u64),
    /// Changes a byte of a string.
    Flip(usize, usize, u8),
}

impl Mutation {
    pub(crate) fn apply(&self, tree: &mut Item) {
        match self {
            Self::Replace(place, item) => *tree.at(*place) = item.clone(),
            Self::Rewrite(place, new) => match tree.at(*place) {
                Item::Int(_, _, width)
                | Item::Bytes(_, width)
                | Item::Text(_, width)
                | Item::Array(_, width)
                | Item::Map(_, width)
                | Item::Tag(_, _, width) => *width = *new,
                Item::Raw(_) => {}
            },
            Self::Insert(place, at, item) => match tree.at(*place) {
                Item::Array(items, _) => items.insert(at % (items.len() + 1), item.clone()),
                Item::Map(entries, _) => {
                    let at = at % (entries.len() + 1);
                    entries.insert(at, (item.clone(), item.clone()));
                }
                _ => {}
            },
            Self::Duplicate(place, at) => match tree.at(*place) {
                Item::Array(items, _) if !items.is_empty() => {
                    let at = at % items.len();
                    items.insert(at, items[at].clone());
                }
                Item::Map(entries, _) if !entries.is_empty() => {
                    let at = at % entries.len();
                    entries.insert(at, entries[at].clone());
                }
                _ => {}
            },
            Self::Remove(place, at) => match tree.at(*place) {
                Item::Array(items, _) if !items.is_empty() => {
                    items.remove(at % items.len());
                }
                Item::Map(entries, _) if !entries.is_empty() => {
                    entries.remove(at % entries.len());
                }
                _ => {}
            },
            Self::Swap(place, at) => match tree.at(*place) {
                Item::Array(items, _) if items.len() > 1 => {
                    let at = at % (items.len() - 1);
                    items.swap(at, at + 1);
                }
                Item::Map(entries, _) if entries.len() > 1 => {
                    let at = at % (entries.len() - 1);
                    entries.swap(at, at + 1);
                }
                _ => {}
            },
            Self::Wrap(place, tag, times) => {
                let item = tree.at(*place);
                for _ in 0..*times {
                    *item = Item::Tag(*tag, Box::new(item.clone()), Shortest);
                }
            }
            Self::Nest(place, times) => {
                let item = tree.at(*place);
                for _ in 0..*times {
                    *item = Item::Array(vec![item.clone()], Shortest);
                }
            }
            Self::Nudge(place, by) => {
                if let Item::Int(_, value, _) = tree.at(*place) {
                    *value = value.wrapping_add(*by);
                }
            }
            Self::Flip(place, at, bits) => {
                if let Item::Bytes(bytes, _) | Item::Text(bytes, _) = tree.at(*place)
                    && !bytes.is_empty()
                {
                    let at = at % bytes.len();
                    bytes[at] ^= bits;
                }
            }
        }
    }
}

pub(crate) fn mutation() -> impl Strategy<Value = Mutation> {
    let place = 0..64usize;
    let at = 0..8usize;
    prop_oneof![
        (place.clone(), item()).prop_map(|(place, item)| Mutation::Replace(place, item)),
        (place.clone(), width()).prop_map(|(place, width)| Mutation::Rewrite(place, width)),
        (place.clone(), at.clone(), item())
            .prop_map(|(place, at, item)| Mutation::Insert(place, at, item)),
        (place.clone(), at.clone()).prop_map(|(place, at)| Mutation::Duplicate(place, at)),
        (place.clone(), at.clone()).prop_map(|(place, at)| Mutation::Remove(place, at)),
        (place.clone(), at.clone()).prop_map(|(place, at)| Mutation::Swap(place, at)),
        (place.clone(), tag(), 1..14usize)
            .prop_map(|(place, tag, times)| Mutation::Wrap(place, tag, times)),
        (place.clone(), 1..14usize).prop_map(|(place, times)| Mutation::Nest(place, times)),
        (place.clone(), any::<i8>())
            .prop_map(|(place, by)| Mutation::Nudge(place, i64::from(by) as u64)),
        (place, 0..64usize, 1..=u8::MAX)
            .prop_map(|(place, at, bits)| Mutation::Flip(place, at, bits)),
    ]
}

fn width() -> impl Strategy<Value = Width> {
    prop_oneof![(1..=4u8).prop_map(Longer), Just(Indefinite), Just(Shortest)]
}

/// The tags that mean something to some reader, and any other.
fn tag() -> impl Strategy<Value = u64> {
    prop_oneof![
        proptest::sample::select(vec![0, 1, 2, 3, 16, 17, 18, 24, 61, 98, 55_799]),
        any::<u64>(),
    ]
}

/// Integers near the borders that matter, and any other.
fn argument() -> impl Strategy<Value = u64> {
    prop_oneof![
        0..32u64,
        proptest::sample::select(vec![
            0xff,
            0x100,
            0xffff,
            0x1_0000,
            0x1_0000_0000 - 1,
            0x1_0000_0000,
            i64::MAX as u64,
            i64::MAX as u64 + 1,
            u64::MAX,
        ]),
        any::<u64>(),
    ]
}

fn item() -> impl Strategy<Value = Item> {
    let leaf = prop_oneof![
        (0..2u8, argument(), width())
            .prop_map(|(major, value, width)| Item::Int(major, value, width)),
        (prop::collection::vec(any::<u8>(), 0..70), width())
            .prop_map(|(bytes, width)| Item::Bytes(bytes, width)),
        (prop::collection::vec(any::<char>(), 0..8), width())
            .prop_map(|(text, width)| Item::Text(String::from_iter(text).into(), width)),
        prop::collection::vec(any::<u8>(), 1..10).prop_map(Item::Raw),
        proptest::sample::select(vec![0xf4, 0xf5, 0xf6, 0xf7])
            .prop_map(|byte| Item::Raw(vec![byte])),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            (prop::collection::vec(inner.clone(), 0..4), width())
                .prop_map(|(items, width)| Item::Array(items, width)),
            (
                prop::collection::vec((inner.clone(), inner.clone()), 0..4),
                width()
            )
                .prop_map(|(entries, width)| Item::Map(entries, width)),
            (tag(), inner, width()).prop_map(|(tag, item, width)| Item::Tag(
                tag,
                Box::new(item),
                width
            )),
        ]
    })
}
