// One Chromium; each story gets pages in contexts of its own, which report every error that they saw.
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox", // CI runs as root
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How long a story waits for something to appear, in milliseconds: a slow machine is no fault of the page. */
const PATIENCE = 60_000;

export class Browser {
  #browser;
  #base;
  #contexts = [];

  /** Starts Chromium with a user data folder of its own, which playwright makes and removes. */
  static async start(base) {
    const browser = new Browser();
    browser.#base = base;
    browser.#browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      headless: true,
      args: FLAGS,
    });
    return browser;
  }

  async stop() {
    await this.#browser.close();
  }

  async closePages() {
    await Promise.all(this.#contexts.map((context) => context.close()));
    this.#contexts = [];
  }

  /** An empty page; `options` as of playwright's newContext. Its `faults` lists what went wrong in it. */
  async page(options = {}) {
    const context = await this.#browser.newContext({
      baseURL: this.#base,
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    context.setDefaultTimeout(PATIENCE);
    this.#contexts.push(context);
    const page = await context.newPage();
    page.faults = [];
    page.on("pageerror", (error) => page.faults.push(`script: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !isStatusOfPage(message, page)) {
        page.faults.push(`console: ${message.text()} (${message.location().url})`);
      }
    });
    page.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText;
      if (reason !== "net::ERR_ABORTED") page.faults.push(`request: ${request.url()}: ${reason}`);
    });
    return page;
  }

  /** A page that shows `path`; it must answer with the status that is expected. */
  async visit(path, options = {}, status = 200) {
    const page = await this.page(options);
    const response = await page.goto(path, { waitUntil: "load" });
    if (response.status() !== status) throw new Error(`${path} answered ${response.status()}, not ${status}`);
    return page;
  }
}

/** Throws if the page had an error: of a script, of the content policy, of a request. */
export function assertNoFaults(page) {
  if (page.faults.length > 0) throw new Error(`${page.url()}:\n${page.faults.join("\n")}`);
}

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}

/** Chromium logs the status of the page itself as an error; the page of a missing record has to answer 404. */
function isStatusOfPage(message, page) {
  return message.text().startsWith("Failed to load resource") && message.location().url === page.url();
}
