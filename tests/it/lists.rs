//! Lists and the other kinds of information of the catalogue: mirrored, never decided here, and gone when their
//! source says so.

use server::import::{ImportError, Kind, Request, Scope};
use server::store::{entry, ledger};
use std::path::PathBuf;
use tests::records::{AUTHORITY, COMPANY, code, resident_id};
use tests::{Entity, Imported, TestApp};

use crate::world::{TODAY, encoded, furnished};

const ABNORMAL: &str = "名称,统一社会信用代码,列入原因代码,列入原因,列入日期,作出决定机关（列入）,移出原因,移出日期,作出决定机关（移出）\n";

fn kind(code: &str) -> Kind {
    Kind::from_code(code).unwrap()
}

fn row(entity: &Entity, listed_on: &str, removal: &str) -> String {
    let removal = if removal.is_empty() { ",,".to_owned() } else { removal.to_owned() };
    format!("{},{},1,未按时年报,{listed_on},{AUTHORITY},{removal}\n", entity.name(), entity.code())
}

async fn import(app: &TestApp, item: &str, rows: &str) -> Imported {
    app.import_file(kind(item), "list.csv", rows.as_bytes()).await.unwrap()
}

async fn sync(app: &TestApp, rows: &str, most_ended_percent: u8) -> Result<Imported, ImportError> {
    let scope = Scope::Full { most_ended_percent };
    let request = Request { scope, ..Request::new(kind("abnormal-operation"), PathBuf::new()) };
    app.import_as(request, "list.csv", rows.as_bytes()).await
}

