//! The sentences to the stable codes of `credential-core`.

mod holder;

pub use holder::{categories, category, life_stage, relation};

use credential_core::{
    Advice, Caution, CborFault, Decision, Error, Field, PublicKey, Region, Standing, UnixTime,
    Verdict,
};

use crate::lang::{Lang, Text};
use crate::{dates, scan_words, text};

/// The answer in one word, and the sign that goes with it (no meaning by colour alone).
///
/// The Chinese signs are characters of GB 2312, which every Chinese terminal font has.
pub fn decision(decision: Decision) -> Text {
    match decision {
        Decision::Accept => text!("√ 通过"; "✔ ACCEPT"),
        Decision::Check => text!("？ 核对"; "? CHECK"),
        Decision::Refuse => text!("× 拒绝"; "✘ REFUSE"),
    }
}

/// Why a code was refused, or an object could not be used.
pub fn error(error: &Error) -> Text {
    match error {
        Error::Empty => text!("没有扫到内容"; "nothing was scanned"),
        Error::TooLong { limit } => text!("内容太长（超过 {limit}），不是老兵码";
            "too long for a veteran code (more than {limit})"),
        Error::NotOurs => text!("这不是老兵码"; "this is not a veteran code"),
        Error::Unreadable(_) => text!(
            "码没有读全，或读错了"; "the code was not read completely, or not rightly"),
        Error::Malformed(fault) => cbor_fault(*fault),
        Error::ObjectUnsupported => text!(
            "这是别的数据，不是老兵码"; "this is other data, not a veteran code"),
        Error::HeaderUnexpected => text!("本机不认识此码的格式，可能需要升级";
            "this program does not know the format of the code; it may be too old"),
        Error::AlgorithmUnsupported => text!("本机不支持此码的签名算法";
            "the code is signed in a way that this program does not know"),
        Error::IssuerUnknown { key_id } => text!("发码单位不在本机的信任名单中（密钥 {key_id}）";
            "its issuer is not in the trust list (key {key_id})"),
        Error::SignatureInvalid => text!(
            "签名不符：伪造或被改动过"; "the signature does not fit: forged or altered"),
        Error::ClaimsInvalid(at) => text!(
            "签名属实，但内容不合规范（{}）", field(*at).in_lang(Lang::Zh);
            "signed, but the content is not in order ({})", field(*at).in_lang(Lang::En)),
        Error::IssuerWithdrawn => text!("发码单位已被停用"; "its issuer was withdrawn"),
        Error::IssuerSuspended => text!("发码单位已被暂停"; "its issuer is suspended"),
        Error::KeyWithdrawn => text!(
            "签发此码的密钥已停用"; "the key that signed this code was withdrawn"),
        Error::KeyNotInForce => text!(
            "签发时间不在签发密钥的启用期内"; "issued at a time when its key was not in force"),
        Error::CategoryOutOfScope => text!(
            "这类人员不在发码单位的认定范围内"; "its issuer may not attest this category of person"),
        Error::RegionOutOfScope => text!(
            "发码单位无权为该地区的人员发码"; "its issuer may not speak for people of this region"),
        Error::TrustListExpired => text!(
            "本机的信任名单已过期"; "the trust list of this terminal has expired"),
        Error::Expired => text!("此码已过期"; "the code has expired"),
        Error::ProofMissing => text!("手机码须当场打开，这是截图或复印件";
            "a copy of a code that must be shown live on the holder's phone"),
        Error::ProofInvalid => text!("手机上的现场证明不对：不是持有人的手机，或不是为此处出示的";
            "the proof is not by the holder's phone, or not for this place"),
        Error::ProofFromFuture { ahead } => {
            let (zh, en) = dates::span(*ahead);
            text!("手机时间比本机快{zh}，手机或本机的时间不对";
                "the phone's clock is {en} ahead of this terminal's: one of them is wrong")
        }
        Error::ProofStale { age } => {
            let (zh, en) = dates::span(*age);
            text!("现场证明是{zh}前的：可能是截图，或手机时间慢了";
                "the proof was made {en} ago: a screenshot, or the phone's clock is slow")
        }
        Error::ProofReplayed => text!("此码刚才已经用过"; "this code was shown here before"),
        Error::PassedRecently { wait } => {
            let (zh, en) = dates::span(*wait);
            text!("此人刚刚通过，{zh}后才能再次通过";
                "this holder has just passed, and may pass again in {en}")
        }
        Error::BearerRefused => text!(
            "此处不接受纸质码和卡片码"; "codes on paper or cards are not taken here"),
        Error::ThresholdNotMet { valid, needed } => text!(
            "根密钥签名不足：需要 {needed} 个，有效 {valid} 个";
            "too few root keys have signed: {needed} needed, {valid} valid"),
        Error::RootVersionMismatch { held, named } => text!(
            "根密钥版本不符：本机为第 {held} 版，文件为第 {named} 版";
            "made for root set {named}, but root set {held} is at hand"),
        Error::Revoked => text!("此码已被吊销"; "the code was revoked by its issuer"),
        Error::Suspended => text!("此码已被暂停"; "the code is suspended by its issuer"),
        Error::StatusListExpired => text!("本机上发码单位的状态名单已过期";
            "the issuer's status list on this terminal has expired"),
        Error::StatusMissing => text!("本机没有此码的状态，无法得知是否已吊销";
            "this terminal has no status of the code: it may have been revoked"),
        Error::SubjectMismatch => text!("状态名单说的是别的发码单位，不是签名的单位";
            "the status list speaks for another issuer than the one that signed it"),
        Error::RolledBack { .. } => text!(
            "比本机已接受过的旧"; "older than what this terminal has taken before"),
        Error::VersionReused { .. } => text!("版本（或制作时间）与本机已有的相同，内容却不同";
            "another content under the version or time of what is held"),
        Error::WithdrawnKeyReturned { key_id } => {
            text!("已停用或已泄露的密钥 {key_id} 不再如此列出";
            "key {key_id}, withdrawn or compromised, is no longer listed as such")
        }
        Error::WithdrawnIssuerReturned { issuer } => text!(
            "已永久停用的发码单位 {issuer} 不再列为停用";
            "issuer {issuer}, withdrawn for ever, is no longer listed as withdrawn"),
        Error::VersionTooHigh { version } => text!(
            "版本号 {version} 太高，之后就没有更高的版本可用了";
            "version {version} is so high that it leaves no room for later ones"),
        Error::RootSetForeign { version } => text!(
            "第 {version} 版根密钥集不是本机根密钥集以前的任何一版：是别处的，或是伪造的";
            "root set {version} is no earlier one of this authority: it is another's, or forged"),
        Error::TextUnsupported => text!(
            "本机程序版本过旧，不认识这种码"; "this program is too old for this kind of code"),
        Error::ContentUnsupported => text!("签名属实，但本机程序版本过旧，读不懂其中的新内容";
            "genuine, but this program is too old for what the code says"),
        Error::ValidityOutOfScope => text!("有效期超过信任名单允许的最长有效期";
            "valid for longer than the trust list allows"),
        Error::NotVouched => text!("签发此码的密钥已泄露，发码单位的台账里没有此码";
            "made with a key that was compromised, and not in the issuer's register"),
        Error::KeyCompromised => text!("签发此码的密钥已泄露，本机没有真码清单，无法分辨真假";
            "its key was compromised, and this terminal has no list of the genuine codes"),
        Error::CategoryUnknown => text!("本机程序版本过旧，不认识此码的人员类别";
            "this program is too old to know the holder's category"),
        Error::NotEntitled => text!(
            "此处没有给这类人员的优待"; "this place has no benefit for the holder's category"),
        Error::RootWithoutList => text!("换了根密钥，却没有新根密钥签署的信任名单";
            "new roots without a trust list that they have signed"),
        Error::TrustListMissing => text!("本机还没有信任名单，无法判断状态名单是谁的";
            "there is no trust list yet to tell whose status list it is"),
        Error::DatedAhead { made, .. } => {
            let made = dates::day(UnixTime::from_secs(*made));
            text!("名单写的制作日期是 {made}，比本机时钟晚";
                "the list says that it was made on {made}, which is after the clock of this terminal")
        }
        Error::RequestExpired { made } => {
            let made = dates::day(UnixTime::from_secs(*made));
            text!("申请是 {made} 提出的，已经过期";
                "the request was made on {made}, which is too long ago")
        }
        Error::DraftInvalid(at) => text!("内容不合规（{}）", field(*at).in_lang(Lang::Zh);
            "the content is not in order ({})", field(*at).in_lang(Lang::En)),
        Error::SignerFault => text!(
            "签名设备给出的签名不正确"; "the signer answered with a wrong signature"),
        // The core may learn new codes before this list does.
        other => Text::new(other.to_string(), other.to_string()),
    }
}

