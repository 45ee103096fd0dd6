// Between the fields on the page and answers: reads what was typed, and puts an answer back into its fields.
const Fields = {
  PERSON: { name: "text", title: "text", post: "text", email: "email", telephone: "telephone" },

  byId: (id) => document.getElementById(id),

  checked(id) {
    const fields = [...document.querySelectorAll(`[name="${id}"]`)];
    return fields.filter((field) => field.checked).map((field) => field.value);
  },

  // The answer that stands in the fields of one question. Throws a list of {id, words, part}: where and what is wrong.
  read(item) {
    const none = Fields.byId(`${item.id}-none`);
    if (none && none.type === "checkbox" && none.checked) return { state: "none" };
    if (item.type === "person") return Fields.readPerson(item);
    const raw = Fields.raw(item);
    if (Fields.isBlank(raw)) throw [{ id: Fields.first(item), words: `blank_${item.type}` }];
    try {
      return { state: "answered", value: Validate.read(item.type, raw, Page.specimen, item) };
    } catch (problem) {
      throw [Fields.fault(problem, item.id, problem.part)];
    }
  },

  readPerson(item) {
    const [state] = Fields.checked(item.id);
    if (!state) throw [{ id: Fields.first(item), words: "blank_person" }];
    if (state !== "held") return { state };
    const faults = [];
    const { title, post } = Fields.parts(item, ["title", "post"]);
    const titles = { own: [item.label, title], also: [post] };
    const ids = (part) => `${item.id}-${part}`;
    const first = Fields.readParts(Fields.ownParts(item), (part) => Fields.byId(ids(part)).value, ids, titles, faults);
    const value = People.together(item, first, titles, faults);
    if (faults.length) throw faults;
    return { state: "answered", value };
  },

  // One person's parts in what was typed; what is wrong goes to `faults`, with the ids of the fields.
  readParts(parts, text, ids, titles, faults) {
    const value = {};
    for (const part of parts) {
      const raw = text(part);
      if (Answers.isBlank(raw) && part === "name") faults.push({ id: ids(part), words: "blank_name" });
      if (Answers.isBlank(raw)) continue;
      try {
        value[part] = Validate.read(Fields.PERSON[part], raw, Page.specimen, { part, ...titles });
      } catch (problem) {
        faults.push(Fields.fault(problem, ids(part), ""));
      }
    }
    return value;
  },

  // The parts of a person that the school answers itself.
  ownParts(item) {
    const locked = Questions.lockedParts(item);
    return Object.keys(Fields.PERSON).filter((part) => !locked.includes(part));
  },

  fault(problem, id, part) {
    if (!(problem instanceof Problem)) throw problem;
    return { id: part ? `${id}-${part}` : id, words: problem.words, right: problem.right };
  },

  raw(item) {
    switch (item.type) {
      case "one_of":
      case "yes_no":
        return Fields.checked(item.id)[0] || "";
      case "many_of":
        return Fields.checked(item.id);
      case "date":
        return Fields.parts(item, ["day", "month", "year"]);
      case "duration":
        return Fields.parts(item, ["count", "unit"]);
      default:
        return Fields.byId(item.id).value;
    }
  },

  parts: (item, names) => Object.fromEntries(names.map((name) => [name, Fields.byId(`${item.id}-${name}`).value])),

  isBlank(raw) {
    return (typeof raw === "string" ? [raw] : Object.values(raw)).every(Answers.isBlank);
  },

  // Whether nothing was given to a question that stands on a page with others.
  isEmpty(item) {
    if (Fields.checked(`${item.id}-none`).length) return false;
    if (item.type !== "person") return Fields.isBlank(Fields.raw(item));
    return Fields.checked(item.id)[0] === "held" && Fields.isBlank(Fields.parts(item, Fields.ownParts(item)));
  },

  // The id of the field that a message about the whole question leads to.
  first(item) {
    const ends = { date: "-day", duration: "-count", person: "-held", yes_no: "-yes" };
    if (item.type === "one_of" || item.type === "many_of") return `${item.id}-${Object.keys(item.values)[0]}`;
    return item.id + (ends[item.type] || "");
  },

  // Show in the fields of a question the answer it has, or nothing.
  fill(item) {
    const answer = State.answer(item.key) || { state: "skipped" };
    const none = Fields.byId(`${item.id}-none`);
    if (none && none.type === "checkbox") none.checked = answer.state === "none";
    if (item.type === "person") return Fields.fillPerson(item, answer);
    const value = answer.state === "answered" ? answer.value : null;
    if (item.type === "one_of" || item.type === "many_of" || item.type === "yes_no") {
      const chosen = value === null ? [] : item.type === "yes_no" ? [value ? "yes" : "no"] : [value].flat();
      for (const field of document.querySelectorAll(`[name="${item.id}"]`)) field.checked = chosen.includes(field.value);
    } else if (item.type === "date") {
      Fields.put(item, value ? Fields.split(item.type, value) : { day: "", month: "", year: "" });
    } else if (item.type === "duration") {
      Fields.put(item, value ? Fields.split(item.type, value) : { count: "", unit: "" });
    } else {
      Fields.byId(item.id).value = Array.isArray(value) ? value.join("\n") : value || "";
    }
    return undefined;
  },

  // A date or a length of time as it stands in its fields.
  split(type, value) {
    if (type === "date") {
      const [year = "", month = "", day = ""] = value.split("-").map((part) => part.replace(/^0+/, ""));
      return { day, month, year };
    }
    const [, count = "", unit = ""] = /^(\d+) (.*?)s?$/.exec(value) || [];
    return { count, unit };
  },

  put(item, parts) {
    for (const [name, text] of Object.entries(parts)) Fields.byId(`${item.id}-${name}`).value = text;
  },

  // A name is what most give, so its fields stand open until another choice is made.
  fillPerson(item, answer) {
    const state = { vacant: "vacant", none: "none" }[answer.state] || "held";
    for (const field of document.querySelectorAll(`[name="${item.id}"]`)) field.checked = field.value === state;
    const own = Fields.ownParts(item);
    const given = Questions.givenParts(item);
    const { title = "", ...value } = answer.value || {};
    const [first, ...others] = People.of(value);
    const texts = { ...first, title };
    for (const { name: part, hint } of Page.words.person) {
      const id = `${item.id}-${part}`;
      Fields.byId(`field-${id}`).hidden = !own.includes(part);
      Fields.byId(id).value = (own.includes(part) && texts[part]) || "";
      const words = given.includes(part) ? Page.words.person_given : hint;
      Fields.byId(`${id}-hint`).textContent = Pages.say(words, { role: Questions.title(item), parent: Parts.parentWords() });
      Fields.byId(`${id}-hint`).hidden = !words;
    }
    People.show(item, others);
    Fields.reveal(item);
  },

  reveal(item) {
    Fields.byId(`${item.id}-fields`).hidden = Fields.checked(item.id)[0] !== "held";
  },

  // An answer in words, for the page that shows them all.
  words(item, answer) {
    const { value } = answer;
    switch (item.type) {
      case "one_of":
        return item.values[value];
      case "many_of":
        return value.map((each) => item.values[each]).join("\n");
      case "yes_no":
        return value ? Page.words.yes : Page.words.no;
      case "list":
        return value.join("\n");
      case "date": {
        const [year, month, day] = value.split("-").map(Number);
        return `${day} ${Page.words.months[month - 1]} ${year}`;
      }
      case "person":
        return [value.title && value.holders ? value : {}, ...People.of(value)]
          .flatMap((one) => Fields.ownParts(item).map((part) => one[part]))
          .filter(Boolean)
          .join("\n");
      default:
        return value;
    }
  },
};
