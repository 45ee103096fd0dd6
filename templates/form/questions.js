// Which questions the answers so far lead to, and in what order their pages come.
const Questions = {
  parent(now = State.now) {
    return Page.parents.find((parent) => parent.file === now.parent) || null;
  },

  // The policies that each school of the trust or council has, by id.
  adopted(now = State.now) {
    const parent = Questions.parent(now);
    return parent ? Object.keys(parent.policies) : [];
  },

  // The school's policies: those it chose, and those that its trust or council has for all its schools.
  policies(now = State.now) {
    const ids = [...now.policies, ...Questions.adopted(now)];
    return Page.policies.filter(({ id }) => ids.includes(id));
  },

  // Whether the trust or council answers a question, for this policy.
  given(item, policy) {
    const parent = Questions.parent();
    if (!parent) return false;
    const [group, key] = item.key.split(".");
    return group === "policy" ? (parent.policies[policy] || []).includes(key) : parent.answered.includes(item.key);
  },

  // The school's policies that use an answer which nobody above has given for them, by id.
  lackedBy(item) {
    const ids = Questions.policies().map(({ id }) => id);
    return ids.filter((id) => item.policies.includes(id) && !Questions.given(item, id));
  },

  // The parts of a person (`email`) that the trust or council says and the school may not change; those it may.
  lockedParts: (item) => Questions.parts(item, true),
  givenParts: (item) => Questions.parts(item, false),

  parts(item, locked) {
    const { parts = [], locked: lockedOnes = [] } = Questions.parent() || {};
    const found = parts.filter((part) => lockedOnes.includes(part) === locked && part.startsWith(`${item.key}.`));
    return found.map((part) => part.slice(item.key.length + 1));
  },

  // What a condition tests: the trust's or council's answer, else the school's own, else the default. An answer to what
  // is no longer asked stays in mind, but is neither tested nor written.
  tested(key, within = []) {
    const item = Page.items[key];
    const asked = !item.asked || within.includes(key) || Questions.condition(item.asked, [...within, key]);
    const own = asked && !Questions.given(item, "") ? State.answer(key) : null;
    if (own && own.state === "answered") return item.type === "number" ? Number(own.value) : own.value;
    if (own && own.state === "none") return null;
    const parent = Questions.parent();
    if (parent && key in parent.answers) return parent.answers[key];
    if (item.default === null) return null;
    return asked || item.closed ? item.default : null;
  },

  // The title that a post usually has in this kind of school.
  title(item) {
    const [, title] = item.titles.find(([condition]) => Questions.condition(condition)) || ["", item.label];
    return title;
  },

  condition(condition, within = []) {
    return Conditions.holds(condition, (key) => Questions.tested(key, within));
  },

  // Whether an answer to this question has a place: for the policies chosen, and not given by a trust or council.
  asked(item) {
    return Questions.lackedBy(item).length > 0 && (!item.asked || Questions.condition(item.asked));
  },

  needed(item) {
    return Questions.asked(item) && Questions.lackedBy(item).some((policy) => item.needed.includes(policy));
  },

  // Whether the policies cannot be finished without an answer: a needed question may have a default all the same, where
  // it decides whether another one is asked.
  lacking(item) {
    return Questions.needed(item) && item.default === null;
  },

  // The keys to ask on a page, in order.
  on(page) {
    return page.keys.map((key) => Page.items[key]).filter(Questions.asked);
  },

  isNeeded(page) {
    return Questions.on(page).some(Questions.needed);
  },

  neededPages() {
    return Page.pages.filter(Questions.isNeeded);
  },

  otherPages() {
    return Page.pages.filter((page) => Questions.on(page).length && !Questions.isNeeded(page));
  },

  // Every page's name in order, from the start to the download.
  sequence() {
    const names = (pages) => pages.map((page) => page.id);
    const others = names(Questions.otherPages());
    return [
      "start",
      ...(Page.parents.length && !Page.asked ? ["parent"] : []),
      ...(Page.asked ? [] : ["policies"]),
      ...names(Questions.neededPages()),
      ...(others.length ? ["more"] : []),
      ...(State.now.part === "all" ? others : []),
      "check",
      "download",
    ];
  },

  // Needed questions that have no answer yet.
  gaps() {
    return Questions.neededPages()
      .flatMap(Questions.on)
      .filter((item) => Questions.lacking(item) && !["answered", "none", "vacant"].includes((State.answer(item.key) || {}).state));
  },
};
