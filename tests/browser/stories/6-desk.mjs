// A regulator's week with the keyboard alone, and what the public sees after each step.
import { assert, assertNoFaults } from "../browser.mjs";
import { choose, named, press, signedIn, tabTo, tick, typeInto } from "../desk.mjs";
import { csv, forty, licence, number, penalty, HEADINGS } from "../rows.mjs";

/** Where the clerk, the reviewer and the head of `chengxin user demo` work. */
const AUTHORITY = "丹岭市住房和城乡建设局";

/** Milliseconds within which an approved decision is public. */
const SOON = 2_000;

const FAULTY = 10;

export function stories({ entity }) {
  if (!entity) return [];
  return [{ name: "a regulator's week with the keyboard alone", run: week }];
}

async function week(browser) {
  const people = {
    clerk: await signedIn(browser, "clerk-1"),
    reviewer: await signedIn(browser, "reviewer-1"),
    citizen: await browser.page(),
  };
  const office = await authority();
  const entities = await companies();
  const times = { spreadsheet: 0, forms: 0 };

  const rows = forty(office, entities);
  times.spreadsheet += await timed(() => uploads(people.clerk, rows, FAULTY));
  assert((await found(number(101))).length === 0, "a decision is public before its approval");
  times.spreadsheet += await timed(() => corrects(people.clerk, office, entities));
  await approvesBatch(people.reviewer);
  for (const serial of [101, 104, 112, 140]) await appears(number(serial));

  const filed = [
    penalty(office, entities[0], number(141)),
    penalty(office, entities[1], number(142), { fine: "3.5", content: "罚款人民币35000元。" }),
    penalty(office, entities[2], number(143), { decided: "2026/06/01" }),
  ];
  const before = await overdue(office);
  for (const values of filed) times.forms += await timed(() => files(people.clerk, values));
  await isOverdue(office, before, filed[2]);
  for (const values of filed) await approves(people.reviewer, values.number);
  await isPublic(filed[0], ["20,000 元", "按期"]);
  await isPublic(filed[1], ["35,000 元", "按期"]);
  await isPublic(filed[2], ["迟 3 个工作日", "系统故障"]);
  assert((await overdue(office)) === before, "a decision counts as overdue although it is public");

  const permit = licence(entities[3]);
  times.forms += await timed(() => filesLicence(people.clerk, permit));
  await approves(people.reviewer, permit.number);
  await isPublic(permit, ["行政许可", permit.title, permit.content, "2026-06-11", "2031-06-10", "按期"]);

  times.forms += await timed(() => asksForCorrection(people.clerk, filed[0]));
  await approves(people.reviewer, filed[0].number);
  await isCorrected(filed[0]);

  await asksForWithdrawal(people.clerk, filed[1]);
  const tombstone = await approvesWithdrawal(people.reviewer, filed[1]);
  await isWithdrawn(tombstone, filed[1]);

  await objection(people, filed[0]);
  for (const page of Object.values(people)) assertNoFaults(page);
  const seconds = (milliseconds) => (milliseconds / 1000).toFixed(1);
  return `the clerk's part took ${seconds(times.spreadsheet)} s for the spreadsheet, ${seconds(times.forms)} s for forms`;
}

async function timed(run) {
  const start = Date.now();
  await run();
  return Date.now() - start;
}

// --- The spreadsheet ---

export async function uploads(page, rows, faulty) {
  await press(page, named(page, "link", "批量上传"));
  await tabTo(page, "#file");
  const file = { name: "六月.csv", mimeType: "text/csv", buffer: Buffer.from(csv(rows)) };
  await page.locator("#file").setInputFiles(file);
  await press(page, named(page, "button", "上传并检查"));
  await page.locator(".notice", { hasText: `${rows.length - faulty} 行已提交，${faulty} 行` }).waitFor();
}

/** Types the right value into each cell that is marked, and sends the rows again. */
async function corrects(page, office, entities) {
  const groups = await page.locator("fieldset[id^=row-]").all();
  assert(groups.length === FAULTY, `${groups.length} rows can be corrected`);
  for (const group of groups) {
    const row = Number((await group.getAttribute("id")).replace("row-", "")) - 2;
    const right = penalty(office, entities[row % entities.length], number(101 + row));
    for (const field of await group.locator("input").all()) {
      const label = await page.locator(`label[for="${await field.getAttribute("id")}"]`).innerText();
      const key = Object.keys(HEADINGS).find((key) => HEADINGS[key] === label);
      await typeInto(page, field, right[key]);
    }
  }
  await press(page, named(page, "button", "重新检查并提交改正的行"));
  await page.locator(".notice", { hasText: "待复核 40 行" }).waitFor();
}

async function approvesBatch(page) {
  await press(page, named(page, "link", "待办队列"));
  await press(page, page.getByRole("link", { name: "整批：六月.csv", exact: true }));
  await press(page, named(page, "button", "全部通过（40 条）"));
}

// --- The form ---