/// As [`error`], without what differs from code to code: for counting.
pub fn error_kind(error: &Error) -> Text {
    match error {
        Error::TooLong { .. } => text!("内容太长，不是老兵码"; "too long for a veteran code"),
        Error::IssuerUnknown { .. } => text!(
            "发码单位不在本机的信任名单中"; "its issuer is not in the trust list"),
        Error::Malformed(_) => text!("不是老兵码的数据"; "not the data of a veteran code"),
        Error::ClaimsInvalid(_) => text!(
            "签名属实，但内容不合规范"; "signed, but the content is not in order"),
        other => self::error(other),
    }
}

/// What to do about a part of an update that was refused.
pub fn update_remedy(error: &Error) -> Text {
    match error {
        Error::RolledBack { .. } => text!("请换最新的更新文件；本机已有更新的，旧的不必再导入。";
            "Bring the latest update; this terminal has a newer one than this, which need not be brought."),
        Error::VersionReused { .. }
        | Error::VersionTooHigh { .. }
        | Error::RootSetForeign { .. }
        | Error::WithdrawnIssuerReturned { .. }
        | Error::WithdrawnKeyReturned { .. } => text!(
            "请勿使用，并报告主管部门。"; "Do not use it, and tell the authority."),
        Error::DatedAhead { .. } => text!(
            "请先校准本机时间，再导入一次；时间无误仍被拒绝，说明发码单位的时钟错了，请报告主管部门。";
            "Set the clock of this terminal and bring it again; if the clock is right, the issuer's was wrong: tell the authority."),
        Error::RootWithoutList => text!("请把新的根密钥集和它签署的信任名单一起导入。";
            "Bring the new root set together with the trust list that it has signed."),
        Error::TrustListMissing | Error::IssuerUnknown { .. } => text!(
            "请先导入最新的信任名单，再导入这份状态名单。";
            "Bring the latest trust list first, then this status list."),
        Error::RootVersionMismatch { held, named } if named > held => text!(
            "请带上中间缺少的根密钥集，一起导入。";
            "Bring the root sets in between as well, all together."),
        Error::Malformed(_) | Error::ObjectUnsupported | Error::HeaderUnexpected => text!(
            "请重新拷贝更新文件；若仍不行，请升级本程序。";
            "Copy the update file again; if that does not help, get a newer program."),
        _ => text!("请向主管部门索取最新的更新文件，不要用来路不明的文件。";
            "Get the latest update from the authority itself, and from nobody else."),
    }
}

