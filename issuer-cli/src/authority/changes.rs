//! What a trust list changes against the one before, in words: for people who are about to sign it.

mod keys;
mod point;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use credential_core::{CategorySet, Expectation, Issuer, IssuerId, Region, Standing};
use messages::Lang::{En, Zh};
use messages::{Text, text, words};
use serde_json::{Value, json};

use super::issuer_words::{
    Lists, both_names, code_name_words, expectation_words, in_words, least_words, regions_in_words,
};
use keys::{keys, moves};
use point::{Point, point};

/// An issuer that the next list has otherwise than the last one.
pub(crate) struct Change<'i> {
    issuer: &'i Issuer,
    points: Vec<Point>,
}

/// What is different in `next`; nothing slips in unnoticed. Without a last list all is new.
pub(crate) fn changes<'i>(last: &'i [Arc<Issuer>], next: &'i [Arc<Issuer>]) -> Vec<Change<'i>> {
    let by_id = |list: &'i [Arc<Issuer>]| -> HashMap<_, _> {
        list.iter().map(|issuer| (issuer.id, issuer)).collect()
    };
    let (before, after) = (by_id(last), by_id(next));
    let moves = moves(&before, &after);
    let moves = |id| moves.get(&id).map_or(&[][..], Vec::as_slice);
    let mut found = Vec::new();
    for issuer in next {
        let here = moves(issuer.id);
        let mut points = match before.get(&issuer.id) {
            None => vec![point("added", "新登记", "added")],
            Some(old) => {
                let mut points = points(old, issuer);
                points.extend(keys(&old.keys, &issuer.keys, here));
                points
            }
        };
        points.extend(here.iter().map(keys::Move::point));
        if !points.is_empty() {
            found.push(Change { issuer, points });
        }
    }
    let gone = last
        .iter()
        .filter(|issuer| !after.contains_key(&issuer.id))
        .map(|issuer| {
            let mut points = vec![point(
                "removed",
                "不再列入，其码将不被接受",
                "no longer listed: its codes are refused",
            )];
            points.extend(moves(issuer.id).iter().map(keys::Move::point));
            Change { issuer, points }
        });
    found.extend(gone);
    found
}

impl Change<'_> {
    /// For people: who, and each point on a line of its own; all of an issuer that is new.
    pub(crate) fn in_words(&self) -> Text {
        let Self { issuer, points } = self;
        let of = |lang| {
            let name = both_names(&issuer.name);
            let all = points.iter().map(|point| point.text.in_lang(lang));
            let mark = if lang == Zh { "变更" } else { "change" };
            let first = format!("  {mark}  {}  {name}", issuer.id);
            all.fold(first, |lines, line| format!("{lines}\n      · {line}"))
        };
        let whole = |lang| {
            if self.is_new() {
                let all = in_words(issuer);
                let tail = all.in_lang(lang).split_once('\n');
                tail.map_or(String::new(), |(_, tail)| format!("\n{tail}"))
            } else {
                String::new()
            }
        };
        text!("{}{}", of(Zh), whole(Zh); "{}{}", of(En), whole(En))
    }

    pub(crate) fn id(&self) -> IssuerId {
        self.issuer.id
    }

    pub(crate) fn to_json(&self) -> Value {
        let what: Vec<_> = self.points.iter().map(|point| point.name).collect();
        json!({ "issuer": self.issuer.id.0, "name": self.issuer.name.zh, "what": what })
    }

    /// Whether nothing is different but how new a status list must be, and that is later.
    pub(crate) fn is_newer_list_only(&self) -> bool {
        self.points.iter().all(|point| point.name == LEAST)
    }

    fn is_new(&self) -> bool {
        self.points.iter().any(|point| point.name == "added")
    }
}

