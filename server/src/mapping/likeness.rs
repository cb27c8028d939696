//! How alike two headings are: misread characters count for nothing, one wrong character in four is let pass.

use domain::text::fold_heading;

/// Characters that are misread for each other, by people and by scanners; the first stands for all.
const ALIKE: [&str; 40] = [
    "业让亚",
    "限眼",
    "徽徹",
    "未末",
    "己已巳",
    "曰日白",
    "人入八",
    "土士",
    "代伐",
    "码玛",
    "罚罸",
    "机杌朵",
    "关美",
    "期朔",
    "号另",
    "名各",
    "称你",
    "统绕",
    "用甩",
    "会舍",
    "社杜",
    "信倍",
    "注汪住",
    "册删",
    "法去",
    "定疋",
    "表裹",
    "书节",
    "文丈",
    "决央",
    "处外",
    "款歉",
    "许计",
    "可司",
    "政致",
    "企仝",
    "0OＯ〇",
    "1LI|",
    "(（",
    ")）",
];

/// So many characters at least: two characters are alike too easily.
const SHORTEST: usize = 3;

/// True if the headings differ, but so little that a misreading explains it.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    let (one, other) = (shape(one), shape(other));
    let longest = one.len().max(other.len());
    if one.len().min(other.len()) < SHORTEST {
        return false;
    }
    distance(&one, &other) <= (longest / 4).max(usize::from(longest >= 4))
}

fn shape(heading: &str) -> Vec<char> {
    let stands_for =
        |c: char| ALIKE.iter().find(|group| group.contains(c)).and_then(|group| group.chars().next());
    fold_heading(heading).chars().map(|c| stands_for(c).unwrap_or(c)).collect()
}

/// Fewest insertions, deletions and replacements from one to the other.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, character) in one.iter().enumerate() {
        let mut before = row[0];
        row[0] = place + 1;
        for (column, wanted) in other.iter().enumerate() {
            let replaced = before + usize::from(character != wanted);
            before = row[column + 1];
            row[column + 1] = replaced.min(before + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_that_a_scanner_misread_are_alike() {
        let cases = [
            ("企让名称", "企业名称", true),
            ("企业名你", "企业名称", true),
            ("统一社会倍用代玛", "统一社会信用代码", true),
            ("处罚决疋日期", "处罚决定日期", true),
            ("处罚决定日", "处罚决定日期", true),
            ("名称", "各称", false), // too short to tell
            ("违法事实", "处罚依据", false),
            ("许可机关", "处罚机关", false),
            ("", "名称", false),
        ];
        for (one, other, alike) in cases {
            assert_eq!(are_alike(one, other), alike, "{one} {other}");
        }
    }
}
