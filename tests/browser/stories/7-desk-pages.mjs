// What holds for every page of the desk, found by its links from the start as each kind of account sees it.
import { assert, assertNoFaults } from "../browser.mjs";
import { choose, named, press, signedIn, typeInto } from "../desk.mjs";
import { csv, forty, number, penalty } from "../rows.mjs";
import { accessible, keyboard, narrow } from "./1-every-page.mjs";
import { picture, pictures } from "./4-pictures.mjs";
import { authority, companies, files, fills, objects, uploads } from "./6-desk.mjs";

const LOGINS = ["clerk-1", "reviewer-1", "head-1", "administrator-1", "auditor-1"];

/** Days of decisions that wait: two days late, due today, due tomorrow, with time left. */
const DAYS = ["2026/06/02", "2026/06/04", "2026/06/05", "2026/06/11"];

/** Pages that look otherwise to everybody; the others are checked with the first account that reaches them. */
const OWN = ["/desk", "/desk/approvals/{}"];

/** The identifier in an address: of a record, or inside the house. */
const IDENTIFIER = /^([0-9a-z]{20}|[0-9a-f]{32}|account-[a-z0-9-]+)$/;

export function stories({ entity }) {
  if (!entity) return [];
  const [walks, kinds] = [new Map(), new Set()];
  const reach = async (browser, login) => {
    if (!walks.has(login)) walks.set(login, await reachable(browser, login, kinds));
    return walks.get(login);
  };
  const checks = [
    ["axe finds nothing, light or dark", accessible],
    ["no sideways scrolling at 320 px", narrow],
    ["everything can be reached by keyboard", keyboard],
  ];
  const pages = LOGINS.flatMap((login) =>
    checks.map(([name, check]) => ({
      name: `desk of ${login}: ${name}`,
      run: async (browser) => everywhere(browser, await reach(browser, login), check),
    })),
  );
  return [
    { name: "desk: something of every kind waits", run: fillsTheDesk },
    { name: "desk: a clock is entered by one administrator and confirmed by another, and everybody reads it", run: entersClocks },
    ...pages,
    { name: "desk of auditor-1: the audit trail says in Chinese what was done", run: trailInWords },
    { name: "pictures of the desk", run: takesPictures },
  ];
}

/** Leaves a faulty spreadsheet, one in the clerk's own layout, decisions that wait, a draft and an objection. */
async function fillsTheDesk(browser) {
  const clerk = await signedIn(browser, "clerk-1");
  const [office, entities] = [await authority(), await companies()];
  const rows = forty(office, entities, 201).slice(0, 12);
  // Of another day than those of the week before: the same row without a number would be known already.
  await uploads(clerk, rows.map((row) => ({ ...row, decided: "2026/06/09" })), 3);
  await uploadsOwnLayout(clerk, forty(office, entities, 301).slice(0, 3));
  for (const [place, decided] of DAYS.entries()) {
    await files(clerk, penalty(office, entities[place], number(401 + place), { decided }));
  }
  await press(clerk, clerk.locator("nav").getByRole("link", { name: "填报", exact: true }));
  await press(clerk, named(clerk, "button", "填报行政处罚"));
  await fills(clerk, penalty(office, entities[4], number(405), { facts: "" }));
  await press(clerk, named(clerk, "button", "存为草稿"));
  const citizen = await browser.page();
  await objects(citizen, await publicRecord(office));
  for (const page of [clerk, citizen]) assertNoFaults(page);
}

/** One clock is confirmed, another one waits for the walks that follow. */
async function entersClocks(browser) {
  const [first, second] = [await signedIn(browser, "administrator-1"), await signedIn(browser, "administrator-2")];
  const enter = async (days, from) => {
    await press(first, first.locator("nav").getByRole("link", { name: "期限规则", exact: true }));
    await press(first, named(first, "link", "录入期限"));
    await choose(first, "#kind", "说明或者补报断号");
    await typeInto(first, "#working_days", days);
    await typeInto(first, "#in_force_from", from);
    await choose(first, "#sureness", "没有文件规定，由本系统设定");
    await typeInto(first, "#basis", "本系统规定（演示）");
    await press(first, named(first, "button", "提交确认"));
  };
  await enter("", "2098-01-01");
  assert((await first.locator("#working_days-fault").innerText()).includes("1 至 250"), "a fault stands at its field");
  await enter("15", "2098-01-01");
  assert((await first.locator("main").innerText()).includes("由另一位平台管理员对照原文确认"), "what comes next is told");
  await press(second, second.locator("nav").getByRole("link", { name: "期限规则", exact: true }));
  await press(second, named(second, "link", "说明或者补报断号：15 个工作日"));
  await press(second, named(second, "button", "与原文一致，确认生效"));
  await second.getByText("已确认，从施行日起适用").waitFor();
  await enter("10", "2099-01-01");
  const citizen = await browser.page();
  await citizen.goto("/rules");
  // The jobs of the server put a rule in force within a second of its confirmation.
  await citizen.waitForFunction(async () => (await (await fetch("/api/v1/rules")).text()).includes("2098-01-01"));
  await citizen.goto("/rules");
  await citizen.locator("summary").first().click();
  await citizen.getByText("2098-01-01 起").waitFor();
  for (const page of [first, second, citizen]) assertNoFaults(page);
}

