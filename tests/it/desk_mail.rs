//! Letters of the desk: sent once, tried again, given up, and never in the way of anything else.

use server::config;
use server::jobs::mail::{Turn, turn};
use server::mail::{self, Mailer, MailerError};
use server::store::mail::Letter;
use tests::smtp::{AbsentServer, MailServer, SENDER, Whim};
use tests::{Penalty, TestApp};

use crate::world::{TODAY, furnished};

const SUBJECT: &str = "【诚信平台】云川市示例监管局有3件行政处罚决定须在2026年11月27日前公示，请及时办理";
const BODY: &str = "云川市示例监管局：\n\n到期日 2026-11-27：3 件。\n\nhttps://chengxin.example/desk\n.\n";
const CLERK: &str = "jingban@yunchuan.example";

const SENT: Turn = Turn { sent: 1, deferred: 0, failed: 0 };
const DEFERRED: Turn = Turn { sent: 0, deferred: 1, failed: 0 };
const FAILED: Turn = Turn { sent: 0, deferred: 0, failed: 1 };
const NOTHING: Turn = Turn { sent: 0, deferred: 0, failed: 0 };

fn letter(key: &str) -> Letter {
    Letter {
        dedup_key: key.to_owned(),
        to_address: CLERK.to_owned(),
        subject: SUBJECT.to_owned(),
        body: BODY.to_owned(),
    }
}

async fn enqueue(app: &TestApp, mailer: Option<&Mailer>, letter: &Letter) {
    let mut tx = app.core().db.write().await.unwrap();
    mail::enqueue(mailer, &mut tx, letter, app.core().clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn run(app: &TestApp, mailer: &Mailer) -> Turn {
    turn(app.core(), mailer).await.unwrap()
}

/// State, number of tries and last error of all letters, oldest first.
async fn queue(app: &TestApp) -> Vec<(String, i64, Option<String>)> {
    let mut tx = app.tx().await;
    tx.query("select state, attempts, last_error from mail order by id").all().await.unwrap()
}

#[tokio::test]
async fn a_letter_arrives_once_with_its_chinese_subject_and_text() {
    let app = TestApp::on(TODAY).await;
    let server = MailServer::new();
    let mailer = server.mailer();
    enqueue(&app, Some(&mailer), &letter("a")).await;
    assert_eq!(run(&app, &mailer).await, SENT);
    assert_eq!(run(&app, &mailer).await, NOTHING);

    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].from, "desk@chengxin.example");
    assert_eq!(letters[0].to, [CLERK]);
    assert_eq!(letters[0].header("Subject"), SUBJECT);
    assert!(letters[0].raw_header("Subject").is_ascii());
    assert!(letters[0].header("From").contains("秦川省公共信用中心"));
    assert_eq!(letters[0].text().trim_end_matches('\n'), BODY.trim_end_matches('\n'));
    assert_eq!(letters[0].raw_header("MIME-Version"), "1.0");
    assert_eq!(letters[0].raw_header("Content-Type"), "text/plain; charset=utf-8");
    assert_eq!(letters[0].raw_header("Auto-Submitted"), "auto-generated");
    assert!(letters[0].raw_header("Message-ID").ends_with("@chengxin.example>"));
    assert_eq!(letters[0].raw_header("Date"), "Mon, 23 Nov 2026 02:30:00 +0000", "when it was written");
    assert_eq!(queue(&app).await, [("sent".to_owned(), 1, None)]);
}

#[tokio::test]
async fn a_letter_that_the_mail_server_refuses_for_now_is_tried_again_more_and_more_rarely() {
    let app = TestApp::on(TODAY).await;
    let server = MailServer::new();
    let mailer = server.mailer();
    server.have(Whim::Refuse, 3);
    enqueue(&app, Some(&mailer), &letter("a")).await;

    assert_eq!(run(&app, &mailer).await, DEFERRED);
    let error = Some("the mail server answered 451".to_owned());
    assert_eq!(queue(&app).await, [("queued".to_owned(), 1, error)], "without the address that was repeated");
    for (too_early, in_time) in [("10:30:59", "10:31:00"), ("10:35:59", "10:36:00")] {
        app.travel_to_moment(&format!("{TODAY} {too_early}"));
        assert_eq!(run(&app, &mailer).await, NOTHING, "{too_early}");
        app.travel_to_moment(&format!("{TODAY} {in_time}"));
        assert_eq!(run(&app, &mailer).await, DEFERRED, "{in_time}");
    }
    assert!(server.letters().is_empty());
    app.travel_to_moment(&format!("{TODAY} 10:51:00"));
    assert_eq!(run(&app, &mailer).await, SENT);
    assert_eq!(server.letters().len(), 1);
    assert_eq!(queue(&app).await, [("sent".to_owned(), 4, None)]);
}

