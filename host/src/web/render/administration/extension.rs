//! One plugin: how it fares, what it may do, its settings, tasks and documents, its versions; what it said; and the page that
//! asks before it is removed.

use askama::Template;

use super::super::composer::Composer;
use super::super::dates;
use super::super::forms::{FieldError, FormView};
use super::super::html::Html;
use super::super::links::Links;
use super::super::words::Words;
use super::extensions::{
    EXTENSIONS, KindLabels, causes, description, grant_words, href, state, version,
};
use super::record_fields;
use super::record_words;
use super::{Desk, DeskPage, desk_page, field};
use crate::accounts::Capability;
use crate::editing::{Fault, Input, Typed};
use crate::plugins::grants::{ANY_HOST, Capability as Grant};
use crate::plugins::manifest::said;
use crate::plugins::page::Field;
use crate::plugins::publisher;
use crate::plugins::registry_store::{LogLine, TaskOrder, TaskRun};
use crate::plugins::{Before, Listed, RegistryError, RollBackError, SettingsForm};

/// The field that holds what is granted, several times.
pub const EXTENSION_GRANT: &str = "droit";
/// The field with the name of one more host.
pub const EXTENSION_HOST: &str = "hote";
/// The field that says what becomes of a removed plugin's data.
pub const EXTENSION_DATA: &str = "donnees";
/// Its value where they go too.
pub const EXTENSION_PURGE: &str = "effacer";

/// What was just done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtensionDone {
    Installed,
    Updated,
    Granted,
    Switched,
    Set,
    Given,
    Deleted,
    Ordered,
    Paused,
    Resumed,
    RolledBack,
    Refused,
}

/// Why something was not done.
#[derive(Debug)]
pub enum ExtensionRefused {
    /// A host's name that is none.
    Host,
    /// No file, one that is too large, or one with a name that does not do.
    Document,
    /// What was granted is kept, and the version that waits does not work.
    Grant(RegistryError),
    /// The version before was not put back.
    Back(RollBackError),
}

/// A task with its newest run, and who asked for one that is still to end.
#[derive(Debug)]
pub struct TaskState {
    /// Its name.
    pub name: String,
    /// The newest run.
    pub run: Option<TaskRun>,
    /// It is asked for.
    pub order: Option<TaskOrder>,
}

/// Settings as they stand in the form.
#[derive(Debug)]
pub struct SettingsShown<'a> {
    /// The schema.
    pub form: &'a SettingsForm,
    /// Its inputs.
    pub inputs: Vec<Input>,
    /// What stands in them.
    pub texts: Typed,
    /// What of it does not fit.
    pub faults: Vec<Fault>,
}

/// What a plugin's page shows.
#[derive(Debug)]
pub struct ExtensionPage<'a> {
    pub listed: &'a Listed,
    /// What the kinds of its grants are called.
    pub kinds: &'a KindLabels,
    /// Traps of the last minutes.
    pub traps: usize,
    pub settings: Option<SettingsShown<'a>>,
    pub tasks: Vec<TaskState>,
    /// Name, bytes, and when each was written; one more than is shown where there are more.
    pub documents: Vec<(String, i64, i64)>,
    /// How many documents are shown.
    pub documents_max: usize,
    /// Bytes that one document may have.
    pub document_bytes_max: u64,
    /// What was typed as a host.
    pub host: &'a str,
    pub done: Option<ExtensionDone>,
    pub refused: Option<&'a ExtensionRefused>,
}

struct TaskView {
    label: String,
    schedule: String,
    last: String,
    progress: Option<(i64, i64)>,
    message: String,
    ordered: Option<String>,
    action: String,
}

struct DocumentView {
    name: String,
    about: String,
    action: String,
}

struct WaitingView {
    title: String,
    asks: Vec<String>,
}

