//! Personal data that words or letters give away: plates, e-mail, travel documents, accounts, addresses.

use std::ops::Range;

use super::fold::{Joint, Reading, value_of};
use super::{Finding, FindingKind};

/// First characters of plates.
const PLATE_PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// Last characters of special plates, in place of the fifth.
const PLATE_ENDS: &str = "挂学警港澳试超";

/// Words that announce an identity number; the longest first.
const IDENTITY_WORDS: [&str; 5] = ["公民身份号码", "居民身份证", "身份证件", "身份证", "身份号码"];

/// Words that announce where a person lives.
const ADDRESS_WORDS: [&str; 15] = [
    "家庭住址",
    "家庭地址",
    "户籍地址",
    "户籍所在地",
    "户籍地",
    "户口所在地",
    "住址",
    "现住址",
    "现住地",
    "现居住地",
    "居住地址",
    "常住地址",
    "经营者住所",
    "家住",
    "现住",
];

/// Characters that places are named with.
const PLACE_CHARACTERS: &str = "省市县区乡镇村路街巷道弄号栋幢楼室组屯里";

/// All of them.
pub(super) fn find(reading: &Reading) -> Vec<Finding> {
    let mut findings = travel_documents(reading);
    for index in 0..reading.symbols.len() {
        let symbol = reading.at(index);
        if symbol == '@' {
            findings.extend(email(reading, index));
        } else if matches!(reading.at(index + 1), ' '..='~' | '·') && PLATE_PROVINCES.contains(symbol) {
            findings.extend(licence_plate(reading, index));
        }
        match symbol {
            '公' | '居' | '身' | '户' | '住' | '现' | '常' | '家' | '经' => {
                findings.extend(identity_text(reading, index).or_else(|| home_address(reading, index)));
            }
            '微' | 'Q' | 'V' | 'W' | '扣' => findings.extend(messenger(reading, index)),
            _ => {}
        }
    }
    findings
}

/// Letters and digits of passports (E, G and so on) and of permits for 港澳台.
fn travel_documents(reading: &Reading) -> Vec<Finding> {
    let mut findings = Vec::new();
    for start in 0..reading.atoms.len() {
        let is_named = || reading.introduced_by(start, &["护照", "通行证"], 12);
        let found = [11, 10, 9, 8].into_iter().map(|length| start..start + length).find(|range| {
            stands_alone(reading, range)
                && (is_passport(&reading.values(range))
                    || (is_travel_document(&reading.values(range)) && is_named()))
        });
        findings.extend(found.map(|range| reading.finding(FindingKind::TravelDocument, &range)));
    }
    findings
}

fn stands_alone(reading: &Reading, range: &Range<usize>) -> bool {
    range.end <= reading.atoms.len()
        && reading.joint(range.start) > Joint::Adjacent
        && reading.joint(range.end) > Joint::Adjacent
        && reading.widest(range) <= Joint::Mark
}

/// A Chinese passport: E or G and 8 digits that are no date, or E, a letter and 7 digits.
fn is_passport(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    if text.len() != 9 || !digits.chars().all(|c| c.is_ascii_digit()) {
        return false;
    }
    let is_date = digits.starts_with("19") || digits.starts_with("20");
    match digits.len() {
        8 => matches!(text.chars().next(), Some('E' | 'G')) && !is_date,
        7 => text.starts_with('E') && !text.contains(['I', 'O']),
        _ => false,
    }
}

/// Any number of that shape, once the text calls it a travel document.
fn is_travel_document(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let letters = text.len() - digits.len();
    let is_number = digits.chars().all(|c| c.is_ascii_digit());
    is_number
        && ((letters == 0 && matches!(digits.len(), 8 | 9))
            || ((1..=2).contains(&letters) && digits.len() >= 6))
}

/// A province, a letter, five characters; six for new energy; four before 挂, 学, 警, 港 or 澳.
fn licence_plate(reading: &Reading, province: usize) -> Option<Finding> {
    let is_word = reading.at(province) == '新' && "最更创全高革重".contains(reading.before(province));
    let letter = reading.atoms.partition_point(|atom| atom.symbol <= province);
    let is_near =
        (province + 1..reading.atoms.get(letter)?.symbol).all(|index| is_separator(reading.at(index)));
    if is_word || !is_near || !is_plate_letter(reading.atoms[letter].value) {
        return None;
    }
    let tail = [6, 5, 4].into_iter().map(|length| letter + 1..letter + 1 + length).find(|tail| {
        tail.end <= reading.atoms.len()
            && reading.joint(tail.start) <= Joint::Mark
            && reading.joint(tail.end) > Joint::Adjacent
            && is_even(reading, tail)
            && is_plate_tail(reading, tail)
    })?;
    let special = usize::from(tail.len() == 4);
    let end = reading.span(&tail).end + special;
    Some(reading.finding_at(FindingKind::LicencePlate, &(province..end)))
}

fn is_separator(symbol: char) -> bool {
    matches!(symbol, ' ' | '-' | '.' | '·' | '_')
}

fn is_plate_letter(value: char) -> bool {
    value.is_ascii_uppercase() && !matches!(value, 'I' | 'O')
}

