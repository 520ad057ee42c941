//! The files of codes in the folder of a run: where each is, and which code a file holds by its name.

use credential_core::HolderNumber;

use super::render_options::{CodeFolders, ImageFormat, RenderOptions};

/// The file of a code, relative to the folder of the run.
pub(crate) fn code_file(
    holder: HolderNumber,
    serial: u32,
    render_options: &RenderOptions,
) -> String {
    file_in(
        holder,
        serial,
        render_options.format,
        render_options.code_folders,
    )
}

/// Whether the code could be in a file of this name, in a run of which nothing else is known.
pub(crate) fn may_be_code_file(file: &str, holder: HolderNumber, serial: u32) -> bool {
    [ImageFormat::Png, ImageFormat::Svg]
        .into_iter()
        .any(|format| {
            [CodeFolders::One, CodeFolders::LastDigits]
                .into_iter()
                .any(|folders| file == file_in(holder, serial, format, folders))
        })
}

fn file_in(holder: HolderNumber, serial: u32, format: ImageFormat, folders: CodeFolders) -> String {
    let (folder, extension) = (folders.of(holder), format.extension());
    format!("{folder}/{holder}-{serial}.{extension}")
}

/// Holder and serial of the code that a file of this name holds; `None` for other files.
pub(crate) fn code_of(name: &str) -> Option<(HolderNumber, u32)> {
    let stem = name
        .strip_suffix(".png")
        .or_else(|| name.strip_suffix(".svg"))?;
    let (holder, serial) = stem.split_once('-')?;
    let code = (HolderNumber(holder.parse().ok()?), serial.parse().ok()?);
    (format!("{}-{}", code.0, code.1) == stem).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{CodeForm, ImageFormat};

    #[test]
    fn of_many_codes_the_last_digits_name_the_folder_and_no_folder_gets_too_many() {
        assert_eq!(CodeFolders::suiting(5_000), CodeFolders::One);
        assert_eq!(CodeFolders::suiting(5_001), CodeFolders::LastDigits);
        let mut options = RenderOptions {
            format: ImageFormat::Png,
            module_pixels: 8,
            form: CodeForm::Digits,
            full_names: false,
            link: None,
            code_folders: CodeFolders::One,
        };
        let file = |options: &RenderOptions| code_file(HolderNumber(3_583_201_104), 2, options);
        assert_eq!(file(&options), "codes/3583201104-2.png");
        options.code_folders = CodeFolders::LastDigits;
        assert_eq!(file(&options), "codes/04/3583201104-2.png");
        assert_eq!(CodeFolders::LastDigits.names().nth(4).unwrap(), "04");
        // A marker from before there were folders says nothing of them.
        let before = r#"{"codes":"png","module_pixels":8,"form":"digits","full_names":false}"#;
        let before: RenderOptions = serde_json::from_str(before).unwrap();
        assert_eq!(before.code_folders, CodeFolders::One);
    }

    #[test]
    fn only_names_that_a_run_gives_are_those_of_codes() {
        assert_eq!(code_of("0000000017-1.png"), Some((HolderNumber(17), 1)));
        assert_eq!(
            code_of("4294967295-12.svg"),
            Some((HolderNumber(u32::MAX), 12))
        );
        for other in [
            "17-1.png",
            "0000000017-01.png",
            "0000000017-1.jpg",
            "0000000017.png",
            "+000000017-1.png",
            "4294967296-1.png",
            "notes.png",
            ".tmp-abc",
        ] {
            assert_eq!(code_of(other), None, "{other}");
        }
    }
}
