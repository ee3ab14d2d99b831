//! The other forms of a list of the directory and of one record: their addresses, and what people read there.

use super::composer::Composer;
use super::directory::{DIRECTORY_AFTER, DIRECTORY_NEAR, DirectoryAsked};
use super::directory_plan::{DIRECTORY_VIEW, whole};
use super::layout::AlternateView;
use super::site::View;
use super::words::Words;
use crate::web::locale;

/// Each list's address and media type.
pub const DIRECTORY_FILES: [(&str, &str); 3] = [
    ("/annuaire.csv", "text/csv"),
    ("/annuaire.geojson", "application/geo+json"),
    ("/annuaire.jsonld", "application/ld+json"),
];
/// What follows the address of a record's page, and the media type.
pub const DIRECTORY_RECORD_FILES: [(&str, &str); 2] = [
    (".jsonld", "application/ld+json"),
    (".geojson", "application/geo+json"),
];

/// The question of a list as files answer it: whole, in no language, and near what the page says that it is near.
pub(super) fn list_files(
    composer: &Composer,
    asked: &DirectoryAsked,
) -> Vec<(String, &'static str)> {
    let words = composer.words;
    let view = composer.view.without(DIRECTORY_AFTER).without(locale::NAME);
    let view = whole(&view).without(DIRECTORY_VIEW);
    let labels = [
        words.get("directory-file-table"),
        words.get("directory-file-map"),
        words.get("directory-file-linked"),
    ];
    let files = DIRECTORY_FILES.into_iter().zip(labels);
    files
        .map(|((path, _), label)| {
            let at = View {
                path: path.to_owned(),
                ..view.clone()
            };
            let near = Some(asked.near.as_str());
            // A commune that a cookie holds is part of the question, and no part of the address.
            let near = near.filter(|near| !near.is_empty() || view.holds(DIRECTORY_NEAR));
            (at.address_with(DIRECTORY_NEAR, near), label)
        })
        .collect()
}

/// The same for a page's head.
pub(super) fn list_alternates(files: &[(String, &'static str)]) -> Vec<AlternateView> {
    let known = DIRECTORY_FILES.into_iter().zip(files);
    known
        .map(|((_, content_type), (href, label))| AlternateView {
            content_type: content_type.to_owned(),
            href: href.clone(),
            title: (*label).to_owned(),
            external: false,
        })
        .collect()
}

/// One record's other forms, for its page's head.
pub(super) fn record_alternates(words: Words, view: &View) -> Vec<AlternateView> {
    let labels = [
        words.get("directory-file-linked"),
        words.get("directory-file-map"),
    ];
    let forms = DIRECTORY_RECORD_FILES.into_iter().zip(labels);
    forms
        .map(|((ending, content_type), label)| AlternateView {
            content_type: content_type.to_owned(),
            href: format!("{}{ending}", view.path),
            title: label.to_owned(),
            external: false,
        })
        .collect()
}
