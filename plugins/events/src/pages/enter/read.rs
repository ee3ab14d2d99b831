//! From what was typed to an event: each fault is named at its field.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use maille_sdk::{Result, territory};

use super::typed::Typed;
use super::{Scene, calendar};
use crate::ics::moment;
use crate::pages::filters::ACCESS;
use crate::record::{Address, Event, Named, Occurrence, Registration};
use crate::recurrence::Window;
use crate::rhythm::school::{School, Zone};
use crate::rhythm::{How, NAMED_MAX, Rhythm, Span};

/// The codes of prices, as the vocabulary has them.
pub const FEES: [&str; 3] = ["gratuit", "gratuit-sous-condition", "payant"];
/// The codes of presence, as the kind has them.
pub const PRESENCES: [&str; 3] = ["on-site", "online", "mixed"];
/// Words of one event.
const KEYWORDS_MAX: usize = 10;
/// Days before today from which dates are computed.
const PAST_DAYS: i64 = 31;
/// Years ahead for which an event is announced.
const YEARS_MAX: i64 = 5;

/// A field's name and the key of a sentence.
pub type Wrong = Vec<(&'static str, &'static str)>;

/// Reads what was typed over what stood there before; with what is wrong, the event is not whole.
pub fn event(
    typed: &Typed,
    (before, is_new): (Event, bool),
    scene: &Scene,
    school: &School,
) -> Result<(Event, Wrong)> {
    let mut wrong = Wrong::new();
    let mut event = before;
    event.name = line(typed.one("titre"));
    event.description = text(typed.one("resume"));
    event.details = text(typed.one("texte"));
    if event.name.is_empty() {
        wrong.push(("titre", "wrong-name"));
    }
    for (name, letters) in [
        ("titre", 200),
        ("resume", 300),
        ("texte", 10_000),
        ("lieu", 200),
        ("rue", 200),
        ("conditions", 1_000),
        ("organisateur", 200),
        ("themes", 500),
        ("inscription-telephone", 40),
    ] {
        if typed.one(name).chars().count() > letters {
            wrong.push((name, "wrong-long"));
        }
    }
    when(typed, &mut event, (scene, school, is_new), &mut wrong);
    place(typed, &mut event, &mut wrong)?;
    registration(typed, &mut event, &mut wrong);
    let price = typed.one("prix");
    event.fees = FEES
        .iter()
        .filter(|code| **code == price)
        .map(|code| (*code).to_owned())
        .collect();
    event.conditions = line(typed.one("conditions"));
    event.accessibility = ACCESS
        .iter()
        .filter(|code| typed.all("acces").iter().any(|said| said == *code))
        .map(|code| (*code).to_owned())
        .collect();
    event.keywords = typed
        .one("themes")
        .split([',', ';', '\n'])
        .map(line)
        .filter(|word| !word.is_empty())
        .collect();
    event.keywords.dedup();
    if event.keywords.len() > KEYWORDS_MAX {
        wrong.push(("themes", "wrong-themes"));
    }
    event.organiser = Some(line(typed.one("organisateur")))
        .filter(|name| !name.is_empty())
        .map(|name| Named { name, key: None });
    event.website = website(typed.one("site"), "site", &mut wrong);
    Ok((event, wrong))
}

