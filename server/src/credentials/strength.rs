//! How soon a password would be guessed, and what to say when that is too soon.

use zxcvbn::Score;
use zxcvbn::feedback::{Feedback, Warning};

use super::password::WeakPassword;

/// Words that one who attacks this service would try: its own, those of its field, and what many type in pinyin.
/// ASVS 6.1.2 asks for the list.
const EXPECTED: [&str; 22] = [
    "chengxin",
    "诚信",
    "xinyong",
    "信用",
    "信用中国",
    "creditchina",
    "shuanggongshi",
    "双公示",
    "xingzheng",
    "行政处罚",
    "行政许可",
    "jianguan",
    "监管",
    "监督管理局",
    "zhengfu",
    "政府",
    "zhongguo",
    "中国",
    "mima",
    "密码",
    "woaini",
    "我爱你",
];

/// How many characters are judged: a password that is strong by then is strong. zxcvbn's time grows with the square of
/// the length and with the number of signs that can stand for letters (a fifth of a second at worst for so many).
const JUDGED: usize = 50;

/// A shorter run of characters in common with the account says nothing.
const SHORTEST_RUN: usize = 3;

/// Refuses what would be guessed within 10⁸ tries (zxcvbn score below 3) by one who knows this service, or by one who
/// also knows the account, for whom its words add nothing.
///
/// zxcvbn compares years with the year of the host's clock; nothing else depends on the time.
pub(super) fn judge(password: &str, about: &[&str]) -> Result<(), WeakPassword> {
    let judged: String = password.chars().take(JUDGED).collect();
    let for_anybody = zxcvbn::zxcvbn(&judged, &EXPECTED);
    if for_anybody.score() < Score::Three {
        return Err(said(for_anybody.feedback().and_then(Feedback::warning)));
    }
    let words = words_of(about);
    let guesses: Vec<&str> = words.iter().map(String::as_str).chain(EXPECTED).collect();
    let for_one_who_knows = zxcvbn::zxcvbn(&without(&judged, &words), &guesses);
    if for_one_who_knows.score() < Score::Three { Err(WeakPassword::AboutTheAccount) } else { Ok(()) }
}

/// Each text about the account, also without its signs, and the words in it.
fn words_of(about: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    for text in about.iter().map(|text| text.to_lowercase()) {
        words.extend(text.split(|character: char| !character.is_alphanumeric()).map(str::to_owned));
        words.push(text.chars().filter(|character| character.is_alphanumeric()).collect());
        words.push(text);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The password without each run of characters that also stands in one of the words.
///
/// zxcvbn knows words as wholes only: it would not see that 市场监督管理局 is a part of 某某市市场监督管理局.
fn without(password: &str, words: &[String]) -> String {
    let characters: Vec<char> = password.chars().collect();
    let folded: Vec<char> =
        characters.iter().filter_map(|character| character.to_lowercase().next()).collect();
    let stands_in_a_word = |run: &[char]| {
        let run: String = run.iter().collect();
        words.iter().any(|word| word.contains(&run))
    };
    let mut rest = String::new();
    let mut at = 0;
    while let Some(character) = characters.get(at) {
        let run = (SHORTEST_RUN..=folded.len() - at)
            .take_while(|length| stands_in_a_word(&folded[at..at + length]))
            .last();
        if let Some(length) = run {
            at += length;
        } else {
            rest.push(*character);
            at += 1;
        }
    }
    rest
}

fn said(warning: Option<Warning>) -> WeakPassword {
    match warning {
        Some(Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess) => {
            WeakPassword::Keyboard
        }
        Some(
            Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess,
        ) => WeakPassword::Repeats,
        Some(
            Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword
            | Warning::ThisIsSimilarToACommonlyUsedPassword,
        ) => WeakPassword::Common,
        Some(Warning::SequencesLikeAbcAreEasyToGuess) => WeakPassword::Sequence,
        Some(Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess) => WeakPassword::Date,
        Some(
            Warning::AWordByItselfIsEasyToGuess
            | Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
            | Warning::CommonNamesAndSurnamesAreEasyToGuess,
        ) => WeakPassword::Word,
        None => WeakPassword::Guessable,
    }
}
