//! Every page of a plugin: the kept one, or the guest's own answer rendered.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, header};
use axum::response::Response;

use super::contributions::{self, Verdict};
use super::error::{self, WebError};
use super::forms;
use super::pace::Sender;
use super::page_cache::{Kept, Key};
use super::person;
use super::render::{Links, Pictured, Rendered, View, page_html};
use super::visitor::{Visitor, site};
use super::{pictures, plugin_documents, plugin_images};
use crate::app::App;
use crate::plugins::page::{HOST_PREFIX, Outcome, Page};
use crate::plugins::{Answered, Asked, GuestRequest, Loaded, SignedIn};
use crate::statistics::plugin_page;

/// Bytes of a path; no page of ours has a longer one.
const PATH_BYTES_MAX: usize = 2_000;

/// Every address that is not the host's own.
pub async fn show(State(app): State<Arc<App>>, request: Request) -> Result<Response, WebError> {
    let (parts, body) = request.into_parts();
    let visitor = Visitor::read(&parts);
    let (mount, below) = split(&visitor.path)?;
    let plugin = app.plugins.mounted(&mount).ok_or(WebError::NotFound)?;
    if visitor.path.len() > 1 && below.is_none() && visitor.path.ends_with('/') {
        let query = parts.uri.query().map(|query| format!("?{query}"));
        let to = format!("/{mount}{}", query.unwrap_or_default());
        return Ok(error::moved(&to));
    }
    let below = below.unwrap_or_else(|| "/".to_owned());
    if let Some(name) = below.strip_prefix("/~document/") {
        return plugin_documents::show(&app, &plugin, name).await;
    }
    if let Some(name) = below.strip_prefix("/~image/") {
        return plugin_images::show(&app, &plugin, &visitor, name).await;
    }
    let person = signed_in(&app, &plugin, &parts).await?;
    let asking = Asking {
        app: &app,
        plugin: &plugin,
        visitor: &visitor,
        person,
    };
    match parts.method {
        Method::GET | Method::HEAD => Ok(get(&asking, below).await),
        Method::POST => {
            let sent = forms::read(&app, &plugin, &parts.headers, body).await?;
            let network = Sender::of(&parts).network();
            post(&asking, (below, sent), network).await
        }
        _ => Ok(error::not_allowed()),
    }
}

/// Who asks which plugin.
struct Asking<'a> {
    app: &'a App,
    plugin: &'a Arc<Loaded>,
    visitor: &'a Visitor,
    /// Whoever is signed in.
    person: Option<SignedIn>,
}

/// Who is signed in, as this plugin may know it.
async fn signed_in(
    app: &App,
    plugin: &Loaded,
    parts: &Parts,
) -> Result<Option<SignedIn>, WebError> {
    let Some(signed) = person::signed(app, &parts.headers).await? else {
        return Ok(None);
    };
    let (account, id) = (signed.account, &plugin.manifest.id);
    Ok(Some(SignedIn {
        role: account.role.to_string(),
        account: app.contributors.account_name(id, &account.id).await?,
        name: account.name,
    }))
}

/// The first part of a path and what follows it, decoded. Nothing that could be read in two ways passes.
fn split(path: &str) -> Result<(String, Option<String>), WebError> {
    let refuse = |why: &str| Err(WebError::BadRequest(why.to_owned()));
    if path.len() > PATH_BYTES_MAX {
        return refuse("the path is too long");
    }
    let mut parts = Vec::new();
    for part in path.trim_start_matches('/').split('/') {
        let Ok(part) = percent_encoding::percent_decode_str(part).decode_utf8() else {
            return refuse("the path is not UTF-8");
        };
        if part == "."
            || part == ".."
            || part.contains(['/', '\\'])
            || part.chars().any(char::is_control)
        {
            return refuse("the path holds dots, slashes or controls in disguise");
        }
        parts.push(part.into_owned());
    }
    if path.starts_with("//") || parts.iter().skip(1).rev().skip(1).any(String::is_empty) {
        return Err(WebError::NotFound);
    }
    let mount = parts.remove(0);
    let below = parts.join("/");
    Ok((mount, (!below.is_empty()).then(|| format!("/{below}"))))
}

