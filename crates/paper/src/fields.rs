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
    /// The number to call about cards.
    Telephone,
    /// What the code is called in public; 老兵码 where the issuer has no name of its own.
    CodeName,
}

impl Field {
    pub(crate) const ALL: [Self; 8] = [
        Self::Name,
        Self::Category,
        Self::Bureau,
        Self::Until,
        Self::Holder,
        Self::Grade,
        Self::Telephone,
        Self::CodeName,
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
            Self::Telephone => "telephone",
            Self::CodeName => "code-name",
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
            Self::Telephone => Text::fixed("电话", "telephone"),
            Self::CodeName => Text::fixed("码的名称", "name of the code"),
        }
    }
}

/// What a code is called where its issuer has no name of its own for it.
const USUAL_CODE_NAME: &str = "老兵码";

/// One person's card: the texts that are printed, and that of the code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// What the code holds.
    pub code: String,
    texts: BTreeMap<Field, String>,
}

impl Card {
    /// Fields without a text stay empty, and a code without a name of its own is a 老兵码.
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

    /// The text of a field.
    pub fn value(&self, field: Field) -> &str {
        let absent = match field {
            Field::CodeName => USUAL_CODE_NAME,
            _ => "",
        };
        self.texts.get(&field).map_or(absent, String::as_str)
    }
}
