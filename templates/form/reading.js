// Reads back a settings file that the form wrote: the YAML of yaml.js, with empty lines and comments, and no more. What is
// written in another way is refused with its line, so that nothing of a file is lost when it is written again.
const Reading = {
  LARGEST: 1000000,
  // A key of a library's own vocabulary has the library's name before it.
  KEY: /^((?:[a-z][a-z0-9-]*:)?[a-z0-9_-]+):(?: +(.*))?$/u,
  GROUPS: ["school", "people", "choices"],

  // The state (State.fresh) in the words of a file, and what of it fits no question: {now, left: [{label, line}]}. Throws
  // {words, line, key}: what cannot be read, and where.
  read(text) {
    const cursor = { lines: text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n").split("\n"), at: 0 };
    const root = Reading.mapping(cursor, 0);
    if (Reading.next(cursor)) throw { words: "read_line", line: cursor.at + 1 };
    for (const [key, node] of root.map) {
      const own = Page.asked ? ["answers_for"] : ["extends", "specimen", "colour", "logo"];
      const known = [...Reading.GROUPS, "policies", ...own];
      if (!known.includes(key)) throw { words: "read_key", line: node.line, key };
      const isGroup = !["answers_for", "extends", "specimen", "colour"].includes(key);
      if (!node.empty && isGroup !== Boolean(node.map)) throw { words: "read_line", line: node.line };
    }
    if (Page.asked) return Reading.ofTheSchool(root.map);
    const marked = ["true", "yes"].includes((root.map.get("specimen") || {}).words);
    if (marked !== Page.specimen) throw { words: marked ? "read_specimen" : "read_real" };
    return Reading.state(root.map);
  },

  // The answers that a form for this school gave before.
  ofTheSchool(root) {
    const node = root.get("answers_for") || { line: 1 };
    if (node.words !== Page.asked.id) throw { words: "read_other_school", line: node.line, key: node.words || "" };
    return Reading.state(root);
  },

  state(root) {
    const now = State.fresh();
    const left = [];
    const take = (key, item, node) => {
      const answer = item ? Reading.answer(item, node) : undefined;
      if (item && Kept.fits(item, answer)) now.answers[item.key] = answer;
      else left.push({ label: item ? item.label : key, line: node.line });
    };
    const above = root.get("extends");
    if (!Page.asked) now.parent = above && above.words ? above.words : "";
    if (now.parent && !Page.parents.some(({ file }) => file === now.parent)) {
      left.push({ label: now.parent, line: above.line });
      now.parent = null;
    }
    for (const group of Reading.GROUPS) {
      for (const [key, node] of Reading.within(root.get(group))) take(key, Reading.item(group, key), node);
    }
    if (root.has("colour")) take("colour", Reading.item("appearance", "colour"), root.get("colour"));
    for (const [key, node] of Reading.within(root.get("logo"))) take(`logo.${key}`, Reading.ofTheLogo(key), node);
    const policies = Reading.within(root.get("policies"));
    for (const [key, nodes] of Reading.together(policies)) {
      const item = Reading.item("policy", key);
      const different = new Set(nodes.map((node) => JSON.stringify(item && Reading.answer(item, node)))).size > 1;
      take(key, different ? undefined : item, nodes[0]);
    }
    for (const [id, node] of policies) {
      if (!Page.policies.some((policy) => policy.id === id)) left.push({ label: id, line: node.line });
    }
    const ids = policies.map(([id]) => id).filter((id) => !Questions.adopted(now).includes(id));
    now.policies = Page.policies.map(({ id }) => id).filter((id) => ids.includes(id));
    return { now, left };
  },

  within: (node) => (node && node.map ? [...node.map] : []),

  item(group, key) {
    return Object.hasOwn(Page.items, `${group}.${key}`) ? Page.items[`${group}.${key}`] : undefined;
  },

  ofTheLogo: (key) => Reading.item("appearance", { file: "logo", alternative: "alternative" }[key]),

  // What the policies say, by key: the page asks for each once, for all of them.
  together(policies) {
    const found = new Map();
    for (const [, policy] of policies) {
      for (const [key, node] of Reading.within(policy)) found.set(key, [...(found.get(key) || []), node]);
    }
    return found;
  },

  // The answer in a node as State has it; a key with nothing after it was left for later. A value of undefined fits no
  // question.
  answer(item, node) {
    if (node.empty) return { state: "skipped" };
    const isValue = Object.hasOwn(item.values, node.words || "");
    if (node.plain && !isValue && ["none", "vacant"].includes(node.words)) return { state: node.words };
    return { state: "answered", value: Reading.value(item, node) };
  },

  value(item, node) {
    switch (item.type) {
      case "yes_no":
        return { yes: true, true: true, no: false, false: false }[node.words];
      case "many_of":
      case "list":
        return node.list ? node.list.map(({ words }) => words) : [node.words];
      case "person":
        return node.map ? Reading.person(node.map) : { name: node.words };
      case "picture":
        return (node.words || "").replace(/^schools\//, "");
      default:
        return node.words;
    }
  },

  person(map) {
    const said = [...map].filter(([, node]) => !node.empty);
    const person = Object.fromEntries(said.filter(([part]) => part !== "holders").map(([part, node]) => [part, node.words]));
    if (!said.some(([part]) => part === "holders")) return person;
    const { list = [] } = map.get("holders");
    const holders = list.map((node) => (node.map ? Reading.person(node.map) : { name: node.words }));
    return holders.length === 1 ? { ...person, ...holders[0] } : { ...person, holders };
  },

  // The next line that says something: {indent, text}, null at the end of the file.
  next(cursor) {
    while (cursor.at < cursor.lines.length && /^\s*(?:#.*)?$/.test(cursor.lines[cursor.at])) cursor.at += 1;
    if (cursor.at === cursor.lines.length) return null;
    const [, blanks, text] = /^( *)(.*)$/su.exec(cursor.lines[cursor.at]);
    return { indent: blanks.length, text: text.trimEnd() };
  },

  mapping(cursor, indent) {
    const map = new Map();
    const start = cursor.at + 1;
    for (let line = Reading.next(cursor); line && line.indent === indent; line = Reading.next(cursor)) {
      const at = cursor.at + 1;
      const match = Reading.KEY.exec(line.text);
      if (!match) throw { words: "read_line", line: at };
      const [, key, text = ""] = match;
      if (map.has(key)) throw { words: "read_twice", line: at, key };
      cursor.at += 1;
      map.set(key, { ...Reading.after(cursor, indent, text, at), line: at });
    }
    return Reading.ended(cursor, indent, { map, line: start });
  },

  sequence(cursor, indent) {
    const list = [];
    for (let line = Reading.next(cursor); line && line.indent === indent && line.text.startsWith("- "); line = Reading.next(cursor)) {
      const text = line.text.slice(2);
      if (/^[a-z0-9_-]+:(?: |$)/.test(text)) {
        // An entry of several keys: its first one stands beside the hyphen.
        cursor.lines[cursor.at] = " ".repeat(indent + 2) + text;
        list.push(Reading.mapping(cursor, indent + 2));
      } else {
        cursor.at += 1;
        list.push(Reading.scalar(text, cursor.at));
      }
    }
    return Reading.ended(cursor, indent, { list });
  },

  // What was read, unless a line follows that is indented further and belongs to nothing.
  ended(cursor, indent, found) {
    const line = Reading.next(cursor);
    if (line && line.indent > indent) throw { words: "read_line", line: cursor.at + 1 };
    return found;
  },

  // What stands after a key's colon, or below it.
  after(cursor, indent, text, at) {
    if (/^\{\}(?: +#.*)?$/.test(text)) return { map: new Map() };
    if (/^\|(?: +#.*)?$/.test(text)) return Reading.block(cursor, indent + 2);
    if (text && !text.startsWith("#")) return Reading.scalar(text, at);
    const line = Reading.next(cursor);
    if (!line || line.indent !== indent + 2) return { empty: true };
    return line.text.startsWith("- ") ? Reading.sequence(cursor, indent + 2) : Reading.mapping(cursor, indent + 2);
  },

  block(cursor, indent) {
    const lines = [];
    const isIn = (line) => !line.trim() || line.startsWith(" ".repeat(indent));
    for (; cursor.at < cursor.lines.length && isIn(cursor.lines[cursor.at]); cursor.at += 1) {
      lines.push(cursor.lines[cursor.at].slice(indent));
    }
    return { words: lines.join("\n").trimEnd() };
  },

  scalar(text, line) {
    const quoted = /^"((?:[^"\\]|\\["\\nt])*)"(?: +#.*)?$/su.exec(text);
    if (quoted) {
      return { words: quoted[1].replace(/\\(.)/gsu, (_, letter) => ({ n: "\n", t: "\t" })[letter] || letter) };
    }
    const words = text.split(/[ \t]+#/u)[0].trimEnd();
    if (!/^[\p{L}\p{N}(£][^"\\]*$/u.test(words) || /:[ \t]|:$/.test(words)) throw { words: "read_line", line };
    return { words, plain: true };
  },
};
