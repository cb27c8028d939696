//! Nothing personal in logs, on the terminal or in reports, whatever column or address it was sent in.

use std::fs;

use tests::binary::{Program, Server, address_with};
use tests::records::{FileRow, resident_id};
use tests::{Authority, Ending, Entity, Licence, Penalty, csv};

const DAY: &str = "2026-11-23";
/// A mobile number.
const MOBILE: &str = "13906901234";
/// The given name of a person, which stands nowhere by chance.
const GIVEN_NAME: &str = "笙晚舟";
const NAME: &str = "欧阳笙晚舟";

/// What must stand nowhere: an ID number, a mobile number, a name.
fn secrets() -> [String; 3] {
    [resident_id("1986-01-01", 3), MOBILE.to_owned(), GIVEN_NAME.to_owned()]
}

/// What is sent: each secret as it is, and inside a text.
fn canaries() -> [String; 4] {
    let [number, mobile, _] = secrets();
    let text = format!("当事人{NAME}，身份证号{number}，电话{mobile}");
    [number, mobile, NAME.to_owned(), text]
}

fn assert_clean(what: &str, text: &str) {
    for secret in secrets() {
        let lines: Vec<&str> = text.lines().filter(|line| line.contains(&secret)).collect();
        assert_eq!(lines, [""; 0], "{what} holds {secret}");
    }
}

/// Columns of names and of running text. In a column of codes, days or fixed words a bare name cannot be told from a
/// misspelt word, and the report has to repeat that: numbers are tested in every column, names in these.
const COLUMNS_OF_NAMES: [&str; 20] = [
    "CF_XDR_MC",
    "CF_FRDB",
    "CF_WFXW",
    "CF_SY",
    "CF_YJ",
    "CF_NR",
    "CF_BZ",
    "CF_FR_ZJHM",
    "CF_XDR_ZJHM",
    "CX_SHYXR",
    "CX_BMSCR",
    "XK_XDR_MC",
    "XK_FRDB",
    "XK_NR",
    "XK_FR_ZJHM",
    "BZ",
    "法定代表人",
    "住所",
    "经营范围",
    "公开原因",
];

/// A file in which each column in its turn holds each canary; the others are as usual.
fn rows<R: FileRow>(usual: &R, more: &[&str]) -> String {
    let mut headings: Vec<&str> = usual.cells().iter().map(|(heading, _)| heading.as_str()).collect();
    headings.extend(more);
    let quoted = |value: &str| format!("\"{}\"", value.replace('"', "\"\""));
    let line = |values: Vec<&str>| values.into_iter().map(quoted).collect::<Vec<_>>().join(",") + "\n";
    let mut text = line(headings.clone());
    let canaries = canaries();
    for guilty in &headings {
        for canary in canaries.iter().filter(|one| *one != NAME || COLUMNS_OF_NAMES.contains(guilty)) {
            let cells = usual.cells();
            let value = |heading: &&str| {
                let usual = cells.iter().find(|(name, _)| name == heading).map_or("", |(_, value)| value);
                if heading == guilty { canary.as_str() } else { usual }
            };
            text.push_str(&line(headings.iter().map(value).collect()));
        }
    }
    text
}

/// Imports the file with both forms of report; nothing that it says or writes may hold a secret.
fn import(program: &Program, kind: &str, text: &str) {
    let file = program.file(&format!("{kind}.csv"), text);
    for report in ["report.csv", "report.json"] {
        let path = program.path(report);
        let mut command = program.command(&["import", kind, "--report", path.to_str().unwrap()]);
        let finished = tests::binary::start(command.env("CHENGXIN_LOG", "trace").arg(&file)).finish();
        assert!(matches!(finished.code, 0 | 1 | 3), "{finished:?}");
        assert_clean(&format!("what the import of {kind} says"), &(finished.stdout + &finished.stderr));
        if let Ok(written) = fs::read_to_string(&path) {
            assert_clean(&format!("{report} of {kind}"), &written);
            fs::remove_file(&path).unwrap();
        }
    }
}

