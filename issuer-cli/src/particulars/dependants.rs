//! Whom of the family a card is for as well, as the register, sheets and manifests have it.

use credential_core::{Dependant, DisplayName, Error, Field, Relation};
use messages::Lang::{En, Zh};
use messages::{Text, text, words};
use serde::{Deserialize, Serialize};

/// As the register has them, one a line: `1 李*`. `None` for nobody.
pub(super) fn to_text(dependants: &[Dependant]) -> Option<String> {
    let lines: Vec<String> = dependants
        .iter()
        .map(|one| format!("{} {}", one.relation, one.name.as_str()))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Reads what [`to_text`] wrote.
///
/// # Errors
/// If it is something else.
pub(super) fn from_text(text: Option<&str>) -> Result<Vec<Dependant>, Error> {
    let lines = text.into_iter().flat_map(str::lines).map(|line| {
        let parts = line.split_once(' ');
        let parts = parts.and_then(|(relation, name)| Some((relation.parse().ok()?, name)));
        let (relation, name) = parts.ok_or(Error::ClaimsInvalid(Field::Dependants))?;
        Ok(Dependant {
            relation: Relation(relation),
            name: DisplayName::new(name)?,
        })
    });
    lines.collect()
}

/// Somebody in a line of `manifest.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DependantRecord {
    /// The number of the relation.
    relation: u32,
    name: String,
}

impl From<&Dependant> for DependantRecord {
    fn from(it: &Dependant) -> Self {
        Self {
            relation: it.relation.0,
            name: it.name.as_str().to_owned(),
        }
    }
}

/// All of them in a cell: `配偶 李*、子女 王*明`.
pub(crate) fn words(dependants: &[Dependant]) -> Text {
    let named = |lang| {
        let one = dependants.iter().map(move |one| {
            let name = one.name.as_str();
            words::relation(one.relation).map_or_else(
                || name.to_owned(),
                |relation| format!("{} {name}", relation.in_lang(lang)),
            )
        });
        one.collect::<Vec<_>>()
    };
    let (zh, en) = (named(Zh).join("、"), named(En).join(", "));
    text!("{zh}"; "{en}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_register_has_can_be_read_again() {
        let family =
            [(Relation::SPOUSE, "李*"), (Relation(77), "Ann O’Neil")].map(|(relation, name)| {
                Dependant {
                    relation,
                    name: DisplayName::new(name).unwrap(),
                }
            });
        let text = to_text(&family).unwrap();
        assert_eq!(text, "1 李*\n77 Ann O’Neil");
        assert_eq!(from_text(Some(&text)).unwrap(), family);
        assert_eq!((to_text(&[]), from_text(None).unwrap()), (None, Vec::new()));
        for damaged in ["", "李*", "x 李*", "1 ", "-1 李*"] {
            assert!(
                damaged.is_empty() || from_text(Some(damaged)).is_err(),
                "{damaged}"
            );
        }
        assert_eq!(words(&family).in_lang(Zh), "配偶 李*、Ann O’Neil");
    }
}
