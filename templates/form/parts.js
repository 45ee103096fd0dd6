// The pages around the questions: the start, the choice of policies, the list of answers, the file.
const Parts = {
  start: {
    fill() {
      const saved = State.saved && Questions.policies(State.saved).length ? State.saved : null;
      Pages.byId("resume").hidden = !saved;
      Pages.byId("form-start").hidden = Boolean(saved);
      const can = State.canKeep();
      Pages.byId("keep-field").hidden = !can;
      Pages.byId("keep-cannot").hidden = can;
      Pages.byId(State.now.keep ? "keep-yes" : "keep-no").checked = true;
      if (!saved) return;
      const count = Object.values(saved.answers).filter((answer) => answer.state !== "skipped").length;
      const name = saved.answers["school.name"];
      const words = name && name.value ? Page.words.kept_before : Page.words.kept_nameless;
      Pages.byId("resume-what").textContent = Pages.say(words, { school: name && name.value, count });
      Pages.byId("resume-go").setAttribute("href", saved.at || Pages.href(Questions.sequence()[1]));
    },
    submit() {
      State.now.keep = Fields.checked("keep")[0] === "yes";
      if (State.now.keep) State.save();
      else State.forget();
      Pages.next("start", false);
    },
  },

  // Read the chosen settings file in place of any answers given before.
  async readFile(event) {
    event.preventDefault();
    event.stopPropagation();
    Pages.clear();
    const [file] = Pages.byId("read-file").files;
    const fail = (fault) => Pages.report("start", [{ id: "read-file", ...fault }]);
    if (!file) return fail({ words: "read_nothing" });
    if (file.size > Reading.LARGEST) return fail({ words: "read_large" });
    let found;
    try {
      found = Reading.read(new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()));
    } catch (fault) {
      if (fault instanceof TypeError) return fail({ words: "read_encoding" });
      if (!fault.words) throw fault;
      return fail(fault);
    }
    const keep = !Pages.byId("form-start").hidden && Fields.checked("keep")[0] === "yes";
    const name = file.name.replace(/(?:\.answers)?\.ya?ml$/, "");
    State.now = { ...found.now, keep, file: State.FILE.test(name) ? name : "" };
    State.read = { file: file.name, left: found.left };
    State.save();
    if (State.now.parent === null && Page.parents.length) return Pages.go("parent");
    return Pages.go(Questions.policies().length ? "check" : "policies");
  },

  // Say what was read, on the first page after it.
  read() {
    const { read } = State;
    State.read = null;
    Pages.byId("read").hidden = !read;
    if (!read) return;
    const count = Object.values(State.now.answers).filter(({ state }) => state !== "skipped").length;
    Pages.byId("read-what").textContent = Pages.say(count === 1 ? Page.words.read.one : Page.words.read.many, { count, file: read.file });
    Pages.byId("read-left-title").hidden = !read.left.length;
    Pages.byId("read-left-title").textContent = Page.words.read.left;
    Pages.byId("read-left").replaceChildren(
      ...read.left.map((one) => {
        const entry = document.createElement("li");
        entry.textContent = Pages.say(Page.words.read.entry, one);
        return entry;
      }),
    );
  },

  policies: {
    fill() {
      for (const field of document.querySelectorAll('[name="policies"]')) {
        field.checked = State.now.policies.includes(field.value);
      }
      Parts.adopted();
    },
    submit(changing) {
      const chosen = Fields.checked("policies");
      if (!chosen.length && !Questions.adopted().length) return Pages.report("policies", [{ id: `policies-${Page.policies[0].id}`, words: "policies" }]);
      State.now.policies = chosen;
      State.save();
      return Pages.next("policies", changing);
    },
  },

  parent: {
    fill() {
      for (const choice of document.querySelectorAll(".only-specimen")) choice.hidden = !Page.specimen;
      for (const field of document.querySelectorAll('[name="parent"]')) field.checked = field.value === State.now.parent;
    },
    submit(changing) {
      const chosen = Fields.checked("parent");
      if (!chosen.length) return Pages.report("parent", [{ id: "parent-none", words: "parent" }]);
      [State.now.parent] = chosen;
      State.save();
      return Questions.policies().length ? Pages.next("parent", changing) : Pages.go("policies", changing);
    },
  },

  more: {
    fill() {
      Pages.byId("more-hint").textContent = Pages.say(Page.words.more, { count: Questions.otherPages().length });
      for (const field of document.querySelectorAll('[name="more"]')) field.checked = false;
    },
    submit() {
      const [chosen] = Fields.checked("more");
      if (!chosen) return Pages.report("more", [{ id: "more-check", words: "more" }]);
      State.now.part = chosen === "all" ? "all" : "needed";
      State.save();
      return chosen === "all" ? Pages.go(Questions.otherPages()[0].id) : Pages.go("check");
    },
  },

  check: {
    fill() {
      Parts.gaps("check-gaps");
      const list = Pages.byId("check-list");
      list.replaceChildren();
      const about = Page.asked ? [] : [[Page.words.sections.none, Parts.titles(), "policies"]];
      if (Page.parents.length && !Page.asked) about.unshift([Page.words.sections.extends, Parts.parentWords(), "parent"]);
      if (about.length) list.append(Parts.answers(about.map(([label, words, page]) => Parts.row(label, label, words, "", page))));
      for (const topic of Page.topics) {
        const rows = Page.pages
          .filter((page) => page.topic === topic)
          .flatMap((page) => Questions.on(page).map((item) => Parts.answerRow(item, page)));
        if (!rows.length) continue;
        const heading = document.createElement("h2");
        heading.textContent = topic;
        list.append(heading, Parts.answers(rows));
      }
    },
    submit: () => Pages.go("download"),
  },

  download: {
    fill() {
      Parts.gaps("download-gaps");
      Pages.byId("downloaded").textContent = "";
      Pages.byId("file").value = Page.asked ? Page.asked.id : State.now.file || Yaml.fileId(Questions.tested("school.name") || "");
      Pages.byId("preview").textContent = Yaml.write();
    },
    submit() {
      const file = Pages.byId("file").value.trim();
      if (!State.FILE.test(file)) return Pages.report("download", [{ id: "file", words: "file" }]);
      State.now.file = file;
      State.done = true;
      State.save();
      const name = Page.asked ? `${file}.answers.yaml` : `${file}.yaml`;
      Parts.hand(name, Yaml.write());
      Pages.byId("downloaded").textContent = Pages.say(Page.words.downloaded, { file: name });
      return undefined;
    },
  },

  hand(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  },

  gaps(id) {
    const gaps = Questions.gaps();
    const line = Pages.byId(id);
    line.hidden = gaps.length === 0;
    const words = gaps.length === 1 ? Page.words.gaps.one : Page.words.gaps.many;
    line.textContent = Pages.say(words, { count: gaps.length, labels: gaps.map((item) => item.label).join("; ") });
  },

  titles() {
    const adopted = Questions.adopted();
    const words = ({ id, title }) =>
      adopted.includes(id) ? Pages.say(Page.words.adopted.one, { title, parent: Parts.parentWords() }) : title;
    return Questions.policies().map(words).join("\n");
  },

  // Say which policies the trust or council has for all its schools: they are not chosen again.
  adopted() {
    const ids = Questions.adopted();
    const { adopted } = Page.words;
    const title = ids.length ? Pages.say(adopted.title, { parent: Parts.parentWords() }) : "";
    Pages.byId("adopted").hidden = ids.length === 0;
    Pages.byId("adopted-title").textContent = title;
    Pages.byId("adopted-list").replaceChildren(
      ...Page.policies.filter(({ id }) => ids.includes(id)).map(({ title }) => {
        const entry = document.createElement("li");
        entry.textContent = title;
        return entry;
      }),
    );
    const left = Page.policies.some(({ id }) => !ids.includes(id)) ? adopted.others : adopted.all;
    Pages.byId("policies-hint").textContent = ids.length ? left : adopted.none;
    for (const group of document.querySelectorAll("#page-policies .kind")) {
      const choices = [...group.querySelectorAll(".choice")];
      for (const choice of choices) choice.hidden = ids.includes(choice.querySelector("input").value);
      group.hidden = choices.every((choice) => choice.hidden);
    }
  },

  parentWords: () => (Questions.parent() ? Questions.parent().name : Page.words.nobody),

  answers(rows) {
    const list = document.createElement("dl");
    list.className = "answers";
    list.append(...rows);
    return list;
  },

  answerRow(item, page) {
    const [words, kind] = Parts.answerWords(item);
    return Parts.row(item.label, item.question, words, kind, page.id);
  },

  answerWords(item) {
    const said = Page.words.answer;
    const answer = State.answer(item.key) || { state: "skipped" };
    if (answer.state === "answered") return [Fields.words(item, answer), ""];
    if (answer.state === "vacant") return [said.vacant, ""];
    if (answer.state === "none") return [item.type === "person" ? said.none_person : said.none, ""];
    if (Questions.lacking(item)) return [said.gap, "gap"];
    if (item.default !== null) {
      return [Pages.say(said.usual, { default: Fields.words(item, { value: item.default }) }), "usual"];
    }
    if (item.falls_back) return [Pages.say(said.stands_in, { role: item.falls_back }), "usual"];
    return [said.unanswered, "usual"];
  },

  row(label, question, words, kind, page) {
    const row = document.createElement("div");
    const name = document.createElement("dt");
    const value = document.createElement("dd");
    const change = document.createElement("dd");
    const link = document.createElement("a");
    const hidden = document.createElement("span");
    name.textContent = label;
    value.textContent = words;
    value.className = kind;
    hidden.className = "unseen";
    hidden.textContent = Pages.say(Page.words.change_what, { question });
    link.textContent = Page.words.change;
    link.href = Pages.href(page, true);
    link.append(hidden);
    change.append(link);
    row.append(name, value, change);
    return row;
  },
};
