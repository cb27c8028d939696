//! The audit trail proves itself.

use server::actions::remind::Post;
use server::audit_heads::{Comparison, compare};
use server::jobs::duties;
use server::store::audit;
use server::store::audit::{Head, Verdict};

use tests::{Desk, TestApp, Who};

use super::{clerk, staffed, wait};

#[tokio::test]
async fn the_audit_trail_proves_itself_and_a_changed_row_is_found() {
    let app = staffed().await;
    clerk(&app).await;
    let verdict = audit::verify(&mut app.tx().await).await.unwrap();
    let Verdict::Whole(Head { entries, hash }) = verdict else { panic!("{verdict:?}") };
    let last = audit::last(&mut app.tx().await).await.unwrap().unwrap();
    assert_eq!((entries, hash), (last.number, last.hash));
    clerk(&app).await;
    for (sql, number) in [
        ("update audit_entry set done_by = 'somebody' where number = 1", 1),
        ("update audit_entry set done_by = 'account-clerk' where number = 1", 0),
        ("delete from audit_entry where number = 1", 2),
    ] {
        let mut tx = app.core().db.write().await.unwrap();
        tx.query(sql).execute().await.unwrap();
        tx.commit().await.unwrap();
        let found = audit::verify(&mut app.tx().await).await.unwrap();
        match number {
            0 => assert!(matches!(found, Verdict::Whole(_)), "{found:?}"),
            number => assert_eq!(found, Verdict::Broken { number }),
        }
    }
}

/// What the server does each minute.
async fn minute(app: &TestApp) {
    let post = Post { mailer: None, base_url: "https://chengxin.example" };
    duties::turn(app.core(), post).await.unwrap();
}

async fn found(app: &TestApp) -> Comparison {
    let kept = app.core().audit_heads.read().unwrap();
    compare(&mut app.tx().await, &kept).await.unwrap()
}

#[tokio::test]
async fn entries_cut_off_at_the_end_are_missed_by_the_kept_head_and_never_forgotten() {
    let app = staffed().await;
    clerk(&app).await;
    minute(&app).await;
    let head = audit::head(&mut app.tx().await).await.unwrap();
    assert_eq!(found(&app).await, Comparison::Fits(1));
    minute(&app).await;
    assert_eq!(app.core().audit_heads.read().unwrap().len(), 1, "one line a day");

    let mut tx = app.core().db.write().await.unwrap();
    tx.query("delete from audit_entry where number = $1").bind(head.entries).execute().await.unwrap();
    tx.commit().await.unwrap();
    assert!(
        matches!(audit::verify(&mut app.tx().await).await.unwrap(), Verdict::Whole(_)),
        "the chain alone is blind"
    );
    assert_eq!(found(&app).await, Comparison::CutOff(head.clone()));
    minute(&app).await;
    assert_eq!(found(&app).await, Comparison::CutOff(head.clone()), "the shorter trail takes no one's place");

    let desk = Desk::of(&app);
    let page = desk.get(Who::Auditor, "/desk/audit?verify=1").await;
    assert!(page.words(".notice-red").contains(&format!("第 {} 号", head.entries)), "{}", page.words("main"));

    // Something else in its place is no better.
    wait(&app, 61);
    clerk(&app).await;
    assert_eq!(found(&app).await, Comparison::Changed(head));
}
