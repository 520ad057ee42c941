use super::*;
use Category::{
    ActiveDuty, ActiveDutyDependant, DisabledSoldier, DutyDeathSurvivor, IllnessDeathSurvivor,
    MartyrSurvivor, RetiredOfficer, Veteran, VeteranDependant,
};

fn read(cell: &str) -> Result<(Vec<Category>, Option<u8>), CategoryFault> {
    CategoryWords::default()
        .categories(cell)
        .map(|read| (read.set.iter().collect(), read.grade))
}

#[test]
fn usual_words_are_known() {
    for (cell, categories) in [
        ("退伍军人", &[Veteran][..]),
        ("复员军人", &[Veteran]),
        ("转业军人", &[Veteran]),
        ("在乡复员军人", &[Veteran]),
        ("60周岁以上农村籍退役士兵", &[Veteran]),
        ("一般退役士兵", &[Veteran]),
        ("退役軍人", &[Veteran]),
        ("烈属", &[MartyrSurvivor]),
        ("因公牺牲军人家属", &[DutyDeathSurvivor]),
        ("病故军人家属", &[IllnessDeathSurvivor]),
        ("军属", &[ActiveDutyDependant]),
        ("现役", &[ActiveDuty]),
        ("军队离休干部", &[RetiredOfficer]),
        ("退役军人家属", &[VeteranDependant]),
        ("残疾退役军人", &[Veteran, DisabledSoldier]),
        ("veteran", &[Veteran]),
        ("Disabled Soldier", &[DisabledSoldier]),
        ("退 役 军 人", &[Veteran]),
        ("现役军人 家属", &[ActiveDutyDependant]),
        ("退役军⼈", &[Veteran]),
        ("退役军人 残疾军人", &[Veteran, DisabledSoldier]),
        ("退役军人及残疾军人", &[Veteran, DisabledSoldier]),
        ("退役军人|残疾军人", &[Veteran, DisabledSoldier]),
        ("退役军人\n残疾军人", &[Veteran, DisabledSoldier]),
        ("退役军人；残疾军人", &[Veteran, DisabledSoldier]),
        ("退役军人,退役军人", &[Veteran]),
    ] {
        assert_eq!(read(cell), Ok((categories.to_vec(), None)), "{cell}");
    }
}

#[test]
fn a_grade_beside_the_category_is_read() {
    for cell in [
        "残疾军人（因战七级）",
        "残疾军人(七级)",
        "七级残疾军人",
        "残疾军人七级",
        "伤残军人（7级）",
    ] {
        assert_eq!(read(cell), Ok((vec![DisabledSoldier], Some(7))), "{cell}");
    }
    assert_eq!(
        read("退役军人、残疾军人（七级，因战）"),
        Err(CategoryFault::Unknown("残疾军人（七级，因战）".into()))
    );
    assert_eq!(
        read("残疾军人（七级）、伤残军人（八级）"),
        Err(CategoryFault::Grades)
    );
}

#[test]
fn nothing_is_guessed() {
    assert_eq!(read(""), Err(CategoryFault::Missing));
    assert_eq!(read(" 、"), Err(CategoryFault::Missing));
    for cell in [
        "三属",
        "军烈属",
        "优抚对象",
        "退休士官",
        "无军籍职工",
        "伤残人民警察",
        "伤残民兵民工",
        "民兵",
        "消防救援人员",
        "退出消防员",
        "其他",
        "无",
        "A",
        "1",
        "退役军人（已故）",
        "退役军人（七级）",
        "非退役军人",
        "退役军人 已故",
        "#N/A",
    ] {
        assert_eq!(
            read(cell),
            Err(CategoryFault::Unknown(cell.to_owned())),
            "{cell}"
        );
    }
    assert_eq!(
        read("退役军人、红军老战士"),
        Err(CategoryFault::Unknown("红军老战士".into()))
    );
}

#[test]
fn what_was_mended_is_known() {
    let words = CategoryWords::default();
    assert!(words.categories("退役军⼈").unwrap().mended);
    assert!(
        !words
            .categories("退役军人，残疾军人（七级）")
            .unwrap()
            .mended
    );
}

#[test]
fn a_bureau_adds_its_own_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words.csv");
    let read = |text: &str| {
        std::fs::write(&path, text).unwrap();
        CategoryWords::read(&path)
    };
    let words = read("写法,类别\r\n三属,烈士遗属\r\n老 兵,退役军人、残疾军人\r\n").unwrap();
    assert_eq!(
        words.categories("老兵").unwrap().set,
        CategorySet::EMPTY.with(Veteran).with(DisabledSoldier)
    );
    assert_eq!(
        words.categories("三属").unwrap().set,
        CategorySet::EMPTY.with(MartyrSurvivor)
    );
    for wrong in [
        "写法,类别\n三属,三属\n",
        "三属,烈士遗属\n三属,退役军人\n",
        "写法,类别\n三属\n",
    ] {
        assert_eq!(
            read(wrong).unwrap_err().code,
            "category-map-invalid",
            "{wrong}"
        );
    }
}

#[test]
fn the_table_is_in_order() {
    let lines = include_str!("../data/categories.csv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let mut count = 0;
    for line in lines {
        let (word, codes) = line.split_once(',').unwrap();
        assert_eq!(plain(word), word);
        for code in codes.split('+') {
            assert!(Category::from_code(code).is_some(), "{line}");
        }
        count += 1;
    }
    assert_eq!(USUAL.len(), count, "no word twice");
}
