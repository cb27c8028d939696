//! Signing in: waits after failures, the second factor, passwords, the demo.

use server::actions::accounts::demo;
use server::clock::Clock;
use server::credentials::totp::TotpSecret;
use tests::{Authority, Desk, TestApp, Visitor};

use super::{
    PASSWORD, SECRET, WRONG, app_with_accounts, clerk, code, elsewhere, office, sign_in, staffed, wait,
};
use crate::world::{TODAY, furnished};

#[tokio::test]
async fn whoever_guesses_waits_and_the_owner_gets_in_after_it() {
    let app = staffed().await;
    let mut visitor = Visitor::open(&app, &office(&app), "/desk/sign-in").await;
    let mut refused = 0;
    for _ in 0..10 {
        sign_in(&mut visitor, "clerk", "not the password").await;
        if visitor.status == 429 {
            refused += 1;
            assert!(!visitor.page.header("retry-after").is_empty());
        } else {
            assert_eq!(visitor.status, 401);
            assert!(visitor.page.words(".error-summary").contains(WRONG), "{}", visitor.page.text);
        }
    }
    assert!(refused > 0, "ten attempts at one moment are not all looked at");
    sign_in(&mut visitor, "clerk", PASSWORD).await;
    assert_eq!(visitor.status, 429, "even the right password waits, unseen");
    wait(&app, 16 * 60);
    sign_in(&mut visitor, "clerk", PASSWORD).await;
    assert_eq!((visitor.path.as_str(), visitor.page.status), ("/desk/me", 200));
}

#[tokio::test]
async fn whoever_fails_on_purpose_locks_no_colleague_out() {
    let app = staffed().await;
    clerk(&app).await;
    let mut attacker = Visitor::open(&app, &elsewhere(&app), "/desk/sign-in").await;
    for _ in 0..30 {
        sign_in(&mut attacker, "clerk", "not the password").await;
        wait(&app, 61);
    }
    clerk(&app).await;
}

#[tokio::test]
async fn an_unknown_login_and_a_wrong_password_are_answered_alike() {
    let app = staffed().await;
    let mut visitor = Visitor::open(&app, &office(&app), "/desk/sign-in").await;
    sign_in(&mut visitor, "nobody-at-all", PASSWORD).await;
    let unknown = (visitor.status, visitor.page.words(".error-summary"));
    sign_in(&mut visitor, "clerk", "not the password").await;
    assert_eq!(unknown, (visitor.status, visitor.page.words(".error-summary")));
}

#[tokio::test]
async fn a_code_counts_once_and_a_recovery_code_stands_in_for_it_once() {
    let app = staffed().await;
    let mut visitor = Visitor::open(&app, &office(&app), "/desk/sign-in").await;
    sign_in(&mut visitor, "reviewer", PASSWORD).await;
    assert!(visitor.path.starts_with("/desk/second-factor"), "{}", visitor.path);
    visitor.go("/desk/me").await;
    assert!(visitor.path.starts_with("/desk/sign-in"), "the password alone opens nothing");
    visitor.go("/desk/second-factor?to=/desk/me").await;
    let used = code(&app, SECRET);
    visitor.submit("/desk/second-factor", &[("code", &used)]).await;
    assert_eq!(visitor.path, "/desk/me");

    visitor.go("/desk/recovery-codes").await;
    visitor.submit("/desk/recovery-codes", &[("current-password", PASSWORD)]).await;
    let codes: Vec<String> = visitor.page.words(".codes code").split(' ').map(str::to_owned).collect();
    assert_eq!(codes.len(), 8);

    let mut second = Visitor::open(&app, &office(&app), "/desk/sign-in").await;
    sign_in(&mut second, "reviewer", PASSWORD).await;
    second.submit("/desk/second-factor", &[("code", &used)]).await;
    assert_eq!(second.status, 422);
    assert!(second.page.words(".error-summary").contains("已经用过"), "{}", second.page.text);
    second.submit("/desk/second-factor/recovery", &[("recovery-code", &codes[0])]).await;
    assert_eq!(second.path, "/desk/me");

    let mut third = Visitor::open(&app, &office(&app), "/desk/sign-in").await;
    sign_in(&mut third, "reviewer", PASSWORD).await;
    third.submit("/desk/second-factor/recovery", &[("recovery-code", &codes[0])]).await;
    assert_eq!(third.status, 422);
}

#[tokio::test]
async fn the_second_factor_must_come_within_five_minutes() {
    let app = staffed().await;
    let mut visitor = Visitor::open(&app, &office(&app), "/desk/sign-in").await;
    sign_in(&mut visitor, "reviewer", PASSWORD).await;
    wait(&app, 301);
    visitor.submit("/desk/second-factor", &[("code", &code(&app, SECRET))]).await;
    assert_eq!(visitor.status, 401);
}