#[tokio::test]
async fn personal_data_in_any_column_is_in_no_report_and_on_no_terminal() {
    let program = Program::furnished(DAY).await;
    let numbers = ["CF_XDR_ZJLX", "CF_XDR_ZJHM", "CF_FR_ZJLX", "CF_FR_ZJHM", "CF_XDR_ZZJG", "CF_BZ"];
    let penalty = Penalty::new("云示罚字〔2026〕1号");
    import(&program, "penalties", &rows(&penalty, &numbers));
    let person = penalty.clone().person("某某", "").without("CF_XDR_ZJHM").without("CF_XDR_ZJLX");
    import(&program, "penalties", &rows(&person, &numbers));
    let numbers = ["XK_XDR_ZJLX", "XK_XDR_ZJHM", "XK_FR_ZJLX", "XK_FR_ZJHM", "XK_XDR_ZZJG", "BZ"];
    import(&program, "licences", &rows(&Licence::new("云示许〔2026〕1号"), &numbers));
    import(&program, "entities", &rows(&Entity::new("秦岭示例某店", 77), &["曾用名", "简称", "注册号"]));
    import(&program, "entities", &rows(&Entity::trader("秦岭示例某店", 78), &["曾用名", "简称"]));
    import(&program, "authorities", &rows(&Authority::new("云川市示例某局", 78), &["曾用名"]));
    import(&program, "endings", &rows(&penalty.ending("撤回"), &["相对人名称", "相对人代码", "日期"]));
}

#[tokio::test]
async fn personal_data_where_headings_should_be_is_in_no_report_and_on_no_terminal() {
    let program = Program::furnished(DAY).await;
    let [number, mobile, ..] = canaries();
    let heading = format!("\"秦岭示例某店\",\"{number}\",\"{mobile}\"\n");
    let row = csv(&[Penalty::new("云示罚字〔2026〕1号")]);
    let (first, rest) = row.split_once('\n').unwrap();
    for kind in ["penalties", "licences", "entities", "authorities", "endings"] {
        import(&program, kind, &heading);
        import(&program, kind, &format!("{first},{heading}{rest}"));
    }
}

fn assert_quiet(server: &Server, secret: &str) {
    for (path, query) in [
        ("/search", ("q", secret)),
        ("/api/v1/search", ("q", secret)),
        ("/api/v1/suggest", ("q", secret)),
        ("/api/v1/search", ("type", secret)),
        ("/api/v1/search", ("cursor", secret)),
        ("/api/v1/search", ("limit", secret)),
        ("/api/v1/search", ("from", secret)),
        ("/api/v1/search", ("authority", secret)),
        ("/api/v1/search", ("region", secret)),
        ("/api/v1/deadline", ("decided_on", secret)),
        ("/agencies", ("month", secret)),
        ("/preferences/large-text", ("back", secret)),
        ("/nothing", ("q", secret)),
    ] {
        server.get(&address_with(path, &[query])).unwrap();
    }
    let encoded = address_with("", &[("q", secret)]).split_off(3);
    for folder in [
        "",
        "/entities",
        "/decisions",
        "/agencies",
        "/sitemap",
        "/assets",
        "/api",
        "/api/v1",
        "/api/v1/entities",
    ] {
        for path in [format!("{folder}/{encoded}"), format!("{folder}/{encoded}/rows.csv")] {
            server.get(&path).unwrap();
        }
    }
    assert_clean("the metrics", &server.get("/metrics").unwrap().text);
}

#[tokio::test]
async fn what_somebody_asks_for_is_in_no_log_however_much_is_logged() {
    let program = Program::furnished(DAY).await;
    let [number, _, name, text] = canaries();
    let person =
        Penalty::new("云示罚字〔2026〕1号").person(&name, &number).with("CX_GKYJ", "《示例法》第一百条");
    let withheld = Penalty::new("云示罚字〔2026〕2号").with("CF_SY", &text);
    let endings: Vec<Ending> = vec![Penalty::new("云示罚字〔2026〕3号").ending("撤回")];
    let server = program.serve_logging("trace");
    tests::binary::until("/readyz", async || server.get("/readyz").is_ok_and(|reply| reply.status == 200))
        .await;
    import(&program, "penalties", &csv(&[person, withheld]));
    import(&program, "endings", &csv(&endings));
    for secret in canaries() {
        assert_quiet(&server, &secret);
    }
    tests::binary::until("the last line", async || server.log().contains("\"/metrics\"")).await;
    let log = server.log();
    assert!(log.contains("\"/api/v1/suggest\"") && log.contains("\"DEBUG\""), "it should log everything");
    assert_clean("the log", &log);
    for encoded in canaries().map(|secret| address_with("", &[("q", &secret)]).split_off(3)) {
        assert!(!log.contains(&encoded), "the log holds {encoded}");
    }
}
