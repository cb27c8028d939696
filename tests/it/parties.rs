//! Who a decision is about: found by code and name together, or settled by a person, never by name alone.

use domain::publication::Publication;
use server::record::settle;
use server::store::{ledger, unresolved};
use tests::records::{COMPANY, code, spoiled};
use tests::{Entity, Penalty, TestApp};

use crate::world::{TODAY, everything_public, furnished, search};

const NUMBER: &str = "云示监罚〔2026〕1号";

async fn waiting(app: &TestApp) -> Vec<String> {
    let mut tx = app.tx().await;
    let parties = unresolved::list(&mut tx, ("", 0), 100).await.unwrap();
    parties.into_iter().map(|party| format!("{} {}", party.document_number, party.name)).collect()
}

async fn is_public(app: &TestApp) -> bool {
    app.get(&app.decision_path(NUMBER).await).await.status == 200
}

#[tokio::test]
async fn an_unresolved_party_is_listed_counts_as_overdue_and_goes_public_when_the_registry_learns_it() {
    let app = furnished(TODAY).await;
    let newcomer = Entity::new("秦岭示例新到商贸有限公司", 7);
    let imported = app.import(&[Penalty::new(NUMBER).party(&newcomer)]).await;
    assert_eq!((imported.counts().warned, imported.codes()), (1, vec!["party-unresolved"]));
    assert!(!is_public(&app).await);
    assert_eq!(waiting(&app).await, [format!("{NUMBER} {}", newcomer.name())]);

    let overdue = async || app.get("/api/v1/agencies?month=2026-11").await.json()["total"].clone();
    app.travel_to_moment("2026-12-01 23:59:59");
    assert_eq!(overdue().await["overdue"], 0);
    app.travel_to("2026-12-02");
    assert_eq!(overdue().await["overdue"], 1);
    assert_eq!(overdue().await["overdue_bands"], serde_json::json!([1, 0, 0, 0]));
    assert_eq!(overdue().await["valid"], 1, "it counts as valid although nobody sees it");

    app.import(std::slice::from_ref(&newcomer)).await;
    assert!(is_public(&app).await && waiting(&app).await.is_empty());
    let json = app.get(&format!("/api/v1{}", app.decision_path(NUMBER).await)).await.json();
    assert_eq!(json["clock"]["timeliness"]["by_working_days"], 1);
    assert_eq!(json["summary"]["parties"][0]["entity_id"], app.entity_id(newcomer.name()).await);
    assert_eq!(search(&app, &format!("q={NUMBER}&type=decision")).await.names(), [NUMBER]);
    assert_eq!(overdue().await["overdue"], 0);
}

#[tokio::test]
async fn a_code_under_another_name_attaches_to_nobody() {
    let app = furnished(TODAY).await;
    let stranger = Entity::new("秦岭示例陌生商贸有限公司", 1); // the company's code
    app.import(&[Penalty::new(NUMBER).party(&stranger)]).await;
    assert!(!is_public(&app).await);
    assert_eq!(waiting(&app).await.len(), 1);
    let profile = app.get(&format!("/entities/{}", app.entity_id(COMPANY).await)).await;
    assert!(!profile.text.contains(NUMBER));
}

#[tokio::test]
async fn a_name_without_a_code_attaches_to_nobody() {
    let app = furnished(TODAY).await;
    let trader = Entity::trader("秦岭示例同名小店", 5);
    app.import(std::slice::from_ref(&trader)).await;
    let nameless = Penalty::new(NUMBER).with("CF_XDR_SHXYM", "");
    assert_eq!(
        app.import(&[nameless]).await.counts().incomplete,
        1,
        "an organisation's code is legally needed"
    );
    let number = "690102600012340";
    let other = Penalty::new("云示监罚〔2026〕2号").party(&trader).with("CF_XDR_SHXYM", "00000000000000000X");
    app.import(&[other.with("CF_XDR_GSZC", number)]).await;
    assert_eq!(app.decision("云示监罚〔2026〕2号").await.state, Publication::Unresolved);
    for name in [COMPANY, trader.name()] {
        let id = app.entity_id(name).await;
        assert_eq!(app.get(&format!("/api/v1/entities/{id}")).await.json()["penalty_count"], 0, "{name}");
    }
}

