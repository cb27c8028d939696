//! Spreadsheets at the desk: what is right waits for the second person, what is wrong is corrected by cell, and whatever
//! arrives gets a clear answer.

use std::io::Cursor;

use axum::body::Body;
use domain::publication::Publication;
use rust_xlsxwriter::{Formula, Workbook};
use server::actions::uploads::LARGEST_FILE;
use server::import::{Applying, ImportError, Pace, Resumed, resume};
use server::ingest::{self, Limits};
use server::jobs::uploads::{Turn, turn};
use server::store::delegation::{self, DelegationRow};
use server::store::{batch, upload};
use tests::desk::OTHER_AUTHORITY;
use tests::records::{AUTHORITY, COMPANY, DECIDED_ON, code};
use tests::{Answer, Authority, Desk, Licence, Penalty, TestApp, Who, csv};
use tokio::io::AsyncReadExt as _;
use tokio_util::io::ReaderStream;

use crate::world::{TODAY, furnished};

const BOUNDARY: &str = "edge-of-a-part";

/// What comes before the bytes of a file in a posted form.
fn head(desk: Desk<'_>, who: Who, fields: &[(&str, &str)], name: &str) -> String {
    let csrf = desk.csrf(who);
    let fields = [("csrf", csrf.as_str())].into_iter().chain(fields.iter().copied());
    let mut text = String::new();
    for (name, value) in fields {
        text.push_str(&part(name, value));
    }
    let file = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"");
    [text, file, "\r\n\r\n".to_owned()].concat()
}

