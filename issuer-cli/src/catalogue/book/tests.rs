use std::fs;

use messages::Lang;
use rust_xlsxwriter::Workbook;

use super::*;
use crate::catalogue::template;

const MERCHANTS: &str = "编号,名称,行业,地区,联系方式,协议开始,协议截止,在册情况,门店\n\
    7,温泉理发店,理发美容,421202,0715-1234567,2026-01-01,2026-12-31,在册,1 温泉店；2 东门店\n\
    8,香城租车,交通出行,421200,,,,,\n";

/// Reads both tables from texts.
fn read_texts(benefits: &str, merchants: &str) -> Result<CatalogueBook, Vec<CellFault>> {
    let folder = tempfile::tempdir().unwrap();
    let paths = [("b.csv", benefits), ("m.csv", merchants)].map(|(name, text)| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    });
    read(&paths).unwrap()
}

/// Codes with their lines, of one row of benefits.
fn faults(heading: &str, row: &str) -> Vec<&'static str> {
    let text = format!("编号,名称,适用类别,优待方式,数值,商户{heading}\n{row}\n");
    let faults = read_texts(&text, MERCHANTS).unwrap_err();
    for fault in &faults {
        assert!(
            fault.line().in_lang(Lang::En).contains("line "),
            "{fault:?}"
        );
        assert!(!fault.failure.remedy.in_lang(Lang::Zh).is_empty());
    }
    faults.iter().map(CellFault::code).collect()
}

#[test]
fn all_that_is_wrong_in_a_row_is_said_at_once_with_row_and_column() {
    let text = "编号,名称,适用类别,优待方式,数值,商户,限次,开始,截止\n\
        1,理发半价,退役军人,折扣,5折,7,每天1次,,\n\
        1,,退伍军人,免费,5,99,每天0次,2026-02-30,\n";
    let faults = read_texts(text, MERCHANTS).unwrap_err();
    let said: Vec<_> = faults
        .iter()
        .map(|fault| {
            let column = fault
                .column
                .as_ref()
                .map(|column| column.in_lang(Lang::Zh).to_owned());
            (fault.line, column.unwrap_or_default(), fault.code())
        })
        .collect();
    let expected = [
        (3, "适用类别", "category-unknown"),
        (3, "商户", "merchant-unknown"),
        (3, "数值", "value-unneeded"),
        (3, "限次", "quota-range"),
        (3, "开始", "day-none"),
        (3, "名称", "title-missing"),
        (3, "编号", "number-twice"),
    ];
    let expected: Vec<_> = expected
        .map(|(line, column, code)| (line, column.to_owned(), code))
        .into();
    assert_eq!(said, expected);
}

/// Faults of one row hide none of another: neither a doubled number nor a name that no merchant has.
#[test]
fn a_fault_in_one_row_hides_none_in_others() {
    let heading = MERCHANTS.lines().next().unwrap();
    let merchants = format!("{heading}\n7,a,餐飲,421200,,,,,\n7,b,餐饮,421200,,,,,1 甲\n");
    let benefits = "编号,名称,适用类别,优待方式,数值,商户,门店\n\
        1,a,退役军人,免费,,a,1\n\
        1,b,退役军人,免费,5,没有的店,1\n";
    let faults = read_texts(benefits, &merchants).unwrap_err();
    let said: Vec<_> = faults
        .iter()
        .map(|fault| (fault.line, fault.code()))
        .collect();
    let expected = [
        (2, "trade-unknown"),
        (3, "number-twice"),
        (3, "merchant-unknown"),
        (3, "value-unneeded"),
        (3, "number-twice"),
    ];
    assert_eq!(said, expected);
}

