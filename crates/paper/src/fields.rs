//! What stands on a card.

use std::collections::BTreeMap;

use messages::Text;

/// A place of a template that is filled for each person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The name, as in the code.
    Name,
    /// The categories.
    Category,
    /// Who issued the code.
    Bureau,
    /// The last day of the validity.
    Until,
    /// The holder number, for the telephone.
    Holder,
    /// The disability grade; empty for most.
    Grade,
}

impl Field {
    pub(crate) const ALL: [Self; 6] = [
        Self::Name,
        Self::Category,
        Self::Bureau,
        Self::Until,
        Self::Holder,
        Self::Grade,
    ];

    /// Those that every card should have. A note is made of a template without them, which may have
    /// them in a picture.
    pub(crate) const EXPECTED: [Self; 4] = [Self::Name, Self::Category, Self::Bureau, Self::Until];

    /// As it is written in a template, between `{{` and `}}`, or as the name of an object.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Category => "category",
            Self::Bureau => "bureau",
            Self::Until => "until",
            Self::Holder => "holder",
            Self::Grade => "grade",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }

    /// The name for people.
    pub fn in_words(self) -> Text {
        match self {
            Self::Name => Text::fixed("姓名", "name"),
            Self::Category => Text::fixed("人员类别", "category"),
            Self::Bureau => Text::fixed("发码单位", "bureau"),
            Self::Until => Text::fixed("有效期", "end of validity"),
            Self::Holder => Text::fixed("持有人编号", "holder number"),
            Self::Grade => Text::fixed("伤残等级", "disability grade"),
        }
    }
}

/// One person's card: the texts that are printed, and that of the code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// What the code holds.
    pub code: String,
    texts: BTreeMap<Field, String>,
}

impl Card {
    /// Fields without a text stay empty.
    pub fn new(code: String, texts: impl IntoIterator<Item = (Field, String)>) -> Self {
        Self {
            code,
            texts: texts.into_iter().collect(),
        }
    }

    /// With another text in a field.
    #[must_use]
    pub fn with(mut self, field: Field, text: &str) -> Self {
        self.texts.insert(field, text.to_owned());
        self
    }

    pub(crate) fn value(&self, field: Field) -> &str {
        self.texts.get(&field).map_or("", String::as_str)
    }
}
