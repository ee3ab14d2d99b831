//! The faults of a configuration in the administrator's words: place, what is wrong, the mend.

use crate::cli::words::say;
use crate::config::{Fault, Place, Wanted, Wrong};

/// Where something was written.
pub fn place(place: &Place) -> String {
    match place {
        Place::File(path, Some(line)) => say(
            "cli-config-line",
            &[("path", &path.display()), ("line", &line.to_string())],
        ),
        Place::File(path, None) => path.display().to_string(),
        Place::Variable(name) => say("cli-config-variable", &[("name", name)]),
    }
}

/// Place and fault; then the mend.
pub fn lines(fault: &Fault) -> [String; 2] {
    let (wrong, mend) = said(fault);
    [
        say(
            "cli-config-fault",
            &[("place", &place(&fault.place)), ("wrong", &wrong)],
        ),
        format!("  → {mend}"),
    ]
}

/// All in one line.
pub fn line(fault: &Fault) -> String {
    let [wrong, mend] = lines(fault);
    format!("{wrong} {}", mend.trim_start())
}

fn said(fault: &Fault) -> (String, String) {
    let key = &fault.key;
    match &fault.wrong {
        Wrong::Unread { path, why } => (
            say(
                "cli-config-unread",
                &[("path", &path.display()), ("why", why)],
            ),
            say("cli-config-unread-mend", &[]),
        ),
        Wrong::Syntax(why) => (
            say("cli-config-syntax", &[("why", why)]),
            say("cli-config-syntax-mend", &[]),
        ),
        Wrong::Duplicate => (
            say("cli-config-duplicate", &[("key", key)]),
            say("cli-config-duplicate-mend", &[]),
        ),
        Wrong::Unknown { near, known } => (
            say("cli-config-unknown", &[("key", key)]),
            match near {
                Some(near) => say("cli-config-near", &[("near", near)]),
                None if known.is_empty() => say("cli-config-known-none", &[]),
                None => say("cli-config-known", &[("known", &known.join(", "))]),
            },
        ),
        Wrong::Type { wanted, example } => (
            say("cli-config-type", &[("key", key), ("wanted", &of(*wanted))]),
            match example {
                Some(example) => say("cli-config-type-mend", &[("example", example)]),
                None => say("cli-config-type-mend-bare", &[]),
            },
        ),
        Wrong::Missing(other) => (
            say("cli-config-missing", &[("key", key), ("other", other)]),
            say("cli-config-missing-mend", &[("other", other)]),
        ),
        Wrong::Value(why) => (
            say("cli-config-value", &[("key", key), ("why", why)]),
            mend(key),
        ),
        Wrong::Open(path) => (
            say(
                "cli-config-open",
                &[("key", key), ("path", &path.display())],
            ),
            say("cli-config-open-mend", &[("path", &path.display())]),
        ),
        Wrong::Prefix(right) => (
            say("cli-config-prefix", &[]),
            say("cli-config-near", &[("near", right)]),
        ),
    }
}

/// What a key takes, by an example of its own where it has one.
fn mend(key: &str) -> String {
    let own = match key {
        "instance.timezone" => "cli-config-value-timezone",
        "instance.origin" => "cli-config-value-origin",
        "server.listen" => "cli-config-value-listen",
        "server.public_url" => "cli-config-value-public-url",
        "database.url" => "cli-config-value-database",
        "mail.url" => "cli-config-value-mail",
        "mail.from" => "cli-config-value-from",
        "oidc.issuer" | "oidc.client_id" => "cli-config-value-oidc",
        "oidc.client_secret_file" => "cli-config-value-oidc-secret",
        "server.proxies" => "cli-config-value-proxies",
        "server.tls_certificate" | "server.tls_key" => "cli-config-value-tls",
        "metrics.listen" => "cli-config-value-metrics-listen",
        "metrics.token_file" => "cli-config-value-metrics-token",
        _ => "cli-config-value-other",
    };
    say(own, &[])
}

fn of(wanted: Wanted) -> String {
    let key = match wanted {
        Wanted::Text => "cli-config-wanted-text",
        Wanted::Number => "cli-config-wanted-number",
        Wanted::YesOrNo => "cli-config-wanted-yes-or-no",
        Wanted::List => "cli-config-wanted-list",
        Wanted::Section => "cli-config-wanted-section",
        Wanted::Other => "cli-config-wanted-other",
    };
    say(key, &[])
}
