use super::*;

fn sheet(rows: &str) -> Content<std::io::Cursor<Vec<u8>>> {
    let text = format!(
        r#"<office:document-content><office:automatic-styles>
        <style:style style:name="s"><style:text-properties style:text-line-through-style="solid"/></style:style>
        <style:style style:name="sub" style:parent-style-name="s"/>
        <style:style style:name="n"><style:text-properties style:text-line-through-style="none"/></style:style>
        <style:style style:name="h"><style:table-properties table:display="false"/></style:style>
        </office:automatic-styles><office:body><office:spreadsheet>
        <table:table table:name="a" table:style-name="h"/>
        <table:table table:name="b"><table:table-column/>{rows}</table:table>
        </office:spreadsheet></office:body></office:document-content>"#
    );
    Content::new(std::io::Cursor::new(text.into_bytes()))
}

fn second(rows: &str) -> Result<(Vec<SheetRow>, SheetFacts), Fault> {
    let mut content = sheet(rows);
    assert_eq!(content.next_sheet()?, Some(("a".to_owned(), false)));
    assert_eq!(content.next_sheet()?, Some(("b".to_owned(), true)));
    let (mut found, mut facts) = (Vec::new(), SheetFacts::default());
    while let Some(row) = content.next_row()? {
        row.note(&mut facts);
        if row.has_content() {
            found.push(row.at(row.line));
        }
    }
    assert_eq!(content.next_sheet()?, None);
    Ok((found, facts))
}

const CELL: &str =
    r#"<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>"#;

#[test]
fn what_is_repeated_takes_its_places() {
    let (rows, facts) = second(&format!(
        r#"<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>
        <table:table-row table:visibility="filter">
          <table:table-cell table:number-columns-repeated="2"/>{CELL}
          <table:table-cell table:style-name="s" office:value-type="float" office:value="7" table:number-columns-repeated="2"/>
        </table:table-row>
        <table:table-row-group table:display="false"><table:table-row>{CELL}</table:table-row></table:table-row-group>
        <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#
    ))
    .unwrap();
    let seen: Vec<_> = rows
        .iter()
        .map(|row| (row.line, row.cells.join("|")))
        .collect();
    assert_eq!(seen, [(4, "||x|7|7".to_owned()), (5, "x".to_owned())]);
    assert_eq!(facts.hidden, [4, 5]);
    assert_eq!(facts.struck, [(4, 3), (4, 4)]);
}

#[test]
fn merged_cells_are_told_and_what_they_cover_is_not_read() {
    let (rows, facts) = second(&format!(
        r#"<table:table-row><table:table-cell table:number-rows-spanned="3" office:value-type="string"><text:p>退役军人</text:p></table:table-cell>{CELL}</table:table-row>
        <table:table-row><table:covered-table-cell office:value-type="string"><text:p>under</text:p></table:covered-table-cell>{CELL}</table:table-row>"#
    ))
    .unwrap();
    let seen: Vec<_> = rows.iter().map(|row| row.cells.join("|")).collect();
    assert_eq!(seen, ["退役军人|x", "|x"]);
    let merged = Merged {
        rows: (1, 3),
        columns: (0, 0),
    };
    assert_eq!(facts.merged, [merged]);
}

#[test]
fn texts_are_read_as_they_are_seen() {
    for (cell, text) in [
        (
            r#"office:value-type="string"><text:p>王<text:s text:c="2"/>明</text:p><text:p>二</text:p>"#,
            "王  明\n二",
        ),
        (
            r#"office:value-type="string">
            <text:p>王<text:span>明</text:span>&amp;</text:p>
        "#,
            "王明&",
        ),
        (
            r#"office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation><text:p>x</text:p>"#,
            "x",
        ),
        (
            r#"office:value-type="string" office:string-value="王明"><text:p>no</text:p>"#,
            "王明",
        ),
        (
            r#"office:value-type="float" office:value="990512198007102199"><text:p>9.9E17</text:p>"#,
            "9.90512E+17",
        ),
        (
            r#"office:value-type="date" office:date-value="1980-07-11"><text:p>x</text:p>"#,
            "1980-07-11",
        ),
        (
            r#"office:value-type="boolean" office:boolean-value="true"><text:p>x</text:p>"#,
            "TRUE",
        ),
    ] {
        let (rows, _) = second(&format!(
            "<table:table-row><table:table-cell {cell}</table:table-cell></table:table-row>"
        ))
        .unwrap();
        assert_eq!(rows[0].cells, [text], "{cell}");
    }
}

