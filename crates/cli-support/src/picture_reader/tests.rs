use super::*;
use std::process::Command;

use code_reader::FoundCode;

const SHORT: Duration = Duration::from_millis(300);

fn found(text: &str) -> Reading {
    let mut reading = Reading::default();
    reading.codes.push(FoundCode {
        text: text.to_owned(),
        corners: Default::default(),
        part: None,
    });
    reading
}

fn reader(search: Search) -> PictureReader {
    PictureReader::new(search, SHORT)
}

#[test]
fn a_picture_that_takes_for_ever_is_given_up() {
    let mut reader = reader(|file| match file {
        b"endless" => loop {
            thread::sleep(Duration::from_secs(1));
        },
        _ => Ok(found("found")),
    });
    let begin = Instant::now();
    assert_eq!(
        reader.read(b"endless".to_vec()),
        Err(PictureProblem::TimeOver)
    );
    assert_eq!(reader.read(b"good".to_vec()), Ok(found("found")));
    assert_eq!(
        reader.read(b"endless".to_vec()),
        Err(PictureProblem::TimeOver)
    );
    // Two are still running: no more memory is taken.
    assert_eq!(reader.read(b"good".to_vec()), Err(PictureProblem::Busy));
    assert_eq!(reader.given_up.len(), MAX_GIVEN_UP);
    assert!(begin.elapsed() < 30 * SHORT, "{:?}", begin.elapsed());
}

#[test]
fn a_search_that_ends_late_makes_room_again() {
    let mut reader = reader(|file| {
        if file == b"slow" {
            thread::sleep(SHORT + SHORT / 2);
        }
        Ok(Reading::default())
    });
    for _ in 0..MAX_GIVEN_UP {
        assert_eq!(reader.read(b"slow".to_vec()), Err(PictureProblem::TimeOver));
    }
    assert_eq!(reader.read(b"good".to_vec()), Ok(Reading::default()));
}

#[test]
fn a_search_that_panics_is_an_answer_and_the_next_picture_is_read() {
    let mut reader = reader(|file| match file {
        b"bad" => panic!("in the search"),
        _ => Ok(Reading::default()),
    });
    assert_eq!(
        reader.read(b"bad".to_vec()),
        Err(PictureProblem::BrokenDown)
    );
    assert_eq!(reader.read(b"good".to_vec()), Ok(Reading::default()));
}

/// Run by the next test in a process of its own.
#[test]
#[ignore = "panics on purpose, and not only in the reader"]
fn panics_in_the_reader_and_elsewhere() {
    let mut reader = reader(|_| panic!("seen in the reader"));
    assert_eq!(reader.read(Vec::new()), Err(PictureProblem::BrokenDown));
    assert!(thread::spawn(|| panic!("seen elsewhere")).join().is_err());
}

#[test]
fn no_message_of_a_panic_in_the_reader_reaches_the_screen() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "panics_in_the_reader_and_elsewhere",
            "--ignored",
            "--nocapture",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("seen elsewhere"), "{said}");
    assert!(!said.contains("seen in the reader"), "{said}");
}
