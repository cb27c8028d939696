//! Uploads whose columns are not those of the standard: what they mean is asked once, and what is wrong in many rows is
//! summed up.

use domain::publication::Publication;
use tests::records::{AUTHORITY, COMPANY, DECIDED_ON, code};
use tests::{Answer, Desk, Penalty, TestApp, Who, csv};

use crate::desk_uploads::{letter, lying, number, penalties, take_in, upload_all};
use crate::real_data::real;
use crate::world::{TODAY, furnished};

/// Rows under headings of which some are nobody's but the sender's.
fn under(rows: &[Penalty], foreign: &[(&str, &str)]) -> String {
    foreign.iter().fold(csv(rows), |text, (ours, theirs)| {
        text.replacen(&format!("\"{ours}\""), &format!("\"{theirs}\""), 1)
    })
}

/// A penalty in an authority's own words.
fn own_layout(place: usize) -> String {
    format!(
        "当事人,代码,编号,事由,依据,种类,结果,金额,日期,机关,机关代码,到期,单位,单位代码,负责人,类别\n\
         {COMPANY},{},{},未建台账,《秦川省示例条例》第五条,罚款,罚款人民币2000元,2000,{DECIDED_ON},{},{},2099/12/31,{},{},甄见山,法人及非法人组织\n",
        code("91", 1),
        number(place),
        AUTHORITY,
        code("11", 1),
        AUTHORITY,
        code("11", 1),
    )
}

#[tokio::test]
async fn columns_of_an_authority_s_own_are_explained_once_and_known_from_then_on() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let (path, page) = upload_all(&app, desk, "台账.csv", own_layout(1).as_bytes()).await;
    let mapping = page.attributes("main a.button", "href").remove(0);
    assert_eq!(mapping, path.replace("uploads", "mappings"));
    assert_eq!(lying(&app), 1, "the file waits for its columns");
    let form = desk.get(Who::Clerk, &mapping).await;
    assert_eq!((form.status, form.count("tbody tr")), (200, 16));
    assert!(form.words("tbody").contains(COMPANY));
    assert_eq!(desk.get(Who::OtherClerk, &mapping).await.status, 404);

    let fields = [
        "CF_XDR_MC",
        "CF_XDR_SHXYM",
        "CF_WSH",
        "CF_SY",
        "CF_YJ",
        "CF_CFLB",
        "CF_NR",
        "CF_NR_FK",
        "CF_JDRQ",
        "CF_CFJG",
        "CF_CFJGDM",
        "CF_YXQ",
        "CF_SJLY",
        "CF_SJLYDM",
        "CF_FRDB",
        "CF_XDR_LB",
    ];
    let names: Vec<String> = (0..fields.len()).map(|place| format!("field-{place}")).collect();
    let mut posted: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(fields).chain([("name", "台账"), ("unit-7", "元")]).collect();
    let twice: Vec<(&str, &str)> = posted
        .iter()
        .map(|(name, value)| (*name, if *name == "field-1" { "CF_XDR_MC" } else { value }))
        .collect();
    let answer = desk.post(Who::Clerk, &mapping, &twice).await;
    assert_eq!(answer.status, 400);
    assert!(answer.words(".error-summary").contains("同一个字段"));
    posted.retain(|(name, _)| !name.is_empty());
    let answer = desk.post(Who::Clerk, &mapping, &posted).await;
    assert_eq!(answer.header("location"), format!("{path}?done=columns-kept"), "{}", answer.words("main"));
    take_in(&app).await;
    let page = desk.get(Who::Clerk, &path).await;
    // Nobody wrote what was violated: the row waits, and its place is said in the words of our fields.
    assert!(page.words("main").contains("违法行为类型"), "{}", page.words("main"));

    let (_, page) = upload_all(&app, desk, "台账2.csv", own_layout(2).as_bytes()).await;
    assert!(page.words(".notice").contains("1 行"), "{}", page.words("main"));
    assert_eq!(page.count("a[href^='/desk/mappings/']"), 0, "the columns are known");
    let decision = app.decision(&number(2)).await;
    assert_eq!((decision.fine_fen, decision.state), (Some(200_000), Publication::Incomplete));
    let saved = desk.get(Who::Clerk, "/desk/mappings").await;
    assert!(saved.words("main h2").contains("台账"));
}

