//! The regulators' desk in a story: accounts of all roles, signed in, and what they do through the router.

use axum::body::Body;
use axum::http::Request as HttpRequest;
use server::actions::approval::{self, LateReason};
use server::actions::regulator::Regulator;
use server::random;
use server::secrets::checksum;
use server::store::account::{self, AccountRow};
use server::store::session::{self, SessionRow};
use server::web::visit::csrf_token;

use crate::records::{AUTHORITY, Authority};
use crate::{Answer, TestApp};

/// Name of the authority of [`Who::OtherClerk`].
pub const OTHER_AUTHORITY: &str = "渭原市示例监管局";

/// Who acts in a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody who signed in.
    Nobody,
    /// 经办 of the usual authority.
    Clerk,
    /// 经办 of another authority.
    OtherClerk,
    /// 复核 of the usual authority.
    Reviewer,
    /// 机关负责人 of the usual authority.
    Head,
    /// 平台管理员
    Administrator,
    /// 审计员
    Auditor,
}

impl Who {
    /// Everybody, in the order of the authorisation matrix.
    pub const ALL: [Self; 7] = [
        Self::Nobody,
        Self::Clerk,
        Self::OtherClerk,
        Self::Reviewer,
        Self::Head,
        Self::Administrator,
        Self::Auditor,
    ];

    /// Login of the account, and part of its identifier.
    pub const fn login(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Clerk => "clerk",
            Self::OtherClerk => "other-clerk",
            Self::Reviewer => "reviewer",
            Self::Head => "head",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    const fn role(self) -> Option<&'static str> {
        Some(match self {
            Self::Nobody => return None,
            Self::Clerk | Self::OtherClerk => "clerk",
            Self::Reviewer => "reviewer",
            Self::Head => "head",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        })
    }

    const fn authority(self) -> Option<&'static str> {
        match self {
            Self::Clerk | Self::Reviewer | Self::Head => Some(AUTHORITY),
            Self::OtherClerk => Some(OTHER_AUTHORITY),
            Self::Nobody | Self::Administrator | Self::Auditor => None,
        }
    }

    /// The same token in each story: nobody outside a test knows it.
    fn token(self) -> String {
        checksum(self.login().as_bytes())
    }
}

/// The desk of a server that knows the usual authority.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    app: &'a TestApp,
}