/// A field that is no file.
fn part(name: &str, value: &str) -> String {
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

fn tail() -> String {
    format!("\r\n--{BOUNDARY}--\r\n")
}

async fn send(desk: Desk<'_>, who: Who, body: Body) -> Answer {
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    desk.send(who, "/desk/uploads", &content_type, body).await
}

pub(crate) async fn post_as(
    desk: Desk<'_>,
    who: Who,
    fields: &[(&str, &str)],
    name: &str,
    bytes: &[u8],
) -> Answer {
    let mut body = head(desk, who, fields, name).into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(tail().as_bytes());
    send(desk, who, Body::from(body)).await
}

/// Uploads penalties; answers the address of the upload's page.
pub(crate) async fn post(desk: Desk<'_>, name: &str, bytes: &[u8]) -> String {
    let answer = post_as(desk, Who::Clerk, &[("kind", "penalty")], name, bytes).await;
    assert_eq!(answer.status, 303, "{}", answer.words("main"));
    let (path, told) = answer.header("location").split_once('?').unwrap();
    assert_eq!(told, "done=uploaded");
    path.to_owned()
}

/// Uploads the corrected rows of an earlier upload of penalties.
pub(crate) async fn post_corrected(desk: Desk<'_>, corrects: &str, bytes: &[u8]) {
    let fields = [("kind", "penalty"), ("corrects", corrects)];
    let answer = post_as(desk, Who::Clerk, &fields, "改正.csv", bytes).await;
    assert_eq!(answer.status, 303, "{}", answer.words("main"));
}

/// The server's jobs read and take in all that was uploaded.
pub(crate) async fn take_in(app: &TestApp) {
    while turn(app.core()).await.unwrap() == Turn::Worked {}
    app.turn().await;
}

pub(crate) async fn upload_all(app: &TestApp, desk: Desk<'_>, name: &str, bytes: &[u8]) -> (String, Answer) {
    let path = post(desk, name, bytes).await;
    take_in(app).await;
    let page = desk.get(Who::Clerk, &path).await;
    (path, page)
}

pub(crate) fn number(number: usize) -> String {
    format!("云示监罚〔2026〕{number}号")
}

pub(crate) fn penalties(count: usize) -> Vec<Penalty> {
    (1..=count).map(|place| Penalty::new(&number(place))).collect()
}

/// Forty penalties, ten of them with a fault: five days that no calendar has, five without a legal basis.
fn forty() -> Vec<Penalty> {
    let mut rows = penalties(40);
    for (place, row) in rows.iter_mut().enumerate().skip(10).take(10) {
        let (field, value) = if place < 15 { ("CF_JDRQ", "2026/13/11") } else { ("CF_YJ", "") };
        *row = row.clone().with(field, value);
    }
    rows
}

/// The name that spreadsheets give to a column.
pub(crate) fn letter(csv: &str, heading: &str) -> char {
    let headings = csv.lines().next().unwrap();
    let place = headings.split(',').position(|known| known.trim_matches('"') == heading).unwrap();
    char::from(b'A' + u8::try_from(place).unwrap())
}

/// Headings and rows of a workbook.
fn read(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("read.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let mut source = ingest::open(&path, &Limits::of_upload()).unwrap();
    let mut rows = Vec::new();
    while let Some(row) = source.next_row().unwrap() {
        rows.push(row.values);
    }
    (source.headings().to_vec(), rows)
}

fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (line, row) in (0_u32..).zip(rows) {
        for (column, value) in (0_u16..).zip(row) {
            sheet.write_string(line, column, value).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[tokio::test]
async fn forty_rows_with_ten_faulty_are_corrected_in_place_and_by_the_downloaded_workbook() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let file = csv(&forty());
    let path = post(desk, "处罚1123.csv", file.as_bytes()).await;
    let moving = desk.get(Who::Clerk, &path).await;
    assert_eq!((moving.count("progress"), moving.header("refresh")), (1, "2"));
    take_in(&app).await;

    let page = desk.get(Who::Clerk, &path).await;
    assert_eq!((page.status, page.header("refresh")), (200, ""));
    let verdict = page.words(".notice");
    assert!(verdict.contains("30 行已提交，10 行各有 1 处错误"), "{verdict}");
    assert_eq!(desk.waiting().await.len(), 30);
    assert_eq!(page.count("td.bad"), 10);
    let day = format!("{}12", letter(&file, "CF_JDRQ"));
    let listed = page.words("main table.stack");
    assert!(listed.contains(&day) && listed.contains("不是有效日期"), "{day}: {listed}");

    let names = page.attributes("fieldset input", "name");
    assert_eq!(names.len(), 10);
    let days: Vec<(&str, &str)> = names.iter().take(5).map(|name| (name.as_str(), DECIDED_ON)).collect();
    let answer = desk.post(Who::Clerk, &format!("{path}/corrections"), &days).await;
    assert_eq!(answer.header("location"), format!("{path}?taken=5&faulty=0"));
    assert_eq!(desk.waiting().await.len(), 35);

    let faults = desk.get(Who::Clerk, &format!("{path}/faults.xlsx")).await;
    let (headings, mut rows) = read(&faults.bytes);
    assert_eq!(rows.len(), 5);
    let basis = headings.iter().position(|heading| heading == "CF_YJ").unwrap();
    for row in &mut rows {
        "《秦川省示例条例》第五条".clone_into(&mut row[basis]);
    }
    rows.insert(0, headings);
    let id = path.rsplit('/').next().unwrap();
    let fields = [("kind", "penalty"), ("corrects", id)];
    let answer = post_as(desk, Who::Clerk, &fields, "faults.xlsx", &workbook(&rows)).await;
    assert_eq!(answer.status, 303, "{}", answer.words("main"));
    take_in(&app).await;
    assert_eq!(desk.waiting().await.len(), 40);
    let page = desk.get(Who::Clerk, &path).await;
    assert!(page.words(".notice").contains("没有待改正的行"), "{}", page.words(".notice"));
    for place in 1..=40 {
        let states: Vec<Publication> =
            app.decisions(&number(place)).await.into_iter().map(|row| row.state).collect();
        assert_eq!(
            states.iter().filter(|state| **state == Publication::Pending).count(),
            1,
            "{place}: {states:?}"
        );
        assert!(!states.contains(&Publication::Incomplete), "{place}: {states:?}");
    }
}

#[tokio::test]
async fn a_row_that_stays_faulty_shows_what_was_typed_and_rows_that_are_given_up_stay_on_record() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let rows = [Penalty::new(&number(1)).with("CF_JDRQ", "2026/13/11"), Penalty::new(&number(2))];
    let (path, page) = upload_all(&app, desk, "处罚.csv", csv(&rows).as_bytes()).await;
    let name = page.attributes("fieldset input", "name").remove(0);
    let again = [(name.as_str(), "2026/14/11")];
    let answer = desk.post(Who::Clerk, &format!("{path}/corrections"), &again).await;
    assert_eq!(answer.header("location"), format!("{path}?taken=0&faulty=1"));
    let page = desk.get(Who::Clerk, &path).await;
    assert_eq!(page.attributes("fieldset input", "value"), ["2026/14/11"]);

    let answer = desk.post(Who::Clerk, &format!("{path}/give-up"), &[]).await;
    assert_eq!(answer.status, 303);
    let page = desk.get(Who::Clerk, &path).await;
    assert!(page.words(".notice").contains("1 行已放弃，原样保留"), "{}", page.words(".notice"));
    assert_eq!(desk.waiting().await.len(), 1);
    let receipt = desk.get(Who::Clerk, &format!("{path}/receipt.csv")).await.text;
    let public_id = app.decision(&number(2)).await.public_id;
    assert!(receipt.contains(&format!("{},{public_id},待复核", number(2))), "{receipt}");
    assert!(receipt.contains("2,,,已放弃"), "{receipt}");
}

#[tokio::test]
async fn rows_that_are_pasted_go_the_same_way() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let csrf = desk.csrf(Who::Clerk);
    let text = csv(&penalties(3)).replace("\",\"", "\t").replace('"', "");
    let body: String = [("csrf", csrf.as_str()), ("kind", "penalty"), ("text", text.as_str())]
        .map(|(name, value)| part(name, value))
        .concat();
    let answer = send(desk, Who::Clerk, Body::from(format!("{body}--{BOUNDARY}--\r\n"))).await;
    assert_eq!(answer.status, 303, "{}", answer.words("main"));
    take_in(&app).await;
    assert_eq!(desk.waiting().await.len(), 3);
}

/// Looks at an upload's page while its rows are taken in.
struct Looking<'a> {
    desk: Desk<'a>,
    path: &'a str,
    seen: Vec<i64>,
}

