// Which pages there are: the fixed ones, and one of each kind of record, found through the API.

const FIXED = [
  { name: "home", path: "/" },
  { name: "empty search", path: "/search?q=%E6%9F%A5%E6%97%A0%E6%AD%A4%E4%BC%81%E4%B8%9A" },
  { name: "deadline", path: "/deadline" },
  { name: "counted deadline", path: "/deadline?decided_on=2026-06-15&working_days=7" },
  { name: "agencies", path: "/agencies" },
  { name: "regions", path: "/regions" },
  { name: "lists", path: "/lists" },
  { name: "filtered list", path: "/lists/abnormal-operation?q=%E6%9F%A5%E6%97%A0%E6%AD%A4%E4%BC%81%E4%B8%9A" },
  { name: "guide", path: "/guide" },
  { name: "guide repair", path: "/guide/repair" },
  { name: "guide objection", path: "/guide/objection" },
  { name: "guide complaint", path: "/guide/complaint" },
  { name: "guide correction", path: "/guide/correction" },
  { name: "objection status", path: "/objections" },
  { name: "sign in", path: "/desk/sign-in" },
  { name: "open data", path: "/open-data" },
  { name: "developers", path: "/developers" },
  { name: "rules", path: "/rules" },
  { name: "about", path: "/about" },
  { name: "privacy", path: "/privacy" },
  { name: "accessibility", path: "/accessibility" },
  { name: "not found", path: "/no-such-page", status: 404 },
];

/** The pages of a site `{pages, entity}`; `entity` is one with its name, or absent if there is no API. */
export async function discover(base) {
  if (process.env.PAGES) return { pages: JSON.parse(process.env.PAGES) };
  const entity = await sampleEntity(base);
  const records = [
    { name: "search", path: `/search?q=${encodeURIComponent(fragment(entity.name))}` },
    { name: "entity", path: `/entities/${entity.id}` },
  ];
  for (const kind of ["penalty", "licence"]) {
    const hit = await first(base, `/api/v1/search?q=&type=decision&kind=${kind}&limit=1`);
    records.push({ name: kind, path: `/decisions/${hit.id}` });
    if (kind === "penalty") records.push({ name: "objection", path: `/objections/new?record=${hit.id}` });
  }
  const agencies = await json(base, "/api/v1/agencies?limit=1");
  records.push({ name: "agency", path: `/agencies/${agencies.items[0].authority.id}` });
  const [region] = (await text(base, "/regions")).match(/\/regions\/\d+/) ?? [];
  if (region) records.push({ name: "region", path: region });
  const { list, entry } = await sampleList(base);
  records.push({ name: "list", path: list });
  if (entry) records.push({ name: "entry", path: entry });
  return { entity, list, pages: [...FIXED.slice(0, 1), ...records, ...FIXED.slice(1)] };
}

/** The first list with an entry, and that entry; else the first list alone. */
async function sampleList(base) {
  const lists = links(await text(base, "/lists"), "/lists/");
  for (const list of lists) {
    const [entry] = links(await text(base, list), "/entries/");
    if (entry) return { list, entry };
  }
  return { list: lists[0] };
}

/** The addresses below `folder` to which a page links, in its order. */
function links(html, folder) {
  return [...html.matchAll(/href="([^"?#]+)"/g)].map((match) => match[1]).filter((path) => path.startsWith(folder));
}

async function text(base, path) {
  const response = await fetch(base + path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.text();
}

/** Two characters from the middle of a name, as somebody would type who forgot the rest. */
export function fragment(name) {
  const middle = Math.floor([...name].length / 2);
  return [...name].slice(middle, middle + 2).join("");
}

/** An entity with a penalty, so that the way from the search to a decision exists. */
async function sampleEntity(base) {
  const penalty = await first(base, "/api/v1/search?q=&type=decision&kind=penalty&limit=1");
  return first(base, `/api/v1/search?q=${penalty.uscc}&type=entity&limit=1`);
}

async function first(base, path) {
  const { hits } = await json(base, path);
  if (hits.length === 0) throw new Error(`${path} found nothing`);
  return hits[0];
}

async function json(base, path) {
  const response = await fetch(base + path, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
