// What needs the wasm: suggestions while typing.
import { assert, assertNoFaults } from "../browser.mjs";
import { fragment } from "../pages.mjs";

const FIELD = "main input[name=q]";
const READY = "html[data-islands=ready]"; // set by the loader once every island runs
const LIST = '[role="listbox"]';

export function stories({ entity, pages }) {
  const story = (name, run) => ({ name, island: true, run });
  const hydrations = pages
    .filter((page) => ["home", "search"].includes(page.name))
    .map((page) => story(`${page.name}: its islands start without an error`, (browser) => hydrates(browser, page.path)));
  const scriptless = pages
    .filter((page) => ["about", "rules", "privacy", "accessibility"].includes(page.name))
    .map((page) => story(`${page.name}: a page without an island ships no script`, (browser) => plain(browser, page.path)));
  if (!entity) return [...hydrations, ...scriptless];
  return [
    ...hydrations,
    ...scriptless,
    story("suggestions open while typing, arrow and Enter follow one", (browser) => follow(browser, entity)),
    story("Escape closes the suggestions and keeps the text", (browser) => escape(browser, entity)),
    story("Enter without a chosen suggestion searches", (browser) => enter(browser, entity)),
    story("axe finds nothing while suggestions are open", (browser) => openAndAccessible(browser, entity)),
  ];
}

async function hydrates(browser, path) {
  const page = await browser.page();
  const wasm = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith(".wasm"));
  await page.goto(path);
  const response = await wasm;
  assert(response.ok(), `the islands answered ${response.status()}`);
  const type = response.headers()["content-type"];
  assert(type === "application/wasm", `the islands are sent as ${type}`);
  await page.locator(READY).waitFor({ state: "attached" });
  assertNoFaults(page);
}

async function plain(browser, path) {
  const page = await browser.visit(path);
  const scripts = await page.locator("script, link[rel=modulepreload]").count();
  assert(scripts === 0, `${path} has ${scripts} scripts`);
}

/** The home page with suggestions open for a part of the entity's name. */
async function typed(browser, entity) {
  const page = await browser.page();
  await page.goto("/");
  await page.locator(READY).waitFor({ state: "attached" });
  await page.locator(FIELD).click();
  await page.keyboard.type(fragment(entity.name), { delay: 30 });
  await page.locator(`${LIST} [role="option"]`).first().waitFor({ state: "visible" });
  return page;
}

async function follow(browser, entity) {
  const page = await typed(browser, entity);
  await page.keyboard.press("ArrowDown");
  const active = await page.locator(FIELD).getAttribute("aria-activedescendant");
  assert(active, "the field doesn't name the chosen suggestion (aria-activedescendant)");
  const selected = await page.locator(`#${active}`).getAttribute("aria-selected");
  assert(selected === "true", "the chosen suggestion is not marked (aria-selected)");
  await Promise.all([page.waitForURL((url) => url.pathname !== "/"), page.keyboard.press("Enter")]);
  await page.locator("h1").waitFor();
  assertNoFaults(page);
}

async function escape(browser, entity) {
  const page = await typed(browser, entity);
  await page.keyboard.press("Escape");
  await page.locator(LIST).waitFor({ state: "hidden" });
  const value = await page.locator(FIELD).inputValue();
  assert(value === fragment(entity.name), `the text became "${value}"`);
  assertNoFaults(page);
}

async function enter(browser, entity) {
  const page = await typed(browser, entity);
  await Promise.all([page.waitForURL(/\/search\?/), page.keyboard.press("Enter")]);
  assertNoFaults(page);
}

async function openAndAccessible(browser, entity) {
  const { AxeBuilder } = await import("@axe-core/playwright");
  const page = await typed(browser, entity);
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert(violations.length === 0, violations.map(({ id, help }) => `${id}: ${help}`).join("\n"));
}
