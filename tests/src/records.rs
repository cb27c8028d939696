//! Builders of files about the fictional province 秦川省 (area 69, which exists nowhere). All codes have valid check
//! digits unless a story asks for others.

use domain::resident_id::ResidentId;
use domain::uscc;
use server::import::Kind;

/// Name of the authority that decides unless a story says otherwise.
pub const AUTHORITY: &str = "云川市示例监管局";
/// Name of the company that decisions are about unless a story says otherwise.
pub const COMPANY: &str = "秦岭示例云帆科技有限公司";
/// The day before the stories' usual day, 2026-11-23, is a Sunday; decisions are of the Friday before.
pub const DECIDED_ON: &str = "2026-11-20";

/// A row of a file: headings with their values.
pub trait FileRow {
    /// What kind of file it stands in.
    const KIND: Kind;
    /// The cells in the order in which they were set.
    fn cells(&self) -> &[(String, String)];
}

/// The rows as a CSV file; its columns are all headings of all rows.
pub fn csv<R: FileRow>(rows: &[R]) -> String {
    let mut headings: Vec<&str> = Vec::new();
    for (heading, _) in rows.iter().flat_map(FileRow::cells) {
        if !headings.contains(&heading.as_str()) {
            headings.push(heading);
        }
    }
    let mut text = line(&headings);
    for row in rows {
        let value = |heading: &&str| {
            row.cells().iter().find(|(name, _)| name == heading).map_or("", |(_, value)| value.as_str())
        };
        text.push_str(&line(&headings.iter().map(value).collect::<Vec<_>>()));
    }
    text
}

fn line(values: &[&str]) -> String {
    let cells: Vec<String> =
        values.iter().map(|value| format!("\"{}\"", value.replace('"', "\"\""))).collect();
    cells.join(",") + "\n"
}

