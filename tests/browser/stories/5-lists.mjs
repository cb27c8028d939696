// The way of somebody who wants to know who is on a list, without script; print; large text.
import { assert, assertNoFaults } from "../browser.mjs";

export function stories({ list, entity, pages }) {
  const printed = pages
    .filter((page) => ["entity", "entry", "list", "penalty"].includes(page.name) || isPrinted(page.name))
    .map((page) => ({ name: `${page.name}: nothing is cut on A4`, run: (browser) => prints(browser, page) }));
  const own = list ? [{ name: "without JavaScript a list is filtered and an entry read", run: (browser) => filters(browser, list) }] : [];
  const large = entity ? [{ name: "large text holds on a profile", run: (browser) => enlarges(browser, entity) }] : [];
  return [...own, ...large, ...printed];
}

function isPrinted(name) {
  return ["gallery entity", "gallery entity-full", "gallery hostile-entity", "gallery hostile-entry"].includes(name);
}

async function filters(browser, list) {
  const page = await browser.visit(list, { javaScriptEnabled: false });
  const entry = page.locator('main a[href^="/entries/"]').first();
  if ((await entry.count()) === 0) return "no entries";
  const name = await entry.innerText();
  await page.locator("#list-text").fill(name);
  await Promise.all([page.waitForURL(/[?&]q=/), page.locator("form.filter button").click()]);
  assert((await page.locator("#list-text").inputValue()) === name, "the filter forgot what was typed");
  await page.locator('main a[href^="/entries/"]').first().click();
  await page.waitForURL(/\/entries\//);
  const text = await page.locator("main").innerText();
  for (const question of ["公示到哪天", "在哪里投诉"]) assert(text.includes(question), `the entry leaves open: ${question}`);
  assertNoFaults(page);
}

async function enlarges(browser, entity) {
  const page = await browser.visit(`/entities/${entity.id}`);
  const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
  const before = await size();
  await Promise.all([page.waitForURL(/\/entities\//), page.locator("a.size").click()]);
  await page.waitForLoadState("load");
  assert(Math.abs((await size()) / before - 1.25) < 0.01, "the text is not 1.25 times as large");
}

/** At the width of A4 between its margins nothing reaches beyond, and each page has its running line. */
async function prints(browser, { path }) {
  const page = await browser.visit(path, { viewport: { width: 680, height: 960 } });
  await page.emulateMedia({ media: "print" });
  const { wide, running } = await page.evaluate(() => {
    // Hidden captions are out of the flow, and the running line cuts a long name on purpose.
    const isHidden = (element) => getComputedStyle(element).position === "absolute" || element.closest(".running");
    const isSeen = (element) => element.checkVisibility() && !isHidden(element);
    const reaches = (element) => element.getBoundingClientRect().right > innerWidth + 0.5 && isSeen(element);
    const line = document.querySelector(".running");
    return {
      wide: [...document.body.querySelectorAll("*")].filter(reaches).slice(0, 5).map((one) => one.outerHTML.slice(0, 120)),
      running: getComputedStyle(line).position === "fixed" && line.innerText,
    };
  });
  assert(wide.length === 0, `${path} is cut at the right:\n${wide.join("\n")}`);
  assert(running && running.includes("来源") && running.includes("截至"), `${path}: the running line lacks source or time`);
}
