//! Rows that were kept back: shown, corrected, tried again, given up; the row as sent is never lost.

use domain::publication::Publication;
use server::import::Outcome;
use server::import::work_list::{self, Deed};
use server::store::work_list as store;
use tests::records::{COMPANY, DECIDED_ON};
use tests::{Entity, Penalty, TestApp};

use crate::world::{TODAY, furnished};

const NUMBER: &str = "云示监罚〔2026〕1号";

/// Batch and line of the rows that wait.
async fn waiting(app: &TestApp) -> Vec<(String, i64)> {
    let mut tx = app.tx().await;
    let rows = store::waiting(&mut tx, None, ("", 0), 100).await.unwrap();
    rows.into_iter().map(|row| (row.batch_id, row.line)).collect()
}

async fn work(app: &TestApp, place: &(String, i64), deed: Deed) -> Option<Outcome> {
    let ended = work_list::work(app.core(), (&place.0, place.1), &deed, "示例经办人", Some("核对原件")).await;
    app.turn().await;
    ended.unwrap().map(|(outcome, _)| outcome)
}

async fn is_public(app: &TestApp) -> bool {
    for row in app.decisions(NUMBER).await {
        if app.get(&format!("/decisions/{}", row.public_id)).await.status == 200 {
            return true;
        }
    }
    false
}

fn set(column: &str, value: &str) -> Deed {
    Deed::Fix(vec![(column.to_owned(), value.to_owned())])
}

#[tokio::test]
async fn an_incomplete_row_is_completed_and_its_decision_goes_public_as_received_now() {
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER).with("CF_JDRQ", "")]).await;
    assert!(!is_public(&app).await);
    let place = waiting(&app).await.remove(0);
    app.travel_to("2026-11-25");
    assert_eq!(work(&app, &place, set("CF_JDRQ", DECIDED_ON)).await, Some(Outcome::Accepted));
    assert!(is_public(&app).await && waiting(&app).await.is_empty());

    let shown: Vec<_> =
        app.decisions(NUMBER).await.into_iter().filter(|row| row.state == Publication::Published).collect();
    assert_eq!(shown.len(), 1);
    assert_eq!(domain::calendar::beijing_date(shown[0].received_at).to_string(), "2026-11-25");
    assert!(
        app.decisions(NUMBER).await.iter().all(|row| row.state != Publication::Incomplete),
        "none is left behind"
    );
}

#[tokio::test]
async fn a_quarantined_row_is_kept_as_sent_and_each_correction_is_a_version() {
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER).with("CF_JDRQ", "二〇二六年十三月")]).await;
    let place = waiting(&app).await.remove(0);
    let sent = work_list::load(app.core(), &place.0, place.1).await.unwrap();
    assert!(sent.raw.contains("二〇二六年十三月"));

    let outcome = work(&app, &place, set("CF_JDRQ", "2026-13-01")).await.unwrap();
    assert!(matches!(outcome, Outcome::Quarantined | Outcome::Incomplete), "{outcome:?}");
    assert_eq!(waiting(&app).await.as_slice(), std::slice::from_ref(&place));
    work(&app, &place, set("处罚决定日期", DECIDED_ON)).await;
    assert!(is_public(&app).await, "a column is also known by its caption");

    let row = work_list::load(app.core(), &place.0, place.1).await.unwrap();
    assert_eq!(row.raw, sent.raw);
    assert_eq!(row.versions.iter().map(|version| version.version).collect::<Vec<_>>(), [1, 2]);
    let again = work_list::work(app.core(), (&place.0, place.1), &Deed::Retry, "示例经办人", None).await;
    assert!(again.is_err(), "what was taken in is no longer on the list");
}

#[tokio::test]
async fn an_ending_that_came_before_its_decision_is_tried_again() {
    let app = furnished(TODAY).await;
    let penalty = Penalty::new(NUMBER);
    app.import(&[penalty.ending("撤回")]).await;
    let place = waiting(&app).await.remove(0);
    app.import(&[penalty]).await;
    assert!(is_public(&app).await);
    assert_eq!(work(&app, &place, Deed::Retry).await, Some(Outcome::Accepted));
    assert!(!is_public(&app).await && waiting(&app).await.is_empty());
}

#[tokio::test]
async fn a_row_tried_again_that_still_lacks_a_field_stays_on_the_list_and_in_the_record() {
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER).with("CF_JDRQ", "")]).await;
    let place = waiting(&app).await.remove(0);
    for deed in [Deed::Retry, set("CF_NR", "罚款人民币2000元")] {
        app.travel_to("2026-11-25");
        assert_eq!(work(&app, &place, deed).await, Some(Outcome::Incomplete));
        assert_eq!(waiting(&app).await.as_slice(), std::slice::from_ref(&place));
        assert_eq!(app.decision(NUMBER).await.state, Publication::Incomplete);
    }
}

#[tokio::test]
async fn a_dropped_row_leaves_the_list_and_is_kept() {
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER).with("CF_JDRQ", "")]).await;
    let place = waiting(&app).await.remove(0);
    assert_eq!(work(&app, &place, Deed::Drop).await, None);
    assert!(waiting(&app).await.is_empty());
    let row = work_list::load(app.core(), &place.0, place.1).await.unwrap();
    assert!(row.raw.contains(NUMBER) && row.raw.contains(COMPANY));
    assert_eq!(row.versions[0].note.as_deref(), Some("核对原件"));
}

#[tokio::test]
async fn a_column_that_the_file_does_not_have_is_named_with_those_that_it_has() {
    let app = furnished(TODAY).await;
    app.import(&[Entity::new("", 9)]).await;
    let place = waiting(&app).await.remove(0);
    let deed = set("没有这一列", "值");
    let refused = work_list::work(app.core(), (&place.0, place.1), &deed, "示例经办人", None).await;
    let text = refused.unwrap_err().to_string();
    assert!(text.contains("没有这一列") && text.contains("统一社会信用代码"), "{text}");
}
