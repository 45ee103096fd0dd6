// Which questions the answers so far lead to, and in what order their pages come.
const Questions = {
  parent() {
    return Page.parents.find((parent) => parent.file === State.now.parent) || null;
  },

  // What a condition tests: the school's own answer, else the trust's or council's, else the default. An answer to what
  // is no longer asked stays in mind, but is neither tested nor written.
  tested(key, within = []) {
    const item = Page.items[key];
    const asked = !item.asked || within.includes(key) || Questions.condition(item.asked, [...within, key]);
    const own = asked ? State.answer(key) : null;
    if (own && own.state === "answered") return item.type === "number" ? Number(own.value) : own.value;
    if (own && own.state === "none") return null;
    const parent = Questions.parent();
    if (parent && key in parent.answers) return parent.answers[key];
    if (item.default === null) return null;
    return asked || item.closed ? item.default : null;
  },

  condition(condition, within = []) {
    return Conditions.holds(condition, (key) => Questions.tested(key, within));
  },

  // Whether an answer to this question has a place: for the policies chosen, and not given by a trust or council.
  asked(item) {
    const parent = Questions.parent();
    const given = parent && parent.answered.includes(item.key);
    const wanted = State.now.policies.some((policy) => item.policies.includes(policy));
    return !given && wanted && (!item.asked || Questions.condition(item.asked));
  },

  needed(item) {
    return Questions.asked(item) && State.now.policies.some((policy) => item.needed.includes(policy));
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
      "policies",
      ...(Page.parents.length ? ["parent"] : []),
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
