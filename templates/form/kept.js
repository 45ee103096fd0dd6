// What this browser kept, checked before it is used: it may come from a page of another library, from an older page or
// from somebody's hands. What does not fit is dropped, and asked again.
const Kept = {
  // The state (State.fresh) in what was read back, null where there is none.
  read(found) {
    if (!Kept.isObject(found)) return null;
    const now = State.fresh();
    const list = Array.isArray(found.policies) ? found.policies : [];
    now.policies = Page.policies.map(({ id }) => id).filter((id) => list.includes(id));
    const parents = ["", ...Page.parents.map(({ file }) => file)];
    now.parent = parents.includes(found.parent) ? found.parent : null;
    now.answers = Kept.answers(found.answers);
    now.part = found.part === "all" ? "all" : "needed";
    now.file = typeof found.file === "string" && State.FILE.test(found.file) ? found.file : "";
    now.at = typeof found.at === "string" && /^#\/[a-z0-9-]+(?:\/change)?$/.test(found.at) ? found.at : "";
    if (now.parent === null && Page.parents.length && now.at) now.at = Pages.href("parent");
    now.keep = true;
    return now;
  },

  answers(found) {
    const entries = Kept.isObject(found) ? Object.entries(found) : [];
    return Object.fromEntries(
      entries.filter(([key, answer]) => Object.hasOwn(Page.items, key) && Kept.fits(Page.items[key], answer)),
    );
  },

  // Whether an answer is one that the page could have given to this question, as it is now.
  fits(item, answer) {
    if (!Kept.isObject(answer)) return false;
    switch (answer.state) {
      case "skipped":
        return true;
      case "none":
        return item.may_be_none;
      case "vacant":
        return item.type === "person";
      case "answered":
        return item.type === "person" ? Kept.isPerson(answer.value) : Kept.isValue(item, answer.value);
      default:
        return false;
    }
  },

  // One person with a name, or several with a name each, who have at most a title in common.
  isPerson(value) {
    if (!Kept.isObject(value)) return false;
    if (!Object.hasOwn(value, "holders")) return Kept.hasParts(value, Object.keys(Fields.PERSON), ["name"]);
    const { holders, ...rest } = value;
    if (!Array.isArray(holders) || holders.length < 2 || !Kept.hasParts(rest, ["title"], [])) return false;
    return holders.every((one) => Kept.isObject(one) && Kept.hasParts(one, People.PARTS, ["name"]));
  },

  hasParts(value, known, needed) {
    if (!needed.every((part) => Object.hasOwn(value, part))) return false;
    return Object.entries(value).every(
      ([part, words]) => known.includes(part) && Kept.reads(Fields.PERSON[part], words, words, { part }),
    );
  },

  isValue(item, value) {
    const isOne = (each) => typeof each === "string" && Object.hasOwn(item.values, each);
    switch (item.type) {
      case "yes_no":
        return typeof value === "boolean";
      case "one_of":
        return isOne(value);
      case "many_of":
        return Kept.isList(value) && value.every(isOne);
      case "list":
        return Kept.reads("list", Kept.isList(value) ? value.join("\n") : "", value, item);
      case "date":
      case "duration":
        return typeof value === "string" && Kept.reads(item.type, Fields.split(item.type, value), value);
      default:
        return Kept.reads(item.type, value, value, item);
    }
  },

  // Whether `raw`, typed into the fields, would be read as `value`.
  reads(type, raw, value, where = {}) {
    if (type === "list" ? !Kept.isList(value) : typeof value !== "string" || !value) return false;
    try {
      return JSON.stringify(Validate.read(type, raw, Page.specimen, where)) === JSON.stringify(value);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return false;
    }
  },

  isObject: (found) => typeof found === "object" && found !== null && !Array.isArray(found),

  isList(found) {
    if (!Array.isArray(found) || !found.length) return false;
    return found.every((each) => typeof each === "string") && new Set(found).size === found.length;
  },
};