async function uploadsOwnLayout(page, rows) {
  await press(page, named(page, "link", "批量上传"));
  const [, ...lines] = csv(rows).split("\r\n");
  const text = [Array.from(lines[0].matchAll(/","/g), (_, place) => `本局第${place}栏`).join(","), ...lines].join("\r\n");
  const file = { name: "本局台账.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
  await page.locator("#file").setInputFiles(file);
  await press(page, named(page, "button", "上传并检查"));
  await page.locator("a[href*='/desk/mappings/']").first().waitFor();
}

/** A decision of the authority that can be objected to. */
async function publicRecord(office) {
  const answer = await fetch(`${process.env.BASE_URL}/api/v1/search?q=&type=decision&authority=${office.id}&limit=1`);
  const [hit] = (await answer.json()).hits;
  return `/decisions/${hit.id}`;
}

/** Checks these pages and tells of all that is wrong with them. */
async function everywhere(browser, { options, paths }, check) {
  const complaints = [];
  for (const path of paths) {
    await check(browser, { path, options }).catch((error) => complaints.push(error.message));
    await browser.closePages();
  }
  assert(complaints.length === 0, complaints.join("\n"));
  return `${paths.length} pages`;
}

/**
 * One address of each new kind of page to which links lead from the start, of records a public one, and the session to
 * see it with.
 */
async function reachable(browser, login, kinds) {
  const page = await signedIn(browser, login);
  const options = { storageState: await page.context().storageState() };
  const record = (await publicRecord(await authority())).replace("/decisions/", "/desk/records/");
  const found = new Map([["/desk", "/desk"]]);
  for (const path of found.values()) {
    const response = await page.goto(path);
    assert(response.ok(), `a link leads ${login} to ${path}, which answers ${response.status()}`);
    for (const link of await page.locator('a[href^="/desk"]:not([download])').all()) {
      const { pathname, search } = new URL(await link.getAttribute("href"), page.url());
      const kind = pathname.split("/").map((part) => (IDENTIFIER.test(part) ? "{}" : part)).join("/");
      if (!/\.(xlsx|csv)$/.test(kind) && !found.has(kind)) found.set(kind, kind === "/desk/records/{}" ? record : pathname + search);
    }
  }
  assertNoFaults(page);
  const fresh = [...found].filter(([kind]) => OWN.includes(kind) || !kinds.has(kind));
  for (const [kind] of fresh) kinds.add(kind);
  return { options, paths: fresh.map(([, path]) => path) };
}

/** The week before and this file's own deeds stand in the trail; none of them shows the program's word for it. */
async function trailInWords(browser) {
  const page = await signedIn(browser, "auditor-1");
  const said = new Set();
  for (let path = "/desk/audit"; path; ) {
    await page.goto(path);
    for (const word of await page.locator("table.audit tbody td:nth-child(4)").allInnerTexts()) said.add(word);
    const older = page.getByRole("link", { name: "更早的记录" });
    path = (await older.count()) > 0 ? await older.getAttribute("href") : null;
  }
  const raw = [...said].filter((word) => /[a-z]/.test(word));
  assert(said.size > 5 && raw.length === 0, `of ${said.size} words these are not Chinese: ${raw.join(", ")}`);
  return `${said.size} kinds of deeds`;
}

async function takesPictures(browser) {
  const clerk = await signedIn(browser, "clerk-1");
  await press(clerk, clerk.locator("nav").getByRole("link", { name: "填报", exact: true }));
  const draft = await clerk.locator('a[href^="/desk/drafts/"]').first().getAttribute("href");
  const shown = [
    { name: "desk", path: "/desk", login: "reviewer-1" },
    { name: "desk-form", path: `${draft}?check`, login: "clerk-1" },
  ];
  for (const { name, path, login } of shown) {
    const page = await signedIn(browser, login);
    const options = { storageState: await page.context().storageState() };
    await pictures(browser, { path, options }, name);
    if (process.env.UPDATE_PICTURES === "1") await picture(browser, { name, path, options });
  }
}
