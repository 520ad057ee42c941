//! The same inside the byte string of the protected header.

use super::{DETERMINISTIC, FaultCase};
use crate::build::cbor::{BREAK, bytes, int, nested};
use crate::build::cose::EDDSA;
use crate::fixtures::World;

pub(super) fn headers(world: &World) -> Vec<FaultCase> {
    let kid = bytes(&world.key("xianning").kid());
    let algorithm = int(EDDSA);
    let pair = |first: Vec<u8>, second: Vec<u8>| [vec![0xa2], first, second].concat();
    let alg = [vec![1], algorithm.clone()].concat();
    let key = [vec![4], kid.clone()].concat();
    vec![
        (
            "cbor-header-order",
            "kid stands before alg.",
            pair(key.clone(), alg.clone()),
            DETERMINISTIC,
        ),
        (
            "cbor-header-long-map-head",
            "The map's length in two bytes.",
            [vec![0xb8, 2], alg.clone(), key.clone()].concat(),
            DETERMINISTIC,
        ),
        (
            "cbor-header-long-key",
            "The key 1 in two bytes.",
            [vec![0xa2, 0x18, 1], algorithm.clone(), key.clone()].concat(),
            DETERMINISTIC,
        ),
        (
            "cbor-header-long-algorithm",
            "Algorithm -8 in two bytes.",
            pair(vec![1, 0x38, 7], key.clone()),
            DETERMINISTIC,
        ),
        (
            "cbor-header-long-kid-head",
            "The length of the kid in two bytes.",
            pair(
                alg.clone(),
                [vec![4, 0x58, 4], world.key("xianning").kid().to_vec()].concat(),
            ),
            DETERMINISTIC,
        ),
        (
            "cbor-header-indefinite",
            "The map has no length, but an end mark.",
            [vec![0xbf], alg.clone(), key.clone(), vec![BREAK]].concat(),
            DETERMINISTIC,
        ),
        (
            "cbor-header-indefinite-kid",
            "The kid in one piece of indefinite length.",
            pair(
                alg.clone(),
                [vec![4, 0x5f], kid.clone(), vec![BREAK]].concat(),
            ),
            DETERMINISTIC,
        ),
        (
            "cbor-header-duplicate-algorithm",
            "alg stands there twice, once -8 and once -7: readers may differ in which one they see.",
            [vec![0xa3], alg.clone(), vec![1, 0x26], key.clone()].concat(),
            "duplicate-key",
        ),
        (
            "cbor-header-duplicate-kid",
            "kid stands there twice.",
            [vec![0xa3], alg.clone(), key.clone(), key.clone()].concat(),
            "duplicate-key",
        ),
        (
            "cbor-header-trailing-byte",
            "A byte is left over behind the map.",
            [pair(alg.clone(), key.clone()), vec![0]].concat(),
            "trailing-bytes",
        ),
        (
            "cbor-header-truncated",
            "The map says three entries and has two.",
            [vec![0xa3], alg.clone(), key.clone()].concat(),
            "truncated",
        ),
        (
            "cbor-header-empty",
            "The byte string of the protected header is empty: RFC 9052 lets it stand for an empty map, this format does not.",
            Vec::new(),
            "truncated",
        ),
        (
            "cbor-header-reserved-head",
            "The algorithm is a head that CBOR reserves.",
            pair(vec![1, 0x3c], key.clone()),
            "syntax",
        ),
        (
            "cbor-header-float",
            "The algorithm is the floating-point number -8.0.",
            pair(vec![1, 0xf9, 0xc8, 0x00], key.clone()),
            "forbidden-value",
        ),
        (
            "cbor-header-13-levels",
            "A header parameter is nested so deep that the map has thirteen levels.",
            [vec![0xa3], alg, key, vec![0x18, 99], nested(12)].concat(),
            "too-deep",
        ),
    ]
}
