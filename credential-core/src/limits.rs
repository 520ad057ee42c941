//! Every limit in one place, each with its reason.
//!
//! They bound the time and memory that a hostile code or file can cost. All are far above what real
//! objects need, and far below what a small terminal can handle.

use core::time::Duration;

/// Characters of a scanned text. The largest QR code (40-L) holds 7,089 digits; ours need about 300, and no one prints more than 2,500.
pub const MAX_TEXT_CHARS: usize = 4_096;

/// Bytes of an object in a code. A credential has about 120, one with a holder's key 165, a presentation 245.
pub const MAX_CODE_BYTES: usize = 1_024;

/// The shortest challenge: nobody guesses 64 random bits while it is shown.
pub const MIN_CHALLENGE_BYTES: usize = 8;

/// The longest challenge; it takes no room in a code.
pub const MAX_CHALLENGE_BYTES: usize = 64;

/// Challenges that are tried on a proof: the one that a gate shows, and the one before it, which a phone
/// may have read last. Each costs a verification.
pub const MAX_CHALLENGES: usize = 2;

/// Proofs that a replay guard can be made for: some 50 MB.
pub const MAX_REMEMBERED_PROOFS: usize = 1 << 19;

/// Passages that can be remembered.
pub const MAX_REMEMBERED_PASSAGES: usize = 1 << 20;

/// Nesting of arrays, maps and tags. The deepest object, the trust list, needs 8.
pub const MAX_CBOR_DEPTH: usize = 12;

/// Bytes of a display name in UTF-8. The longest name in registers of Xinjiang has about 25 characters of 3 bytes; masked names have 7.
pub const MAX_NAME_BYTES: usize = 96;

/// Bytes of the name of an authority or a bureau in UTF-8.
pub const MAX_ISSUER_NAME_BYTES: usize = 192;

/// Bytes of a trust list. 3,000 issuers with two keys each take about 600 kB; the People's Republic has fewer than 3,500 counties and cities.
pub const MAX_TRUST_LIST_BYTES: usize = 8 * 1_024 * 1_024;

/// Issuers of a trust list.
pub const MAX_ISSUERS: usize = 20_000;

/// Keys of one issuer, withdrawn ones included: they stay listed permanently.
pub const MAX_KEYS_PER_ISSUER: usize = 64;

/// Regions whose people one issuer may attest.
pub const MAX_REGIONS_PER_ISSUER: usize = 512;

/// Bytes of a root set: sixteen keys and thirty-two signatures fit, also those of a post-quantum
/// algorithm with 2 kB a key and 5 kB a signature.
pub const MAX_ROOT_SET_BYTES: usize = 256 * 1_024;

/// Root keys of an authority. Nobody gathers more holders of root keys for a signature.
pub const MAX_ROOT_KEYS: usize = 16;

/// Signatures of one COSE_Sign: the old and the new root keys at a change of the root set.
pub const MAX_SIGNATURES: usize = 2 * MAX_ROOT_KEYS;

/// Entries of a COSE_Sign under the identifier of one key that are verified. A good one may stand beside a
/// bad one in a copy that was put together. With [`MAX_ROOT_KEYS`] keys an object so costs at most 32
/// verifications over its bytes, also if all its entries name one key.
pub const MAX_TRIED_PER_KEY: usize = 2;

/// Keys that a terminal keeps prepared. Their tables take 108 kB each and 640 kB together, so they
/// stay below 8 MB. A terminal of a city meets the codes of some bureaus, a railway station's of some dozens.
pub const MAX_PREPARED_KEYS: usize = 64;

/// Codes that a key has verified before it is prepared: about as many as it takes for the tables to
/// save what they cost.
pub const USES_BEFORE_PREPARING: u32 = 16;

/// Bytes of a signed status list. The array inside compresses, but must fit even if it does not.
pub const MAX_STATUS_LIST_BYTES: usize = MAX_STATUS_BYTES + 1_024;

/// Bytes of an inflated status array: two bits for each of 16 million credentials of one issuer, and
/// the bound for what a zlib bomb can cost.
pub const MAX_STATUS_BYTES: usize = 4 * 1_024 * 1_024;

