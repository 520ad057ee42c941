//! Attacks on the desk. Each is tried twice: as the desk is, where it must fail, and with the one defence
//! taken away that is meant against it, where it must succeed: else the test would show nothing.

mod locking;
mod twice;

use std::time::Duration;

use crate::defence::Defence;
use crate::peer::Peers;
use crate::session::MAX_IDLE;
use crate::testing::{HOSTILE, TestDesk};

/// `attack` says whether it has succeeded.
fn defended_by(defence: Defence, attack: impl Fn(&TestDesk) -> bool) {
    let defended = TestDesk::new();
    assert!(!attack(&defended), "{defence:?}: the attack has succeeded");
    let open = TestDesk::with(Some(defence), Peers::own());
    assert!(attack(&open), "{defence:?}: the attack is none");
}

/// Whether a page with what waits at the bureau was given out.
fn is_read(answer: &crate::testing::Answer) -> bool {
    answer.status == 200 && answer.body.contains("What waits")
}

#[test]
fn the_clerk_gets_in() {
    let desk = TestDesk::new();
    assert!(is_read(&desk.get("/")));
}

#[test]
fn refuses_a_name_that_was_turned_to_the_loopback_address() {
    defended_by(Defence::Host, |desk| {
        let (path, cookie, port) = (desk.path("/"), &desk.cookie, desk.port);
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: evil.example:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        );
        is_read(&desk.send(request.as_bytes()).unwrap())
    });
}

