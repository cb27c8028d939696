//! Who objected is forgotten.

use server::store::audit;
use tests::{Desk, TestApp, Who};

use super::{Form, NAME, PDF, Receipt, step, with_penalty};
use crate::world::{TODAY, furnished};

/// The cipher of the statement and of a file's name, and the bytes of the file: what of an objection lies in the store.
async fn canaries(app: &TestApp, id: &str) -> (Vec<String>, Vec<std::path::PathBuf>) {
    let mut tx = app.tx().await;
    let sql = "select o.content, o.answer, a.name, a.id from objection o
                 join objection_attachment a on a.objection_id = o.id where o.id = $1";
    let (content, answer, name, file): (String, Option<String>, String, String) =
        tx.query(sql).bind(id.to_owned()).one().await.unwrap();
    let ciphers = [Some(content), answer, Some(name)].into_iter().flatten().filter(|text| !text.is_empty());
    (ciphers.collect(), vec![app.data_folder().join("attachments").join(file)])
}

async fn turn_on(app: &TestApp, day: &str) {
    app.travel_to(day);
    app.turn().await;
}

/// An objection with a file, accepted and answered by its source.
async fn told(app: &TestApp, desk: Desk<'_>, record: &str, answered: &str) -> (Receipt, String) {
    let receipt = Form::open(app, record).await.file("决定书.pdf", PDF).receipt(app).await;
    let id = receipt.id(app).await;
    step(desk, &id, "accept", &[]).await;
    step(desk, &id, "forward", &[]).await;
    step(desk, &id, "answer", &[("answer", answered)]).await;
    (receipt, id)
}

#[tokio::test]
async fn who_objected_is_erased_a_year_after_the_end_and_the_outcome_stays() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let form = app.get(&format!("/objections/new?record={record}")).await.words("main");
    assert!(form.contains("满 12 个月后，以上内容自动删除"), "{form}");
    let (receipt, id) = told(&app, desk, &record, "来源单位称无误").await;
    let (_, open) = told(&app, desk, &record, "来源单位仍在核查").await;
    step(desk, &id, "close", &[("outcome", "upheld"), ("close", "公示的金额与决定书一致。")]).await;
    let (ciphers, files) = canaries(&app, &id).await;
    assert_eq!((ciphers.len(), files[0].exists()), (3, true));

    turn_on(&app, "2027-11-23").await;
    desk.sign_in_all().await;
    let case = format!("/desk/objections/{id}");
    assert!(desk.get(Who::Head, &case).await.words("main").contains(NAME), "to the end of the last day");
    for cipher in &ciphers {
        assert_ne!(app.files_with(cipher).await, Vec::<String>::new(), "the canary should be there first");
    }

    turn_on(&app, "2027-11-24").await;
    desk.sign_in_all().await;
    for text in ciphers.iter().map(String::as_str).chain(["公示的金额与决定书一致"]) {
        assert_eq!(app.files_with(text).await, Vec::<String>::new());
    }
    assert!(!files[0].exists());
    let shown = desk.get(Who::Head, &case).await;
    assert!(shown.status == 200 && shown.words("main").contains("保存期满"), "{}", shown.words("main"));
    assert!(!shown.text.contains(NAME));
    assert_eq!(desk.get(Who::Head, &format!("{case}/attachments/1")).await.status, 404);
    let status = receipt.status(&app).await.words("main");
    for part in [receipt.number.as_str(), "已办结", "维持", "保存期满"] {
        assert!(status.contains(part), "{part}: {status}");
    }
    let mut tx = app.tx().await;
    let sql = "select ground, outcome, (select size from objection_attachment a where a.objection_id = o.id)
                 from objection o where id = $1";
    let kept: (String, String, i64) = tx.query(sql).bind(id.clone()).one().await.unwrap();
    assert_eq!(kept, ("wrong".to_owned(), "upheld".to_owned(), i64::try_from(PDF.len()).unwrap()));
    let trail = audit::of_record(&mut tx, &id).await.unwrap();
    assert_eq!(trail.iter().filter(|deed| deed.action == "objection-erased").count(), 1);
    drop(tx);
    let (_, files) = canaries(&app, &open).await;
    assert!(files[0].exists(), "what is open is kept");
    assert!(desk.get(Who::Head, &format!("/desk/objections/{open}")).await.words("main").contains(NAME));
}

#[tokio::test]
async fn an_erasure_that_a_crash_cut_off_is_finished_and_one_of_before_the_column_keeps_its_ground() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let receipt = Form::open(&app, &record).await.file("决定书.pdf", PDF).receipt(&app).await;
    let id = receipt.id(&app).await;
    step(desk, &id, "decline", &[("decline", "不属于异议范围。")]).await;
    let mut tx = app.core().db.write().await.unwrap();
    tx.query("update objection set ground = null").execute().await.unwrap();
    tx.commit().await.unwrap();
    let (_, files) = canaries(&app, &id).await;
    // A folder in the file's place cannot be removed as a file: the erasure stops after the row was emptied.
    let bytes = std::fs::read(&files[0]).unwrap();
    std::fs::remove_file(&files[0]).unwrap();
    std::fs::create_dir(&files[0]).unwrap();
    turn_on(&app, "2027-11-24").await;
    std::fs::remove_dir(&files[0]).unwrap();
    std::fs::write(&files[0], bytes).unwrap();
    let grounds = async || {
        let mut tx = app.tx().await;
        let sql = "select ground, case when erased_at is null then 'no' else 'yes' end from objection";
        let row: (Option<String>, String) = tx.query(sql).one().await.unwrap();
        row
    };
    assert_eq!(grounds().await, (Some("wrong".to_owned()), "no".to_owned()));
    turn_on(&app, "2027-11-25").await;
    assert_eq!(grounds().await, (Some("wrong".to_owned()), "yes".to_owned()));
    assert!(!files[0].exists());
    assert!(receipt.status(&app).await.words("main").contains("不予受理"));
}
