//! Texts that break programs.

/// Names that must be stored, found and shown as they are, or at least harm nothing.
pub const NASTY: [&str; 12] = [
    "<script>alert(1)</script>示例商行",
    "示例\"引号'单引号`商行",
    "示例&amp;和号&lt;商行",
    "示例，逗号；分号\t商行",
    "示例（全角）（１２３）ＡＢＣ商行",
    "示例\u{3000}全角空格\u{3000}商行",
    "示例\u{202E}反向\u{2066}商行\u{200F}",
    "示例𠮷野𣘺𠀀𪚥商行",
    "示例😀👨‍👩‍👧商行",
    "示例\u{200B}零宽\u{FEFF}商行",
    "=示例+公式@商行",
    "示例'; drop table entity; --商行",
];

/// A name of 300 characters without a blank.
pub fn long_name() -> String {
    format!("示例{}商行", "龘𠀀A".repeat(99))
}
