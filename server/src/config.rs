//! The one configuration. Its doc comments are the manual.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;
use domain::objection::KEPT_MONTHS;

use crate::clock::Clock;

/// What every command needs.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// Folder of the data base, the search index, the key and the import spools.
    #[arg(long, global = true, env = "CHENGXIN_DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`; by default a SQLite file in the data folder.
    #[arg(long, global = true, env = "CHENGXIN_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// File that holds the key for persons' numbers (64 hexadecimal digits); made if absent. Keep it apart from
    /// the back-ups: without it the numbers cannot be read, with it they can.
    #[arg(long, global = true, env = "CHENGXIN_KEY_FILE")]
    pub key_file: Option<PathBuf>,
    /// Journal of erasures, replayed after a restore. Keep it outside the back-ups.
    #[arg(long, global = true, env = "CHENGXIN_ERASURE_JOURNAL")]
    pub erasure_journal: Option<PathBuf>,
    /// Pretends that today is another day (YYYY-MM-DD): for demonstrations and tests.
    #[arg(long, global = true, env = "CHENGXIN_TODAY")]
    pub today: Option<NaiveDate>,
}

impl Common {
    /// Where the data base is.
    pub fn database_url(&self) -> String {
        self.database
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.data_dir.join("chengxin.sqlite").display()))
    }

    /// Where the key is.
    pub fn key_path(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.data_dir.join("person-numbers.key"))
    }

    /// Where the erasure journal is.
    pub fn journal_path(&self) -> PathBuf {
        self.erasure_journal.clone().unwrap_or_else(|| self.data_dir.join("erasures.jsonl"))
    }

    /// The time, or the pretended day.
    pub fn clock(&self) -> Clock {
        self.today.map_or_else(Clock::system, Clock::on_day)
    }

    /// Where import spools are.
    pub fn spool_folder(&self) -> PathBuf {
        self.data_dir.join("spool")
    }

    /// Where uploads wait until they are read.
    pub fn upload_folder(&self) -> PathBuf {
        self.data_dir.join("uploads")
    }

    /// Where attachments of objections are.
    pub fn attachments_folder(&self) -> PathBuf {
        self.data_dir.join("attachments")
    }
}

/// What serving needs.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// Address and port.
    #[arg(long, env = "CHENGXIN_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// Folder of the style sheet and the wasm islands, as `cargo xtask build-site` makes it.
    #[arg(long, env = "CHENGXIN_ASSETS", default_value = "target/site")]
    pub assets: PathBuf,
    /// Scheme and host under which the public reaches the site, for canonical links.
    #[arg(long, env = "CHENGXIN_BASE_URL", default_value = "http://127.0.0.1:8080")]
    pub base_url: String,
    /// Name of the province.
    #[arg(long, env = "CHENGXIN_PROVINCE", default_value = "秦川省")]
    pub province: String,
    /// Who runs the site.
    #[arg(long, env = "CHENGXIN_PROVIDER", default_value = "秦川省公共信用中心")]
    pub provider: String,
    /// Office telephone for corrections.
    #[arg(long, env = "CHENGXIN_PROVIDER_TELEPHONE")]
    pub provider_telephone: Option<String>,
    /// Office e-mail for corrections.
    #[arg(long, env = "CHENGXIN_PROVIDER_EMAIL")]
    pub provider_email: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed (repeat or separate by commas).
    #[arg(long, env = "CHENGXIN_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,
    /// Requests a second that one client may make on average; bursts of ten times as many are allowed.
    #[arg(long, env = "CHENGXIN_RATE", default_value_t = 100)]
    pub rate: u32,
    /// Logs as JSON lines.
    #[arg(long, env = "CHENGXIN_LOG_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    pub log_json: bool,
    /// The files of `/open-data`.
    #[command(flatten)]
    pub open_data: OpenData,
    /// Letters of the desk.
    #[command(flatten)]
    pub mail: Mail,
    /// Objections.
    #[command(flatten)]
    pub objections: Objections,
}

/// How objections are handled.
#[derive(Args, Clone, Debug)]
pub struct Objections {
    /// Command that looks at each attachment of an objection before it is taken, such as `clamdscan --no-summary`: it
    /// gets the path of the file as its last argument and must end with 0. Without it only the kind of the file and what
    /// could run in it are looked at, which is no virus scan.
    #[arg(long, env = "CHENGXIN_SCAN_COMMAND")]
    pub scan_command: Option<String>,
    /// Credit code of the authority that handles objections to records of authorities without a desk here.
    #[arg(long, env = "CHENGXIN_OBJECTION_OFFICE")]
    pub objection_office: Option<String>,
    /// Months after the end of an objection for which who objected, the words and the attachments are kept. Then they are
    /// erased; number, ground, outcome and days stay.
    #[arg(long, env = "CHENGXIN_OBJECTION_MONTHS", default_value_t = KEPT_MONTHS, value_parser = clap::value_parser!(u32).range(1..=120))]
    pub objection_months: u32,
}

impl Default for Objections {
    fn default() -> Self {
        Self { scan_command: None, objection_office: None, objection_months: KEPT_MONTHS }
    }
}

/// How the files of `/open-data` are made.
#[derive(Args, Clone, Debug)]
pub struct OpenData {
    /// The licence of the files, by name or in a sentence; shown on the page and in the manifest.
    #[arg(long, env = "CHENGXIN_DATA_LICENCE", default_value = OpenData::LICENCE)]
    pub data_licence: String,
    /// Minutes between two releases while the record changes. The end of a record does not wait for it.
    #[arg(long, env = "CHENGXIN_OPEN_DATA_EVERY", default_value_t = 60)]
    pub open_data_every: u32,
    /// Hours for which an older release can still be downloaded, unless one of its records ended.
    #[arg(long, env = "CHENGXIN_OPEN_DATA_KEEP", default_value_t = 24)]
    pub open_data_keep: u32,
}

impl OpenData {
    const LICENCE: &str =
        "主办单位尚未指定许可协议。可以免费下载和使用；使用时请注明来源和数据截止时间，并履行删除义务。";
}

impl Default for OpenData {
    fn default() -> Self {
        Self { data_licence: Self::LICENCE.to_owned(), open_data_every: 60, open_data_keep: 24 }
    }
}

/// How letters of the desk are sent; without a server none is written.
#[derive(Args, Clone, Debug)]
pub struct Mail {
    /// The mail server: `smtps://USER:PASSWORD@HOST:PORT`, `smtp://…?tls=required` (STARTTLS) or, for a relay on the
    /// same machine, `smtp://HOST:PORT`. Give it in the environment: others can see a command line.
    #[arg(long, env = "CHENGXIN_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<SecretUrl>,
    /// Who writes: `NAME <USER@DOMAIN>` or `USER@DOMAIN`.
    #[arg(long, env = "CHENGXIN_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Seconds after which the try to send a letter is given up.
    #[arg(long, env = "CHENGXIN_SMTP_TIMEOUT", default_value_t = Mail::TIMEOUT, value_parser = clap::value_parser!(u32).range(1..))]
    pub smtp_timeout: u32,
}

impl Mail {
    const TIMEOUT: u32 = 30;
}

impl Default for Mail {
    fn default() -> Self {
        Self { smtp_url: None, mail_from: None, smtp_timeout: Self::TIMEOUT }
    }
}

/// An address that may hold a password. It prints as `***`; whoever needs it says [`SecretUrl::expose`].
#[derive(Clone)]
pub struct SecretUrl(String);

impl SecretUrl {
    /// The address in the clear.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretUrl {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for SecretUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("***")
    }
}

/// Makes a folder that only its owner may enter.
pub fn make_private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
