//! 违法事实: at least 200 Han characters, put together from parts with varying slots.

use chrono::{Days, NaiveDate};

use super::days::in_words;
use super::decisions::{self, Case};
use super::random::Random;
use super::violations::Violation;

const OPENINGS: &[&str] = &[
    "{date}，{authority}执法人员依法对当事人{party}位于{place}的经营场所进行现场检查，检查时出示了执法证件，告知了检查事项以及当事人依法享有的权利和应当履行的义务，当事人的现场负责人全程在场。",
    "{date}，{authority}根据{source}，对当事人{party}在{place}从事的有关活动进行核查，经初步调查认为当事人的行为涉嫌违法，经批准予以立案，并指派两名执法人员开展调查取证。",
    "根据{source}，{authority}执法人员于{date}到当事人{party}在{place}的生产经营场所开展检查，制作了现场笔录，对有关物品和场所拍照取证，并依法向当事人调取了相关记录。",
];

const SOURCES: &[&str] = &[
    "“双随机、一公开”抽查计划",
    "群众投诉举报线索",
    "上级机关交办的线索",
    "专项整治行动安排",
    "部门移送的案件线索",
    "在线监测数据异常提示",
];

const EVIDENCE: &[&str] = &[
    "上述事实，有现场笔录、询问笔录、现场照片、进货单据、营业执照复印件以及当事人提交的情况说明等证据证实，各项证据来源合法，能够相互印证。",
    "以上事实有现场检查记录、调查询问笔录、视听资料、合同和付款凭证、主体资格证明等证据在案佐证，证据之间形成完整的证明链条，当事人未提出异议。",
    "认定上述事实的证据包括：勘验记录及照片、询问笔录、有关台账和票据复印件、检测检验报告、送达回证等，以上证据均经当事人核对确认。",
];

const PROCEDURES: &[&str] = &[
    "本机关于{notice}向当事人送达行政处罚告知书，告知拟作出行政处罚的内容及事实、理由、依据，以及依法享有的陈述、申辩和要求听证的权利，{response}。",
    "{notice}，本机关依法履行了事先告知程序，当事人收到告知书后{response}，本机关对案件材料进行了法制审核，并经负责人集体讨论决定。",
];

const RESPONSES: &[&str] = &[
    "当事人在规定期限内未提出陈述、申辩意见，也未要求听证",
    "当事人表示认可上述事实并放弃陈述、申辩的权利",
    "当事人提出了从轻处理的申辩意见，经复核，部分予以采纳",
];

const DISCRETION: &[&str] = &[
    "鉴于当事人积极配合调查、主动改正违法行为，参照本省行政处罚裁量权基准，决定从轻处罚。",
    "当事人系初次违法，危害后果较小，参照裁量权基准的规定，按照一般情节予以处罚。",
    "当事人曾因同类违法行为被责令改正，参照裁量权基准的规定，按照较重情节予以处罚。",
];

/// The numbers and days of one case, so that facts and sanction agree.
#[derive(Clone, Debug)]
pub(super) struct Story {
    found_on: NaiveDate,
    notice_on: NaiveDate,
    since: NaiveDate,
    item: &'static str,
    count: i64,
    price: i64,
    /// In yuan.
    pub(super) value: i64,
}

impl Story {
    pub(super) fn new(random: &mut Random, violation: &Violation, case: &Case<'_>) -> Self {
        let decided_on = case.decided.on;
        let mut before =
            |low: i64, high: i64| decided_on - Days::new(random.between(low, high).unsigned_abs());
        let (notice_on, found_on, since) = (before(6, 14), before(20, 70), before(80, 400));
        let (count, price) = (random.between(2, 60), random.between(3, 480));
        let item = *random.pick(violation.items);
        Self { found_on, notice_on, since, item, count, price, value: count * price }
    }
}

/// The whole text.
pub(super) fn text(random: &mut Random, violation: &Violation, case: &Case<'_>, story: &Story) -> String {
    // No name of a person in running text: natural persons are 当事人 and nothing more.
    let party =
        if case.party.is_person() || decisions::is_sole_trader(&case.party) { "" } else { case.party.name() };
    let place = decisions::place_of(&case.party, case.authority);
    let slots = [
        ("{date}", in_words(story.found_on)),
        ("{notice}", in_words(story.notice_on)),
        ("{day}", in_words(story.since)),
        ("{authority}", case.authority.name.clone()),
        ("{party}", party.to_owned()),
        ("{place}", place),
        ("{source}", (*random.pick(SOURCES)).to_owned()),
        ("{response}", (*random.pick(RESPONSES)).to_owned()),
        ("{item}", story.item.to_owned()),
        ("{count}", story.count.to_string()),
        ("{price}", story.price.to_string()),
        ("{value}", story.value.to_string()),
    ];
    // Some senders keep the paragraphs of the document.
    let paragraph = if random.chance(40) { "\n" } else { "" };
    let sentences = [
        *random.pick(OPENINGS),
        violation.finding,
        *random.pick(EVIDENCE),
        *random.pick(PROCEDURES),
        *random.pick(DISCRETION),
    ];
    let mut text = sentences.join(paragraph);
    for (slot, value) in slots {
        text = text.replace(slot, &value);
    }
    text
}