fn when(
    typed: &Typed,
    event: &mut Event,
    (scene, school, is_new): (&Scene, &School, bool),
    wrong: &mut Wrong,
) {
    let clock = |name: &'static str, wrong: &mut Wrong| match typed.one(name) {
        "" => None,
        said => time(said).or_else(|| {
            wrong.push((name, "wrong-time"));
            None
        }),
    };
    let (begins, ends) = (clock("debut", wrong), clock("fin", wrong));
    if begins.is_none() && ends.is_some() {
        wrong.push(("debut", "wrong-begin"));
    }
    if begins
        .zip(ends)
        .is_some_and(|(begins, ends)| ends <= begins)
    {
        wrong.push(("fin", "wrong-end"));
    }
    let latest = scene.today + TimeDelta::days(366 * YEARS_MAX);
    let day = match typed.one("jour").parse::<NaiveDate>() {
        Ok(day) if is_new && day < scene.today => {
            wrong.push(("jour", "wrong-past"));
            None
        }
        Ok(day) if day > latest || day.signed_duration_since(scene.today).num_days() < -3_660 => {
            wrong.push(("jour", "wrong-far"));
            None
        }
        Ok(day) => Some(day),
        Err(_) => {
            wrong.push(("jour", "wrong-date"));
            None
        }
    };
    let rhythm = rhythm(typed, wrong);
    let Some(span) = day.map(|day| Span { day, begins, ends }) else {
        return;
    };
    if !wrong.is_empty() {
        return;
    }
    event.all_day = begins.is_none();
    let from = scene.today - TimeDelta::days(PAST_DAYS);
    event.recurrence = rhythm.recurrence(span, scene.own, (school, from));
    event.occurrences.clear();
    let first = match &event.recurrence {
        Some(recurrence) => {
            let begun = calendar::begins(span.day, scene.own);
            let window = Window {
                from: begun,
                to: begun + crate::import::KEPT_MS,
            };
            let first = recurrence.times(window, scene.own).all.into_iter().next();
            first.map(|time| (time.start, time.end))
        }
        None if rhythm.recurs() => None,
        None => {
            let at = |time: NaiveTime| moment::instant(span.day.and_time(time), scene.own);
            let whole = calendar::begins(calendar::later(span.day, 1), scene.own);
            let start = at(begins.unwrap_or(NaiveTime::MIN));
            Some((
                start,
                if begins.is_none() {
                    whole
                } else {
                    ends.map_or(start, at)
                },
            ))
        }
    };
    match first {
        Some((start, end)) => event.occurrences.push(Occurrence {
            start: moment::rfc3339(start, scene.own),
            end: (end > start).then(|| moment::rfc3339(end, scene.own)),
        }),
        None => wrong.push(("rythme", "wrong-no-date")),
    }
}

fn rhythm(typed: &Typed, wrong: &mut Wrong) -> Rhythm {
    let how = match typed.one("rythme") {
        "" => How::Once,
        word => How::of_word(word).unwrap_or_else(|| {
            wrong.push(("rythme", "wrong-choice"));
            How::Once
        }),
    };
    let mut days: Vec<u32> = typed
        .all("jours")
        .iter()
        .filter_map(|day| day.parse().ok())
        .filter(|day| (1..=7).contains(day))
        .collect();
    days.sort_unstable();
    days.dedup();
    if how.has_days() && days.is_empty() {
        wrong.push(("jours", "wrong-days"));
    }
    let rank: i32 = typed.one("rang").parse().unwrap_or(0);
    if how == How::Monthly && !matches!(rank, 1..=4 | -1) {
        wrong.push(("rang", "wrong-rank"));
    }
    let until = match typed.one("jusqu") {
        "" => None,
        said => said.parse().ok().or_else(|| {
            wrong.push(("jusqu", "wrong-date"));
            None
        }),
    };
    let school = match typed.one("vacances") {
        "" | "non" => None,
        said => Zone::of_letter(said).or_else(|| {
            wrong.push(("vacances", "wrong-choice"));
            None
        }),
    };
    let mut named = |name: &'static str| match dates(typed.one(name)) {
        Some(days) => days,
        None => {
            wrong.push((name, "wrong-dates"));
            Vec::new()
        }
    };
    let recurs = how != How::Once;
    Rhythm {
        how,
        days: if how.has_days() { days } else { Vec::new() },
        rank: if how == How::Monthly { rank } else { 0 },
        until: until.filter(|_| recurs),
        school: school.filter(|_| recurs),
        public: recurs && !typed.one("feries").is_empty(),
        extra: named("en-plus"),
        skipped: named("sauf"),
    }
}

fn place(typed: &Typed, event: &mut Event, wrong: &mut Wrong) -> Result<()> {
    let presence = typed.one("presence");
    if !PRESENCES.contains(&presence) {
        wrong.push(("presence", "wrong-choice"));
    }
    event.attendance = Some(presence.to_owned());
    event.online_url = website(typed.one("lien"), "lien", wrong);
    if matches!(presence, "online" | "mixed")
        && event.online_url.is_none()
        && typed.one("lien").is_empty()
    {
        wrong.push(("lien", "wrong-online"));
    }
    let name = line(typed.one("lieu"));
    event.place = (!name.is_empty()).then_some(Named { name, key: None });
    (event.address, event.latitude, event.longitude) = (None, None, None);
    let said = typed.one("commune");
    if said.is_empty() {
        if presence != "online" {
            wrong.push(("commune", "wrong-commune"));
        }
        return Ok(());
    }
    let Some(commune) = territory::communes(said)?.into_iter().next() else {
        wrong.push(("commune", "near-unknown"));
        return Ok(());
    };
    (event.latitude, event.longitude) = commune.centre.unzip();
    event.address = Some(Address {
        street: line(typed.one("rue")),
        postal_code: commune.postal_codes.into_iter().next().unwrap_or_default(),
        municipality: commune.name,
        insee_code: commune.insee_code,
        ..Address::default()
    });
    Ok(())
}

