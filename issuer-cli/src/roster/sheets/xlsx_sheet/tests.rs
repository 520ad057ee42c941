use super::*;

fn facts(data: &str) -> Result<SheetFacts, Fault> {
    let text = format!("<worksheet><sheetData>{data}</sheetData></worksheet>");
    let around = Surroundings {
        texts: 3,
        room: 100,
        struck_formats: vec![false, true],
        ..Surroundings::default()
    };
    survey(&mut XmlPart::new(text.as_bytes()), &around)
}

#[test]
fn a_cell_whose_content_is_of_another_kind_is_damaged() {
    for (cell, damaged) in [
        (r#"t="s"><v>2</v>"#, false),
        (r#"t="s"><v>0</v>"#, false),
        (r#"t="s">"#, false),
        (r#"t="s"><v>3</v>"#, true),
        (r#"t="s"><v>-1</v>"#, true),
        (r#"t="s"><v>+1</v>"#, true),
        (r#"t="s"><v>0.0</v>"#, true),
        (r#"t="s"><v> 1</v>"#, true),
        (r#"t="s"><v></v>"#, true),
        (r#"t="s"><v/>"#, true),
        (r#"t="s"><v>1e0</v>"#, true),
        (r#"t="s"><v>0x1</v>"#, true),
        (r#"t="s"><v>18446744073709551616</v>"#, true),
        (r#"t="s"><v>1<!-- -->2</v>"#, true),
        (r#"t="s"><v>&#49;</v>"#, true),
        (r#"t="s"><v><![CDATA[1]]></v>"#, true),
        (r#"t="s"><v><x>1</x></v>"#, true),
        (r#"t="s"><v>1</v><v>2</v>"#, true),
        (r#"t="s"><is><t>a</t></is>"#, true),
        (r#"t="inlineStr"><is><t>a</t></is>"#, false),
        (r#"t="inlineStr"><v>1</v>"#, true),
        (r#"t="inlineStr">"#, false),
        (r#"t="n"><v>7.5</v>"#, false),
        (r#"t="n"><v>9.9E+17</v>"#, false),
        (r#"t="n"><v>退役军人</v>"#, true),
        (r#"><v>退役军人</v>"#, true),
        (r#"><v>1</v>"#, false),
        (r#"><v>inf</v>"#, true),
        (r#"><v>1e999</v>"#, true),
        (r#"t="b"><v>1</v>"#, false),
        (r#"t="b"><v>2</v>"#, true),
        (r#"t="e"><v>#N/A</v>"#, false),
        (r#"t="e"><v>#WHY!</v>"#, true),
        (r#"t="str"><f>A1</f><v>退役&amp;军人</v>"#, false),
        (r#"t="z"><v>1</v>"#, true),
        (r#"t="n"><w>1</w>"#, true),
    ] {
        let row = format!(r#"<row r="1"><c r="B1" {cell}</c></row>"#);
        let facts = facts(&row).unwrap_or_else(|fault| panic!("{cell}: {fault:?}"));
        assert_eq!(facts.damaged.len(), usize::from(damaged), "{cell}");
        assert_eq!((facts.cells, facts.rows), (1, 1), "{cell}");
    }
}

#[test]
fn rows_that_nobody_sees_are_found_if_they_say_something() {
    let cell = |place: &str| format!(r#"<c r="{place}" s="1" t="inlineStr"><is><t>x</t></is></c>"#);
    let found = facts(&format!(
        r#"<row r="2" hidden="1">{}</row><row r="3" hidden="true"><c r="A3"/></row><row ht="0">{}</row><row r="6">{}</row>"#,
        cell("A2"), cell("C4"), cell("B6"),
    ))
    .unwrap();
    assert_eq!(found.hidden, [2, 4]);
    assert_eq!(found.struck, [(2, 0), (4, 2), (6, 1)]);
    assert_eq!((found.rows, found.cells), (6, 4));
}

#[test]
fn texts_that_are_struck_through_in_parts_are_found() {
    const STRUCK: &str = "<rPr><strike/></rPr>";
    for (format, runs, mark) in [
        (0, "<r><t>王</t></r><r><t>明</t></r>", None),
        (
            0,
            &format!("<r>{STRUCK}<t>王</t></r><r><t>明</t></r>"),
            Some("half"),
        ),
        (
            0,
            &format!("<r>{STRUCK}<t>王</t></r><r>{STRUCK}<t>明</t></r>"),
            Some("all"),
        ),
        (0, &format!("<r>{STRUCK}<t> </t></r><r><t>明</t></r>"), None),
        (
            0,
            &format!("<r>{STRUCK}<t>王</t></r><r><rPr><b/></rPr><t>明</t></r>"),
            Some("half"),
        ),
        (0, r#"<r><rPr><strike val="0"/></rPr><t>王</t></r>"#, None),
        (1, "<t>王</t>", Some("all")),
        // A run without a font has that of the cell.
        (
            1,
            &format!("<r>{STRUCK}<t>王</t></r><r><t>明</t></r>"),
            Some("all"),
        ),
        (
            1,
            "<r><t>王</t></r><r><rPr><b/></rPr><t>明</t></r>",
            Some("half"),
        ),
        (1, "<r><rPr><b/></rPr><t>王明</t></r>", None),
        (
            0,
            &format!("<t>王明</t><rPh><r>{STRUCK}<t>x</t></r></rPh>"),
            None,
        ),
    ] {
        let cell =
            format!(r#"<row r="3"><c r="B3" s="{format}" t="inlineStr"><is>{runs}</is></c></row>"#);
        let facts = facts(&cell).unwrap();
        let half = [(3, 1, Mark::HalfStruck)];
        assert_eq!(
            facts.marked,
            half[..usize::from(mark == Some("half"))],
            "{runs}"
        );
        let all = [(3, 1)];
        assert_eq!(
            facts.struck,
            all[..usize::from(mark == Some("all"))],
            "{runs}"
        );
    }
}

#[test]
fn a_formula_without_what_it_comes_to_is_found() {
    for (cell, found) in [
        ("><f>A1</f>", true),
        ("><f>A1</f><v></v>", true),
        ("><f>A1</f><v/>", true),
        (r#" t="n"><f t="shared" si="0"/><v/>"#, true),
        ("><f>A1</f><v>1</v>", false),
        (r#" t="str"><f>A1</f><v></v>"#, false),
        (r#" t="str"><f>A1</f><v>王明</v>"#, false),
        ("><v></v>", false),
    ] {
        let facts = facts(&format!(r#"<row r="3"><c r="B3"{cell}</c></row>"#)).unwrap();
        let mark = [(3, 1, Mark::Uncalculated)];
        assert_eq!(facts.marked, mark[..usize::from(found)], "{cell}");
    }
}

#[test]
fn what_cannot_be_is_refused_as_a_whole() {
    for row in [
        r#"<row r="0"/>"#,
        r#"<row r="1048577"/>"#,
        r#"<row r="4294967297"/>"#,
        r#"<row r="1"><c r="A0"/></row>"#,
        r#"<row r="1"><c r="XFE1"/></row>"#,
        r#"<row r="1"><c r="1"/></row>"#,
        r#"<row r="1"><c t="s"><v>x</v></c></row>"#,
    ] {
        assert!(matches!(facts(row), Err(Fault::Broken(_))), "{row}");
    }
    let deep = "<a>".repeat(1000);
    assert!(matches!(facts(&deep), Err(Fault::TooLarge)));
    let long = format!(
        r#"<row><c t="str"><v>{}</v></c></row>"#,
        "x".repeat(3 << 20)
    );
    assert!(matches!(facts(&long), Err(Fault::TooLarge)));
    let text = r#"<worksheet><dimension ref="A0:D4"/><sheetData/></worksheet>"#;
    let found = survey(&mut XmlPart::new(text.as_bytes()), &Surroundings::default());
    assert!(matches!(found, Err(Fault::Dimension(size)) if size == "A0:D4"));
}

#[test]
fn merged_cells_come_in_the_order_of_their_rows() {
    let text = r#"<worksheet><sheetData/><mergeCells><mergeCell ref="C5:C9"/><mergeCell ref="A1:D1"/></mergeCells></worksheet>"#;
    let facts = survey(&mut XmlPart::new(text.as_bytes()), &Surroundings::default()).unwrap();
    let rows: Vec<_> = facts
        .merged
        .iter()
        .map(|one| (one.rows, one.columns))
        .collect();
    assert_eq!(rows, [((1, 1), (0, 3)), ((5, 9), (2, 2))]);
}
