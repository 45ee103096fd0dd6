// The settings file from the answers; each answer byte for byte as policygen/ask/yaml_text.py writes it.
const Yaml = {
  // The file's name from the school's: small letters, figures and hyphens (policygen/check/schools.py, SCHOOL_ID).
  fileId(name) {
    const plain = name.normalize("NFKD").replace(/[\u0300-\u036f'’]/g, "").toLowerCase();
    return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 64).replace(/-+$/, "");
  },

  // A form for one school gives its answers alone, and says whose they are.
  write() {
    const { now } = State;
    const lines = Page.asked ? [...Page.words.answers_file, `answers_for: ${Page.asked.id}`] : [Page.modeline, ...Page.words.file];
    if (now.parent && !Page.asked) lines.push(`extends: ${Yaml.scalar(now.parent)}`);
    if (Page.specimen && !Page.asked) lines.push("specimen: true");
    for (const group of ["school", "people", "choices"]) {
      const answered = Yaml.group(group);
      if (answered.length) lines.push("", `${group}:`, ...answered);
    }
    const policies = Questions.policies().flatMap(({ id }) => Yaml.policy(id));
    if (policies.length) lines.push("", "policies:", ...policies);
    lines.push(...Yaml.cover());
    return `${lines.join("\n")}\n`;
  },

  // The colour, and the logo with what it shows; the logo lies in the folder of the settings files.
  cover() {
    const given = (name) => {
      const item = Page.items[`appearance.${name}`];
      if (!item) return "";
      const answer = Questions.asked(item) ? State.answer(item.key) : null;
      return answer && answer.state === "answered" ? answer.value : "";
    };
    const [colour, logo, alternative] = ["colour", "logo", "alternative"].map(given);
    const lines = colour ? ["", `colour: ${Yaml.scalar(colour)}`] : [];
    if (!logo) return lines;
    return [...lines, "", "logo:", `  file: ${Yaml.scalar(`schools/${logo}`)}`, `  alternative: ${Yaml.scalar(alternative)}`];
  },

  // What the trust or council has for all its schools needs no line but for answers of the school's own.
  policy(id) {
    const answered = Yaml.items("policy").filter((item) => Questions.lackedBy(item).includes(id));
    const lines = answered.flatMap((item) => Yaml.entry(item, "    "));
    if (lines.length) return [`  ${id}:`, ...lines];
    return State.now.policies.includes(id) ? [`  ${id}: {}`] : [];
  },

  group: (group) => Yaml.items(group).flatMap((item) => Yaml.entry(item, "  ")),

  items(group) {
    return Object.values(Page.items).filter((item) => item.key.startsWith(`${group}.`) && Questions.asked(item));
  },

  entry(item, indent) {
    const key = item.key.split(".")[1];
    const answer = State.answer(item.key) || { state: "skipped" };
    if (answer.state === "skipped") return Questions.lacking(item) ? [`${indent}${key}:  # needed`] : [];
    if (answer.state !== "answered") return [`${indent}${key}: ${answer.state}`];
    if (item.type === "person") {
      const fields = Yaml.parts(answer.value, Fields.ownParts(item)).map((line) => `${indent}  ${line}`);
      return [`${indent}${key}:`, ...fields, ...Yaml.holders(answer.value.holders || [], People.parts(item), `${indent}  `)];
    }
    return Yaml.value(key, answer.value, indent, item.type);
  },

  parts: (value, parts) => parts.filter((part) => value[part]).map((part) => `${part}: ${Yaml.scalar(value[part])}`),

  holders(holders, parts, indent) {
    const entry = (one) => Yaml.parts(one, parts).map((line, n) => `${indent}  ${n ? "  " : "- "}${line}`);
    return holders.length ? [`${indent}holders:`, ...holders.flatMap(entry)] : [];
  },

  value(key, value, indent, type) {
    if (typeof value === "boolean") return [`${indent}${key}: ${value ? "yes" : "no"}`];
    if (Array.isArray(value)) return [`${indent}${key}:`, ...value.map((each) => `${indent}  - ${Yaml.scalar(each)}`)];
    if (type === "lines" && value.includes("\n")) {
      return [`${indent}${key}: |`, ...value.split("\n").map((line) => (line ? `${indent}  ${line}` : ""))];
    }
    if (type === "one_of") return [`${indent}${key}: ${value}`];
    return [`${indent}${key}: ${Yaml.scalar(value)}`];
  },

  // Plain where nothing in it can be mistaken for YAML, a word of its own (none, vacant, yes) or a number.
  scalar(text) {
    const guessed = /^(?:none|vacant|null|true|false|yes|no|on|off|y|n|~)$/i.test(text) || /^[\d.+-][\d.,_:e+-]*$/i.test(text);
    const safe = /^[\p{L}\p{N}(£][^\n"\\]*$/u.test(text) && !/:[ \t]|:$|[ \t]#|\s$/.test(text);
    return safe && !guessed ? text : `"${text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t")}"`;
  },
};
