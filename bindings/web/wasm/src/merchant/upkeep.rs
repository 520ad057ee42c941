//! What keeps a terminal going: updates, its state, its place, its journal.

use credential_core::{Collected, RootSet, UnixTime};
use messages::{Failure, Lang, Text, benefit_words, failure, text, words};
use serde_json::{Value, json};
use terminal::benefits::ReceiptInbox;
use terminal::status::TerminalIdentity;
use terminal::{ClockState, newest_signed};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::{FileForOperator, State, Terminal, both};
use crate::answer::{failed, language, moment};

/// How long before a list expires an update is asked for, in seconds: it takes time to bring it.
const SOON: u64 = 14 * 86_400;

const DAY: u64 = 86_400;

/// The version of this program.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// What a root set says of itself, for a person to compare before it is taken.
#[wasm_bindgen(js_name = inspectRoots)]
#[must_use]
pub fn inspect_roots(bytes: &[u8], lang: &str) -> String {
    match RootSet::pin(bytes) {
        Ok(roots) => {
            let claims = roots.claims();
            let keys = claims.keys.iter().map(
                |key| json!({"kid": key.id().to_string(), "thumbprint": words::thumbprint(key)}),
            );
            json!({
                "authority": claims.name.zh, "authority_en": claims.name.en, "root_version": claims.version,
                "threshold": claims.threshold, "keys": keys.collect::<Vec<_>>(),
            })
            .to_string()
        }
        Err(error) => {
            let why = words::error(&error);
            let failure = Failure::new(
                error.code(),
                text!("这不是根密钥集（{}）", why.in_lang(Lang::Zh); "this is no root set ({})", why.in_lang(Lang::En)),
                text!("请打开主管部门给的 root-set.cbor。"; "Open the file root-set.cbor of the authority."),
            );
            failed(&failure, language(lang))
        }
    }
}

#[wasm_bindgen]
impl Terminal {
    /// Applies an update file. The answer is an array of the lines of `verifier update`, each with `name` in words.
    pub fn update(&mut self, bytes: &[u8], name: &str, now: f64, lang: &str) -> String {
        self.answer(lang, |state| {
            state.update(bytes, name, moment(now), language(lang))
        })
    }

    /// A part of an update that is shown as codes: `held` of `count`, and `is_whole`.
    #[wasm_bindgen(js_name = collectFrame)]
    pub fn collect_frame(&mut self, text: &str) -> String {
        self.answer("en", |state| {
            let collected = state.collector.add(text);
            Ok(match collected {
                Ok(Collected::Part { held, count }) => {
                    json!({"held": held, "count": count, "is_whole": false})
                }
                Ok(Collected::Object(bytes)) => {
                    state.collected = Some(bytes);
                    json!({"held": 1, "count": 1, "is_whole": true})
                }
                _ => json!({"held": 0, "count": 0, "is_whole": false}),
            })
        })
    }

    /// Applies the update that came as codes.
    #[wasm_bindgen(js_name = applyCollected)]
    pub fn apply_collected(&mut self, now: f64, lang: &str) -> String {
        self.answer(lang, |state| {
            let bytes = state.collected.take().unwrap_or_default();
            state.update(&bytes, "82", moment(now), language(lang))
        })
    }

    /// The day: `verifier journal today`, with the titles of benefits.
    pub fn today(&mut self, now: f64, lang: &str) -> String {
        self.answer(lang, |state| state.today(moment(now)))
    }

    /// `verifier status`.
    pub fn status(&mut self, now: f64, lang: &str) -> String {
        self.answer(lang, |state| {
            let identity = TerminalIdentity {
                name: None,
                store: "browser".to_owned(),
                program: env!("CARGO_PKG_VERSION"),
            };
            Ok(json!(state.terminal.status(
                &identity,
                language(lang),
                moment(now)
            )))
        })
    }

    /// What stands over the counter: whose it is, how old the lists are, what must be done.
    pub fn notices(&mut self, now: f64) -> String {
        self.answer("en", |state| Ok(state.notices(moment(now))))
    }

