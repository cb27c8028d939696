// Runs the browser stories against a running server and prints `N passed, N failed`.
//
// BASE_URL        the server, e.g. http://127.0.0.1:8080
// PAGES           JSON [{"name", "path", "status"?}] instead of the pages found through the API
// CHROMIUM        the browser (default /usr/bin/chromium)
// GALLERY         a folder of pages as `cargo run -p app --example gallery` writes it: checked as well
// ISLANDS=0       the site was built without wasm: stories of islands are skipped
// UPDATE_PICTURES=1  also writes the pictures of the README
// ONLY            runs only stories whose name contains this
import { readdir } from "node:fs/promises";

import { Browser } from "./browser.mjs";
import { Gallery } from "./gallery.mjs";
import { discover } from "./pages.mjs";

/** Browsers side by side, for stories that do not depend on one another. */
const WORKERS = 2;

const base = process.env.BASE_URL;
if (!base) throw new Error("BASE_URL names no server");
const withIslands = process.env.ISLANDS !== "0";
const only = process.env.ONLY ?? "";

const site = await discover(base);
const gallery = process.env.GALLERY && (await Gallery.start(process.env.GALLERY));
if (gallery) site.pages.push(...gallery.pages);
console.log(`pages: ${site.pages.map((page) => page.path).join("  ")}`);

const folder = new URL("stories/", import.meta.url);
const files = (await readdir(folder)).filter((file) => file.endsWith(".mjs")).sort();
const counts = { passed: 0, failed: 0, skipped: 0 };
const browsers = await Promise.all(Array.from({ length: WORKERS }, () => Browser.start(base)));
try {
  for (const file of files) {
    const { stories, areIndependent } = await import(new URL(file, folder));
    // Every worker takes the next story; stories that build on one another have one worker.
    const waiting = stories(site).values();
    const workers = areIndependent ? browsers : browsers.slice(0, 1);
    await Promise.all(workers.map((browser) => tellAll(waiting, browser)));
  }
} finally {
  await Promise.all(browsers.map((browser) => browser.stop()));
  gallery?.stop();
}
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = counts.failed > 0 ? 1 : 0;

async function tellAll(stories, browser) {
  for (const story of stories) await tell(story, browser);
}

/** Runs one story `{name, island?, run(browser)}` and prints how it went. */
async function tell(story, browser) {
  if (!story.name.includes(only)) return;
  if (story.island && !withIslands) {
    counts.skipped += 1;
    console.log(`skip  ${story.name} (the site is without islands)`);
    return;
  }
  const start = Date.now();
  try {
    const note = await story.run(browser);
    counts.passed += 1;
    console.log(`ok    ${story.name} (${Date.now() - start} ms)${note ? `: ${note}` : ""}`);
  } catch (error) {
    counts.failed += 1;
    console.log(`FAIL  ${story.name}\n      ${String(error.stack ?? error).replaceAll("\n", "\n      ")}`);
  } finally {
    await browser.closePages();
  }
}
