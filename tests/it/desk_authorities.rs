//! Authorities, kept by the platform administrator.

use server::store::audit;
use tests::records::{AUTHORITY, code};
use tests::{Desk, Penalty, Who};

use crate::world::{TODAY, furnished};

const RENAMED: &str = "云阳市示例市场监督管理局";

#[tokio::test]
async fn a_renamed_authority_is_still_found_by_the_name_on_old_documents() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let id = app.authority_id(AUTHORITY).await;
    let page = format!("/desk/authorities/{id}");
    let form = desk.get(Who::Administrator, &page).await;
    let value = |name: &str| form.attributes(&format!("#{name}"), "value").remove(0);
    let known = value("code");
    let fields =
        [("name", RENAMED), ("code", known.as_str()), ("telephone", "029-00000000"), ("penalties", "是")];
    assert_eq!(desk.post(Who::Administrator, &page, &fields).await.status, 303);
    app.turn().await;
    let public = app.get(&format!("/agencies/{id}")).await.words("main");
    assert!(public.contains(RENAMED) && public.contains("029-00000000"), "{public}");
    assert!(desk.get(Who::Administrator, &page).await.words("main").contains(AUTHORITY), "the former name");
    app.import(&[Penalty::new("云示监罚〔2026〕1号")]).await;
    let row = app.decision("云示监罚〔2026〕1号").await;
    assert_eq!(row.authority_id.as_deref(), Some(&*desk.authority_id(RENAMED).await));
    let mut tx = app.tx().await;
    let deeds = audit::of_record(&mut tx, row.authority_id.as_deref().unwrap()).await.unwrap();
    assert!(deeds.iter().any(|deed| deed.action == "authority-changed"));
}

#[tokio::test]
async fn a_new_authority_is_checked_as_in_a_file_and_nothing_typed_is_lost() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let new = "/desk/authorities/new";
    let right = code("11", 7);
    let wrong = format!("{}{}", &right[..17], if right.ends_with('0') { '1' } else { '0' });
    let fields = [("name", "渭原市示例交通局"), ("code", wrong.as_str()), ("licences", "是")];
    let answer = desk.post(Who::Administrator, new, &fields).await;
    assert_eq!(answer.status, 422);
    assert!(answer.words("#code-fault").contains("校验码不正确"), "{}", answer.words("main"));
    assert_eq!(answer.attributes("#name", "value").remove(0), "渭原市示例交通局");

    let fields = [("name", "渭原市示例交通局"), ("code", right.as_str()), ("licences", "是")];
    assert_eq!(desk.post(Who::Administrator, new, &fields).await.status, 303);
    let found = desk.get(Who::Administrator, "/desk/authorities?q=交通").await.words("main");
    assert!(found.contains("列出 1 个") && found.contains("许可"), "{found}");
    let again = desk.post(Who::Administrator, new, &fields).await;
    assert!(again.words("main").contains("已有这个机关：渭原市示例交通局"));
}

#[tokio::test]
async fn the_code_of_an_authority_does_not_change_in_a_form() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let page = format!("/desk/authorities/{}", app.authority_id(AUTHORITY).await);
    let other = code("11", 8);
    let fields = [("name", AUTHORITY), ("code", other.as_str())];
    let answer = desk.post(Who::Administrator, &page, &fields).await;
    assert!(answer.words("#code-fault").contains("代码是机关的标识，不能改动"), "{}", answer.words("main"));
}