#[tokio::test]
async fn a_file_of_which_some_headings_are_foreign_asks_what_they_mean_before_anything_is_taken_in() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let file = under(&penalties(3), &[("CF_WSH", "本局文书编号"), ("CF_SY", "案情")]);
    let (path, page) = upload_all(&app, desk, "台账.csv", file.as_bytes()).await;
    assert_eq!(page.attributes("main a.button", "href"), [path.replace("uploads", "mappings")]);
    let sentence = page.words(".notice");
    let place = format!("{} 栏「案情」", letter(&file, "案情"));
    assert!(sentence.contains("行政处罚决定书文号") && sentence.contains(&place), "{sentence}");
    assert_eq!((lying(&app), desk.waiting().await.len()), (1, 0));
    assert!(app.decisions(&number(1)).await.is_empty());

    let form = desk.get(Who::Clerk, &path.replace("uploads", "mappings")).await;
    let heads = form.words("tbody th");
    assert!(form.words(".notice").contains("行政处罚决定书文号、违法事实"), "{}", form.words("main"));
    assert!(heads.contains("A 栏「本局文书编号」") && heads.contains(&place), "{heads}");
    assert!(form.words("tbody td").contains("第 2 行"), "{}", form.words("tbody"));
    // What is known is filled in already, with the unit of the standard.
    let fine = column(&file, "CF_NR_FK");
    assert_eq!(form.attributes(&format!("#field-{fine} option[selected]"), "value"), ["CF_NR_FK"]);
    assert_eq!(form.attributes(&format!("#unit-{fine} option[selected]"), "value"), ["万元"]);
    assert_eq!(form.attributes("#field-0 option[selected]", "value"), ["CF_WSH"]);

    let facts = format!("field-{}", column(&file, "案情"));
    let mut posted = chosen(&form);
    posted.retain(|(name, _)| *name != facts);
    posted.extend([(facts, "CF_SY".to_owned()), ("name".to_owned(), "台账".to_owned())]);
    let posted: Vec<(&str, &str)> =
        posted.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = desk.post(Who::Clerk, &path.replace("uploads", "mappings"), &posted).await;
    assert_eq!(answer.header("location"), format!("{path}?done=columns-kept"), "{}", answer.words("main"));
    take_in(&app).await;
    assert_eq!(desk.waiting().await.len(), 3, "{}", desk.get(Who::Clerk, &path).await.words("main"));
    assert_eq!(app.decision(&number(2)).await.fine_fen, Some(200_000));
}

/// The place of a column, from 0.
pub(crate) fn column(file: &str, heading: &str) -> usize {
    let headings = file.lines().next().unwrap();
    headings.split(',').position(|known| known.trim_matches('"') == heading).unwrap()
}

/// What stands in the selects of the form.
fn chosen(form: &Answer) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for name in form.attributes("tbody select", "name") {
        let value = form.attributes(&format!("#{name} option[selected]"), "value");
        fields.push((name, value.into_iter().next().unwrap_or_default()));
    }
    fields
}

#[tokio::test]
async fn columns_that_nobody_knows_beside_all_that_is_needed_are_told_and_stop_nothing() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let rows: Vec<Penalty> = penalties(2).into_iter().map(|row| row.with("经办科室", "示例科室")).collect();
    let file = csv(&rows);
    let (_, page) = upload_all(&app, desk, "处罚.csv", file.as_bytes()).await;
    assert_eq!(desk.waiting().await.len(), 2);
    let place = format!("{} 栏「经办科室」", letter(&file, "经办科室"));
    assert!(page.words(".notice").contains(&place), "{}", page.words("main"));
}