impl Pace for Looking<'_> {
    async fn keep(&mut self, _: i64, done: i64) -> Result<(), ImportError> {
        if self.seen.len() < 3 {
            let page = self.desk.get(Who::Clerk, self.path).await;
            let shown = page.attributes("progress", "value").remove(0).parse().unwrap();
            assert_eq!((shown, page.attributes("progress", "max")), (done, vec!["10000".to_owned()]));
            self.seen.push(shown);
        }
        Ok(())
    }
}

#[tokio::test]
async fn ten_thousand_rows_run_in_the_background_and_a_reload_shows_how_far_they_are() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let path = post(desk, "一万行.csv", csv(&penalties(10_000)).as_bytes()).await;
    assert!(desk.get(Who::Clerk, &path).await.words("main").contains("排队检查"));
    assert_eq!(turn(app.core()).await.unwrap(), Turn::Worked);
    let page = desk.get(Who::Clerk, &path).await;
    assert!(page.words("main").contains("已入库 0 行，共 10000 行"), "{}", page.words("main"));

    let id = path.rsplit('/').next().unwrap();
    let row = batch::by_id(&mut app.tx().await, id).await.unwrap().unwrap();
    let mut looking = Looking { desk, path: &path, seen: Vec::new() };
    let done = resume(&Applying::of(app.core()), &row, &mut looking).await.unwrap();
    assert!(matches!(done, Resumed::Done(counts) if counts.accepted == 10_000), "{done:?}");
    assert!(looking.seen.windows(2).all(|pair| pair[0] < pair[1]) && looking.seen[0] < 10_000);
    take_in(&app).await;
    let page = desk.get(Who::Clerk, &path).await;
    assert!(page.words(".notice").contains("10000 行已提交，没有待改正的行"), "{}", page.words(".notice"));
}

