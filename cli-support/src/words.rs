//! The sentences to the stable codes of `credential-core`.

use credential_core::{
    Advice, Category, CategorySet, Caution, CborFault, Decision, Error, Field, Region, Standing,
};

use crate::dates;
use crate::lang::{Lang, Text};

/// The answer in one word, and the sign that goes with it (no meaning by colour alone).
pub fn decision(decision: Decision) -> Text {
    match decision {
        Decision::Accept => Text::new("✔ 通过", "✔ ACCEPT"),
        Decision::Check => Text::new("？ 请核对", "? CHECK"),
        Decision::Refuse => Text::new("✘ 拒绝", "✘ REFUSE"),
    }
}

/// Why a code was refused, or an object could not be used.
pub fn error(error: &Error) -> Text {
    match error {
        Error::Empty => Text::new("没有扫到内容", "nothing was scanned"),
        Error::TooLong { limit } => Text::new(
            format!("内容过长（上限 {limit}），不是老兵码"),
            format!("too long (at most {limit}) to be a veteran code"),
        ),
        Error::NotOurs => Text::new("这不是老兵码", "this is not a veteran code"),
        Error::Unreadable(_) => Text::new("没有读全", "it was not read completely"),
        Error::Malformed(fault) => cbor_fault(*fault),
        Error::ObjectUnsupported => Text::new(
            "这是别的数据，不是老兵码",
            "this is other data, not a veteran code",
        ),
        Error::HeaderUnexpected => Text::new(
            "码的格式本程序不认识",
            "the code has a form that this program does not know",
        ),
        Error::AlgorithmUnsupported => Text::new(
            "码的签名算法本程序不支持",
            "the code is signed with an algorithm that is not supported",
        ),
        Error::IssuerUnknown { key_id } => Text::new(
            format!("发码单位不在信任名单中（密钥 {key_id}）"),
            format!("no issuer in the trust list has the key {key_id}"),
        ),
        Error::SignatureInvalid => Text::new(
            "签名不符：伪造或被改动过",
            "the signature is wrong: forged or altered",
        ),
        Error::ClaimsInvalid(at) => Text::new(
            format!("签名属实，但内容不合规（{}）", field(*at).in_lang(Lang::Zh)),
            format!(
                "signed, but the content is not in order ({})",
                field(*at).in_lang(Lang::En)
            ),
        ),
        Error::IssuerWithdrawn => Text::new("发码单位已被撤销", "the issuer was withdrawn"),
        Error::IssuerSuspended => Text::new("发码单位被暂停", "the issuer is suspended"),
        Error::KeyWithdrawn => Text::new(
            "签发此码的密钥已作废",
            "the key that signed this code was withdrawn",
        ),
        Error::KeyNotInForce => Text::new(
            "签发时间不在密钥有效期内",
            "issued at a time when its key was not in force",
        ),
        Error::CategoryOutOfScope => Text::new(
            "发码单位无权认定该类人员",
            "the issuer may not attest this category",
        ),
        Error::RegionOutOfScope => Text::new(
            "发码单位无权管辖该地区",
            "the issuer may not speak for this region",
        ),
        Error::TrustListExpired => Text::new(
            "终端的信任名单已过期",
            "the terminal's trust list has expired",
        ),
        Error::Expired => Text::new("此码已过有效期", "the code has expired"),
        Error::ProofMissing => Text::new(
            "这是手机码的截图或复印件",
            "this is a copy of a code that lives on a phone",
        ),
        Error::BearerRefused => Text::new(
            "此处不接受纸质码和卡片码",
            "codes on paper or cards are not taken here",
        ),
        Error::ThresholdNotMet { valid, needed } => Text::new(
            format!("根密钥签名不足：需要 {needed} 个，有效 {valid} 个"),
            format!("too few root keys have signed: {needed} needed, {valid} valid"),
        ),
        Error::RootVersionMismatch { held, named } => Text::new(
            format!("根密钥版本不符：本机为第 {held} 版，文件为第 {named} 版"),
            format!("made for root set {named}, but root set {held} is at hand"),
        ),
        Error::DraftInvalid(at) => Text::new(
            format!("内容不合规（{}）", field(*at).in_lang(Lang::Zh)),
            format!(
                "the content is not in order ({})",
                field(*at).in_lang(Lang::En)
            ),
        ),
        Error::SignerFault => Text::new(
            "签名设备给出的签名不正确",
            "the signer answered with a wrong signature",
        ),
        // The core may learn new codes before this list does.
        other => Text::new(other.to_string(), other.to_string()),
    }
}

fn cbor_fault(fault: CborFault) -> Text {
    let detail = fault.name();
    Text::new(
        format!("数据格式不对（{detail}），不是老兵码"),
        format!("not the data of a veteran code ({detail})"),
    )
}