/// Bytes of an update file: the lists of a province with millions of credentials, uncompressible.
pub const MAX_UPDATE_BYTES: usize = 64 * 1_024 * 1_024;

/// Root sets in one update: more changes of roots than happen in the life of a terminal.
pub const MAX_ROOT_CHAIN: usize = 256;

/// How far a status list may be dated after a terminal's clock: more than correct clocks differ, and
/// no longer than a bureau can wait until its next list is accepted.
pub const MAX_DATED_AHEAD: Duration = Duration::from_secs(86_400);

/// Status lists in one update: one for each issuer.
pub const MAX_STATUS_LISTS: usize = MAX_ISSUERS;

/// Bytes of an issuer's request: one key and two names.
pub const MAX_ISSUER_REQUEST_BYTES: usize = 1_024;

/// The longest validity of an object, from `iat` to `exp`: 20 years of 365.25 days. The schemes print
/// cards for 2 to 10 years.
pub const MAX_VALIDITY: Duration = Duration::from_secs(631_152_000);

/// The last second that a time can name: the end of the year 9999, which calendars and databases
/// still know.
pub const MAX_TIME: u64 = 253_402_300_799;

/// The greatest status index: the last entry of the longest status list.
pub const MAX_STATUS_INDEX: u32 = MAX_STATUS_BYTES as u32 * 4 - 1;

/// Dependants on one card. The schemes have about three.
pub const MAX_DEPENDANTS: usize = 8;

/// The highest version of a trust list that a terminal accepts: 2,800 years of daily lists. A higher
/// one could only keep later lists out.
pub const MAX_LIST_VERSION: u64 = 1 << 20;

/// Bytes of an enrolment: a key, a label and a signature take some 240.
pub const MAX_ENROLMENT_BYTES: usize = 512;

/// Bytes of the label in an enrolment in UTF-8: some 16 Chinese characters.
pub const MAX_ENROLMENT_LABEL_BYTES: usize = 48;

/// Bytes of a complaint: a credential, a text and a signature.
pub const MAX_COMPLAINT_BYTES: usize = 2048;

/// Bytes of what a complaint says in UTF-8: 500 Chinese characters.
pub const MAX_COMPLAINT_TEXT_BYTES: usize = 1500;

/// How long a bureau takes a complaint after it was written: who finds it in a drawer after a year, complains again.
pub const MAX_COMPLAINT_AGE: Duration = Duration::from_secs(366 * 86_400);

/// How long a bureau takes an enrolment after it was made: a village collects them with its roster.
pub const MAX_ENROLMENT_AGE: Duration = Duration::from_secs(30 * 86_400);

/// How long the authority takes an issuer's request after it was made.
pub const MAX_REQUEST_AGE: Duration = Duration::from_secs(30 * 86_400);

/// Bytes of a signed vouch list.
pub const MAX_VOUCH_LIST_BYTES: usize = 16 * 1_024 * 1_024;

/// Codes that one vouch list names; so many fit into [`MAX_VOUCH_LIST_BYTES`].
pub const MAX_VOUCHED: usize = 1_200_000;

/// Vouch lists in one update.
pub const MAX_VOUCH_LISTS: usize = MAX_ISSUERS;

/// Bytes of a signed audit head.
pub const MAX_AUDIT_HEAD_BYTES: usize = 1_024;

/// Bytes of a keeper's record: two trust lists, and more root sets than an authority ever has.
pub const MAX_KEEPER_RECORD_BYTES: usize = 2 * MAX_TRUST_LIST_BYTES + 16 * 1_024 * 1_024;

/// Versions of which a keeper's record knows the digest; the lowest are forgotten first.
pub const MAX_KEEPER_DIGESTS: usize = 4_096;

/// Frames of a sequence of codes: an object of 1.9 MB, which nobody scans; a list of a county has 30.
pub const MAX_FRAMES: u32 = 2_048;

/// Bytes of an object in one frame: with its head and digest it stays below [`MAX_CODE_BYTES`].
pub const MAX_FRAME_PART: usize = 960;

