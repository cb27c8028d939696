//! A whole server in one process: store, index, jobs and router, on a day that stands still.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::Request as HttpRequest;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use domain::calendar::start_of_day;
use metrics_exporter_prometheus::PrometheusBuilder;
use server::clock::Clock;
use server::config::{Common, Serve};
use server::import::{self, Applying, Counts, ImportError, Kind, Pace, Report, Request, Times};
use server::jobs::Jobs;
use server::router::router;
use server::state::assets::Assets;
use server::state::{AppState, Core, Readiness};
use server::store::decision::{self, DecisionRow};
use server::store::{Tx, ledger};
use tempfile::TempDir;
use tokio::sync::Mutex;
use tower::ServiceExt as _;

use crate::answer::Answer;
use crate::database::Database;
use crate::records::{FileRow, csv};

/// Minutes after midnight at which a day's stories happen.
const MORNING: i64 = 630;

/// A server of one test.
pub struct TestApp {
    state: AppState,
    router: Router,
    jobs: Mutex<Jobs>,
    common: Common,
    database: Database,
    folder: TempDir,
}

/// What an import said.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The whole report.
    pub report: Report,
}

impl Imported {
    /// How the rows ended.
    pub fn counts(&self) -> Counts {
        self.report.counts
    }

    /// The stable codes of everything that was wrong, in the order of the file.
    pub fn codes(&self) -> Vec<&str> {
        self.report.rows.iter().flat_map(|row| &row.issues).map(|issue| issue.code.as_str()).collect()
    }

    /// The report in all its three forms.
    pub fn everything(&self) -> String {
        let mut out = Vec::new();
        import::write_text(&self.report, usize::MAX, &mut out).unwrap();
        import::write_csv(&self.report, &mut out).unwrap();
        import::write_json(&self.report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }
}

impl TestApp {
    /// A server with an empty record on that Beijing day, ready.
    pub async fn on(day: &str) -> Self {
        let app = Self::starting_on(day).await;
        app.turn().await;
        app
    }

    /// The same before its jobs ran for the first time.
    pub async fn starting_on(day: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let database = Database::new().await;
        Self::open(folder, database, None, Clock::fixed(morning(day))).await
    }

    /// A server that is told to pretend that it is another day (`--today`), with an empty record, ready.
    pub async fn pretending(day: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let database = Database::new().await;
        let app = Self::open(folder, database, None, Clock::on_day(day.parse().unwrap())).await;
        app.turn().await;
        app
    }

    async fn open(folder: TempDir, database: Database, journal: Option<PathBuf>, clock: Clock) -> Self {
        let common = Common {
            data_dir: folder.path().join("data"),
            database: database.url(),
            key_file: None,
            erasure_journal: journal,
            today: None,
        };
        let core = Core::open_at(&common, clock).await.unwrap();
        let state = AppState {
            core,
            serve: Arc::new(serve()),
            index: Arc::new(RwLock::new(None)),
            readiness: Arc::new(Readiness::default()),
            assets: Arc::new(assets(folder.path())),
            bodies: server::state::bodies::Bodies::default(),
            mailer: None,
            running: server::state::running::Running::default(),
            metrics: PrometheusBuilder::new().build_recorder().handle(),
        };
        Self {
            router: router(state.clone()),
            jobs: Mutex::new(Jobs::new(state.clone())),
            state,
            common,
            database,
            folder,
        }
    }

    /// Another server on a copy of this one's data base as it is now, with this one's erasure journal: what a
    /// restored back-up is. Its jobs have not run.
    pub async fn back_up(&self) -> Backup {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        let database = self.database.copy(&self.core().db, &data).await;
        std::fs::copy(self.common.key_path(), data.join("person-numbers.key")).unwrap();
        Backup { folder, database }
    }

    /// Starts on a back-up, with the erasure journal of this server.
    pub async fn restore(&self, backup: Backup) -> Self {
        let Backup { folder, database } = backup;
        Self::open(folder, database, Some(self.common.journal_path()), Clock::fixed(self.core().clock.now()))
            .await
    }

    /// Marks the data base as one of fictional records, as `generate` does, and starts again.
    pub async fn as_demo(self) -> Self {
        let mut tx = self.core().db.write().await.unwrap();
        server::store::setting::set(&mut tx, "dataset", "demo").await.unwrap();
        tx.commit().await.unwrap();
        self.restarted().await
    }