export async function files(page, values) {
  await press(page, page.locator("nav").getByRole("link", { name: "填报", exact: true }));
  await press(page, named(page, "button", "填报行政处罚"));
  await fills(page, values);
  await press(page, named(page, "button", "检查并预览公众所见"));
  await handsIn(page, values);
}

export async function fills(page, values) {
  await fillsParty(page, "CF", values);
  await typeInto(page, "#CF_WSH", values.number);
  await typeInto(page, "#CF_WFXW", values.breach);
  await typeInto(page, "#CF_SY", values.facts);
  await typeInto(page, "#CF_YJ", values.basis);
  await tick(page, page.getByRole("checkbox", { name: values.kinds, exact: true }));
  await typeInto(page, "#CF_NR", values.content);
  await typeInto(page, "#CF_NR_FK", values.fine);
  await typeInto(page, "#CF_JDRQ", values.decided);
  await typeInto(page, "#CF_YXQ", values.until);
}

/** The party of a form of this table of the standard; its code fills the name. */
async function fillsParty(page, table, { category, code, party, head }) {
  await tick(page, page.getByRole("radio", { name: category }));
  await typeInto(page, `#${table}_XDR_SHXYM-1`, code);
  await press(page, named(page, "button", "按代码查登记名称"));
  const name = await page.locator(`#${table}_XDR_MC-1`).inputValue();
  assert(name === party, `the code fills the name with ${name}, not ${party}`);
  await typeInto(page, `#${table}_FRDB-1`, head);
}

async function filesLicence(page, values) {
  await press(page, page.locator("nav").getByRole("link", { name: "填报", exact: true }));
  await press(page, named(page, "button", "填报行政许可"));
  await fillsParty(page, "XK", values);
  const fields = { WSH: "number", XKWS: "title", XKLB: "kind", NR: "content", JDRQ: "decided", YXQZ: "from", YXQZI: "until" };
  for (const [code, key] of Object.entries(fields)) await typeInto(page, `#XK_${code}`, values[key]);
  await choose(page, "#XK_ZT", "1（有效）");
  await press(page, named(page, "button", "检查并预览公众所见"));
  assert((await page.locator("#XK_JDRQ").inputValue()) === "2026-06-11", "the day of decision does not stand as it is asked for");
  await handsIn(page, values);
}

/** Answers what the check asks, and hands the draft in. */
async function handsIn(page, values) {
  await page.locator("#preview").waitFor();
  if (await page.locator("#late_reason").isVisible()) {
    await choose(page, "#late_reason", "系统故障");
    await press(page, named(page, "button", "检查并预览公众所见"));
  }
  for (const box of await page.locator("input[name=tick]").all()) await tick(page, box);
  await press(page, named(page, "button", "提交，请另一人复核"));
  await page.getByText(values.number).first().waitFor();
}

async function approves(page, number) {
  await opensInQueue(page, number);
  assert(await page.locator("#shown").isVisible(), "the reviewer does not see what the public will see");
  if (await page.locator("#late_reason").isVisible()) await choose(page, "#late_reason", "系统故障");
  await press(page, named(page, "button", "复核通过"));
}

async function opensInQueue(page, number) {
  await press(page, named(page, "link", "待办队列"));
  await press(page, page.getByRole("link", { name: number, exact: true }));
}

// --- After publication ---

async function opensRecord(page, number) {
  await press(page, named(page, "link", "更正与撤回"));
  await typeInto(page, page.getByLabel("文号（完整或开头部分）"), number);
  await press(page, named(page, "button", "查找"));
  await press(page, page.getByRole("link", { name: number, exact: true }));
}

async function asksForCorrection(page, values) {
  await opensRecord(page, values.number);
  await press(page, named(page, "button", "更正"));
  await typeInto(page, "#CF_NR_FK", "2.5");
  await typeInto(page, "#CF_NR", "罚款人民币25000元。");
  await press(page, named(page, "button", "检查并预览公众所见"));
  await handsIn(page, values);
}

async function asksForWithdrawal(page, values) {
  await opensRecord(page, values.number);
  await press(page, page.getByRole("link", { name: "撤回", exact: true }));
  await choose(page, "#ground", "撤销");
  await typeInto(page, "#on", "2026/06/12");
  await typeInto(page, "#words", "复议机关撤销了原决定。");
  await press(page, named(page, "button", "申请撤回"));
}

async function approvesWithdrawal(page, values) {
  const [{ id }] = await found(values.number);
  await approves(page, values.number);
  return `/decisions/${id}`;
}

// --- The objection ---

async function objection({ citizen, reviewer }, values) {
  const [{ id }] = await found(values.number);
  const path = `/decisions/${id}`;
  const receipt = await objects(citizen, path);
  await isMarked(path, false);
  await press(reviewer, reviewer.getByRole("link", { name: "异议", exact: true }));
  await press(reviewer, reviewer.getByRole("link", { name: receipt.number, exact: true }));
  await press(reviewer, reviewer.getByRole("button", { name: "受理", exact: true }));
  await isMarked(path, true);
  await tick(reviewer, reviewer.getByRole("radio", { name: "维持" }));
  await typeInto(reviewer, "#close", "经核对决定书，公示内容与决定书一致。");
  await press(reviewer, reviewer.getByRole("button", { name: "办结", exact: true }));
  await isMarked(path, false);
  await readsOutcome(citizen, receipt);
}

