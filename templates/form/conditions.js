// Conditions over answers, with the meaning of policygen/check/conditions.py:
// ["is", key, [values]], ["has", key], ["at_least", key, number], ["all", [parts]], ["any", [parts]], ["not", part].
const Conditions = {
  // `answer` gives a key's answer: a string, true or false, a number, a list of strings, or null for none.
  holds(condition, answer) {
    const [kind, first, second] = condition;
    switch (kind) {
      case "is": {
        const found = answer(first);
        return (Array.isArray(found) ? found : [found]).some((value) => second.includes(value));
      }
      case "has":
        return answer(first) !== null;
      case "at_least":
        return typeof answer(first) === "number" && answer(first) >= second;
      case "all":
        return first.every((part) => Conditions.holds(part, answer));
      case "any":
        return first.some((part) => Conditions.holds(part, answer));
      case "not":
        return !Conditions.holds(first, answer);
      default:
        throw new Error(`no such condition: ${kind}`);
    }
  },
};
