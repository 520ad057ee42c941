//! Reading the files, for both tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use test_vectors::File;

/// Every file of `vectors/` by name, each in the shape that it must have.
///
/// # Panics
/// If a file does not have that shape, or the index does not name exactly the files and vectors that
/// are there.
pub(crate) fn load() -> BTreeMap<String, File> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(&directory).expect("vectors/ is there") {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name != "index.json" {
            let content = fs::read_to_string(directory.join(&name)).unwrap();
            let file: File =
                serde_json::from_str(&content).unwrap_or_else(|error| panic!("{name}: {error}"));
            files.insert(name, file);
        }
    }
    let index: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&fs::read_to_string(directory.join("index.json")).unwrap()).unwrap();
    let found: BTreeMap<String, Vec<String>> = files
        .iter()
        .map(|(name, file)| (name.clone(), ids(file)))
        .collect();
    assert_eq!(index, found, "index.json lists what is there");
    files
}

fn ids(file: &File) -> Vec<String> {
    match file {
        File::Credential(topic) => topic.vectors.iter().map(|v| v.id.clone()).collect(),
        File::RootSet(topic) => topic.vectors.iter().map(|v| v.id.clone()).collect(),
        File::TrustList(topic) => topic.vectors.iter().map(|v| v.id.clone()).collect(),
        File::StatusList(topic) => topic.vectors.iter().map(|v| v.id.clone()).collect(),
        File::VouchList(topic) => topic.vectors.iter().map(|v| v.id.clone()).collect(),
        File::IssuerRequest(topic) => topic.vectors.iter().map(|v| v.id.clone()).collect(),
        File::Enrolment(topic) => topic.vectors.iter().map(|v| v.id.clone()).collect(),
        File::Catalogue(topic) => topic.vectors.iter().map(|v| v.id.clone()).collect(),
        File::Frames(topic) => topic.vectors.iter().map(|v| v.id.clone()).collect(),
        File::Gate(topic) => topic.vectors.iter().map(|v| v.id.clone()).collect(),
        File::Journal(topic) => topic.vectors.iter().map(|v| v.id.clone()).collect(),
        File::Terminal(topic) => topic.vectors.iter().map(|v| v.id.clone()).collect(),
    }
}
