//! What the operating system or a library says has one language, so no Chinese wording may have it in it: the
//! kind of an error is told by `messages::io_error`, the text itself is for programs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, found)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

/// The string literals of a line, roughly: a line break within one ends it.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

#[test]
fn no_chinese_wording_has_the_text_of_an_error_in_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["verifier-cli/src", "issuer-cli/src", "crates"] {
        sources(&root.join(folder), &mut files).unwrap();
    }
    assert!(files.len() > 200, "{}", files.len());
    let mut wrong = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        for (line, number) in text.lines().zip(1..) {
            let is_wrong = |literal: &str| {
                let chinese = literal
                    .chars()
                    .any(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
                let raw = [
                    "{error}", "{err}", "{source}", "{cause}", "{io}", "os error",
                ];
                chinese && raw.iter().any(|raw| literal.contains(raw))
            };
            if literals(line).any(is_wrong) {
                wrong.push(format!("{}:{number}: {}", file.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
