//! What never leaves the store: numbers of persons, natural persons, minors, sealed records, homes.

use domain::publication::Publication;
use tests::records::{AUTHORITY, COMPANY, resident_id};
use tests::{Entity, Penalty, TestApp, csv};

use crate::world::{TODAY, everything_public, furnished, search};

const NUMBER: &str = "云示监罚〔2026〕1号";
/// A name that stands nowhere by chance.
const PERSON: &str = "欧阳笙晚舟";
const BASIS: &str = "《示例法》第一百条要求公开";

async fn reason(app: &TestApp) -> Option<String> {
    let row = app.decision(NUMBER).await;
    let status = app.get(&app.decision_path(NUMBER).await).await.status;
    assert_eq!(status == 200, row.state == Publication::Published, "{:?}", row.state);
    (row.state == Publication::Withheld).then_some(())?;
    row.withheld_reason
}

async fn assert_nowhere(app: &TestApp, secret: &str) {
    assert_eq!(app.files_with(secret).await, Vec::<String>::new(), "{secret}");
    assert!(!everything_public(app, &[NUMBER, COMPANY]).await.contains(secret), "{secret}");
}

#[tokio::test]
async fn numbers_of_persons_are_stored_in_cipher_only() {
    let app = furnished(TODAY).await;
    let (party, boss) = (resident_id("1990-05-06", 123), resident_id("1971-02-03", 456));
    let person = Penalty::new(NUMBER).person(PERSON, &party).with("CX_GKYJ", BASIS);
    let company = Penalty::new("云示监罚〔2026〕2号").with("CF_FR_ZJLX", "身份证").with("CF_FR_ZJHM", &boss);
    let imported = app.import(&[person, company]).await;
    assert_eq!(imported.counts().quarantined, 0);
    for secret in [&party, &boss] {
        assert_nowhere(&app, secret).await;
        assert!(!imported.everything().contains(secret.as_str()));
    }
    let mut tx = app.tx().await;
    let (cipher,): (Option<String>,) = tx
        .query("select person_number_cipher from decision_party where class = 'natural-person'")
        .one()
        .await
        .unwrap();
    assert_eq!(app.core().keeper.decrypt(&cipher.unwrap()).unwrap(), format!("身份证|{party}"));
}

#[tokio::test]
async fn a_number_of_a_person_in_a_wrong_column_is_removed_and_told_without_its_digits() {
    let app = furnished(TODAY).await;
    let secret = resident_id("1990-05-06", 123);
    for column in ["CF_XDR_SHXYM", "CF_XDR_ZZJG", "CF_XDR_SWDJ"] {
        let imported = app.import(&[Penalty::new(NUMBER).with(column, &secret)]).await;
        assert!(imported.codes().contains(&"person-number-in-code"), "{column}: {:?}", imported.codes());
        assert!(!imported.everything().contains(&secret), "{column}");
    }
    let mut entity = Entity::new("秦岭示例误填小店", 50).with("统一社会信用代码", &secret);
    entity = entity.with("组织机构代码", &secret).with("注册号", &secret);
    let imported = app.import(&[entity]).await;
    assert!(!imported.everything().contains(&secret));
    assert_nowhere(&app, &secret).await;
}

#[tokio::test]
async fn a_quarantined_row_keeps_its_raw_text_in_cipher() {
    let app = furnished(TODAY).await;
    let secret = resident_id("1990-05-06", 123);
    let rows = [
        Penalty::new(NUMBER).person(PERSON, &secret).with("CF_JDRQ", "二月三十日"),
        Penalty::new("云示监罚〔2026〕2号")
            .with("CF_SY", format!("身份证号{secret}的驾驶人"))
            .with("CF_YJ", ""),
        Penalty::new("云示监罚〔2026〕3号").with("CF_XDR_LB", format!("公民 {secret}")),
        Penalty::new("云示监罚〔2026〕4号").with("CF_NR_FK", &secret),
        Penalty::new("云示监罚〔2026〕5号").with("CF_JDRQ", &secret),
    ];
    let imported = app.import(&rows).await;
    let counts = imported.counts();
    assert_eq!((counts.quarantined, counts.incomplete), (4, 1), "{:?}", imported.codes());
    assert!(!imported.everything().contains(&secret), "{}", imported.everything());
    assert_nowhere(&app, &secret).await;
    let mut tx = app.tx().await;
    let raw: Vec<(i64, String)> = tx
        .query("select line, raw from import_issue where raw is not null order by line")
        .all()
        .await
        .unwrap();
    assert_eq!(raw.len(), 5);
    for (line, raw) in raw {
        assert!(app.core().keeper.decrypt(&raw).unwrap().contains(&secret), "line {line}");
    }
}

#[tokio::test]
async fn a_number_in_a_row_with_too_many_columns_leaves_no_trace_either() {
    let app = furnished(TODAY).await;
    let secret = resident_id("1990-05-06", 123);
    let mut text = csv(&[Penalty::new(NUMBER)]);
    text = text.trim_end().to_owned() + ",\"" + &secret + "\"\n";
    let imported =
        app.import_file(server::import::Kind::Penalties, "rows.csv", text.as_bytes()).await.unwrap();
    assert_eq!(imported.counts().quarantined, 1);
    assert!(!imported.everything().contains(&secret));
    assert_nowhere(&app, &secret).await;
}

