//! What can happen in a history, and how often.

use credential_core::Standing;
use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

use crate::objects::{BUREAUS, KEYS_EACH};

/// One step. Small numbers choose among what there is, the newest first; what cannot be done at the
/// time does nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    // The authority and the bureaus.
    /// The authority lists a key as lost.
    LoseKey {
        key: u8,
        standing: Standing,
    },
    /// The authority changes the standing of a bureau.
    SetBureau {
        bureau: u8,
        standing: Standing,
    },
    /// A bureau gets a further key.
    AddKey {
        bureau: u8,
    },
    /// The trust list says from now on that this bureau publishes status lists.
    Expect {
        bureau: u8,
        days: u64,
    },
    /// Some keepers leave, as many come.
    Rotate {
        leave: u8,
    },
    /// The authority publishes a list under the newest root set without any change.
    Publish,
    /// A bureau revokes the code of its honest holder by this key.
    Revoke {
        key: u8,
    },
    /// A bureau publishes its status list, by one of its active keys.
    PublishStatus {
        bureau: u8,
        key: u8,
    },
    /// A bureau vouches for what it has issued by this key, with its newest active one.
    PublishVouch {
        key: u8,
    },
    /// Somebody honest brings a terminal all that is newest.
    Deliver {
        terminal: u8,
        clock: Clock,
    },
    Wait {
        days: u64,
    },
    /// A terminal is replaced by a new one, with the newest root set.
    Install {
        terminal: u8,
    },
    // The adversary.
    /// Prepares a list and hands it to keepers.
    Prepare {
        draft: Draft,
        hand: Hand,
    },
    /// Hands a list that was prepared before to further keepers.
    HandOn {
        list: u8,
        hand: Hand,
    },
    /// Prepares a root set and hands it to keepers.
    PrepareRoots {
        draft: RootDraft,
        hand: Hand,
    },
    /// Steals the key of a bureau.
    Steal {
        key: u8,
    },
    /// Signs a status list with a stolen key.
    ForgeStatus {
        key: u8,
        days: i64,
        revoke: bool,
    },
    /// Signs a vouch list for a thief's code, with a stolen key of the same bureau.
    ForgeVouch {
        about: u8,
        key: u8,
        days: i64,
    },
    /// Brings a terminal any parts that were ever signed.
    Carry {
        terminal: u8,
        roots: Vec<u8>,
        list: Option<u8>,
        statuses: Vec<u8>,
        vouches: Vec<u8>,
        clock: Clock,
    },
    /// A terminal loses objects; its floors are kept.
    LoseObjects {
        terminal: u8,
        list: bool,
        statuses: bool,
    },
}

/// What a terminal's clock says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    True,
    Behind { days: u64 },
    Ahead { days: u64 },
    Epoch,
}