#[tokio::test]
async fn one_is_led_to_pages_of_the_desk_only() {
    let app = staffed().await;
    let mut visitor = Visitor::open(&app, &office(&app), "/desk/sign-in").await;
    for hostile in
        ["//evil.example", "https://evil.example/desk", "/desk%5C@evil.example", "/desk/%0d%0ax:%20y"]
    {
        visitor.cookies.clear();
        visitor.go(&format!("/desk/sign-in?to={hostile}")).await;
        assert_eq!(visitor.page.attributes("input[name=to]", "value"), ["/desk"], "{hostile}");
        let body = visitor
            .filled("/desk/sign-in", &[("login", "clerk"), ("password", PASSWORD), ("to", "//evil.example")]);
        visitor.post("/desk/sign-in", body).await;
        assert_eq!(visitor.path, "/desk", "{hostile}");
    }
}

#[tokio::test]
async fn demo_accounts_exist_in_a_demo_only_and_every_role_can_sign_in_there() {
    let app = furnished(TODAY).await;
    assert!(demo::make(app.core()).await.is_err(), "not among real records");
    Desk::open(&app).await;
    let app = app.as_demo().await;
    let accounts = demo::make(app.core()).await.unwrap();
    assert_eq!(accounts.len(), 9);
    assert_eq!(demo::make(app.core()).await.unwrap().len(), 9, "a second time changes nothing");
    for account in accounts {
        wait(&app, 31);
        let mut visitor = Visitor::open(&app, &office(&app), "/desk/sign-in?to=/desk/me").await;
        let text = visitor.page.words(".demo-accounts");
        assert!(text.contains(&account.login) && text.contains(demo::PASSWORD), "{text}");
        sign_in(&mut visitor, &account.login, demo::PASSWORD).await;
        if account.totp_cipher.is_some() {
            let code = visitor.page.words(".notice code");
            visitor.submit("/desk/second-factor", &[("code", &code)]).await;
        }
        assert_eq!(visitor.path, "/desk/me", "{}", account.login);
    }
}

#[tokio::test]
async fn a_weak_password_is_refused_in_words_and_a_good_one_ends_the_other_sessions() {
    let app = staffed().await;
    let (mut visitor, mut other) = (clerk(&app).await, clerk(&app).await);
    for (new, again, word) in [
        ("kurz", "kurz", "至少需要"),
        ("qwertyuiop12", "qwertyuiop12", "请"),
        ("heron lantern orchard tin", "heron lantern orchard tim", "两次输入"),
        (PASSWORD, PASSWORD, "相同"),
    ] {
        visitor.go("/desk/password").await;
        let fields = [("current-password", PASSWORD), ("new-password", new), ("again-password", again)];
        visitor.submit("/desk/password", &fields).await;
        assert_eq!(visitor.status, 422, "{new}");
        assert!(visitor.page.words(".error-summary").contains(word), "{}", visitor.page.text);
        assert!(!visitor.page.text.contains(new), "no password comes back");
    }
    let good = "velvet tractor moss evening";
    let fields = [("current-password", "wrong"), ("new-password", good), ("again-password", good)];
    visitor.submit("/desk/password", &fields).await;
    assert_eq!(visitor.status, 422, "the present one is asked for");
    let fields = [("current-password", PASSWORD), ("new-password", good), ("again-password", good)];
    visitor.submit("/desk/password", &fields).await;
    assert_eq!(visitor.path, "/desk/me");
    other.go("/desk/me").await;
    assert_eq!(other.status, 303);
    sign_in(&mut other, "clerk", good).await;
    assert_eq!(other.path, "/desk/me");
}

#[tokio::test]
async fn where_another_day_is_pretended_a_real_authenticator_still_fits() {
    let app = TestApp::pretending("2021-03-01").await;
    app.import(&[Authority::usual()]).await;
    let app = app_with_accounts(app).await;
    assert_eq!(app.core().clock.today().to_string(), "2021-03-01");
    let mut visitor = Visitor::open(&app, &office(&app), "/desk/sign-in?to=/desk/me").await;
    sign_in(&mut visitor, "reviewer", PASSWORD).await;
    // The telephone knows nothing of the pretended day.
    let shown = TotpSecret::from_base32(SECRET).unwrap().code_at(Clock::system().now());
    visitor.submit("/desk/second-factor", &[("code", &shown)]).await;
    assert_eq!((visitor.path.as_str(), visitor.page.status), ("/desk/me", 200), "{}", visitor.page.text);
    assert!(
        visitor.page.words("main").contains(&Clock::system().today().to_string()),
        "the session's own time"
    );
    let mut tx = app.tx().await;
    let sql = "select created_at from session where account_id = 'account-reviewer'";
    let (created_at,): (chrono::DateTime<chrono::Utc>,) = tx.query(sql).one().await.unwrap();
    assert!((Clock::system().now() - created_at).num_minutes().abs() < 5, "{created_at}");
}
