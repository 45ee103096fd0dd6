// What an answer must look like, the same as policygen/check/scalars.py and answers.py: each reader returns the value as
// the settings file holds it, or throws a Problem that names the words to show.
class Problem extends Error {
  // `words` is a key of the page's `errors`; `part` the part of the answer that is wrong, such as "month"; `right` what to
  // write instead.
  constructor(words, part = "", right = "") {
    super(words);
    this.words = words;
    this.part = part;
    this.right = right;
  }
}

const Validate = {
  LONGEST_LINE: 200,
  // policygen/source/characters.py: characters that cannot be printed, and hidden ones that make text look other than it is.
  UNPRINTABLE:
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069\u200b\u2060]|\p{Surrogate}/u,
  UNITS: ["hour", "day", "working day", "week", "month", "term", "year"],
  // Ofcom's numbers for drama, as in policygen/resolve/settle.py.
  DRAMA: new RegExp(
    "^(?:0(?:113|114|115|116|117|118|121|131|141|151|161)4960\\d{3}|01914980\\d{3}|02079460\\d{3}|0289649\\d{4}|" +
      "02920180\\d{3}|01632960\\d{3}|07700900\\d{3}|08081570\\d{3}|09098790\\d{3}|03069990\\d{3})$",
  ),

  // Read what was typed for a question of this type. `specimen` tells whether the school is invented, `where` is the
  // question, or {part, own, also} for a part of a person, with the titles of the post and of a second one.
  read(type, raw, specimen, where = {}) {
    const lines = typeof raw === "string" && !["one_of", "yes_no"].includes(type) ? raw.split(/\r\n?|\n/) : [];
    if (lines.length && lines.every(Answers.isBlank)) throw new Problem(Validate.noAnswer(where));
    for (const line of lines.filter((one) => !Answers.isBlank(one))) {
      if (!Validate.UNPRINTABLE.test(line) && Answers.isNoAnswer(line)) throw new Problem(Validate.noAnswer(where));
    }
    const value = Validate.readers[type](raw);
    Answers.check(type, value, where);
    for (const text of typeof value === "string" ? [value] : []) Validate.reachable(text, specimen);
    return value;
  },

  // The words for an answer that is none: what to do instead.
  noAnswer: ({ part }) => (part === "name" ? "no_answer_name" : part ? "no_answer_part" : "no_answer"),

  readers: {
    text(raw) {
      const text = Validate.plain(raw);
      if (text.includes("\n") || [...text].length > Validate.LONGEST_LINE) throw new Problem("too_long");
      return text;
    },
    lines(raw) {
      return Validate.plain(raw);
    },
    list(raw) {
      const lines = Validate.plain(raw).split("\n").map((line) => line.trim());
      return [...new Set(lines.filter((line) => !Answers.isBlank(line)))];
    },
    one_of: (raw) => raw,
    many_of: (raw) => [...raw],
    yes_no: (raw) => raw === "yes",
    number(raw) {
      const text = Validate.plain(raw);
      if (!/^\d{1,9}$/.test(text)) throw new Problem("number");
      return text;
    },
    date(raw) {
      return Validate.date(raw.day.trim(), raw.month.trim(), raw.year.trim());
    },
    duration(raw) {
      const text = raw.count.trim();
      if (!/^\d{1,4}$/.test(text) || Number(text) === 0) throw new Problem("duration", "count");
      if (!Validate.UNITS.includes(raw.unit)) throw new Problem("duration_unit", "unit");
      return `${Number(text)} ${raw.unit}${Number(text) === 1 ? "" : "s"}`;
    },
    telephone(raw) {
      const text = Validate.readers.text(raw);
      const digits = text.replace(/[ ()-]/g, "");
      const plain = digits.startsWith("+44") ? `0${digits.slice(3)}` : digits;
      if (!/^(?:0[1-9]\d{8,9}|1\d{2,5}|999)(?:(?:ext\.?|x)\d{1,6})?$/i.test(plain)) throw new Problem("telephone");
      return text;
    },
    email(raw) {
      const text = Validate.readers.text(raw);
      const right = /^[^\s@<>(),;:"]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}$/;
      if (!right.test(text) || text.includes("..")) throw new Problem("email");
      return text;
    },
    // As policygen/model/library.py, Colour.
    colour(raw) {
      const text = Validate.readers.text(raw);
      const colour = text.startsWith("#") ? text : `#${text}`;
      if (!/^#[0-9A-Fa-f]{6}$/.test(colour)) throw new Problem("colour");
      return colour;
    },
    // A file's name; it stands in the folder of the settings files.
    picture(raw) {
      const text = Validate.readers.text(raw).replace(/^schools\//, "");
      if (!/^[^/\\:*?"<>|]+\.(?:png|jpe?g|svg)$/i.test(text)) throw new Problem("picture");
      return text;
    },
    web(raw) {
      const text = Validate.readers.text(raw);
      const address = text.includes("://") ? text : `https://${text}`;
      const right =
        /^https?:\/\/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}(?::\d{1,5})?(?:\/[^\s<>"]*)?$/;
      if (/^https?:\/\/www\.[^./:]+(?:[/:]|$)/i.test(address) || !right.test(address)) throw new Problem("web");
      return address;
    },
  },

  // One text with nothing around it, line ends as in the file, and no character that the reader refuses.
  plain(raw) {
    const text = raw
      .replace(/\r\n?/g, "\n")
      .split("\n")
      .map((line) => line.replace(/[\t ]+$/, ""))
      .join("\n")
      .trim();
    if (Validate.UNPRINTABLE.test(text)) throw new Problem("unprintable");
    return text;
  },

  date(day, month, year) {
    const missing = [["day", day], ["month", month], ["year", year]].filter(([, text]) => !text);
    if (missing.length) throw new Problem(`date_${missing[0][0]}`, missing[0][0]);
    const named = /^\d/.test(month) ? 0 : Page.words.months.findIndex((name) => Validate.isMonth(month, name)) + 1;
    const [d, m, y] = [day, named ? String(named) : month, year].map((text) => (/^\d{1,4}$/.test(text) ? Number(text) : NaN));
    if (!(m >= 1 && m <= 12)) throw new Problem("date_month", "month");
    if (!(y >= 1990 && y <= 2100)) throw new Problem("date_year", "year");
    const last = [31, y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1];
    if (!(d >= 1 && d <= last)) throw new Problem("date_day", "day");
    return `${y}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;
  },

  isMonth(typed, name) {
    return typed.length >= 3 && name.toLowerCase().startsWith(typed.toLowerCase().replace(/\.$/, ""));
  },

  // An invented address or number may stand for a specimen only, and a real one for a real school only.
  reachable(text, specimen) {
    const digits = text.replaceAll("+44", "0").replace(/\D/g, "");
    const address = /@([\p{L}\p{N}_.-]+)|https?:\/\/([\p{L}\p{N}_.-]+)/u.exec(text);
    const domain = address ? address[1] || address[2] : "";
    const invented = domain.endsWith(".example") || Validate.DRAMA.test(digits);
    const real = domain !== "" || (/^0\d{9,10}$/.test(digits) && /^[\d\s()+-]+$/.test(text));
    if (invented && !specimen) throw new Problem("invented");
    if (specimen && real && !invented) throw new Problem("not_invented");
  },
};
