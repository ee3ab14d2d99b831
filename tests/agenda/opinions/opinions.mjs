// Reads a calendar with a library of npm and says when each of its events takes place: the same words in and out as opinions.py.

import ICAL from 'ical.js';

let input = '';
for await (const chunk of process.stdin) input += chunk;
const task = JSON.parse(input);

const calendar = new ICAL.Component(ICAL.parse(task.text));
for (const zone of calendar.getAllSubcomponents('vtimezone')) {
  ICAL.TimezoneService.register(zone);
}

/** Midnight of a day in a zone, in milliseconds since 1970. */
function midnight(time) {
  const at = Date.UTC(time.year, time.month - 1, time.day);
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone: task.zone, timeZoneName: 'longOffset' }).formatToParts(at - 3_600_000);
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(shown.find((part) => part.type === 'timeZoneName').value);
  return at - (sign === '-' ? -1 : 1) * (hours * 60 + Number(minutes)) * 60_000;
}

const milliseconds = (time) => (time.isDate ? midnight(time) : time.toUnixTime() * 1000);

const times = [];
const add = (uid, start, end) => {
  const [from, to] = [milliseconds(start), milliseconds(end)];
  if (from < task.to && (to > task.from || from >= task.from)) times.push([uid, from, to]);
};

const components = calendar.getAllSubcomponents('vevent');
for (const component of components.filter((one) => !one.hasProperty('recurrence-id'))) {
  // Left to itself it takes the exceptions of every event of the file for its own.
  const own = (other) => other.hasProperty('recurrence-id') && other.getFirstPropertyValue('uid') === component.getFirstPropertyValue('uid');
  const event = new ICAL.Event(component, { exceptions: components.filter(own) });
  if (!event.isRecurring()) {
    add(event.uid, event.startDate, event.endDate);
    continue;
  }
  const iterator = event.iterator();
  for (let next = iterator.next(); next; next = iterator.next()) {
    if (milliseconds(next) > task.to) break;
    const occurrence = event.getOccurrenceDetails(next);
    add(event.uid, occurrence.startDate, occurrence.endDate);
  }
}
times.sort((one, other) => (one[0] < other[0] ? -1 : one[0] > other[0] ? 1 : one[1] - other[1] || one[2] - other[2]));
console.log(JSON.stringify(times));