#[tokio::test]
async fn an_upload_that_a_crash_left_half_read_is_taken_up_again_and_doubles_nothing() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let path = post(desk, "处罚.csv", csv(&penalties(2)).as_bytes()).await;
    let id = path.rsplit('/').next().unwrap();
    let in_state = async |state: &str| {
        let core = app.core();
        let mut tx = core.db.write().await.unwrap();
        let row = upload::by_id(&mut tx, id).await.unwrap().unwrap();
        let state = state.to_owned();
        upload::save(&mut tx, &upload::UploadRow { state, ..row }).await.unwrap();
        tx.commit().await.unwrap();
    };
    in_state("staging").await;
    let kept = app.core().upload_folder.join(id);
    let bytes = std::fs::read(&kept).unwrap();
    assert_eq!(turn(app.core()).await.unwrap(), Turn::Worked);
    assert!(!kept.exists(), "what was read is not kept");
    // The crash came between the rows and the word that they were read.
    std::fs::write(&kept, bytes).unwrap();
    in_state("staging").await;
    take_in(&app).await;
    assert!(desk.get(Who::Clerk, &path).await.words(".notice").contains("2 行已提交"));
    assert_eq!((desk.waiting().await.len(), kept.exists()), (2, false));
}

/// What lies in the folder of uploads.
pub(crate) fn lying(app: &TestApp) -> usize {
    std::fs::read_dir(&app.core().upload_folder).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_file_of_201_mb_is_refused_with_a_sentence_and_not_kept() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let before = Cursor::new(head(desk, Who::Clerk, &[("kind", "penalty")], "大.csv").into_bytes());
    let zeros = tokio::io::repeat(b'0').take(LARGEST_FILE + (1 << 20));
    let bytes = before.chain(zeros).chain(Cursor::new(tail().into_bytes()));
    let body = Body::from_stream(ReaderStream::with_capacity(bytes, 1 << 18));
    let answer = send(desk, Who::Clerk, body).await;
    assert_eq!(answer.status, 413);
    assert!(answer.words(".error-summary").contains("超过 200 MB"), "{}", answer.words("main"));
    assert_eq!(lying(&app), 0);
}

#[tokio::test]
async fn a_workbook_with_macros_and_other_files_that_are_no_table_are_refused_in_words() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let project = app.data_folder().join("vbaProject.bin");
    std::fs::write(&project, b"no real project").unwrap();
    let mut with_macros = Workbook::new();
    with_macros.add_worksheet().write_string(0, 0, "CF_WSH").unwrap();
    with_macros.add_vba_project(&project).unwrap();
    let with_macros = with_macros.save_to_buffer().unwrap();
    for (bytes, word) in [
        (with_macros, "宏"),
        (b"<!doctype html><html><body>table</body></html>".to_vec(), "网页"),
        (csv(&[Licence::new("云示监许〔2026〕1号")]).into_bytes(), "不是行政处罚"),
    ] {
        let (_, page) = upload_all(&app, desk, "表格.xlsx", &bytes).await;
        let words = page.words(".notice-red");
        assert!(words.contains(word) && words.contains("没有内容入库"), "{word}: {}", page.words("main"));
    }
    assert_eq!(lying(&app), 0, "what cannot be read is not kept");
    let headings = csv(&penalties(1)).lines().next().unwrap().to_owned();
    let (_, page) = upload_all(&app, desk, "空.csv", headings.as_bytes()).await;
    assert!(page.words(".notice").contains("只有表头"), "{}", page.words("main"));
    let answer = post_as(desk, Who::Clerk, &[("kind", "penalty")], "空.csv", b"").await;
    assert_eq!(answer.status, 400);
    assert!(answer.words(".error-summary").contains("文件是空的"), "{}", answer.words("main"));
}