async fn get(asking: &Asking<'_>, below: String) -> Response {
    let Asking {
        app,
        plugin,
        visitor,
        ref person,
    } = *asking;
    // What the page prints of its own address besides path and query, which the key holds.
    let base = visitor.base(app);
    let key = Key::new(
        (
            plugin.manifest.id.clone(),
            plugin.stamp,
            app.plugins.generation(),
        ),
        below.clone(),
        visitor,
        (base, app.has_directory()),
    );
    if let Some(kept) = app.pages.find(app, (&key, person.is_some()), visitor).await {
        return kept.answer(visitor, app);
    }
    let asked = Asked {
        request: guest_request(asking, ("GET", below)),
        request_id: visitor.request_id.clone(),
    };
    match app.plugins.answer(plugin, asked).await {
        Ok(answered) => answer(asking, answered, Asker::Reader(key)).await,
        Err(failure) => error::plugin_failed(app, visitor, plugin, &failure),
    }
}

async fn post(
    asking: &Asking<'_>,
    (below, mut sent): (String, forms::Sent),
    network: IpAddr,
) -> Result<Response, WebError> {
    let Asking {
        app,
        plugin,
        visitor,
        ..
    } = *asking;
    let looked = contributions::look(app, plugin, visitor, (network, &mut sent)).await;
    let looked = match looked {
        Ok(looked) => looked,
        Err(error) => {
            forms::discard(app, plugin, &sent.files).await;
            return Err(error);
        }
    };
    if looked.verdict.is_refused() || looked.pictures.iter().any(Pictured::is_wrong) {
        forms::discard(app, plugin, &sent.files).await;
        return Ok(contributions::answer(app, plugin, visitor, (&sent, looked)));
    }
    let mut request = guest_request(asking, ("POST", below));
    let mut contributes = false;
    if let Verdict::Holds(contributor) = looked.verdict {
        request.contributor = Some(contributor.name);
        contributes = true;
    }
    request.images = looked.pictures.iter().filter_map(pictures::sent).collect();
    request.form = sent.fields;
    request.files = sent.files.clone();
    let asked = Asked {
        request,
        request_id: visitor.request_id.clone(),
    };
    match app.plugins.answer(plugin, asked).await {
        Ok(answered) => {
            // Nobody asked for it: a stranger must not fill the disk with it.
            let mut unasked = sent.files;
            unasked.retain(|(name, _)| !answered.reads.files.contains(name));
            forms::discard(app, plugin, &unasked).await;
            if contributes && matches!(answered.page.outcome, Outcome::Redirect(_)) {
                app.statistics
                    .contribution(&plugin_page(&plugin.manifest.id));
            }
            let asker = Asker::Sender(looked.proof, looked.pictures);
            Ok(answer(asking, answered, asker).await)
        }
        Err(failure) => {
            // What was sent with a form that came to nothing goes too.
            forms::discard(app, plugin, &sent.files).await;
            Ok(error::plugin_failed(app, visitor, plugin, &failure))
        }
    }
}

/// Whom a page is for.
enum Asker {
    /// Everybody who asks the same.
    Reader(Key),
    /// Who sent a form, with what shows that a code held, and what was said of pictures.
    Sender(Option<String>, Vec<Pictured>),
}

fn guest_request(asking: &Asking<'_>, (method, path): (&str, String)) -> GuestRequest {
    let Asking {
        app,
        plugin,
        visitor,
        ref person,
    } = *asking;
    let mount = plugin.manifest.mount.as_deref().unwrap_or_default();
    GuestRequest {
        method: method.to_owned(),
        path,
        address: format!("{}{mount}", visitor.base(app)),
        query: visitor
            .query
            .iter()
            .filter(|(name, _)| !name.starts_with(HOST_PREFIX))
            .cloned()
            .collect(),
        locale: visitor.locale.code().to_owned(),
        municipality: visitor.municipality.clone(),
        person: person.clone(),
        ..GuestRequest::default()
    }
}

