// The form of a decision while it is filled in: what its island says at a field that is left, and what it keeps.
import { assert, assertNoFaults } from "../browser.mjs";
import { named, press, signedIn, tick, typeInto } from "../desk.mjs";

const READY = "html[data-islands=ready]"; // set by the loader once every island runs

export function stories({ entity }) {
  if (!entity) return [];
  const story = (name, run) => ({ name, island: true, run });
  return [
    story("desk form: a field that is left says what is wrong, in the words and at the place of the check", saysWhatIsWrong),
    story("desk form: an answer that comes late says nothing of fields that were left since", saysNothingStale),
    story("desk form: what was typed is kept without a button", keepsWhatWasTyped),
  ];
}

async function begun(browser) {
  const page = await signedIn(browser, "clerk-1");
  await press(page, page.locator("nav").getByRole("link", { name: "填报", exact: true }));
  await press(page, named(page, "button", "填报行政处罚"));
  await page.locator(READY).waitFor({ state: "attached" });
  return page;
}

/** What is said at a field, with how it is marked. */
async function said(page, name) {
  return page.locator(`#${name}`).evaluate((field, name) => {
    const lines = document.getElementById(`${name}-fault`);
    const described = field.getAttribute("aria-describedby").split(" ");
    return {
      lines: [...(lines?.querySelectorAll("p") ?? [])].map((line) => [line.className, line.textContent.slice(0, 3)]),
      isBelowCaption: lines?.previousElementSibling?.matches("label, legend"),
      isNamed: described.includes(`${name}-fault`),
      keeps: described.filter((one) => one !== `${name}-fault`),
      isWrong: field.closest(".entry").classList.contains("entry-wrong"),
    };
  }, name);
}

async function saysWhatIsWrong(browser) {
  const page = await begun(browser);
  await typeInto(page, "#CF_SY", "经查，当事人擅自施工，联系电话13912345678。");
  await typeInto(page, "#CF_JDRQ", "2026-02-30");
  await tick(page, page.getByRole("checkbox", { name: "罚款", exact: true }));
  await typeInto(page, "#CF_NR", "罚款人民币50000元。");
  await typeInto(page, "#CF_NR_FK", "50000");
  await page.keyboard.press("Tab");
  const names = ["CF_SY", "CF_JDRQ", "CF_NR_FK"];
  for (const name of names) await page.locator(`#${name}-fault`).waitFor();
  const left = await Promise.all(names.map((name) => said(page, name)));
  assert(left[0].lines[0][0] === "fault" && left[0].isWrong, `a number of a telephone is an error: ${JSON.stringify(left[0])}`);
  assert(left[1].keeps.includes("CF_JDRQ-day"), `the hint of a day stays its description: ${JSON.stringify(left[1])}`);
  assert(left[2].lines[0][1] === "请确认" && !left[2].isWrong, `a doubt is no error: ${JSON.stringify(left[2])}`);

  await press(page, named(page, "button", "检查并预览公众所见"));
  const checked = await Promise.all(names.map((name) => said(page, name)));
  assert(JSON.stringify(left) === JSON.stringify(checked), `${JSON.stringify(left)} when left, ${JSON.stringify(checked)} when checked`);

  await page.locator(READY).waitFor({ state: "attached" });
  await typeInto(page, "#CF_SY", "经查，当事人擅自施工。");
  await page.keyboard.press("Tab");
  await page.locator("#CF_SY-fault").waitFor({ state: "detached" });
  assertNoFaults(page);
}

async function saysNothingStale(browser) {
  const page = await begun(browser);
  let release;
  const released = new Promise((resolve) => (release = resolve));
  let held;
  const isHeld = new Promise((resolve) => (held = resolve));
  await page.route("**/keep", async (route) => {
    const response = await route.fetch();
    held();
    await released;
    await route.fulfill({ response });
  });
  await tick(page, page.getByRole("checkbox", { name: "罚款", exact: true }));
  await typeInto(page, "#CF_SY", "经查，当事人擅自施工。");
  await page.keyboard.press("Tab");
  await isHeld;
  await typeInto(page, "#CF_NR", "罚款人民币50000元。");
  await typeInto(page, "#CF_NR_FK", "50000");
  await page.keyboard.press("Tab");
  release();
  await page.locator("#CF_NR_FK-fault").waitFor();
  const told = await said(page, "CF_NR_FK");
  assert(told.lines[0][1] === "请确认", `the amount was typed since: ${JSON.stringify(told)}`);
  assertNoFaults(page);
}

async function keepsWhatWasTyped(browser) {
  const page = await begun(browser);
  await typeInto(page, "#CF_WSH", "示例住建罚〔2026〕9001号");
  await page.getByRole("status").filter({ hasText: "自动保存" }).waitFor();
  await page.reload();
  const kept = await page.locator("#CF_WSH").inputValue();
  assert(kept === "示例住建罚〔2026〕9001号", `kept: ${kept}`);
  assertNoFaults(page);
}