/// What there is to say of a code that was accepted.
pub fn accepted() -> Text {
    text!("签名属实，在有效期内"; "genuine, and in force")
}

fn cbor_fault(fault: CborFault) -> Text {
    let detail = fault.name();
    text!("不是老兵码的数据"; "not the data of a veteran code ({detail})")
}

/// The name of a field.
pub fn field(field: Field) -> Text {
    match field {
        Field::Payload => text!("整体结构"; "structure"),
        Field::Categories => text!("人员类别"; "categories"),
        Field::Name => text!("姓名或名称"; "name"),
        Field::Region => text!("行政区划代码"; "region"),
        Field::DisabilityGrade => text!("伤残等级"; "disability grade"),
        Field::HonourClass => text!("荣誉等级"; "honour class"),
        Field::StatusIndex => text!("状态序号"; "status index"),
        Field::Dependants => text!("随卡家属"; "dependants"),
        Field::LifeStage => text!("所处阶段"; "stage of life"),
        Field::Hashes => text!("真码清单的摘要"; "hashes of the vouch list"),
        Field::Validity => text!("有效期"; "validity"),
        Field::Key => text!("密钥"; "key"),
        Field::Version => text!("版本号"; "version"),
        Field::Threshold => text!("门限"; "threshold"),
        Field::Unique => text!("有重复"; "duplicates"),
        Field::Count => text!("数量"; "count"),
        Field::State => text!("状态"; "state"),
        Field::Statuses => text!("状态数据"; "status array"),
        Field::Merchant => text!("商户编号"; "merchant number"),
        Field::Benefit => text!("优待项目的编号或顺序"; "number or order of a benefit"),
        Field::Amount => text!("金额或折扣"; "amount or share"),
        Field::Day => text!("日期"; "day"),
        Field::Times => text!("星期、日子或时段"; "days or hours"),
        Field::Quota => text!("优待次数"; "quota"),
        Field::Place => {
            text!("终端、门店、闸机组或行业的编号"; "number of a terminal, branch, gate group or trade")
        }
        other => Text::new(other.name(), other.name()),
    }
}

