use super::*;

/// First line, last line and cells of each row; `None` for what is not kept.
type Row = (u64, u64, Option<Vec<String>>);

fn rows(text: &str) -> Vec<Row> {
    rows_of(text, None)
}

fn rows_of(text: &str, columns: Option<usize>) -> Vec<Row> {
    // A source that hands out little at a time parts every line.
    let source = io::BufReader::with_capacity(3, text.as_bytes());
    let mut records = Records::new(source, b',');
    records.columns = columns;
    let mut rows = Vec::new();
    while let Some(found) = records.next().unwrap() {
        let line = found.line;
        let cells = match found.content {
            Content::Blank => Some(Vec::new()),
            Content::Cells(cells) => Some(cells.into_iter().map(str::to_owned).collect()),
            Content::TooLong | Content::QuoteOpen => None,
        };
        rows.push((line, records.lines_read(), cells));
    }
    rows
}

fn row(line: u64, last_line: u64, cells: &[&str]) -> Row {
    let cells = cells.iter().map(|&cell| cell.to_owned()).collect();
    (line, last_line, Some(cells))
}

#[test]
fn counts_lines_as_an_editor_does() {
    let expected = [
        row(1, 1, &["a", "b"]),
        row(2, 2, &[]),
        row(3, 4, &["c\nd", "\"e\""]),
        row(5, 5, &[]),
        row(6, 6, &[]),
        row(7, 7, &["f", ""]),
    ];
    let text = "a,b\n\n\"c\nd\",\"\"\"e\"\"\"\n\n\nf,";
    assert_eq!(rows(text), expected, "LF");
    // Inside of a cell the break stays as it was.
    let crlf = text.replace('\n', "\r\n").replace("c\r\nd", "c\nd");
    assert_eq!(rows(&crlf), expected, "CR LF");
    assert_eq!(rows(&format!("{crlf}\r\n")), expected, "CR LF at the end");
}

#[test]
fn a_row_that_runs_on_takes_no_memory_and_ends_where_it_ends() {
    let long = format!("a,b\n\"{}\",x\nc,d\n", "9".repeat(10 << 20));
    assert_eq!(
        rows(&long),
        [row(1, 1, &["a", "b"]), (2, 2, None), row(3, 3, &["c", "d"])]
    );
    let wide = format!("{}\nc,d\n", ",".repeat(5000));
    assert_eq!(rows(&wide), [(1, 1, None), row(2, 2, &["c", "d"])]);
}

#[test]
fn an_open_quotation_mark_costs_its_own_line_only() {
    let (c, e) = (row(2, 2, &["c", "d"]), row(3, 3, &["e", "f"]));
    assert_eq!(rows("a,\"b\nc,d\ne,f"), [(1, 1, None), c, e]);
    let many = format!("\"a,b\n{}", "c,d\n".repeat(100));
    let found = rows(&many);
    assert_eq!((found.len(), found[0].clone()), (101, (1, 1, None)));
    assert!(found[1..].iter().all(|row| row.2.is_some()));
}

/// Wherever one stands that is not closed, or is closed in another row, what is read of the other
/// rows is what stands there, and each line is in one row.
#[test]
fn no_stray_quotation_mark_hides_another_row() {
    let lines: Vec<String> = (0..6).map(|n| format!("王{n},99{n},x,y{n}")).collect();
    let places: Vec<(usize, usize)> = (1..5)
        .flat_map(|line| (0..=lines[line].len()).map(move |at| (line, at)))
        .filter(|(line, at)| lines[*line].is_char_boundary(*at))
        .collect();
    for (nth, first) in places.iter().enumerate() {
        for second in places.iter().skip(nth).map(Some).chain([None]) {
            let mut changed = lines.clone();
            for (line, at) in second.into_iter().chain([first]) {
                changed[*line].insert(*at, '"');
            }
            let text = changed.join("\n");
            let found = rows_of(&text, Some(4));
            let mut next = 1;
            for (from, to, cells) in &found {
                assert_eq!(*from, next, "{text}");
                next = to + 1;
                let single = from == to && !changed[*from as usize - 1].contains('"');
                let whole: Vec<String> = lines[*from as usize - 1]
                    .split(',')
                    .map(str::to_owned)
                    .collect();
                assert!(!single || cells.as_ref() == Some(&whole), "{text}");
                assert!(from == to, "no row goes over lines: {text}");
            }
            assert_eq!(next, 7, "{text}");
        }
    }
}

#[test]
fn line_breaks_in_cells_stay() {
    let text = "a,b,c\n\"王\n明\",1,\"street 1, town\r\nline \"\"2\"\"\"\nx,y,z\n";
    assert_eq!(
        rows_of(text, Some(3)),
        [
            row(1, 1, &["a", "b", "c"]),
            row(2, 4, &["王\n明", "1", "street 1, town\r\nline \"2\""]),
            row(5, 5, &["x", "y", "z"]),
        ]
    );
    assert_eq!(
        rows("a\rb\r\rc"),
        [
            row(1, 1, &["a"]),
            row(2, 2, &["b"]),
            row(3, 3, &[]),
            row(4, 4, &["c"])
        ]
    );
}

#[test]
fn guesses_the_separator_from_the_headings() {
    for (text, separator) in [
        ("姓名,类别\n", b','),
        ("\n姓名\t类别;a\t\n", b'\t'),
        ("姓名;类别", b';'),
        ("姓名", b','),
        ("", b','),
    ] {
        assert_eq!(
            guess_separator(text.as_bytes()).unwrap(),
            separator,
            "{text}"
        );
    }
}