    /// The places of this terminal, as `verifier place show` has them.
    pub fn places(&mut self, _now: f64, lang: &str) -> String {
        self.answer(lang, |state| Ok(state.places()))
    }

    /// Makes the terminal's key of the random `seed`, if it has none, and the request for a place.
    #[wasm_bindgen(js_name = placeRequest)]
    pub fn place_request(
        &mut self,
        seed: &[u8],
        label: &str,
        now: f64,
        lang: &str,
    ) -> FileForOperator {
        self.file(lang, |state| state.place_request(seed, label, moment(now)))
    }

    /// The journal, signed for the bureau.
    #[wasm_bindgen(js_name = exportJournal)]
    pub fn export_journal(&mut self, now: f64, lang: &str) -> FileForOperator {
        self.file(lang, |state| state.export_journal(moment(now)))
    }
}

impl Terminal {
    fn file(
        &mut self,
        lang: &str,
        work: impl FnOnce(&mut State) -> Result<(Value, Vec<u8>), Failure>,
    ) -> FileForOperator {
        let mut content = Vec::new();
        let about = self.answer(lang, |state| {
            let (about, bytes) = work(state)?;
            content = bytes;
            Ok(about)
        });
        FileForOperator::new(about, content)
    }
}

impl State {
    fn update(
        &mut self,
        bytes: &[u8],
        name: &str,
        now: UnixTime,
        lang: Lang,
    ) -> Result<Value, Failure> {
        let report = self.terminal.update(bytes, name, now)?;
        // What was shown was judged by other lists.
        self.terminal.clear();
        self.offer = None;
        let mut parts: Value = serde_json::from_str(&report.json(lang)).unwrap_or_default();
        for part in parts.as_array_mut().into_iter().flatten() {
            part["name"] = part_name(part["part"].as_str().unwrap_or_default());
        }
        Ok(parts)
    }

    fn today(&mut self, now: UnixTime) -> Result<Value, Failure> {
        let mut day = self.terminal.today(now)?.json();
        let held = self.terminal.holdings();
        let part = held.places().max_by_key(|place| place.claims().issued);
        let part = part.and_then(|place| held.place_catalogue(place.claims().issuer));
        for one in day["benefits"].as_array_mut().into_iter().flatten() {
            let number = one["benefit"].as_u64();
            let entry = part.as_ref().and_then(|here| {
                here.part()
                    .entries()
                    .iter()
                    .find(|entry| Some(u64::from(entry.number().0)) == number)
            });
            one["title"] = entry.map_or(Value::Null, |entry| {
                both(&benefit_words::title(entry.title()))
            });
        }
        Ok(day)
    }

