//! What is fed to a gate in a soak, a line each.

use std::time::Duration;

use credential_core::{Category, CategorySet, Challenge, TextForm, UnixTime};

use crate::station::{self, FIRST_CARD, FIRST_PHONE, Phone, REVOKED, Station, WATCHED};

/// Fresh proofs in a second: at 30 seconds each, a gate remembers fewer than it has room for.
const FRESH_A_SECOND: u64 = 350;

/// So many of the proofs that were fed last are shown again.
const SHOWN: usize = 1_000;

/// What a line was made as.
#[derive(Clone, Debug)]
pub enum Made {
    /// A text whose verdict does not depend on what came before.
    Fixed(&'static str),
    /// A card in good standing, of this holder.
    Card(u32),
    /// The card that updates revoke and restore.
    Watched,
    /// A presentation without a fault of its own, new or not: of this holder, with this date.
    Proof(u32, UnixTime),
    /// Two cards in good standing in one line.
    TwoCards,
    /// Nothing that has a verdict.
    Blank,
    /// The report that the holder of this verdict has passed.
    Turned(u64),
}

impl Made {
    /// How many verdicts come of it.
    pub fn verdicts(&self) -> u64 {
        match self {
            Self::Blank | Self::Turned(_) => 0,
            Self::TwoCards => 2,
            _ => 1,
        }
    }
}

/// Makes lines.
pub struct Feed {
    phones: Vec<Phone>,
    cards: Vec<(u32, String)>,
    watched: String,
    /// With the code of the verdict.
    fixed: Vec<(&'static str, Vec<u8>)>,
    shown: Vec<(u32, UnixTime, String)>,
    random: u64,
    next_phone: usize,
    /// The second in which fresh proofs are counted, and their number.
    fresh: (UnixTime, u64),
    /// Proofs of this date and before do not count.
    floor: UnixTime,
    verdicts: u64,
    last_card: Option<u64>,
}

impl Feed {
    /// With so many phones, for a gate that takes proofs which are dated after `floor`.
    pub fn new(station: &Station, phones: u32, floor: UnixTime) -> Self {
        let form = |number| [TextForm::Digits, TextForm::Base45][number as usize % 2];
        let card = |number| (number, station.card_with(number, form(number), |_| {}));
        let phones: Vec<_> = (FIRST_PHONE..FIRST_PHONE + phones)
            .map(|number| station.phone(number))
            .collect();
        Self {
            cards: (FIRST_CARD..FIRST_CARD + 500).map(card).collect(),
            watched: station.card(WATCHED),
            fixed: fixed(station, &phones),
            phones,
            shown: Vec::new(),
            random: 0x9e37_79b9_7f4a_7c15,
            next_phone: 0,
            fresh: (floor, 0),
            floor,
            verdicts: 0,
            last_card: None,
        }
    }

    fn random(&mut self, below: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random % below as u64).unwrap()
    }

    /// The next line, of any kind.
    pub fn next(&mut self) -> (Made, Vec<u8>) {
        let (made, text) = match self.random(100) {
            0..25 => self.card(),
            25..30 => (Made::Watched, self.watched.clone().into()),
            30..45 => self.fresh(),
            45..60 => self.again(),
            60 => self.two_cards(),
            61 => (Made::Blank, b" \0\t\0 ".to_vec()),
            62..67 => self.turned(),
            // A code might begin at each of its digits: the most work that a line can make.
            67 if !cfg!(debug_assertions) && self.random(50) == 0 => {
                (Made::Fixed("too-long"), vec![b'8'; 20_000])
            }
            _ => {
                let at = self.random(self.fixed.len());
                let (code, text) = &self.fixed[at];
                (Made::Fixed(code), text.clone())
            }
        };
        self.fed(made, text)
    }

    /// A fresh proof, however many came before.
    pub fn next_proof(&mut self) -> (Made, Vec<u8>) {
        let (made, text) = self.proof();
        self.fed(made, text)
    }

    fn fed(&mut self, made: Made, mut text: Vec<u8>) -> (Made, Vec<u8>) {
        if matches!(made, Made::Card(_)) {
            self.last_card = Some(self.verdicts + 1);
        }
        self.verdicts += made.verdicts();
        text.push(b'\n');
        (made, text)
    }

