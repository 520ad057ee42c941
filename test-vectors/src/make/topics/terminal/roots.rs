//! Changes of the root set.

use test_vectors::TerminalVector;

use super::{
    Parts, held, new, next_keys, refused, second_roots, statuses, terminal, third_roots, trust_list,
};
use crate::build::cose::Sign;
use crate::build::curve::Key;
use crate::fixtures::World;

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let begin =
        |id: &str, comment: &str| terminal(id, comment).begins_with(world, &statuses(1, &[0]));
    let [one, two, three] = &world.roots[..] else {
        return Vec::new();
    };
    let [_, four, five] = &next_keys(world);
    let list = |version: u64, root_version: u64, signers: &[&Key]| {
        let issuers = [world.xianning().item(), world.huanggang().item()];
        trust_list(version, version, root_version, &issuers).signed_by(signers)
    };
    // Two of the old keys and two of the new ones; the third old key is among the new ones.
    let second = || second_roots(world, &[one, three, four]);
    let third = || third_roots(world, &[three, four, five]);
    let with = |roots: Vec<Sign>, list: Option<Sign>| {
        let parts = roots.into_iter().fold(Parts::default(), Parts::root);
        list.map_or(parts.clone(), |list| parts.list(list))
    };
    let both_new = [new("root-set"), new("trust-list")];
    let list_8 = || list(8, 2, &[four, five]);
    let not_enough = refused("root-set", "signature", "threshold-not-met");
    // What the list of refused roots is worth to the old ones: too few of them have signed it.
    let names_others = refused("trust-list", "issuer", "root-version-mismatch");
    vec![
        begin("roots-change", "New roots by the old threshold and the new one, and a list that they have signed.")
            .flags(&["valid"])
            .update(&with(vec![second()], Some(list_8())), &both_new)
            .update(
                &with(vec![second()], Some(list_8())),
                &[held("root-set"), held("trust-list")],
            )
            .end(),
        begin("roots-change-twice", "A terminal that missed a change walks the chain in one update.")
            .flags(&["valid"])
            .update(
                &with(vec![second(), third()], Some(list(8, 3, &[four, one]))),
                &[new("root-set"), new("root-set"), new("trust-list")],
            )
            .end(),
        begin("roots-chain-from-the-start", "The chain may begin with what the terminal holds.")
            .flags(&["valid"])
            .update(
                &with(
                    vec![
                        world.root_set().message().signed_by(&[one, two, three]),
                        second(),
                    ],
                    Some(list_8()),
                ),
                &[held("root-set"), new("root-set"), new("trust-list")],
            )
            .end(),
        begin("roots-skipped", "The set after the next one, without the one between.")
            .update(
                &with(vec![third()], Some(list(8, 3, &[four, one]))),
                &[
                    refused("root-set", "issuer", "root-version-mismatch"),
                    names_others.clone(),
                ],
            )
            .end(),
        begin("roots-by-one-old-key", "The new threshold has signed, but only one of the old keys.")
            .flags(&["forged"])
            .update(
                &with(
                    vec![second_roots(world, &[three, four, five])],
                    Some(list_8()),
                ),
                &[not_enough.clone(), names_others.clone()],
            )
            .end(),
        begin("roots-by-one-new-key", "The old threshold has signed, but only one of the new keys: whoever is to keep one has not shown it.")
            .flags(&["forged"])
            .update(
                &with(
                    vec![second_roots(world, &[one, two, four])],
                    Some(list_8()),
                ),
                &[not_enough, names_others],
            )
            .end(),
        begin("roots-without-list", "New roots, and no list that they have signed: the terminal would stand without one.")
            .update(
                &with(vec![second()], None),
                &[refused("root-set", "update", "root-without-list")],
            )
            .update(&with(vec![second()], Some(list_8())), &both_new)
            .end(),
        begin("roots-with-a-list-by-the-old", "New roots with a list by the old ones only: the list is taken, the roots are not.")
            .update(
                &with(vec![second()], Some(list(8, 1, &[one, two]))),
                &[
                    refused("root-set", "update", "root-without-list"),
                    new("trust-list"),
                ],
            )
            .end(),
        begin("list-by-a-removed-root", "After the change, a list by the old keys, one of which is still a root.")
            .flags(&["forged"])
            .update(&with(vec![second()], Some(list_8())), &both_new)
            .update(
                &with(Vec::new(), Some(list(9, 2, &[one, three]))),
                &[refused("trust-list", "signature", "threshold-not-met")],
            )
            .update(
                &with(Vec::new(), Some(list(9, 1, &[one, two]))),
                &[refused("trust-list", "issuer", "root-version-mismatch")],
            )
            .end(),
        begin("roots-back", "The old root set brought again after the change is no fault, and no way back.")
            .update(&with(vec![second()], Some(list_8())), &both_new)
            .update(
                &with(
                    vec![world.root_set().message().signed_by(&[one, two, three])],
                    Some(list(9, 1, &[one, two])),
                ),
                &[
                    held("root-set"),
                    refused("trust-list", "issuer", "root-version-mismatch"),
                ],
            )
            .end(),
    ]
}
