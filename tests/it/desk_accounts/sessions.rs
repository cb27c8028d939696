//! Sessions: how they begin and end, and what was typed meanwhile.

use tests::records::AUTHORITY;
use tests::{Desk, TestApp, Visitor};

use super::{PASSWORD, SECRET, account, clerk, code, elsewhere, office, sign_in, staffed, wait};
use crate::world::TODAY;

#[tokio::test]
async fn a_session_ends_without_use_after_half_an_hour_and_in_any_case_after_twelve() {
    let app = staffed().await;
    let mut idle = clerk(&app).await;
    wait(&app, 29 * 60);
    idle.go("/desk/me").await;
    assert_eq!(idle.status, 200);
    wait(&app, 29 * 60);
    idle.go("/desk/me").await;
    assert_eq!(idle.status, 200, "use was noted");
    wait(&app, 31 * 60);
    idle.go("/desk/me").await;
    assert!(idle.path.starts_with("/desk/sign-in?to="), "{}", idle.path);

    let mut busy = clerk(&app).await;
    for _ in 0..35 {
        wait(&app, 20 * 60);
        busy.go("/desk/me").await;
        assert_eq!(busy.status, 200);
    }
    wait(&app, 20 * 60 + 1);
    busy.go("/desk/me").await;
    assert_eq!(busy.status, 303);
}

#[tokio::test]
async fn each_step_of_the_sign_in_begins_a_new_session_and_the_old_token_is_dead() {
    let app = staffed().await;
    let mut visitor = Visitor::open(&app, &office(&app), "/desk/sign-in").await;
    visitor.cookies.insert("chengxin-session".to_owned(), "a".repeat(64));
    sign_in(&mut visitor, "reviewer", PASSWORD).await;
    let first = visitor.cookies["chengxin-session"].clone();
    assert_ne!(first, "a".repeat(64), "a planted token is not taken over");
    let mut thief = visitor.clone();
    visitor.submit("/desk/second-factor", &[("code", &code(&app, SECRET))]).await;
    assert_ne!(visitor.cookies["chengxin-session"], first);
    thief.go("/desk/me").await;
    assert_eq!(thief.status, 303);
    thief.go("/desk/second-factor").await;
    assert_eq!(thief.status, 303);
}

#[tokio::test]
async fn one_signs_out_everywhere_and_sees_own_sessions() {
    let app = staffed().await;
    let (mut here, mut there) = (clerk(&app).await, clerk(&app).await);
    here.go("/desk/me").await;
    assert_eq!(here.page.count("tbody tr"), 3, "the harness holds one too");
    here.submit("/desk/sign-out-everywhere", &[]).await;
    assert_eq!(here.path, "/desk/sign-in");
    assert!(!here.cookies.contains_key("chengxin-session"));
    there.go("/desk/me").await;
    assert_eq!(there.status, 303);
}

#[tokio::test]
async fn cookies_are_closed_to_scripts_and_other_sites_and_to_plain_http_but_on_loopback() {
    let app = staffed().await;
    let visitor = clerk(&app).await;
    assert_eq!(visitor.set_cookies.len(), 2, "a visit and a session: {:?}", visitor.set_cookies.len());
    for cookie in &visitor.set_cookies {
        for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(cookie.split("; ").any(|found| found == attribute), "{attribute}");
        }
    }
    drop(visitor);
    for (base, is_secure) in [
        ("http://127.0.0.1:8080", false),
        ("http://localhost", false),
        ("http://[::1]:8080", false),
        ("http://localhost.example", true),
        ("http://192.0.2.1", true),
    ] {
        let app = TestApp::on(TODAY).await.served_at(base);
        let visitor = Visitor::open(&app, &office(&app), "/desk/sign-in").await;
        assert_eq!(visitor.set_cookies[0].contains("Secure"), is_secure, "{base}");
    }
}