#[tokio::test]
async fn trap_16_personal_data_in_any_public_text_blocks_the_record_and_its_clock_runs() {
    let secret = resident_id("1990-05-06", 123);
    let spaced: String = secret.chars().flat_map(|digit| [digit, ' ']).collect();
    let wide: String = secret.chars().map(|digit| char::from_u32(digit as u32 + 0xfee0).unwrap()).collect();
    let texts = [
        ("CF_SY", format!("驾驶人（{secret}）")),
        ("CF_SY", spaced),
        ("CF_NR", wide),
        ("CF_SY", "联系电话１３９ ０６９０ １２３４".to_owned()),
        ("CF_WFXW", "邮箱 a.b@mail.example".to_owned()),
        ("CF_SY", "住址：云川市示例路3号院2单元501室".to_owned()),
        ("CF_YJ", format!("依据 {secret}")),
        ("CF_WSH", format!("罚〔2026〕{secret}号")),
        ("CF_XDR_MC", format!("{COMPANY}（{secret}）")),
        ("CF_SJLY", format!("{AUTHORITY} {secret}")),
    ];
    for (column, text) in texts {
        let app = furnished(TODAY).await;
        let penalty = Penalty::new(NUMBER).with(column, &text);
        let number = penalty.value("CF_WSH").to_owned();
        app.import(&[penalty]).await;
        let rows = app.decisions(&number).await;
        // A document number with a person's number in it may be masked in the store: then it is not found by it.
        let (state, reason): (String, Option<String>) = match rows.first() {
            Some(row) => (row.state.code().to_owned(), row.withheld_reason.clone()),
            None => app.tx().await.query("select state, withheld_reason from decision").one().await.unwrap(),
        };
        assert_eq!(
            (state.as_str(), reason.as_deref()),
            ("withheld", Some("personal-data")),
            "{column}: {text}"
        );
        assert_nowhere(&app, &secret).await;
        app.travel_to("2026-12-02");
        let overdue = &app.get("/api/v1/agencies?month=2026-11").await.json()["total"]["overdue"];
        assert_eq!(*overdue, 1, "{column}: {text}");
    }
}

#[tokio::test]
async fn a_number_of_a_person_in_any_field_of_a_registration_is_neither_kept_nor_shown() {
    let secret = resident_id("1990-05-06", 123);
    let captions = [
        "名称",
        "统一社会信用代码",
        "曾用名",
        "简称",
        "主体类型",
        "登记状态",
        "行政区划代码",
        "住所",
        "法定代表人",
        "成立日期",
        "注册资本（万元）",
        "登记机关",
        "经营范围",
        "注册号",
        "组织机构代码",
    ];
    for caption in captions {
        let app = TestApp::on(TODAY).await;
        let value = if caption == "名称" { format!("秦岭示例{secret}商行") } else { secret.clone() };
        let imported = app.import(&[Entity::company().with(caption, &value)]).await;
        assert!(!imported.everything().contains(&secret), "{caption}: {}", imported.everything());
        assert_nowhere(&app, &secret).await;
    }
}

#[tokio::test]
async fn trap_14_public_security_penalties_are_sealed_for_everybody() {
    for (column, text) in [
        ("CF_YJ", "《中华人民共和国治安管理处罚法》第二十三条"),
        ("CF_WFXW", "违反治安管理处罚法"),
        ("CF_NR", "依照《治安 管理处罚条例》罚款"),
    ] {
        let app = furnished(TODAY).await;
        app.import(&[Penalty::new(NUMBER).with(column, text).with("CX_LWLY", "公众关切")]).await;
        assert_eq!(reason(&app).await.as_deref(), Some("sealed"), "{text}");
    }
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER).with("CF_YJ", "《中华人民共和国道路交通安全法》第九十条")]).await;
    assert_eq!(reason(&app).await, None, "another law");
}

#[tokio::test]
async fn trap_15_minors_are_never_shown() {
    let app = furnished(TODAY).await;
    let minor = resident_id("2010-05-06", 123);
    app.import(&[Penalty::new(NUMBER)
        .person(PERSON, &minor)
        .with("CX_GKYJ", BASIS)
        .with("CX_LWLY", "公众关切")])
        .await;
    assert_eq!(reason(&app).await.as_deref(), Some("minor"));
    assert!(!everything_public(&app, &[PERSON, "欧阳"]).await.contains("欧阳"));

    let app = furnished(TODAY).await;
    let trader = Entity::trader("秦岭示例少年小店", 60);
    app.import(std::slice::from_ref(&trader)).await;
    let penalty = Penalty::new(NUMBER).party(&trader).with("CF_FR_ZJLX", "身份证").with("CF_FR_ZJHM", minor);
    app.import(&[penalty]).await;
    assert_eq!(reason(&app).await.as_deref(), Some("minor"), "an operator under 18");
}

