//! From a file to a page: what is published, corrected and joined.

use domain::publication::Publication;
use server::import::Kind;
use tests::records::{AUTHORITY, COMPANY, code};
use tests::{Authority, Entity, Licence, Penalty, TestApp, csv};

use crate::world::{TODAY, everything_public, furnished};

const NUMBER: &str = "云示监罚〔2026〕1号";

#[tokio::test]
async fn a_penalty_file_becomes_a_public_page_with_its_deadline() {
    let app = furnished(TODAY).await;
    let imported = app.import(&[Penalty::new(NUMBER)]).await;
    assert_eq!(
        imported.counts().to_string(),
        "accepted 1, warned 0, duplicate 0, incomplete 0, quarantined 0"
    );

    let path = app.decision_path(NUMBER).await;
    let page = app.get(&path).await;
    assert_eq!((page.status, page.words("h1")), (200, NUMBER.to_owned()));
    let words = page.words("main");
    for part in [COMPANY, AUTHORITY, "罚款 2,000 元", "第 7 个工作日是 2026年12月1日 24 时", "0690-5550131"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    let json = app.get(&format!("/api/v1{path}")).await.json();
    assert_eq!(json["clock"]["due_on"], "2026-12-01");
    assert_eq!(json["clock"]["provisional"], false);
    assert_eq!(json["clock"]["timeliness"]["result"], "on-time");
    assert_eq!(json["clock"]["timeliness"]["working_days"], 1);
    assert_eq!(json["summary"]["parties"][0]["name"], COMPANY);
    let profile = app.get(&format!("/entities/{}", app.entity_id(COMPANY).await)).await;
    assert!(profile.words("main").contains(NUMBER));
}

#[tokio::test]
async fn a_licence_file_becomes_a_public_page_with_its_term() {
    let app = furnished(TODAY).await;
    app.import(&[
        Licence::new("云示监许〔2026〕1号"),
        Licence::new("云示监许〔2026〕2号").with("XK_YXQZI", "2099/12/31"),
    ])
    .await;
    let words = app.get(&app.decision_path("云示监许〔2026〕1号").await).await.words("main");
    assert!(words.contains("2031-11-19") || words.contains("2031年11月19日"), "{words}");
    let long = app.get(&app.decision_path("云示监许〔2026〕2号").await).await.words("main");
    assert!(long.contains("长期") && !long.contains("2099"), "{long}");
}

#[tokio::test]
async fn trap_05_a_swapped_term_is_quarantined_and_not_guessed() {
    let app = furnished(TODAY).await;
    let licence =
        Licence::new("云示监许〔2026〕1号").with("XK_YXQZ", "2031-11-19").with("XK_YXQZI", "2026-11-20");
    let imported = app.import(&[licence]).await;
    assert_eq!((imported.counts().quarantined, imported.codes()), (1, vec!["term-reversed"]));
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let app = furnished(TODAY).await;
    let penalties = [Penalty::new(NUMBER), Penalty::new("云示监罚〔2026〕2号")];
    app.import(&penalties).await;
    app.import(&[Licence::new("云示监许〔2026〕1号")]).await;
    let (number, page) = (app.ledger_number().await, app.get(&app.decision_path(NUMBER).await).await.text);

    app.travel_to("2026-11-24");
    assert_eq!(app.import(&penalties).await.counts().duplicate, 2);
    assert_eq!(app.import(&[Licence::new("云示监许〔2026〕1号")]).await.counts().duplicate, 1);
    assert_eq!(app.import(&[Entity::company()]).await.counts().duplicate, 1);
    assert_eq!(app.import(&[Authority::usual()]).await.counts().duplicate, 1);
    assert_eq!(app.ledger_number().await, number);

    app.travel_to(TODAY);
    assert_eq!(app.get(&app.decision_path(NUMBER).await).await.text, page);
}

#[tokio::test]
async fn a_row_twice_in_one_file_is_one_record() {
    let app = furnished(TODAY).await;
    let counts = app.import(&[Penalty::new(NUMBER), Penalty::new(NUMBER)]).await.counts();
    assert_eq!((counts.accepted, counts.duplicate), (1, 1));
    assert_eq!(app.decisions(NUMBER).await.len(), 1);
}

#[tokio::test]
async fn trap_32_document_numbers_are_matched_in_any_brackets_and_shown_as_they_were_sent() {
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    for spelling in ["云示监罚[2026]1号", "云示监罚（２０２６）１号", "云示监罚 〔 2026 〕 1 号"]
    {
        app.import(&[Penalty::new(spelling)]).await;
        assert!(app.decisions(spelling).await.is_empty(), "{spelling}");
    }
    assert_eq!(app.get(&app.decision_path(NUMBER).await).await.words("h1"), NUMBER);
}

#[tokio::test]
async fn a_corrected_row_is_a_new_version_whose_history_names_the_field_and_the_day_and_never_the_old_value()
{
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER).with("CF_SY", "当事人误写之旧事实")]).await;
    app.travel_to("2026-11-25");
    let imported = app.import(&[Penalty::new(NUMBER).with("CF_SY", "当事人更正之新事实")]).await;
    assert_eq!(imported.counts().accepted, 1);

    let path = app.decision_path(NUMBER).await;
    let json = app.get(&format!("/api/v1{path}")).await.json();
    assert_eq!(json["version"], 2);
    assert_eq!(json["corrections"][0]["corrected_on"], "2026-11-25");
    assert_eq!(json["corrections"][0]["fields"][0], "违法事实");
    assert_eq!(json["clock"]["timeliness"]["working_days"], 1, "the first publication counts");
    let words = app.get(&path).await.words("main");
    assert!(words.contains("当事人更正之新事实") && words.contains("2026-11-25"), "{words}");
    let public = everything_public(&app, &["误写之旧事实"]).await;
    assert!(!public.contains("误写之旧事实"), "{public}");
    assert!(
        app.tx()
            .await
            .query("select number from ledger where action = 'corrected'")
            .one::<(i64,)>()
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn trap_12_the_record_of_each_party_names_all_parties_of_its_document() {
    let app = furnished(TODAY).await;
    let second = Entity::new("秦岭示例松岚商贸有限公司", 2);
    app.import(std::slice::from_ref(&second)).await;
    let counts = app.import(&[Penalty::new(NUMBER), Penalty::new(NUMBER).party(&second)]).await.counts();
    assert_eq!(counts.accepted, 2);

    let rows = app.decisions(NUMBER).await;
    let json = app.get(&format!("/api/v1/decisions/{}", rows[0].public_id)).await.json();
    let names: Vec<&str> = json["summary"]["parties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|party| party["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, [COMPANY, second.name()]);
    for name in names {
        let id = app.entity_id(name).await;
        let list = app.get(&format!("/api/v1/entities/{id}/decisions")).await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn trap_12_parties_with_different_penalties_under_one_number_are_decisions_of_their_own() {
    let app = furnished(TODAY).await;
    let second = Entity::new("秦岭示例松岚商贸有限公司", 2);
    app.import(std::slice::from_ref(&second)).await;
    let other = Penalty::new(NUMBER).party(&second).with("CF_NR", "罚款人民币5000元").with("CF_NR_FK", "0.5");
    app.import(&[Penalty::new(NUMBER), other]).await;
    let fines: Vec<Option<i64>> = app.decisions(NUMBER).await.iter().map(|row| row.fine_fen).collect();
    assert_eq!(fines, [Some(200_000), Some(500_000)]);
}

#[tokio::test]
async fn a_late_publication_says_by_how_many_working_days() {
    let app = furnished("2026-12-03").await;
    app.import(&[Penalty::new(NUMBER)]).await;
    let path = app.decision_path(NUMBER).await;
    let json = app.get(&format!("/api/v1{path}")).await.json();
    assert_eq!(json["clock"]["timeliness"]["result"], "late");
    assert_eq!(json["clock"]["timeliness"]["by_working_days"], 2);
    assert!(app.get(&path).await.words("main").contains("逾"));
}

#[tokio::test]
async fn trap_30_the_deadline_ends_at_midnight_in_beijing() {
    for (moment, result) in [("2026-02-25 23:59:59", "on-time"), ("2026-02-26 00:30:00", "late")] {
        let app = furnished("2026-02-24").await;
        app.travel_to_moment(moment);
        app.import(&[Penalty::new(NUMBER).decided_on("2026-02-09")]).await;
        let path = app.decision_path(NUMBER).await;
        let json = app.get(&format!("/api/v1{path}")).await.json();
        assert_eq!(json["clock"]["due_on"], "2026-02-25");
        assert_eq!(json["clock"]["timeliness"]["result"], result, "{moment}");
    }
}

#[tokio::test]
async fn trap_28_a_decision_under_an_old_name_belongs_to_the_authority_of_today() {
    let app = TestApp::on(TODAY).await;
    app.import(&[Authority::usual().with("曾用名", "云川市示例工商局(2009-01-01~2019-03-31)")]).await;
    app.import(&[Entity::company()]).await;
    app.import(&[Penalty::new(NUMBER).with("CF_CFJG", "云川市示例工商局").with("CF_CFJGDM", "")]).await;
    app.import(&[Penalty::new("云示监罚〔2026〕2号").with("CF_CFJG", "云川市示例工商局")]).await;
    let json = app.get(&format!("/api/v1{}", app.decision_path("云示监罚〔2026〕2号").await)).await.json();
    assert_eq!(json["summary"]["authority_name"], "云川市示例工商局");
    assert_eq!(json["authority"]["name"], AUTHORITY);
    assert_eq!(
        app.decision(NUMBER).await.state,
        Publication::Incomplete,
        "the code of the authority is legally needed"
    );
}

#[tokio::test]
async fn unknown_columns_are_listed_and_not_fatal() {
    let app = furnished(TODAY).await;
    let imported = app.import(&[Penalty::new(NUMBER).with("办案人员", "某某")]).await;
    assert_eq!(
        (imported.counts().accepted, imported.report.unknown_columns),
        (1, vec!["办案人员".to_owned()])
    );
}

#[tokio::test]
async fn a_file_of_another_kind_is_one_clear_error_and_changes_nothing() {
    let app = furnished(TODAY).await;
    let number = app.ledger_number().await;
    let penalties = csv(&[Penalty::new(NUMBER)]);
    let entities = csv(&[Entity::company()]);
    for (kind, text) in [
        (Kind::Licences, &penalties),
        (Kind::Entities, &penalties),
        (Kind::Penalties, &entities),
        (Kind::Endings, &entities),
    ] {
        let error = app.import_file(kind, "file.csv", text.as_bytes()).await.unwrap_err();
        assert!(error.to_string().contains("表头"), "{error}");
    }
    let html = "<html><body><table><tr><td>名称</td></tr></table></body></html>";
    for name in ["file.xlsx", "file.csv"] {
        assert!(app.import_file(Kind::Entities, name, html.as_bytes()).await.is_err(), "{name}");
    }
    let python = "[{'名称': '某公司', '统一社会信用代码': None}]";
    assert!(app.import_file(Kind::Entities, "file.json", python.as_bytes()).await.is_err());
    assert_eq!(app.ledger_number().await, number);
    let mut tx = app.tx().await;
    let (count,): (i64,) =
        tx.query("select count(*) from import_batch where state <> 'done'").one().await.unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn an_incomplete_row_is_findable_inside_and_never_public_or_counted() {
    let app = furnished(TODAY).await;
    let imported = app.import(&[Penalty::new(NUMBER).with("CF_YJ", "")]).await;
    assert_eq!((imported.counts().incomplete, imported.codes()), (1, vec!["field-missing"]));
    assert_eq!(app.decision(NUMBER).await.state, Publication::Incomplete);
    assert_eq!(app.get(&app.decision_path(NUMBER).await).await.status, 404);

    app.travel_to("2026-12-10");
    let figures = &app.get("/api/v1/agencies?month=2026-11").await.json()["total"];
    assert_eq!((figures["valid"].as_i64(), figures["overdue"].as_i64()), (Some(0), Some(0)));

    app.import(&[Penalty::new(NUMBER)]).await;
    assert_eq!(app.get(&app.decision_path(NUMBER).await).await.status, 200, "completed, it goes public");
}

#[tokio::test]
async fn every_penalty_records_its_findings_with_name_and_time() {
    let app = furnished(TODAY).await;
    let bare =
        Penalty::new("云示监罚〔2026〕2号").with("CX_SHYX", "").with("CX_SHYXR", "").with("CX_SHYXSJ", "");
    app.import(&[Penalty::new(NUMBER), bare.with("CX_BMSC", "").with("CX_BMSCR", "").with("CX_BMSCSJ", "")])
        .await;
    let said = app.decision(NUMBER).await;
    assert_eq!(
        (said.social_impact.as_deref(), said.social_impact_by.as_deref()),
        (Some("yes"), Some("示例科室"))
    );
    let silent = app.decision("云示监罚〔2026〕2号").await;
    assert_eq!(silent.social_impact.as_deref(), Some("by-submission"));
    assert_eq!(silent.social_impact_by.as_deref(), Some(AUTHORITY));
    assert_eq!(silent.secrecy_review_by.as_deref(), Some(AUTHORITY));
    assert!(silent.social_impact_at.is_some() && silent.secrecy_review_at.is_some());
}

#[tokio::test]
async fn every_row_says_from_which_file_and_line_it_came_and_every_version_has_a_random_seed() {
    let app = furnished(TODAY).await;
    let imported = app.import(&[Penalty::new(NUMBER), Penalty::new("云示监罚〔2026〕2号")]).await;
    let row = app.decision("云示监罚〔2026〕2号").await;
    assert_eq!((row.batch_id, row.line), (Some(imported.report.batch), Some(3)));
    let mut tx = app.tx().await;
    let seeds: Vec<(i64, String)> =
        tx.query("select number, seed from ledger order by number").all().await.unwrap();
    assert_eq!(seeds.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2, 3, 4], "without a gap");
    let different: std::collections::HashSet<&String> = seeds.iter().map(|(_, seed)| seed).collect();
    assert!(different.len() == 4 && seeds.iter().all(|(_, seed)| seed.len() == 64));
    let (checksum,): (String,) =
        tx.query("select checksum from import_batch where kind = 'penalties'").one().await.unwrap();
    assert_eq!(checksum.len(), 64);
}

#[tokio::test]
async fn the_time_of_receipt_is_our_own_and_no_file_can_set_it() {
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER)
        .with("CX_SDSJ", "2026-11-20 09:00:00")
        .with("CX_GSSJ", "2026-11-20 10:00:00")])
        .await;
    let row = app.decision(NUMBER).await;
    assert_eq!(row.received_at, app.core().clock.now());
    assert_eq!(row.published_at, Some(app.core().clock.now()));
    assert!(!row.taken_over);
    assert_eq!(code("11", 1), "11690102MA0000001H");
}