/// Why a person must look.
pub fn caution(caution: Caution) -> Text {
    match caution {
        Caution::ClockWrong => text!("本机时钟不对"; "the clock of this computer is wrong"),
        Caution::CredentialDatedAhead => text!("此码的签发时间晚于本机时间";
            "the code is dated later than this terminal's clock"),
        Caution::KeyCompromised => text!("签发此码的密钥已泄露，本机没有真码清单，无法分辨真假";
            "its key was compromised, and this terminal has no list of the genuine codes"),
        Caution::CategoryUnknown => text!("本机程序版本过旧，不认识此码的人员类别";
            "this program is too old to know the holder's category"),
        Caution::TrustListStale => text!(
            "本机的信任名单很久没有更新"; "the trust list has not been updated for a long time"),
        Caution::StatusListStale => text!("本机上发码单位的状态名单太旧";
            "the issuer's status list on this terminal is too old"),
        Caution::StatusMissing => text!("本机没有此码的状态，无法得知是否已吊销";
            "this terminal has no status of the code: it may have been revoked"),
        Caution::RepeatUnchecked => text!("无法确认此码是否已经用过";
            "nobody knows whether this code was used before"),
        Caution::Bearer => text!(
            "别人拿着此码也能出示，须核对本人"; "whoever has a copy of this code can show it"),
        other => Text::new(other.code(), other.code()),
    }
}

/// What the operator should do next, by the reason for the verdict.
pub fn verdict_advice(verdict: &Verdict) -> Text {
    match verdict {
        Verdict::Check(credential, cautions)
            if matches!(cautions.first(), Caution::Bearer | Caution::RepeatUnchecked) =>
        {
            scan_words::compare_person(&credential.claims().name)
        }
        Verdict::Check(_, cautions) => caution_advice(cautions.first()),
        other => advice(other.advice()),
    }
}

/// What the operator should do about a caution.
pub fn caution_advice(caution: Caution) -> Text {
    match caution {
        // The code may be forged, which no look at the person's face can tell.
        Caution::KeyCompromised => {
            text!("请给本机导入最新的更新文件。在此之前，请看本人的其他证件，拿不准就不给予优待。";
            "Bring the latest update to this terminal. Until then, look at the holder's other papers; if in doubt, give nothing.")
        }
        other => advice(other.advice()),
    }
}