fn registration(typed: &Typed, event: &mut Event, wrong: &mut Wrong) {
    event.registration.clear();
    let mut add = |kind: &str, value: String| {
        if !value.is_empty() {
            let kind = kind.to_owned();
            event.registration.push(Registration { kind, value });
        }
    };
    let link = website(typed.one("inscription-lien"), "inscription-lien", wrong);
    add("link", link.unwrap_or_default());
    add("telephone", line(typed.one("inscription-telephone")));
    let email = line(typed.one("inscription-courriel"));
    let fits = email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !email.contains(char::is_whitespace)
    });
    if !email.is_empty() && (!fits || email.len() > 254) {
        wrong.push(("inscription-courriel", "wrong-email"));
    }
    add("email", email);
}

fn website(said: &str, name: &'static str, wrong: &mut Wrong) -> Option<String> {
    if said.is_empty() {
        return None;
    }
    let host = said
        .strip_prefix("https://")
        .or_else(|| said.strip_prefix("http://"));
    let fits = host.is_some_and(|host| host.contains('.'))
        && said.len() <= 2_000
        && said.is_ascii()
        && !said.contains(|letter: char| {
            letter.is_whitespace() || letter.is_control() || "<>\"{}|\\^`".contains(letter)
        });
    if !fits {
        wrong.push((name, "wrong-website"));
    }
    fits.then(|| said.to_owned())
}

/// `14:30`, `14h30`, `14 h`.
fn time(said: &str) -> Option<NaiveTime> {
    let plain: String = said
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let (hour, minute) = plain.split_once([':', 'h', 'H'])?;
    let minute = minute.split(':').next().unwrap_or_default();
    let minute = if minute.is_empty() { "0" } else { minute };
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

/// Days such as `24/12/2026` or `2026-12-24`, one a line or between commas; nothing where one of them is none.
fn dates(said: &str) -> Option<Vec<NaiveDate>> {
    let words = said
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';'))
        .filter(|word| !word.is_empty());
    let mut days = Vec::new();
    for word in words {
        let day = word
            .parse()
            .or_else(|_| NaiveDate::parse_from_str(word, "%d/%m/%Y"))
            .ok()
            .filter(|day| (1990..2200).contains(&chrono::Datelike::year(day)))?;
        days.push(day);
    }
    days.sort_unstable();
    days.dedup();
    (days.len() <= NAMED_MAX).then_some(days)
}

fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// One line: no letters that cannot be seen.
pub fn line(text: &str) -> String {
    let seen: String = text
        .chars()
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .filter(|letter| !is_hidden(*letter))
        .collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Paragraphs: the same, line by line.
fn text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<String> = text.split('\n').map(line).collect();
    let mut out = lines.join("\n");
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_times_and_days_in_their_own_way() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        for said in ["14:30", "14h30", "14 h 30", "14:30:00"] {
            assert_eq!(time(said), at(14, 30), "{said}");
        }
        assert_eq!(time("9h"), at(9, 0));
        for said in ["", "25:00", "midi", "14", "14h75"] {
            assert_eq!(time(said), None, "{said}");
        }
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(
            dates("24/12/2026\r\n2026-12-01, 24/12/2026"),
            Some(vec![day("2026-12-01"), day("2026-12-24")])
        );
        assert_eq!(dates(""), Some(Vec::new()));
        assert_eq!(dates("24 décembre"), None);
        assert_eq!(dates("31/02/2026"), None);
    }

    #[test]
    fn letters_that_nobody_sees_are_left_out() {
        assert_eq!(line(" a\u{202e}b\tc\u{0} "), "ab c");
        assert_eq!(text("a\r\n\r\n\r\n\r\nb \u{200b}\n"), "a\n\nb");
    }
}
