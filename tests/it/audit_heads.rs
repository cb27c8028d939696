//! Ends of the audit trail that are noted outside the data base.

use server::actions::remind::Post;
use server::jobs::duties;
use server::store::audit::{self, Deed, Verdict};
use tests::{Desk, TestApp, Who};

use crate::world::{TODAY, furnished};

const NO_MAIL: Post<'_> = Post { mailer: None, base_url: "https://chengxin.example" };

async fn note(app: &TestApp, count: i64) {
    let core = app.core();
    let mut tx = core.db.write().await.unwrap();
    for _ in 0..count {
        let deed = Deed { action: "story", record_id: "story", done_by: "story", ..Deed::default() };
        audit::add(&mut tx, deed, core.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    duties::turn(core, NO_MAIL).await.unwrap();
}

async fn verdict(app: &TestApp) -> Verdict {
    let noted: Vec<(i64, String)> =
        app.core().audit_heads.read().unwrap().into_iter().map(|head| (head.number, head.hash)).collect();
    audit::verify(&mut app.tx().await, &noted).await.unwrap()
}

async fn damage(app: &TestApp, sql: &str) {
    let mut tx = app.core().db.write().await.unwrap();
    tx.query(sql).execute().await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn entries_that_are_cut_off_at_the_end_are_missed() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    note(&app, 3).await;
    let Verdict::Whole { entries, .. } = verdict(&app).await else { panic!("whole") };
    note(&app, 2).await;
    duties::turn(app.core(), NO_MAIL).await.unwrap();
    assert_eq!(app.core().audit_heads.read().unwrap().len(), 2, "an end is noted once");
    damage(&app, &format!("delete from audit_entry where number > {entries}")).await;
    assert_eq!(verdict(&app).await, Verdict::CutOff { entries, number: entries + 2 });
    let page = desk.get(Who::Auditor, "/desk/audit?verify=1").await.words(".notice-red");
    assert!(page.contains("末尾有记录缺失"), "{page}");
}

#[tokio::test]
async fn a_trail_that_is_written_anew_is_not_the_one_that_was_noted() {
    let app = furnished(TODAY).await;
    Desk::open(&app).await;
    note(&app, 3).await;
    let Verdict::Whole { entries, .. } = verdict(&app).await else { panic!("whole") };
    damage(&app, "delete from audit_entry").await;
    app.travel_to("2026-11-25");
    let core = app.core();
    let mut tx = core.db.write().await.unwrap();
    for _ in 0..entries {
        let deed = Deed { action: "story", record_id: "other", done_by: "story", ..Deed::default() };
        audit::add(&mut tx, deed, core.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(verdict(&app).await, Verdict::Rewritten { number: entries });
}