#[tokio::test]
async fn a_person_settles_a_party_by_hand_and_the_audit_trail_keeps_who() {
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER).with("CF_XDR_MC", "秦岭示例云帆科技有限责任公司")]).await;
    assert!(!is_public(&app).await);

    let core = app.core();
    let (decision, entity) = (app.decision(NUMBER).await.public_id, app.entity_id(COMPANY).await);
    let now = core.clock.now();
    let mut tx = core.db.write().await.unwrap();
    let place = (decision.as_str(), 1);
    let entries =
        settle::settle_by_hand(&mut tx, place, &entity, "示例科 甲某", &core.rules(), now).await.unwrap();
    ledger::append(&mut tx, &entries, now).await.unwrap();
    tx.commit().await.unwrap();
    app.turn().await;

    assert!(is_public(&app).await);
    let json = app.get(&format!("/api/v1/decisions/{decision}")).await.json();
    let party = &json["summary"]["parties"][0];
    assert_eq!(party["name"], "秦岭示例云帆科技有限责任公司", "the name on the decision stays");
    assert_eq!(
        (party["entity_id"].as_str(), party["registered_name"].as_str()),
        (Some(entity.as_str()), Some(COMPANY))
    );
    let mut tx = app.tx().await;
    let (action, by): (String, String) =
        tx.query("select action, done_by from audit_entry").one().await.unwrap();
    assert_eq!((action.as_str(), by.as_str()), ("settle-party", "示例科 甲某"));
    drop(tx);
    let mut tx = core.db.write().await.unwrap();
    let again = settle::settle_by_hand(&mut tx, place, &entity, "乙某", &core.rules(), now).await;
    assert!(again.is_err(), "it is settled");
}

#[tokio::test]
async fn a_correction_keeps_a_party_that_a_person_settled() {
    let app = furnished(TODAY).await;
    let other_name = Penalty::new(NUMBER).with("CF_XDR_MC", "秦岭示例云帆科技有限责任公司");
    app.import(std::slice::from_ref(&other_name)).await;
    let core = app.core();
    let (decision, entity) = (app.decision(NUMBER).await.public_id, app.entity_id(COMPANY).await);
    let now = core.clock.now();
    let mut tx = core.db.write().await.unwrap();
    let entries =
        settle::settle_by_hand(&mut tx, (&decision, 1), &entity, "甲某", &core.rules(), now).await.unwrap();
    ledger::append(&mut tx, &entries, now).await.unwrap();
    tx.commit().await.unwrap();

    app.import(&[other_name.with("CF_SY", "更正后的事实")]).await;
    assert!(is_public(&app).await);
    assert!(app.get(&app.decision_path(NUMBER).await).await.text.contains("更正后的事实"));
}

#[tokio::test]
async fn a_former_name_with_the_code_leads_to_the_entity() {
    let app = furnished(TODAY).await;
    app.import(&[Entity::company().with("曾用名", "秦岭示例旧帆有限公司；秦岭示例老帆厂")]).await;
    app.import(&[Penalty::new(NUMBER).with("CF_XDR_MC", "秦岭示例老帆厂")]).await;
    let json = app.get(&format!("/api/v1{}", app.decision_path(NUMBER).await)).await.json();
    assert_eq!(json["summary"]["parties"][0]["registered_name"], COMPANY);
}

#[tokio::test]
async fn a_renamed_entity_keeps_its_decisions_and_its_old_name() {
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    let id = app.entity_id(COMPANY).await;
    app.travel_to("2026-11-24");
    app.import(&[Entity::company().with("名称", "秦岭示例新帆科技有限公司")]).await;
    app.import(&[Penalty::new("云示监罚〔2026〕2号")]).await;
    let json = app.get(&format!("/api/v1/entities/{id}")).await.json();
    assert_eq!(json["name"], "秦岭示例新帆科技有限公司");
    assert_eq!(json["former_names"][0]["name"], COMPANY);
    assert_eq!(json["penalty_count"], 2, "the second was sent under the old name");
    assert_eq!(search(&app, &format!("q={COMPANY}")).await.hits()[0].1, id);
}

#[tokio::test]
async fn trap_08_the_placeholder_is_never_shown_and_never_joined_on() {
    let app = furnished(TODAY).await;
    let placeholder = "00000000000000000X";
    let trader = |name: &str, number: &str| {
        Entity::trader(name, 0).with("统一社会信用代码", placeholder).with("注册号", number)
    };
    let (mine, other) =
        (trader("秦岭示例甲小店", "690102600012340"), trader("秦岭示例乙小店", "690102600012358"));
    app.import(&[mine.clone(), other.clone()]).await;
    let penalty = Penalty::new(NUMBER)
        .party(&mine)
        .with("CF_XDR_LB", "个体工商户")
        .with("CF_XDR_GSZC", "690102600012340");
    app.import(&[penalty]).await;
    assert!(is_public(&app).await);
    let (first, second) = (app.entity_id(mine.name()).await, app.entity_id(other.name()).await);
    assert_ne!(first, second);
    assert_eq!(app.get(&format!("/api/v1/entities/{first}")).await.json()["penalty_count"], 1);
    assert_eq!(app.get(&format!("/api/v1/entities/{second}")).await.json()["penalty_count"], 0);
    assert_eq!(app.get(&format!("/entities/{placeholder}")).await.status, 404);
    assert!(!everything_public(&app, &["小店", NUMBER]).await.contains(placeholder));
}