#[derive(Template)]
#[template(path = "administration/extension.html")]
struct ExtensionView {
    words: Words,
    href: String,
    description: Option<String>,
    facts: Vec<(&'static str, String)>,
    visit: Option<String>,
    paused: Option<String>,
    waiting: Option<WaitingView>,
    cause: Option<(String, Option<String>)>,
    may: bool,
    grants: Option<Html>,
    granted: Vec<String>,
    settings: Option<Html>,
    tasks: Vec<TaskView>,
    working: bool,
    documents: Vec<DocumentView>,
    documents_more: bool,
    give: Option<Html>,
    previous: Option<String>,
    before: Option<String>,
    is_paused: bool,
}

/// `/administration/extensions/{id}`: forms that POST to `droits`, `reglages`, `taches/{task}`, `documents`, `documents/retirer`, `pause`,
/// `reprise`, `attente/refuser` and `retour` below it.
pub fn extension_page(desk: &Desk, page: &ExtensionPage) -> String {
    let words = desk.words();
    let listed = page.listed;
    let manifest = &listed.manifest;
    let href = href(&manifest.id);
    let may = desk.may(Capability::ManagePlugins);
    let links = Links::default();
    let mut composer = Composer::new(&desk.site, &desk.view, &links);
    let grants = may
        .then(|| grants_form(&mut composer, page, &href))
        .flatten();
    let settings = page
        .settings
        .as_ref()
        .filter(|_| may)
        .map(|shown| settings_form(&mut composer, shown, &href));
    let give = may.then(|| give_form(&mut composer, page, &href));
    let errors = std::mem::take(&mut composer.errors);
    let content = Html::render(&ExtensionView {
        words,
        description: description(words, listed),
        facts: facts(words, page),
        visit: manifest.mount.clone(),
        paused: listed
            .paused
            .as_ref()
            .map(|why| words.with("extension-paused-why", &[("why", why)])),
        waiting: listed.waiting.as_ref().map(|waiting| WaitingView {
            title: words.with("extension-waits", &[("version", &waiting.version)]),
            asks: Grant::asked(waiting)
                .iter()
                .filter(|asked| !listed.granted.contains(asked))
                .map(|asked| grant_words(words, asked, page.kinds))
                .collect(),
        }),
        cause: page.refused.and_then(|refused| cause(words, refused)),
        may,
        grants,
        granted: listed
            .granted
            .iter()
            .map(|granted| grant_words(words, granted, page.kinds))
            .collect(),
        settings,
        tasks: page
            .tasks
            .iter()
            .map(|task| task_view(desk, page, task))
            .collect(),
        working: page.tasks.iter().any(|task| task.order.is_some()),
        documents: documents(desk, page, &href),
        documents_more: page.documents.len() > page.documents_max,
        give,
        previous: listed
            .previous
            .as_ref()
            .map(|previous| words.with("extension-back-text", &[("version", &previous.version)])),
        before: listed
            .before
            .as_ref()
            .map(|before| before_words(desk, before)),
        is_paused: listed.paused.is_some(),
        href,
    });
    let page = DeskPage {
        title: words.with(
            "extension-title",
            &[("name", manifest.name_in(words.0.code()))],
        ),
        trail: trail(words),
        errors,
        done: page.done.map(|done| done_words(words, done).to_owned()),
        content,
    };
    desk_page(desk, page)
}

/// What coming back with its data changes.
fn before_words(desk: &Desk, before: &Before) -> String {
    let words = desk.words();
    let moment = jiff::Timestamp::from_millisecond(before.at_ms).unwrap_or_default();
    let date = moment.to_zoned(desk.site.time_zone.clone()).date();
    let date = dates::date(words, date);
    let (kept, now) = (before.entries.to_string(), before.now.to_string());
    let said = [("date", date.as_str()), ("kept", &kept), ("now", &now)];
    words.with("extension-back-data-text", &said)
}

fn trail(words: Words) -> Vec<(String, String)> {
    vec![(
        EXTENSIONS.to_owned(),
        words.get("extensions-title").to_owned(),
    )]
}

fn done_words(words: Words, done: ExtensionDone) -> &'static str {
    words.get(match done {
        ExtensionDone::Installed => "extension-done-installed",
        ExtensionDone::Updated => "extension-done-updated",
        ExtensionDone::Granted => "extension-done-granted",
        ExtensionDone::Switched => "extension-done-switched",
        ExtensionDone::Set => "extension-done-set",
        ExtensionDone::Given => "extension-done-given",
        ExtensionDone::Deleted => "extension-done-deleted",
        ExtensionDone::Ordered => "extension-done-ordered",
        ExtensionDone::Paused => "extension-done-paused",
        ExtensionDone::Resumed => "extension-done-resumed",
        ExtensionDone::RolledBack => "extension-done-back",
        ExtensionDone::Refused => "extension-done-refused",
    })
}

fn cause(words: Words, refused: &ExtensionRefused) -> Option<(String, Option<String>)> {
    let (key, said) = match refused {
        // These stand at their fields.
        ExtensionRefused::Host | ExtensionRefused::Document => return None,
        ExtensionRefused::Grant(error) => ("extension-waiting-fails", causes(error)),
        ExtensionRefused::Back(RollBackError::Nothing) => ("extension-back-nothing", String::new()),
        ExtensionRefused::Back(RollBackError::NoData) => ("extension-back-no-data", String::new()),
        ExtensionRefused::Back(error) => ("extension-back-fails", causes(error)),
    };
    Some((
        words.get(key).to_owned(),
        Some(said).filter(|said| !said.is_empty()),
    ))
}

