//! The exact page cache: a plugin's page is kept as long as nothing that it read would answer otherwise, never longer. Only
//! what is the same for every visitor with the same key is kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::error;
use super::locale;
use super::visitor::{Visitor, set_cookie};
use crate::app::App;
use crate::directory::Positions;
use crate::plugins::Reads;

/// Names of query parameters that are known for one path; one that asks for more is not kept.
const NAMES_MAX: usize = 32;
/// Bytes that an entry takes besides its page.
const ENTRY_BYTES: usize = 512;

/// What a kept page is found by. The query is not all of it: only the names that the guest asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The plugin's stamp moves with version, grants and settings; the generation with what else is installed.
    pub plugin: (String, i64, i64),
    /// Below the plugin's root.
    pub path: String,
    /// Language.
    pub locale: &'static str,
    /// Classes of reading comfort.
    pub comfort: String,
    /// An INSEE code.
    pub municipality: Option<String>,
    /// The site's address, which pages print.
    pub address: String,
    /// Whether the navigation names the directory.
    pub directory: bool,
    query: Vec<(String, String)>,
}

/// A page as it was answered.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The document.
    pub html: Bytes,
    /// Strong, over the document.
    pub etag: HeaderValue,
    /// 200 or 404.
    pub status: StatusCode,
    reads: Reads,
    positions: Positions,
}

/// Kept pages, bounded in bytes.
pub struct PageCache {
    pages: Cache<Key, Arc<Kept>>,
    /// The names that guests asked for, by key without a query.
    names: Cache<Key, Arc<BTreeSet<String>>>,
}

impl PageCache {
    /// Of so many bytes.
    pub fn new(bytes: u64) -> Self {
        let weigh = |key: &Key, page: &Arc<Kept>| {
            let query: usize = key
                .query
                .iter()
                .map(|(name, value)| name.len() + value.len())
                .sum();
            u32::try_from(page.html.len() + key.path.len() + query + ENTRY_BYTES)
                .unwrap_or(u32::MAX)
        };
        let weigh_names = |key: &Key, names: &Arc<BTreeSet<String>>| {
            let names: usize = names.iter().map(String::len).sum();
            u32::try_from(key.path.len() + names + ENTRY_BYTES).unwrap_or(u32::MAX)
        };
        Self {
            pages: Cache::builder().max_capacity(bytes).weigher(weigh).build(),
            names: Cache::builder()
                .max_capacity(bytes / 8)
                .weigher(weigh_names)
                .build(),
        }
    }

    /// The kept page for this visitor, if it still stands. What was answered to nobody who is signed in is not for who is.
    pub async fn find(
        &self,
        app: &App,
        (base, is_signed): (&Key, bool),
        visitor: &Visitor,
    ) -> Option<Arc<Kept>> {
        let names = self.names.get(base)?;
        let key = with_query(base, &names, visitor);
        let kept = self.pages.get(&key)?;
        if is_signed && kept.reads.person {
            return None;
        }
        let now = app.directory.positions().await.ok()?;
        if kept.reads.stand(&kept.positions, &now, app.clock.now_ms()) {
            return Some(kept);
        }
        self.pages.invalidate(&key);
        None
    }

    /// Keeps a page, unless it read what cannot be told again.
    pub fn keep(&self, base: Key, visitor: &Visitor, page: &Kept) {
        if page.reads.unrepeatable {
            return;
        }
        let mut names = self
            .names
            .get(&base)
            .map(|names| (*names).clone())
            .unwrap_or_default();
        if !page.reads.query.is_subset(&names) {
            names.extend(page.reads.query.iter().cloned());
            if names.len() > NAMES_MAX {
                return;
            }
        }
        let names = Arc::new(names);
        self.names.insert(base.clone(), names.clone());
        self.pages
            .insert(with_query(&base, &names, visitor), Arc::new(page.clone()));
    }

    /// Bytes of kept pages.
    pub fn bytes(&self) -> u64 {
        self.pages.run_pending_tasks();
        self.pages.weighted_size()
    }
}

fn with_query(base: &Key, names: &BTreeSet<String>, visitor: &Visitor) -> Key {
    let query = visitor
        .query
        .iter()
        .filter(|(name, _)| names.contains(name))
        .cloned()
        .collect();
    Key {
        query,
        ..base.clone()
    }
}

impl Key {
    /// What is known before the guest says what it asks for.
    pub fn new(
        plugin: (String, i64, i64),
        path: String,
        visitor: &Visitor,
        (address, directory): (String, bool),
    ) -> Self {
        Self {
            plugin,
            path,
            locale: visitor.locale.code(),
            comfort: visitor.comfort.classes(),
            municipality: visitor.municipality.clone(),
            address,
            directory,
            query: Vec::new(),
        }
    }
}

impl Kept {
    /// A page with what it depends on.
    pub fn new(html: String, status: StatusCode, reads: Reads, positions: Positions) -> Self {
        let etag = etag(html.as_bytes());
        Self {
            html: Bytes::from(html),
            etag,
            status,
            reads,
            positions,
        }
    }

    /// The page, or 304 where the visitor has it.
    pub fn answer(&self, visitor: &Visitor, app: &App) -> Response {
        let mut response = if self.status.is_success() && has(visitor, &self.etag) {
            error::not_modified().into_response()
        } else {
            (self.status, Html(self.html.clone())).into_response()
        };
        add_headers(&mut response, &self.etag, visitor, app);
        error::as_it_is(response)
    }
}

/// One of the host's own pages.
pub fn own_page(app: &App, visitor: &Visitor, html: String) -> Response {
    let etag = etag(html.as_bytes());
    let mut response = if has(visitor, &etag) {
        error::not_modified().into_response()
    } else {
        Html(html).into_response()
    };
    add_headers(&mut response, &etag, visitor, app);
    response
}

fn add_headers(response: &mut Response, etag: &HeaderValue, visitor: &Visitor, app: &App) {
    let headers = response.headers_mut();
    headers.insert(header::ETAG, etag.clone());
    // Language and comfort hang on cookies: a browser keeps the page and asks whether it still stands.
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept-Language, Cookie, Accept-Encoding"),
    );
    if visitor.locale_named
        && let Ok(cookie) = HeaderValue::from_str(&set_cookie(
            locale::NAME,
            Some(visitor.locale.code()),
            app.is_https(),
        ))
    {
        headers.append(header::SET_COOKIE, cookie);
    }
}

fn etag(bytes: &[u8]) -> HeaderValue {
    let digest = Sha256::digest(bytes);
    let hex: String = digest[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    // Weak: compression changes the bytes, not the page.
    HeaderValue::try_from(format!("W/\"{hex}\"")).expect("hexadecimal digits are header text")
}

fn has(visitor: &Visitor, etag: &HeaderValue) -> bool {
    let Ok(etag) = etag.to_str() else {
        return false;
    };
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    visitor
        .if_none_match
        .as_deref()
        .is_some_and(|known| known.split(',').any(|tag| bare(tag) == bare(etag)))
}
