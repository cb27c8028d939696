//! Accounts: signing in, the second factor, sessions, two hands for every account, and a trail that cannot be bent.

use domain::role::Role;
use server::credentials::password;
use server::credentials::password::NewPassword;
use server::credentials::totp::TotpSecret;
use server::secrets::checksum;
use server::store::account;
use server::store::account::AccountRow;
use tests::{Desk, TestApp, Visitor};

use crate::world::{TODAY, furnished};

mod hands;
mod sessions;
mod sign_in;
mod trail;

const PASSWORD: &str = "paper heron lantern orchard";
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const WRONG: &str = "登录名或密码不对";

/// A server with the desk's accounts; those of `who` have a password, the reviewer and up a second factor.
async fn staffed() -> TestApp {
    app_with_accounts(furnished(TODAY).await).await
}

/// The same on a server that stands already.
async fn app_with_accounts(app: TestApp) -> TestApp {
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