    /// Stops and starts again on the same data.
    pub async fn restarted(self) -> Self {
        let clock = self.core().clock.clone();
        self.core().db.close().await;
        let Self { folder, database, state, router, jobs, .. } = self;
        drop((state, router, jobs));
        let app = Self::open(folder, database, None, clock).await;
        app.turn().await;
        app
    }

    /// The same server under another address.
    #[must_use]
    pub fn served_at(self, base_url: &str) -> Self {
        let serve = Serve { base_url: base_url.to_owned(), ..serve() };
        let state = AppState { serve: Arc::new(serve), ..self.state.clone() };
        Self { router: router(state.clone()), jobs: Mutex::new(Jobs::new(state.clone())), state, ..self }
    }

    /// Store, clock, calendar.
    pub fn core(&self) -> &Core {
        &self.state.core
    }

    /// What requests share.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// Everything that the server wrote to disk is below it.
    pub fn data_folder(&self) -> &Path {
        &self.common.data_dir
    }

    /// Goes to half past ten of a Beijing day. Jobs run at the next [`TestApp::turn`] only.
    pub fn travel_to(&self, day: &str) {
        self.core().clock.travel_to(morning(day));
    }

    /// Goes to a moment in Beijing, such as `2026-11-23 23:59:59`.
    pub fn travel_to_moment(&self, moment: &str) {
        let beijing = NaiveDateTime::parse_from_str(moment, "%Y-%m-%d %H:%M:%S").unwrap();
        self.core().clock.travel_to((beijing - TimeDelta::hours(8)).and_utc());
    }

    /// Runs all jobs that are due: expiry, the erasure journal, the index follower.
    pub async fn turn(&self) {
        self.jobs.lock().await.turn().await.unwrap();
    }

    /// What answers requests.
    pub fn router(&self) -> axum::Router {
        self.router.clone()
    }

    /// `GET path`
    pub async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// `GET path` with headers.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers).await
    }

