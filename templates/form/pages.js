// Which page shows. Each page has its own address (#/name, or #/name/change from the list of answers), so the browser's
// own back button works.
const Pages = {
  byId: (id) => document.getElementById(id),

  say(words, values = {}) {
    return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  },

  here() {
    const [, name = "start", mode = ""] = window.location.hash.split("/");
    return { name, changing: mode === "change" };
  },

  href: (name, changing = false) => `#/${name}${changing ? "/change" : ""}`,

  go(name, changing = false) {
    const to = Pages.href(name, changing);
    if (window.location.hash === to) Pages.show();
    else window.location.hash = to;
  },

  // A page that these answers do not lead to (an old address, answers that were not kept) gives way to one that they do.
  show() {
    const { name, changing } = Pages.here();
    const before = Questions.policies().length === 0;
    if (before && !["start", "parent", "policies"].includes(name)) return window.location.replace(Pages.href("start"));
    const sequence = Questions.sequence();
    const other = Questions.otherPages().some((page) => page.id === name);
    if (!sequence.includes(name) && !other) return window.location.replace(Pages.href("check"));
    Pages.clear();
    for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== `page-${name}`;
    Pages.back(sequence, name, changing);
    Pages.fill(name);
    Pages.progress(name);
    Parts.read();
    Pages.kept();
    State.now.at = name === "start" ? State.now.at : window.location.hash;
    State.save();
    document.title = Pages.title(name);
    window.scrollTo(0, 0);
    if (Pages.shown) document.querySelector(`#page-${name} h1`).focus();
    Pages.shown = true;
    return undefined;
  },

  title: (name) => Pages.say(Page.words.title, { title: Pages.byId(`page-${name}`).dataset.title }),

  back(sequence, name, changing) {
    const link = Pages.byId("back");
    const at = sequence.indexOf(name);
    Pages.byId("back-nav").hidden = at === 0;
    link.setAttribute("href", Pages.href(changing || at < 0 ? "check" : sequence[at - 1] || "start"));
  },

  progress(name) {
    const page = Page.pages.find((each) => each.id === name);
    const line = Pages.byId("progress");
    line.hidden = !page;
    if (!page) return;
    const needed = Questions.isNeeded(page);
    const pages = needed ? Questions.neededPages() : Questions.otherPages();
    const words = needed ? Page.words.progress.needed : Page.words.progress.other;
    line.textContent = Pages.say(words, { n: pages.indexOf(page) + 1, all: pages.length });
  },

  kept() {
    Pages.byId("kept").hidden = !State.now.keep;
    const before = Questions.policies().length === 0 || (Page.asked && Pages.here().name === "start");
    Pages.byId("not-kept").hidden = State.now.keep || Boolean(before);
  },

  // The page after this one; from the list of answers, the first question that a change has brought up, else the list.
  next(name, changing) {
    if (!changing) {
      const sequence = Questions.sequence();
      return Pages.go(sequence[sequence.indexOf(name) + 1]);
    }
    const unseen = Questions.neededPages().find((page) => Questions.on(page).some((item) => !State.answer(item.key)));
    return unseen ? Pages.go(unseen.id, true) : Pages.go("check");
  },

  fill(name) {
    const page = Page.pages.find((each) => each.id === name);
    if (!page) return Parts[name] ? Parts[name].fill() : undefined;
    for (const key of page.keys) {
      Fields.fill(Page.items[key]);
      Pages.about(Page.items[key]);
    }
    Pages.leave(page);
    return Pages.fit(page);
  },

  // Which policies a question is about, where a trust or council answers it for others.
  about(item) {
    const line = Pages.byId(`${item.id}-about`);
    if (!line) return;
    const lacking = Questions.policies().filter(({ id }) => Questions.lackedBy(item).includes(id));
    const isPart = Questions.policies().some(({ id }) => item.policies.includes(id) && Questions.given(item, id));
    const titles = lacking.map(({ title }) => title).join("; ");
    line.textContent = isPart ? Pages.say(Page.words.about, { titles, parent: Parts.parentWords() }) : "";
  },

  // What the second button does, and what holds then.
  leave(page) {
    const needed = Questions.on(page).some(Questions.lacking);
    const section = Pages.byId(`page-${page.id}`);
    section.querySelector('[value="skip"]').textContent = needed ? Page.words.skip.needed : Page.words.skip.other;
    const [item, ...more] = Questions.on(page);
    const { left } = Page.words;
    let words = Page.words.later;
    if (!needed && !more.length && item.default !== null) words = Pages.say(left.usual, { default: Fields.words(item, { value: item.default }) });
    else if (!needed && !more.length && item.falls_back) words = Pages.say(left.stands_in, { role: item.falls_back });
    else if (!needed) words = left.nothing;
    section.querySelector(".unanswered").textContent = words;
  },

  // Show the questions of a page that the answers lead to.
  fit(page) {
    const asked = Questions.on(page).map((item) => item.key);
    for (const key of page.keys) Pages.byId(`field-${Page.items[key].id}`).hidden = !asked.includes(key);
  },

  submit(event) {
    event.preventDefault();
    const name = event.target.closest("section").id.slice("page-".length);
    const page = Page.pages.find((each) => each.id === name);
    const { changing } = Pages.here();
    Pages.clear();
    if (!page) return Parts[name].submit(changing);
    const faults = event.submitter && event.submitter.value === "skip" ? Pages.skip(page) : Pages.save(page);
    if (faults.length) return Pages.report(name, faults);
    return Pages.next(name, changing);
  },

  skip(page) {
    for (const item of Questions.on(page)) State.set(item.key, { state: "skipped" });
    return [];
  },

  // Keep every answer of the page, or none where one is wrong.
  save(page) {
    const found = [];
    const faults = [];
    const items = Questions.on(page);
    for (const item of items) {
      try {
        if (items.length > 1 && !Questions.needed(item) && Fields.isEmpty(item)) found.push([item, { state: "skipped" }]);
        else found.push([item, Fields.read(item)]);
      } catch (wrong) {
        if (!Array.isArray(wrong)) throw wrong;
        faults.push(...wrong.map((fault) => ({ ...fault, item, label: item.label })));
      }
    }
    faults.push(...Pages.order(found), ...Pages.logo(found));
    if (!faults.length) for (const [item, answer] of found) State.set(item.key, answer);
    return faults;
  },

  // A review comes after the meeting and after the day the policy comes into force, and that day is not before the meeting
  // (policygen/check/schools.py, PG237 and PG240).
  order(found) {
    const dates = Object.fromEntries(found.map(([item, answer]) => [item.key, answer]));
    const date = (key) => {
      const answer = dates[key] || (Page.items[key] && Questions.asked(Page.items[key]) && State.answer(key));
      return answer && answer.state === "answered" ? answer.value : "";
    };
    const [meeting, effective, review] = ["meeting_on", "effective_on", "review_on"].map((key) => date(`policy.${key}`));
    const latest = [meeting, effective].sort().pop();
    const faults = [];
    if (review && review <= latest) faults.push(["policy.review_on", "after", latest]);
    if (effective && effective < meeting) faults.push(["policy.effective_on", "not_before", meeting]);
    const on = faults.filter(([key]) => Object.hasOwn(dates, key)).map(([key, ...fault]) => [Page.items[key], ...fault]);
    return on.map(([item, words, value]) => (
      { id: `${item.id}-day`, words, item, label: item.label, date: Fields.words(item, { value }) }
    ));
  },

  // A logo and what it shows are given together or not at all.
  logo(found) {
    const missing = found.filter(([item, { state }]) => item.key.startsWith("appearance.") && state !== "answered");
    const given = found.some(([item, { state }]) => item.key.startsWith("appearance.") && state === "answered");
    return given ? missing.map(([item]) => ({ id: item.id, words: "logo", item, label: item.label })) : [];
  },

  // Say what is wrong at each field and in a summary that leads to them (WCAG 2.2, 3.3.1 and 3.3.3).
  report(name, faults) {
    const list = Pages.byId("problems").querySelector("ul");
    for (const fault of faults) {
      const said = Pages.say(Page.words.errors[fault.words], fault);
      const link = document.createElement("a");
      link.textContent = said;
      link.href = `#${fault.id}`;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        Pages.byId(fault.id).focus();
      });
      const entry = document.createElement("li");
      entry.append(link);
      list.append(entry);
      Pages.mark(fault, said);
    }
    Pages.byId("problems").hidden = false;
    document.title = Pages.say(Page.words.error_title, { title: Pages.title(name) });
    Pages.byId("problems").focus();
    window.scrollTo(0, 0);
  },

  mark(fault, said) {
    const field = Pages.byId(fault.id);
    const error = Pages.byId(`${fault.id}-error`) || field.closest(".field").querySelector(".error");
    error.hidden = false;
    error.textContent = error.textContent ? `${error.textContent}. ${said}` : said;
    field.closest(".field").classList.add("wrong");
    if (field.matches(".text")) field.setAttribute("aria-invalid", "true");
    const described = error.closest("fieldset:not(:has(.inner), .another)") || field;
    const ids = (described.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
    if (!ids.includes(error.id)) described.setAttribute("aria-describedby", [...ids, error.id].join(" "));
  },

  clear() {
    Pages.byId("problems").hidden = true;
    Pages.byId("problems").querySelector("ul").replaceChildren();
    for (const field of document.querySelectorAll(".wrong")) field.classList.remove("wrong");
    for (const field of document.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const error of document.querySelectorAll(".error")) {
      error.hidden = true;
      error.textContent = "";
      for (const field of document.querySelectorAll(`[aria-describedby~="${error.id}"]`)) {
        const ids = field.getAttribute("aria-describedby").split(" ").filter((id) => id !== error.id);
        if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
        else field.removeAttribute("aria-describedby");
      }
    }
  },
};
