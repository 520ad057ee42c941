//! What the claims of a status list and its compressed array may not be.

use test_vectors::StatusListVector;

use super::{MOST_BYTES, plain, refused, sign};
use crate::build::cbor::{bytes, int, map, raw_text, text, uint};
use crate::build::zlib;
use crate::fixtures::{HUBEI, World};
use crate::person::edit;
use crate::status::StatusSpec;
use crate::times::{KEY_FROM, TWENTY_YEARS};

const PAYLOAD: (&str, &str, Option<&str>) = ("claims", "claims-invalid", Some("payload"));
const STATUSES: (&str, &str, Option<&str>) = ("claims", "claims-invalid", Some("statuses"));

pub(super) fn claims(world: &World) -> Vec<StatusListVector> {
    let key = world.key("xianning");
    let with = |claim: i64, value: Option<Vec<u8>>| {
        let payload = map(&edit(plain().entries(), claim, value));
        sign(payload, &key)
    };
    let subject = |subject: &str| with(2, Some(text(subject)));
    let mut all = vec![
        refused(
            "subject-is-an-address",
            "A `sub` like those of the draft's examples, which names no issuer of ours.",
            &subject("https://example.com/statuslists/1"),
            PAYLOAD,
        ),
        refused(
            "subject-with-zero",
            "The number of the issuer with a zero before it: a second spelling.",
            &subject("laobingma:status:042120001"),
            PAYLOAD,
        ),
        refused(
            "subject-with-plus",
            "The number with a sign before it.",
            &subject("laobingma:status:+42120001"),
            PAYLOAD,
        ),
        refused(
            "subject-0",
            "The number 0 is one that an issuer may have; here it is another issuer.",
            &subject("laobingma:status:0"),
            ("scope", "subject-mismatch", None),
        ),
        refused(
            "order-standing-before-term",
            "By a key that was withdrawn, made before its term.",
            &sign(
                StatusSpec {
                    iat: KEY_FROM - 1,
                    ..plain()
                }
                .payload(),
                &world.key("xianning-withdrawn"),
            ),
            ("scope", "key-withdrawn", None),
        ),
        refused(
            "order-term-before-subject",
            "Made before the term of the key, about another issuer.",
            &sign(
                StatusSpec {
                    issuer: HUBEI,
                    iat: KEY_FROM - 1,
                    ..plain()
                }
                .payload(),
                &key,
            ),
            ("scope", "key-not-in-force", None),
        ),
        refused(
            "subject-too-large",
            "A number that has no 32 bits.",
            &subject("laobingma:status:4294967296"),
            PAYLOAD,
        ),
        refused(
            "subject-not-utf8",
            "Text that is not UTF-8 is not CBOR.",
            &with(2, Some(raw_text(&[0xff]))),
            ("object", "malformed", Some("syntax")),
        ),
        refused(
            "ends-as-it-begins",
            "`exp` is not after `iat`.",
            &with(4, Some(uint(plain().iat))),
            ("claims", "claims-invalid", Some("validity")),
        ),
        refused(
            "further-claim",
            "A claim `iss`, which the format does not have.",
            &with(1, Some(text("xianning"))),
            ("claims", "content-unsupported", None),
        ),
        refused(
            "further-claim-and-no-exp",
            "A further claim, and exp is missing.",
            &sign(
                map(&edit(edit(plain().entries(), 4, None), 1, Some(text("x")))),
                &key,
            ),
            ("claims", "content-unsupported", None),
        ),
        refused(
            "twenty-years-and-a-second",
            "exp is a second more than twenty years after iat.",
            &with(4, Some(uint(plain().iat + TWENTY_YEARS + 1))),
            ("claims", "claims-invalid", Some("validity")),
        ),
        refused(
            "exp-greatest",
            "exp is the greatest number that CBOR has.",
            &with(4, Some(uint(u64::MAX))),
            ("claims", "claims-invalid", Some("validity")),
        ),
        refused(
            "further-entry",
            "A third entry beside `lst` and `bits`: that map has no room for later.",
            &{
                let entries = [
                    vec![0xa3],
                    text("lst"),
                    bytes(&plain().lst),
                    text("bits"),
                    uint(2),
                    text("later"),
                    uint(0),
                ];
                with(65_533, Some(entries.concat()))
            },
            PAYLOAD,
        ),
        refused(
            "ttl-negative",
            "A negative `ttl`.",
            &with(65_534, Some(int(-1))),
            PAYLOAD,
        ),
    ];
    for (name, claim) in [("sub", 2), ("exp", 4), ("iat", 6), ("status-list", 65_533)] {
        all.push(refused(
            &format!("without-{name}"),
            &format!("Claim {claim} is missing."),
            &with(claim, None),
            PAYLOAD,
        ));
    }
    all
}

