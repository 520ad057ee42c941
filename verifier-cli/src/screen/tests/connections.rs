use super::*;

#[test]
fn on_a_slow_line_the_verdict_is_there_at_once_and_the_picture_is_left_out() {
    let behaviour = Behaviour {
        rate: 1_920,
        ..FAST
    };
    let mut test = TestScreen::new(Lang::En, behaviour);
    let mut seed = 0;
    let mut run = |test: &mut TestScreen, time: u64, so: &mut dyn FnMut(&TestConsole) -> bool| {
        let end = Instant::now() + Duration::from_millis(time);
        while Instant::now() < end {
            seed += 1;
            if test.runs(Some(&noisy(seed)), Duration::from_millis(40), so) {
                return true;
            }
        }
        false
    };
    run(&mut test, 5_000, &mut |_| false);
    assert!(test.text().contains("slow line"), "{}", test.text());
    test.scan(&fixtures::good());
    let scanned = Instant::now();
    assert!(run(&mut test, 10_000, &mut |console| console
        .text()
        .contains("✔ ACCEPT")));
    let took = scanned.elapsed();
    // A single picture would take longer.
    assert!(took < Duration::from_millis(2_000), "{took:?}");
    assert!(run(&mut test, 10_000, &mut |console| console
        .text()
        .contains("王*明")));
}

#[test]
fn on_a_fast_line_there_is_a_picture() {
    let mut test = TestScreen::new(Lang::En, FAST);
    let frame = noisy(1);
    test.until("a picture", Some(&frame), |console| {
        console.cell(5, 10) == "▀"
    });
    assert!(test.text().contains("Show the veteran code"));
}

#[test]
fn a_console_that_never_answers_shows_everything() {
    let behaviour = Behaviour {
        answers: false,
        ..FAST
    };
    let mut test = TestScreen::new(Lang::En, behaviour);
    test.shows("Show the veteran code");
    let scanned = Instant::now();
    test.scan(&fixtures::good());
    test.shows("✔ ACCEPT");
    assert!(scanned.elapsed() < Duration::from_secs(5));
    test.shows("Give the benefit.");
}

#[test]
fn while_nothing_happens_hardly_anything_is_sent() {
    let mut test = TestScreen::new(Lang::En, FAST);
    test.shows("Show the veteran code");
    test.runs(None, Duration::from_millis(500), &mut |_| false);
    let before = *test.bytes.lock().unwrap();
    test.runs(None, Duration::from_secs(3), &mut |_| false);
    let sent = *test.bytes.lock().unwrap() - before;
    assert!(sent > 20 && sent < 200, "{sent}");
}

#[test]
fn a_window_that_changes_its_size_is_drawn_anew() {
    static SIZE: Mutex<(u16, u16)> = Mutex::new((80, 24));
    let behaviour = Behaviour {
        size: || *SIZE.lock().unwrap(),
        ..FAST
    };
    let mut test = TestScreen::new(Lang::En, behaviour);
    test.shows("space clear");
    for (width, height) in [(200, 60), (30, 8), (10, 3), (64, 14)] {
        *SIZE.lock().unwrap() = (width, height);
        test.until("fits", None, |console| {
            let text = console.text();
            let lines: Vec<_> = text.lines().collect();
            let rows = lines
                .iter()
                .rposition(|line| !line.is_empty())
                .map_or(0, |last| last + 1);
            let columns = lines
                .iter()
                .map(|line| Ambiguous::Narrow.width(line))
                .max()
                .unwrap_or(0);
            rows <= usize::from(height)
                && columns <= usize::from(width)
                && rows + 2 > usize::from(height)
        });
    }
    test.shows("Veteran codes");
}