#[tokio::test]
async fn a_letter_goes_out_when_a_mail_server_that_was_away_is_back() {
    let app = TestApp::on(TODAY).await;
    let absent = AbsentServer::new();
    let mailer = absent.mailer();
    enqueue(&app, Some(&mailer), &letter("a")).await;
    assert_eq!(run(&app, &mailer).await, DEFERRED);

    let server = absent.open();
    app.travel_to_moment(&format!("{TODAY} 10:31:00"));
    assert_eq!(run(&app, &mailer).await, SENT);
    assert_eq!(server.letters().len(), 1);
}

#[tokio::test]
async fn one_letter_that_fails_keeps_the_others_back_for_one_turn_only() {
    let app = TestApp::on(TODAY).await;
    let server = MailServer::new();
    let mailer = server.mailer();
    server.have(Whim::Refuse, 1);
    for key in ["a", "b", "c"] {
        enqueue(&app, Some(&mailer), &letter(key)).await;
    }
    assert_eq!(run(&app, &mailer).await, DEFERRED);
    assert_eq!(run(&app, &mailer).await, Turn { sent: 2, ..NOTHING });
}

#[tokio::test]
async fn a_letter_is_given_up_after_three_days() {
    let app = TestApp::on(TODAY).await;
    let server = MailServer::new();
    let mailer = server.mailer();
    server.have(Whim::Refuse, 3);
    enqueue(&app, Some(&mailer), &letter("a")).await;
    assert_eq!(run(&app, &mailer).await, DEFERRED);
    app.travel_to_moment("2026-11-26 10:20:00");
    assert_eq!(run(&app, &mailer).await, DEFERRED);
    app.travel_to_moment("2026-11-26 10:25:00");
    assert_eq!(run(&app, &mailer).await, FAILED, "in a quarter of an hour it would be too late");
    let error = Some("the mail server answered 451".to_owned());
    assert_eq!(queue(&app).await, [("failed".to_owned(), 3, error)]);
    app.travel_to("2026-12-10");
    assert_eq!(run(&app, &mailer).await, NOTHING);
    assert!(server.letters().is_empty());
}

#[tokio::test]
async fn a_letter_that_waited_out_a_week_of_downtime_is_not_sent_late() {
    let app = TestApp::on(TODAY).await;
    let server = MailServer::new();
    let mailer = server.mailer();
    enqueue(&app, Some(&mailer), &letter("a")).await;
    app.travel_to("2026-11-30");
    assert_eq!(run(&app, &mailer).await, FAILED);
    assert!(server.letters().is_empty());
    assert_eq!(queue(&app).await, [("failed".to_owned(), 0, None)]);
}

#[tokio::test]
async fn the_same_key_is_one_letter_also_after_it_was_sent() {
    let app = TestApp::on(TODAY).await;
    let server = MailServer::new();
    let mailer = server.mailer();
    enqueue(&app, Some(&mailer), &letter("a")).await;
    enqueue(&app, Some(&mailer), &letter("a")).await;
    assert_eq!(run(&app, &mailer).await, SENT);
    enqueue(&app, Some(&mailer), &letter("a")).await;
    assert_eq!(run(&app, &mailer).await, NOTHING);
    enqueue(&app, Some(&mailer), &letter("b")).await;
    assert_eq!(run(&app, &mailer).await, SENT);
    assert_eq!(server.letters().len(), 2);
}

#[tokio::test]
async fn without_a_mail_server_no_letter_is_kept_for_later() {
    let app = TestApp::on(TODAY).await;
    enqueue(&app, None, &letter("a")).await;
    assert_eq!(queue(&app).await, []);
    let server = MailServer::new();
    assert_eq!(run(&app, &server.mailer()).await, NOTHING);
}

#[tokio::test]
async fn a_letter_to_no_address_is_given_up_at_once_and_keeps_no_other_back() {
    let app = TestApp::on(TODAY).await;
    let server = MailServer::new();
    let mailer = server.mailer();
    enqueue(&app, Some(&mailer), &Letter { to_address: "李经办".to_owned(), ..letter("a") }).await;
    enqueue(&app, Some(&mailer), &letter("b")).await;
    assert_eq!(run(&app, &mailer).await, Turn { sent: 1, deferred: 0, failed: 1 });
    let queue = queue(&app).await;
    assert_eq!(queue[0].0, "failed");
    assert!(!queue[0].2.as_ref().unwrap().contains("李经办"));
}

