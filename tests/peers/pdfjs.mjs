// `node pdfjs.mjs FILE ...`: what pdf.js tells of each PDF, a line of JSON a file. PDFJS names where it is installed.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const home = process.env.PDFJS;
// Nothing is drawn here, so that the canvas that pdf.js would draw on need not be installed.
globalThis.DOMMatrix ??= class DOMMatrix {};
const pdfjs = await import(pathToFileURL(`${home}/legacy/build/pdf.mjs`));

function outline(entries, level, told) {
  for (const entry of entries ?? []) {
    told.push([level, entry.title]);
    outline(entry.items, level + 1, told);
  }
  return told;
}

async function words(page) {
  const marked = {};
  const open = [];
  let text = "";
  const { items } = await page.getTextContent({ includeMarkedContent: true });
  for (const item of items) {
    if (item.type === "beginMarkedContentProps" || item.type === "beginMarkedContent") open.push(item.id ?? open.at(-1));
    else if (item.type === "endMarkedContent") open.pop();
    else {
      const said = item.str + (item.hasEOL ? "\n" : "");
      text += said;
      const id = open.at(-1);
      if (id) marked[id] = (marked[id] ?? "") + said;
    }
  }
  return { marked, text };
}

function node(part, marked) {
  if (part.type === "content") return { text: marked[part.id] ?? "" };
  if (part.type) return { text: "" };
  const made = { role: part.role, kids: (part.children ?? []).map((kid) => node(kid, marked)) };
  if (part.alt !== undefined) made.alt = part.alt;
  return made;
}

for (const file of process.argv.slice(2)) {
  const complaints = [];
  for (const level of ["warn", "log"]) console[level] = (...said) => complaints.push(said.join(" "));
  const told = { pages: [], links: [], text: "", complaints };
  try {
    const document = await pdfjs.getDocument({
      data: new Uint8Array(readFileSync(file)), standardFontDataUrl: `${home}/standard_fonts/`, verbosity: 1,
    }).promise;
    told.outline = outline(await document.getOutline(), 1, []);
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      const { marked, text } = await words(page);
      told.text += `${text}\n`;
      told.pages.push(((await page.getStructTree())?.children ?? []).map((kid) => node(kid, marked)));
      for (const one of await page.getAnnotations()) if (one.url) told.links.push(one.url);
    }
  } catch (error) {
    complaints.push(`stops: ${error}`);
  }
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