#[tokio::test]
async fn formulas_count_by_their_result_and_leave_as_texts() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let rows: Vec<Vec<String>> = csv(&[Penalty::new("=1+1号").with("CF_JDRQ", DECIDED_ON)])
        .lines()
        .map(|line| line.trim_matches('"').split("\",\"").map(str::to_owned).collect())
        .collect();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (line, row) in (0_u32..).zip(&rows) {
        for (column, value) in (0_u16..).zip(row) {
            if value == COMPANY {
                let formula = Formula::new(format!("=\"{COMPANY}\"&\"\"")).set_result(value);
                sheet.write_formula(line, column, formula).unwrap();
            } else {
                sheet.write_string(line, column, value).unwrap();
            }
        }
    }
    let (path, page) = upload_all(&app, desk, "公式.xlsx", &workbook.save_to_buffer().unwrap()).await;
    assert!(page.words(".notice").contains("1 行已提交"), "{}", page.words("main"));
    let receipt = desk.get(Who::Clerk, &format!("{path}/receipt.csv")).await.text;
    assert!(receipt.contains(",'=1+1号,"), "{receipt}");
}

#[tokio::test]
async fn rows_of_another_authority_never_enter_unless_it_delegated_filing() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let other = Authority::usual().with("名称", OTHER_AUTHORITY).with("统一社会信用代码", code("11", 9));
    let rows = [
        Penalty::new(&number(1)),
        Penalty::new(&number(2)).by(&other),
        // One's own code under another's name.
        Penalty::new(&number(3)).with("CF_CFJG", OTHER_AUTHORITY),
        Penalty::new(&number(4)).with("CF_CFJGDM", code("11", 77)).with("CF_CFJG", "不存在的机关"),
    ];
    let (_, page) = upload_all(&app, desk, "处罚.csv", csv(&rows).as_bytes()).await;
    assert!(page.words(".notice").contains("1 行已提交，3 行"), "{}", page.words(".notice"));
    assert!(page.words("main").contains("不是您可以填报的机关"));
    for place in 2..=4 {
        assert!(app.decisions(&number(place)).await.is_empty(), "{place}");
    }
    let theirs = desk.authority_id(OTHER_AUTHORITY).await;
    let fields = [("kind", "penalty"), ("authority", theirs.as_str())];
    let file = csv(&rows[1..2]);
    let answer = post_as(desk, Who::Clerk, &fields, "处罚.csv", file.as_bytes()).await;
    assert_eq!((answer.status, lying(&app)), (403, 0));

    delegate(&app, desk, "2026-11-23").await;
    let answer = post_as(desk, Who::Clerk, &fields, "处罚.csv", file.as_bytes()).await;
    assert_eq!(answer.status, 303, "{}", answer.words("main"));
    take_in(&app).await;
    assert_eq!(app.decision(&number(2)).await.authority_id.as_deref(), Some(theirs.as_str()));
}