/// A list as the adversary would have it: what the authority would publish, with changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) twists: Vec<Twist>,
    pub(crate) version: Version,
    /// How far the root set that it names is behind the newest; -1 is the next one.
    pub(crate) root_behind: i64,
    pub(crate) days: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Twist {
    Key {
        key: u8,
        standing: Standing,
    },
    WithoutKey {
        key: u8,
    },
    /// The key stands once more, as active and before the others.
    Twice {
        key: u8,
    },
    Move {
        key: u8,
    },
    Bureau {
        bureau: u8,
        standing: Standing,
    },
    WithoutBureau {
        bureau: u8,
    },
    /// The bureau is active, with a new key; the keys that it had are withdrawn.
    Renewed {
        bureau: u8,
    },
    WithoutExpectation {
        bureau: u8,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    Next,
    Highest,
    Ahead(u64),
    Last,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RootDraft {
    /// How many of the members of the newest set leave.
    pub(crate) leave: u8,
    /// With the stolen keys among the members.
    pub(crate) with_stolen: bool,
    pub(crate) behind: u64,
    pub(crate) days: i64,
}

/// To whom something is handed, with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hand {
    /// Bit by bit, which of the members.
    pub(crate) keepers: u8,
    /// Which complete list is said to be the last; `None` for none.
    pub(crate) last: Option<u8>,
    /// Which root sets come along.
    pub(crate) roots: Roots,
    /// Whether the stolen root keys sign too.
    pub(crate) stolen: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Roots {
    All,
    None,
    /// One that was made by stolen keys, if there is any.
    Forged,
}

/// Generates histories. All that decides what can happen is in the system itself, so the reference
/// state is only the number of steps.
pub(crate) struct Histories;

impl ReferenceStateMachine for Histories {
    type State = u32;
    type Transition = Action;

    fn init_state() -> BoxedStrategy<u32> {
        Just(0).boxed()
    }

    fn transitions(_: &u32) -> BoxedStrategy<Action> {
        action().boxed()
    }

    fn apply(state: u32, _: &Action) -> u32 {
        state + 1
    }
}

fn key() -> impl Strategy<Value = u8> {
    // The first two keys of a bureau are listed from the beginning.
    prop_oneof![4 => (0..BUREAUS, 0u8..2), 1 => (0..BUREAUS, 2..KEYS_EACH)]
        .prop_map(|(bureau, key)| bureau * KEYS_EACH + key)
}

fn terminal() -> impl Strategy<Value = u8> {
    0u8..2
}

fn newest() -> impl Strategy<Value = u8> {
    prop_oneof![4 => 0u8..3, 1 => 3u8..12]
}

fn clock() -> impl Strategy<Value = Clock> {
    prop_oneof![
        8 => Just(Clock::True),
        1 => (1u64..2_000).prop_map(|days| Clock::Behind { days }),
        1 => (1u64..40_000).prop_map(|days| Clock::Ahead { days }),
        1 => Just(Clock::Epoch),
    ]
}

fn lost() -> impl Strategy<Value = Standing> {
    prop_oneof![Just(Standing::Compromised), Just(Standing::Withdrawn)]
}

fn standing() -> impl Strategy<Value = Standing> {
    prop_oneof![3 => Just(Standing::Active), 1 => lost()]
}

fn bureau_standing() -> impl Strategy<Value = Standing> {
    prop_oneof![
        Just(Standing::Active),
        Just(Standing::Suspended),
        Just(Standing::Withdrawn)
    ]
}

fn days() -> impl Strategy<Value = i64> {
    prop_oneof![6 => Just(0i64), 1 => -400i64..0, 1 => 1i64..400, 1 => Just(36_500i64)]
}

fn twist() -> impl Strategy<Value = Twist> {
    let bureau = || 0..BUREAUS;
    prop_oneof![
        4 => (key(), standing()).prop_map(|(key, standing)| Twist::Key { key, standing }),
        2 => key().prop_map(|key| Twist::WithoutKey { key }),
        2 => key().prop_map(|key| Twist::Twice { key }),
        1 => key().prop_map(|key| Twist::Move { key }),
        3 => (bureau(), bureau_standing())
            .prop_map(|(bureau, standing)| Twist::Bureau { bureau, standing }),
        1 => bureau().prop_map(|bureau| Twist::WithoutBureau { bureau }),
        2 => bureau().prop_map(|bureau| Twist::Renewed { bureau }),
        1 => bureau().prop_map(|bureau| Twist::WithoutExpectation { bureau }),
    ]
}

fn draft() -> impl Strategy<Value = Draft> {
    let version = prop_oneof![
        6 => Just(Version::Next),
        2 => Just(Version::Highest),
        1 => (1u64..3_000_000).prop_map(Version::Ahead),
        1 => Just(Version::Last),
    ];
    let behind = prop_oneof![6 => Just(0i64), 2 => Just(1), 1 => Just(2), 1 => Just(-1)];
    (
        prop::collection::vec(twist(), 0..3),
        version,
        behind,
        days(),
    )
        .prop_map(|(twists, version, root_behind, days)| Draft {
            twists,
            version,
            root_behind,
            days,
        })
}

fn hand() -> impl Strategy<Value = Hand> {
    let roots =
        prop_oneof![6 => Just(Roots::All), 2 => Just(Roots::None), 1 => Just(Roots::Forged)];
    (
        any::<u8>(),
        prop::option::weighted(0.9, newest()),
        roots,
        any::<bool>(),
    )
        .prop_map(|(keepers, last, roots, stolen)| Hand {
            keepers,
            last,
            roots,
            stolen,
        })
}

fn action() -> impl Strategy<Value = Action> {
    let bureau = || 0..BUREAUS;
    prop_oneof![
        6 => (key(), lost()).prop_map(|(key, standing)| Action::LoseKey { key, standing }),
        3 => (bureau(), bureau_standing())
            .prop_map(|(bureau, standing)| Action::SetBureau { bureau, standing }),
        3 => bureau().prop_map(|bureau| Action::AddKey { bureau }),
        3 => (bureau(), 1u64..400).prop_map(|(bureau, days)| Action::Expect { bureau, days }),
        4 => (1u8..3).prop_map(|leave| Action::Rotate { leave }),
        3 => Just(Action::Publish),
        5 => key().prop_map(|key| Action::Revoke { key }),
        8 => (bureau(), 0u8..3).prop_map(|(bureau, key)| Action::PublishStatus { bureau, key }),
        14 => (terminal(), clock())
            .prop_map(|(terminal, clock)| Action::Deliver { terminal, clock }),
        4 => (1u64..60).prop_map(|days| Action::Wait { days }),
        1 => terminal().prop_map(|terminal| Action::Install { terminal }),
        10 => (draft(), hand()).prop_map(|(draft, hand)| Action::Prepare { draft, hand }),
        5 => (newest(), hand()).prop_map(|(list, hand)| Action::HandOn { list, hand }),
        3 => (root_draft(), hand()).prop_map(|(draft, hand)| Action::PrepareRoots { draft, hand }),
        3 => key().prop_map(|key| Action::Steal { key }),
        4 => (key(), days(), any::<bool>())
            .prop_map(|(key, days, revoke)| Action::ForgeStatus { key, days, revoke }),
        5 => key().prop_map(|key| Action::PublishVouch { key }),
        2 => (key(), 0..KEYS_EACH, days())
            .prop_map(|(about, key, days)| Action::ForgeVouch { about, key, days }),
        16 => carry(),
        3 => (terminal(), any::<bool>(), any::<bool>())
            .prop_map(|(terminal, list, statuses)| Action::LoseObjects { terminal, list, statuses }),
    ]
}

fn root_draft() -> impl Strategy<Value = RootDraft> {
    let behind = prop_oneof![3 => Just(0u64), 1 => 1u64..3];
    (0u8..3, any::<bool>(), behind, days()).prop_map(|(leave, with_stolen, behind, days)| {
        RootDraft {
            leave,
            with_stolen,
            behind,
            days,
        }
    })
}

fn carry() -> impl Strategy<Value = Action> {
    let several = || prop::collection::vec(newest(), 0..4);
    let list = prop::option::weighted(0.8, newest());
    (terminal(), several(), list, several(), several(), clock()).prop_map(
        |(terminal, roots, list, statuses, vouches, clock)| Action::Carry {
            terminal,
            roots,
            list,
            statuses,
            vouches,
            clock,
        },
    )
}
