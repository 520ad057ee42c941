use super::super::cell_text::RADICALS;
use super::*;

fn shown(cell: &str) -> Result<String, NameFault> {
    read(cell, Names::Masked).map(|name| name.shown.to_string())
}

fn full(cell: &str) -> Result<String, NameFault> {
    read(cell, Names::Full).map(|name| name.shown.to_string())
}

#[test]
fn names_are_mended_and_masked() {
    for (cell, expected) in [
        ("王建明", "王*明"),
        ("\u{3000}王建明 ", "王*明"),
        ("王\u{3000}明", "王*"),
        ("王 建\n明", "王*明"),
        ("阿卜杜拉·\n买买提", "阿*提"),
        ("王\n建国", "王*国"),
        ("司马\n相如", "司*如"),
        ("司马 相如", "司*如"),
        ("王 建国", "王*国"),
        ("王 李秀英", "王*英"),
        ("\u{feff}阿卜杜拉·买买提\u{200b}", "阿*提"),
        ("王𬎆", "王*"),
        ("John  Smith", "J*h"),
        ("王\u{200b}明", "王*"),
        // No vowel sign without its letter.
        ("བཀྲ་ཤིས་རྡོ་རྗེ", "བ*རྗེ"),
    ] {
        assert_eq!(shown(cell).as_deref(), Ok(expected), "{cell}");
    }
    for cell in [
        "王建国 李秀英",
        "王明　李四",
        "王明 李四 张三",
        "王明\t李秀英",
    ] {
        assert_eq!(shown(cell), Err(NameFault::Several), "{cell}");
    }
    assert_eq!(full(" John \t Smith").as_deref(), Ok("John Smith"));
}

#[test]
fn names_of_all_that_have_them_are_taken() {
    for name in [
        "欧阳娜娜",
        "霍去病",
        "张家属",
        "𠮷田英",
        "𬎆𰻝明",
        "王建𪚥",
        "李㛃",
        "张䶮",
        "赵〇",
        "王〇明",
        "阿卜杜拉·买买提",
        "买买提吐尔逊·阿不都热西提",
        "José",
        "Anne-Marie O’Neill",
        "Vaiz Gvangjsih",
        "ئابدۇللا",
        "བཀྲ་ཤིས",
        "ᠪᠠᠲᠤ",
        "ꆈꌠ",
        "김철수",
        "岩温",
    ] {
        assert_eq!(full(name).as_deref(), Ok(name), "{name}");
    }
    // Decomposed letters are composed: one name has one form.
    assert_eq!(full("Jose\u{301}").as_deref(), Ok("José"));
}

#[test]
fn there_is_one_dot_between_parts_of_a_name() {
    for dot in ['·', '•', '‧', '・', '･', '∙', '⋅', '．', '.'] {
        let read = read(&format!("古丽{dot}艾合"), Names::Full).unwrap();
        assert_eq!(read.full, "古丽·艾合", "{dot}");
        assert_eq!(read.dot_mended, dot != '·', "{dot}");
    }
    for name in ["马·", "·马", "阿依··古丽"] {
        assert_eq!(full(name), Err(NameFault::Dot), "{name}");
    }
    assert_eq!(full("J. Smith").as_deref(), Ok("J. Smith"));
}

