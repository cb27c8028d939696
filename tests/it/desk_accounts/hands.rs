//! Two hands for every account, delegations and deputies.

use domain::role::Role;
use server::actions::accounts::requests::{Asked, Hand, Standing, Wanted};
use server::actions::accounts::{Fault, requests};
use server::actions::regulator::{Duty, Regulator};
use server::store::{account_request, setting};
use tests::records::AUTHORITY;
use tests::{Desk, TestApp, Visitor, Who};

use super::{account, code, office, sign_in, staffed};
use crate::world::{TODAY, furnished};

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
    assert!(trail.words("tbody").contains("确认建立账号"));
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