#[test]
fn each_fault_of_a_benefit_has_its_code() {
    for (heading, row, code) in [
        ("", "0,a,退役军人,免费,,7", "number-invalid"),
        ("", ",a,退役军人,免费,,7", "number-missing"),
        ("", "1,a,退役军人,免費,,7", "kind-unknown"),
        ("", "1,a,退役军人,立减,-5,7", "amount-negative"),
        ("", "1,a,退役军人,立减,1.234,7", "amount-decimals"),
        ("", "1,a,退役军人,优惠价,99999999999,7", "amount-huge"),
        ("", "1,a,退役军人,立减,0,7", "amount-zero"),
        ("", "1,a,退役军人,折扣,85,7", "share-unclear"),
        ("", "1,a,退役军人,免费,,", "given-nowhere"),
        ("", "1,a,退役军人,免费,,温泉理法店", "merchant-unknown"),
        (",门店", "1,a,退役军人,免费,,7,9", "branch-unknown"),
        (",门店", "1,a,退役军人,免费,,7、8,1", "branches-of-one"),
        (",叠加顺序", "1,a,退役军人,免费,,7,10", "order-range"),
        (",残疾等级", "1,a,残疾军人,免费,,7,11", "number-range"),
        (
            ",开始,截止",
            "1,a,退役军人,免费,,7,2026-03-02,2026-03-01",
            "days-wrong-way",
        ),
        (
            ",星期,时段",
            "1,a,退役军人,免费,,7,5,22:00-06:00",
            "hours-night",
        ),
        (",行业", "1,a,退役军人,免费,,7,理发美荣", "trade-unknown"),
        (",地区", "1,a,退役军人,免费,,7,421299", "region-unknown"),
        (",备注2", "1,a,退役军人,免费,,7,x", "heading-unknown"),
        ("", "1,a,退役军人,免费,,7,一行多出一格", "cell-stray"),
        ("", "1,a  b,退役军人,免费,,7", "title-invalid"),
        (",商户", "1,a,退役军人,免费,,7,8", "heading-twice"),
    ] {
        assert_eq!(faults(heading, row), [code], "{row}");
    }
}

#[test]
fn each_fault_of_a_merchant_has_its_code_and_is_not_said_again_of_the_benefit() {
    let benefits = "编号,名称,适用类别,优待方式,数值,商户\n1,a,退役军人,免费,,7\n";
    for (row, codes) in [
        ("7,a,,421200,,,,,", &["trade-missing"][..]),
        ("7,a,餐飲,421200,,,,,", &["trade-unknown"]),
        ("7,a,餐饮,4212,,,,,", &["region-unknown"]),
        (
            "7,a,餐饮,421200,,2026-02-01,2026-01-01,,",
            &["days-wrong-way"],
        ),
        ("7,a,餐饮,421200,,,,除名,", &["membership-unknown"]),
        ("7,a,餐饮,421200,,,,,0 店", &["branch-number"]),
        ("7,a,餐饮,421200,,,,,1 甲；1 乙", &["branch-number"]),
        ("7,,餐饮,421200,,,,,", &["title-missing"]),
        (
            "7,a,餐饮,421200,,,,,\n7,b,餐饮,421200,,,,,",
            &["number-twice"],
        ),
    ] {
        let heading = MERCHANTS.lines().next().unwrap();
        let faults = read_texts(benefits, &format!("{heading}\n{row}\n")).unwrap_err();
        let said: Vec<_> = faults.iter().map(CellFault::code).collect();
        assert_eq!(said, codes, "{row}");
    }
}

#[test]
fn a_table_without_its_conditions_or_of_another_kind_is_refused() {
    for (text, codes) in [
        (
            "编号,名称,优待方式\n1,a,免费\n",
            &["column-missing", "given-nowhere"][..],
        ),
        ("姓名,身份证号\n王,1\n", &["table-unknown"]),
    ] {
        let faults = read_texts(text, MERCHANTS).unwrap_err();
        let mut said: Vec<_> = faults.iter().map(CellFault::code).collect();
        said.sort_unstable();
        assert_eq!(said, codes, "{text}");
    }
    // Of the merchants that are missing it is said once.
    let benefits = "编号,名称,适用类别,优待方式,商户\n1,a,退役军人,免费,7\n";
    let faults = read_texts(benefits, benefits.replace("1,a", "2,b").as_str()).unwrap_err();
    let said: Vec<_> = faults.iter().map(CellFault::code).collect();
    assert_eq!(said, ["table-missing"]);
    assert!(!faults[0].line().in_lang(Lang::Zh).contains("第 0 行"));

    let faults = read_texts(MERCHANTS, "编号,名称,上级行业\n1,a,9\n").unwrap_err();
    let said: Vec<_> = faults.iter().map(CellFault::code).collect();
    assert!(
        said.contains(&"trade-level") && said.contains(&"table-missing"),
        "{said:?}"
    );
}