#[tokio::test]
async fn trap_08_eighteen_zeros_are_no_code() {
    let app = furnished(TODAY).await;
    let zeros = "000000000000000000";
    app.import(&[Entity::new("秦岭示例零甲厂", 8).with("统一社会信用代码", zeros)]).await;
    app.import(&[Entity::new("秦岭示例零乙厂", 9).with("统一社会信用代码", zeros)]).await;
    assert_ne!(app.entity_id("秦岭示例零甲厂").await, app.entity_id("秦岭示例零乙厂").await);
    app.import(&[Penalty::new(NUMBER).with("CF_XDR_MC", "秦岭示例零甲厂").with("CF_XDR_SHXYM", zeros)]).await;
    assert!(!is_public(&app).await);
    assert!(!everything_public(&app, &["零甲"]).await.contains(zeros));
}

#[tokio::test]
async fn a_wrong_check_digit_is_a_warning_in_entity_files_and_leads_only_to_its_own_holder() {
    let app = furnished(TODAY).await;
    let wrong = spoiled(&code("91", 30));
    let holder = Entity::new("秦岭示例重错码有限公司", 30).with("统一社会信用代码", wrong.clone());
    let imported = app.import(std::slice::from_ref(&holder)).await;
    assert_eq!(imported.counts().warned, 1);
    assert!(
        imported.report.rows[0].issues[0].message.contains(&code("91", 30)[17..]),
        "it names the right digit"
    );
    let id = app.entity_id(holder.name()).await;
    assert_eq!(app.get(&format!("/api/v1/entities/{id}")).await.json()["uscc_check_failed"], true);

    app.import(&[Penalty::new(NUMBER).party(&holder)]).await;
    assert!(is_public(&app).await, "the registry holds that code under that name");

    let typed = Penalty::new("云示监罚〔2026〕2号").with("CF_XDR_SHXYM", spoiled(&code("91", 1)));
    let imported = app.import(&[typed]).await;
    assert_eq!(imported.codes(), ["uscc-check-digit", "party-unresolved"]);
    assert_eq!(app.decision("云示监罚〔2026〕2号").await.state, Publication::Unresolved);
}

#[tokio::test]
async fn trap_12_an_unresolved_party_stays_inside_and_the_other_party_of_its_document_does_not_wait() {
    let app = furnished(TODAY).await;
    let stranger = Entity::new("秦岭示例新到商贸有限公司", 7);
    app.import(&[Penalty::new(NUMBER), Penalty::new(NUMBER).party(&stranger)]).await;
    let states = async || -> Vec<Publication> {
        app.decisions(NUMBER).await.into_iter().map(|row| row.state).collect()
    };
    assert_eq!(states().await, [Publication::Published, Publication::Unresolved]);
    let public = everything_public(&app, &[NUMBER]).await;
    assert!(!public.contains(stranger.name()), "{public}");
    app.import(&[stranger]).await;
    assert_eq!(states().await, [Publication::Published; 2]);
}

#[tokio::test]
async fn a_party_that_is_found_after_the_end_of_publicity_is_never_shown() {
    let app = furnished(TODAY).await;
    let stranger = Entity::new("秦岭示例新到商贸有限公司", 7);
    app.import(&[Penalty::new(NUMBER).party(&stranger)]).await;
    app.travel_to("2027-11-21");
    let number = app.ledger_number().await;
    app.import(&[stranger]).await;
    assert!(!is_public(&app).await);
    assert_eq!(app.ledger_number().await, number + 1, "the entity alone");
}

#[tokio::test]
async fn trap_32_names_that_differ_in_brackets_are_one_and_those_that_differ_inside_them_are_two() {
    let app = furnished(TODAY).await;
    let (shaanxi, xian) =
        (Entity::new("秦岭示例甲（云川）有限公司", 40), Entity::new("秦岭示例甲（渭原）有限公司", 41));
    app.import(&[shaanxi.clone(), xian.clone()]).await;
    app.import(&[Penalty::new(NUMBER).party(&shaanxi).with("CF_XDR_MC", "秦岭示例甲(云川)有限公司")]).await;
    assert!(is_public(&app).await, "half width brackets");
    app.import(&[Penalty::new("云示监罚〔2026〕2号").party(&shaanxi).with("CF_XDR_MC", xian.name())]).await;
    assert_eq!(app.decision("云示监罚〔2026〕2号").await.state, Publication::Unresolved);
}

#[tokio::test]
async fn a_corrected_name_resolves_a_party_that_waited() {
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER).with("CF_XDR_MC", "秦岭示例云帆公司")]).await;
    assert!(!is_public(&app).await);
    app.import(&[Penalty::new(NUMBER)]).await;
    assert!(is_public(&app).await && waiting(&app).await.is_empty());
}
