//! The files that every page needs, inside the program: the style sheet, the marks and the one script. Each address holds a part of the
//! content's hash, so browsers may keep them for ever. It reads no file of a running instance.

use std::sync::LazyLock;

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::map::Tiles;

/// The files as they are built in; a debug build reads them from the source folder.
#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// A file to serve, for ever, as `immutable`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The address below `/static/`, such as `maille.3f9a11c2.css`.
    pub path: String,
    /// For `Content-Type`.
    pub content_type: &'static str,
    /// The content.
    pub bytes: Vec<u8>,
}

static ASSETS: LazyLock<Vec<(String, Asset)>> = LazyLock::new(|| {
    Files::iter()
        .filter_map(|name| Some((name.to_string(), Files::get(&name)?.data.into_owned())))
        .map(|(name, bytes)| {
            let path = hashed(&name, &bytes);
            let asset = Asset {
                path,
                content_type: content_type(&name),
                bytes,
            };
            (name, asset)
        })
        .collect()
});

/// The file at this path below `/static/`; only with its present hash, since older content is not at hand.
pub fn find(path: &str) -> Option<(&'static [u8], &'static str)> {
    let (_, asset) = ASSETS.iter().find(|(_, asset)| asset.path == path)?;
    Some((&asset.bytes, asset.content_type))
}

/// The style sheet's address.
pub fn css_href() -> &'static str {
    static HREF: LazyLock<String> = LazyLock::new(|| href("maille.css"));
    &HREF
}

/// The address of the mark in the browser's tab.
pub fn icon_href() -> &'static str {
    static HREF: LazyLock<String> = LazyLock::new(|| href("favicon.svg"));
    &HREF
}

/// The address of the mark in the header.
pub fn mark_href() -> &'static str {
    static HREF: LazyLock<String> = LazyLock::new(|| href("mark.svg"));
    &HREF
}

/// The address of the script that asks a browser where it is.
pub fn here_href() -> &'static str {
    static HREF: LazyLock<String> = LazyLock::new(|| href("here.js"));
    &HREF
}

/// The address of the script that shows the instance's map where somebody asks for it.
pub fn map_href() -> &'static str {
    static HREF: LazyLock<String> = LazyLock::new(|| href("map.js"));
    &HREF
}

/// The addresses of what that script loads: a style sheet and scripts of others, for tiles of shapes or of pictures.
pub fn map_parts(tiles: Tiles) -> [&'static str; 3] {
    static PARTS: LazyLock<[String; 4]> = LazyLock::new(|| {
        [
            "leaflet.css",
            "leaflet.js",
            "protomaps-leaflet.js",
            "pmtiles.js",
        ]
        .map(|name| href(&format!("map/{name}")))
    });
    let [style, leaflet, shapes, pictures] = PARTS.each_ref();
    match tiles {
        Tiles::Vector => [style, leaflet, shapes],
        Tiles::Raster => [style, leaflet, pictures],
    }
}

fn href(name: &str) -> String {
    let found = ASSETS.iter().find(|(known, _)| known == name);
    format!("/static/{}", found.map_or(name, |(_, asset)| &asset.path))
}

fn hashed(name: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hash: String = digest
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_their_hashed_names_only() {
        let path = css_href()
            .strip_prefix("/static/")
            .expect("an address below /static/");
        let (bytes, content_type) = find(path).expect("the style sheet");
        assert!(bytes.len() > 1_000);
        assert_eq!(content_type, "text/css; charset=utf-8");
        assert_eq!(find("maille.css"), None);
        assert_eq!(find("../Cargo.toml"), None);
        assert!(find(icon_href().trim_start_matches("/static/")).is_some());
        let script = find(here_href().trim_start_matches("/static/"));
        assert_eq!(script.unwrap().1, "text/javascript; charset=utf-8");
        assert!(find(mark_href().trim_start_matches("/static/")).is_some());
    }

    #[test]
    fn the_style_sheet_asks_for_nothing_outside() {
        let css = Files::get("maille.css").expect("the style sheet").data;
        let css = String::from_utf8_lossy(&css);
        assert!(!css.contains("url(") && !css.contains("@import"));
    }
}
