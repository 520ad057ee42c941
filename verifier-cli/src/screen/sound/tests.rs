use super::*;

fn times(answer: Answer) -> usize {
    let mut bell = Bell::default();
    let now = Instant::now();
    bell.ring(answer, now);
    (0..200)
        .filter(|step| bell.is_due(now + Duration::from_millis(10 * step)))
        .count()
}

#[test]
fn the_bell_distinguishes_the_three() {
    assert_eq!(Answer::ALL.map(times), [1, 2, 2, 3, 2]);
}

#[test]
fn a_new_verdict_ends_the_bells_of_the_one_before() {
    let mut bell = Bell::default();
    let now = Instant::now();
    bell.ring(Answer::Refuse, now);
    assert!(bell.is_due(now) && !bell.is_due(now));
    bell.ring(Answer::Accept, now);
    assert!(bell.is_due(now) && !bell.is_due(now + Duration::from_secs(9)));
}

#[test]
fn over_a_far_line_only_the_bell_is_heard() {
    let far = |name: &str| match name {
        "SSH_TTY" => Some("/dev/pts/0".into()),
        other => std::env::var_os(other),
    };
    assert!(matches!(Sound::automatic(&far), Sound::Bell(_)));
    let bare = |_: &str| None;
    assert!(matches!(Sound::automatic(&bare), Sound::Bell(_)));
}

#[test]
fn a_player_that_is_not_there_is_an_error_and_not_silence() {
    for line in ["no-such-player-here -q", "/no/such/player", ""] {
        let failure = Sound::new(&SoundChoice::of(line)).err().unwrap();
        assert_eq!(failure.code, "sound-unavailable", "{line}");
    }
    assert!(matches!(
        Sound::new(&SoundChoice::of("off")),
        Ok(Sound::Off)
    ));
    assert!(matches!(
        Sound::new(&SoundChoice::of("bell")),
        Ok(Sound::Bell(_))
    ));
}

#[cfg(unix)]
mod players {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;
    use std::thread;

    fn script(folder: &Path, name: &str, body: &str) -> Command {
        let program = folder.join(name);
        fs::write(&program, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Command {
            program,
            arguments: vec!["-q".into()],
            file: FilePassedAs::Argument,
        }
    }

    fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
        let end = Instant::now() + Duration::from_secs(10);
        while !done() {
            assert!(Instant::now() < end, "{what}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn plays_the_sound_of_the_verdict_and_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let body = format!("test -s \"$2\" && echo \"$2\" >> {}", log.display());
        let player = start(vec![script(folder.path(), "p", &body)]).unwrap();
        let lines = || fs::read_to_string(&log).unwrap_or_default();
        for (number, answer) in [Answer::Accept, Answer::Refuse, Answer::Check]
            .into_iter()
            .enumerate()
        {
            assert!(player.play(answer));
            wait_until("played", || lines().lines().count() > number);
        }
        let files: Vec<_> = lines().lines().map(PathBuf::from).collect();
        let names = files
            .iter()
            .map(|file| file.file_name().unwrap().to_owned());
        assert_eq!(
            names.collect::<Vec<_>>(),
            ["accept.wav", "refuse.wav", "check.wav"]
        );
        drop(player);
        assert!(files.iter().all(|file| !file.exists()));
    }

    #[test]
    fn a_player_without_a_loudspeaker_is_given_up_and_the_bell_rings() {
        let folder = tempfile::tempdir().unwrap();
        let missing = Command {
            program: folder.path().join("none"),
            arguments: vec![],
            file: FilePassedAs::Argument,
        };
        let failing = script(folder.path(), "f", "exit 1");
        let player = start(vec![missing, failing]).unwrap();
        let mut sound = Sound::Player(player, Bell::default());
        sound.play(Answer::Check, Instant::now());
        wait_until("rung", || sound.bell(Instant::now()));
        // And from then on at once.
        wait_until("closed", || {
            sound.play(Answer::Accept, Instant::now());
            sound.bell(Instant::now())
        });
    }

    #[test]
    fn a_player_that_hangs_is_ended_and_blocks_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let pid = folder.path().join("pid");
        let body = format!("echo $$ >> {}; exec sleep 600", pid.display());
        let player = start(vec![script(folder.path(), "p", &body)]).unwrap();
        let begun = Instant::now();
        for _ in 0..50 {
            assert!(player.play(Answer::Accept));
        }
        assert!(begun.elapsed() < Duration::from_secs(2));
        wait_until("started", || {
            fs::read_to_string(&pid).is_ok_and(|text| text.ends_with('\n'))
        });
        drop(player);
        // None of its processes is there any more, not even as a zombie.
        for pid in fs::read_to_string(&pid).unwrap().lines() {
            let process = Path::new("/proc").join(pid);
            assert!(!cfg!(target_os = "linux") || !process.exists(), "{pid}");
        }
    }
}