/// The name of a field.
pub fn field(field: Field) -> Text {
    match field {
        Field::Payload => Text::new("整体结构", "structure"),
        Field::Categories => Text::new("人员类别", "categories"),
        Field::Name => Text::new("姓名或名称", "name"),
        Field::Region => Text::new("行政区划代码", "region"),
        Field::DisabilityGrade => Text::new("伤残等级", "disability grade"),
        Field::HonourClass => Text::new("荣誉等级", "honour class"),
        Field::Validity => Text::new("有效期", "validity"),
        Field::Key => Text::new("密钥", "key"),
        Field::Version => Text::new("版本号", "version"),
        Field::Threshold => Text::new("门限", "threshold"),
        Field::Unique => Text::new("有重复", "duplicates"),
        Field::Count => Text::new("数量", "count"),
        Field::State => Text::new("状态", "state"),
        other => Text::new(other.name(), other.name()),
    }
}

/// Why a person must look.
pub fn caution(caution: Caution) -> Text {
    match caution {
        Caution::ClockWrong => Text::new("终端时钟不对", "the terminal's clock is wrong"),
        Caution::TrustListStale => Text::new(
            "信任名单很久没有更新",
            "the trust list has not been updated for long",
        ),
        Caution::Bearer => Text::new(
            "凭码使用，请核对本人",
            "whoever holds the code can show it: compare the person",
        ),
        other => Text::new(other.code(), other.code()),
    }
}

/// What the operator should do next.
pub fn advice(advice: Advice) -> Text {
    match advice {
        Advice::GiveBenefit => Text::new("给予优待。", "Give the benefit."),
        Advice::ComparePerson => Text::new(
            "请对照姓名和类别核对本人，相符再给予优待。",
            "Compare name and category with the person; if they fit, give the benefit.",
        ),
        Advice::ScanAgain => Text::new(
            "请把码放平、放近，再扫一次。",
            "Hold the code flat and near, and scan again.",
        ),
        Advice::ShowOtherCode => Text::new("请出示老兵码。", "Ask for the veteran code."),
        Advice::OpenOnPhone => Text::new(
            "请持有人在手机上打开新码。",
            "Ask the holder to open the code freshly on the phone.",
        ),
        Advice::SetClock => Text::new("请校准本机时间。", "Set the clock of this computer."),
        Advice::UpdateTerminal => Text::new(
            "请给本机导入最新的信任名单。",
            "Bring this terminal the latest trust list.",
        ),
        Advice::AskBureau => Text::new(
            "请持有人到退役军人事务局办理。",
            "Send the holder to the veterans' bureau.",
        ),
        Advice::Report => Text::new(
            "不要给予优待，请告知退役军人事务局。",
            "Do not accept it, and tell the veterans' bureau.",
        ),
        other => Text::new(other.name(), other.name()),
    }
}

/// The name of a category.
pub fn category(category: Category) -> Text {
    let zh = match category {
        Category::Veteran => "退役军人",
        Category::ActiveDuty => "现役军人",
        Category::MartyrSurvivor => "烈士遗属",
        Category::DutyDeathSurvivor => "因公牺牲军人遗属",
        Category::IllnessDeathSurvivor => "病故军人遗属",
        Category::DisabledSoldier => "残疾军人",
        Category::ActiveDutyDependant => "现役军人家属",
        Category::RetiredOfficer => "军休干部",
        Category::VeteranDependant => "退役军人家属",
        Category::Enlistee => "预定新兵",
        other => other.code(),
    };
    let en = match category {
        Category::Veteran => "veteran",
        Category::ActiveDuty => "active duty",
        Category::MartyrSurvivor => "survivor of a martyr",
        Category::DutyDeathSurvivor => "survivor (killed on duty)",
        Category::IllnessDeathSurvivor => "survivor (died of illness)",
        Category::DisabledSoldier => "disabled soldier",
        Category::ActiveDutyDependant => "dependant of a soldier",
        Category::RetiredOfficer => "retired officer",
        Category::VeteranDependant => "dependant of a veteran",
        Category::Enlistee => "enlistee",
        other => other.code(),
    };
    Text::new(zh, en)
}

/// All categories of a set; those without a name by their bits.
pub fn categories(set: CategorySet) -> Text {
    let join = |lang, separator: &str| {
        let mut names: Vec<String> = set
            .iter()
            .map(|member| category(member).in_lang(lang).to_owned())
            .collect();
        let unnamed = set.unnamed().to_bits();
        if unnamed != 0 {
            names.push(format!("{unnamed:#x}"));
        }
        names.join(separator)
    };
    Text::new(join(Lang::Zh, "、"), join(Lang::En, ", "))
}

/// The standing of an issuer or a key.
pub fn standing(standing: Standing) -> Text {
    match standing {
        Standing::Active => Text::new("正常", "active"),
        Standing::Suspended => Text::new("暂停", "suspended"),
        Standing::Withdrawn => Text::new("撤销", "withdrawn"),
        other => Text::new(other.name(), other.name()),
    }
}

/// A region by its code.
pub fn region(region: Region) -> Text {
    Text::new(format!("区划 {region}"), format!("region {region}"))
}

/// `有效期至 2027-11-22`: the last day of a validity that ends (exclusively) at `until`.
pub fn valid_until(until: credential_core::UnixTime) -> Text {
    let day = dates::last_day(until);
    Text::new(format!("有效期至 {day}"), format!("valid until {day}"))
}