/// What the operator should do next.
pub fn advice(advice: Advice) -> Text {
    match advice {
        Advice::GiveBenefit => text!("给予优待。"; "Give the benefit."),
        Advice::ComparePerson => text!("请对照姓名、类别核对本人，相符才给予优待。";
            "Compare name and category with the person; give the benefit only if they fit."),
        Advice::ScanAgain => text!(
            "请把码放平、靠近，再扫一次。"; "Hold the code flat and close, and scan it again."),
        Advice::ShowOtherCode => text!("请对方出示老兵码。"; "Ask for the veteran code."),
        Advice::OpenOnPhone => text!("请持有人在手机上当场打开老兵码。";
            "Ask the holder to open the code on the phone now."),
        Advice::SetPhoneClock => {
            text!("请持有人在手机上打开“自动设置时间”，再出示一次；如果许多人都这样，请校准本机时间。";
            "Ask the holder to set the phone's clock (automatic time) and show the code again; if many have this, set the clock of this computer.")
        }
        Advice::Wait => text!("请稍后再来。"; "Ask the holder to wait."),
        Advice::SetClock => text!("请校准本机时间。"; "Set the clock of this computer."),
        Advice::UpdateTerminal => text!(
            "请给本机导入最新的更新文件；仍不行的，请升级本机的验码程序。"; "Bring the latest update to this terminal; if that does not help, upgrade its program."),
        Advice::NoBenefit => text!("码是真的，但此处没有给这类人员的优待，请向持有人说明。";
            "The code is genuine, but this place has no benefit for this category: tell the holder."),
        Advice::AskBureau => text!(
            "请持有人到退役军人事务局办理。"; "Send the holder to the veterans' bureau."),
        Advice::Report => text!("不给予优待，并报告退役军人事务局。";
            "Give nothing, and report it to the veterans' bureau."),
        other => Text::new(other.name(), other.name()),
    }
}

/// The standing of an issuer or a key.
pub fn standing(standing: Standing) -> Text {
    match standing {
        Standing::Active => text!("正常"; "active"),
        Standing::Suspended => text!("暂停"; "suspended"),
        Standing::Withdrawn => text!("停用"; "withdrawn"),
        Standing::Compromised => text!("已泄露"; "compromised"),
        Standing::Unknown => {
            text!("本程序不认识的状态"; "a standing that this program does not know")
        }
        other => Text::new(other.name(), other.name()),
    }
}

/// A region by its code.
pub fn region(region: Region) -> Text {
    text!("区划 {region}"; "region {region}")
}

/// `有效期至 2027-11-22`: the last day of a validity that ends (exclusively) at `until`.
pub fn valid_until(until: UnixTime) -> Text {
    let day = dates::last_day(until);
    text!("有效期至 {day}"; "valid until {day}")
}

/// The whole thumbprint of a key in groups of four digits, for reading aloud. The four bytes of a
/// key identifier are too few to compare: somebody with patience finds another key that has the same.
pub fn thumbprint(key: &PublicKey) -> String {
    grouped(&key.thumbprint())
}

/// A thumbprint in the same groups.
pub fn grouped(thumbprint: &[u8; 32]) -> String {
    let groups: Vec<String> = thumbprint
        .chunks(2)
        .map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect())
        .collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use credential_core::Category;

    /// With a stolen key anybody makes codes with a fitting name: the person's face is not enough.
    #[test]
    fn a_compromised_key_sends_the_operator_to_other_papers() {
        let said = caution_advice(Caution::KeyCompromised);
        assert!(said.in_lang(Lang::Zh).contains("其他证件"));
        assert!(said.in_lang(Lang::En).contains("other papers"));
        let plain = advice(Advice::UpdateTerminal);
        for other in [Caution::StatusMissing, Caution::TrustListStale] {
            assert_eq!(
                caution_advice(other).in_lang(Lang::En),
                plain.in_lang(Lang::En)
            );
        }
    }

    /// The compiler does not ask for them: [`Category`] may get new members.
    #[test]
    fn every_category_has_its_words_and_its_row_in_the_format() {
        let table = include_str!("../../../docs/format.md");
        for member in Category::ALL {
            let words = category(member);
            let (zh, en) = (words.in_lang(Lang::Zh), words.in_lang(Lang::En));
            let (number, code) = (member.number(), member.code());
            assert!(
                zh.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
                "{code}: {zh}"
            );
            // A code of several words has hyphens.
            assert!(en.is_ascii() && !en.contains('-'), "{code}: {en}");
            let row = format!("\n| {number} | `{code}` | {zh} |\n");
            assert!(table.contains(&row), "not in docs/format.md: {row}");
        }
    }
}
