//! Random operations, reopenings, drops and faults: the index is what a plain recount of the files gives.

use proptest::prelude::*;

use credential_core::journal::{
    ManualGrant, ManualReason, RatingLevel, Receipt, ReceiptClaims, UndoReason,
};

use super::*;

#[derive(Clone, Debug)]
enum Operation {
    Grant {
        holder: u32,
        benefit: u32,
        units: u32,
    },
    Manual {
        holder: Option<u32>,
    },
    Undo {
        back: u64,
    },
    Rate {
        back: u64,
    },
    Wait {
        seconds: u32,
    },
    SetClockBack {
        seconds: u32,
    },
    Restart,
    Receipt,
    Retain,
    LowerClock,
    Fault {
        effect: usize,
    },
}

fn operation() -> impl Strategy<Value = Operation> {
    let fault = (0..30_usize).prop_map(|effect| Operation::Fault { effect });
    prop_oneof![
        12 => (0..4_u32, 1..3_u32, 1..4_u32).prop_map(|(holder, benefit, units)| Operation::Grant { holder, benefit, units }),
        2 => proptest::option::of(0..4_u32).prop_map(|holder| Operation::Manual { holder }),
        4 => (0..4_u64).prop_map(|back| Operation::Undo { back }),
        1 => (0..4_u64).prop_map(|back| Operation::Rate { back }),
        3 => (0..100_u32).prop_map(|seconds| Operation::Wait { seconds }),
        2 => (86_400..40_000_000_u32).prop_map(|seconds| Operation::Wait { seconds }),
        1 => (0..200_000_u32).prop_map(|seconds| Operation::SetClockBack { seconds }),
        2 => Just(Operation::Restart),
        2 => Just(Operation::Receipt),
        3 => Just(Operation::Retain),
        1 => Just(Operation::LowerClock),
        2 => fault,
    ]
}

struct World {
    disk: SimDisk,
    journal: Option<Journal>,
    clock: u64,
}

impl World {
    fn journal(&mut self) -> &mut Journal {
        self.journal.as_mut().unwrap()
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(self.clock)
    }

    /// Does it; `false` if it was refused. A fault that is planned may fall into any of it.
    fn step(&mut self, operation: &Operation) {
        let now = self.now();
        let last = self.journal().end().size;
        match *operation {
            Operation::Grant {
                holder,
                benefit,
                units,
            } => {
                let grant = Grant {
                    benefit,
                    units,
                    ..grant(holder)
                };
                let _ = self.journal().grant(grant, now);
            }
            Operation::Manual { holder } => {
                let manual = ManualGrant {
                    reason: ManualReason::NoPower,
                    holder: holder.map(super::holder),
                    benefit: 1,
                    edition: 1,
                    branch: 1,
                    units: 1,
                    price: None,
                };
                let _ = self.journal().grant_manually(manual, now);
            }
            Operation::Undo { back } => {
                let _ = self
                    .journal()
                    .undo(last.saturating_sub(back), UndoReason::Mistake, now);
            }
            Operation::Rate { back } => {
                let of = last.saturating_sub(back);
                let _ = self.journal().rate(of, RatingLevel::Fair, now);
            }
            Operation::Wait { seconds } => self.clock += u64::from(seconds),
            Operation::SetClockBack { seconds } => self.clock -= u64::from(seconds),
            Operation::Restart => {
                self.journal = None;
                self.disk.plan(Plan::Nothing);
                self.journal = Some(open(&self.disk));
            }
            Operation::Receipt => {
                let bureau = SigningKey::from_seed(&[2; 32]);
                let claims = ReceiptClaims {
                    issuer: IssuerId(1),
                    id: self.journal().id(),
                    end: self.journal().end(),
                    signed: now,
                };
                let receipt = Receipt::sign(&claims, &bureau).unwrap();
                let applied =
                    self.journal()
                        .apply_receipt(&receipt, IssuerId(1), bureau.public_key());
                drop(applied);
            }
            Operation::Retain => drop(self.journal().retain(now)),
            Operation::LowerClock => drop(self.journal().lower_clock(now)),
            Operation::Fault { effect } => {
                self.disk.plan(Plan::Fail(effect, ErrorKind::Other));
            }
        }
    }

    fn check(&mut self) {
        if self.journal().is_poisoned() {
            self.disk.plan(Plan::Nothing);
            self.journal().reopen().unwrap();
        }
        agrees(self.journal());
        let journal = self.journal();
        let (memory, end) = (journal.loaded.index.all_used(), journal.end());
        // What was acknowledged is what a power cut would leave, whatever was not synced. A carry may
        // be counted by the one and not yet by the other; the sum for each holder is the same.
        for left in self.disk.after_power_cuts() {
            let journal = open(&left);
            assert!(journal.end().size >= end.size);
            let sums = |used: &BTreeMap<(u32, u32, u32, u32), u32>| {
                let mut sums = BTreeMap::new();
                for ((issuer, holder, benefit, _), units) in used {
                    *sums.entry((*issuer, *holder, *benefit)).or_insert(0) += units;
                }
                sums
            };
            assert_eq!(sums(&journal.loaded.index.all_used()), sums(&memory));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_index_is_what_a_recount_of_the_files_gives(
        operations in proptest::collection::vec(operation(), 1..80),
    ) {
        let disk = SimDisk::new();
        let mut world = World {
            journal: Some(open(&disk)),
            disk,
            clock: NOW.as_secs(),
        };
        for operation in &operations {
            world.step(operation);
            world.check();
        }
    }
}