#[tokio::test]
async fn an_amount_of_a_mapped_column_is_never_read_as_another_one() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let texts = ["2000", "2,000元", "2000.505", "两千", "2万"];
    let rows: Vec<Penalty> =
        (1..).zip(texts).map(|(n, text)| Penalty::new(&number(n)).with("CF_NR_FK", text)).collect();
    let file = under(&rows, &[("CF_NR_FK", "罚没款数"), ("CF_SY", "案情")]);
    let (path, _) = upload_all(&app, desk, "台账.csv", file.as_bytes()).await;
    let mapping = path.replace("uploads", "mappings");
    let form = desk.get(Who::Clerk, &mapping).await;
    let (fine, facts) = (column(&file, "罚没款数"), column(&file, "案情"));
    let own = [
        (format!("field-{fine}"), "CF_NR_FK".to_owned()),
        (format!("unit-{fine}"), "元".to_owned()),
        (format!("field-{facts}"), "CF_SY".to_owned()),
        ("name".to_owned(), "台账".to_owned()),
    ];
    let mut posted = chosen(&form);
    posted.retain(|(name, _)| own.iter().all(|(known, _)| known != name));
    posted.extend(own);
    let posted: Vec<(&str, &str)> =
        posted.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(desk.post(Who::Clerk, &mapping, &posted).await.status, 303);
    take_in(&app).await;
    for (place, fen) in [(1, Some(200_000)), (2, Some(200_000)), (3, None), (4, None), (5, None)] {
        let found = app.decisions(&number(place)).await.into_iter().next().and_then(|row| row.fine_fen);
        assert_eq!(found, fen, "{}", texts[place - 1]);
    }
    let page = desk.get(Who::Clerk, &path).await;
    assert!(page.words("main table.stack").contains("第 6 行「罚没款数」"), "{}", page.words("main"));
}

#[tokio::test]
async fn a_file_whose_columns_nobody_explains_is_removed_after_three_days() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let (path, _) = upload_all(&app, desk, "台账.csv", own_layout(1).as_bytes()).await;
    app.travel_to("2026-11-25");
    take_in(&app).await;
    assert_eq!(lying(&app), 1);
    app.travel_to("2026-11-27");
    take_in(&app).await;
    assert_eq!(lying(&app), 0);
    desk.sign_in_all().await;
    assert!(desk.get(Who::Clerk, &path).await.words(".notice").contains("三天内没有对应各列"));
}

/// Takes what the form of the columns proposes.
async fn accept_columns(app: &TestApp, desk: Desk<'_>, path: &str) -> Answer {
    let mapping = path.replace("uploads", "mappings");
    let form = desk.get(Who::Clerk, &mapping).await;
    let mut posted = chosen(&form);
    posted.push(("name".to_owned(), "台账".to_owned()));
    let posted: Vec<(&str, &str)> =
        posted.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = desk.post(Who::Clerk, &mapping, &posted).await;
    assert_eq!(answer.status, 303, "{}", answer.words("main"));
    take_in(app).await;
    desk.get(Who::Clerk, path).await
}

#[tokio::test]
async fn what_is_wrong_in_more_rows_than_a_page_shows_is_summed_up() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let rows: Vec<Penalty> = penalties(60)
        .into_iter()
        .enumerate()
        .map(
            |(place, row)| if place < 55 { row.with("CF_YJ", "") } else { row.with("CF_JDRQ", "2026/13/11") },
        )
        .collect();
    let (_, page) = upload_all(&app, desk, "处罚.csv", csv(&rows).as_bytes()).await;
    let tally = page.words("#tally + table tbody");
    let basis = tally.find("处罚依据：必填项为空55").unwrap_or_else(|| panic!("{tally}"));
    assert!(basis < tally.find("处罚决定日期").unwrap(), "the most frequent stands first: {tally}");
    let few: Vec<Penalty> = rows[..3].to_vec();
    let (_, page) = upload_all(&app, desk, "几行.csv", csv(&few).as_bytes()).await;
    assert_eq!(page.count("#tally"), 0, "all rows are on the page");
}

#[tokio::test]
async fn a_real_table_of_penalties_that_speaks_of_permits_asks_for_its_columns_and_sums_up_what_it_lacks() {
    let Some(file) = real("penalty/shandong_env_penalties.xlsx") else { return };
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let bytes = std::fs::read(file).unwrap();
    let (path, page) = upload_all(&app, desk, "处罚台账.xlsx", &bytes).await;
    assert!(page.words(".notice").contains("请说明其中哪一列是什么"), "{}", page.words("main"));
    let page = accept_columns(&app, desk, &path).await;
    let tally = page.words("#tally + table tbody");
    for missing in ["处罚决定日期：必填项为空2829", "处罚机关：必填项为空2829"] {
        assert!(tally.contains(missing), "{tally}");
    }
    assert_eq!(desk.waiting().await.len(), 0, "nothing of it is handed in");
}
