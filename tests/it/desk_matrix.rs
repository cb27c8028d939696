//! The authorisation matrix: every route of the site × everybody → status, as one snapshot. The router is built from the
//! same table, so no route can be missing.
//!
//! `INSTA_UPDATE=always cargo test -p tests --test it desk_matrix` writes it anew.

use std::fmt::Write as _;
use std::path::PathBuf;

use axum::body::Body;
use axum::http::Request;
use domain::role::Role;
use server::actions::accounts::delegations::{self, Term};
use server::actions::accounts::requests::{self, Hand, Wanted};
use server::router;
use server::routes::{Method, Route};
use server::secrets::checksum;
use server::store::gap::{self, GapRow};
use server::store::{account_request, delegation};
use server::web::visit::csrf_token;
use tests::records::AUTHORITY;
use tests::{Answer, Desk, Penalty, TestApp, Who};

use crate::world::{TODAY, furnished};

const PUBLIC: &str = "云示监罚〔2026〕1号";
const WAITING: &str = "云示监罚〔2026〕2号";

/// The values that stand for the parts of an address, the longest beginning first.
struct World {
    app: TestApp,
    parts: Vec<(&'static str, String)>,
}

impl World {
    /// A record with something of everything: public and waiting decisions, what waits for a second person.
    async fn new() -> Self {
        let app = furnished(TODAY).await;
        app.import(&[Penalty::new(PUBLIC)]).await;
        let desk = Desk::open(&app).await;
        app.import(&[Penalty::new(WAITING)]).await;
        let head = desk.regulator(Who::Head).await;
        let wanted = Wanted {
            login: "new-clerk".to_owned(),
            name: "示例新人".to_owned(),
            role: Role::Clerk,
            authority_id: head.authority_id.clone(),
            email: None,
        };
        requests::ask(app.core(), Hand::Regulator(&head), wanted).await.unwrap();
        let day = TODAY.parse().unwrap();
        let term = Term { first_on: day, last_on: day };
        let other = desk.authority_id(tests::desk::OTHER_AUTHORITY).await;
        delegations::delegate(app.core(), &head, &other, term).await.unwrap();
        delegations::appoint(app.core(), &head, "account-reviewer", term).await.unwrap();
        // A delegation that is over at once: what the other authority's clerk may do is shown without it.
        let own = head.authority_id.clone().unwrap();
        let mut tx = app.tx().await;
        let given = delegation::of_authority(&mut tx, &own).await.unwrap().remove(0).id;
        let deputy = delegation::deputies(&mut tx, &own).await.unwrap().remove(0).id;
        let asked = account_request::waiting(&mut tx).await.unwrap().remove(0).id;
        drop(tx);
        delegations::end_delegation(app.core(), &head, &given).await.unwrap();
        delegations::end_deputy(app.core(), &head, &deputy).await.unwrap();
        let missing = missing_number(&app, desk.authority_id(AUTHORITY).await).await;
        let waiting = desk.waiting().await.remove(0);
        let public = app.decision(PUBLIC).await.public_id;
        let company = app.entity_id(tests::records::COMPANY).await;
        let agency = app.authority_id(AUTHORITY).await;
        let parts = vec![
            ("/api/v1/agencies/", agency.clone()),
            ("/api/v1/decisions/", public.clone()),
            ("/api/v1/entities/", company.clone()),
            ("/api/v1/lists/", "abnormal-operation".to_owned()),
            ("/agencies/", agency),
            ("/assets/", "chengxin.css".to_owned()),
            ("/decisions/", public),
            ("/desk/account-requests/", asked),
            ("/desk/accounts/", "account-clerk".to_owned()),
            ("/desk/approvals/", waiting),
            ("/desk/delegations/", given),
            ("/desk/deputies/", deputy),
            ("/desk/duties/gaps/", missing),
            ("/desk/records/", app.decision(WAITING).await.public_id),
            ("/entities/", company),
            ("/guide/", "repair".to_owned()),
            ("/lists/", "abnormal-operation".to_owned()),
            ("/regions/", "690100".to_owned()),
            ("/sitemap/", "start".to_owned()),
        ];
        Self { app, parts }
    }

