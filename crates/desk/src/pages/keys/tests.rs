//! Keys and backup, over a program that answers what it is told to.

use crate::locked::hold;
use crate::secrets::Secret;
use crate::testing::{TestDesk, after_the_job};

const BUREAU: &str = r#"{"kid":"ab12","keys":[
    {"file":"/b/keys/issuer-1.pem","kind":"signing","kid":"ab12","protection":"passphrase"},
    {"file":"/b/keys/issuer-2.pem","kind":"signing","kid":"cd34","protection":"none"},
    {"file":"/b/keys/<b>.key","kind":"person","kid":null,"protection":"passphrase"}]}"#;

#[test]
fn keys_say_whether_they_are_protected() {
    let desk = TestDesk::new();
    desk.program.answer("bureau show", BUREAU);
    let shown = desk.get("/keys").body;
    for said in [
        "in use now",
        "former or the next",
        "under a passphrase",
        "no passphrase",
        "&lt;b&gt;.key",
        "Whoever gets the file",
        "No passphrase is in memory",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
}

#[test]
fn the_passphrase_can_be_wiped_at_once() {
    let desk = TestDesk::new();
    desk.program.answer("bureau show", BUREAU);
    hold(&desk.desk.session).hold(Some(Secret::new("four unrelated words".to_owned())));
    let shown = desk.get("/keys").body;
    assert!(
        shown.contains("for 15 minutes") && !shown.contains("unrelated"),
        "{shown}"
    );
    desk.post("/keys/forget", "");
    assert!(hold(&desk.desk.session).passphrase().is_none());
    assert!(
        desk.get("/keys")
            .body
            .contains("No passphrase is in memory")
    );
}

#[test]
fn a_backup_goes_where_the_clerk_says_and_nowhere_relative() {
    let desk = TestDesk::new();
    desk.program.answer("bureau show", BUREAU);
    for (folder, said) in [("", "no folder was named"), ("--yes", "the whole path")] {
        let refused = desk.post("/keys/backup", &format!("folder={folder}"));
        assert!(refused.body.contains(said), "{}", refused.body);
    }
    *hold(&desk.program.script) = r#"case "$*" in *--to=/media/x*) ;; *) exit 2; esac
        echo '{"backup":"/media/x/register.db","people":12,"codes":34,"head":"00ff","books":null}'"#
        .to_owned();
    let sent = desk.post("/keys/backup", "folder=%2Fmedia%2Fx");
    let page = after_the_job(&desk, sent.header("location"));
    let shown = desk.get(&page).body;
    for said in [
        "checked by reading the copy",
        "/media/x/register.db",
        "34",
        "00ff",
        "issuer recover --from",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
}

#[test]
fn today_leads_to_the_backup_and_to_the_books() {
    let desk = TestDesk::new();
    desk.program.answer(
        "today",
        r#"{"bureau":1,"name":"n","items":[
        {"code":"backup-missing","urgency":"now","message":"a","remedy":""},
        {"code":"journals-missing","urgency":"soon","message":"b","remedy":""}]}"#,
    );
    let shown = desk.get("/").body;
    for page in ["/keys", "/books"] {
        let href = format!("class=\"button\" href=\"{}\"", desk.path(page));
        assert!(shown.contains(&href), "{shown}");
    }
}