#[tokio::test]
async fn a_natural_person_without_a_recorded_legal_basis_is_not_public() {
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER).person(PERSON, &resident_id("1990-05-06", 123))]).await;
    assert_eq!(reason(&app).await.as_deref(), Some("natural-person-without-basis"));
    assert!(!everything_public(&app, &[PERSON, "笙晚舟", NUMBER]).await.contains("笙晚舟"));
}

#[tokio::test]
async fn a_natural_person_with_a_legal_basis_is_shown_by_surname_only() {
    let app = furnished(TODAY).await;
    let id = resident_id("1990-05-06", 123);
    let facts = format!("当事人{PERSON}未按规定建立台账，{PERSON}予以承认");
    let penalty = Penalty::new(NUMBER).person(PERSON, &id).with("CX_GKYJ", BASIS).with("CF_SY", facts);
    app.import(&[penalty.with("CF_NR", format!("对{PERSON}罚款人民币2000元"))]).await;
    assert_eq!(reason(&app).await, None);
    let words = app.get(&app.decision_path(NUMBER).await).await.words("main");
    assert!(words.contains("欧阳***"), "{words}");
    let public = everything_public(&app, &[PERSON, "笙晚舟", NUMBER]).await;
    assert!(!public.contains(PERSON) && !public.contains("笙晚"), "{public}");
    let mut folder = Vec::new();
    for file in app.files_with("笙晚").await {
        folder.extend(file.contains("/index/").then_some(file));
    }
    assert!(folder.is_empty(), "{folder:?}");
    let hits = crate::world::search(&app, "q=笙晚舟&type=decision").await.names();
    assert!(hits.is_empty(), "{hits:?}");
}

#[tokio::test]
async fn a_natural_person_of_unknown_age_is_not_public() {
    let app = furnished(TODAY).await;
    let penalty =
        Penalty::new(NUMBER).person(PERSON, "E12345678").with("CF_XDR_ZJLX", "护照号").with("CX_GKYJ", BASIS);
    app.import(&[penalty]).await;
    assert_eq!(reason(&app).await.as_deref(), Some("age-unknown"));
}

#[tokio::test]
async fn names_of_representatives_are_on_the_profile_only_and_homes_of_operators_nowhere() {
    let app = furnished(TODAY).await;
    let trader =
        Entity::trader("秦岭示例晨光小店", 61).with("住所", "云川市秘巷7号院").with("法定代表人", "司空见惯");
    app.import(std::slice::from_ref(&trader)).await;
    app.import(&[Penalty::new(NUMBER).party(&trader).with("CF_FRDB", "司空见惯")]).await;
    let id = app.entity_id(trader.name()).await;
    assert!(app.get(&format!("/entities/{id}")).await.words("main").contains("司空见惯"));
    let public = everything_public(&app, &["司空见惯", "晨光", "秘巷", NUMBER]).await;
    assert!(!public.contains("秘巷"), "{public}");
    let own = format!("== /entities/{id} 200");
    for part in public.split("== ").filter(|part| part.contains("司空见惯")) {
        assert!(format!("== {part}").starts_with(&own), "{part}");
    }
}

#[tokio::test]
async fn hidden_fields_and_remarks_are_on_no_page() {
    let app = furnished(TODAY).await;
    let penalty = Penalty::new(NUMBER)
        .with("BZ", "内部备注乌鹊")
        .with("CX_SHYXR", "认定人乌鹊")
        .with("CX_BMSCR", "审查人乌鹊");
    app.import(&[penalty.with("CF_XDR_SWDJ", "WUQUE690102")]).await;
    assert_eq!(reason(&app).await, None);
    let public = everything_public(&app, &["乌鹊", "WUQUE690102", NUMBER]).await;
    assert!(!public.contains("乌鹊") && !public.contains("WUQUE"), "{public}");
}

#[tokio::test]
async fn a_representative_named_in_a_text_of_a_decision_is_masked_there() {
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER).with("CF_SY", "经查，法定代表人甄见山未按规定建立台账")]).await;
    let path = app.decision_path(NUMBER).await;
    let page = app.get(&path).await;
    assert!(page.text.contains("法定代表人甄**未按规定建立台账"));
    assert!(
        !page.text.contains("甄见山") && !app.get(&format!("/api/v1{path}")).await.text.contains("甄见山")
    );
    assert!(search(&app, "q=甄见山&type=decision").await.names().is_empty());

    let trader = Entity::trader("云川市甄见山小吃店", 8);
    app.import(std::slice::from_ref(&trader)).await;
    let number = "云示监罚〔2026〕77号";
    app.import(&[Penalty::new(number).party(&trader).with("CF_SY", "云川市甄见山小吃店未亮照经营")]).await;
    let page = app.get(&app.decision_path(number).await).await;
    assert!(page.text.contains("云川市甄见山小吃店未亮照经营"), "a firm keeps the name that it has");
}