fn facts(words: Words, page: &ExtensionPage) -> Vec<(&'static str, String)> {
    let listed = page.listed;
    let manifest = &listed.manifest;
    let mut facts = vec![
        (
            words.get("extension-state"),
            state(words, listed, page.traps),
        ),
        (
            words.get("extension-version-name"),
            version(words, &manifest.version),
        ),
        (words.get("extension-id"), manifest.id.clone()),
    ];
    if let Some(mount) = &manifest.mount {
        facts.push((words.get("extension-mount"), mount.clone()));
    }
    let publisher = match &listed.publisher {
        Some(key) => format!("{} ({key})", publisher::words(key)),
        None => words.get("extension-unsigned").to_owned(),
    };
    facts.push((words.get("extension-publisher"), publisher));
    if !listed.is_as_signed {
        let changed = words.get("extension-signature-changed").to_owned();
        facts.push((words.get("extension-signature-state"), changed));
    }
    facts.push((words.get("extension-hash"), listed.hash.clone()));
    facts
}

/// A box for each thing that the version in use, or the one that waits, asks for.
fn grants_form(composer: &mut Composer, page: &ExtensionPage, href: &str) -> Option<Html> {
    let words = composer.words;
    let listed = page.listed;
    let asking = listed.waiting.as_ref().unwrap_or(&listed.manifest);
    let mut all = Grant::asked(asking);
    let named: Vec<Grant> = listed
        .granted
        .iter()
        .filter(|granted| !all.contains(granted) && granted.may_be_granted(asking))
        .cloned()
        .collect();
    all.extend(named);
    let any_host = asking.grants.hosts.iter().any(|host| host == ANY_HOST);
    if all.is_empty() && !any_host {
        return None;
    }
    let granted = all.iter().filter(|asked| listed.granted.contains(asked));
    let granted: Vec<String> = granted.map(ToString::to_string).collect();
    let mut fields = Vec::new();
    if !all.is_empty() {
        fields.push(Field {
            value: Some(granted.join(",")),
            choices: all
                .iter()
                .map(|asked| (asked.to_string(), grant_words(words, asked, page.kinds)))
                .collect(),
            hint: Some(words.get("extension-grants-hint").to_owned()),
            ..field("some-of", EXTENSION_GRANT, words.get("extension-grants"))
        });
    }
    if any_host {
        let wrong = matches!(page.refused, Some(ExtensionRefused::Host));
        fields.push(Field {
            value: Some(page.host.to_owned()),
            hint: Some(words.get("extension-host-hint").to_owned()),
            error: wrong.then(|| words.get("extension-host-fault").to_owned()),
            optional: true,
            maximum: Some(253),
            ..field("text", EXTENSION_HOST, words.get("extension-host"))
        });
    }
    let action = format!("{href}/droits");
    Some(FormView::own(
        composer,
        &action,
        words.get("extension-grants-save"),
        &fields,
    ))
}

/// As the fields of a record, under the names that the plugin's schema gives them.
fn settings_form(composer: &mut Composer, shown: &SettingsShown, href: &str) -> Html {
    let words = composer.words;
    let schema = &shown.form.kind.schema()["properties"];
    let text = |input: &Input, key: &str| {
        let said = schema[input.path.trim_start_matches('/')][key].as_str();
        said.map(str::to_owned)
    };
    let mut fields = record_fields::fields(words, &shown.inputs, &shown.texts, &[]);
    for (input, field) in shown.inputs.iter().zip(&mut fields) {
        if let Some(title) = text(input, "title") {
            field.label = title;
        }
        field.hint = text(input, "description");
        let fault = shown.faults.iter().find(|fault| fault.path == input.path);
        field.error = fault.map(|fault| record_words::fault(words, &field.label, fault));
    }
    let action = format!("{href}/reglages");
    FormView::own(
        composer,
        &action,
        words.get("extension-settings-save"),
        &fields,
    )
}

fn give_form(composer: &mut Composer, page: &ExtensionPage, href: &str) -> Html {
    let words = composer.words;
    let megabytes = page.document_bytes_max / (1024 * 1024);
    let wrong = matches!(page.refused, Some(ExtensionRefused::Document));
    let fields = [Field {
        hint: Some(words.count("extension-document-hint", megabytes)),
        error: wrong.then(|| words.count("extension-document-fault", megabytes)),
        ..field("file", "fichier", words.get("extension-document"))
    }];
    let action = format!("{href}/documents");
    FormView::own(
        composer,
        &action,
        words.get("extension-document-give"),
        &fields,
    )
}

