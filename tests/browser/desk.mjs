// The regulators' desk as somebody with a keyboard uses it; the accounts are those of `chengxin user demo`.
import { assert } from "./browser.mjs";

const PASSWORD = "paper heron lantern orchard";
/** No page of the desk has more stops than this. */
const MOST_STOPS = 900;

/** What the browser keeps of those who signed in, by login: everybody signs in once, since a code counts once. */
const sessions = new Map();

/** The desk as this person sees it; nothing but the keyboard was used to sign in. */
export async function signedIn(browser, login) {
  const storageState = sessions.get(login);
  const page = await browser.visit("/desk", { storageState });
  if (!storageState) {
    await signIn(page, login);
    sessions.set(login, await page.context().storageState());
  }
  await page.locator("body.desk h1").waitFor();
  const place = new URL(page.url()).pathname;
  assert(place === "/desk", `${login} is at ${place}: ${await page.locator("main").innerText()}`);
  return page;
}

async function signIn(page, login) {
  await typeInto(page, "#login", login);
  await typeInto(page, "#password", PASSWORD);
  await leaveBy(page, () => page.keyboard.press("Enter"));
  if (new URL(page.url()).pathname === "/desk/second-factor") await enterCode(page);
}

/** The page of a demo shows the code of this half minute. */
async function enterCode(page) {
  const code = await page.locator(".notice code").innerText();
  await typeInto(page, "#code", code);
  await leaveBy(page, () => page.keyboard.press("Enter"));
}

/** Presses Tab, or Shift and Tab for what lies behind, until the focus is on what the selector or locator names. */
export async function tabTo(page, goal) {
  const target = typeof goal === "string" ? page.locator(goal).first() : goal.first();
  await target.waitFor({ state: "visible" });
  const wanted = await target.elementHandle();
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    const where = await wanted.evaluate(whereFromFocus);
    if (where === "here") return target;
    await page.keyboard.press(where === "behind" ? "Shift+Tab" : "Tab");
  }
  throw new Error(`${page.url()}: the Tab key never reaches ${await wanted.evaluate((one) => one.outerHTML.slice(0, 160))}`);
}

/** Whether an element has the focus, or on which side of the focus it lies. */
function whereFromFocus(element) {
  const focus = document.activeElement;
  if (focus === element) return "here";
  const isBehind = focus !== document.body && focus.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING;
  return isBehind ? "behind" : "ahead";
}

/** Writes into a field in place of what is there. */
export async function typeInto(page, goal, text) {
  await tabTo(page, goal);
  await page.keyboard.press("Control+A");
  if (text === "") await page.keyboard.press("Delete");
  else await page.keyboard.insertText(text);
}

/** Chooses an entry of a select by the beginning of its caption, as one does by typing it. */
export async function choose(page, goal, caption) {
  const select = await tabTo(page, goal);
  const index = await select.evaluate((one, caption) => [...one.options].findIndex((option) => option.label.includes(caption)), caption);
  assert(index >= 0, `${page.url()}: no entry ${caption} in ${await select.evaluate((one) => one.outerHTML.slice(0, 600))}`);
  await page.keyboard.press("Home");
  for (let step = 0; step < index; step += 1) await page.keyboard.press("ArrowDown");
  const chosen = await select.evaluate((one) => one.selectedOptions[0]?.label ?? "");
  assert(chosen.includes(caption), `${page.url()}: the arrow keys lead to ${chosen}, not to ${caption}`);
}

/** Ticks a box or a radio button with the keyboard. */
export async function tick(page, goal) {
  const target = typeof goal === "string" ? page.locator(goal).first() : goal.first();
  if (await target.isChecked()) return;
  await tabToRadioOrBox(page, target);
  if (!(await target.isChecked())) await page.keyboard.press("Space");
  assert(await target.isChecked(), `${page.url()}: not ticked: ${await target.evaluate((one) => one.outerHTML)}`);
}

/** Tab reaches a group of radio buttons once; the arrows move inside. */
async function tabToRadioOrBox(page, target) {
  if ((await target.getAttribute("type")) !== "radio") return tabTo(page, target);
  const isInGroup = (one) => document.activeElement?.type === "radio" && document.activeElement.name === one.name;
  for (let stops = 0; stops < MOST_STOPS && !(await target.evaluate(isInGroup)); stops += 1) await page.keyboard.press("Tab");
  for (let moves = 0; moves < 60; moves += 1) {
    if (await target.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`${page.url()}: the arrows never reach ${await target.evaluate((one) => one.outerHTML)}`);
}

/** Goes to a button or link and presses Enter; the page that it leads to is there afterwards. */
export async function press(page, goal) {
  await tabTo(page, goal);
  await leaveBy(page, () => page.keyboard.press("Enter"));
}

/** A button or link by its caption. */
export function named(page, role, name) {
  return page.getByRole(role, { name });
}

async function leaveBy(page, act) {
  await Promise.all([page.waitForEvent("domcontentloaded"), act()]);
  await page.waitForLoadState("load");
}
