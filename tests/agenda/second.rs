//! Second opinions: two libraries that are not ours read an exported feed and find the same events at the same times.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use maille::directory::{Reader, Search};
use serde_json::{Value, json};

use super::{calendar, give, import};
use crate::support::skip::skip;
use crate::support::{Instance, NOW_MS, workspace};

/// What is asked for: half a year, with a change of clocks.
const TO_MS: i64 = NOW_MS + 180 * 86_400_000;

const EVENTS: [&str; 9] = [
    "UID:hebdo\r\nSUMMARY:Chaque semaine\r\nDTSTART;TZID=Europe/Paris:20261006T140000\r\nDTEND;TZID=Europe/Paris:20261006T160000\r\n\
     RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630\r\nEXDATE:20261201T130000Z\r\nEXDATE;TZID=America/New_York:20261208T080000",
    "UID:hebdo\r\nSUMMARY:Ce jour-là ailleurs\r\nRECURRENCE-ID;TZID=Europe/Paris:20261215T140000\r\n\
     DTSTART;TZID=Europe/Paris:20261216T093000\r\nDTEND;TZID=Europe/Paris:20261216T120000",
    "UID:hebdo\r\nSUMMARY:Pas ce jour\r\nSTATUS:CANCELLED\r\nRECURRENCE-ID;TZID=Europe/Paris:20261222T140000\r\n\
     DTSTART;TZID=Europe/Paris:20261222T140000\r\nDTEND;TZID=Europe/Paris:20261222T160000",
    "UID:dernier\r\nSUMMARY:Avant-dernier jour ouvré\r\nDTSTART;TZID=Europe/Paris:20261027T090000\r\nDURATION:PT90M\r\n\
     RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
    "UID:premier\r\nSUMMARY:Premier vendredi\r\nDTSTART;TZID=Europe/Paris:20261106T183000\r\nDTEND;TZID=Europe/Paris:20261106T200000\r\n\
     RRULE:FREQ=MONTHLY;BYDAY=1FR;COUNT=4\r\nRDATE;TZID=Europe/Paris:20261224T100000\r\n\
     RDATE;VALUE=PERIOD;TZID=Europe/Paris:20261228T100000/PT4H",
    "UID:journees\r\nSUMMARY:Trois jours\r\nDTSTART;VALUE=DATE:20261128\r\nDTEND;VALUE=DATE:20261201\r\nRRULE:FREQ=MONTHLY;INTERVAL=2",
    "UID:ailleurs\r\nSUMMARY:À New York\r\nDTSTART;TZID=America/New_York:20261102T100000\r\nDTEND;TZID=America/New_York:20261102T110000\r\n\
     RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
    "UID:nuit\r\nSUMMARY:De nuit\r\nDTSTART;TZID=Europe/Paris:20270301T233000\r\nDTEND;TZID=Europe/Paris:20270302T010000\r\nRRULE:FREQ=DAILY;COUNT=40",
    "UID:une-fois\r\nSUMMARY:Une fois\r\nDTSTART:20261212T090000\r\nDTEND:20261212T100000",
];

/// When each event takes place, as the directory finds it.
async fn ours(instance: &Instance) -> Vec<(String, i64, i64)> {
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let mut search = Search::new(&["event"]);
        search.between(Some(NOW_MS), Some(TO_MS));
        if let Some(cursor) = &after {
            search.after(cursor);
        }
        let found = search
            .run_times(&instance.app.directory, &Reader::visitor(), 200)
            .await
            .unwrap();
        for (record, start, end) in found.times {
            let content: Value = serde_json::from_str(&found.records[record].content).unwrap();
            all.push((content["uid"].as_str().unwrap().to_owned(), start, end));
        }
        after = found.next;
        if after.is_none() {
            all.sort();
            return all;
        }
    }
}

/// What a library finds in a feed; `None` where it is not installed.
fn theirs(
    program: PathBuf,
    script: &str,
    there: &str,
    (test, mend): (&str, &str),
    feed: &str,
) -> Option<Vec<(String, i64, i64)>> {
    let folder = workspace().join("tests/agenda/opinions");
    if !folder.join(there).exists() {
        skip(test, mend);
        return None;
    }
    let task = json!({ "text": feed, "from": NOW_MS, "to": TO_MS, "zone": "Europe/Paris" });
    let mut child = Command::new(program)
        .arg(folder.join(script))
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(task.to_string().as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{script} ran to its end");
    let mut times: Vec<(String, i64, i64)> = serde_json::from_slice(&output.stdout).unwrap();
    times.sort();
    Some(times)
}

async fn feed() -> (String, Vec<(String, i64, i64)>) {
    let instance = Instance::agenda().await;
    give(&instance, "essai.ics", calendar(&EVENTS).as_bytes()).await;
    let report = import(&instance).await;
    assert!(
        report.iter().all(|line| line.starts_with("taken ")),
        "{report:#?}"
    );
    let ours = ours(&instance).await;
    assert!(ours.len() > 80, "{ours:#?}");
    (instance.get("/agenda/agenda.ics").await.text, ours)
}

#[tokio::test(flavor = "multi_thread")]
async fn libraries_of_pypi_read_the_same_times_in_our_feed() {
    let (feed, ours) = feed().await;
    let python = workspace().join("tests/agenda/opinions/.venv/bin/python");
    let found = theirs(
        python,
        "opinions.py",
        ".venv/bin/python",
        (
            "libraries_of_pypi_read_the_same_times_in_our_feed",
            "libraries of PyPI: python3 -m venv tests/agenda/opinions/.venv && tests/agenda/opinions/.venv/bin/pip install --no-deps \
             -r tests/agenda/opinions/requirements.txt",
        ),
        &feed,
    );
    if let Some(found) = found {
        assert_eq!(found, ours, "{feed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_of_npm_reads_the_same_times_in_our_feed() {
    let (feed, ours) = feed().await;
    let found = theirs(
        "node".into(),
        "opinions.mjs",
        "node_modules",
        (
            "a_library_of_npm_reads_the_same_times_in_our_feed",
            "a library of npm: npm ci --prefix tests/agenda/opinions",
        ),
        &feed,
    );
    if let Some(found) = found {
        assert_eq!(found, ours, "{feed}");
    }
}