/// Sequences of frames that are collected at the same time: the one in front of the camera, and those
/// of a screen or sheet that stood there before.
pub const MAX_FRAME_SEQUENCES: usize = 4;

/// Bytes of a record of a journal. A grant has about 50; a full part of a carry 900.
pub const MAX_RECORD_BYTES: usize = 1_024;

/// Units of one grant: nobody takes more than some days of hire or rides at once.
pub const MAX_RECORD_UNITS: u32 = 1_000;

/// Manual grants of a terminal on one day: it gives no more, and the bureau marks what is above. Those that were taken
/// back do not count. A shop of the alliances has some ten holders on a busy day (26,400 uses of 484 members in half a
/// year are less than one each day), so this covers a day without power, and is little to whoever would invent holders.
pub const MAX_MANUAL_GRANTS_PER_DAY: u32 = 20;

/// Totals in one record of a carry: with numbers of full length they stay below [`MAX_RECORD_BYTES`].
pub const MAX_CARRY_ENTRIES: usize = 32;

/// Records of one carry: the totals of four million days of holders.
pub const MAX_CARRY_PARTS: u32 = 1 << 17;

/// Bytes of a signed checkpoint or receipt: about 220.
pub const MAX_CHECKPOINT_BYTES: usize = 512;

/// Bytes of the records of one block of an export: a segment of a journal, 4 MiB, and a carry that is
/// longer than one. A reader holds one block in memory.
pub const MAX_BLOCK_BYTES: usize = 8 * 1_024 * 1_024;

/// Bytes of a signed catalogue part. One of 1,000 benefits has some 200 kB.
pub const MAX_CATALOGUE_PART_BYTES: usize = 2 * 1_024 * 1_024;

/// Benefits of one merchant: a whole city has some 200.
pub const MAX_BENEFITS: usize = 4_096;

/// Bytes of the name of a merchant or a benefit in UTF-8, and of the label of a terminal.
pub const MAX_TITLE_BYTES: usize = 192;

/// Bytes of a benefit's legal basis in UTF-8: some 128 Chinese characters.
pub const MAX_BASIS_BYTES: usize = 384;

/// Home regions that one benefit is for.
pub const MAX_BENEFIT_REGIONS: usize = 64;

/// Branches that give one benefit.
pub const MAX_BENEFIT_BRANCHES: usize = 256;

/// Quotas of one benefit.
pub const MAX_QUOTAS: usize = 4;

/// Units of one quota: more than anybody rides in a life.
pub const MAX_QUOTA: u32 = 1_000_000;

/// Dates on which one benefit is given: each day of a year.
pub const MAX_DATES: usize = 366;

/// Spans of hours in which one benefit is given.
pub const MAX_HOURS: usize = 24;

/// The greatest amount of money in fen: a thousand million yuan, so that a share of it fits into 64 bits.
pub const MAX_FEN: u64 = 100_000_000_000;

/// Bytes of a signed catalogue head.
pub const MAX_CATALOGUE_HEAD_BYTES: usize = 1_024;

/// Bytes of a signed place: a key and some numbers.
pub const MAX_PLACE_BYTES: usize = 1_024;

/// Bytes of the contact of a merchant in UTF-8: an address and a telephone number.
pub const MAX_CONTACT_BYTES: usize = 768;

/// Trades of one merchant.
pub const MAX_TRADES: usize = 32;

/// Bytes of a request for a place: a key, a label and a signature take some 400.
pub const MAX_PLACE_REQUEST_BYTES: usize = 512;

/// Catalogue parts in one update: one for each merchant. They share [`MAX_UPDATE_BYTES`].
pub const MAX_CATALOGUE_PARTS: usize = 65_536;

/// Catalogue heads in one update: one for each issuer.
pub const MAX_CATALOGUE_HEADS: usize = MAX_ISSUERS;

/// Places in one update: one for each terminal.
pub const MAX_PLACES: usize = 65_536;

/// Receipts in one update: one for each terminal.
pub const MAX_RECEIPTS: usize = 65_536;
