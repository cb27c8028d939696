// Pictures of twelve pages, wide and narrow, to be looked at; the three of the README only when UPDATE_PICTURES=1 asks.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { assert } from "../browser.mjs";

/** They only read: their order does not matter. */
export const areIndependent = true;

const README = fileURLToPath(new URL("../../../docs/pictures/", import.meta.url));
const LOOKED_AT = fileURLToPath(new URL("../../../target/pictures/", import.meta.url));

/** What is looked at; a page that the site lacks is taken from the gallery. */
const TWELVE = [
  "home",
  "search",
  "empty search",
  "entity",
  "penalty",
  "lists",
  "list",
  "entry",
  "agencies",
  "agency",
  "guide repair",
  "not found",
];

/** Widths in CSS pixels. */
const WIDTHS = [1280, 360];

export function stories({ pages }) {
  const looked = TWELVE.flatMap((name) => {
    const page = pages.find((page) => page.name === name) ?? pages.find((page) => page.name === inGallery(name));
    return page ? [{ name: `pictures of ${name}`, run: (browser) => pictures(browser, page, name) }] : [];
  });
  const all = pages.some((page) => page.isGallery || page.name === "home");
  const count = { name: "there are pictures of twelve pages", run: () => assertTwelve(looked) };
  if (process.env.UPDATE_PICTURES !== "1") return all ? [...looked, count] : looked;
  const readme = pages
    .filter((page) => ["home", "search", "entity"].includes(page.name))
    .map((page) => ({ name: `picture of ${page.name}`, run: (browser) => picture(browser, page) }));
  return [...looked, count, ...readme];
}

function inGallery(name) {
  const names = { penalty: "decision", "empty search": "search-empty" };
  return `gallery ${names[name] ?? name.replace(" ", "-")}`;
}

function assertTwelve(stories) {
  assert(stories.length === TWELVE.length, `only ${stories.length} of ${TWELVE.length} pages have a picture`);
}

/** Wide and narrow, to be looked at. */
export async function pictures(browser, { path, status, options }, name) {
  await mkdir(LOOKED_AT, { recursive: true });
  for (const width of WIDTHS) {
    const page = await browser.visit(path, { ...options, colorScheme: "light", viewport: { width, height: 900 } }, status);
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: `${LOOKED_AT}${name.replace(" ", "-")}-${width}.png`, fullPage: true });
  }
}

/** One of the README. */
export async function picture(browser, { name, path, options }) {
  await mkdir(README, { recursive: true });
  const page = await browser.visit(path, { ...options, colorScheme: "light" });
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: `${README}${name}.png` });
}
