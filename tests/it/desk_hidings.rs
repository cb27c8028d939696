//! Emergency hidings have a clock of one working day: in the statistics of the head and the auditor, and in warnings.

use server::actions::remind::Post;
use server::jobs::{duties, mail};
use tests::smtp::MailServer;
use tests::{Desk, Penalty, TestApp, Who};

use crate::world::{TODAY, furnished};

const NUMBER: &str = "云示监罚〔2026〕1号";

/// A record that the reviewer hid today; answers where it waits.
async fn hidden(app: &TestApp) -> (Desk<'_>, String) {
    let desk = Desk::open(app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    desk.approve_all().await;
    let id = app.decision(NUMBER).await.public_id;
    let fields = [("record", id.as_str()), ("ground", "other"), ("words", "待核实")];
    let answer = desk.post(Who::Reviewer, "/desk/hide", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.words("main"));
    (desk, answer.header("location").split('?').next().unwrap().to_owned())
}

#[tokio::test]
async fn a_hiding_that_is_confirmed_late_stays_late_in_the_statistics() {
    let app = furnished(TODAY).await;
    let (desk, item) = hidden(&app).await;
    for who in [Who::Head, Who::Auditor] {
        let words = desk.get(who, "/desk/statistics").await.words("section[aria-labelledby=hidings]");
        assert!(words.contains(NUMBER) && words.contains("2026-11-24"), "{who:?}: {words}");
        assert!(words.contains("近一年 1 件，其中逾期 0 件"), "{who:?}: {words}");
    }
    app.travel_to("2026-11-26");
    desk.sign_in_all().await;
    let words = desk.get(Who::Head, "/desk/statistics").await.words("main");
    assert!(words.contains("已隐藏，待确认 逾期 2 个工作日"), "{words}");

    assert_eq!(desk.post(Who::Head, &format!("{item}/lift"), &[("word", "核实无误")]).await.status, 303);
    app.travel_to("2026-12-10");
    desk.sign_in_all().await;
    for who in [Who::Head, Who::Auditor] {
        let words = desk.get(who, "/desk/statistics").await.words("main");
        assert!(words.contains("已解除隐藏（2026-11-26） 逾期 2 个工作日"), "{who:?}: {words}");
    }
    assert_eq!(desk.get(Who::Clerk, "/desk/statistics").await.status, 403);
}

#[tokio::test]
async fn a_hiding_that_waits_is_warned_of_like_any_due_day() {
    let app = furnished(TODAY).await;
    let (desk, _) = hidden(&app).await;
    let server = MailServer::new();
    let mailer = server.mailer();
    let post = Post { mailer: Some(&mailer), base_url: "https://chengxin.example" };
    for (day, words) in [("2026-11-24", "今日到期"), ("2026-11-25", "已逾期")] {
        app.travel_to(day);
        app.turn().await;
        desk.sign_in_all().await;
        for _ in 0..2 {
            duties::turn(app.core(), post).await.unwrap();
            mail::turn(app.core(), &mailer).await.unwrap();
        }
        let line = desk.get(Who::Head, "/desk/duties").await.words(".notice");
        assert!(line.contains("1 件") && line.contains(words), "{day}: {line}");
    }
    let letters = server.letters();
    assert_eq!(letters.len(), 6, "clerk, reviewer and head, on two days");
    let text = format!("{} {}", letters[0].header("Subject"), letters[0].text());
    assert!(text.contains("2026-11-24 24 时到期，今日到期：确认紧急隐藏 1 件"), "{text}");
    assert!(!text.contains(NUMBER) && !text.contains("待核实"), "{text}");
}
