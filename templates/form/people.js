// Several people who hold one post together: the fields of each further one, and what they say. The first person's fields
// are on the page; those of the others are made from them, as `people-chair-2-name`.
const People = {
  PARTS: ["name", "post", "email", "telephone"],

  // The parts of each further person that the school answers itself.
  parts: (item) => Fields.ownParts(item).filter((part) => People.PARTS.includes(part)),

  // The people in an answer's value, each with parts by name.
  of: (value) => value.holders || [value],

  // Show the fields of these further people, with their texts.
  show(item, others) {
    const own = People.parts(item);
    Pages.byId(`${item.id}-others`).replaceChildren(...others.map((texts, n) => People.group(item, n + 2, texts)));
    Pages.byId(`${item.id}-another`).hidden = !own.includes("name");
  },

  group(item, number, texts) {
    const group = document.createElement("fieldset");
    const legend = document.createElement("legend");
    const remove = document.createElement("button");
    group.className = "another";
    legend.className = "label";
    legend.textContent = Pages.say(Page.words.another.person, { number });
    remove.type = "button";
    remove.className = "button second";
    remove.textContent = Pages.say(Page.words.another.remove, { number });
    remove.addEventListener("click", () => {
      People.show(item, People.typed(item).filter((_, n) => n + 2 !== number));
      Pages.byId(`${item.id}-another`).focus();
    });
    group.append(legend, ...People.parts(item).map((part) => People.field(item, number, part, texts[part] || "")), remove);
    return group;
  },

  // The first person's field for a part, once more under the number's ids.
  field(item, number, part, text) {
    const field = Pages.byId(`field-${item.id}-${part}`).cloneNode(true);
    const renamed = (id) => id.replace(`${item.id}-${part}`, `${item.id}-${number}-${part}`);
    for (const element of [field, ...field.querySelectorAll("*")]) {
      for (const name of ["id", "for", "aria-describedby"]) {
        if (element.hasAttribute(name)) element.setAttribute(name, renamed(element.getAttribute(name)));
      }
    }
    field.classList.remove("wrong");
    field.querySelector(".error").hidden = true;
    field.querySelector("input").removeAttribute("aria-invalid");
    field.querySelector("input").value = text;
    return field;
  },

  add(item) {
    const others = People.typed(item);
    People.show(item, [...others, {}]);
    Pages.byId(`${item.id}-${others.length + 2}-name`).focus();
  },

  // What stands in the fields of the further people, as typed.
  typed(item) {
    const groups = [...Pages.byId(`${item.id}-others`).children];
    const text = (number, part) => Pages.byId(`${item.id}-${number}-${part}`).value;
    return groups.map((_, n) => Object.fromEntries(People.parts(item).map((part) => [part, text(n + 2, part)])));
  },

  // The answer of the first person (`value`) together with the others; what is wrong goes to `faults`. A person with nothing
  // in any field is none.
  together(item, value, titles, faults) {
    const others = [];
    for (const [n, texts] of People.typed(item).entries()) {
      if (Fields.isBlank(texts)) continue;
      const ids = (part) => `${item.id}-${n + 2}-${part}`;
      others.push(Fields.readParts(People.parts(item), (part) => texts[part], ids, { ...titles, also: [texts.post] }, faults));
    }
    if (!others.length) return value;
    const { title, ...first } = value;
    return { ...(title ? { title } : {}), holders: [first, ...others] };
  },
};
