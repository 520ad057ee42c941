//! What a bureau has signed with a key that is no longer active, and brings to the authority.

use std::path::Path;

use credential_core::{IssuerId, PublicKey, Standing, TrustList};
use messages::Lang::{En, Zh};
use messages::{Failure, Text, failure, text};

use crate::values;

/// What was brought.
#[derive(Clone, Copy)]
pub(crate) enum Brought {
    StatusList,
    VouchList,
    AuditHead,
}

/// The failure to a file that a key has signed which is not active any more, or a withdrawn issuer;
/// `is_by` says whether it is by this key of this issuer. `None` if there is no such key.
pub(crate) fn by_stopped_key(
    what: Brought,
    path: &Path,
    trust: &TrustList,
    is_by: impl Fn(IssuerId, &PublicKey) -> bool,
) -> Option<Failure> {
    let (issuer, key) = trust
        .claims()
        .issuers
        .iter()
        .flat_map(|issuer| issuer.keys.iter().map(move |key| (issuer, key)))
        .filter(|(issuer, key)| {
            key.standing != Standing::Active || issuer.standing == Standing::Withdrawn
        })
        .find(|(issuer, key)| is_by(issuer.id, &key.key))?;
    let (name, id, kid) = (values::shown(path), issuer.id, key.key.id());
    let (this, refused) = (what.name(), what.refused());
    let (this_zh, this_en) = (this.in_lang(Zh), this.in_lang(En));
    let (refused_zh, refused_en) = (refused.in_lang(Zh), refused.in_lang(En));
    if issuer.standing == Standing::Withdrawn {
        return Some(failure!("key-withdrawn";
            "{name}：这份{this_zh}属于已停用的发码单位 {id}，{refused_zh}";
            "{name}: this {this_en} is of issuer {id}, which was withdrawn; {refused_en}";
            "请不要写它。"; "Leave it out."));
    }
    let (standing_zh, standing_en) = match key.standing {
        Standing::Compromised => ("已泄露", "compromised"),
        Standing::Withdrawn => ("已停用", "withdrawn"),
        _ => ("不在使用", "not active"),
    };
    let remedy = what.remedy();
    Some(failure!("key-withdrawn";
        "{name}：这份{this_zh}由{standing_zh}的密钥 {kid} 签署，{refused_zh}";
        "{name}: this {this_en} was signed with the key {kid}, which is {standing_en}; {refused_en}";
        "{}", remedy.in_lang(Zh); "{}", remedy.in_lang(En)))
}

impl Brought {
    fn name(self) -> Text {
        match self {
            Self::StatusList => text!("状态名单"; "status list"),
            Self::VouchList => text!("真码清单"; "vouch list"),
            Self::AuditHead => text!("操作记录签名"; "audit head"),
        }
    }

    fn refused(self) -> Text {
        match self {
            Self::StatusList | Self::VouchList => {
                text!("终端不接受"; "terminals do not take it")
            }
            Self::AuditHead => text!("不能留存"; "it is not kept"),
        }
    }

    fn remedy(self) -> Text {
        match self {
            Self::StatusList => text!(
                "请该单位换用新密钥（issuer bureau switch）并重新公布（issuer publish）。";
                "Have the bureau change to its new key (issuer bureau switch) and publish again (issuer publish)."),
            Self::VouchList => text!(
                "请该单位换用新密钥（issuer bureau switch）并重新出具（issuer bureau compromised）。";
                "Have the bureau change to its new key (issuer bureau switch) and make the list again (issuer bureau compromised)."),
            Self::AuditHead => text!(
                "请该单位换用新密钥（issuer bureau switch）并重新公布（issuer publish），改用新写出的 audit-head.cbor。";
                "Have the bureau change to its new key (issuer bureau switch) and publish again (issuer publish); use the audit-head.cbor that this writes."),
        }
    }
}
