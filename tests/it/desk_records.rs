//! A row that was corrected before anybody but its authority saw it is one record: in the lists, and in every figure.

use domain::publication::Publication;
use serde_json::Value;
use server::jobs::uploads::{Turn, turn};
use tests::records::{AUTHORITY, DECIDED_ON, code};
use tests::{Desk, Penalty, TestApp, Who, csv};

use crate::desk_uploads::{number, post, post_corrected, take_in};
use crate::world::{TODAY, encoded, furnished};

/// The figures of the month of receipt, as the public reads them.
async fn figures(app: &TestApp) -> Value {
    let id = app.authority_id(AUTHORITY).await;
    let json = app.get(&format!("/api/v1/agencies/{id}/months?kind=penalty")).await.json();
    json["months"].as_array().unwrap().iter().find(|month| month["month"] == "2026-11").unwrap()["figures"]
        .clone()
}

const BASIS: &str = "《秦川省示例条例》第五条";

/// Forty penalties, ten of them with a fault: four days that no calendar has (kept back), three without a legal basis (the
/// same record once corrected), three without the party's code (another record once corrected).
fn forty() -> Vec<Penalty> {
    let mut rows: Vec<Penalty> = (1..=40).map(|place| Penalty::new(&number(place))).collect();
    for (place, row) in rows.iter_mut().enumerate().skip(10).take(10) {
        let (field, value) = match place {
            ..14 => ("CF_JDRQ", "2026/13/11"),
            14..17 => ("CF_YJ", ""),
            _ => ("CF_XDR_SHXYM", ""),
        };
        *row = row.clone().with(field, value);
    }
    rows
}

/// Corrects the ten in place.
async fn correct(desk: Desk<'_>, path: &str) {
    let page = desk.get(Who::Clerk, path).await;
    let names = page.attributes("fieldset input", "name");
    let code = code("91", 1);
    let changes: Vec<(&str, &str)> = names
        .iter()
        .enumerate()
        .map(|(place, name)| {
            (name.as_str(), [DECIDED_ON, BASIS, &code][usize::from(place >= 4) + usize::from(place >= 7)])
        })
        .collect();
    let answer = desk.post(Who::Clerk, &format!("{path}/corrections"), &changes).await;
    assert_eq!(answer.header("location"), format!("{path}?taken=10&faulty=0"));
}

/// Ticks all warnings of an upload's rows, with a reason if some come late.
async fn confirm(desk: Desk<'_>, path: &str) {
    let page = desk.get(Who::Clerk, path).await;
    let ticks = page.attributes("input[name=tick]", "value");
    let rows = page.attributes("input[name=rows]", "value").remove(0);
    let mut fields =
        vec![("rows", rows.as_str()), ("late_reason", "staff-change"), ("late_words", "经办人离职")];
    fields.extend(ticks.iter().map(|tick| ("tick", tick.as_str())));
    let answer = desk.post(Who::Clerk, &format!("{path}/confirm"), &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.words("main"));
}

#[tokio::test]
async fn forty_rows_of_which_ten_were_corrected_before_the_publication_are_forty_records_without_a_correction()
 {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let path = post(desk, "处罚.csv", csv(&forty()).as_bytes()).await;
    // Corrected at once: before the first attempt was counted.
    while turn(app.core()).await.unwrap() == Turn::Worked {}
    app.travel_to_moment(&format!("{TODAY} 10:31:00"));
    correct(desk, &path).await;
    take_in(&app).await;
    desk.approve_all().await;

    let figures = figures(&app).await;
    let told = |name: &str| figures[name].as_u64().unwrap();
    assert_eq!((told("accepted"), told("incomplete"), told("quarantined")), (30, 6, 4), "{figures}");
    assert_eq!((told("corrected"), told("on_time"), told("overdue")), (0, 40, 0), "{figures}");
    assert_eq!(told("received_on_time") + told("received_late"), 40, "{figures}");
    let page = app.get(&app.decision_path(&number(15)).await).await;
    assert!(page.words("main").contains("公示以来没有更正"), "{}", page.words("main"));

    let list = desk.get(Who::Clerk, "/desk/records").await;
    assert_eq!((list.count("main tbody tr"), list.words("main tbody").contains("已终止")), (40, false));
    let corrected = app.decisions(&number(18)).await;
    let (first, present): (Vec<_>, Vec<_>) =
        corrected.into_iter().partition(|row| row.state == Publication::Ended);
    let record = format!("/desk/records/{}", present[0].public_id);
    let first_record = format!("/desk/records/{}", first[0].public_id);
    let page = desk.get(Who::Clerk, &record).await;
    assert!(page.attributes("main ul a", "href").contains(&first_record), "{}", page.words("main"));
    let page = desk.get(Who::Clerk, &first_record).await;
    let words = page.words("main");
    assert!(words.contains("已由改正后的记录代替") && words.contains("改正后的记录："), "{words}");

    let again = forty().remove(0).with("CF_SY", "未建立进货查验台账，情节轻微");
    let path = post(desk, "更正.csv", csv(&[again]).as_bytes()).await;
    take_in(&app).await;
    confirm(desk, &path).await;
    take_in(&app).await;
    desk.approve_all().await;
    assert_eq!(self::figures(&app).await["corrected"], 1, "what was public and is changed is a correction");
}

