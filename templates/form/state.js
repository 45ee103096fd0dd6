// What has been answered so far, and keeping it in this browser where the person said so.
const State = {
  NAME: "policygen-form",

  // `answers` by key: {state: "answered", value}, or {state: "none" | "vacant" | "skipped"}.
  // `part` tells whether the questions beyond the needed ones are gone through too; `keep` is the consent.
  fresh: () => ({ policies: [], parent: null, answers: {}, part: "needed", file: "", keep: false, at: "" }),

  start() {
    State.now = State.fresh();
    State.saved = State.load();
  },

  answer(key) {
    return State.now.answers[key] || null;
  },

  set(key, answer) {
    State.now.answers[key] = answer;
    State.save();
  },

  // A browser may refuse storage (private windows, a policy of the school): then nothing is kept, and all else works.
  load() {
    try {
      const found = JSON.parse(window.localStorage.getItem(State.NAME));
      return found ? State.known({ ...State.fresh(), ...found }) : null;
    } catch {
      return null;
    }
  },

  // Answers that were kept by a page of another library: those that this one still asks for, and takes.
  known(now) {
    const takes = (key, { value }) => {
      const item = Page.items[key];
      if (!item || value === undefined || !["one_of", "many_of"].includes(item.type)) return Boolean(item);
      return [value].flat().every((each) => each in item.values);
    };
    const policies = now.policies.filter((id) => Page.policies.some((policy) => policy.id === id));
    const answers = Object.entries(now.answers).filter(([key, answer]) => takes(key, answer));
    return { ...now, policies, answers: Object.fromEntries(answers) };
  },

  save() {
    if (!State.now.keep) return;
    try {
      window.localStorage.setItem(State.NAME, JSON.stringify(State.now));
      State.saved = State.now;
    } catch {
      State.now.keep = false;
    }
  },

  forget() {
    State.now.keep = false;
    State.saved = null;
    try {
      window.localStorage.removeItem(State.NAME);
    } catch {
      // Where nothing can be kept there is nothing to delete.
    }
  },

  canKeep() {
    try {
      window.localStorage.setItem(`${State.NAME}-try`, "1");
      window.localStorage.removeItem(`${State.NAME}-try`);
      return true;
    } catch {
      return false;
    }
  },
};
