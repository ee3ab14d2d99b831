"""Reads a calendar with libraries of PyPI and says when each of its events takes place.

Standard input holds `text`, `from`, `to` (milliseconds since 1970) and `zone` in JSON; standard output gets an array of UID,
start and end. Whole days are those of the zone.
"""

import datetime
import json
import sys
import zoneinfo

import icalendar
import recurring_ical_events

task = json.load(sys.stdin)
zone = zoneinfo.ZoneInfo(task["zone"])


def moment(milliseconds):
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.timezone.utc)


def milliseconds(value):
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time(), zone)
    return round(value.timestamp() * 1000)


calendar = icalendar.Calendar.from_ical(task["text"])
found = recurring_ical_events.of(calendar).between(moment(task["from"]), moment(task["to"]))
times = []
for event in found:
    start = event["DTSTART"].dt
    end = event["DTEND"].dt if "DTEND" in event else start
    times.append([str(event["UID"]), milliseconds(start), milliseconds(end)])
print(json.dumps(sorted(times)))
