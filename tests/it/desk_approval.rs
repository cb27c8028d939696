//! The second person: what comes in waits, and nothing goes public by one hand alone.

use domain::publication::Publication;
use server::actions::approval::{self, LateReason};
use tests::{Desk, Penalty, TestApp, Who};

use crate::world::{TODAY, furnished};

const NUMBER: &str = "云示监罚〔2026〕1号";

async fn status(app: &TestApp) -> u16 {
    app.get(&app.decision_path(NUMBER).await).await.status
}

#[tokio::test]
async fn an_imported_decision_waits_for_a_second_person_and_is_public_with_the_approval() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    assert_eq!((app.decision(NUMBER).await.state, status(&app).await), (Publication::Pending, 404));

    let reviewer = desk.regulator(Who::Reviewer).await;
    let waiting = desk.waiting().await;
    assert_eq!(waiting.len(), 1);
    approval::approve(app.core(), &reviewer, &waiting[0], None).await.unwrap();
    assert_eq!((app.decision(NUMBER).await.state, status(&app).await), (Publication::Published, 200));
    assert!(desk.waiting().await.is_empty());
}

#[tokio::test]
async fn only_a_reviewer_or_the_head_of_its_authority_approves_and_only_once() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    let id = desk.waiting().await.remove(0);
    for who in [Who::Clerk, Who::OtherClerk, Who::Administrator, Who::Auditor] {
        let regulator = desk.regulator(who).await;
        assert!(approval::approve(app.core(), &regulator, &id, None).await.is_err(), "{who:?}");
        assert_eq!(status(&app).await, 404, "{who:?}");
    }
    let head = desk.regulator(Who::Head).await;
    approval::approve(app.core(), &head, &id, None).await.unwrap();
    assert!(approval::approve(app.core(), &head, &id, None).await.is_err());
}

#[tokio::test]
async fn what_is_late_asks_for_a_reason() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    app.travel_to("2026-12-02");
    app.turn().await;
    let reviewer = desk.regulator(Who::Reviewer).await;
    let id = desk.waiting().await.remove(0);
    let refused = approval::approve(app.core(), &reviewer, &id, None).await.unwrap_err().to_string();
    assert!(refused.contains("逾期原因"), "{refused}");
    let reason = LateReason { code: "other".to_owned(), words: "经办人出差".to_owned() };
    approval::approve(app.core(), &reviewer, &id, Some(reason)).await.unwrap();
    let row = app.decision(NUMBER).await;
    assert_eq!((row.state, row.late_by), (Publication::Published, Some(1)));
}

#[tokio::test]
async fn a_later_day_of_decision_never_improves_the_clock() {
    let app = furnished(TODAY).await;
    Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER).with("CF_JDRQ", "2026-11-10")]).await;
    app.import(&[Penalty::new(NUMBER).with("CF_JDRQ", "2026-11-20")]).await;
    let due: Vec<_> = app.decisions(NUMBER).await.into_iter().map(|row| row.due_on).collect();
    assert_eq!(due.len(), 2);
    assert_eq!(due[0], due[1]);
}

#[tokio::test]
async fn a_correction_of_a_public_decision_changes_nothing_before_its_approval() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    desk.approve_all().await;
    let before = app.get(&app.decision_path(NUMBER).await).await.words("main");
    app.import(&[Penalty::new(NUMBER).with("CF_SY", "更正后的违法事实")]).await;
    assert_eq!(app.get(&app.decision_path(NUMBER).await).await.words("main"), before);
    desk.approve_all().await;
    let after = app.get(&app.decision_path(NUMBER).await).await.words("main");
    assert!(after.contains("更正后的违法事实"), "{after}");
}

#[tokio::test]
async fn what_was_returned_comes_back_when_it_is_handed_in_again() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    let reviewer = desk.regulator(Who::Reviewer).await;
    let id = desk.waiting().await.remove(0);
    assert!(approval::send_back(app.core(), &reviewer, &id, " ").await.is_err());
    approval::send_back(app.core(), &reviewer, &id, "违法事实写得太简略").await.unwrap();
    assert_eq!(app.decision(NUMBER).await.state, Publication::Returned);
    assert!(desk.waiting().await.is_empty());
    app.import(&[Penalty::new(NUMBER).with("CF_SY", "改写后的违法事实")]).await;
    assert_eq!(app.decision(NUMBER).await.state, Publication::Pending);
    assert_eq!(desk.waiting().await.len(), 1);
}
