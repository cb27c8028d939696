// The way of a citizen: search, result, entity, decision; the first part also without script.
import { assert, assertNoFaults } from "../browser.mjs";
import { fragment } from "../pages.mjs";

const FIELD = "main input[name=q]";

export function stories({ entity }) {
  if (!entity) return [];
  return [
    { name: "a citizen finds an entity and reads its decision", run: (browser) => journey(browser, entity, {}) },
    {
      name: "without JavaScript a citizen finds an entity and reads its decision",
      run: (browser) => journey(browser, entity, { javaScriptEnabled: false }),
    },
    { name: "the search in the header works without JavaScript", run: (browser) => header(browser, entity) },
    { name: "a code leads to its entity", run: (browser) => byCode(browser, entity) },
    { name: "a fragment of a name finds it", run: (browser) => byFragment(browser, entity) },
  ];
}

async function journey(browser, entity, options) {
  const page = await browser.visit("/", options);
  await page.locator(FIELD).fill(entity.name);
  await Promise.all([page.waitForURL(/\/search\?/), page.locator(FIELD).press("Enter")]);
  await page.locator(`main a[href*="/entities/${entity.id}"]`).first().click();
  await page.waitForURL(/\/entities\//);
  const heading = await page.locator("h1").innerText();
  assert(heading.includes(entity.name), `the entity's page is headed "${heading}"`);
  await page.locator('main a[href*="/decisions/"]').first().click();
  await page.waitForURL(/\/decisions\//);
  await page.locator("h1").waitFor();
  const text = await page.locator("main").innerText();
  assert(text.includes("信用中国"), "the decision doesn't name the window for repair");
  assertNoFaults(page);
}

async function header(browser, entity) {
  const page = await browser.visit("/about", { javaScriptEnabled: false });
  const field = page.locator("header input[name=q]");
  await field.fill(entity.name);
  await Promise.all([page.waitForURL(/\/search\?/), field.press("Enter")]);
  await page.locator(`main a[href*="/entities/${entity.id}"]`).first().waitFor();
}

async function byCode(browser, entity) {
  const page = await browser.visit(`/search?q=${entity.uscc}`, { javaScriptEnabled: false });
  await page.locator(`main a[href*="/entities/${entity.id}"]`).first().waitFor();
  const profile = await browser.visit(`/entities/${entity.uscc}`);
  assert(profile.url().endsWith(`/entities/${entity.id}`), `the code leads to ${profile.url()}`);
}

async function byFragment(browser, entity) {
  const part = fragment(entity.name);
  const page = await browser.visit(`/search?q=${encodeURIComponent(part)}`);
  const results = await page.locator('main a[href*="/entities/"]').allInnerTexts();
  assert(results.length > 0, `nothing found for ${part}`);
  assertNoFaults(page);
}
