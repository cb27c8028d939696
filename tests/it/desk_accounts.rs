//! Accounts: signing in, the second factor, sessions, two hands for every account, and a trail that cannot be bent.

use domain::role::Role;
use server::actions::accounts::requests::{self, Asked, Hand, Standing, Wanted};
use server::actions::accounts::{Fault, demo};
use server::actions::regulator::{Duty, Regulator};
use server::credentials::password::{self, NewPassword};
use server::credentials::totp::TotpSecret;
use server::secrets::checksum;
use server::store::account::{self, AccountRow};
use server::store::audit::{self, Verdict};
use server::store::{account_request, setting};
use tests::records::AUTHORITY;
use tests::{Desk, TestApp, Visitor, Who};

use crate::world::{TODAY, furnished};

const PASSWORD: &str = "paper heron lantern orchard";
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const WRONG: &str = "登录名或密码不对";

/// A server with the desk's accounts; those of `who` have a password, the reviewer and up a second factor.
async fn staffed() -> TestApp {
    let app = furnished(TODAY).await;
    Desk::open(&app).await;
    let hash = password::hash(&NewPassword::check(PASSWORD, &[]).unwrap()).unwrap();
    let mut tx = app.core().db.write().await.unwrap();
    for mut row in account::list(&mut tx, None).await.unwrap() {
        row.password_hash.clone_from(&hash);
        let needs_factor = Role::from_code(&row.role).unwrap().needs_second_factor();
        row.totp_cipher = needs_factor.then(|| app.core().keeper.encrypt(SECRET).unwrap());
        account::save(&mut tx, &row).await.unwrap();
    }
    tx.commit().await.unwrap();
    app
}

/// An address of this story alone: all stories of a run share one limit of requests for each address.
fn office(app: &TestApp) -> String {
    let sum = checksum(app.data_folder().display().to_string().as_bytes());
    let part = |at: usize| u8::from_str_radix(&sum[at..at + 2], 16).unwrap();
    format!("10.{}.{}.{}", part(0), part(2), part(4))
}

fn elsewhere(app: &TestApp) -> String {
    office(app).replacen("10.", "11.", 1)
}

fn code(app: &TestApp, secret: &str) -> String {
    TotpSecret::from_base32(&secret.replace(' ', "")).unwrap().code_at(app.core().clock.now())
}

async fn sign_in(visitor: &mut Visitor<'_>, login: &str, password: &str) {
    visitor.go("/desk/sign-in?to=/desk/me").await;
    visitor.submit("/desk/sign-in", &[("login", login), ("password", password)]).await;
}

/// A clerk who is signed in.
async fn clerk(app: &TestApp) -> Visitor<'_> {
    let mut visitor = Visitor::open(app, &office(app), "/desk/me").await;
    sign_in(&mut visitor, "clerk", PASSWORD).await;
    assert_eq!((visitor.path.as_str(), visitor.page.status), ("/desk/me", 200), "{}", visitor.page.text);
    visitor
}

async fn account(app: &TestApp, login: &str) -> AccountRow {
    account::by_login(&mut app.tx().await, login).await.unwrap().unwrap()
}

fn beijing(app: &TestApp, seconds: i64) -> String {
    let moment = app.core().clock.now() + chrono::TimeDelta::hours(8) + chrono::TimeDelta::seconds(seconds);
    moment.format("%Y-%m-%d %H:%M:%S").to_string()
}

fn wait(app: &TestApp, seconds: i64) {
    app.travel_to_moment(&beijing(app, seconds));
}

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

/// Two administrators by the operator, who needs nobody for them.
async fn governed() -> (TestApp, [String; 2]) {
    let app = furnished(TODAY).await;
    let mut ids = Vec::new();
    for login in ["admin-one", "admin-two"] {
        let asked = ask(&app, login, Role::Administrator, None).await;
        assert_eq!(asked.standing, Standing::InForce);
        ids.push(asked.account_id);
    }
    (app, ids.try_into().unwrap())
}

fn wanted(login: &str, role: Role, authority_id: Option<&str>) -> Wanted {
    Wanted {
        login: login.to_owned(),
        name: "示例人员".to_owned(),
        role,
        authority_id: authority_id.map(str::to_owned),
        email: None,
    }
}