#[test]
fn refuses_a_request_with_another_name_in_its_first_line() {
    defended_by(Defence::Host, |desk| {
        let (path, cookie, port) = (desk.path("/"), &desk.cookie, desk.port);
        let request = format!(
            "GET http://evil.example:{port}{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        );
        is_read(&desk.send(request.as_bytes()).unwrap())
    });
}

#[test]
fn refuses_reads_of_other_pages() {
    for from in [
        "Sec-Fetch-Site: cross-site\r\n",
        // Another port of the same machine.
        "Sec-Fetch-Site: same-site\r\n",
        "Origin: http://127.0.0.1:1\r\n",
        "Origin: null\r\n",
        "Origin: http://localhost\r\n",
    ] {
        defended_by(Defence::Origin, |desk| {
            is_read(&desk.get_as(&desk.cookie, &desk.path("/"), from))
        });
    }
}

#[test]
fn refuses_forms_of_other_pages() {
    for from in [
        "Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n",
        "Origin: http://127.0.0.1:1\r\nSec-Fetch-Site: same-site\r\n",
        "Origin: null\r\n",
        // Says nothing at all.
        "",
    ] {
        // With the value of the form: as if it had leaked.
        defended_by(Defence::Origin, |desk| {
            let fields = format!("csrf={}&once={}&lang=zh&then=/", desk.csrf, desk.once());
            let kind = "application/x-www-form-urlencoded";
            desk.post_as("/language", kind, fields.as_bytes(), from)
                .status
                == 303
        });
    }
}

#[test]
fn refuses_a_form_that_is_not_its_own() {
    for fields in ["lang=zh", "lang=zh&csrf=", "lang=zh&csrf=00"] {
        defended_by(Defence::Csrf, |desk| {
            let kind = "application/x-www-form-urlencoded";
            let origin = format!("Origin: http://127.0.0.1:{}\r\n", desk.port);
            desk.post_as("/language", kind, fields.as_bytes(), &origin)
                .status
                == 303
        });
    }
}

#[test]
fn keeps_no_file_of_a_form_that_is_not_its_own() {
    defended_by(Defence::Csrf, |desk| {
        let body = b"--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.csv\"\r\n\r\nx\r\n--XX--\r\n";
        let origin = format!("Origin: http://127.0.0.1:{}\r\n", desk.port);
        let kind = "multipart/form-data; boundary=XX";
        desk.post_as("/roster", kind, body, &origin).status != 400
    });
}

#[test]
fn a_start_address_is_not_replayed() {
    defended_by(Defence::AddressOnce, |desk| {
        let path = desk.address.split_once(&desk.port.to_string()).unwrap().1;
        let again = desk.get_as("", path, "");
        let cookie = again.header("set-cookie").split(';').next().unwrap();
        is_read(&desk.get_as(cookie, &desk.path("/"), ""))
    });
}

#[test]
fn the_start_address_is_gone_at_once() {
    let desk = TestDesk::not_entered(None, Peers::own());
    let path = desk.address.split_once(&desk.port.to_string()).unwrap().1;
    let entered = desk.get_as("", path, "Sec-Fetch-Site: none\r\n");
    assert_eq!(entered.status, 303);
    assert_eq!(entered.header("location"), desk.path("/"));
    assert_eq!(entered.header("cache-control"), "no-store");
    assert_eq!(entered.header("referrer-policy"), "no-referrer");
    let cookie = entered.header("set-cookie");
    assert!(cookie.ends_with("; HttpOnly; SameSite=Strict"), "{cookie}");
    // Cookies do not know ports: the path keeps it from other ports' pages.
    assert!(
        cookie.contains(&format!("Path={};", desk.desk.base())),
        "{cookie}"
    );
    assert!(!entered.body.contains("enter"));
}

#[test]
fn strangers_see_nothing() {
    for cookie in ["", "desk=", "desk=00", "other=1"] {
        defended_by(Defence::Cookie, |desk| {
            is_read(&desk.get_as(cookie, &desk.path("/"), ""))
        });
    }
}

#[test]
#[cfg(target_os = "linux")]
fn other_users_of_the_machine_get_no_answer() {
    let other = match Peers::own() {
        Peers::OfUser(user) => Peers::OfUser(user + 1),
        Peers::All => return,
    };
    for (without, answers) in [(None, false), (Some(Defence::Peer), true)] {
        let desk = TestDesk::not_entered(without, other);
        let path = desk.path("/");
        let request = format!("GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n");
        assert_eq!(desk.send(request.as_bytes()).is_some(), answers);
    }
}

#[test]
fn is_not_shown_inside_other_pages() {
    for place in ["iframe", "object", "embed", "frame"] {
        defended_by(Defence::Framing, |desk| {
            let headers = format!("Sec-Fetch-Dest: {place}\r\n");
            is_read(&desk.get_as(&desk.cookie, &desk.path("/"), &headers))
        });
    }
}

#[test]
fn takes_no_upload_bombs() {
    let large = vec![b'x'; 2 << 20];
    defended_by(Defence::Size, |desk| {
        desk.post_parts("/language", &[("f", Some("x.csv"), &large)])
            .status
            == 303
    });
    defended_by(Defence::Size, |desk| {
        desk.post_parts("/language", &[("field", None, &large)])
            .status
            == 303
    });
    let many = vec![("a", None, &b""[..]); 200];
    defended_by(Defence::Parts, |desk| {
        desk.post_parts("/language", &many).status == 303
    });
}

#[test]
fn what_is_refused_leaves_no_file() {
    let desk = TestDesk::new();
    let large = vec![b'x'; 2 << 20];
    desk.post_parts("/language", &[("f", Some("x.csv"), &large)]);
    let folder = desk.place.path().join(".bureau.desk");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}

#[test]
fn names_of_files_are_never_paths() {
    defended_by(Defence::Names, |desk| {
        let name = "../../stolen.csv";
        desk.post_parts("/language", &[("f", Some(name), b"x")]);
        desk.place.path().join("stolen.csv").exists()
    });
}

#[test]
fn locks_itself_when_nobody_works() {
    defended_by(Defence::IdleLock, |desk| {
        desk.pass(MAX_IDLE + Duration::from_secs(1));
        is_read(&desk.get("/"))
    });
}

/// What the browser asks by itself must not keep the desk open.
#[test]
fn a_progress_page_is_no_work() {
    let desk = TestDesk::new();
    desk.pass(MAX_IDLE - Duration::from_secs(1));
    desk.get("/jobs/00");
    desk.get("/idle");
    desk.pass(Duration::from_secs(2));
    assert!(!is_read(&desk.get("/")));
}

#[test]
fn a_locked_desk_takes_a_passphrase_and_nothing_else() {
    let mut desk = TestDesk::new();
    desk.post("/lock", "");
    for page in ["/", "/roster", "/person", "/jobs/1"] {
        let shown = desk.get(page);
        assert!(shown.body.contains("/unlock"), "{page}");
        assert!(!shown.body.contains("What waits"));
    }
    assert!(desk.post("/language", "lang=zh").body.contains("/unlock"));
    // A key without a passphrase would open with any.
    desk.program
        .answer("bureau show", r#"{"key":"k","protection":"none"}"#);
    *crate::locked::hold(&desk.program.script) = "echo '{\"opened\":true}'".to_owned();
    desk.post("/unlock", "passphrase=x");
    assert!(!is_read(&desk.get("/")));
    desk.program
        .answer("bureau show", r#"{"key":"k","protection":"passphrase"}"#);
    assert_eq!(desk.post("/unlock", "passphrase=x").status, 303);
    assert!(is_read(&desk.get("/")));
    // The address that was printed for the case that there is no passphrase.
    desk.post("/lock", "");
    let _first = desk.next_address().unwrap();
    let address = desk.next_address().unwrap();
    let path = address.split_once(&desk.port.to_string()).unwrap().1;
    let entered = desk.get_as("", path, "");
    let cookie = entered.header("set-cookie").split(';').next().unwrap();
    assert!(is_read(&desk.get_as(cookie, &desk.path("/"), "")));
    // The window from before is out.
    assert!(!is_read(&desk.get("/")));
}

#[test]
fn passphrases_are_not_guessed_at_the_lock_screen() {
    let desk = TestDesk::new();
    desk.program
        .answer("bureau show", r#"{"key":"k","protection":"passphrase"}"#);
    *crate::locked::hold(&desk.program.script) =
        "read p; [ \"$p\" = right ] && echo '{\"opened\":true}' || echo '{\"error\":{\"code\":\"passphrase-wrong\"}}'".to_owned();
    desk.post("/lock", "");
    for _ in 0..5 {
        desk.post("/unlock", "passphrase=wrong");
    }
    desk.post("/unlock", "passphrase=right");
    assert!(!is_read(&desk.get("/")));
}

#[test]
fn markup_in_names_is_text() {
    let desk = TestDesk::new();
    let body = desk.get("/").body;
    assert!(!body.contains(HOSTILE) && !body.contains("<img"), "{body}");
    assert!(body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn every_response_says_what_it_is() {
    let desk = TestDesk::new();
    let responses = [
        desk.get("/"),
        desk.get("/assets/desk.css"),
        desk.get("/nothing"),
        desk.get_as("", "/", ""),
        desk.get_as("", &desk.path("/"), ""),
        desk.get_as(&desk.cookie, &desk.path("/"), "Origin: null\r\n"),
        desk.post("/language", "lang=en&then=/roster"),
        desk.post("/lock", ""),
    ];
    for response in responses {
        let content = response.header("content-security-policy");
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "base-uri 'none'",
        ] {
            assert!(content.contains(rule), "{content}");
        }
        assert!(!content.contains("unsafe"));
        assert_eq!(response.header("cache-control"), "no-store");
        assert_eq!(response.header("x-frame-options"), "DENY");
        assert_eq!(response.header("x-content-type-options"), "nosniff");
        assert!(!response.body.contains("style=") && !response.body.contains("onclick"));
    }
}

#[test]
fn is_sent_nowhere_else_after_the_language() {
    let desk = TestDesk::new();
    for then in [
        "//evil.example",
        "https://evil.example",
        "/a%0d%0aX:1",
        "\\\\evil",
        "",
    ] {
        let seen = desk.post("/language", &format!("lang=zh&then={then}"));
        assert_eq!(seen.header("location"), desk.path("/"), "{then}");
    }
}

#[test]
fn other_methods_and_paths_do_nothing() {
    let desk = TestDesk::new();
    let (base, port, cookie) = (desk.desk.base().to_owned(), desk.port, &desk.cookie);
    for line in [
        format!("PUT {base}/ HTTP/1.1"),
        format!("TRACE {base}/ HTTP/1.1"),
        "GET / HTTP/1.1".to_owned(),
        format!("GET {base}/../{base}/ HTTP/1.1"),
        format!("GET {base}/assets/../../bureau.json HTTP/1.1"),
        format!("GET {base}/%2e%2e/bureau.json HTTP/1.1"),
    ] {
        let request = format!(
            "{line}\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        );
        let status = desk.send(request.as_bytes()).unwrap().status;
        assert!(status >= 400, "{line}: {status}");
    }
}

/// An identity number stands in no address, no command line and no answer.
#[test]
fn an_identity_number_is_nowhere() {
    let desk = TestDesk::new();
    let number = "11010119900307123X";
    desk.program.answer(
        "person find",
        r#"{"found":2,"people":[{"holder":1,"codes":[{}]},{"holder":2,"codes":[{}]}]}"#,
    );
    let found = desk.post("/person", &format!("identity={number}"));
    assert_eq!(found.status, 303);
    let location = found.header("location").to_owned();
    assert!(!location.contains(&number[..10]), "{location}");
    let asked = crate::locked::hold(&desk.program.asked).join("\n");
    assert!(
        asked.contains("--identity") && asked.contains("identity given: true"),
        "{asked}"
    );
    assert!(!asked.contains(number), "{asked}");
    let page = location.strip_prefix(desk.desk.base()).unwrap();
    assert!(!desk.get(page).body.contains(number));
    // Typed into the wrong field it is not searched for as a name.
    let refused = desk.post("/person", &format!("whom={number}"));
    assert!(!refused.body.contains(number));
    let asked = crate::locked::hold(&desk.program.asked).join("\n");
    assert!(!asked.contains(number), "{asked}");
}

/// Whatever is searched for stays a value, and never becomes an option of the command.
#[test]
fn a_search_is_never_an_option() {
    let desk = TestDesk::new();
    desk.post("/person", "whom=--html%3D/tmp/x");
    let asked = crate::locked::hold(&desk.program.asked).join("\n");
    assert!(asked.contains("--name=--html=/tmp/x"), "{asked}");
}
