// What holds for every page: free of errors, accessible, usable on a narrow screen and by keyboard, light.
import { AxeBuilder } from "@axe-core/playwright";
import { gzipSync } from "node:zlib";

import { assert, assertNoFaults } from "../browser.mjs";

/** They only read: their order does not matter. */
export const areIndependent = true;

/** What a page may weigh with style sheet, scripts and pictures but without wasm, in bytes as sent. */
const BUDGET = 100_000;

/** A page with more stops than this has no end for somebody who uses the keyboard. */
const MOST_STOPS = 600;

export function stories({ pages }) {
  return pages.flatMap((page) => [
    { name: `${page.name}: axe finds nothing, light or dark`, run: (browser) => accessible(browser, page) },
    { name: `${page.name}: no sideways scrolling at 320 px`, run: (browser) => narrow(browser, page) },
    { name: `${page.name}: everything can be reached by keyboard`, run: (browser) => keyboard(browser, page) },
    // A page of the gallery is not compressed, and hostile text is long.
    ...(page.isGallery ? [] : [{ name: `${page.name}: is light`, run: (browser) => weight(browser, page) }]),
  ]);
}

export async function accessible(browser, { path, status, options }) {
  const page = await browser.visit(path, options, status);
  assertNoFaults(page);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
    const { violations } = await new AxeBuilder({ page }).analyze();
    const shown = violations.flatMap(({ id, help, nodes }) =>
      nodes.slice(0, 5).map((node) => `${id} (${help}): ${node.html}\n  ${node.failureSummary}`),
    );
    assert(violations.length === 0, `${path}, ${colorScheme}:\n${shown.join("\n")}`);
  }
}

export async function narrow(browser, { path, status, options }) {
  const page = await browser.visit(path, { ...options, viewport: { width: 320, height: 640 } }, status);
  const { width, wide } = await page.evaluate(() => {
    const reaches = (element) => element.getBoundingClientRect().right > 320.5 && element.checkVisibility();
    const short = (element) => element.outerHTML.slice(0, 120);
    return {
      width: document.scrollingElement.scrollWidth,
      wide: [...document.body.querySelectorAll("*")].filter(reaches).slice(0, 5).map(short),
    };
  });
  assert(width <= 320, `${path} is ${width} px wide:\n${wide.join("\n")}`);
}

export async function keyboard(browser, { path, status, options }) {
  const page = await browser.visit(path, options, status);
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("Tab");
  const skip = await page.evaluate(() => {
    const link = document.activeElement;
    const box = link.getBoundingClientRect();
    return { href: link.getAttribute("href"), isSeen: box.width > 1 && box.top >= 0 && box.left >= 0 };
  });
  assert(skip.href?.startsWith("#"), `${path}: the first stop is no skip link but goes to ${skip.href}`);
  assert(skip.isSeen, `${path}: the skip link stays hidden while it has the focus`);

  const expected = await page.evaluate(stopsOf);
  const hidden = [];
  let stops = 1;
  for (; stops <= MOST_STOPS; stops += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(focused);
    if (focus.isOutside || focus.isSeenBefore) break;
    if (!focus.isVisible) hidden.push(focus.html);
  }
  assert(hidden.length === 0, `${path}: the focus can't be seen on\n${hidden.slice(0, 5).join("\n")}`);
  assert(stops >= expected, `${path}: ${stops} stops reached of ${expected}`);
  await skipsToMain(page, path, skip.href);
  return `${stops} stops`;
}

/** How many stops the Tab key should make: visible controls, one for each group of radio buttons. */
function stopsOf() {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const groups = new Set();
  const isStop = (element) => {
    if (element.disabled || element.tabIndex < 0 || !element.checkVisibility({ visibilityProperty: true })) return false;
    if (element.type !== "radio") return true;
    const isNew = !groups.has(element.name);
    groups.add(element.name);
    return isNew;
  };
  return [...document.querySelectorAll(controls)].filter(isStop).length;
}

/** Where the focus is and whether a person sees it: an outline or shadow on the control or on what surrounds it. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return { isOutside: true };
  if (element.dataset.walked) return { isSeenBefore: true };
  element.dataset.walked = "1";
  const isMarked = (candidate) => {
    const style = candidate && getComputedStyle(candidate);
    const hasOutline = style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return hasOutline || (style && style.boxShadow !== "none");
  };
  const box = element.getBoundingClientRect();
  const isMarkedAround = [element, element.parentElement, element.parentElement?.parentElement].some(isMarked);
  return { isVisible: box.width > 0 && box.height > 0 && isMarkedAround, html: element.outerHTML.slice(0, 160) };
}

async function skipsToMain(page, path, href) {
  await page.locator(`a[href="${href}"]`).first().focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const isPast = await page.evaluate((target) => {
    const goal = document.querySelector(target);
    const focus = document.activeElement;
    if (!goal) return false;
    const isAfter = goal.compareDocumentPosition(focus) & Node.DOCUMENT_POSITION_FOLLOWING;
    return focus === document.body || goal === focus || Boolean(isAfter);
  }, href);
  assert(isPast, `${path}: the skip link does not lead to ${href}`);
}

async function weight(browser, { path, status }) {
  const page = await browser.page();
  const loads = [];
  page.on("response", (response) => loads.push(response));
  const answer = await page.goto(path, { waitUntil: "networkidle" });
  assert(answer.status() === (status ?? 200), `${path} answered ${answer.status()}`);
  assertNoFaults(page);

  const parts = [];
  for (const response of loads.filter((response) => response.ok() || response === answer)) {
    const { pathname } = new URL(response.url());
    if (!pathname.endsWith(".wasm")) parts.push({ pathname, bytes: await bytesSent(response) });
  }
  const total = parts.reduce((sum, part) => sum + part.bytes, 0);
  const list = parts.map(({ pathname, bytes }) => `${pathname} ${bytes}`).join(", ");
  assert(total <= BUDGET, `${path} weighs ${total} bytes of ${BUDGET}: ${list}`);
  return `${(total / 1000).toFixed(1)} kB, page ${(parts[0].bytes / 1000).toFixed(1)} kB`;
}

/** The body as sent; a body that the server didn't compress counts in full. */
async function bytesSent(response) {
  const body = await response.body();
  const isPacked = Boolean((await response.allHeaders())["content-encoding"]);
  return isPacked ? gzipSync(body).length : body.length;
}