/// Public identifiers of the list's entries, newest first.
async fn ids(app: &TestApp, item: &str) -> Vec<String> {
    let answer = app.get(&format!("/api/v1/lists/{item}?limit=100")).await.json();
    answer["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

async fn names(app: &TestApp, item: &str) -> Vec<String> {
    let answer = app.get(&format!("/api/v1/lists/{item}?limit=100")).await.json();
    answer["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

fn firms() -> Vec<Entity> {
    (1..=5).map(|number| Entity::new(&format!("秦岭示例第{number}商贸有限公司"), 100 + number)).collect()
}

fn whole_list(firms: &[Entity]) -> String {
    let rows: String = firms.iter().map(|firm| row(firm, "2026-07-10", "")).collect();
    format!("{ABNORMAL}{rows}")
}

#[tokio::test]
async fn an_entry_stands_on_its_list_on_the_profile_and_on_a_page_of_its_own() {
    let app = furnished(TODAY).await;
    let imported = import(&app, "abnormal-operation", &whole_list(&[Entity::company()])).await;
    assert_eq!(imported.counts().accepted, 1, "{:?}", imported.codes());

    let list = app.get("/lists/abnormal-operation").await;
    assert!(list.status == 200 && list.text.contains(COMPANY) && list.text.contains("未按时年报"));
    let profile = app.get(&format!("/entities/{}", app.entity_id(COMPANY).await)).await;
    assert!(profile.text.contains("经营异常名录") && profile.text.contains("未按时年报"));
    let id = ids(&app, "abnormal-operation").await.remove(0);
    let page = app.get(&format!("/entries/{id}")).await;
    assert!(page.status == 200 && page.text.contains(COMPANY) && page.text.contains("2026-07-10"));
    assert!(app.get("/lists").await.text.contains("经营异常名录"));
    assert_eq!(app.get("/lists/commitment").await.status, 404, "a kind of record is not a list");
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let app = furnished(TODAY).await;
    let file = whole_list(&firms());
    import(&app, "abnormal-operation", &file).await;
    let (before, number) = (ids(&app, "abnormal-operation").await, app.ledger_number().await);
    let again = import(&app, "abnormal-operation", &file).await;
    assert_eq!((again.counts().duplicate, app.ledger_number().await), (5, number));
    assert_eq!(ids(&app, "abnormal-operation").await, before);
}

#[tokio::test]
async fn a_whole_list_ends_what_it_no_longer_holds_without_a_trace() {
    let app = furnished(TODAY).await;
    let firms = firms();
    app.import(&firms).await;
    import(&app, "abnormal-operation", &whole_list(&firms)).await;
    let gone = ids(&app, "abnormal-operation").await;
    sync(&app, &whole_list(&firms[..4]), 20).await.unwrap();
    let stay = ids(&app, "abnormal-operation").await;
    let gone: Vec<&String> = gone.iter().filter(|id| !stay.contains(id)).collect();
    assert_eq!((stay.len(), gone.len()), (4, 1));

    let ended = app.get(&format!("/entries/{}", gone[0])).await;
    let never = app.get(&format!("/entries/{}", "0".repeat(gone[0].len()))).await;
    assert_eq!((ended.status, never.status), (404, 404));
    let profile = app.get(&format!("/entities/{}", app.entity_id(firms[4].name()).await)).await;
    assert!(!profile.text.contains("未按时年报"));
}

#[tokio::test]
async fn a_whole_list_that_would_end_more_than_its_share_changes_nothing() {
    let app = furnished(TODAY).await;
    import(&app, "abnormal-operation", &whole_list(&firms())).await;
    let (before, number) = (ids(&app, "abnormal-operation").await, app.ledger_number().await);
    let refused = sync(&app, &whole_list(&firms()[..1]), 50).await.unwrap_err().to_string();
    assert!(refused.contains("现有 5 条") && refused.contains("将终止 4 条"), "{refused}");
    assert!(refused.contains("秦岭示例第") && refused.contains("50%"), "{refused}");
    assert_eq!((ids(&app, "abnormal-operation").await, app.ledger_number().await), (before, number));
}

#[tokio::test]
async fn a_whole_list_with_unreadable_rows_ends_nothing() {
    let app = furnished(TODAY).await;
    let firms = firms();
    import(&app, "abnormal-operation", &whole_list(&firms)).await;
    let broken = format!("{}{}", whole_list(&firms[..4]), row(&firms[4], "2026-13-40", ""));
    let refused = sync(&app, &broken, 100).await.unwrap_err().to_string();
    assert!(refused.contains("1 行无法识别"), "{refused}");
    assert_eq!(ids(&app, "abnormal-operation").await.len(), 5);
}

#[tokio::test]
async fn what_its_source_lists_again_is_a_new_record_and_the_old_address_stays_gone() {
    let app = furnished(TODAY).await;
    let firms = firms();
    import(&app, "abnormal-operation", &whole_list(&firms)).await;
    let first = ids(&app, "abnormal-operation").await;
    sync(&app, &whole_list(&firms[..4]), 100).await.unwrap();
    sync(&app, &whole_list(&firms), 100).await.unwrap();
    let again = ids(&app, "abnormal-operation").await;
    let old: Vec<&String> = first.iter().filter(|id| !again.contains(id)).collect();
    assert_eq!((again.len(), old.len()), (5, 1));
    assert_eq!(app.get(&format!("/entries/{}", old[0])).await.status, 404);
    let core = app.core();
    server::actions::replay::replay(&core.db, &core.journal, core.clock.now()).await.unwrap();
    assert_eq!(ids(&app, "abnormal-operation").await.len(), 5, "the journal does not end what came back");
}

#[tokio::test]
async fn a_removal_stays_as_history_only_where_the_list_keeps_it() {
    let app = furnished(TODAY).await;
    let company = Entity::company();
    import(&app, "abnormal-operation", &whole_list(std::slice::from_ref(&company))).await;
    let removal = format!("已补报年度报告,2026-09-01,{AUTHORITY}");
    let file = format!("{ABNORMAL}{}", row(&company, "2026-07-10", &removal));
    import(&app, "abnormal-operation", &file).await;
    let list = app.get("/api/v1/lists/abnormal-operation").await.json();
    assert_eq!(list["items"][0]["state"], "removed");
    assert_eq!(list["items"][0]["removal"]["on"], "2026-09-01");
    let page = app.get(&format!("/entries/{}", ids(&app, "abnormal-operation").await[0])).await;
    assert!(page.text.contains("已补报年度报告"));

    let head = "名称,统一社会信用代码,列入原因,列入日期,作出决定机关（列入）,移出原因,移出日期\n";
    let listed = format!("{head}{COMPANY},{},提交虚假材料,2026-03-01,{AUTHORITY},", company.code());
    import(&app, "serious-dishonesty", &format!("{listed},\n")).await;
    assert_eq!(names(&app, "serious-dishonesty").await, [COMPANY]);
    import(&app, "serious-dishonesty", &format!("{listed}已履行,2026-10-01\n")).await;
    assert!(names(&app, "serious-dishonesty").await.is_empty());
}

#[tokio::test]
async fn an_entry_past_its_term_is_shown_nowhere_even_before_the_job_has_run() {
    let app = furnished(TODAY).await;
    let head = "名称,统一社会信用代码,列入原因,列入日期,作出决定机关（列入）\n";
    let file = format!("{head}{COMPANY},{},提交虚假材料,2024-01-10,{AUTHORITY}\n", code("91", 1));
    import(&app, "serious-dishonesty", &file).await;
    let id = ids(&app, "serious-dishonesty").await.remove(0);
    app.travel_to_moment("2027-01-10 23:59:59");
    assert_eq!(app.get(&format!("/entries/{id}")).await.status, 200, "its last day");
    app.travel_to_moment("2027-01-11 00:00:00");
    assert_eq!(app.get(&format!("/entries/{id}")).await.status, 404);
    assert!(ids(&app, "serious-dishonesty").await.is_empty());
    let profile = app.get(&format!("/entities/{}", app.entity_id(COMPANY).await)).await;
    assert!(!profile.text.contains("提交虚假材料"));
}

#[tokio::test]
async fn an_entry_without_a_code_stands_on_its_list_and_in_no_profile_until_a_person_decides() {
    let app = furnished(TODAY).await;
    let file = format!("{ABNORMAL}{COMPANY},,1,未按时年报,2026-07-10,{AUTHORITY},,,\n");
    let imported = import(&app, "abnormal-operation", &file).await;
    assert!(imported.codes().contains(&"subject-unattached"), "{:?}", imported.codes());
    let (entity, id) = (app.entity_id(COMPANY).await, ids(&app, "abnormal-operation").await.remove(0));
    let is_on_profile = async || app.get(&format!("/entities/{entity}")).await.text.contains("未按时年报");
    assert!(!is_on_profile().await);

    hand(&app, &id, Some(&entity)).await;
    assert!(is_on_profile().await);
    hand(&app, &id, None).await;
    assert!(!is_on_profile().await, "what a person decided can be undone");
    let deeds: Vec<(String,)> =
        app.tx().await.query("select action from audit_entry order by number").all().await.unwrap();
    assert_eq!(deeds, [("attach-entry".to_owned(),), ("detach-entry".to_owned(),)]);
}

async fn hand(app: &TestApp, entry: &str, entity: Option<&str>) {
    use server::record::attach;
    let (core, now) = (app.core(), app.core().clock.now());
    let mut tx = core.db.write().await.unwrap();
    let entries = match entity {
        Some(entity) => attach::attach_by_hand(&mut tx, entry, entity, "示例经办人", now).await.unwrap(),
        None => attach::detach_by_hand(&mut tx, entry, "示例经办人", now).await.unwrap(),
    };
    ledger::append(&mut tx, &entries, now).await.unwrap();
    tx.commit().await.unwrap();
    app.turn().await;
}

#[tokio::test]
async fn an_entry_finds_its_entity_when_the_registry_learns_the_code() {
    let app = furnished(TODAY).await;
    let newcomer = Entity::new("秦岭示例新到商贸有限公司", 7);
    import(&app, "abnormal-operation", &whole_list(std::slice::from_ref(&newcomer))).await;
    app.import(std::slice::from_ref(&newcomer)).await;
    let profile = app.get(&format!("/entities/{}", app.entity_id(newcomer.name()).await)).await;
    assert!(profile.text.contains("未按时年报"));
}

#[tokio::test]
async fn a_natural_person_on_a_court_list_is_masked_and_the_number_is_nowhere() {
    let app = furnished(TODAY).await;
    let id = resident_id("1980-01-02", 11);
    let head = "失信被执行人姓名,主体类别,证件类型,证件号码,案号,执行法院,立案时间,发布时间,失信被执行人行为具体情形,被执行人的履行情况,自然人信息公开依据\n";
    let file = format!(
        "{head}甄德民,自然人,身份证,{id},（2026）秦0102执12号,云川市示例人民法院,2026-05-01,2026-06-01,有履行能力而拒不履行生效法律文书确定义务,全部未履行,最高人民法院关于公布失信被执行人名单信息的若干规定\n"
    );
    import(&app, "court-defaulter", &file).await;
    let shown = ids(&app, "court-defaulter").await;
    let mut texts = vec![
        app.get("/lists/court-defaulter").await.text,
        app.get("/api/v1/lists/court-defaulter").await.text,
    ];
    for id in &shown {
        texts.push(app.get(&format!("/entries/{id}")).await.text);
        texts.push(app.get(&format!("/api/v1/entries/{id}")).await.text);
    }
    for text in &texts {
        assert!(!text.contains("甄德民") && !text.contains(&id) && !text.contains(&id[6..14]));
    }
    let (count,): (i64,) = app
        .tx()
        .await
        .query("select count(*) from entry where person_number_cipher is not null")
        .one()
        .await
        .unwrap();
    assert_eq!(count, 1, "kept, encrypted");
}

#[tokio::test]
async fn trap_20_a_court_defaulter_of_situation_1_has_no_term() {
    let app = furnished(TODAY).await;
    let head = "失信被执行人名称,统一社会信用代码,案号,执行法院,立案时间,发布时间,失信被执行人行为具体情形\n";
    let line = |case: &str, situation: &str| {
        format!("{COMPANY},{},{case},云川市示例人民法院,2023-05-01,2023-06-01,{situation}\n", code("91", 1))
    };
    let file = format!(
        "{head}{}{}",
        line("（2023）秦0102执1号", "有履行能力而拒不履行生效法律文书确定义务"),
        line("（2023）秦0102执2号", "违反财产报告制度")
    );
    import(&app, "court-defaulter", &file).await;
    let list = app.get("/api/v1/lists/court-defaulter").await.json();
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "the other's two years were over in 2025");
    assert!(items[0]["number"] == "（2023）秦0102执1号" && items[0]["public_until"].is_null());
}

#[tokio::test]
async fn trap_21_a_sole_trader_is_marked_not_listed() {
    let app = furnished(TODAY).await;
    let trader = Entity::trader("云川市示例便利店", 8);
    app.import(std::slice::from_ref(&trader)).await;
    let head = "名称,统一社会信用代码,标记原因代码,标记原因,标记日期,作出决定机关（标记）\n";
    let file = format!("{head}{},{},3,未按时年报,2026-07-10,{AUTHORITY}\n", trader.name(), trader.code());
    import(&app, "abnormal-mark", &file).await;
    let page = app.get(&format!("/entries/{}", ids(&app, "abnormal-mark").await[0])).await;
    assert!(page.text.contains("标记日期") && !page.text.contains("列入日期"));
    let refused = import(&app, "abnormal-operation", &whole_list(&[trader])).await;
    assert_eq!(refused.counts().accepted, 0, "{:?}", refused.codes());
}

#[tokio::test]
async fn a_list_pages_stably_and_filters_by_name_code_state_and_authority() {
    let app = furnished(TODAY).await;
    import(&app, "abnormal-operation", &whole_list(&firms())).await;
    let mut seen = Vec::new();
    let mut path = "/api/v1/lists/abnormal-operation?limit=2".to_owned();
    loop {
        let page = app.get(&path).await.json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].to_string()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/lists/abnormal-operation?limit=2&cursor={next}");
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 5);
    for (query, count) in [
        ("q=第3商贸", 1),
        (&format!("q={}", code("91", 104)) as &str, 1),
        ("q=没有这家", 0),
        ("state=removed", 0),
        ("state=listed", 5),
        ("authority=示例监管", 5),
        ("authority=别的", 0),
    ] {
        let path = encoded(&format!("/api/v1/lists/abnormal-operation?{query}"));
        let page = app.get(&path).await.json();
        assert_eq!(page["items"].as_array().unwrap().len(), count, "{query}");
    }
    assert_eq!(app.get("/api/v1/lists/abnormal-operation?state=sideways").await.status, 400);
}

#[tokio::test]
async fn a_list_is_downloaded_whole_as_far_as_its_filter_goes_and_is_safe_in_a_spreadsheet() {
    let app = furnished(TODAY).await;
    let hostile = format!("{ABNORMAL}=SUM(A1)示例商贸,,1,未按时年报,2026-07-10,{AUTHORITY},,,\n");
    import(&app, "abnormal-operation", &hostile).await;
    import(&app, "abnormal-operation", &whole_list(&firms())).await;
    let file = app.get("/lists/abnormal-operation.csv").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.text.starts_with('\u{feff}') && file.text.contains("'=SUM(A1)示例商贸"));
    assert_eq!(file.text.lines().count(), 7);
    let filtered = app.get(&encoded("/lists/abnormal-operation.csv?q=第3商贸")).await;
    assert_eq!(filtered.text.lines().count(), 2);
    assert_eq!(app.get("/lists/nothing.csv").await.status, 404);
    assert_eq!(app.get("/lists/abnormal-operation.csv?state=sideways").await.status, 400);
}

#[tokio::test]
async fn an_import_a_whole_list_and_an_expiry_that_race_leave_what_the_newest_file_says() {
    let app = furnished(TODAY).await;
    let firms = firms();
    let head = "名称,统一社会信用代码,列入原因,列入日期,作出决定机关（列入）\n";
    let dishonest = format!("{head}{COMPANY},{},提交虚假材料,2023-11-24,{AUTHORITY}\n", code("91", 1));
    import(&app, "serious-dishonesty", &dishonest).await;
    import(&app, "abnormal-operation", &whole_list(&firms)).await;
    app.travel_to_moment("2026-11-25 00:00:01");
    let (whole, part) = (whole_list(&firms[..4]), whole_list(&firms[..3]));
    let today = app.core().clock.today();
    let now = app.core().clock.now();
    let db = &app.core().db;
    let (synced, imported, expired) = tokio::join!(
        sync(&app, &whole, 100),
        app.import_file(kind("abnormal-operation"), "part.csv", part.as_bytes()),
        server::record::end::expire(db, now, today),
    );
    synced.unwrap();
    imported.unwrap();
    expired.unwrap();
    app.turn().await;
    let mut shown = names(&app, "abnormal-operation").await;
    shown.sort();
    assert_eq!(shown, firms[..4].iter().map(Entity::name).collect::<Vec<_>>());
    assert!(names(&app, "serious-dishonesty").await.is_empty());
    let mut tx = app.tx().await;
    let rows = entry::standing(&mut tx, "abnormal-operation", None).await.unwrap();
    assert_eq!(rows, 4, "the store agrees with the page");
}

#[tokio::test]
async fn a_withdrawn_entry_leaves_everything_and_stays_gone_after_a_restart() {
    let app = furnished(TODAY).await;
    import(&app, "abnormal-operation", &whole_list(&[Entity::company()])).await;
    let id = ids(&app, "abnormal-operation").await.remove(0);
    let core = app.core();
    let done = server::record::end::withdraw(&core.db, &core.journal, &id, "误列", core.clock.now()).await;
    assert!(done.unwrap());
    app.turn().await;
    assert_eq!(app.get(&format!("/entries/{id}")).await.status, 404);
    import(&app, "abnormal-operation", &whole_list(&[Entity::company()])).await;
    assert!(
        ids(&app, "abnormal-operation").await.is_empty(),
        "what was erased does not come back with a file"
    );
}