async fn answer(asking: &Asking<'_>, answered: Answered, asker: Asker) -> Response {
    let Asking {
        app,
        plugin,
        visitor,
        ref person,
    } = *asking;
    let (key, (proof, pictured)) = match asker {
        Asker::Reader(key) => (Some(key), (None, Vec::new())),
        Asker::Sender(proof, pictured) => (None, (proof, pictured)),
    };
    let Answered {
        mut page,
        mut reads,
        positions,
        ..
    } = answered;
    match std::mem::take(&mut page.outcome) {
        Outcome::Document(document) => return plugin_documents::answer(document),
        Outcome::Redirect(href) => return redirect(app, plugin, visitor, &href),
        Outcome::SignIn if person.is_none() => return error::to_sign_in(&visitor.address()),
        // Who is signed in already reads that the page is not theirs: another round would change nothing.
        Outcome::SignIn => page.outcome = Outcome::Forbidden,
        outcome => page.outcome = outcome,
    }
    let status = error::outcome_status(&page.outcome);
    // A language named in the address is part of every link that keeps the query.
    reads.query.extend([
        super::locale::NAME.to_owned(),
        super::render::EXPAND_ALL.to_owned(),
    ]);
    let mut view = visitor.view_of(app, plugin);
    view.contribution_proof = proof;
    view.pictured = pictured;
    // What the guest did not ask for is no part of the kept page's key, so no link of the page may repeat it.
    view.query.retain(|(name, _)| reads.query.contains(name));
    let (html, more) = render(app, plugin, &page, &view).await;
    for name in more {
        reads.positions.insert(name);
    }
    let personal = page.personal
        || visitor.has_session
        || person.is_some()
        || key.is_none()
        || !matches!(page.outcome, Outcome::Found | Outcome::NotFound);
    let kept = Kept::new(html, status, reads, positions);
    if let Some(key) = key.filter(|_| !personal) {
        app.pages.keep(key, visitor, &kept);
    }
    let mut response = kept.answer(visitor, app);
    if personal {
        response.headers_mut().insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
        response.headers_mut().remove(header::ETAG);
    }
    response
}

/// Renders, and once more where the page links to records that had to be looked up; the positions that those hang on come
/// back too.
async fn render(app: &App, plugin: &Loaded, page: &Page, view: &View) -> (String, Vec<String>) {
    let (rendered, more) = rendered(app, plugin, page, view).await;
    app.plugins
        .warn(&plugin.manifest.id, &view.path, rendered.warnings);
    (rendered.html, more)
}

/// The same, with what the author should know about the page.
pub async fn rendered(
    app: &App,
    plugin: &Loaded,
    page: &Page,
    view: &View,
) -> (Rendered, Vec<String>) {
    let site = site(app, view.locale);
    let mut links = links(app, plugin);
    let mut rendered = page_html(page, &site, view, &links);
    let mut more = Vec::new();
    if !rendered.unknown_records.is_empty() {
        for id in &rendered.unknown_records {
            let found = app
                .directory
                .read(id, &crate::directory::Reader::visitor())
                .await;
            if let Ok(Some(record)) = found {
                more.push(format!("kind:{}", record.kind));
                links.records.insert(id.clone(), app.plugins.href(&record));
            }
        }
        more.push(crate::directory::journal::ALL.to_owned());
        rendered = page_html(page, &site, view, &links);
    }
    (rendered, more)
}

/// What the links of a plugin's pages are resolved with.
pub fn links(app: &App, plugin: &Loaded) -> Links {
    Links {
        root: plugin.manifest.mount.clone().unwrap_or_default(),
        plugins: app.plugins.installed().mounts(),
        ..Links::default()
    }
}

/// Only to pages of this site.
fn redirect(app: &App, plugin: &Loaded, visitor: &Visitor, href: &str) -> Response {
    match links(app, plugin).resolve(href) {
        Ok(target) if !target.external && target.href.starts_with('/') => {
            error::see_other(&target.href)
        }
        _ => {
            let message = format!("`redirect` to {href:?}: only pages of this site");
            app.plugins
                .warn(&plugin.manifest.id, &visitor.path, vec![message.clone()]);
            let failure = crate::plugins::Failure::Stopped(message);
            error::plugin_failed(app, visitor, plugin, &failure)
        }
    }
}
