// `node icaljs.mjs FILE ...`: the events that ical.js finds in each calendar, a line of JSON a file.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(`${process.env.ICALJS}/dist/ical.js`));
for (const file of process.argv.slice(2)) {
  const told = { events: [], complaints: [] };
  try {
    const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
    for (const one of calendar.getAllSubcomponents("vevent")) {
      const event = new ICAL.Event(one);
      told.events.push({
        UID: event.uid, SUMMARY: event.summary, DTSTART: event.startDate.toString(),
        DESCRIPTION: event.description, SEQUENCE: String(event.sequence),
      });
    }
  } catch (error) {
    told.complaints.push(`stops: ${error}`);
  }
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
