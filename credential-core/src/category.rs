//! The categories of people who have benefits.

use core::fmt;

/// One category of person that the schemes distinguish.
///
/// The number of a category is its bit in a [`CategorySet`] and never changes. The frequent ones
/// have the low numbers, which take one byte in a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Category {
    /// 退役军人: has left active service.
    Veteran = 0,
    /// 现役军人: in active service.
    ActiveDuty = 1,
    /// 烈士遗属: survivor of a martyr.
    MartyrSurvivor = 2,
    /// 因公牺牲军人遗属: survivor of a soldier killed in the line of duty.
    DutyDeathSurvivor = 3,
    /// 病故军人遗属: survivor of a soldier who died of illness in service.
    IllnessDeathSurvivor = 4,
    /// 残疾军人: disabled soldier; the grade is in the credential's details.
    DisabledSoldier = 5,
    /// 现役军人家属: dependant of a soldier in active service.
    ActiveDutyDependant = 6,
    /// 军休干部: retired officer in the care of the state.
    RetiredOfficer = 7,
    /// 退役军人家属: dependant of a veteran.
    VeteranDependant = 8,
    /// 预定新兵: enlisted, service not yet begun.
    Enlistee = 9,
}

impl Category {
    /// All categories that this version knows, by number.
    pub const ALL: [Self; 10] = [
        Self::Veteran,
        Self::ActiveDuty,
        Self::MartyrSurvivor,
        Self::DutyDeathSurvivor,
        Self::IllnessDeathSurvivor,
        Self::DisabledSoldier,
        Self::ActiveDutyDependant,
        Self::RetiredOfficer,
        Self::VeteranDependant,
        Self::Enlistee,
    ];

    /// The bit of the category in a set.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The stable name in JSON, vectors and configuration files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Veteran => "veteran",
            Self::ActiveDuty => "active-duty",
            Self::MartyrSurvivor => "martyr-survivor",
            Self::DutyDeathSurvivor => "duty-death-survivor",
            Self::IllnessDeathSurvivor => "illness-death-survivor",
            Self::DisabledSoldier => "disabled-soldier",
            Self::ActiveDutyDependant => "active-duty-dependant",
            Self::RetiredOfficer => "retired-officer",
            Self::VeteranDependant => "veteran-dependant",
            Self::Enlistee => "enlistee",
        }
    }

    /// The category with this stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|category| category.code() == code)
    }
}

/// A set of categories: a person may be a veteran and a survivor at once.
///
/// Bits that this version has no name for are kept: a terminal that is years old still checks scopes
/// correctly and only lacks the name of a new category.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct CategorySet(u32);

impl CategorySet {
    /// No category.
    pub const EMPTY: Self = Self(0);

    /// From the bit set of a credential or trust list; bit `n` is the category with number `n`.
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The bit set.
    pub const fn to_bits(self) -> u32 {
        self.0
    }

    /// This set with `category` in it.
    #[must_use]
    pub const fn with(self, category: Category) -> Self {
        Self(self.0 | 1 << category.number())
    }

    /// Whether `category` is in the set.
    pub const fn contains(self, category: Category) -> bool {
        self.0 & 1 << category.number() != 0
    }

    /// Whether everything in this set is in `other` too.
    pub const fn is_subset_of(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether anything in this set is in `other` too.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is nothing in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members that have a name, by number.
    pub fn iter(self) -> impl Iterator<Item = Category> {
        Category::ALL
            .into_iter()
            .filter(move |category| self.contains(*category))
    }

    /// The members that this version has no name for.
    #[must_use]
    pub fn unnamed(self) -> Self {
        Self(
            self.iter()
                .fold(self.0, |bits, category| bits & !(1 << category.number())),
        )
    }
}

impl FromIterator<Category> for CategorySet {
    fn from_iter<I: IntoIterator<Item = Category>>(categories: I) -> Self {
        categories.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Debug for CategorySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut set = f.debug_set();
        set.entries(self.iter());
        if !self.unnamed().is_empty() {
            set.entry(&format_args!("{:#x}", self.unnamed().0));
        }
        set.finish()
    }
}
