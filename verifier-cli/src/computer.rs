//! This computer: its name, and where a terminal's store is unless somebody says otherwise.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of a store, inside of one of those where it is looked for.
const STORE: &str = "store";
/// Our folder among those of other programs.
const PROGRAM: &str = "laobingma";

/// The name under which it is known in its network; `None` if the system does not say.
pub(crate) fn name() -> Option<String> {
    let of_system = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let of_environment = || {
        ["COMPUTERNAME", "HOSTNAME"]
            .iter()
            .find_map(|name| env::var(name).ok())
    };
    of_system
        .or_else(of_environment)
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
}

/// The store to use where none is named: the folder `store` here or beside the program if there is one,
/// otherwise one in the user's folder for data, which `provision` makes.
pub(crate) fn default_store() -> PathBuf {
    let beside = env::current_exe().ok();
    let beside = beside.as_deref().and_then(Path::parent).map(Path::to_owned);
    let data = data_folder(|name| env::var_os(name).map(PathBuf::from));
    first_store(beside, data)
}

fn first_store(beside: Option<PathBuf>, data: Option<PathBuf>) -> PathBuf {
    let here = PathBuf::from(STORE);
    let beside = beside.map(|folder| folder.join(STORE));
    let data = data.map(|folder| folder.join(PROGRAM).join(STORE));
    let found = [Some(here.clone()), beside, data.clone()]
        .into_iter()
        .flatten()
        .find(|folder| folder.is_dir());
    found.or(data).unwrap_or(here)
}

/// The user's folder for the data of programs (XDG Base Directory; `LOCALAPPDATA` of Windows).
fn data_folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |name| variable(name).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return absolute("LOCALAPPDATA");
    }
    absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_beside_the_program_comes_before_the_one_of_the_user() {
        let folder = tempfile::tempdir().unwrap();
        let (beside, data) = (folder.path().join("program"), folder.path().join("data"));
        let choose = || first_store(Some(beside.clone()), Some(data.clone()));
        assert_eq!(choose(), data.join("laobingma/store"), "to be made");
        fs::create_dir_all(data.join("laobingma/store")).unwrap();
        assert_eq!(choose(), data.join("laobingma/store"));
        fs::create_dir_all(beside.join("store")).unwrap();
        assert_eq!(choose(), beside.join("store"));
        assert_eq!(first_store(None, None), Path::new("store"));
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_for_data_is_that_of_the_system() {
        let with = |pairs: &'static [(&str, &str)]| {
            data_folder(move |name| {
                let pair = pairs.iter().find(|(known, _)| *known == name)?;
                Some(PathBuf::from(pair.1))
            })
        };
        let home = Some(PathBuf::from("/home/wang/.local/share"));
        assert_eq!(with(&[("HOME", "/home/wang")]), home);
        assert_eq!(
            with(&[("HOME", "/home/wang"), ("XDG_DATA_HOME", "relative")]),
            home
        );
        let named = with(&[("HOME", "/home/wang"), ("XDG_DATA_HOME", "/data")]);
        assert_eq!(named, Some(PathBuf::from("/data")));
        assert_eq!(with(&[]), None);
    }
}