    /// Any method.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = HttpRequest::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(request.body(Body::empty()).unwrap()).await
    }

    /// What the router answers to a request.
    pub async fn answer(&self, request: HttpRequest<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status.as_u16(), headers: parts.headers, text, bytes: bytes.to_vec() }
    }

    /// `GET path` as a client at that address; requests without one are not counted.
    pub async fn get_from(&self, address: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = HttpRequest::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let peer = SocketAddr::new(address.parse().unwrap(), 50_000);
        let request = request.extension(ConnectInfo(peer)).body(Body::empty()).unwrap();
        self.answer(request).await
    }

    /// Imports rows of one kind, then runs the jobs.
    pub async fn import<R: FileRow>(&self, rows: &[R]) -> Imported {
        self.import_file(R::KIND, "rows.csv", csv(rows).as_bytes()).await.unwrap()
    }

    /// The same, taking over the times of an older system.
    pub async fn take_over<R: FileRow>(&self, rows: &[R]) -> Imported {
        let request = Request { times: Times::TakeOver, ..Request::new(R::KIND, PathBuf::new()) };
        self.import_as(request, "rows.csv", csv(rows).as_bytes()).await.unwrap()
    }

    /// Imports a file of any form through the code of the command line, then runs the jobs.
    pub async fn import_file(&self, kind: Kind, name: &str, bytes: &[u8]) -> Result<Imported, ImportError> {
        self.import_as(Request::new(kind, PathBuf::new()), name, bytes).await
    }

    /// The same as a request says; its path is that of these bytes.
    pub async fn import_as(
        &self,
        request: Request,
        name: &str,
        bytes: &[u8],
    ) -> Result<Imported, ImportError> {
        // Beside the data folder: what a test writes there must not be found when that folder is searched.
        let folder = tempfile::tempdir_in(self.folder.path()).unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let request = Request { path, ..request };
        let staged = import::stage(self.core(), &request, &mut |_| {}).await?;
        let batch = staged.batch.id.clone();
        let core = self.core();
        let applying = Applying::of(core);
        let counts = import::apply(&applying, staged.batch, &mut NoHurry).await?;
        self.turn().await;
        let rows = import::report_rows(&core.db, &batch).await?;
        let report = Report {
            batch,
            file: name.to_owned(),
            kind: request.kind.label().to_owned(),
            edition: staged.edition,
            unknown_columns: staged.unknown_columns,
            skipped: staged.skipped,
            counts,
            rows,
        };
        Ok(Imported { report })
    }

    /// A transaction that reads.
    pub async fn tx(&self) -> Tx {
        self.core().db.read().await.unwrap()
    }

    /// The last number of the ledger.
    pub async fn ledger_number(&self) -> i64 {
        ledger::last(&mut self.tx().await).await.unwrap()
    }

    /// The decision with that document number, public or not.
    pub async fn decision(&self, number: &str) -> DecisionRow {
        let mut found = self.decisions(number).await;
        assert_eq!(found.len(), 1, "decisions with the number {number}");
        found.remove(0)
    }

    /// All decisions with that document number, oldest first.
    pub async fn decisions(&self, number: &str) -> Vec<DecisionRow> {
        let mut tx = self.tx().await;
        let ids: Vec<(String,)> = tx
            .query("select public_id from decision where document_number = $1 order by id")
            .bind(number.to_owned())
            .all()
            .await
            .unwrap();
        let mut rows = Vec::new();
        for (id,) in ids {
            rows.extend(decision::by_public_id(&mut tx, &id).await.unwrap());
        }
        rows
    }

    /// The path of a decision's page.
    pub async fn decision_path(&self, number: &str) -> String {
        format!("/decisions/{}", self.decision(number).await.public_id)
    }

    /// The public identifier of the only entity of that name.
    pub async fn entity_id(&self, name: &str) -> String {
        let mut tx = self.tx().await;
        let (id,): (String,) = tx
            .query("select public_id from entity where name = $1")
            .bind(name.to_owned())
            .one()
            .await
            .unwrap();
        id
    }

    /// The public identifier of the authority of that name.
    pub async fn authority_id(&self, name: &str) -> String {
        let mut tx = self.tx().await;
        let (id,): (String,) = tx
            .query("select public_id from authority where name = $1")
            .bind(name.to_owned())
            .one()
            .await
            .unwrap();
        id
    }

    /// Where in all that the server wrote (data base, journal of writes, index, spool, erasure journal) a text stands.
    pub async fn files_with(&self, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        if self.database.dump().await.contains(text) {
            found.push("the PostgreSQL data base".to_owned());
        }
        search_folder(self.data_folder(), text.as_bytes(), &mut found);
        found
    }
}

/// A copy of a data base with the key that reads it.
#[derive(Debug)]
pub struct Backup {
    folder: TempDir,
    database: Database,
}

/// An import that waits for nobody.
struct NoHurry;

impl Pace for NoHurry {
    async fn keep(&mut self, _: i64, _: i64) -> Result<(), ImportError> {
        Ok(())
    }
}

fn morning(day: &str) -> DateTime<Utc> {
    let day: NaiveDate = day.parse().unwrap();
    start_of_day(day) + TimeDelta::minutes(MORNING)
}

fn serve() -> Serve {
    Serve {
        listen: "127.0.0.1:0".to_owned(),
        assets: PathBuf::new(),
        base_url: "https://chengxin.example".to_owned(),
        province: "秦川省".to_owned(),
        provider: "秦川省公共信用中心".to_owned(),
        provider_telephone: Some("0690-5550100".to_owned()),
        provider_email: Some("gengzheng@chengxin.example".to_owned()),
        trusted_proxies: vec!["10.9.9.9".parse().unwrap()],
        rate: 20,
        log_json: false,
        open_data: server::config::OpenData::default(),
        mail: server::config::Mail::default(),
        objections: server::config::Objections::default(),
    }
}

/// Stand-ins for what the build makes.
fn assets(folder: &Path) -> Assets {
    let folder = folder.join("assets");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["chengxin.css", "islands.js", "app.js", "app_bg.wasm", "favicon.svg"] {
        std::fs::write(folder.join(name), name).unwrap();
    }
    Assets::load(&folder).unwrap()
}

fn search_folder(folder: &Path, text: &[u8], found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search_folder(&path, text, found);
        } else if std::fs::read(&path).unwrap().windows(text.len()).any(|window| window == text) {
            found.push(path.display().to_string());
        }
    }
}