async fn ask(app: &TestApp, login: &str, role: Role, authority_id: Option<&str>) -> Asked {
    requests::ask(app.core(), Hand::Operator, wanted(login, role, authority_id)).await.unwrap()
}

async fn regulator(app: &TestApp, id: &str) -> Regulator {
    let mut tx = app.tx().await;
    let row = account::by_id(&mut tx, id).await.unwrap().unwrap();
    Regulator::of(&mut tx, &row, None, app.core().clock.now()).await.unwrap()
}

async fn waiting_for(app: &TestApp, account_id: &str) -> String {
    let rows = account_request::waiting(&mut app.tx().await).await.unwrap();
    rows.into_iter().find(|row| row.account_id == account_id).unwrap().id
}

async fn authority(app: &TestApp) -> String {
    let sql = "select id from authority where name = $1";
    let (id,): (String,) = app.tx().await.query(sql).bind(AUTHORITY.to_owned()).one().await.unwrap();
    id
}

#[tokio::test]
async fn an_account_that_publishes_is_active_only_after_a_head_and_a_second_administrator() {
    let (app, [one, two]) = governed().await;
    let (first, second) = (regulator(&app, &one).await, regulator(&app, &two).await);
    let authority = authority(&app).await;
    let core = app.core();
    let approval = || async { setting::get(&mut app.tx().await, "approval-since").await.unwrap() };

    // The first head: one administrator asks, the other confirms.
    let wanted_head = wanted("head-a", Role::Head, Some(&authority));
    let head = requests::ask(core, Hand::Regulator(&first), wanted_head).await.unwrap();
    assert_eq!((account(&app, "head-a").await.state.as_str(), head.standing), ("requested", Standing::Waits));
    assert_eq!(approval().await, None);
    let request = waiting_for(&app, &head.account_id).await;
    assert!(requests::confirm(core, Hand::Regulator(&first), &request).await.is_err(), "the same hand");
    requests::confirm(core, Hand::Regulator(&second), &request).await.unwrap();
    assert_eq!(account(&app, "head-a").await.state, "active");
    assert!(approval().await.is_some(), "from now on a second person approves");
    assert!(requests::confirm(core, Hand::Regulator(&second), &request).await.is_err(), "only once");

    // A clerk: the head asks, an administrator confirms; no administrator can ask for one.
    let wanted_clerk = || wanted("clerk-a", Role::Clerk, Some(&authority));
    let refused = requests::ask(core, Hand::Regulator(&first), wanted_clerk()).await;
    assert!(matches!(refused, Err(Fault::Field { field: "role", .. })), "{refused:?}");
    let head = regulator(&app, &head.account_id).await;
    let clerk = requests::ask(core, Hand::Regulator(&head), wanted_clerk()).await.unwrap();
    let request = waiting_for(&app, &clerk.account_id).await;
    assert!(requests::confirm(core, Hand::Regulator(&head), &request).await.is_err(), "no administrator");

    let mut visitor = Visitor::open(&app, &office(&app), "/desk/sign-in").await;
    sign_in(&mut visitor, "clerk-a", clerk.password.expose()).await;
    assert!(visitor.page.words(".error-summary").contains("待另一名管理员确认"), "{}", visitor.page.text);
    requests::confirm(core, Hand::Regulator(&first), &request).await.unwrap();
    sign_in(&mut visitor, "clerk-a", clerk.password.expose()).await;
    assert!(visitor.path.starts_with("/desk/password"), "{}", visitor.path);

    // Logins are never used again, and nobody ends an account of the own role or upward.
    requests::disable(core, Hand::Regulator(&head), &clerk.account_id).await.unwrap();
    let again = requests::ask(core, Hand::Regulator(&head), wanted_clerk()).await;
    assert!(matches!(again, Err(Fault::Field { field: "login", .. })), "{again:?}");
    assert!(requests::disable(core, Hand::Regulator(&head), &head.account_id).await.is_err());
    assert!(requests::disable(core, Hand::Regulator(&first), &two).await.is_err());
    assert!(requests::disable(core, Hand::Regulator(&head), &one).await.is_err());
}

