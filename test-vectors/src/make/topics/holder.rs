//! Stage holder: bearer codes and bound ones.

use test_vectors::{CredentialVector, Policy};

use crate::draft::{gate, shop, vector};
use crate::fixtures::{World, XIANNING};
use crate::person::{Person, wang};

pub(super) fn vectors(world: &World) -> Vec<CredentialVector> {
    let bearer = wang();
    let bound = wang().bound_to(world.holder.x);
    let policy = |bearer: &str, holder_proof: &str| Policy {
        bearer: bearer.into(),
        holder_proof: holder_proof.into(),
        ..gate()
    };
    let shown = |id: &str, comment: &str, person: &Person, policy: Policy| {
        vector(id, comment)
            .object(&world.issue(person))
            .policy(policy)
    };
    vec![
        shown(
            "holder-bearer-in-shop",
            "A bearer code in a shop: a person compares it with who shows it.",
            &bearer,
            shop(),
        )
        .check(&["bearer"], &bearer, XIANNING),
        shown(
            "holder-bearer-at-gate",
            "A bearer code at a gate with nobody to look.",
            &bearer,
            gate(),
        )
        .accept(&bearer, XIANNING),
        shown(
            "holder-bearer-refused",
            "A bearer code where only codes with a proof count.",
            &bearer,
            policy("refuse", "required"),
        )
        .refuse_known("holder", "bearer-refused", &bearer, XIANNING),
        shown(
            "holder-bound-without-proof",
            "A code bound to a phone, shown without a proof: a copy of what is on somebody's phone.",
            &bound,
            gate(),
        )
        .refuse_known("holder", "proof-missing", &bound, XIANNING),
        shown(
            "holder-bound-without-proof-in-shop",
            "The same in a shop: comparing with the person does not replace the proof.",
            &bound,
            shop(),
        )
        .refuse_known("holder", "proof-missing", &bound, XIANNING),
        shown(
            "holder-bound-without-proof-bearer-refused",
            "Where bearer codes are refused as well, the missing proof is the reason.",
            &bound,
            policy("refuse", "required"),
        )
        .refuse_known("holder", "proof-missing", &bound, XIANNING),
        shown(
            "holder-bound-as-bearer-accepted",
            "Where the policy treats a bound code as a bearer code, and takes those.",
            &bound,
            policy("accept", "treat-as-bearer"),
        )
        .accept(&bound, XIANNING),
        shown(
            "holder-bound-as-bearer-checked",
            "Where it treats it as a bearer code and has those compared.",
            &bound,
            policy("check", "treat-as-bearer"),
        )
        .check(&["bearer"], &bound, XIANNING),
        shown(
            "holder-bound-as-bearer-refused",
            "Where it treats it as a bearer code and refuses those.",
            &bound,
            policy("refuse", "treat-as-bearer"),
        )
        .refuse_known("holder", "bearer-refused", &bound, XIANNING),
        shown(
            "holder-163-bytes",
            "The longest bound credential with a name of three characters and categories below 256.",
            &Person {
                status_index: 0xff_ffff,
                holder: 0xffff_ffff,
                ..bound.clone().categories(0xbd)
            },
            policy("accept", "treat-as-bearer"),
        )
        .flags(&["limit"])
        .accept(
            &Person {
                status_index: 0xff_ffff,
                holder: 0xffff_ffff,
                ..bound.clone().categories(0xbd)
            },
            XIANNING,
        ),
    ]
}