#[tokio::test]
async fn trap_12_a_correction_of_one_party_leaves_the_other_as_it_was() {
    let app = furnished(TODAY).await;
    let second = Entity::new("秦岭示例松岚商贸有限公司", 2);
    app.import(std::slice::from_ref(&second)).await;
    let (first, other) = (Penalty::new(NUMBER), Penalty::new(NUMBER).party(&second));
    app.import(&[first.clone(), other.clone()]).await;
    let corrected = [first.with("CF_NR", "罚款人民币8000元").with("CF_NR_FK", "0.8"), other];
    app.import(&corrected).await;
    for (name, fine) in [(COMPANY, 800_000), (second.name(), 200_000)] {
        let id = app.entity_id(name).await;
        let list = app.get(&format!("/api/v1/entities/{id}/decisions")).await.json();
        assert_eq!(list["items"][0]["fine_fen"], fine, "{name}: {list}");
    }
    let number = app.ledger_number().await;
    app.import(&corrected).await;
    assert_eq!(app.ledger_number().await, number, "the same file twice changes nothing");
}

#[tokio::test]
async fn trap_12_a_correction_of_all_parties_is_a_new_version_of_each() {
    let app = furnished(TODAY).await;
    let second = Entity::new("秦岭示例松岚商贸有限公司", 2);
    app.import(std::slice::from_ref(&second)).await;
    let rows = [Penalty::new(NUMBER), Penalty::new(NUMBER).party(&second)];
    app.import(&rows).await;
    app.import(&rows.map(|row| row.with("CF_NR", "罚款人民币8000元").with("CF_NR_FK", "0.8"))).await;
    let rows = app.decisions(NUMBER).await;
    let versions: Vec<_> = rows.iter().map(|row| (row.version, row.fine_fen)).collect();
    assert_eq!(versions, [(2, Some(800_000)), (2, Some(800_000))]);
}
