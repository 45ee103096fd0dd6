// Words that are no answer, and answers in the wrong place or form: the same rules as policygen/check/non_answers.py, with the
// same lists (policygen/check/non_answers.yaml), which the page has in `Page.non_answers`.
const Answers = {
  SEPARATORS: /[,;:/()[\]|\n–—]| - /u,
  BRACKETS: /\[([^[\]]*)\]|<([^<>]*)>/gu,
  GAPS: /_{2,}|\.{4,}|…{2,}|(?<![\p{L}\p{N}_])[Xx]x{2,}(?![\p{L}\p{N}_])/u,
  DETAILS: [
    ["email", "[^\\s@<>(),;:\"]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}"],
    ["web", "(?:[hH][tT][tT][pP][sS]?://|[wW][wW][wW]\\.)\\S+"],
    ["telephone", "(?<![0-9])(?:\\+[0-9]|\\(?0)[0-9 ()-]{8,}[0-9]"],
  ],
  STOPPED: /(?<![\p{L}\p{N}_.])([A-Za-z]+)[ )”’"']*\.$/u,

  // Nothing that anybody sees: blanks, hidden characters, marks on no letter.
  isBlank: (text) => /^[\p{Z}\p{C}\p{M}]*$/u.test(text),

  plain: (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim(),

  isNoAnswer(text) {
    const lists = Page.non_answers;
    const words = Answers.plain(text);
    if (!words || lists.whole.includes(words) || lists.part.includes(words) || lists.exact.includes(text.trim())) return true;
    if (lists.begins.some((begin) => words.startsWith(begin)) || Answers.GAPS.test(text) || /^x[x ]+$/.test(words)) return true;
    const parts = text.split(Answers.SEPARATORS).map((part) => part.replace(/^[ .…]+|[ .…]+$/g, ""));
    if (parts.length > 1 && parts.some((part) => Answers.isPending(part))) return true;
    return Answers.isTemplate(text, words);
  },

  isPending: (part) => Page.non_answers.part.includes(Answers.plain(part)) || Page.non_answers.part_in_capitals.includes(part),

  // "[School name]", "Insert name here".
  isTemplate(text, words) {
    const { ask, of, other } = Page.non_answers;
    for (const match of text.matchAll(Answers.BRACKETS)) {
      const within = Answers.plain(match[1] || match[2] || "").split(" ");
      if (match[0] === text.trim() || within.some((word) => ask.includes(word) || of.includes(word))) return true;
    }
    const found = words.split(" ");
    const has = (list) => found.some((word) => list.includes(word));
    return has(ask) && has(of) && found.every((word) => [...ask, ...of, ...other].includes(word));
  },

  // What is in a text, or with `whole` all that it is: "email", "web", "telephone" or "".
  detail(text, whole) {
    const found = Answers.DETAILS.find(([, form]) => new RegExp(whole ? `^(?:${form})$` : form, "u").test(text));
    return found ? found[0] : "";
  },

  withoutFullStop(text) {
    const match = Answers.STOPPED.exec(text);
    if (!match) return text;
    const word = match[1];
    const isShort = word.length === 1 || word.slice(1) !== word.slice(1).toLowerCase() || !/[aeiouy]/i.test(word);
    return isShort || Page.non_answers.abbreviations.includes(word.toLowerCase()) ? text : text.slice(0, -1).trimEnd();
  },

  // Throws a Problem for what was read as `type`. `where` is the question, or {part} for a part of a person.
  check(type, value, where) {
    if (type === "text" && where.part) Answers.checkName(value, where);
    else if (type === "text") Answers.checkWords(value, where);
    else if (type === "list") for (const entry of value) Answers.checkWords(entry, { contact: true });
  },

  // As `_post_in` of policygen/check/non_answers.py: "post" for a name that is the title of a post, "and_post" for one with
  // a title of this post beside it, "and_other_post" for one with that of another, else "". The titles of this post are in
  // `own`; `also` are those that the school has entered for another post of the same person.
  post(text, own, also) {
    const plain = (part) => part.replace(/^[ ()]+|[ ()]+$/g, "").toLowerCase();
    const people = Object.values(Page.items).filter((item) => item.type === "person");
    const [here, others] = [own.map(plain), [...people.map((item) => item.label), ...also].map(plain)];
    const whole = plain(text).replace(/^the /, "");
    if (here.includes(whole) || others.includes(whole)) return "post";
    const parts = text.split(/[,;(/–—]| - /u).map(plain);
    if (parts.length < 2) return "";
    if (parts.some((part) => here.includes(part))) return "and_post";
    return parts.some((part) => others.includes(part)) ? "and_other_post" : "";
  },

  checkName(text, { part, own = [], also = [] }) {
    const detail = Answers.detail(text, false) || (/\p{L}/u.test(text) ? "" : "figures");
    if (detail) throw new Problem(`name_${detail}`);
    Answers.checkFullStop(text);
    const post = part === "name" ? Answers.post(text, own.filter(Boolean), also.filter(Boolean)) : "";
    if (post) throw new Problem(`name_${post}`);
    if (part === "title" && /^the /i.test(text)) throw new Problem("title_the", "", text.slice(4));
  },

  checkWords(text, where) {
    const detail = where.contact ? "" : Answers.detail(text, true);
    if (detail) throw new Problem(`words_${detail}`);
    Answers.checkFullStop(text);
    if (where.in_sentence && text.startsWith("The ")) throw new Problem("capital_the", "", `the ${text.slice(4)}`);
    if (where.figures && !new RegExp(`^[0-9]{${where.figures}}$`).test(text)) throw new Problem("figures", "", where.figures);
  },

  checkFullStop(text) {
    const right = Answers.withoutFullStop(text);
    if (right !== text) throw new Problem("full_stop", "", right);
  },
};
