//! A change of the root set: what it changes in words, and who has to sign it.

use credential_core::{PublicKey, RootSetClaims};
use messages::Lang::{En, Zh};
use messages::{Text, dates, text, words};

use serde_json::{Value, json};

use super::missing;
use crate::authority::both_names;

/// The next root set beside the one that it follows; `None` for an authority's first.
pub(crate) struct RootChange<'r> {
    pub(crate) current: Option<&'r RootSetClaims>,
    pub(crate) next: &'r RootSetClaims,
}

impl RootChange<'_> {
    /// Keys of both sets, each once: whoever may sign the change.
    pub(crate) fn may_sign(&self) -> Vec<PublicKey> {
        let mut keys = self.current.map_or(Vec::new(), |set| set.keys.clone());
        for key in &self.next.keys {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        keys
    }

    pub(crate) fn added(&self) -> Vec<PublicKey> {
        let old = self.current.map_or(&[][..], |set| &set.keys);
        without(&self.next.keys, old)
    }

    pub(crate) fn removed(&self) -> Vec<PublicKey> {
        self.current
            .map_or(Vec::new(), |set| without(&set.keys, &self.next.keys))
    }

    /// What is missing before the change holds; empty if nothing is.
    ///
    /// Each new key must have signed, which is more than terminals ask for: it shows that its keeper
    /// has it and can use it before anything depends on that.
    pub(crate) fn lacks(&self, signed: &[PublicKey]) -> Vec<Text> {
        let mut lacks = Vec::new();
        let mut ask = |zh: &str, en: &str, keys: &[PublicKey], needed: usize| {
            let there = keys.iter().filter(|key| signed.contains(key)).count();
            if there < needed {
                let rest = missing(signed, keys, needed);
                lacks.push(text!("{zh}{}", rest.in_lang(Zh); "{en}{}", rest.in_lang(En)));
            }
        };
        if let Some(current) = self.current {
            ask(
                "原有保管人",
                "of the keepers so far ",
                &current.keys,
                current.threshold,
            );
        }
        let added = self.added();
        ask("新保管人", "of the new keepers ", &added, added.len());
        ask(
            "新一版保管人",
            "of the keepers from now on ",
            &self.next.keys,
            self.next.threshold,
        );
        lacks
    }
}

fn without(list: &[PublicKey], other: &[PublicKey]) -> Vec<PublicKey> {
    let kept = list.iter().filter(|key| !other.contains(key));
    kept.cloned().collect()
}

/// What a keeper should read before signing.
pub(crate) fn root_words(change: &RootChange<'_>) -> Vec<Text> {
    let next = change.next;
    let (version, count, threshold) = (next.version, next.keys.len(), next.threshold);
    let (name, made) = (both_names(&next.name), dates::minute(next.issued));
    let mut lines = vec![text!(
        "根密钥集第 {version} 版，{name}，{made} 制作：{count} 把根密钥，任意 {threshold} 把签字有效";
        "Root set, version {version}, of {name}, made {made}: {count} root keys, of which {threshold} must sign")];
    if let Some(current) = change.current {
        if current.threshold != threshold {
            let was = current.threshold;
            lines.push(text!("  变更：门限由 {was} 改为 {threshold}";
                "  change: the threshold was {was}, is {threshold}"));
        }
        if current.name != next.name {
            let was = both_names(&current.name);
            lines.push(text!("  变更：名称由“{was}”改为“{name}”";
                "  change: the name was '{was}', is '{name}'"));
        }
    }
    let listed = |keys: Vec<PublicKey>, zh: &'static str, en: &'static str| {
        keys.into_iter().map(move |key| {
            let (id, print) = (key.id(), words::thumbprint(&key));
            text!("  {zh}根密钥 {id}  指纹 {print}"; "  {en}root key {id}  thumbprint {print}")
        })
    };
    lines.extend(listed(change.removed(), "变更：移除", "change: removed "));
    let added = change.added();
    let kept = without(&next.keys, &added);
    let (zh, en) = if change.current.is_some() {
        ("变更：新增", "change: new ")
    } else {
        ("", "")
    };
    lines.extend(listed(added, zh, en));
    lines.extend(listed(kept, "保留", "stays: "));
    lines
}

/// The same for programs.
pub(crate) fn root_json(change: &RootChange<'_>) -> Value {
    let ids = |keys: &[PublicKey]| -> Vec<String> {
        keys.iter().map(|key| key.id().to_string()).collect()
    };
    let next = change.next;
    json!({
        "version": next.version,
        "name": next.name.zh,
        "made": next.issued.as_secs(),
        "threshold": next.threshold,
        "keys": ids(&next.keys),
        "added": ids(&change.added()),
        "removed": ids(&change.removed()),
    })
}

#[cfg(test)]
mod tests {
    use credential_core::{OrgName, Signer, SigningKey, UnixTime};

    use super::*;

    fn set(version: u64, en: Option<&str>) -> RootSetClaims {
        RootSetClaims {
            version,
            issued: UnixTime::from_secs(1_826_812_800),
            name: OrgName {
                zh: "省厅".to_owned(),
                en: en.map(str::to_owned),
            },
            threshold: 1,
            keys: vec![SigningKey::from_seed(&[1; 32]).public_key().clone()],
        }
    }

    fn words(current: Option<&RootSetClaims>, next: &RootSetClaims) -> [String; 2] {
        let lines = root_words(&RootChange { current, next });
        [Zh, En].map(|lang| {
            let lines = lines.iter().map(|line| line.in_lang(lang));
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    #[test]
    fn an_english_name_is_shown_in_both_languages() {
        let (old, next) = (set(1, Some("Bureau")), set(2, Some("Office")));
        let [zh, en] = words(Some(&old), &next);
        assert!(zh.contains("由“省厅 / Bureau”改为“省厅 / Office”"), "{zh}");
        assert!(
            en.contains("was '省厅 / Bureau', is '省厅 / Office'"),
            "{en}"
        );
        for text in words(None, &next) {
            assert!(text.contains("省厅 / Office"), "{text}");
        }
        for text in words(Some(&old), &set(2, None)) {
            assert!(text.contains("省厅 / Bureau"), "{text}");
        }
        for text in words(Some(&old), &set(2, Some("Bureau"))) {
            assert!(!text.contains("由“") && !text.contains("was '"), "{text}");
        }
    }
}