pub(super) fn arrays(world: &World) -> Vec<StatusListVector> {
    let key = world.key("xianning");
    let with_lst = |lst: Vec<u8>| StatusSpec { lst, ..plain() }.signed(&key);
    let with_list = |entries: &[Vec<u8>]| {
        let list = [vec![0xa0 | (entries.len() / 2) as u8], entries.concat()].concat();
        sign(map(&edit(plain().entries(), 65_533, Some(list))), &key)
    };
    let good = plain().lst;
    let mut wrong_sum = good.clone();
    if let Some(last) = wrong_sum.last_mut() {
        *last ^= 1;
    }
    // FDICT: the stream needs a dictionary that nobody has.
    let mut dictionary = vec![0x78, 0x20, 0, 0, 0, 1];
    dictionary.extend(&good[2..]);
    let lst = || vec![text("lst"), bytes(&good)];
    let bits = |value: Vec<u8>| vec![text("bits"), value];
    vec![
        refused(
            "bomb",
            "A few kilobytes that inflate to one byte more than 4 MiB.",
            &with_lst(zlib::zeros(MOST_BYTES + 1)),
            STATUSES,
        ),
        refused(
            "bomb-of-a-gibibyte",
            "A megabyte would inflate to a gibibyte; here the beginning of such a stream.",
            &with_lst(zlib::zeros(64 * 1024 * 1024)[..8_192].to_vec()),
            STATUSES,
        ),
        refused(
            "not-zlib",
            "The array as it is, not compressed.",
            &with_lst(vec![0b0000_0100]),
            STATUSES,
        ),
        refused(
            "lst-empty",
            "No bytes at all.",
            &with_lst(Vec::new()),
            STATUSES,
        ),
        refused(
            "zlib-cut",
            "The stream lacks its last byte.",
            &with_lst(good[..good.len() - 1].to_vec()),
            STATUSES,
        ),
        refused(
            "zlib-sum-wrong",
            "The checksum of the stream (RFC 1950 §2.2) does not fit.",
            &with_lst(wrong_sum),
            STATUSES,
        ),
        refused(
            "zlib-with-dictionary",
            "The stream needs a preset dictionary.",
            &with_lst(dictionary),
            STATUSES,
        ),
        refused(
            "zlib-trailing-byte",
            "A byte after the end of the stream.",
            &with_lst([good.clone(), vec![0]].concat()),
            STATUSES,
        ),
        refused(
            "one-bit",
            "One bit a credential: it could not tell suspended ones.",
            &with_list(&[lst(), bits(uint(1))].concat()),
            PAYLOAD,
        ),
        refused(
            "eight-bits",
            "Eight bits a credential.",
            &with_list(&[lst(), bits(uint(8))].concat()),
            PAYLOAD,
        ),
        refused(
            "without-bits",
            "How many bits is not said.",
            &with_list(&lst()),
            PAYLOAD,
        ),
        refused(
            "without-lst",
            "The array is missing.",
            &with_list(&bits(uint(2))),
            PAYLOAD,
        ),
        refused(
            "aggregation",
            "With an `aggregation_uri`, which nobody here can fetch.",
            &with_list(
                &[
                    lst(),
                    bits(uint(2)),
                    vec![text("aggregation_uri"), text("https://example.com/")],
                ]
                .concat(),
            ),
            PAYLOAD,
        ),
        refused(
            "lst-is-text",
            "The array in base64url, as it stands in a JWT.",
            &with_list(&[vec![text("lst"), text("eNo76fITAAPfAgc")], bits(uint(2))].concat()),
            PAYLOAD,
        ),
    ]
}
