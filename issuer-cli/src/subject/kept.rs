//! What else is stored of every person, in which form, where it came from and for how long.
//!
//! `docs/privacy.md` has the same at length; each line here must hold for every bureau.

use messages::{Text, text};

/// Where something is, what it is, and how long it stays.
pub(super) struct Kept {
    pub(super) place: Text,
    pub(super) what: Text,
    pub(super) how_long: Text,
}

/// All of it.
pub(super) fn kept() -> Vec<Kept> {
    vec![
        Kept {
            place: text!("台账：身份证号"; "Register: identity number"),
            what: text!("不存号码。只存用密钥算出的 16 字节摘要，用来再次认出您；没有密钥算不回号码。来自本单位的名册";
                "The number itself is not stored. 16 bytes calculated from it with a secret key are, to know you again; without the key the number cannot be found. It came from the bureau's roster"),
            how_long: text!("与台账相同"; "As long as the register"),
        },
        Kept {
            place: text!("台账：码和操作记录"; "Register: codes and audit log"),
            what: text!("本页“您的码”和“谁做了什么”两节。来自名册和经办人";
                "What stands in this page under your codes and who did what. It came from the roster and from clerks"),
            how_long: text!("长期。台账只增，不改不删，才能查出改动；要停用一张码，就吊销它";
                "For good. Nothing in the register is changed or removed, so that changes would be seen; a code is ended by revoking it"),
        },
        Kept {
            place: text!("台账：投诉"; "Register: complaints"),
            what: text!("您用手机签名交来的投诉，连同是哪张码的手机；其中的身份证号不存";
                "Complaints that your phone has signed and you have handed in, with whose code it is; identity numbers in them are not kept"),
            how_long: text!("与台账相同"; "As long as the register"),
        },
        Kept {
            place: text!("状态名单（公开）"; "Status lists (public)"),
            what: text!("您的码的状态序号处的两个比特：有效、吊销或暂停。没有姓名和编号";
                "Two bits at the status index of your code: valid, revoked or suspended. No name, no number"),
            how_long: text!("每次公布一份，留底"; "One for each publication, which the bureau keeps"),
        },
        Kept {
            place: text!("终端的流水"; "Journals of terminals"),
            what: text!("每次优待：持有人编号、状态序号、时间、项目、金额、评价。没有姓名";
                "Each use: holder number, status index, time, benefit, amounts, rating. No name"),
            how_long: text!("交来并有回执后满 400 天（或满 256 MiB）删去，只留次数；停用终端时由商户交还";
                "Removed 400 days after it was handed over and confirmed (or above 256 MiB), but for counts of quotas; given back when a terminal is retired"),
        },
        Kept {
            place: text!("流水账"; "Books"),
            what: text!("本页“优待使用”和“有疑问的记录”两节；统计用的人数集合里有您的编号";
                "What stands in this page under uses and marks; sets that count people have your number in them"),
            how_long: text!("由本单位的保存期限决定；程序不会自行删除"; "As long as the bureau decides; the program removes nothing by itself"),
        },
        Kept {
            place: text!("签发时的文件夹"; "Folders of issuing"),
            what: text!("码的图片、清单、签收表；签收表和带编号的名册里有姓名和身份证号";
                "Pictures of codes, manifests, lists for signing; the latter and the roster with numbers have names and identity numbers"),
            how_long: text!("由本单位删除；删了不影响程序"; "Until the bureau removes them; the program goes on without them"),
        },
    ]
}

/// What the person may ask for.
pub(super) fn rights() -> Vec<Text> {
    vec![
        text!("查阅、复制：就是这一份。可以再要，也可以要机器可读的（JSON），以便转给您指定的单位（个人信息保护法第四十五条）。";
            "Access and a copy: this page. You may ask again, and for a machine-readable one (JSON) for whomever you name (Personal Information Protection Law, article 45)."),
        text!("更正：内容有误的，请向本单位提出；更正后换发新码，旧码吊销（第四十六条）。";
            "Correction: if something is wrong, tell the bureau; you get a new code, and the old one is revoked (article 46)."),
        text!("删除、撤回：可以要求吊销您的码，公布后终端不再接受。台账和操作记录抽掉一行就失去证明，所以不删，只作存储和必要的保护（第四十七条）。";
            "Deletion and withdrawal: you may have your codes revoked; once that is published, terminals take them no more. Register and audit log would prove nothing with a row taken out: they stay, for storage and protection alone (article 47)."),
        text!("说明：对自动作出的结论有疑问的，可以要求说明是哪条规定、哪份名单（第二十四条、第四十八条）。";
            "Explanation: ask which rule or list has decided, if a terminal has turned you away (articles 24 and 48)."),
    ]
}
