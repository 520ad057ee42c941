//! What each program tells of itself in files: completions for shells, and manual pages.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command, ValueHint, value_parser};
use clap_complete::Shell;
use messages::untrusted::escape_untrusted_path;
use messages::{Exit, text};

use crate::console::{Console, Format};
use crate::files::{self, Access, Durability};
use crate::stop::Stop;

const COMPLETIONS: &str = "completions";
const SHELL: &str = "shell";
const MAN: &str = "man";
const FOLDER: &str = "folder";

/// Adds the commands to those of a program, in both languages.
pub(crate) fn add_commands(program: Command) -> Command {
    let shells = ["bash", "zsh", "fish", "powershell", "elvish"];
    let completions = Command::new(COMPLETIONS)
        .about("命令行补全：输出一段脚本，给所用的 shell 读取 | completions: print a script for your shell to read")
        .arg(
            Arg::new(SHELL)
                .required(true)
                .value_parser(PossibleValuesParser::new(shells))
                .help("所用的 shell | your shell"),
        );
    let man = Command::new(MAN)
        .about("手册页：在文件夹里写入 man 手册，每个命令一页 | manual pages: write one for each command into a folder")
        .arg(
            Arg::new(FOLDER)
                .long("out")
                .value_name("DIR")
                .required(true)
                .value_hint(ValueHint::DirPath)
                .value_parser(value_parser!(PathBuf))
                .help("存放手册页的文件夹 | the folder to put them in"),
        );
    program.subcommand(completions).subcommand(man)
}

/// Runs one of the commands, if it is one of them.
pub(crate) fn run(
    program: &Command,
    matches: &ArgMatches,
    console: &mut Console<'_>,
) -> Option<Result<Exit, Stop>> {
    match matches.subcommand()? {
        (COMPLETIONS, given) => {
            let shell = given.get_one::<String>(SHELL)?.parse().ok()?;
            Some(print_completions(program, shell, console))
        }
        (MAN, given) => {
            let folder = given.get_one::<PathBuf>(FOLDER)?;
            Some(write_pages(program, folder, console))
        }
        _ => None,
    }
}

fn print_completions(
    program: &Command,
    shell: Shell,
    console: &mut Console<'_>,
) -> Result<Exit, Stop> {
    let mut script = Vec::new();
    let name = program.get_name().to_owned();
    clap_complete::generate(shell, &mut program.clone(), name, &mut script);
    console.result_as_is(String::from_utf8_lossy(&script).trim_end())?;
    Ok(Exit::Done)
}

fn write_pages(program: &Command, folder: &Path, console: &mut Console<'_>) -> Result<Exit, Stop> {
    files::create_folder(folder)?;
    let mut built = program.clone();
    built.build();
    let mut pages = 0;
    let mut left = vec![built];
    while let Some(command) = left.pop() {
        let name = command.get_display_name().unwrap_or(command.get_name());
        let path = folder.join(format!("{name}.1"));
        left.extend(command.get_subcommands().cloned());
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        files::write(&path, &page, Access::Public, Durability::WhenConvenient)?;
        pages += 1;
    }
    if console.format == Format::Json {
        console.json(&serde_json::json!({ "pages": pages }))?;
        return Ok(Exit::Done);
    }
    let folder = escape_untrusted_path(folder);
    console.result(
        &text!("手册页 {pages} 页，已写入 {folder}。"; "{pages} manual pages written to {folder}."),
    )?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::in_lang;
    use messages::Lang;

    fn program(lang: Lang) -> Command {
        let make = Command::new("make").about("制作 | make it");
        in_lang(add_commands(Command::new("tool").subcommand(make)), lang)
    }

    fn ran(args: &[&str], lang: Lang) -> (String, Option<Result<Exit, Stop>>) {
        let (mut results, mut talk) = (Vec::new(), Vec::new());
        let program = program(lang);
        let matches = program.clone().try_get_matches_from(args).unwrap();
        let mut console = Console::new(&mut results, &mut talk);
        let ended = run(&program, &matches, &mut console);
        (String::from_utf8(results).unwrap(), ended)
    }

    #[test]
    fn completions_are_printed_for_each_shell_in_the_language() {
        for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
            let (script, ended) = ran(&["tool", "completions", shell], Lang::Zh);
            assert!(matches!(ended, Some(Ok(Exit::Done))), "{shell}");
            assert!(script.contains("make"), "{shell}");
        }
        let (script, _) = ran(&["tool", "completions", "fish"], Lang::Zh);
        assert!(
            script.contains("制作") && !script.contains("make it"),
            "{script}"
        );
    }

    #[test]
    fn each_command_has_a_manual_page() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().to_str().unwrap();
        let (_, ended) = ran(&["tool", "man", "--out", out], Lang::En);
        assert!(matches!(ended, Some(Ok(Exit::Done))));
        let page = std::fs::read_to_string(folder.path().join("tool-make.1")).unwrap();
        assert!(page.contains("make it"), "{page}");
        assert!(folder.path().join("tool.1").exists());
    }

    #[test]
    fn other_commands_are_left_to_the_program() {
        assert!(ran(&["tool", "make"], Lang::En).1.is_none());
    }
}
