//! Visits a plugin's pages as a reader would: the home page, what it links to, what those link to.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use super::Findings;
use super::accessible::{self, Looked};
use super::bench::Bench;
use super::targets::{self, Gathered};
use crate::plugins::page::{Outcome, Page};
use crate::plugins::{Answered, Asked, Cost, Failure, GuestRequest, Loaded};
use crate::web::locale::Locale;
use crate::web::render::{Refusal, View, ViewedPlugin};
use crate::web::{outcome_status, plugin_links, plugin_page};

/// Pages in one language.
const PAGES_MAX: usize = 40;
/// Links that wait to be followed.
const WAITING_MAX: usize = 2_000;

/// A page that was visited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The address on the site: `/demarches/F1?q=x`.
    pub address: String,
    /// The language asked for.
    pub locale: &'static str,
    /// What a browser would be told; `None` where the guest failed.
    pub status: Option<u16>,
    /// What the guest took.
    pub cost: Cost,
}

/// One plugin's pages in one language.
pub struct Crawl<'a> {
    /// The instance.
    pub bench: &'a Bench,
    /// The plugin.
    pub plugin: &'a Arc<Loaded>,
    /// The language.
    pub locale: Locale,
}

/// An address below the mount, and the page that links to it.
struct Step {
    below: String,
    from: Option<String>,
}

impl Crawl<'_> {
    /// Visits the pages, breadth first.
    pub async fn visit_all(&self, findings: &mut Findings) -> Vec<Visit> {
        let mut visits = Vec::new();
        let mut seen = BTreeSet::from(["/".to_owned()]);
        let mut waiting = VecDeque::from([Step {
            below: "/".into(),
            from: None,
        }]);
        while let Some(step) = waiting.pop_front() {
            if visits.len() >= PAGES_MAX {
                break;
            }
            let (visit, linked) = self.visit(&step, findings).await;
            visits.push(visit);
            for below in linked {
                if waiting.len() < WAITING_MAX && seen.insert(below.clone()) {
                    waiting.push_back(Step {
                        below,
                        from: Some(self.address(&step.below)),
                    });
                }
            }
        }
        visits
    }

    /// One page: what it took, and where it leads within the plugin.
    async fn visit(&self, step: &Step, findings: &mut Findings) -> (Visit, Vec<String>) {
        let (path, query) = split(&step.below);
        let address = self.address(&step.below);
        let mut visit = Visit {
            address: address.clone(),
            locale: self.locale.code(),
            status: None,
            cost: Cost::default(),
        };
        let request = GuestRequest {
            method: "GET".into(),
            path,
            query: query.clone(),
            locale: self.locale.code().into(),
            ..GuestRequest::default()
        };
        let asked = Asked {
            request,
            request_id: "check".into(),
        };
        let place = format!("{address} ({})", self.locale.code());
        let answered = match self.bench.app.plugins.answer(self.plugin, asked).await {
            Ok(answered) => answered,
            Err(failure) => {
                let key = match failure {
                    Failure::Refused { .. } => "cli-check-page-refused",
                    _ => "cli-check-page-trapped",
                };
                findings.fault(place.as_str(), key, &[("cause", &failure.to_string())]);
                return (visit, Vec::new());
            }
        };
        visit.status = Some(outcome_status(&answered.page.outcome).as_u16());
        visit.cost = answered.cost;
        self.cost(&place, answered.cost, findings);
        if matches!(answered.page.outcome, Outcome::NotFound | Outcome::Gone)
            && let Some(from) = &step.from
        {
            let place = format!("{from} ({})", self.locale.code());
            findings.fault(
                place.as_str(),
                "cli-check-link-nowhere",
                &[("href", &address)],
            );
        }
        let linked = self
            .look((&place, &address, query), &answered, findings)
            .await;
        (visit, linked)
    }

    fn cost(&self, place: &str, cost: Cost, findings: &mut Findings) {
        let bound = self.bench.app.config.plugins.page.cpu_ms;
        if cost.cpu_ms > bound / 2 {
            let (took, bound) = (cost.cpu_ms.to_string(), bound.to_string());
            let arguments = [("took", took.as_str()), ("bound", bound.as_str())];
            findings.warning(place, "cli-check-page-slow", &arguments);
        }
    }

    async fn look(
        &self,
        (place, address, query): (&str, &str, Vec<(String, String)>),
        answered: &Answered,
        findings: &mut Findings,
    ) -> Vec<String> {
        for line in answered.lines.iter().filter(|line| line.by_host) {
            findings.fault(
                place,
                "cli-check-page-warned",
                &[("warning", &line.message)],
            );
        }
        let page = &answered.page;
        let gathered = targets::gather(page);
        if matches!(page.outcome, Outcome::Document(_) | Outcome::Redirect(_)) {
            return self.within(page, &gathered);
        }
        let view = View {
            locale: self.locale,
            path: address.split('?').next().unwrap_or(address).to_owned(),
            query,
            plugin: Some(ViewedPlugin {
                name: self.plugin.manifest.name_in(self.locale.code()).to_owned(),
                root: self.mount().to_owned(),
            }),
            ..View::default()
        };
        let (rendered, _) = plugin_page(&self.bench.app, self.plugin, page, &view).await;
        for warning in rendered.warnings {
            // Whether another plugin is there is for each instance to say.
            if warning.ends_with(&Refusal::UnknownPlugin.to_string()) {
                findings.warning(place, "cli-check-page-warned", &[("warning", &warning)]);
            } else {
                findings.fault(place, "cli-check-page-warned", &[("warning", &warning)]);
            }
        }
        let looked = Looked {
            address: place,
            locale: self.locale,
            page,
            gathered: &gathered,
        };
        accessible::look(&looked, findings);
        self.within(page, &gathered)
    }

    /// The links that stay within the plugin, below its mount and without a fragment.
    fn within(&self, page: &Page, gathered: &Gathered) -> Vec<String> {
        let links = plugin_links(&self.bench.app, self.plugin);
        let redirect = match &page.outcome {
            Outcome::Redirect(href) => Some(href.as_str()),
            _ => None,
        };
        let own = gathered.links.iter();
        let own = own.map(|link| (link.href.as_str(), link.whole));
        let mut found = Vec::new();
        for (href, whole) in own.chain(redirect.map(|href| (href, false))) {
            let target = match links.resolve(href) {
                _ if whole => href.to_owned(),
                Ok(target) if !target.external => target.href,
                _ => continue,
            };
            let target = target.split('#').next().unwrap_or_default();
            let Some(rest) = target
                .strip_prefix(self.mount())
                .filter(|rest| is_below(rest))
            else {
                continue;
            };
            if href.starts_with('#') || rest.starts_with("/~document/") {
                continue;
            }
            found.push(if rest.starts_with('/') {
                rest.to_owned()
            } else {
                format!("/{rest}")
            });
        }
        found
    }

    fn mount(&self) -> &str {
        self.plugin.manifest.mount.as_deref().unwrap_or_default()
    }

    /// The address on the site of what stands below the mount.
    fn address(&self, below: &str) -> String {
        match below.strip_prefix('/') {
            Some(rest) if rest.is_empty() || rest.starts_with('?') => {
                format!("{}{rest}", self.mount())
            }
            _ => format!("{}{below}", self.mount()),
        }
    }
}

fn is_below(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['/', '?', '#'])
}

/// Path and query, decoded.
pub fn split(below: &str) -> (String, Vec<(String, String)>) {
    let (path, query) = below.split_once('?').unwrap_or((below, ""));
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let query = url::form_urlencoded::parse(query.as_bytes()).into_owned();
    (path.into_owned(), query.collect())
}
