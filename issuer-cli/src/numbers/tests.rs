use std::collections::HashSet;
use std::path::Path;

use super::*;

fn new_bureau(path: &Path) -> BureauFolder<'_> {
    let folder = BureauFolder::new(path);
    create(&folder).unwrap();
    folder
}

#[test]
fn two_clerks_at_once_never_get_the_same_numbers() {
    let temp = tempfile::tempdir().unwrap();
    new_bureau(temp.path());
    let numbers: Vec<Number> = std::thread::scope(|scope| {
        let clerks: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let folder = BureauFolder::new(temp.path());
                    (0..5)
                        .flat_map(|_| {
                            let reserved = reserve(&folder, 7).unwrap();
                            (0..7).map(move |position| reserved.number(position))
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        clerks
            .into_iter()
            .flat_map(|clerk| clerk.join().unwrap())
            .collect()
    });
    let holders: HashSet<u32> = numbers.iter().map(|number| number.holder).collect();
    let indices: HashSet<u32> = numbers.iter().map(|number| number.status_index).collect();
    assert_eq!(
        (numbers.len(), holders.len(), indices.len()),
        (280, 280, 280)
    );
    assert_eq!(holders.iter().max(), Some(&280));
}

#[test]
fn a_lost_file_is_not_made_anew() {
    let temp = tempfile::tempdir().unwrap();
    let folder = new_bureau(temp.path());
    reserve(&folder, 3).unwrap();
    std::fs::remove_file(folder.numbers_file()).unwrap();
    assert_eq!(reserve(&folder, 3).err().unwrap().code, "file-unreadable");
    assert!(!folder.numbers_file().exists());
}

#[test]
fn a_damaged_file_is_named_and_left_alone() {
    let temp = tempfile::tempdir().unwrap();
    let folder = new_bureau(temp.path());
    for damage in [
        "",
        "{}",
        r#"{"format":2,"next_holder":1,"status_places":0,"status_key":""}"#,
        r#"{"format":1,"next_holder":1,"status_places":0,"status_key":"00"}"#,
    ] {
        std::fs::write(folder.numbers_file(), damage).unwrap();
        assert_eq!(
            reserve(&folder, 1).err().unwrap().code,
            "file-invalid",
            "{damage}"
        );
        assert_eq!(
            std::fs::read_to_string(folder.numbers_file()).unwrap(),
            damage
        );
    }
}

#[test]
fn the_last_number_is_not_followed_by_the_first() {
    let temp = tempfile::tempdir().unwrap();
    let folder = new_bureau(temp.path());
    let text = std::fs::read_to_string(folder.numbers_file()).unwrap();
    let text = text.replace("\"next_holder\": 1", "\"next_holder\": 4294967290");
    std::fs::write(folder.numbers_file(), text).unwrap();
    reserve(&folder, 5).unwrap();
    assert_eq!(reserve(&folder, 5).err().unwrap().code, "numbers-used-up");
}