    fn notices(&mut self, now: UnixTime) -> Value {
        let held = self.terminal.holdings();
        let mut all: Vec<(&str, Text)> = Vec::new();
        let list = held.trust().map(|list| list.claims().validity);
        let signed = newest_signed(held.trust(), Some(held));
        match ClockState::new(signed, self.terminal.policy(), now) {
            ClockState::Plausible => {}
            ClockState::Behind => all.push((
                "stops",
                text!("本机时钟早于已收到名单的签署时间，请校准";
                "The clock of this device is behind the lists: set it"),
            )),
            ClockState::FarAhead { days } => all.push((
                "warns",
                text!("本机时钟比最新名单晚 {days} 天：不对就校准，对就导入更新";
                "The clock is {days} days after the newest list: set it, or bring the update"),
            )),
        }
        let expired = list.is_some_and(|validity| validity.until <= now);
        if let Some(validity) =
            list.filter(|validity| !expired && validity.until.since(now).as_secs() < SOON)
        {
            let last = messages::dates::last_day(validity.until);
            all.push((
                "warns",
                text!("信任名单即将到期（{last}），请尽快导入更新";
                "The trust list is valid until {last}: bring the update soon"),
            ));
        }
        if let Some((what, remedy)) = ReceiptInbox::of(self.terminal.store()).warning() {
            all.push((
                "stops",
                text!("{}。{}", what.in_lang(Lang::Zh), remedy.in_lang(Lang::Zh);
                "{}. {}", what.in_lang(Lang::En), remedy.in_lang(Lang::En)),
            ));
        }
        let limit = self.terminal.policy().trust_list_check_after;
        let age = list.map(|validity| now.since(validity.from));
        let is_old = age.zip(limit).is_some_and(|(age, limit)| age > limit);
        let here = held.places().max_by_key(|place| place.claims().issued);
        let name = here.and_then(|place| held.place_catalogue(place.claims().issuer));
        let name = name.map(|here| both(&benefit_words::title(&here.part().merchant().name)));
        let extent = self.terminal.journal_extent(now);
        let notices: Vec<_> = all
            .iter()
            .map(|(gravity, text)| {
                let mut said = both(text);
                said["gravity"] = json!(gravity);
                said
            })
            .collect();
        json!({
            "place": name,
            "list_days": age.map(|age| age.as_secs() / DAY),
            "expired": expired,
            "gravity": if expired { "stops" } else if is_old { "warns" } else { "fine" },
            "notices": notices,
            "unconfirmed": extent.map_or(0, |(size, confirmed)| size.saturating_sub(confirmed)),
        })
    }

    fn places(&self) -> Value {
        let held = self.terminal.holdings();
        let places = held.places().map(|place| {
            let claims = place.claims();
            let part = held.place_catalogue(claims.issuer);
            let name = part.as_ref().map(|here| here.part().merchant().name.zh.clone());
            json!({
                "issuer": claims.issuer.0, "terminal": claims.terminal.0, "merchant": claims.merchant.0,
                "thumbprint": words::thumbprint(&claims.key), "catalogue": {"name": name},
            })
        });
        json!({"has_key": held.terminal_key().is_some(), "places": places.collect::<Vec<_>>()})
    }

    fn place_request(
        &mut self,
        seed: &[u8],
        label: &str,
        now: UnixTime,
    ) -> Result<(Value, Vec<u8>), Failure> {
        let seed = <[u8; 32]>::try_from(seed)
            .map(Zeroizing::new)
            .map_err(|_| no_seed());
        let label = (!label.is_empty()).then(|| label.to_owned());
        let request = self.terminal.place_request(|| seed, label, None, now)?;
        let begin: String = request
            .thumbprint
            .chars()
            .filter(char::is_ascii_hexdigit)
            .take(8)
            .collect();
        let about =
            json!({"file": format!("place-request-{begin}.lbp"), "thumbprint": request.thumbprint});
        Ok((about, request.file))
    }

    fn export_journal(&mut self, now: UnixTime) -> Result<(Value, Vec<u8>), Failure> {
        let mut bytes = Vec::new();
        let file = self.terminal.export_journal(&mut bytes, now)?;
        let extent = self.terminal.journal_extent(now);
        let about = json!({
            "file": file,
            "size": extent.map(|(size, _)| size), "confirmed": extent.map(|(_, confirmed)| confirmed),
        });
        Ok((about, bytes))
    }
}

fn part_name(part: &str) -> Value {
    let name = match part {
        "root-set" => text!("根密钥集"; "Root set"),
        "trust-list" => text!("信任名单"; "Trust list"),
        "status-list" => text!("状态名单"; "Status list"),
        "vouch-list" => text!("真码清单"; "Vouch list"),
        "place" => text!("点位文件"; "Place"),
        "catalogue-part" => text!("优待目录"; "Catalogue"),
        "catalogue-head" => text!("目录版次"; "Catalogue head"),
        "receipt" => text!("流水回执"; "Receipt"),
        _ => return Value::Null,
    };
    both(&name)
}

fn no_seed() -> Failure {
    failure!("random-unavailable"; "没有生成终端密钥"; "no terminal key was made";
        "请刷新页面再试。"; "Reload the page and try again.")
}
