// Serves the folder that `cargo run -p app --example gallery` writes: every page in every state, hostile text included.
import { createServer } from "node:http";
import { readdir, readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml" };

/** What the real server allows its pages, so that injected script or style shows as an error. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'";

export class Gallery {
  /** Starts a server on a free port of this machine; `pages` are its pages, `base` its address. */
  static async start(folder) {
    const gallery = new Gallery();
    gallery.server = createServer((request, response) => answer(folder, request, response));
    await new Promise((resolve) => gallery.server.listen(0, "127.0.0.1", resolve));
    gallery.base = `http://127.0.0.1:${gallery.server.address().port}`;
    const files = (await readdir(folder)).filter((file) => file.endsWith(".html")).sort();
    gallery.pages = files.map((file) => ({
      name: `gallery ${basename(file, ".html")}`,
      path: `${gallery.base}/${file}`,
      isGallery: true,
    }));
    return gallery;
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }
}

async function answer(folder, request, response) {
  const file = basename(new URL(request.url, "http://gallery").pathname);
  try {
    const body = await readFile(join(folder, file));
    response.writeHead(200, { "content-type": TYPES[extname(file)], "content-security-policy": POLICY });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}
