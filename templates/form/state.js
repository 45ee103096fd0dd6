// What has been answered so far, and keeping it in this browser where the person said so.
const State = {
  // A settings file's name (policygen/check/schools.py, SCHOOL_ID).
  FILE: /^(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$)[a-z0-9][a-z0-9-]{0,63}$/,

  // Under which the answers are kept: an invented school's apart from a real one's, and those of a form for one school.
  name: () => (Page.asked ? `policygen-form-${Page.asked.id}` : Page.specimen ? "policygen-form-specimen" : "policygen-form"),

  // `answers` by key: {state: "answered", value}, or {state: "none" | "vacant" | "skipped"}. `parent` is null until one
  // is chosen, "" for none. `part` tells whether the questions beyond the needed ones are gone through too; `keep` is
  // the consent.
  fresh: () => ({ policies: [], parent: Page.asked ? Page.asked.file : null, answers: {}, part: "needed", file: "", keep: false, at: "" }),

  start() {
    State.now = State.fresh();
    State.saved = Kept.read(State.load());
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
      return JSON.parse(window.localStorage.getItem(State.name()));
    } catch {
      return null;
    }
  },

  save() {
    if (!State.now.keep) return;
    try {
      window.localStorage.setItem(State.name(), JSON.stringify(State.now));
      State.saved = State.now;
    } catch {
      State.now.keep = false;
    }
  },

  forget() {
    State.now.keep = false;
    State.saved = null;
    try {
      window.localStorage.removeItem(State.name());
    } catch {
      // Where nothing can be kept there is nothing to delete.
    }
  },

  canKeep() {
    try {
      window.localStorage.setItem(`${State.name()}-try`, "1");
      window.localStorage.removeItem(`${State.name()}-try`);
      return true;
    } catch {
      return false;
    }
  },
};