#[tokio::test]
async fn sessions_survive_a_restart() {
    let app = staffed().await;
    let cookies = clerk(&app).await.cookies;
    let app = app.restarted().await;
    let mut visitor = Visitor::open(&app, &office(&app), "/").await;
    visitor.cookies = cookies;
    visitor.go("/desk/me").await;
    assert_eq!(visitor.status, 200);
}

#[tokio::test]
async fn a_session_that_is_over_loses_no_text() {
    let app = staffed().await;
    let desk = Desk::of(&app);
    let words = "违法事实写了很久\n第二行 <b>";
    let mut head = Visitor::open(&app, &office(&app), "/desk/sign-in").await;
    sign_in(&mut head, "head", PASSWORD).await;
    head.submit("/desk/second-factor", &[("code", &code(&app, SECRET))]).await;
    head.go("/desk/accounts/new").await;
    let authority = desk.authority_id(AUTHORITY).await;
    let fields =
        [("login", "late.clerk"), ("name", words), ("role", "clerk"), ("authority", authority.as_str())];
    wait(&app, 31 * 60);
    head.submit("/desk/accounts", &fields).await;
    assert_eq!(head.status, 401);
    assert!(head.page.words(".notice").contains("暂存"), "{}", head.page.text);
    assert!(!head.page.text.contains("违法事实"), "the text is not on the page");
    assert_eq!(app.files_with("违法事实写了很久").await, Vec::<String>::new(), "nor readable in the store");

    // Somebody else who signs in with that form does not get it.
    let mut other = head.clone();
    other.submit("/desk/sign-in", &[("login", "clerk"), ("password", PASSWORD)]).await;
    assert_eq!(other.page.status, 404, "{}", other.path);

    head.submit("/desk/sign-in", &[("login", "head"), ("password", PASSWORD)]).await;
    head.submit("/desk/second-factor", &[("code", &code(&app, SECRET))]).await;
    assert!(head.path.starts_with("/desk/kept"), "{}", head.path);
    assert_eq!(head.page.attributes("input[name=name]", "value"), [words]);
    let path = head.path.clone();
    head.submit("/desk/accounts", &[("name", "改短的姓名")]).await;
    assert_eq!(head.status, 200, "{}", head.page.text);
    assert_eq!(account(&app, "late.clerk").await.name, "改短的姓名");
    head.go(&path).await;
    assert_eq!(head.page.status, 404, "it is gone after its use");
}

#[tokio::test]
async fn a_page_that_was_open_when_another_session_began_loses_no_text_either() {
    let app = staffed().await;
    let mut visitor = clerk(&app).await;
    let old = visitor.page.attributes("input[name=csrf]", "value").remove(0);
    sign_in_anew(&mut visitor).await;
    visitor.post("/desk/accounts", format!("csrf={old}&name=abc&new-password=secret")).await;
    assert_eq!(visitor.status, 403);
    assert_eq!(visitor.page.attributes("input[name=name]", "value"), ["abc"]);
    assert_eq!(visitor.page.count("input[name=new-password]"), 0);
}

#[tokio::test]
async fn old_sign_ins_are_forgotten() {
    let app = staffed().await;
    clerk(&app).await;
    let mut visitor = Visitor::open(&app, &elsewhere(&app), "/desk/sign-in").await;
    sign_in(&mut visitor, "clerk", "not the password").await;
    app.travel_to("2026-12-02");
    app.turn().await;
    let mut tx = app.tx().await;
    for table in ["session", "sign_in_failure"] {
        let sql = if table == "session" {
            "select count(*) from session"
        } else {
            "select count(*) from sign_in_failure"
        };
        let (count,): (i64,) = tx.query(sql).one().await.unwrap();
        assert_eq!(count, 0, "{table}");
    }
}

async fn sign_in_anew(visitor: &mut Visitor<'_>) {
    visitor.submit("/desk/sign-out", &[]).await;
    sign_in(visitor, "clerk", PASSWORD).await;
}