/// Every column, read from its cell and written back.
#[test]
fn rows_come_out_as_they_can_be_read_again() {
    let text = "编号,名称,英文名称,依据,适用类别,不适用类别,残疾等级,荣誉等次,所处阶段,户籍地区,行业,地区,商户,门店,优待方式,数值,限次,开始,截止,星期,每月几日,日期,时段,叠加顺序,最低价\n\
        2,租车免费五天,Car hire,拥军条例,现役军人,残疾军人,,,服役,421200,,,8,,免费,,每年5天（全部商户）,,,,,,,,\n\
        1,理发半价,,,退役军人、残疾军人,,1-6,1、2,,,生活服务,421200,7,1、2,折扣,八五折,每天1次,2026-01-01,2026-12-31,周一至周五,1、31,08-01、2026-02-17,9:00-12:00,2,5.50\n";
    let book = read_texts(text, MERCHANTS).unwrap();
    assert_eq!(book.benefits[0].number(), 1);
    for lang in [Lang::Zh, Lang::En] {
        let row = |cells: Vec<String>| {
            let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{cell}\"")).collect();
            quoted.join(",")
        };
        let heading = row(BenefitColumn::ALL
            .iter()
            .map(|column| column.code().to_owned())
            .collect());
        let mut benefits = vec![heading];
        for one in &book.benefits {
            let cells = BenefitColumn::ALL
                .iter()
                .map(|column| one.cell(*column, &book.trades, lang));
            benefits.push(row(cells.collect()));
        }
        let heading = row(MerchantColumn::ALL
            .iter()
            .map(|column| column.code().to_owned())
            .collect());
        let mut merchants = vec![heading];
        for one in &book.merchants {
            let cells = MerchantColumn::ALL
                .iter()
                .map(|column| one.cell(*column, &book.trades, lang));
            merchants.push(row(cells.collect()));
        }
        let again = read_texts(&benefits.join("\n"), &merchants.join("\n")).unwrap();
        assert_eq!(again, book, "{lang:?}");
    }
}

#[test]
fn the_template_is_read_and_its_examples_are_passed_over_and_are_right() {
    let folder = tempfile::tempdir().unwrap();
    for lang in [Lang::Zh, Lang::En] {
        let path = folder.path().join(format!("{lang:?}.xlsx"));
        template::write(&path, lang).unwrap();
        let book = read(std::slice::from_ref(&path)).unwrap().unwrap();
        assert_eq!((book.benefits.len(), book.merchants.len()), (0, 0));
        assert_eq!(book.trades, TradeTable::built_in());
        assert_eq!(
            template::write(&path, lang).unwrap_err().code,
            "file-exists"
        );
    }
}

#[test]
fn a_workbook_with_merged_hidden_or_struck_rows_is_asked_about() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in [
        ["编号", "名称", "适用类别", "优待方式", "商户"],
        ["1", "a", "退役军人", "免费", "全部"],
        ["2", "b", "退役军人", "免费", "全部"],
    ]
    .iter()
    .enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            sheet
                .write_string(row as u32, column as u16, *cell)
                .unwrap();
        }
    }
    sheet.set_row_hidden(2).unwrap();
    let sheet = workbook.add_worksheet().set_name("商户").unwrap();
    for (row, line) in MERCHANTS.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            sheet.write_string(row as u32, column as u16, cell).unwrap();
        }
    }
    let merged = rust_xlsxwriter::Format::new();
    sheet.merge_range(1, 2, 2, 2, "理发美容", &merged).unwrap();
    workbook.save(&path).unwrap();
    let faults = read(&[path]).unwrap().unwrap_err();
    let said: Vec<_> = faults
        .iter()
        .map(|fault| (fault.line, fault.code()))
        .collect();
    assert!(said.contains(&(3, "row-hidden")), "{said:?}");
    assert!(said.contains(&(3, "cells-merged")), "{said:?}");
}
