//! Whom of the family a card is for as well: `配偶 李梅、子女 王小明`.

use credential_core::limits::MAX_DEPENDANTS;
use credential_core::{Dependant, Relation};

use super::grades::NotUnderstood;
use super::name_form::Names;
use super::names;

/// How rosters call a relation. A word that begins with another stands before it.
const RELATIONS: [(&str, Relation); 16] = [
    ("配偶", Relation::SPOUSE),
    ("妻子", Relation::SPOUSE),
    ("丈夫", Relation::SPOUSE),
    ("子女", Relation::CHILD),
    ("儿子", Relation::CHILD),
    ("女儿", Relation::CHILD),
    ("孩子", Relation::CHILD),
    ("父母", Relation::PARENT),
    ("父亲", Relation::PARENT),
    ("母亲", Relation::PARENT),
    ("其他", Relation::OTHER),
    ("spouse", Relation::SPOUSE),
    ("child", Relation::CHILD),
    ("parent", Relation::PARENT),
    ("other", Relation::OTHER),
    ("家属", Relation::OTHER),
];

/// Reads a cell; nobody where nothing is written. Names are masked as the holder's is.
///
/// # Errors
/// [`NotUnderstood`] for an entry without a relation that is known or without a name, and for too many.
pub(super) fn read(cell: &str, names: Names) -> Result<Vec<Dependant>, NotUnderstood> {
    let entries = cell
        .split(['、', '；', ';', '，', ',', '\n'])
        .map(str::trim)
        .filter(|entry| !entry.is_empty());
    let all: Vec<Dependant> = entries
        .map(|entry| one(entry, names))
        .collect::<Result<_, _>>()?;
    match all.len() <= MAX_DEPENDANTS {
        true => Ok(all),
        false => Err(NotUnderstood),
    }
}

fn one(entry: &str, names: Names) -> Result<Dependant, NotUnderstood> {
    let known = RELATIONS
        .iter()
        .find_map(|(word, relation)| Some((entry.strip_prefix(word)?, *relation)));
    let (rest, relation) = known.ok_or(NotUnderstood)?;
    // The name stands apart, or nobody knows where the word ends: 配偶 李梅, 配偶：李梅.
    let name = rest.trim_start_matches([' ', '\u{3000}', '：', ':']);
    if name.len() == rest.len() {
        return Err(NotUnderstood);
    }
    let read = names::read(name, names).map_err(|_| NotUnderstood)?;
    Ok(Dependant {
        relation,
        name: read.shown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(cell: &str) -> Vec<(u32, String)> {
        let read = read(cell, Names::Masked).unwrap().into_iter();
        read.map(|one| (one.relation.0, one.name.as_str().to_owned()))
            .collect()
    }

    #[test]
    fn a_family_has_relations_and_masked_names() {
        assert_eq!(masked(""), []);
        assert_eq!(
            masked("配偶 李梅、儿子：王小明；母亲　赵秀英"),
            [(1, "李*".into()), (2, "王*明".into()), (3, "赵*英".into())]
        );
        let full = read("spouse Li Mei", Names::Full).unwrap();
        assert_eq!(full[0].name.as_str(), "Li Mei");
    }

    #[test]
    fn what_may_mean_something_else_is_refused() {
        let nine = vec!["子女 王小明"; MAX_DEPENDANTS + 1].join("、");
        for cell in [
            "李梅",
            "配偶",
            "配偶李梅",
            "配偶 ",
            "堂弟 李梅",
            "3",
            "配偶 李梅 赵秀英1",
            &nine,
        ] {
            assert_eq!(read(cell, Names::Masked), Err(NotUnderstood), "{cell}");
        }
    }
}