#[tokio::test]
async fn a_row_that_was_kept_back_and_corrected_in_place_is_counted_once() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let rows = [Penalty::new(&number(1)).with("CF_JDRQ", "2026/13/11"), Penalty::new(&number(2))];
    let path = post(desk, "处罚.csv", csv(&rows).as_bytes()).await;
    take_in(&app).await;
    let before = figures(&app).await;
    assert_eq!((before["accepted"].as_u64(), before["quarantined"].as_u64()), (Some(1), Some(1)), "{before}");
    let page = desk.get(Who::Clerk, &path).await;
    let name = page.attributes("fieldset input", "name").remove(0);
    let answer = desk.post(Who::Clerk, &format!("{path}/corrections"), &[(&name, DECIDED_ON)]).await;
    assert_eq!(answer.header("location"), format!("{path}?taken=1&faulty=0"));
    desk.approve_all().await;
    let after = figures(&app).await;
    assert_eq!((after["accepted"].as_u64(), after["quarantined"].as_u64()), (Some(1), Some(1)), "{after}");
    assert_eq!(after["on_time"], 2, "{after}");
}

#[tokio::test]
async fn the_day_of_an_incomplete_row_rules_the_lateness_also_if_its_number_came_with_the_correction() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let file = csv(&[Penalty::new(&number(1)).with("CF_JDRQ", "2026/10/09").with("CF_WSH", "")]);
    let path = post(desk, "处罚.csv", file.as_bytes()).await;
    take_in(&app).await;
    app.travel_to_moment(&format!("{TODAY} 10:31:00"));
    let headings = file.lines().next().unwrap();
    let day = headings.split(',').position(|known| known.trim_matches('"') == "CF_JDRQ").unwrap();
    let page = desk.get(Who::Clerk, &path).await;
    let name = page.attributes("fieldset input", "name").remove(0);
    let (line, _) = name.split_once("-c").unwrap();
    let (day, corrected) = (format!("{line}-c{day}"), number(1));
    let changes = [(name.as_str(), corrected.as_str()), (day.as_str(), DECIDED_ON)];
    let answer = desk.post(Who::Clerk, &format!("{path}/corrections"), &changes).await;
    assert_eq!(
        answer.header("location"),
        format!("{path}?taken=0&faulty=0&held=1"),
        "it is late: a reason is asked for"
    );
    confirm(desk, &path).await;
    take_in(&app).await;
    desk.approve_all_late().await;
    let row = app.decision(&number(1)).await;
    assert_eq!(row.decided_on.map(|day| day.to_string()), Some(DECIDED_ON.to_owned()));
    assert!(row.state == Publication::Published && row.late_by.is_some_and(|days| days > 0), "{row:?}");
    assert_eq!(figures(&app).await["late"], 1);
}

#[tokio::test]
async fn rows_that_come_corrected_in_another_file_are_counted_once() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let faulty = Penalty::new(&number(1)).with("CF_XDR_SHXYM", "");
    let path = post(desk, "处罚.csv", csv(&[faulty]).as_bytes()).await;
    take_in(&app).await;
    let id = path.rsplit('/').next().unwrap();
    post_corrected(desk, id, csv(&[Penalty::new(&number(1))]).as_bytes()).await;
    take_in(&app).await;
    desk.approve_all().await;
    let list = desk.get(Who::Clerk, "/desk/records").await;
    assert_eq!(list.count("main tbody tr"), 1, "{}", list.words("main"));
    let figures = figures(&app).await;
    let told = |name: &str| figures[name].as_u64().unwrap();
    assert_eq!((told("accepted"), told("incomplete"), told("corrected")), (0, 1, 0), "{figures}");
}

#[tokio::test]
async fn rows_that_were_given_up_hide_no_other_record_and_are_still_found() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let rows = [Penalty::new(&number(1)), Penalty::new(&number(2)).with("CF_YJ", "")];
    let path = post(desk, "处罚.csv", csv(&rows).as_bytes()).await;
    take_in(&app).await;
    let count = async |query: &str| {
        let page = desk.get(Who::Clerk, &encoded(&format!("/desk/records{query}"))).await;
        page.words("tbody th")
    };
    assert!(count("").await.contains(&number(2)), "an incomplete row is a record");
    app.travel_to_moment(&format!("{TODAY} 10:31:00"));
    assert_eq!(desk.post(Who::Clerk, &format!("{path}/give-up"), &[]).await.status, 303);
    let (alive, unseen) = (count("").await, count("?state=unseen").await);
    assert!(alive.contains(&number(1)) && !alive.contains(&number(2)), "{alive}");
    assert!(unseen.contains(&number(2)) && !unseen.contains(&number(1)), "{unseen}");
    assert!(count("?state=pending").await.contains(&number(1)));
    assert_eq!(count("?state=ended").await, "");
    assert!(count(&format!("?number={}", number(2))).await.contains(&number(2)));
}
