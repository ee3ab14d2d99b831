//! A small checker of documents: tags balance, ids are unique and lead somewhere, one `h1`, no style and no script of
//! their own, but for the one file. It stands in for the Nu checker where only cargo is at hand.

use std::collections::HashSet;

const VOID: [&str; 9] = [
    "meta", "link", "img", "input", "br", "hr", "col", "wbr", "source",
];
const NOT_IN_P: [&str; 22] = [
    "p",
    "div",
    "ul",
    "ol",
    "dl",
    "table",
    "section",
    "article",
    "nav",
    "form",
    "fieldset",
    "details",
    "figure",
    "address",
    "pre",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
];
const ATTRIBUTES: [&str; 71] = [
    "label",
    "lang",
    "class",
    "charset",
    "name",
    "content",
    "rel",
    "href",
    "type",
    "title",
    "id",
    "alt",
    "width",
    "height",
    "src",
    "hreflang",
    "aria-label",
    "aria-labelledby",
    "aria-describedby",
    "aria-current",
    "aria-invalid",
    "role",
    "action",
    "method",
    "for",
    "value",
    "maxlength",
    "tabindex",
    "autofocus",
    "dir",
    "open",
    "loading",
    "scope",
    "colspan",
    "rowspan",
    "datetime",
    "novalidate",
    "enctype",
    "accept",
    "autocomplete",
    "inputmode",
    "checked",
    "selected",
    "rows",
    "start",
    "data-position",
    "media",
    "sizes",
    "aria-hidden",
    "viewBox",
    "stroke",
    "d",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "dy",
    "text-anchor",
    "overflow",
    "hidden",
    "defer",
    "data-wait",
    "data-refused",
    "data-unavailable",
    "data-late",
];

/// Every fault of a document, in words.
pub(super) fn faults(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let (mut ids, mut targets) = (HashSet::new(), Vec::new());
    let (mut first_headings, mut level) = (0, 0);
    let mut rest = html.strip_prefix("<!doctype html>").unwrap_or(html);
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let Some(end) = tag_end(rest) else {
            faults.push("a tag does not end".into());
            break;
        };
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop().as_deref() != Some(name) {
                faults.push(format!("</{name}> ends nothing that is open: {open:?}"));
                break;
            }
            continue;
        }
        let name: String = tag
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let ours = tag.starts_with("script src=\"/static/here.") && rest.starts_with("</script>");
        if name.is_empty()
            || !ours
                && matches!(
                    name.as_str(),
                    "script" | "style" | "iframe" | "object" | "base"
                )
        {
            faults.push(format!("<{tag}> may not stand here"));
        }
        if open.iter().any(|parent| parent == "p") && NOT_IN_P.contains(&name.as_str()) {
            faults.push(format!("<{name}> within <p>"));
        }
        if open.iter().any(|parent| parent == "a")
            && matches!(name.as_str(), "a" | "button" | "input")
        {
            faults.push(format!("<{name}> within <a>"));
        }
        if let Some(number) = name
            .strip_prefix('h')
            .and_then(|number| number.parse::<u8>().ok())
        {
            first_headings += usize::from(number == 1);
            if number > level + 1 {
                faults.push(format!("<h{number}> after <h{level}>"));
            }
            level = number;
        }
        for (attribute, value) in attributes(&tag[name.len()..]) {
            match attribute {
                "id" if !ids.insert(value.to_owned()) => {
                    faults.push(format!("the id {value:?} stands twice"))
                }
                "id" if value.is_empty() || value.contains(char::is_whitespace) => {
                    faults.push(format!("{value:?} is no id"))
                }
                "for" | "aria-labelledby" | "aria-describedby" => {
                    targets.extend(value.split(' ').map(str::to_owned))
                }
                "href" if value.starts_with('#') => targets.push(value[1..].to_owned()),
                "href" | "src" | "action" if !is_harmless(value) => {
                    faults.push(format!("{attribute} leads to {value:?}"))
                }
                _ if !ATTRIBUTES.contains(&attribute) => {
                    faults.push(format!("the attribute {attribute:?}"))
                }
                _ => {}
            }
        }
        if !VOID.contains(&name.as_str()) {
            open.push(name);
        }
    }
    if !open.is_empty() {
        faults.push(format!("left open: {open:?}"));
    }
    if first_headings != 1 {
        faults.push(format!("{first_headings} h1"));
    }
    faults.extend(
        targets
            .iter()
            .filter(|id| !ids.contains(*id))
            .map(|id| format!("nothing has the id {id:?}")),
    );
    faults
}

/// The end of a tag, `>` within quotes not counted.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quoted = false;
    rest.char_indices().find_map(|(at, character)| {
        quoted ^= character == '"';
        (character == '>' && !quoted).then_some(at)
    })
}

fn attributes(mut rest: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start();
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() {
            return found;
        }
        let Some(value) = after.strip_prefix("=\"") else {
            found.push((name, ""));
            rest = after;
            continue;
        };
        let end = value.find('"').unwrap_or(value.len());
        found.push((name, &value[..end]));
        rest = value.get(end + 1..).unwrap_or_default();
    }
}

fn is_harmless(href: &str) -> bool {
    let local = href.starts_with('/') && !href.starts_with("//");
    local
        || ["https://", "http://", "tel:", "mailto:"]
            .iter()
            .any(|scheme| href.starts_with(scheme))
}

/// Fails where a document has a fault.
pub(super) fn assert_sound(name: &str, html: &str) {
    let faults = faults(html);
    let start = html
        .char_indices()
        .nth(3_000)
        .map_or(html.len(), |(at, _)| at);
    assert!(
        faults.is_empty(),
        "{name}: {faults:#?}\n{}",
        &html[..start.min(html.len())]
    );
}

#[test]
fn the_checker_sees_faults() {
    for bad in [
        "<h1>a",
        "<h1>a</h1><p><div></div></p>",
        "<h1 id=\"a\">a</h1><p id=\"a\"></p>",
        "<h1 style=\"x\">a</h1>",
        "<h1>a</h1><h3>b</h3>",
        "<h1>a</h1><script></script>",
        "<h1>a</h1><script src=\"/static/here.js\">x</script>",
        "<h1 onclick=\"x\">a</h1>",
        "<h1>a</h1><a href=\"javascript:x\">b</a>",
        "<p>a</p>",
        "<h1>a</h1><label for=\"b\">b</label>",
    ] {
        assert!(!faults(bad).is_empty(), "{bad}");
    }
}