#[tokio::test]
async fn the_operator_is_one_hand_only() {
    let (app, [one, _]) = governed().await;
    let authority = authority(&app).await;
    for (login, role, owner) in [
        ("admin-three", Role::Administrator, None),
        ("auditor-a", Role::Auditor, None),
        ("clerk-b", Role::Clerk, Some(authority.as_str())),
    ] {
        let asked = ask(&app, login, role, owner).await;
        assert_eq!(asked.standing, Standing::Waits, "{login}");
        let request = waiting_for(&app, &asked.account_id).await;
        assert!(requests::confirm(app.core(), Hand::Operator, &request).await.is_err(), "{login}");
        let administrator = regulator(&app, &one).await;
        requests::confirm(app.core(), Hand::Regulator(&administrator), &request).await.unwrap();
        assert_eq!(account(&app, login).await.state, "active");
    }
}

#[tokio::test]
async fn a_new_account_first_chooses_its_password_and_sets_up_its_second_factor() {
    let (app, _) = governed().await;
    let id = account(&app, "admin-one").await.id;
    let asked = requests::ask_for_reset(app.core(), Hand::Operator, &id).await.unwrap();
    let first = asked.password.expose().to_owned();
    let mut visitor = Visitor::open(&app, &office(&app), "/desk/sign-in").await;
    sign_in(&mut visitor, "admin-one", &first).await;
    assert!(visitor.path.starts_with("/desk/password"), "{}", visitor.path);
    visitor.go("/desk/accounts").await;
    assert_eq!(visitor.status, 303, "nothing else is open yet");
    visitor.go("/desk/enrol").await;
    assert_eq!(visitor.page.status, 409, "one step after the other");
    visitor.go("/desk/password?to=/desk/me").await;
    let own = "velvet tractor moss evening";
    visitor.submit("/desk/password", &[("new-password", own), ("again-password", own)]).await;
    assert!(visitor.path.starts_with("/desk/enrol"), "{}", visitor.path);
    assert_eq!(visitor.page.count(".qr svg"), 1);
    let secret = visitor.page.words("code.secret");
    visitor.submit("/desk/enrol", &[("code", "000000")]).await;
    assert_eq!(visitor.status, 422);
    assert_eq!(visitor.page.words("code.secret"), secret, "the same secret is offered again");
    visitor.submit("/desk/enrol", &[("code", &code(&app, &secret))]).await;
    assert_eq!(visitor.page.count(".codes li"), 8, "{}", visitor.page.text);
    visitor.go("/desk/me").await;
    assert_eq!(visitor.status, 200);
    assert_eq!(
        app.files_with(&secret.replace(' ', "")).await,
        Vec::<String>::new(),
        "the secret lies nowhere"
    );
}

#[tokio::test]
async fn a_reset_by_two_hands_ends_sessions_and_the_authenticator() {
    let app = staffed().await;
    let desk = Desk::of(&app);
    let (head, administrator) = (desk.regulator(Who::Head).await, desk.regulator(Who::Administrator).await);
    let id = "account-reviewer";
    let asked = requests::ask_for_reset(app.core(), Hand::Regulator(&head), id).await.unwrap();
    assert_eq!(desk.get(Who::Reviewer, "/desk/me").await.status, 200, "until it is confirmed all stays");
    let request = waiting_for(&app, id).await;
    requests::confirm(app.core(), Hand::Regulator(&administrator), &request).await.unwrap();
    assert_eq!(desk.get(Who::Reviewer, "/desk/me").await.status, 303);
    let row = account(&app, "reviewer").await;
    assert!(row.totp_cipher.is_none() && row.password_is_first);
    let mut visitor = Visitor::open(&app, &office(&app), "/desk/sign-in").await;
    sign_in(&mut visitor, "reviewer", asked.password.expose()).await;
    assert!(visitor.path.starts_with("/desk/password"));
}

