//! The page at `/confort`: a form for reading comfort and language that works without script.

use askama::Template;

use super::host_pages::document;
use super::site::{Site, View, is_local_path};
use super::words::Words;
use crate::web::comfort::{Contrast, Size, Spacing};
use crate::web::locale::Locale;

struct OptionView {
    value: &'static str,
    label: &'static str,
    chosen: bool,
}

struct Setting {
    name: &'static str,
    legend: &'static str,
    options: Vec<OptionView>,
}

#[derive(Template)]
#[template(path = "pages/comfort.html")]
struct ComfortView<'a> {
    words: Words,
    settings: Vec<Setting>,
    return_to: &'a str,
    saved: bool,
}

/// `/confort`: a form that POSTs `size`, `spacing`, `contrast`, `lang` and `retour` (the path to go back to, to be asked
/// [`is_local_path`] again) to `/confort`. `saved` says that the choice was kept.
pub fn comfort_page(site: &Site, view: &View, return_to: &str, saved: bool) -> String {
    let words = Words(view.locale);
    let chosen = view.comfort;
    let options = |name, legend, options: Vec<(&'static str, &'static str, bool)>| Setting {
        name,
        legend: words.get(legend),
        options: options
            .into_iter()
            .map(|(value, label, chosen)| OptionView {
                value,
                label,
                chosen,
            })
            .collect(),
    };
    let sizes = Size::ALL
        .iter()
        .map(|size| {
            (
                size.word(),
                words.get(size_key(*size)),
                *size == chosen.size,
            )
        })
        .collect();
    let spacings = Spacing::ALL
        .iter()
        .map(|one| {
            (
                one.word(),
                words.get(spacing_key(*one)),
                *one == chosen.spacing,
            )
        })
        .collect();
    let contrasts = Contrast::ALL
        .iter()
        .map(|one| {
            (
                one.word(),
                words.get(contrast_key(*one)),
                *one == chosen.contrast,
            )
        })
        .collect();
    let languages = Locale::ALL
        .iter()
        .map(|one| {
            (
                one.code(),
                Words(*one).get("language-name"),
                *one == view.locale,
            )
        })
        .collect();
    let settings = vec![
        options("size", "comfort-size", sizes),
        options("spacing", "comfort-spacing", spacings),
        options("contrast", "comfort-contrast", contrasts),
        options("lang", "language", languages),
    ];
    let return_to = if is_local_path(return_to) {
        return_to
    } else {
        "/"
    };
    document(
        site,
        view,
        words.get("comfort"),
        &ComfortView {
            words,
            settings,
            return_to,
            saved,
        },
    )
}

fn size_key(size: Size) -> &'static str {
    match size {
        Size::Usual => "size-100",
        Size::Large => "size-125",
        Size::Larger => "size-150",
        Size::Largest => "size-200",
    }
}

fn spacing_key(spacing: Spacing) -> &'static str {
    match spacing {
        Spacing::Usual => "spacing-normal",
        Spacing::Large => "spacing-large",
    }
}

fn contrast_key(contrast: Contrast) -> &'static str {
    match contrast {
        Contrast::Usual => "contrast-normal",
        Contrast::High => "contrast-high",
        Contrast::Dark => "contrast-dark",
    }
}
