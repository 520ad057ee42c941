//! What becomes of the keys of issuers.

use std::collections::HashMap;
use std::sync::Arc;

use credential_core::{Issuer, IssuerId, IssuerKey, KeyId, PublicKey, Standing};
use messages::Lang::{En, Zh};
use messages::words;

use super::super::issuer_words::{key_words, longest_words, terms};
use super::point::{Point, point};

type ById<'i> = HashMap<IssuerId, &'i Arc<Issuer>>;

/// A key that goes from one issuer to another, and is still accepted there.
#[derive(Clone, Copy)]
pub(super) struct Move<'i> {
    key: &'i PublicKey,
    from: IssuerId,
    to: IssuerId,
}

impl Move<'_> {
    /// Status lists are those of an issuer: a code that was revoked would be accepted again.
    pub(super) fn point(&self) -> Point {
        let (kid, from, to) = (self.key.id(), self.from, self.to);
        point(
            "key-moved",
            format!(
                "注意：密钥 {kid} 从单位 {from} 移到单位 {to}：{from} 吊销的码，终端将不再认得是吊销的"
            ),
            format!(
                "Note: the key {kid} moves from issuer {from} to issuer {to}: \
                 terminals will no longer know which of its codes {from} has revoked"
            ),
        )
    }
}

/// The keys that move, under both the issuer that had them and the one that has them now.
pub(super) fn moves<'i>(before: &ById<'i>, after: &ById<'i>) -> HashMap<IssuerId, Vec<Move<'i>>> {
    let lists = |issuers: &ById<'_>, id, key: &PublicKey| {
        let issuer = issuers.get(&id);
        issuer.is_some_and(|issuer| issuer.keys.iter().any(|other| other.key == *key))
    };
    let mut came: HashMap<KeyId, Vec<(IssuerId, &PublicKey)>> = HashMap::new();
    for issuer in after.values() {
        if issuer.standing == Standing::Withdrawn {
            continue;
        }
        for IssuerKey { key, standing, .. } in &issuer.keys {
            if *standing != Standing::Withdrawn && !lists(before, issuer.id, key) {
                came.entry(key.id()).or_default().push((issuer.id, key));
            }
        }
    }
    let mut moves: HashMap<_, Vec<_>> = HashMap::new();
    for issuer in before.values() {
        for IssuerKey { key, .. } in &issuer.keys {
            let here = came.get(&key.id()).into_iter().flatten();
            for (to, _) in here.filter(|(_, other)| *other == key) {
                if lists(after, issuer.id, key) {
                    continue;
                }
                let (from, to) = (issuer.id, *to);
                for end in [from, to] {
                    moves.entry(end).or_default().push(Move { key, from, to });
                }
            }
        }
    }
    // The maps have no order; the words have.
    for list in moves.values_mut() {
        list.sort_by_key(|one| (one.key.id(), one.from, one.to));
    }
    moves
}

/// What is different in the keys of one issuer, but for those of `moves` that it no longer has.
pub(super) fn keys(old: &[IssuerKey], new: &[IssuerKey], moves: &[Move<'_>]) -> Vec<Point> {
    let find = |list: &[IssuerKey], key: &IssuerKey| {
        list.iter().find(|other| other.key == key.key).cloned()
    };
    let mut points = Vec::new();
    for key in new {
        match find(old, key) {
            None => {
                let (kid, words) = (key.key.id(), key_words(key));
                points.push(point(
                    "key-added",
                    format!("新密钥 {kid}  {}", words.in_lang(Zh)),
                    format!("new key {kid}  {}", words.in_lang(En)),
                ));
            }
            Some(before) => points.extend(key_changes(&before, key)),
        }
    }
    let gone = old
        .iter()
        .filter(|key| find(new, key).is_none() && !moves.iter().any(|moved| *moved.key == key.key));
    points.extend(gone.map(|key| {
        let kid = key.key.id();
        point(
            "key-removed",
            format!("密钥 {kid} 不再列入，用它签发的码将不被接受"),
            format!("key {kid} is no longer listed: codes signed with it are refused"),
        )
    }));
    points
}

fn key_changes(old: &IssuerKey, new: &IssuerKey) -> Vec<Point> {
    let kid = new.key.id();
    let mut points = Vec::new();
    if old.standing != new.standing {
        points.push(key_standing(kid, new.standing));
    }
    if old.in_force != new.in_force {
        let terms = terms(new);
        points.push(point(
            "key-term",
            format!("密钥 {kid} 启用期改为 {terms}"),
            format!("key {kid} is now in force {terms}"),
        ));
    }
    if old.longest_validity != new.longest_validity {
        let longest = longest_words(new.longest_validity);
        points.push(point(
            "key-longest",
            format!("密钥 {kid}：{}", longest.in_lang(Zh)),
            format!("key {kid}: {}", longest.in_lang(En)),
        ));
    }
    points
}

fn key_standing(kid: KeyId, standing: Standing) -> Point {
    match standing {
        Standing::Withdrawn => point(
            "key-withdrawn",
            format!("密钥 {kid} 永久停用，用它签发的码将不被接受"),
            format!("key {kid} is withdrawn permanently: codes signed with it are refused"),
        ),
        Standing::Compromised => point(
            "key-compromised",
            format!("密钥 {kid} 已泄露（永久）：用它签发的码，只有真码清单里的才被接受"),
            format!(
                "key {kid} is compromised, permanently: of its codes only those in a vouch list are accepted"
            ),
        ),
        other => point(
            "key-standing",
            format!("密钥 {kid} 改为{}", words::standing(other).in_lang(Zh)),
            format!("key {kid} is now {}", words::standing(other).in_lang(En)),
        ),
    }
}