#[tokio::test]
async fn the_head_asks_on_the_page_and_the_administrator_confirms_there() {
    let app = staffed().await;
    let desk = Desk::of(&app);
    let authority = desk.authority_id(AUTHORITY).await;
    let fields =
        [("login", "New.Clerk"), ("name", "示例新人"), ("role", "clerk"), ("authority", authority.as_str())];
    let faulty = desk.post(Who::Head, "/desk/accounts", &[("login", "x"), ("role", "clerk")]).await;
    assert_eq!((faulty.status, faulty.count(".error-summary")), (422, 1), "{}", faulty.text);
    let made = desk.post(Who::Head, "/desk/accounts", &fields).await;
    assert_eq!((made.status, made.count("code.secret")), (200, 1), "{}", made.text);
    let list = desk.get(Who::Administrator, "/desk/accounts").await;
    assert!(list.words(".waiting").contains("new.clerk"), "{}", list.text);
    let confirm = list.attributes(".waiting form", "action").remove(0);
    assert_eq!(desk.post(Who::Head, &confirm, &[]).await.status, 403);
    assert_eq!(desk.post(Who::Administrator, &confirm, &[]).await.status, 303);
    assert_eq!(account(&app, "new.clerk").await.state, "active");
    let other = desk.get(Who::OtherClerk, "/desk/accounts").await;
    assert_eq!(other.status, 403);
    let trail = desk.get(Who::Auditor, "/desk/audit?verify=1").await;
    assert!(trail.words(".notice").contains("完整"), "{}", trail.text);
    assert!(trail.words("tbody").contains("account-confirmed"));
}

#[tokio::test]
async fn a_delegation_and_a_deputy_hold_for_their_days_only() {
    let app = staffed().await;
    let desk = Desk::of(&app);
    let other = desk.authority_id(tests::desk::OTHER_AUTHORITY).await;
    let own = desk.authority_id(AUTHORITY).await;
    let days = |prefix: &str| [format!("{prefix}-first-on"), format!("{prefix}-last-on")];
    let [first, last] = days("delegation");
    let fields = [("filer", other.as_str()), (first.as_str(), "2026-11-23"), (last.as_str(), "2026-11-24")];
    assert_eq!(desk.post(Who::Clerk, "/desk/delegations", &fields).await.status, 403);
    assert_eq!(desk.post(Who::Head, "/desk/delegations", &fields).await.status, 303);
    assert_eq!(desk.regulator(Who::OtherClerk).await.files_for, [own]);
    let [first, last] = days("deputy");
    let clerk = [("account", "account-clerk"), (first.as_str(), "2026-11-23"), (last.as_str(), "2026-11-24")];
    let refused = desk.post(Who::Head, "/desk/deputies", &clerk).await;
    assert!(refused.words(".error-summary").contains("两步验证"), "{}", refused.text);
    let reviewer =
        [("account", "account-reviewer"), (first.as_str(), "2026-11-23"), (last.as_str(), "2026-11-24")];
    assert_eq!(desk.post(Who::Head, "/desk/deputies", &reviewer).await.status, 303);
    let duty = desk.regulator(Who::Reviewer).await.duty;
    assert_eq!(duty, Duty::Deputy);
    let page = desk.get(Who::Head, "/desk/delegations").await;
    let ends = page.attributes("tbody form", "action");
    assert_eq!(ends.len(), 2, "{}", page.text);
    for end in ends {
        assert_eq!(desk.post(Who::Head, &end, &[]).await.status, 303);
    }
    assert!(desk.regulator(Who::OtherClerk).await.files_for.is_empty());
    assert_eq!(desk.regulator(Who::Reviewer).await.duty, Duty::Own);
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
async fn the_audit_trail_proves_itself_and_a_changed_row_is_found() {
    let app = staffed().await;
    clerk(&app).await;
    let verdict = audit::verify(&mut app.tx().await).await.unwrap();
    let Verdict::Whole { entries, hash } = verdict else { panic!("{verdict:?}") };
    let last = audit::last(&mut app.tx().await).await.unwrap().unwrap();
    assert_eq!((entries, hash), (last.number, last.hash));
    clerk(&app).await;
    for (sql, number) in [
        ("update audit_entry set done_by = 'somebody' where number = 1", 1),
        ("update audit_entry set done_by = 'account-clerk' where number = 1", 0),
        ("delete from audit_entry where number = 1", 2),
    ] {
        let mut tx = app.core().db.write().await.unwrap();
        tx.query(sql).execute().await.unwrap();
        tx.commit().await.unwrap();
        let found = audit::verify(&mut app.tx().await).await.unwrap();
        match number {
            0 => assert!(matches!(found, Verdict::Whole { .. }), "{found:?}"),
            number => assert_eq!(found, Verdict::Broken { number }),
        }
    }
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

async fn sign_in_anew(visitor: &mut Visitor<'_>) {
    visitor.submit("/desk/sign-out", &[]).await;
    sign_in(visitor, "clerk", PASSWORD).await;
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
