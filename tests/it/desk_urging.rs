//! 催办: a reminder from one person to those whose turn it is.

use server::actions::remind::Post;
use server::actions::urge::urge;
use server::jobs::mail;
use tests::records::COMPANY;
use tests::smtp::MailServer;
use tests::{Desk, TestApp, Who, csv};

use crate::desk_uploads::{number, post, take_in};
use crate::world::{TODAY, furnished};

/// After the last day of what was handed in.
const LATER: &str = "2026-12-02";

/// A penalty that a clerk handed in and nobody approved in time.
async fn overdue(app: &TestApp) -> Desk<'_> {
    let desk = Desk::open(app).await;
    post(desk, "处罚.csv", csv(&[tests::Penalty::new(&number(1))]).as_bytes()).await;
    take_in(app).await;
    app.travel_to(LATER);
    desk.sign_in_all().await;
    desk
}

#[tokio::test]
async fn a_reminder_is_sent_once_a_day_and_stands_at_the_desk_with_its_time_and_in_the_trail() {
    let app = furnished(TODAY).await;
    let desk = overdue(&app).await;
    let queue = desk.get(Who::Clerk, "/desk").await;
    let way = queue.attributes("td form", "action").remove(0);
    assert!(way.ends_with("/urge"), "{way}");
    assert_eq!(desk.get(Who::Reviewer, "/desk").await.count("td form"), 0, "who can decide does that");

    let answer = desk.post(Who::Clerk, &way, &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/desk?done=urged"));
    for who in [Who::Clerk, Who::Reviewer, Who::Head] {
        let queue = desk.get(who, "/desk").await;
        let words = queue.words("main tbody");
        assert!(words.contains("示例clerk 于 2026-12-02 10:30 催办"), "{who:?}: {words}");
        assert_eq!(queue.count("td form"), 0, "{who:?}");
    }
    let again = desk.post(Who::Clerk, &way, &[]).await;
    assert!(again.status == 409 && again.text.contains("今天已经就这条记录催办过"), "{}", again.status);
    let trail = desk.get(Who::Auditor, "/desk/audit").await.words("main");
    assert_eq!(trail.matches("催办").count(), 1, "{trail}");

    app.travel_to("2026-12-03");
    desk.sign_in_all().await;
    assert_eq!(desk.post(Who::Clerk, &way, &[]).await.status, 303, "another day");
    desk.approve_all_late().await;
    assert_eq!(desk.post(Who::Reviewer, &way, &[]).await.status, 409, "it is done");
}

#[tokio::test]
async fn nobody_reminds_of_another_authority_s_work_and_the_auditor_only_reads() {
    let app = furnished(TODAY).await;
    let desk = overdue(&app).await;
    let way = format!("/desk/approvals/{}/urge", desk.waiting().await[0]);
    for (who, status) in [(Who::OtherClerk, 404), (Who::Auditor, 403), (Who::Administrator, 403)] {
        assert_eq!(desk.post(who, &way, &[]).await.status, status, "{who:?}");
    }
    assert_eq!(desk.get(Who::Auditor, "/desk").await.count("td form"), 0);
}

#[tokio::test]
async fn the_reminder_goes_by_e_mail_to_those_whose_turn_it_is_and_to_the_head() {
    let app = furnished(TODAY).await;
    let desk = overdue(&app).await;
    let server = MailServer::new();
    let mailer = server.mailer();
    let post = Post { mailer: Some(&mailer), base_url: "https://chengxin.example" };
    let id = desk.waiting().await.remove(0);
    urge(app.core(), post, &desk.regulator(Who::Head).await, &id).await.unwrap();
    mail::turn(app.core(), &mailer).await.unwrap();
    urge(app.core(), post, &desk.regulator(Who::Clerk).await, &id).await.unwrap();
    mail::turn(app.core(), &mailer).await.unwrap();
    let letters = server.letters();
    let to: Vec<String> = letters.iter().flat_map(|letter| letter.to.clone()).collect();
    let (mut by_head, mut by_clerk) = (to[..2].to_vec(), to[2..].to_vec());
    by_head.sort();
    by_clerk.sort();
    assert_eq!(by_head, ["clerk@desk.example", "reviewer@desk.example"]);
    assert_eq!(by_clerk, ["head@desk.example", "reviewer@desk.example"]);
    for letter in letters {
        let text = format!("{} {}", letter.header("Subject"), letter.text());
        assert!(text.contains("1 件待复核") && text.contains("https://chengxin.example/desk/approvals/"));
        for secret in [number(1).as_str(), COMPANY, "台账"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