fn task_view(desk: &Desk, page: &ExtensionPage, task: &TaskState) -> TaskView {
    let words = desk.words();
    let manifest = &page.listed.manifest;
    let known = manifest.tasks.iter().find(|known| known.name == task.name);
    let label = known.and_then(|known| said(&known.label, words.0.code()));
    let at = |ms| dates::stamp(words, &desk.site.time_zone, ms);
    let every = known.and_then(|known| known.every.as_deref());
    let working = task.order.is_some();
    TaskView {
        label: label.unwrap_or(&task.name).to_owned(),
        schedule: match every {
            Some(every) => words.with("extension-task-every", &[("every", every)]),
            None => words.get("extension-task-on-demand").to_owned(),
        },
        last: match &task.run {
            None => words.get("extension-task-never").to_owned(),
            Some(run) => {
                let when = at(run.ended.unwrap_or(run.started));
                let key = match (run.ended, run.finished) {
                    (None, _) => "extension-task-begun",
                    (Some(_), true) => "extension-task-ended",
                    (Some(_), false) => "extension-task-failed",
                };
                words.with(key, &[("when", &when)])
            }
        },
        progress: task
            .run
            .as_ref()
            .filter(|run| working && run.ended.is_none())
            .and_then(|run| Some((run.done, run.total?))),
        message: task
            .run
            .as_ref()
            .map_or_else(String::new, |run| run.message.clone()),
        ordered: task.order.as_ref().map(|order| {
            let named = [
                ("name", order.ordered_by.as_str()),
                ("when", &at(order.ordered_at)),
            ];
            words.with("extension-task-ordered", &named)
        }),
        action: format!("{}/taches/{}", href(&manifest.id), task.name),
    }
}

fn documents(desk: &Desk, page: &ExtensionPage, href: &str) -> Vec<DocumentView> {
    let words = desk.words();
    let shown = page.documents.iter().take(page.documents_max);
    shown
        .map(|(name, bytes, at)| DocumentView {
            name: name.clone(),
            about: words.with(
                "extension-document-about",
                &[
                    (
                        "size",
                        &words.count("kilobytes", bytes.unsigned_abs().div_ceil(1024)),
                    ),
                    ("when", &dates::stamp(words, &desk.site.time_zone, *at)),
                ],
            ),
            action: format!("{href}/documents/retirer"),
        })
        .collect()
}

struct SaidView {
    when: String,
    level: &'static str,
    call: String,
    request: String,
    message: String,
}

#[derive(Template)]
#[template(path = "administration/extension_log.html")]
struct LogView {
    words: Words,
    lines: Vec<SaidView>,
}

/// `/administration/extensions/{id}/journal`: the newest lines that it said, the newest first.
pub fn extension_log_page(desk: &Desk, listed: &Listed, lines: &[LogLine]) -> String {
    let words = desk.words();
    let name = listed.manifest.name_in(words.0.code());
    let said = |line: &LogLine| SaidView {
        when: dates::stamp(words, &desk.site.time_zone, line.at),
        level: words.get(match line.level.as_str() {
            "error" => "extension-log-error",
            "warning" => "extension-log-warning",
            _ => "extension-log-info",
        }),
        call: line.call.clone(),
        request: line.request.clone(),
        message: line.message.clone(),
    };
    let content = Html::render(&LogView {
        words,
        lines: lines.iter().rev().map(said).collect(),
    });
    let mut trail = trail(words);
    trail.push((href(&listed.manifest.id), name.to_owned()));
    let page = DeskPage {
        title: words.with("extension-log-title", &[("name", name)]),
        trail,
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

#[derive(Template)]
#[template(path = "administration/extension_remove.html")]
struct RemoveView {
    text: &'static str,
    form: Html,
}

/// `/administration/extensions/{id}/retirer`: a form that POSTs `donnees` there.
pub fn extension_remove_page(desk: &Desk, listed: &Listed, missing_choice: bool) -> String {
    let words = desk.words();
    let name = listed.manifest.name_in(words.0.code());
    let links = Links::default();
    let mut composer = Composer::new(&desk.site, &desk.view, &links);
    let fields = [Field {
        choices: vec![
            (
                "garder".to_owned(),
                words.get("extension-remove-keep").to_owned(),
            ),
            (
                EXTENSION_PURGE.to_owned(),
                words.get("extension-remove-purge").to_owned(),
            ),
        ],
        hint: Some(words.get("extension-remove-export-hint").to_owned()),
        error: missing_choice.then(|| words.get("extension-remove-choose").to_owned()),
        ..field("one-of", EXTENSION_DATA, words.get("extension-remove-data"))
    }];
    let href = href(&listed.manifest.id);
    let action = format!("{href}/retirer");
    let form = FormView::own(
        &mut composer,
        &action,
        words.get("extension-remove"),
        &fields,
    );
    let errors: Vec<FieldError> = std::mem::take(&mut composer.errors);
    let mut trail = trail(words);
    trail.push((href, name.to_owned()));
    let page = DeskPage {
        title: words.with("extension-remove-title", &[("name", name)]),
        trail,
        errors,
        content: Html::render(&RemoveView {
            text: words.get("extension-remove-text"),
            form,
        }),
        ..DeskPage::default()
    };
    desk_page(desk, page)
}