fn points(old: &Issuer, new: &Issuer) -> Vec<Point> {
    let mut points = Vec::new();
    if old.standing != new.standing {
        let (was, is) = (words::standing(old.standing), words::standing(new.standing));
        let for_ever = match new.standing {
            Standing::Withdrawn => ("（永久）", ", permanently"),
            _ => ("", ""),
        };
        points.push(point(
            new.standing.name(),
            format!("由{}改为{}{}", was.in_lang(Zh), is.in_lang(Zh), for_ever.0),
            format!(
                "was {}, is {}{}",
                was.in_lang(En),
                is.in_lang(En),
                for_ever.1
            ),
        ));
    }
    if old.name != new.name {
        let (was, is) = (both_names(&old.name), both_names(&new.name));
        points.push(point(
            "name",
            format!("更名：{was} → {is}"),
            format!("name: {was} → {is}"),
        ));
    }
    if old.region != new.region {
        let (was, is) = (old.region, new.region);
        points.push(point(
            "region",
            format!("所在区划：{was} → {is}"),
            format!("its region: {was} → {is}"),
        ));
    }
    if old.code_name != new.code_name {
        points.push(match &new.code_name {
            Some(name) => {
                let name = code_name_words(name);
                point(
                    "code-name",
                    name.in_lang(Zh).to_owned(),
                    name.in_lang(En).to_owned(),
                )
            }
            None => point(
                "code-name",
                "码不再另有名称",
                "its code has no name of its own any more",
            ),
        });
    }
    for (lists, old, new) in [
        (
            Lists::Status,
            &old.status_expectation,
            &new.status_expectation,
        ),
        (
            Lists::Catalogues,
            &old.catalogue_expectation,
            &new.catalogue_expectation,
        ),
    ] {
        points.extend(expectation(lists, old.as_ref(), new.as_ref()));
    }
    points.extend(categories(old.categories, new.categories));
    points.extend(regions(&old.regions, &new.regions));
    points
}

fn expectation(
    lists: Lists,
    old: Option<&Expectation>,
    new: Option<&Expectation>,
) -> Option<Point> {
    let name = match (lists, old, new) {
        // Earlier than before is never a matter of course.
        (Lists::Status, Some(old), Some(new))
            if (old.since, old.max_age) == (new.since, new.max_age) && new.least > old.least =>
        {
            LEAST
        }
        (Lists::Status, ..) => "status-lists",
        (Lists::Catalogues, ..) => "catalogues",
    };
    let what = lists.name();
    let (zh, en) = (what.in_lang(Zh), what.in_lang(En));
    let text = match (old, new) {
        (_, None) => {
            text!("终端不再要求有它的{zh}"; "terminals expect no {en} of it any more")
        }
        (Some(old), Some(new)) if (old.since, old.max_age) == (new.since, new.max_age) => {
            let least = least_words(new);
            text!("{zh}：{}", least.in_lang(Zh); "{en}: {}", least.in_lang(En))
        }
        (_, Some(new)) => expectation_words(lists, new),
    };
    (old != new).then_some(Point { name, text })
}

/// The name of the one change that comes about by itself, with each new status list.
const LEAST: &str = "status-lists-newer";

fn categories(old: CategorySet, new: CategorySet) -> Vec<Point> {
    let without = |set: CategorySet, other: CategorySet| {
        CategorySet::from_bits(set.to_bits() & !other.to_bits())
    };
    let (more, less) = (without(new, old), without(old, new));
    let mut points = Vec::new();
    if !more.is_empty() {
        let set = words::categories(more);
        points.push(point(
            "categories-added",
            format!("增加可认定类别：{}", set.in_lang(Zh)),
            format!("may now attest as well: {}", set.in_lang(En)),
        ));
    }
    if !less.is_empty() {
        let set = words::categories(less);
        points.push(point(
            "categories-removed",
            format!("取消可认定类别：{}（已发的也不再接受）", set.in_lang(Zh)),
            format!(
                "may no longer attest: {} (issued codes of these are refused too)",
                set.in_lang(En)
            ),
        ));
    }
    points
}

fn regions(old: &[Region], new: &[Region]) -> Vec<Point> {
    let without = |list: &[Region], other: &[Region]| -> Vec<Region> {
        let kept = list.iter().filter(|region| !other.contains(region));
        kept.copied().collect()
    };
    let (more, unlisted) = (without(new, old), without(old, new));
    // A city that is no longer listed may lie within a province that is.
    let (covered, less): (Vec<_>, Vec<_>) = unlisted
        .into_iter()
        .partition(|&region| new.iter().any(|wider| wider.covers(region)));
    let mut points = Vec::new();
    if !more.is_empty() {
        let list = regions_in_words(&more);
        points.push(point(
            "regions-added",
            format!("增加管辖区划：{}", list.in_lang(Zh)),
            format!("may now speak for: {}", list.in_lang(En)),
        ));
    }
    if !covered.is_empty() {
        let list = regions_in_words(&covered);
        points.push(point(
            "regions-covered",
            format!("不再单独列出、但仍在管辖之内的区划：{}", list.in_lang(Zh)),
            format!(
                "no longer listed by themselves, but still covered: {}",
                list.in_lang(En)
            ),
        ));
    }
    if !less.is_empty() {
        let list = regions_in_words(&less);
        points.push(point(
            "regions-removed",
            format!("取消管辖区划：{}（已发的也不再接受）", list.in_lang(Zh)),
            format!(
                "may no longer speak for: {} (issued codes of these are refused too)",
                list.in_lang(En)
            ),
        ));
    }
    points
}
