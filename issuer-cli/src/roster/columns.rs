//! The headings that are known: what they mean, or that they mean nothing here.

use messages::{Text, text};

/// What a column can mean to this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Name,
    Identity,
    Category,
    DisabilityGrade,
    HomeRegion,
}

impl Column {
    pub(in crate::roster) const ALL: [Self; 5] = [
        Self::Name,
        Self::Identity,
        Self::Category,
        Self::DisabilityGrade,
        Self::HomeRegion,
    ];

    /// Without these there is nothing to issue.
    pub(super) const NEEDED: [Self; 3] = [Self::Name, Self::Identity, Self::Category];

    /// The stable name in JSON.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Identity => "identity-number",
            Self::Category => "category",
            Self::DisabilityGrade => "disability-grade",
            Self::HomeRegion => "home-region",
        }
    }

    /// The headings that are understood, the usual Chinese and the usual English one first.
    pub(in crate::roster) const fn accepted(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["姓名", "name", "名字", "人员姓名", "持有人姓名", "fullname"],
            Self::Identity => &[
                "身份证号",
                "idnumber",
                "身份证号码",
                "公民身份号码",
                "公民身份证号",
                "公民身份证号码",
                "居民身份证号码",
                "居民身份证号",
                "身份证",
                "身份号码",
                "证件号码",
                "证件号",
                "identitynumber",
                "idcard",
                "idno",
                "idcardnumber",
            ],
            Self::Category => &[
                "人员类别",
                "category",
                "类别",
                "人员类型",
                "优抚类别",
                "优待类别",
                "对象类别",
                "优抚对象类别",
                "categories",
            ],
            Self::DisabilityGrade => &[
                "伤残等级",
                "disabilitygrade",
                "残疾等级",
                "伤残级别",
                "残疾级别",
                "grade",
            ],
            Self::HomeRegion => &[
                "户籍区划代码",
                "homeregion",
                "区划代码",
                "行政区划代码",
                "户籍地代码",
                "户籍代码",
                "regioncode",
            ],
        }
    }

    pub(crate) fn name(self) -> Text {
        match self {
            Self::Name => text!("姓名"; "name"),
            Self::Identity => text!("身份证号"; "identity number"),
            Self::Category => text!("人员类别"; "category"),
            Self::DisabilityGrade => text!("伤残等级"; "disability grade"),
            Self::HomeRegion => text!("户籍区划代码"; "home region"),
        }
    }
}

/// Columns that rosters have and codes do not.
pub(super) const PASSED_OVER: &[&str] = &[
    "序号",
    "编号",
    "no",
    "number",
    "性别",
    "sex",
    "gender",
    "民族",
    "年龄",
    "age",
    "出生日期",
    "出生年月",
    "birthday",
    "dateofbirth",
    "籍贯",
    "备注",
    "说明",
    "remark",
    "remarks",
    "note",
    "notes",
    "手机号",
    "手机号码",
    "手机",
    "电话",
    "电话号码",
    "联系电话",
    "联系方式",
    "phone",
    "mobile",
    "telephone",
    "户籍",
    "户籍地",
    "户籍所在地",
    "户籍地址",
    "户口所在地",
    "住址",
    "现住址",
    "家庭住址",
    "地址",
    "居住地址",
    "address",
    "residence",
    "单位",
    "工作单位",
    "街道",
    "乡镇",
    "社区",
    "村",
    "乡镇街道",
    "入伍时间",
    "入伍日期",
    "退役时间",
    "退役日期",
    "部队",
    "原部队",
    "政治面貌",
    "文化程度",
    "学历",
    "婚姻状况",
    "健康状况",
    "证书编号",
    "优待证号",
    "优待证编号",
    "残疾证号",
    "银行卡号",
    "开户行",
    "照片",
];
