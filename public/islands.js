// Loads the islands and hydrates each, as leptos' own inline loader does; a file of its own, so that the content
// security policy needs no inline script. The version in this file's address is that of the wasm beside it.
const version = new URL(import.meta.url).search;

const start = async () => {
  const islands = document.querySelectorAll("leptos-island");
  const module = await import(`./app.js${version}`);
  await module.default({ module_or_path: new URL(`./app_bg.wasm${version}`, import.meta.url) });
  module.hydrate();
  for (const island of islands) {
    await module[island.dataset.component]?.(island);
  }
  document.documentElement.dataset.islands = "ready";
};

start().catch((error) => console.warn("The page works without suggestions.", error));