macro_rules! file_rows {
    ($($(#[$doc:meta])* $name:ident in $kind:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(Vec<(String, String)>);

        impl FileRow for $name {
            const KIND: Kind = Kind::$kind;

            fn cells(&self) -> &[(String, String)] {
                &self.0
            }
        }

        impl $name {
            /// Sets a cell.
            #[must_use]
            pub fn with(mut self, heading: &str, value: impl Into<String>) -> Self {
                self.0.retain(|(name, _)| name != heading);
                self.0.push((heading.to_owned(), value.into()));
                self
            }

            /// Takes a cell out.
            #[must_use]
            pub fn without(mut self, heading: &str) -> Self {
                self.0.retain(|(name, _)| name != heading);
                self
            }

            /// A cell's value.
            pub fn value(&self, heading: &str) -> &str {
                self.0.iter().find(|(name, _)| name == heading).map_or("", |(_, value)| value)
            }

            fn of(cells: &[(&str, &str)]) -> Self {
                Self(cells.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
            }
        }
    )*};
}

file_rows! {
    /// A registration.
    Entity in Entities,
    /// An authority.
    Authority in Authorities,
    /// 行政处罚 about one party.
    Penalty in Penalties,
    /// 行政许可 about one party.
    Licence in Licences,
    /// 撤回、修复、更正错误、删除
    Ending in Endings,
}

/// A credit code that begins with `kind` (such as 91) and belongs to nobody.
pub fn code(kind: &str, number: u32) -> String {
    let body = format!("{kind}690102MA{number:07}");
    let digit = uscc::check_digit(&body);
    format!("{body}{digit}")
}

/// The same code with another check digit (重错码).
pub fn spoiled(code: &str) -> String {
    let wrong = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{wrong}", &code[..17])
}

/// An ID number of an area that never issued one, of somebody born on that day (`2010-05-06`).
pub fn resident_id(born_on: &str, sequence: u32) -> String {
    let body = format!("619901{}{sequence:03}", born_on.replace('-', ""));
    "0123456789X"
        .chars()
        .map(|digit| format!("{body}{digit}"))
        .find(|id| id.parse::<ResidentId>().is_ok())
        .unwrap()
}

impl Entity {
    /// A company.
    pub fn new(name: &str, number: u32) -> Self {
        Self::of(&[
            ("名称", name),
            ("统一社会信用代码", &code("91", number)),
            ("主体类型", "有限责任公司（自然人投资或控股）"),
            ("登记状态", "存续（在营、开业、在册）"),
            ("行政区划代码", "690102"),
            ("住所", "云川市示例路1号"),
            ("法定代表人", "甄见山"),
            ("成立日期", "2015-03-02"),
            ("注册资本（万元）", "500"),
            ("登记机关", AUTHORITY),
            ("经营范围", "示例技术服务"),
        ])
    }

    /// [`COMPANY`].
    pub fn company() -> Self {
        Self::new(COMPANY, 1)
    }

    /// A sole trader.
    pub fn trader(name: &str, number: u32) -> Self {
        Self::new(name, number).with("统一社会信用代码", code("92", number)).with("主体类型", "个体工商户")
    }

    /// Its credit code.
    pub fn code(&self) -> &str {
        self.value("统一社会信用代码")
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.value("名称")
    }
}

impl Authority {
    /// A city's authority.
    pub fn new(name: &str, number: u32) -> Self {
        Self::of(&[
            ("名称", name),
            ("统一社会信用代码", &code("11", number)),
            ("层级", "市"),
            ("行政区划代码", "690100"),
            ("领域", "市场监管"),
            ("电话", "0690-5550131"),
            ("地址", "云川市示例路2号"),
            ("许可权", "是"),
            ("处罚权", "是"),
        ])
    }

    /// [`AUTHORITY`].
    pub fn usual() -> Self {
        Self::new(AUTHORITY, 1)
    }

    /// Its credit code.
    pub fn code(&self) -> &str {
        self.value("统一社会信用代码")
    }
}

impl Penalty {
    /// A fine of 2,000 yuan for [`COMPANY`].
    pub fn new(document_number: &str) -> Self {
        let authority = code("11", 1);
        Self::of(&[
            ("CF_WSH", document_number),
            ("CF_WFXW", "违反了《秦川省示例条例》第三条"),
            ("CF_SY", "当事人未按规定建立台账"),
            ("CF_YJ", "《秦川省示例条例》第五条"),
            ("CF_CFLB", "罚款"),
            ("CF_NR", "罚款人民币2000元"),
            ("CF_NR_FK", "0.2"),
            ("CF_JDRQ", DECIDED_ON),
            ("CF_YXQ", "2099/12/31"),
            ("CF_CFJG", AUTHORITY),
            ("CF_CFJGDM", &authority),
            ("CF_SJLY", AUTHORITY),
            ("CF_SJLYDM", &authority),
            ("CX_AJCX", "普通程序"),
            ("CX_SHYX", "有"),
            ("CX_SHYXR", "示例科室"),
            ("CX_SHYXSJ", DECIDED_ON),
            ("CX_BMSC", "可公开"),
            ("CX_BMSCR", "示例科室"),
            ("CX_BMSCSJ", DECIDED_ON),
        ])
        .party(&Entity::company())
    }

    /// About that entity, by its code and name.
    #[must_use]
    pub fn party(self, entity: &Entity) -> Self {
        let class =
            if entity.code().starts_with("92") { "个体工商户" } else { "法人及非法人组织" };
        self.with("CF_XDR_MC", entity.name())
            .with("CF_XDR_LB", class)
            .with("CF_XDR_SHXYM", entity.code())
            .with("CF_FRDB", "甄见山")
    }

    /// About a natural person with that ID number.
    #[must_use]
    pub fn person(self, name: &str, id: &str) -> Self {
        self.with("CF_XDR_MC", name)
            .with("CF_XDR_LB", "自然人")
            .with("CF_XDR_ZJLX", "身份证")
            .with("CF_XDR_ZJHM", id)
            .without("CF_XDR_SHXYM")
            .without("CF_FRDB")
    }

    /// Decided on that day.
    #[must_use]
    pub fn decided_on(self, day: &str) -> Self {
        self.with("CF_JDRQ", day).with("CX_SHYXSJ", day).with("CX_BMSCSJ", day)
    }

    /// Decided by that authority.
    #[must_use]
    pub fn by(self, authority: &Authority) -> Self {
        let (name, code) = (authority.value("名称"), authority.code());
        self.with("CF_CFJG", name).with("CF_CFJGDM", code).with("CF_SJLY", name).with("CF_SJLYDM", code)
    }

    /// Its ending of that kind (撤回, 修复, 更正错误, 删除).
    pub fn ending(&self, kind: &str) -> Ending {
        Ending::of(&[
            ("类型", kind),
            ("决定类型", "处罚"),
            ("决定机关代码", self.value("CF_CFJGDM")),
            ("文号", self.value("CF_WSH")),
            ("决定日期", self.value("CF_JDRQ")),
            ("公开原因", if kind == "撤回" { "复议机关决定撤销" } else { "" }),
        ])
    }
}

impl Licence {
    /// A food licence of [`COMPANY`].
    pub fn new(document_number: &str) -> Self {
        let authority = code("11", 1);
        Self::of(&[
            ("XK_XKWS", "示例经营许可决定书"),
            ("XK_WSH", document_number),
            ("XK_XKLB", "普通"),
            ("XK_XKZS", "示例经营许可证"),
            ("XK_XKBH", "SL-2026-1"),
            ("XK_NR", "准予从事示例经营"),
            ("XK_JDRQ", DECIDED_ON),
            ("XK_YXQZ", DECIDED_ON),
            ("XK_YXQZI", "2031-11-19"),
            ("XK_XKJG", AUTHORITY),
            ("XK_XKJGDM", &authority),
            ("XK_ZT", "1"),
            ("XK_LYDW", AUTHORITY),
            ("XK_LYDWDM", &authority),
            ("CX_BMSC", "可公开"),
            ("CX_BMSCR", "示例科室"),
            ("CX_BMSCSJ", DECIDED_ON),
        ])
        .party(&Entity::company())
    }

    /// About that entity, by its code and name.
    #[must_use]
    pub fn party(self, entity: &Entity) -> Self {
        let class =
            if entity.code().starts_with("92") { "个体工商户" } else { "法人及非法人组织" };
        self.with("XK_XDR_MC", entity.name())
            .with("XK_XDR_LB", class)
            .with("XK_XDR_SHXYM", entity.code())
            .with("XK_FRDB", "甄见山")
    }

    /// Decided on that day.
    #[must_use]
    pub fn decided_on(self, day: &str) -> Self {
        self.with("XK_JDRQ", day).with("XK_YXQZ", day).with("CX_BMSCSJ", day)
    }
}
