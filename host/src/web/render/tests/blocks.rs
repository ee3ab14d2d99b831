//! Every block in every language, as snapshots.

use super::{checker, dump, links, main_of, samples, site, view};
use crate::web::locale::Locale;
use crate::web::render::{View, page_html};

#[test]
fn every_block_in_every_language() {
    for (name, page) in samples::all() {
        for locale in Locale::ALL {
            let rendered = page_html(&page, &site(), &view(locale), &links());
            let name = format!("{name}_{}", locale.code());
            dump(&name, &rendered.html);
            checker::assert_sound(&name, &rendered.html);
            let warnings = rendered.warnings.join("\n");
            insta::assert_snapshot!(
                name,
                format!("{}\n\nWarnings:\n{warnings}", main_of(&rendered.html))
            );
        }
    }
}

#[test]
fn all_cases_can_be_opened_at_once() {
    let page = samples::all()
        .into_iter()
        .find(|(name, _)| *name == "alternatives")
        .expect("the sample")
        .1;
    let closed = page_html(&page, &site(), &view(Locale::French), &links()).html;
    assert!(
        closed.contains("?q=carte+%26+permis&#38;tout=1#cases"),
        "{closed}"
    );
    assert!(!closed.contains("<details open>"));
    let open = View {
        expand_all: true,
        ..view(Locale::French)
    };
    let open = page_html(&page, &site(), &open, &links()).html;
    assert_eq!(open.matches("<details open>").count(), 4);
    dump("alternatives_open", &open);
}
