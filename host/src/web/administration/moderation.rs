//! `/administration/moderation`: what waits for moderators, one case with its record, a decision and its undoing, and when they
//! look at which kind.

pub mod duty;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::Response;

use crate::accounts::Capability;
use crate::app::App;
use crate::directory::{Reader, State as RecordState};
use crate::moderation::{Mode, Moderation, ModerationError, Reason, State as CaseState, Verdict};
use crate::plugins::grants;
use crate::web::error::{self, WebError};
use crate::web::person::{self, Person};
use crate::web::plugin_images;
use crate::web::render::{
    CASE_REVISION, CASES, CASES_AFTER, CASES_MODES, CaseFault, CasePage, CasesPage, KindMode,
    case_modes_page, case_page, cases_decided_page, cases_page,
};

/// Cases of one page.
const LISTED: u32 = 30;
/// The query parameter that says what was just done.
const DONE: &str = "fait";

type Fields = Vec<(String, String)>;

/// The moderation of this instance.
pub fn of(app: &App) -> Moderation {
    Moderation::new(app.directory.clone())
}

/// `/administration/moderation?suite=`
pub async fn list(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    let after = after(&person);
    let moderation = of(&app);
    let mut cases = moderation.waiting(after, LISTED + 1).await?;
    let has_more = cases.len() > LISTED as usize;
    cases.truncate(LISTED as usize);
    let today = app.directory.today().to_string();
    let page = CasesPage {
        next: cases.last().filter(|_| has_more).map(|last| last.number),
        cases,
        waiting: moderation.count().await?.cases,
        on_duty: moderation.on_duty(&today).await?,
        is_later: after > 0,
        done: person
            .visitor
            .query(DONE)
            .and_then(|word| word.parse().ok()),
    };
    Ok(person::page(cases_page(&person.desk(&app), &page)))
}

/// `/administration/moderation/decisions?suite=`
pub async fn decisions(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    let skip = u32::try_from(after(&person)).unwrap_or_default();
    let mut cases = of(&app).decided(skip, LISTED + 1).await?;
    let has_more = cases.len() > LISTED as usize;
    cases.truncate(LISTED as usize);
    let page = CasesPage {
        next: has_more.then(|| i64::from(skip.saturating_add(LISTED))),
        cases,
        is_later: skip > 0,
        ..CasesPage::default()
    };
    Ok(person::page(cases_decided_page(&person.desk(&app), &page)))
}

fn after(person: &Person) -> i64 {
    let text = person.visitor.query(CASES_AFTER).unwrap_or_default();
    text.parse().unwrap_or(0)
}

/// `/administration/moderation/cas/{reference}`
pub async fn show(
    State(app): State<Arc<App>>,
    person: Person,
    Path(reference): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    let html = shown(&app, &person, &reference, (None, None, "")).await?;
    Ok(person::page(html))
}

/// A picture of the record that the case speaks of, whatever the record's state.
pub async fn picture(
    State(app): State<Arc<App>>,
    person: Person,
    Path((reference, name)): Path<(String, String)>,
) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    let case = of(&app).get(&reference).await?;
    plugin_images::moderated(&app, &case.record_id, &name).await
}

/// Accepts, keeps, refuses or withdraws; whoever comes too late is told, and sees what stands there now.
pub async fn decide(
    State(app): State<Arc<App>>,
    person: Person,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    let words = value(&fields, "mots");
    let reason: Option<Reason> = value(&fields, "motif").parse().ok();
    let verdict = match (value(&fields, "decision"), reason) {
        ("good", _) => Ok(Verdict::Good),
        (_, None) => Err(CaseFault::NoReason),
        (_, Some(Reason::Other)) if words.is_empty() => Err(CaseFault::NoWords),
        (_, Some(reason)) => Ok(Verdict::Bad(reason)),
    };
    let seen = value(&fields, CASE_REVISION).parse().unwrap_or_default();
    let fault = match verdict {
        Err(fault) => fault,
        Ok(verdict) => {
            let by = (person.account().name.as_str(), words);
            match of(&app).decide(&reference, &verdict, Some(seen), by).await {
                Ok(state) => return Ok(error::see_other(&format!("{CASES}?{DONE}={state}"))),
                Err(ModerationError::Decided(_)) => CaseFault::Decided,
                Err(ModerationError::Changed(_)) => CaseFault::Changed,
                Err(other) => return Err(other.into()),
            }
        }
    };
    let html = shown(&app, &person, &reference, (Some(fault), reason, words)).await?;
    Ok(error::to_mend(html))
}