/// Nothing between the characters, or something between all of them.
fn is_even(reading: &Reading, range: &Range<usize>) -> bool {
    let mut inner = range.clone().skip(1).map(|atom| reading.joint(atom));
    let widest = reading.widest(range);
    widest == Joint::Adjacent || (widest <= Joint::Mark && inner.all(|joint| joint != Joint::Adjacent))
}

fn is_plate_tail(reading: &Reading, tail: &Range<usize>) -> bool {
    let values = reading.values(tail);
    let digits = values.chars().filter(char::is_ascii_digit).count();
    if values.contains(['I', 'O']) || digits + 2 < values.len() {
        return false;
    }
    match values.len() {
        6 => {
            let is_new_energy = |c: Option<char>| c.is_some_and(|c| "ABCDEFGHJK".contains(c));
            is_new_energy(values.chars().next()) || (digits == 5 && is_new_energy(values.chars().next_back()))
        }
        4 => PLATE_ENDS.contains(reading.at(reading.span(tail).end)),
        _ => true,
    }
}

/// What stands around an @, blanks allowed beside it.
fn email(reading: &Reading, at: usize) -> Option<Finding> {
    let is_local = |c: char| value_of(c).is_some() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let local_end = (0..at).rev().find(|index| reading.at(*index) != ' ')? + 1;
    let local = (0..local_end).rev().take_while(|index| is_local(reading.at(*index))).count();
    let domain_start = reading.skip(at + 1, |c| c == ' ');
    let domain_end =
        reading.skip(domain_start, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '。'));
    let domain: String = (domain_start..domain_end).map(|index| reading.at(index)).collect();
    let domain = domain.replace('。', ".");
    let domain = domain.trim_end_matches(['.', '-']);
    let (host, top) = domain.rsplit_once('.')?;
    let is_domain = !host.is_empty() && top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic());
    let span = local_end - local..domain_start + domain.len();
    (is_domain && local > 0).then(|| reading.finding_at(FindingKind::Email, &span))
}

/// What follows 身份证号 and the like: digits, letters, asterisks.
fn identity_text(reading: &Reading, start: usize) -> Option<Finding> {
    let word = IDENTITY_WORDS.iter().find(|word| reading.has(start, word))?;
    let after = start + word.chars().count();
    let content = reading.skip(after, |c| "号码证件:为是系( \n".contains(c));
    let counts = |c: char| value_of(c).is_some() || c == '*';
    let end = reading.skip(content, |c| counts(c) || is_separator(c));
    let run: Vec<usize> = (content..end).filter(|index| counts(reading.at(*index))).collect();
    let is_announced = (after..content).any(|index| matches!(reading.at(index), '号' | ':'));
    let least = if is_announced { 4 } else { 6 };
    let end = run.last()? + 1;
    (run.len() >= least).then(|| reading.finding_at(FindingKind::IdentityText, &(content..end)))
}

/// What follows 住址 and the like, if it names a place.
fn home_address(reading: &Reading, start: usize) -> Option<Finding> {
    let word = ADDRESS_WORDS.iter().find(|word| reading.has(start, word))?;
    let after = start + word.chars().count();
    let content = reading.skip(after, |c| ":为是系在于( \n".contains(c));
    let ends = |c: char| matches!(c, ',' | '。' | ';' | '!' | '?' | '(' | ')' | '\n' | '\0' | '、');
    let end = (content..content + 40).find(|index| ends(reading.at(*index))).unwrap_or(content + 40);
    let places = (content..end).filter(|index| PLACE_CHARACTERS.contains(reading.at(*index))).count();
    let least = if content > after { 1 } else { 2 };
    (places >= least && end >= content + 3)
        .then(|| reading.finding_at(FindingKind::HomeAddress, &(content..end)))
}

/// An account after 微信 or QQ.
fn messenger(reading: &Reading, start: usize) -> Option<Finding> {
    let words = ["微信", "QQ", "V信", "VX", "WX", "WEIXIN", "WECHAT", "扣扣"];
    let word = words.iter().find(|word| reading.has(start, word))?;
    let is_latin = word.is_ascii();
    let before = reading.before(start);
    let after = start + word.chars().count();
    let account = reading.skip(after, |c| "号码账帐:为是(= \n".contains(c));
    let is_announced = (after..account).any(|index| matches!(reading.at(index), '号' | ':' | '='));
    if (is_latin && before.is_ascii_alphanumeric()) || (is_latin && *word != "QQ" && !is_announced) {
        return None;
    }
    let end = reading.skip(account, |c| value_of(c).is_some() || matches!(c, '_' | '-'));
    let text: String =
        (account..end).map(|index| value_of(reading.at(index)).unwrap_or('_')).take(20).collect();
    let text = text.trim_end_matches('_');
    let span = account..account + text.len();
    let is_amount =
        reading.harmless.iter().any(|harmless| harmless.start < span.end && span.start < harmless.end);
    (is_account(text, is_announced) && !is_amount).then(|| reading.finding_at(FindingKind::Messenger, &span))
}

/// Five digits or more, or a name of six characters or more; one without digits only if it is announced.
fn is_account(text: &str, is_announced: bool) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let begins_with_letter = text.starts_with(|c: char| c.is_ascii_alphabetic());
    (digits == text.len() && digits >= 5)
        || (begins_with_letter && text.len() >= 6 && (digits > 0 || is_announced))
}
