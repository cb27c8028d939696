// The three pictures of the README, written only when UPDATE_PICTURES=1 asks for them.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../docs/pictures/", import.meta.url));

export function stories({ pages }) {
  if (process.env.UPDATE_PICTURES !== "1") return [];
  return pages
    .filter((page) => ["home", "search", "entity"].includes(page.name))
    .map((page) => ({ name: `picture of ${page.name}`, run: (browser) => picture(browser, page) }));
}

async function picture(browser, { name, path }) {
  await mkdir(FOLDER, { recursive: true });
  const page = await browser.visit(path, { colorScheme: "light" });
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: `${FOLDER}${name}.png` });
}