#[test]
fn what_is_no_name_is_refused_and_why() {
    for (cell, fault) in [
        ("", NameFault::Missing),
        (" \u{3000}\u{200b}", NameFault::Missing),
        ("无", NameFault::Placeholder),
        ("同 上", NameFault::Placeholder),
        ("合计", NameFault::Placeholder),
        ("姓名", NameFault::Placeholder),
        ("NULL", NameFault::Placeholder),
        ("TRUE", NameFault::Placeholder),
        ("-", NameFault::Placeholder),
        ("某某", NameFault::Placeholder),
        ("测试", NameFault::Placeholder),
        ("#N/A", NameFault::SpreadsheetError),
        ("#REF!", NameFault::SpreadsheetError),
        ("0", NameFault::Digits),
        ("123", NameFault::Digits),
        ("43892", NameFault::Digits),
        ("2020-03-02", NameFault::Digits),
        ("张三1", NameFault::Digits),
        ("王?", NameFault::CharacterLost),
        ("王\u{fffd}", NameFault::CharacterLost),
        ("王□明", NameFault::CharacterLost),
        ("王*明", NameFault::Masked),
        ("王建明*", NameFault::Masked),
        ("周**", NameFault::Masked),
        ("张X X", NameFault::Masked),
        ("王X", NameFault::Masked),
        ("王某", NameFault::Masked),
        ("王某某", NameFault::Masked),
        ("王○明", NameFault::Masked),
        ("赵〇〇", NameFault::Masked),
        ("王※明", NameFault::Masked),
        ("王建国（已故）", NameFault::WithNote),
        ("王建国已故", NameFault::WithNote),
        ("王建国亡", NameFault::WithNote),
        ("王建国故", NameFault::WithNote),
        ("故王建国", NameFault::WithNote),
        ("故 王明", NameFault::WithNote),
        ("（故）王建国", NameFault::WithNote),
        ("烈士王建国", NameFault::WithNote),
        ("王建国先生", NameFault::WithNote),
        ("王女士", NameFault::WithNote),
        ("李建国同志", NameFault::WithNote),
        ("王建国\n李秀英", NameFault::Several),
        ("王明\r\n李英", NameFault::Several),
        ("买买提·艾力\n王建国", NameFault::Several),
        ("XXX", NameFault::Masked),
        ("x X", NameFault::Masked),
        ("ＸＸ", NameFault::Masked),
        ("本页合计", NameFault::Placeholder),
        ("本 页 小计", NameFault::Placeholder),
        ("累计", NameFault::Placeholder),
        ("李玉梅 去世", NameFault::WithNote),
        ("周国庆注销", NameFault::WithNote),
        ("卫涛海之妻", NameFault::WithNote),
        ("查无此人", NameFault::Placeholder),
        ("详见备注", NameFault::Placeholder),
        ("N.A.", NameFault::Placeholder),
        ("李四(大)", NameFault::WithNote),
        ("王明，李四", NameFault::Several),
        ("王明、李四", NameFault::Several),
        ("王明/李四", NameFault::Several),
        ("，", NameFault::Several),
        ("阿依。古丽", NameFault::Several),
        ("王Ming", NameFault::MixedScripts),
        ("朱镕⿰金容", NameFault::Described),
        ("王", NameFault::TooShort),
        ("㐂", NameFault::TooShort),
        ("·", NameFault::Dot),
        (&"长".repeat(17), NameFault::TooLong),
        ("=王建明", NameFault::Character { found: '=' }),
        ("李\u{301}", NameFault::Character { found: '\u{301}' }),
        ("Иван", NameFault::Character { found: 'И' }),
        ("はなこ", NameFault::Character { found: 'は' }),
        ("王\u{202e}明", NameFault::Hidden),
        ("王\u{7}明", NameFault::Hidden),
        ("王\u{3164}明", NameFault::Hidden),
        ("王\u{2800}明", NameFault::Hidden),
        ("王\u{34f}明", NameFault::Hidden),
        ("韩\u{fe00}明", NameFault::Hidden),
        ("葛\u{e0100}明", NameFault::Hidden),
        ("王\u{e863}", NameFault::PrivateUse { found: '\u{e863}' }),
        ("王\u{f0000}", NameFault::PrivateUse { found: '\u{f0000}' }),
        ("⼈国", compatibility('⼈', '人')),
        ("⽅建⽤", compatibility('⽅', '方')),
        ("李⺠", compatibility('⺠', '民')),
        ("⻢立", compatibility('⻢', '马')),
        ("\u{f967}王", compatibility('\u{f967}', '不')),
        ("\u{2f800}王", compatibility('\u{2f800}', '丽')),
        ("Ａlice", compatibility('Ａ', 'A')),
        ("ﾊﾅｺ", compatibility('ﾊ', 'ハ')),
    ] {
        assert_eq!(full(cell), Err(fault), "{cell}");
        assert_eq!(shown(cell), Err(fault), "{cell}, masked");
    }
}

fn compatibility(found: char, meant: char) -> NameFault {
    NameFault::Compatibility {
        found,
        meant: Some(meant),
    }
}

/// What is read passes the core, whatever it is.
#[test]
fn the_data_is_in_order() {
    assert!(RADICALS.len() > 100);
    for (radical, ordinary) in RADICALS.iter() {
        assert!(('\u{2e80}'..='\u{2eff}').contains(radical), "{radical}");
        assert_eq!(ordinary.script(), Script::Han, "{radical} {ordinary}");
    }
    for word in PLACEHOLDERS.iter() {
        assert_eq!(word.trim().to_lowercase(), **word);
        assert!(full(word).is_err(), "{word}");
    }
}
