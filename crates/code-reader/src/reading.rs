//! What was read.

use core::ops::{Add, Mul, Sub};

/// A place in a picture: pixels from its left and upper edge, not always whole ones. The corner of a
/// code may lie outside the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
}

impl Point {
    pub(crate) const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    pub(crate) fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    pub(crate) fn dot(self, other: Self) -> f32 {
        self.x * other.x + self.y * other.y
    }

    /// Positive if `other` lies to the right of `self`, seen along `self` with y downwards.
    pub(crate) fn cross(self, other: Self) -> f32 {
        self.x * other.y - self.y * other.x
    }
}

impl Add for Point {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f32> for Point {
    type Output = Self;
    fn mul(self, factor: f32) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }
}

/// A code that was read.
///
/// Do not trust the text before a signature in it has been verified.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundCode {
    /// The text; never empty.
    pub text: String,
    /// The corners of the symbol without its quiet zone: upper left, upper right, lower right, lower
    /// left, as they stand in the symbol. A mirrored symbol has them the other way round.
    pub corners: [Point; 4],
    /// Which part of a text it is, if that is spread over several symbols and not all of them were read:
    /// parts that are together in a picture are put together.
    pub part: Option<CodePart>,
}

/// One of several symbols that hold a text together (ISO/IEC 18004:2015, 8: structured append).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePart {
    /// From 0.
    pub index: u8,
    /// How many there are: 2 to 16.
    pub count: u8,
    /// All bytes of the whole text, added without carry: the same in all parts.
    pub parity: u8,
}

/// What a picture showed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The codes, each text once, in no special order.
    pub codes: Vec<FoundCode>,
    /// What could not be done, if no code was read and something was seen of one.
    pub hint: Option<Hint>,
}

/// What stood in the way of reading a code that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Hint {
    /// Its modules are too few pixels wide: closer, or with a finer picture.
    TooSmall,
    /// It is out of focus or was moved: hold it still, further away or nearer.
    Blurred,
    /// Only a part of it can be seen: the rest is outside, covered or in the glare.
    Incomplete,
    /// All of it is there, but too many modules are wrong: damaged, in glare or crumpled.
    Unreadable,
}