/// Takes a decision back.
pub async fn undo(
    State(app): State<Arc<App>>,
    person: Person,
    Path(reference): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::Moderate)?;
    match of(&app).undo(&reference, &person.account().name).await {
        Ok(()) => Ok(error::see_other(&format!(
            "{CASES}/cas/{reference}?{DONE}=1"
        ))),
        Err(ModerationError::Changed(_)) => {
            let fault = (Some(CaseFault::Changed), None, "");
            let html = shown(&app, &person, &reference, fault).await?;
            Ok(error::to_mend(html))
        }
        Err(other) => Err(other.into()),
    }
}

async fn shown(
    app: &App,
    person: &Person,
    reference: &str,
    (fault, reason, words): (Option<CaseFault>, Option<Reason>, &str),
) -> Result<String, WebError> {
    let moderation = of(app);
    let case = moderation.get(reference).await?;
    let record = app.directory.get(&case.record_id).await?;
    let kind = app.directory.kinds().get(&case.kind);
    // What a visitor would see if it were published.
    let published = record.clone().map(|mut record| {
        record.state = RecordState::Published;
        record
    });
    let seen = published.and_then(|record| app.directory.view(&Reader::visitor(), record));
    let page = CasePage {
        record: record.as_ref().map(|record| (record, kind.as_deref())),
        card: seen.map(|record| app.plugins.card(&record, person.visitor.locale.code())),
        pictures: app.images.of_record(&case.record_id).await?,
        reports: moderation.reports(&case).await?,
        earlier: moderation.of_contributor(&case).await?,
        case: &case,
        words,
        reason,
        fault,
        undone: person.visitor.query(DONE).is_some() && case.state == CaseState::Waiting,
    };
    let address = format!("{CASES}/cas/{}", case.reference);
    Ok(case_page(&person.desk_at(app, &address), &page))
}

/// `/administration/moderation/choix`
pub async fn modes(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    let kinds = kinds(&app, person.visitor.locale.code()).await?;
    let done = person.visitor.query(DONE).is_some();
    let html = case_modes_page(&person.desk(&app), &kinds, done);
    Ok(person::page(html))
}

/// Chooses for each kind that was sent.
pub async fn set_modes(
    State(app): State<Arc<App>>,
    person: Person,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePlugins)?;
    for one in kinds(&app, person.visitor.locale.code()).await? {
        let chosen = value(&fields, &one.kind).parse::<Mode>().ok();
        if let Some(mode) = chosen.filter(|mode| *mode != one.mode) {
            of(&app).set_mode(&one.kind, mode).await?;
        }
    }
    Ok(error::see_other(&format!("{CASES_MODES}?{DONE}=1")))
}

/// The kinds that plugins may hand over, and those for which a choice was made.
async fn kinds(app: &App, locale: &str) -> Result<Vec<KindMode>, WebError> {
    let chosen = of(app).modes().await?;
    let mut names: BTreeSet<String> = chosen.iter().map(|(kind, _)| kind.clone()).collect();
    for plugin in app.plugins.installed().values() {
        if !plugin.grants.allows(&grants::Capability::Moderation) {
            continue;
        }
        names.extend(plugin.manifest.own_kinds());
        names.extend(plugin.grants.all().filter_map(|one| match one {
            grants::Capability::Write(kind) => Some(kind.clone()),
            _ => None,
        }));
    }
    let one = |kind: String| {
        let known = app.directory.kinds().get(&kind);
        let labels = known.map(|known| known.annotations().labels.clone());
        let label = labels
            .as_ref()
            .and_then(|labels| crate::plugins::manifest::said(labels, locale).map(str::to_owned));
        let found = chosen.iter().find(|(name, _)| *name == kind);
        KindMode {
            mode: found.map_or(Mode::Before, |(_, mode)| *mode),
            label: label.unwrap_or_else(|| kind.clone()),
            kind,
        }
    };
    Ok(names.into_iter().map(one).collect())
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value.trim())
}