#[tokio::test]
async fn decisions_become_public_while_a_mail_server_keeps_silent() {
    let app = furnished(TODAY).await;
    let server = MailServer::new();
    let mailer = server.mailer();
    server.have(Whim::KeepSilent, 1);
    enqueue(&app, Some(&mailer), &letter("a")).await;
    let number = "云示罚字〔2026〕1号";
    let work = async {
        server.connected().await;
        app.import(&[Penalty::new(number)]).await;
        app.get(&app.decision_path(number).await).await.status
    };
    // Whichever ends first: the letter's own patience is half a minute.
    let status = tokio::select! {
        status = work => status,
        turn = turn(app.core(), &mailer) => panic!("a silent server answered: {turn:?}"),
    };
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_mail_server_that_keeps_silent_is_given_up_after_the_configured_time() {
    let app = TestApp::on(TODAY).await;
    let server = MailServer::new();
    let mailer = server.mailer_with_patience(1);
    server.have(Whim::KeepSilent, 1);
    enqueue(&app, Some(&mailer), &letter("a")).await;
    assert_eq!(run(&app, &mailer).await, DEFERRED);
    let error = Some("the mail server did not answer in time".to_owned());
    assert_eq!(queue(&app).await, [("queued".to_owned(), 1, error)]);
    app.travel_to_moment(&format!("{TODAY} 10:31:00"));
    assert_eq!(run(&app, &mailer).await, SENT);
}

#[tokio::test]
async fn a_letter_cut_off_by_a_crash_comes_again_as_the_same_message() {
    let app = TestApp::on(TODAY).await;
    let server = MailServer::new();
    let mailer = server.mailer();
    server.have(Whim::SwallowAnswer, 1);
    enqueue(&app, Some(&mailer), &letter("a")).await;
    tokio::select! {
        () = server.received(1) => {}
        turn = turn(app.core(), &mailer) => panic!("nobody said that it was taken: {turn:?}"),
    }
    assert_eq!(run(&app, &mailer).await, NOTHING, "it waits as after a failure");
    app.travel_to_moment(&format!("{TODAY} 10:31:00"));
    assert_eq!(run(&app, &mailer).await, SENT);
    let letters = server.letters();
    assert_eq!(letters.len(), 2);
    for header in ["Message-ID", "Date", "Subject"] {
        assert!(!letters[0].raw_header(header).is_empty());
        assert_eq!(letters[0].raw_header(header), letters[1].raw_header(header), "{header}");
    }
}

#[tokio::test]
async fn nothing_is_sent_in_the_clear_to_a_server_that_must_encrypt() {
    for (scheme, query) in [("smtps", ""), ("smtp", "?tls=required")] {
        let app = TestApp::on(TODAY).await;
        let server = MailServer::new();
        let mailer = server.encrypting_mailer(scheme, query);
        enqueue(&app, Some(&mailer), &letter("a")).await;
        assert_eq!(run(&app, &mailer).await, DEFERRED, "{scheme}{query}");
        assert!(server.letters().is_empty(), "{scheme}{query}");
    }
}

fn options(url: Option<&str>, from: Option<&str>) -> config::Mail {
    config::Mail {
        smtp_url: url.map(|url| url.to_owned().into()),
        mail_from: from.map(str::to_owned),
        ..config::Mail::default()
    }
}

#[tokio::test]
async fn a_mail_server_is_refused_in_words_that_do_not_repeat_its_password() {
    let refused = [
        (Some("smtp//desk:geheim@mail.example"), Some(SENDER), MailerError::Url),
        (Some("https://desk:geheim@mail.example"), Some(SENDER), MailerError::Url),
        (Some("smtps://desk:geheim@mail.example"), None, MailerError::NoSender),
        (Some("smtps://desk:geheim@mail.example"), Some("秦川省公共信用中心"), MailerError::Sender),
    ];
    for (url, from, expected) in refused {
        let error = Mailer::open(&options(url, from)).unwrap_err();
        assert_eq!(error, expected);
        assert!(!error.to_string().contains("geheim"));
    }
    let good = options(Some("smtps://desk:geheim@mail.example:465"), Some(SENDER));
    let mailer = Mailer::open(&good).unwrap().unwrap();
    assert!(!format!("{good:?} {mailer:?}").contains("geheim"));
    assert!(Mailer::open(&options(None, Some(SENDER))).unwrap().is_none());
}
