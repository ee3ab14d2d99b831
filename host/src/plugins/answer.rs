//! Calls guests: admission, the runtime apart, health, and the records that a page shows.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;

use super::instance::{self, Cost, Done, Failure, Work};
use super::lanes::{AbortOnDrop, Pace};
use super::page::Page;
use super::reads::Reads;
use super::say::Line;
use super::state::GuestRequest;
use super::watch::Call;
use super::{Loaded, Plugins, cards};
use crate::directory::Positions;

/// A visitor's question to a plugin.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What the guest sees.
    pub request: GuestRequest,
    /// Ties together what visitor and administrator read.
    pub request_id: String,
}

/// A page and what it depends on.
#[derive(Debug)]
pub struct Answered {
    /// As the guest described it, with the records that it shows.
    pub page: Page,
    /// What it read.
    pub reads: Reads,
    /// Where every position stood before it was read.
    pub positions: Positions,
    /// What the call took.
    pub cost: Cost,
    /// What was said in it.
    pub lines: Vec<Line>,
}

impl Plugins {
    /// Asks a plugin for a page. Dropping the future stops the guest.
    pub async fn answer(&self, plugin: &Arc<Loaded>, asked: Asked) -> Result<Answered, Failure> {
        let around = &self.inner.around;
        // Before the first read, so that a change during the call makes the page old rather than wrong.
        let positions = around
            .directory
            .positions()
            .await
            .map_err(Failure::Commit)?;
        let locale = asked.request.locale.clone();
        let municipality = asked.request.municipality.clone();
        let done = self
            .call(plugin, Work::Answer(asked.request), &asked.request_id)
            .await?;
        let Done {
            mut page,
            mut reads,
            wanted_nearby,
            cost,
            lines,
            ..
        } = done;
        cards::fill(
            self,
            &mut page,
            &mut reads,
            wanted_nearby,
            (&locale, municipality.as_deref()),
        )
        .await
        .map_err(Failure::Commit)?;
        let id = &plugin.manifest.id;
        let filled = super::images::fill(around, id, &mut page, &mut reads).await;
        filled.map_err(Failure::Commit)?;
        if let Some(watched) = self.watched() {
            watched.add_page(&asked.request_id, &page);
        }
        Ok(Answered {
            page,
            reads,
            positions,
            cost,
            lines,
        })
    }

    /// Calls a guest on the guests' runtime, counts its traps and keeps what it said.
    pub(super) async fn call(
        &self,
        plugin: &Arc<Loaded>,
        work: Work,
        request_id: &str,
    ) -> Result<Done, Failure> {
        if plugin.health.paused() {
            return Err(Failure::Paused);
        }
        let permits = self.admit(plugin).await?;
        let name = work.name();
        let asked_in = match &work {
            Work::Answer(request) => Some(request.locale.clone()),
            _ => None,
        };
        let begun = std::time::Instant::now();
        let is_a_change = matches!(work, Work::Changed(_) | Work::Deleted { .. });
        let (guest, around) = (plugin.clone(), self.inner.around.clone());
        let ticking = self.inner.ticker.tick();
        let pace = Pace::default();
        let task = self.inner.lanes.spawn(pace.clone(), async move {
            let outcome = instance::call(guest, around, work, pace).await;
            drop((ticking, permits));
            outcome
        });
        let mut task = AbortOnDrop(task);
        let (result, mut trace) = match (&mut task.0).await {
            Ok(outcome) => outcome,
            // A panic of the host inside a call is a fault of ours: the server lives, and it is told as such.
            Err(error) => (
                Err(Failure::Stopped(format!("the host failed: {error}"))),
                instance::Trace::default(),
            ),
        };
        if let Err(failure) = &result {
            tracing::warn!(plugin = plugin.manifest.id, call = name, request = request_id, cause = %failure, "a plugin failed");
            trace.lines.push(Line {
                level: "error".into(),
                message: failure.to_string(),
                by_host: true,
            });
        }
        if let Some(watched) = self.watched() {
            watched.add(Call {
                at: self.inner.around.directory.clock().now_ms(),
                plugin: plugin.manifest.id.clone(),
                name: name.clone(),
                locale: asked_in,
                request_id: request_id.to_owned(),
                wall_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
                cost: trace.cost,
                reads: trace.reads,
                writes: trace.writes,
                used: std::mem::take(&mut trace.used),
                fault: result.as_ref().err().map(ToString::to_string),
                lines: trace.lines.clone(),
                ..Call::default()
            });
        }
        self.inner.logs.keep(
            &self.inner.around,
            &plugin.manifest.id,
            (&name, request_id),
            trace.lines,
        );
        // What strangers' records do to it is left out by `follow.rs`: its pages are not paused for that.
        if let Err(Failure::Stopped(cause)) = &result
            && !is_a_change
        {
            self.trapped(plugin, cause).await;
        }
        result
    }

    /// Keeps what the author of a plugin should know about a page.
    pub fn warn(&self, plugin: &str, page: &str, warnings: Vec<String>) {
        let lines = warnings
            .into_iter()
            .map(|message| Line {
                level: "warning".into(),
                message,
                by_host: true,
            })
            .collect();
        self.inner.logs.keep(
            &self.inner.around,
            plugin,
            (&format!("render {page}"), ""),
            lines,
        );
    }

    /// The documents that plugins hold.
    pub fn documents(&self) -> &super::store::Documents {
        &self.inner.around.documents
    }

    async fn trapped(&self, plugin: &Arc<Loaded>, cause: &str) {
        let bounds = &self.inner.around.bounds;
        let now_ms = self.inner.around.directory.clock().now_ms();
        if !plugin
            .health
            .trapped(now_ms, bounds.traps, bounds.trap_window_s)
        {
            return;
        }
        let reason = format!(
            "{} traps within {} minutes, the last: {cause}",
            bounds.traps,
            bounds.trap_window_s / 60
        );
        tracing::error!(plugin = plugin.manifest.id, reason, "the plugin is paused");
        if let Err(error) = self.pause(&plugin.manifest.id, &reason).await {
            tracing::error!(plugin = plugin.manifest.id, %error, "the pause could not be kept");
        }
    }

    async fn admit(
        &self,
        plugin: &Loaded,
    ) -> Result<(OwnedSemaphorePermit, OwnedSemaphorePermit), Failure> {
        let wait = Duration::from_millis(self.inner.around.bounds.wait_ms);
        let both = async {
            // Its own place first: a plugin that is busy must not hold places that others could use.
            let own = plugin.places.clone().acquire_owned().await;
            let shared = self.inner.places.clone().acquire_owned().await;
            own.and_then(|own| shared.map(|shared| (own, shared)))
        };
        match tokio::time::timeout(wait, both).await {
            Ok(Ok(permits)) => Ok(permits),
            _ => Err(Failure::Overloaded),
        }
    }
}