impl<'a> Desk<'a> {
    /// Makes the other authority and an account of each role, signed in; from now on what comes in waits for approval.
    pub async fn open(app: &'a TestApp) -> Self {
        app.import(&[Authority::usual()
            .with("名称", OTHER_AUTHORITY)
            .with("统一社会信用代码", crate::records::code("11", 9))])
            .await;
        let desk = Self { app };
        for who in Who::ALL {
            desk.enrol(who).await;
        }
        let core = app.core();
        let mut tx = core.db.write().await.unwrap();
        approval::require_from_now_on(&mut tx, core.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        desk
    }

    /// The desk of a server on which it was opened before.
    pub const fn of(app: &'a TestApp) -> Self {
        Self { app }
    }

    async fn enrol(self, who: Who) {
        let Some(role) = who.role() else { return };
        let core = self.app.core();
        let now = core.clock.now();
        let authority_id = match who.authority() {
            Some(name) => Some(self.authority_id(name).await),
            None => None,
        };
        let row = AccountRow {
            id: format!("account-{}", who.login()),
            login: who.login().to_owned(),
            name: format!("示例{}", who.login()),
            role: role.to_owned(),
            authority_id,
            email: Some(format!("{}@desk.example", who.login())),
            password_hash: "no password signs in here".to_owned(),
            password_is_first: false,
            totp_cipher: None,
            totp_step: None,
            state: "active".to_owned(),
            requested_by: "story".to_owned(),
            confirmed_by: Some("story".to_owned()),
            created_at: now,
            updated_at: now,
        };
        let mut tx = core.db.write().await.unwrap();
        account::save(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
        self.sign_in(who).await;
    }

    /// Begins a new session: the one before may be over after a journey in time.
    pub async fn sign_in(self, who: Who) {
        let core = self.app.core();
        let now = core.clock.host_time();
        let id = checksum(who.token().as_bytes());
        let mut tx = core.db.write().await.unwrap();
        session::end(&mut tx, &id).await.unwrap();
        let row = SessionRow {
            id,
            account_id: format!("account-{}", who.login()),
            state: "live".to_owned(),
            created_at: now,
            seen_at: now,
        };
        session::add(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// All sign in again.
    pub async fn sign_in_all(self) {
        for who in Who::ALL {
            if who.role().is_some() {
                self.sign_in(who).await;
            }
        }
    }

    /// The identifier inside the house of the authority of that name.
    pub async fn authority_id(self, name: &str) -> String {
        let mut tx = self.app.tx().await;
        let sql = "select id from authority where name = $1";
        let (id,): (String,) = tx.query(sql).bind(name.to_owned()).one().await.unwrap();
        id
    }

    /// Who acts, for calling an action itself.
    pub async fn regulator(self, who: Who) -> Regulator {
        let core = self.app.core();
        let mut tx = core.db.read().await.unwrap();
        let account = account::by_login(&mut tx, who.login()).await.unwrap().unwrap();
        Regulator::of(&mut tx, &account, None, core.clock.now()).await.unwrap()
    }

    /// `GET path`
    pub async fn get(self, who: Who, path: &str) -> Answer {
        let cookie = cookie(who);
        let headers: Vec<(&str, &str)> = cookie.iter().map(|cookie| ("cookie", cookie.as_str())).collect();
        self.app.get_with(path, &headers).await
    }

    /// `POST path` with these fields and the session's token.
    pub async fn post(self, who: Who, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf(who);
        let all = [("csrf", csrf.as_str())].into_iter().chain(fields.iter().copied());
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
        self.send(who, path, "application/x-www-form-urlencoded", Body::from(body)).await
    }

    /// `POST path` with a body of any type.
    pub async fn send(self, who: Who, path: &str, content_type: &str, body: Body) -> Answer {
        let mut request =
            HttpRequest::builder().method("POST").uri(path).header("content-type", content_type);
        if let Some(cookie) = cookie(who) {
            request = request.header("cookie", cookie);
        }
        self.app.answer(request.body(body).unwrap()).await
    }

    /// The token that forms of that person's session carry.
    pub fn csrf(self, who: Who) -> String {
        csrf_token(&self.app.core().keeper, &who.token())
    }

    /// The approvals that wait, oldest first, by identifier.
    pub async fn waiting(self) -> Vec<String> {
        let mut tx = self.app.tx().await;
        let sql = "select id from approval where state = 'waiting' order by submitted_at, id";
        let rows: Vec<(String,)> = tx.query(sql).all().await.unwrap();
        rows.into_iter().map(|(id,)| id).collect()
    }

    /// The reviewer approves all that waits.
    pub async fn approve_all(self) {
        self.approve_with(None).await;
    }

    /// The same after the last day, for which a reason is asked.
    pub async fn approve_all_late(self) {
        let code = domain::lateness::LateReason::ALL[0].code().to_owned();
        self.approve_with(Some(LateReason { code, words: "材料补正".to_owned() })).await;
    }

    async fn approve_with(self, reason: Option<LateReason>) {
        let reviewer = self.regulator(Who::Reviewer).await;
        for id in self.waiting().await {
            approval::approve(self.app.core(), &reviewer, &id, reason.clone()).await.unwrap();
        }
        self.app.turn().await;
    }

    /// Something random for places that want an identifier which nothing has.
    pub fn nothing(self) -> String {
        random::record_id()
    }
}

fn cookie(who: Who) -> Option<String> {
    who.role().map(|_| format!("chengxin-session={}", who.token()))
}
