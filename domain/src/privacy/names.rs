//! Names of natural persons as the public may see them.

/// Surnames of two characters; all others are taken to have one.
const COMPOUND_SURNAMES: [&str; 24] = [
    "欧阳", "太史", "上官", "司马", "东方", "独孤", "南宫", "夏侯", "诸葛", "尉迟", "皇甫", "宇文", "长孙",
    "慕容", "司徒", "司空", "令狐", "公孙", "轩辕", "端木", "百里", "东郭", "呼延", "澹台",
];

/// Keeps the surname and replaces the given name: 张*, 张**, 欧阳*; minority names keep the first character.
///
/// Rule: RULES 2.6. Computed on the server only; the full name never leaves it.
pub fn mask_name(name: &str) -> String {
    let name = name.trim();
    let compound = COMPOUND_SURNAMES.iter().find(|surname| name.starts_with(**surname));
    let length = name.chars().count();
    let kept = match compound {
        Some(_) if length > 2 => 2,
        _ => 1,
    };
    name.chars().take(kept).chain(std::iter::repeat_n('*', length.saturating_sub(kept))).collect()
}

#[cfg(test)]
mod tests {
    use super::mask_name;

    #[test]
    fn a_person_is_shown_by_surname_only() {
        for (name, shown) in [
            ("张三", "张*"),
            ("张小三", "张**"),
            ("欧阳修", "欧阳*"),
            ("欧阳", "欧*"),
            ("阿依古丽", "阿***"),
            ("", ""),
        ] {
            assert_eq!(mask_name(name), shown, "{name}");
        }
    }
}