    /// The pattern with something real in the place of each part.
    fn filled(&self, pattern: &str) -> String {
        let known = self.parts.iter().find(|(start, _)| pattern.starts_with(start));
        let mut value = known.map_or("0123456789abcdefghjk", |(_, value)| value.as_str());
        let mut parts = Vec::new();
        for part in pattern.split('/') {
            let is_open = part.starts_with('{');
            parts.push(if is_open { value } else { part });
            if is_open {
                value = "0123456789abcdefghjk";
            }
        }
        parts.join("/")
    }
}

/// A number that an authority never filed.
async fn missing_number(app: &TestApp, authority_id: String) -> String {
    let day = TODAY.parse().unwrap();
    let row = GapRow {
        id: "gap-1".to_owned(),
        authority_id,
        kind: "penalty".to_owned(),
        series: "云示监罚".to_owned(),
        year: Some(2026),
        first_serial: 7,
        last_serial: 7,
        found_on: day,
        due_on: day,
        explanation: None,
        words: None,
        explained_by: None,
        explained_at: None,
        closed_on: None,
    };
    let mut tx = app.core().db.write().await.unwrap();
    gap::save(&mut tx, std::slice::from_ref(&row)).await.unwrap();
    tx.commit().await.unwrap();
    row.id
}

/// Forms that need no account: their token is that of a visit.
fn is_for_visitors(path: &str) -> bool {
    path == "/desk/sign-in" || !(path.starts_with("/desk") || path.starts_with("/api/"))
}

/// Asks with the token that belongs to the form, and nothing in its fields.
async fn ask(app: &TestApp, who: Who, method: Method, path: &str) -> Answer {
    let desk = Desk::of(app);
    match method {
        Method::Get => desk.get(who, path).await,
        Method::Post if is_for_visitors(path) => {
            let visit = checksum(b"visit");
            let csrf = csrf_token(&app.core().keeper, &visit);
            let request = Request::post(path)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("cookie", format!("chengxin-visit={visit}"))
                .body(Body::from(format!("csrf={csrf}")));
            app.answer(request.unwrap()).await
        }
        Method::Post => desk.post(who, path, &[]).await,
    }
}

#[tokio::test]
async fn who_may_ask_for_what() {
    let mut world = World::new().await;
    let mut table = String::new();
    let heading = ["nobody", "clerk", "other", "reviewer", "head", "admin", "auditor"];
    writeln!(table, "{:4} {:48}{}", "", "", heading.map(|name| format!("{name:>9}")).concat()).unwrap();
    let routes = router::table();
    for Route { path, method } in &routes {
        let mut line = String::new();
        for who in Who::ALL {
            let status = ask(&world.app, who, *method, &world.filled(path)).await.status;
            write!(line, "{status:>9}").unwrap();
            // What was done, or tried without an account, must not show in the next answer.
            if *method == Method::Post && (status < 400 || is_for_visitors(path)) {
                world = World::new().await;
            }
        }
        let method = if *method == Method::Get { "GET" } else { "POST" };
        writeln!(table, "{method:4} {path:48}{line}").unwrap();
    }
    writeln!(table, "{} routes × {} = {}", routes.len(), Who::ALL.len(), routes.len() * Who::ALL.len())
        .unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("it/matrix"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("who_may_ask_for_what", table));
}

#[tokio::test]
async fn no_form_is_taken_without_its_token() {
    let world = World::new().await;
    let posts = router::table().into_iter().filter(|route| route.method == Method::Post);
    for Route { path, .. } in posts.filter(|route| !route.path.starts_with("/api/")) {
        let (desk, filled) = (Desk::of(&world.app), world.filled(&path));
        for who in [Who::Clerk, Who::Head, Who::Administrator] {
            let form = "application/x-www-form-urlencoded";
            let without = desk.send(who, &filled, form, Body::from("a=b")).await;
            assert_eq!(without.status, 403, "{path} {who:?}");
            let other = desk.csrf(Who::Auditor);
            let wrong = desk.send(who, &filled, form, Body::from(format!("csrf={other}"))).await;
            assert_eq!(wrong.status, 403, "{path} {who:?}");
        }
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_not_taken_even_with_its_token() {
    let world = World::new().await;
    let desk = Desk::of(&world.app);
    let cookie = format!("chengxin-session={}", checksum(b"head"));
    let body = format!("csrf={}", desk.csrf(Who::Head));
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")]
    {
        let request = Request::post("/desk/accounts")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", &cookie)
            .header("host", "chengxin.example")
            .header(name, value)
            .body(Body::from(body.clone()));
        assert_eq!(world.app.answer(request.unwrap()).await.status, 403, "{name}: {value}");
    }
}