/** Fills the form that needs no account, and returns what the receipt says. */
export async function objects(page, path) {
  await page.goto(path);
  await press(page, named(page, "link", "提出异议"));
  await tick(page, page.getByRole("radio", { name: "信息有误或遗漏" }));
  await typeInto(page, "#words", "罚款数额与决定书不一致，请核对决定书后更正。");
  await tick(page, page.getByRole("radio", { name: "记录所涉主体本人" }));
  await typeInto(page, "#name", "示例异议人");
  await typeInto(page, "#telephone", "0980-5550000");
  await tick(page, "#capable");
  await press(page, named(page, "button", "提交异议"));
  const [number, code] = await page.locator("main code").allInnerTexts();
  assert(code, `no receipt: ${await page.locator("main").innerText()}`);
  return { number, code };
}

async function readsOutcome(page, { number, code }) {
  await press(page, named(page, "link", "查询进度"));
  await typeInto(page, "#number", number);
  await typeInto(page, "#code", code);
  await press(page, page.locator("main").getByRole("button", { name: "查询" }));
  const text = await page.locator("main").innerText();
  for (const word of ["维持", "公示内容与决定书一致"]) assert(text.includes(word), `the status lacks ${word}: ${text}`);
}

async function isMarked(path, expected) {
  const { text } = await publicPage(path);
  assert(text.includes("异议处理中") === expected, `${path} is ${expected ? "not " : ""}marked as being objected to`);
}

// --- What the public sees ---

async function json(path) {
  const response = await fetch(process.env.BASE_URL + path, { headers: { accept: "application/json" } });
  assert(response.ok, `${path} answered ${response.status}`);
  return response.json();
}

/** The decisions with this document number that the search knows. */
async function found(number) {
  const { hits } = await json(`/api/v1/search?type=decision&q=${encodeURIComponent(number)}`);
  return hits;
}

/** The decision with this number, as soon as it is found. */
async function appears(number) {
  const [hit] = await within(SOON, () => found(number), (hits) => hits.length > 0, `${number} is not public`);
  return hit;
}

async function disappears(number) {
  await within(SOON, () => found(number), (hits) => hits.length === 0, `${number} is still found`);
}

/** Asks again until the answer is right. */
async function within(milliseconds, ask, isRight, complaint) {
  const start = Date.now();
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    assert(Date.now() - start < milliseconds, `${complaint} after ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function publicPage(path) {
  const response = await fetch(process.env.BASE_URL + path);
  return { status: response.status, text: await response.text() };
}

async function isPublic(values, words) {
  const { id } = await appears(values.number);
  const { text } = await publicPage(`/decisions/${id}`);
  for (const word of [values.number, values.party, ...words]) assert(text.includes(word), `${values.number} lacks ${word}`);
}

async function isCorrected(values) {
  const { id } = await appears(values.number);
  const { text } = await publicPage(`/decisions/${id}`);
  assert(text.includes("25000元") && !text.includes("20000元"), "the correction is not public, or the old value is");
  assert(text.includes("更正"), "nothing says that the record was corrected");
}

async function isWithdrawn(path, values) {
  const { text } = await publicPage(path);
  for (const word of [values.number, AUTHORITY, "撤销"]) assert(text.includes(word), `the tombstone lacks ${word}`);
  for (const word of [values.party, "35000元", "35,000"]) assert(!text.includes(word), `the tombstone still shows ${word}`);
  await disappears(values.number);
}

/** How many penalties of the authority are overdue, as its figures say. */
async function overdue(office) {
  const { items } = await json("/api/v1/agencies?limit=100");
  return items.find(({ authority }) => authority.id === office.id).figures.overdue;
}

async function isOverdue(office, before, values) {
  const now = await overdue(office);
  assert(now === before + 1, `${now} decisions are overdue, not ${before + 1}`);
  const { text } = await publicPage(`/agencies/${office.id}`);
  for (const word of [values.number, values.party]) assert(!text.includes(word), "an overdue decision is named in public");
  assert((await found(values.number)).length === 0, "an overdue decision is found before its approval");
}

export async function authority() {
  const { items } = await json("/api/v1/agencies?limit=100");
  const own = items.find(({ authority }) => authority.name === AUTHORITY);
  assert(own, `there is no ${AUTHORITY}`);
  return own.authority;
}

/** Companies that are in business, to be fined. */
export async function companies() {
  const { hits } = await json("/api/v1/search?q=&type=entity&kind=company&status=active&limit=20");
  assert(hits.length > 5, "there are too few companies");
  return hits;
}