#[test]
fn texts_that_are_struck_through_in_parts_are_found() {
    for (style, text, mark) in [
        ("x", "王<text:span>明</text:span>", None),
        (
            "x",
            r#"<text:span text:style-name="s">王</text:span>明"#,
            Some("half"),
        ),
        (
            "x",
            r#"<text:span text:style-name="sub">王</text:span>明"#,
            Some("half"),
        ),
        (
            "x",
            r#"<text:span text:style-name="s">王<text:span>明</text:span></text:span>"#,
            Some("all"),
        ),
        (
            "x",
            r#"<text:span text:style-name="s"> </text:span>明"#,
            None,
        ),
        ("s", "王明", Some("all")),
        (
            "s",
            r#"王<text:span text:style-name="n">明</text:span>"#,
            Some("half"),
        ),
        ("sub", "王明", Some("all")),
    ] {
        for stated in ["", r#" office:string-value="王明""#] {
            let (rows, facts) = second(&format!(
                r#"<table:table-row><table:table-cell/><table:table-cell table:style-name="{style}" office:value-type="string"{stated}><text:p>{text}</text:p></table:table-cell></table:table-row>"#
            ))
            .unwrap();
            assert!(rows[0].cells[1].trim().ends_with("明"), "{rows:?}");
            let half = [(1, 1, Mark::HalfStruck)];
            assert_eq!(
                facts.marked,
                half[..usize::from(mark == Some("half"))],
                "{style} {text}"
            );
            let all = [(1, 1)];
            assert_eq!(
                facts.struck,
                all[..usize::from(mark == Some("all"))],
                "{style} {text}"
            );
        }
    }
    let paragraph = r#"<table:table-row><table:table-cell office:value-type="string"><text:p text:style-name="s">王</text:p><text:p>明</text:p></table:table-cell></table:table-row>"#;
    assert_eq!(
        second(paragraph).unwrap().1.marked,
        [(1, 0, Mark::HalfStruck)]
    );
}

#[test]
fn a_formula_without_what_it_comes_to_is_found() {
    for (cell, found) in [
        (r#"table:formula="of:=[.A1]"/>"#, true),
        (
            r#"table:formula="of:=[.A1]" office:value-type="string" office:string-value=""/>"#,
            false,
        ),
        (
            r#"table:formula="of:=[.A1]" office:value-type="float" office:value="1"/>"#,
            false,
        ),
    ] {
        let (_, facts) = second(&format!(
            "<table:table-row><table:table-cell {cell}</table:table-row>"
        ))
        .unwrap();
        let mark = [(1, 0, Mark::Uncalculated)];
        assert_eq!(facts.marked, mark[..usize::from(found)], "{cell}");
    }
}

#[test]
fn a_row_beyond_the_bounds_is_told_and_not_kept() {
    let wide = CELL.replace(
        "office:value-type",
        r#"table:number-columns-repeated="16384" office:value-type"#,
    );
    let (rows, _) = second(&format!("<table:table-row>{wide}</table:table-row>")).unwrap();
    assert!(rows[0].too_long && rows[0].cells.is_empty());
    let row = format!(
        r#"<table:table-row table:number-rows-repeated="1048577">{CELL}</table:table-row>"#
    );
    let all = second(&format!("{row}{row}"));
    assert!(matches!(all, Err(Fault::TooLarge)));
    let none = r#"<table:table-row table:number-rows-repeated="x"/>"#;
    assert!(matches!(second(none), Err(Fault::Broken(_))));
}

/// Names of styles are held all at once; texts of cells are not.
#[test]
fn names_of_styles_without_end_are_refused() {
    let style = |length: usize| {
        let name = "A".repeat(length);
        format!(
            r#"<style:style style:name="{name}"><style:text-properties style:text-line-through-style="solid"/></style:style>"#
        )
    };
    let read = |styles: &str, cell: &str| {
        let text = format!(
            r#"<a>{styles}<table:table table:name="b"><table:table-row><table:table-cell office:string-value="{cell}"/></table:table-row></table:table></a>"#
        );
        let mut content = Content::new(std::io::Cursor::new(text.into_bytes()));
        content.next_sheet()?;
        while content.next_row()?.is_some() {}
        content.next_sheet().map(drop)
    };
    assert!(read(&style(100).repeat(1_000), &"A".repeat(30_000)).is_ok());
    for styles in [style(5_000), style(3_000).repeat(1_000)] {
        assert!(matches!(read(&styles, ""), Err(Fault::TooLarge)));
    }
}
