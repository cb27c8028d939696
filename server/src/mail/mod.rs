//! The one way out by e-mail: a configured SMTP server, and the message that is made of a letter.

pub(crate) mod retry;

use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::config;
use crate::store::Tx;
use crate::store::mail::{self, Letter, LetterRow};

/// Sends letters through the SMTP server of the configuration; cheap to clone.
#[derive(Clone, Debug)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    patience: Duration,
}

/// Why the configuration names no mail server that can be used. What was given is not repeated: a password may be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailerError {
    /// No server can be read from the address.
    #[error(
        "--smtp-url（CHENGXIN_SMTP_URL）无法识别：请写成 smtps://用户:密码@主机:端口 或 smtp://主机:端口?tls=required，\
         用户名和密码中的特殊字符要用百分号编码"
    )]
    Url,
    /// A server, but nobody who writes.
    #[error("已设置 --smtp-url，但没有发件人：请同时设置 --mail-from（CHENGXIN_MAIL_FROM）")]
    NoSender,
    /// Not an address.
    #[error("--mail-from（CHENGXIN_MAIL_FROM）不是邮件地址：请写成 名称 <用户@域名>，或者只写 用户@域名")]
    Sender,
}

/// Why a letter was not sent. It may be logged: what the server said is left out, for it repeats addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// No message can be made for this address.
    #[error("the letter's address is not an e-mail address")]
    Address,
    /// The server did not take the letter in time.
    #[error("the mail server did not answer in time")]
    TimedOut,
    /// The server refused it, for now or for good.
    #[error("the mail server answered {0}")]
    Refused(String),
    /// What answered does not speak SMTP.
    #[error("the mail server's answer cannot be understood")]
    NotSmtp,
    /// There was no connection, or not one that is safe enough.
    #[error("{0}")]
    Connection(String),
}

impl From<lettre::transport::smtp::Error> for SendError {
    fn from(error: lettre::transport::smtp::Error) -> Self {
        match error.status() {
            Some(code) => Self::Refused(code.to_string()),
            None if error.is_response() => Self::NotSmtp,
            None => Self::Connection(error.to_string()),
        }
    }
}

impl Mailer {
    /// Reads the configuration and connects to nothing yet; `None` if no e-mail is wanted.
    pub fn open(options: &config::Mail) -> Result<Option<Self>, MailerError> {
        let Some(url) = &options.smtp_url else { return Ok(None) };
        let from = options.mail_from.as_ref().ok_or(MailerError::NoSender)?;
        let from = from.parse().map_err(|_| MailerError::Sender)?;
        let patience = Duration::from_secs(u64::from(options.smtp_timeout));
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose())
            .map_err(|_| MailerError::Url)?
            .timeout(Some(patience))
            .build();
        Ok(Some(Self { transport, from, patience }))
    }

    /// Sends a letter on a connection of its own. A try that is given up closes its connection: were it used again, a
    /// late answer would be taken for that to the next letter.
    pub async fn send(&self, letter: &LetterRow) -> Result<(), SendError> {
        let message = self.message(letter)?;
        // lettre's own time limit is for connecting only.
        match tokio::time::timeout(self.patience, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(SendError::TimedOut),
        }
    }

    /// The same letter is the same message, also when it is sent again.
    fn message(&self, letter: &LetterRow) -> Result<Message, SendError> {
        let to: Mailbox = letter.to_address.parse().map_err(|_| SendError::Address)?;
        // RFC 3834: nobody's holiday notice answers it.
        let automatic =
            HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        Message::builder()
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .date(letter.created_at.into())
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject.clone())
            .raw_header(automatic)
            // Unlike `body`, this declares MIME, without which a reader need not decode it.
            .singlepart(SinglePart::plain(letter.body.clone()))
            .map_err(|_| SendError::Address)
    }
}

/// Puts a letter in the queue, once for its key. Without a mail server nothing is kept: on the day when one is
/// configured nobody gets letters about what is long past.
pub async fn enqueue(
    mailer: Option<&Mailer>,
    tx: &mut Tx,
    letter: &Letter,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    match mailer {
        Some(_) => mail::enqueue(tx, letter, now).await,
        None => Ok(()),
    }
}
