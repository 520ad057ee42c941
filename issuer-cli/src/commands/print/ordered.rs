//! The cards of a run in the order of a list.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use credential_core::{HolderNumber, StatusIndex};
use messages::{Failure, failure};

use crate::handout::PrintOrder;
use crate::printing::LeftOut;

/// Where the lines of the manifest begin, in the order of the list.
pub(super) struct OrderedRun {
    titles: Vec<String>,
    /// The number of a section, and a place.
    places: Vec<(usize, u64)>,
}

impl OrderedRun {
    /// Of a list, and of the lines of the manifest: whose they are, and where each begins. Codes that were
    /// revoked are left out.
    ///
    /// # Errors
    /// `handout-differs`, if there is a card for somebody who is not on the list, or the other way round.
    pub(super) fn new(
        order: PrintOrder,
        lines: Vec<(HolderNumber, StatusIndex, u64)>,
        revoked: &BTreeMap<StatusIndex, LeftOut>,
        wanted: &BTreeSet<HolderNumber>,
    ) -> Result<Self, Failure> {
        let mut of_holder: HashMap<HolderNumber, Vec<u64>> = HashMap::new();
        let mut gone = BTreeSet::new();
        for (holder, index, place) in lines {
            if revoked.contains_key(&index) {
                gone.insert(holder);
            } else {
                of_holder.entry(holder).or_default().push(place);
            }
        }
        let mut places = Vec::with_capacity(order.people.len());
        for (section, holder) in order.people {
            if !wanted.is_empty() && !wanted.contains(&holder) {
                continue;
            }
            match of_holder.remove(&holder) {
                Some(of_one) => places.extend(of_one.into_iter().map(|place| (section, place))),
                // Revoked since the list was made.
                None if gone.contains(&holder) => {}
                None => return Err(differs(holder)),
            }
        }
        match of_holder.keys().min() {
            Some(holder) => Err(differs(*holder)),
            None => Ok(Self {
                titles: order.titles,
                places,
            }),
        }
    }

    /// What the section of each line is called, and where it begins.
    pub(super) fn places(&self) -> impl Iterator<Item = (&str, u64)> {
        self.places.iter().map(|(section, place)| {
            let title = self.titles.get(*section).map_or("", String::as_str);
            (title, *place)
        })
    }
}

fn differs(holder: HolderNumber) -> Failure {
    failure!("handout-differs"; "签收表和这次签发的人不一致：编号 {holder} 只在其中一边";
        "the list and the run do not have the same people: holder {holder} is in one of them only";
        "签收表做好以后又有改动。请重新做一份（issuer handout），再打印。没有打印任何卡。";
        "Something was changed since the list was made. Make it again (issuer handout), and print then. Nothing was printed.")
}