/// The other authority lets the clerk's file for it until that day.
async fn delegate(app: &TestApp, desk: Desk<'_>, last_on: &str) {
    let row = DelegationRow {
        id: desk.nothing(),
        authority_id: desk.authority_id(OTHER_AUTHORITY).await,
        filer_id: desk.authority_id(AUTHORITY).await,
        first_on: TODAY.parse().unwrap(),
        last_on: last_on.parse().unwrap(),
        appointed_by: "story".to_owned(),
        appointed_at: app.core().clock.now(),
    };
    let mut tx = app.core().db.write().await.unwrap();
    delegation::add(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_delegation_that_ended_lets_no_row_in_by_a_later_correction() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    delegate(&app, desk, TODAY).await;
    let other = Authority::usual().with("名称", OTHER_AUTHORITY).with("统一社会信用代码", code("11", 9));
    let rows = [Penalty::new(&number(1)).by(&other).with("CF_JDRQ", "2026/13/11")];
    let (path, page) = upload_all(&app, desk, "处罚.csv", csv(&rows).as_bytes()).await;
    let name = page.attributes("fieldset input", "name").remove(0);
    app.travel_to("2026-11-24");
    desk.sign_in_all().await;
    let answer = desk.post(Who::Clerk, &format!("{path}/corrections"), &[(name.as_str(), DECIDED_ON)]).await;
    assert_eq!(answer.header("location"), format!("{path}?taken=0&faulty=1"));
    let page = desk.get(Who::Clerk, &path).await;
    assert!(page.words("main").contains("不是您可以填报的机关"), "{}", page.words("main"));
    assert!(app.decisions(&number(1)).await.is_empty());
}

#[tokio::test]
async fn only_the_authority_s_own_people_see_an_upload_and_only_its_clerks_change_it() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let rows = [Penalty::new(&number(1)).with("CF_JDRQ", "2026/13/11")];
    let (path, page) = upload_all(&app, desk, "处罚.csv", csv(&rows).as_bytes()).await;
    let name = page.attributes("fieldset input", "name").remove(0);
    for (who, looking, doing) in [
        (Who::OtherClerk, 404, 404),
        (Who::Reviewer, 200, 403),
        (Who::Head, 200, 403),
        (Who::Auditor, 200, 403),
        (Who::Administrator, 403, 403),
        (Who::Nobody, 303, 401),
    ] {
        assert_eq!(desk.get(who, &path).await.status, looking, "{who:?} looks");
        let change = [(name.as_str(), DECIDED_ON)];
        let answer = desk.post(who, &format!("{path}/corrections"), &change).await;
        assert_eq!(answer.status, doing, "{who:?} corrects");
        assert_eq!(desk.post(who, &format!("{path}/give-up"), &[]).await.status, doing, "{who:?} gives up");
    }
    for file in ["faults.xlsx", "receipt.csv", "approved.xlsx"] {
        let answer = desk.get(Who::OtherClerk, &format!("{path}/{file}")).await;
        assert_eq!(answer.status, 404, "{file}");
    }
    let list = desk.get(Who::OtherClerk, "/desk/uploads").await;
    assert!(!list.text.contains(path.rsplit('/').next().unwrap()));
    assert!(desk.waiting().await.is_empty());
}

#[tokio::test]
async fn a_file_without_the_session_s_token_is_not_kept() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let body =
        head(desk, Who::Clerk, &[("kind", "penalty")], "a.csv").replace(&desk.csrf(Who::Clerk), "guess");
    let answer = send(desk, Who::Clerk, Body::from(format!("{body}CF_WSH\n1{}", tail()))).await;
    assert_eq!((answer.status, lying(&app)), (403, 0));
    for who in [Who::Reviewer, Who::Head, Who::Administrator, Who::Auditor] {
        let answer = post_as(desk, who, &[("kind", "penalty")], "a.csv", b"CF_WSH\n1\n").await;
        assert_eq!((answer.status, lying(&app)), (403, 0), "{who:?}");
    }
}

#[tokio::test]
async fn what_was_approved_leaves_in_the_official_layout_and_comes_back_as_known() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let own = ["CX_AJCX", "CX_SHYX", "CX_SHYXR", "CX_SHYXSJ", "CX_BMSC", "CX_BMSCR", "CX_BMSCSJ"];
    let official = |row: Penalty| own.iter().fold(row, |row, field| row.without(field));
    let rows: Vec<Penalty> = penalties(3).into_iter().map(official).collect();
    let (path, _) = upload_all(&app, desk, "处罚.csv", csv(&rows).as_bytes()).await;
    desk.approve_all().await;
    let export = desk.get(Who::Clerk, &format!("{path}/approved.xlsx")).await;
    let (headings, exported) = read(&export.bytes);
    assert_eq!((headings.len(), exported.len()), (30, 3));
    let (_, page) = upload_all(&app, desk, "上报.xlsx", &export.bytes).await;
    let words = page.words(".notice");
    assert!(words.contains("0 行已提交") && words.contains("3 行与已有记录相同"), "{words}");
    assert!(desk.waiting().await.is_empty());
}

#[tokio::test]
async fn the_template_of_each_kind_can_be_downloaded() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    for kind in ["penalty", "licence"] {
        let answer = desk.get(Who::Clerk, &format!("/desk/templates/{kind}.xlsx")).await;
        assert_eq!(answer.status, 200);
        assert!(answer.bytes.starts_with(b"PK") && answer.header("content-type").contains("spreadsheet"));
    }
}