    fn card(&mut self) -> (Made, Vec<u8>) {
        let at = self.random(self.cards.len());
        let (number, text) = &self.cards[at];
        (Made::Card(*number), text.clone().into())
    }

    fn two_cards(&mut self) -> (Made, Vec<u8>) {
        let line = format!("{}\t{}", self.cards[0].1, self.cards[2].1);
        (Made::TwoCards, line.into())
    }

    fn turned(&mut self) -> (Made, Vec<u8>) {
        match self.last_card.take() {
            Some(number) => (Made::Turned(number), format!("turned {number}").into()),
            None => self.card(),
        }
    }

    fn fresh(&mut self) -> (Made, Vec<u8>) {
        let now = station::now();
        if self.fresh.0 != now {
            self.fresh = (now, 0);
        }
        self.fresh.1 += 1;
        if self.fresh.1 > FRESH_A_SECOND {
            return self.card();
        }
        self.proof()
    }

    fn proof(&mut self) -> (Made, Vec<u8>) {
        self.next_phone += 1;
        let round = self.next_phone / self.phones.len();
        let at = self.next_phone % self.phones.len();
        // A phone's clock may be off by some seconds.
        let back = Duration::from_secs(round as u64 % 8);
        let dated = UnixTime::from_secs(station::now().as_secs() - back.as_secs() + 2);
        let dated = dated.max(self.floor.plus(Duration::from_secs(1)));
        let phone = &self.phones[at];
        let text = phone.shown(dated, None);
        let shown = (phone.number, dated, text.clone());
        match self.shown.len() < SHOWN {
            true => self.shown.push(shown),
            false => self.shown[self.next_phone % SHOWN] = shown,
        }
        (Made::Proof(self.phones[at].number, dated), text.into())
    }

    fn again(&mut self) -> (Made, Vec<u8>) {
        if self.shown.is_empty() {
            return self.card();
        }
        let at = self.random(self.shown.len());
        let (number, dated, text) = self.shown[at].clone();
        (Made::Proof(number, dated), text.into())
    }
}

/// Texts whose verdict is always the same.
fn fixed(station: &Station, phones: &[Phone]) -> Vec<(&'static str, Vec<u8>)> {
    let now = station::now();
    let yesterday = UnixTime::from_secs(now.as_secs() - 86_400);
    let later = now.plus(Duration::from_secs(86_400));
    let elsewhere = Challenge::new(&[7; 16]).unwrap();
    let expired = station.card_with(FIRST_CARD, TextForm::Digits, |claims| {
        claims.validity.until = claims.validity.from.plus(Duration::from_secs(1));
    });
    let not_served = station.card_with(FIRST_CARD, TextForm::Digits, |claims| {
        claims.categories = CategorySet::EMPTY.with(Category::DisabledSoldier);
    });
    let mut damaged = station.card(FIRST_CARD).into_bytes();
    damaged.truncate(damaged.len() - 9);
    let mut texts: Vec<(&'static str, Vec<u8>)> = vec![
        ("expired", expired.into()),
        ("not-entitled", not_served.into()),
        ("revoked", station.card(REVOKED).into()),
        ("issuer-unknown", station.strange_card().into()),
        ("unreadable", damaged),
        ("not-ours", b"https://example.org/pay?x=1".to_vec()),
        ("not-ours", "王建明\u{202e}".into()),
        ("not-ours", b"\0\0 81\0\0".to_vec()),
        ("not-ours", b"\xff\xfe\x80\x81".to_vec()),
        ("too-long", vec![b'7'; 20_000]),
        ("too-long", vec![0xc3; 100_000]),
    ];
    for phone in phones.iter().take(4) {
        let forged = station.forged_card(FIRST_CARD + phone.number % 7);
        texts.extend([
            ("signature-invalid", forged.into()),
            ("proof-missing", phone.copied.clone().into()),
            ("proof-stale", phone.shown(yesterday, None).into()),
            ("proof-from-future", phone.shown(later, None).into()),
            ("proof-invalid", phone.shown(now, Some(&elsewhere)).into()),
        ]);
    }
    texts
}
