//! A plugin in another language: JavaScript, built by npm, run by the same host within the same bounds.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use maille::config::PluginBounds;
use maille::directory::{Author, Session};
use maille::outbound::Rule;
use maille::plugins::build::{self, BuildError};

use crate::support::guests::Guest;
use crate::support::process::{program, said};
use crate::support::skip::skip;
use crate::support::{Instance, bounds, workspace};

const FOLDER: &str = "plugins/helplines";

/// A component of 12 MiB is compiled beside other tests.
fn patient() -> PluginBounds {
    PluginBounds {
        compile_s: 600,
        ..bounds()
    }
}

fn has_node(test: &str) -> bool {
    let there = Command::new("npm").arg("--version").output();
    let there = there.is_ok_and(|output| output.status.success());
    if !there {
        skip(test, "npm (install Node 18 or later)");
    }
    there
}

/// The useful numbers, built once.
fn helplines() -> Guest {
    static BUILT: OnceLock<Guest> = OnceLock::new();
    BUILT.get_or_init(|| Guest::build(FOLDER)).clone()
}

/// The same with other words in `src/plugin.js`.
fn speaking(script: &str) -> Guest {
    let folder = tempfile::tempdir().unwrap();
    copied(&workspace().join(FOLDER), folder.path());
    std::fs::write(folder.path().join("src/plugin.js"), script).unwrap();
    let package = build::build(folder.path(), &mut |_| {});
    Guest::of(package.unwrap_or_else(|error| panic!("{error}")))
}

/// The folder's own files; what npm fetched is shared.
fn copied(from: &Path, to: &Path) {
    for name in ["plugin.toml", "package.json", "package-lock.json"] {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
    for folder in ["src", "kinds", "translations"] {
        std::fs::create_dir(to.join(folder)).unwrap();
        for entry in std::fs::read_dir(from.join(folder)).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), to.join(folder).join(entry.file_name())).unwrap();
        }
    }
    std::os::unix::fs::symlink(from.join("node_modules"), to.join("node_modules")).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn its_pages_read_the_directory_and_its_form_writes_a_draft() {
    if !has_node("its_pages_read_the_directory_and_its_form_writes_a_draft") {
        return;
    }
    let instance = Instance::with(patient(), Rule::default()).await;
    instance
        .app
        .plugins
        .install(helplines().bytes(), true)
        .await
        .unwrap();
    let home = instance.get("/numeros").await;
    assert_eq!(home.status, 200, "{}", home.text);
    for words in [
        "Numéros utiles",
        "SAMU",
        "tel:3919",
        "39 19",
        "Dans le département",
    ] {
        assert_eq!(
            home.text.contains(words),
            words != "Dans le département",
            "{words}"
        );
    }
    // A record of its own kind, made by somebody else, is read at the next page.
    let mut session = Session::new(&instance.app.directory, Author::host("test"));
    let content = r#"{"name": "Conseillers *du* Val", "telephone": "01 99 00 40 10"}"#;
    session
        .put("helplines.number", "conseillers", content)
        .await
        .unwrap();
    session.commit().await.unwrap();
    let found = instance.get("/numeros?q=conseillers").await.text;
    assert!(
        found.contains("Dans le département") && found.contains("tel:0199004010"),
        "{found}"
    );
    assert!(!found.contains("SAMU"));
    let english = instance.get("/numeros?lang=en&q=violence").await.text;
    assert!(english.contains("Violence against women") && !english.contains("SAMU"));

    let wrong = instance
        .post(
            "/numeros/proposer",
            &[("name", ""), ("telephone", "x")],
            &[],
        )
        .await;
    assert!(wrong.text.contains("Écrivez qui répond"), "{}", wrong.text);
    let sent = [("name", "Écrivain public"), ("telephone", "01 99 00 40 30")];
    let thanks = instance.post("/numeros/proposer", &sent, &[]).await;
    assert!(thanks.text.contains("Proposition reçue"), "{}", thanks.text);
    let home = instance.get("/numeros").await.text;
    assert!(
        !home.contains("Écrivain public"),
        "a draft is nobody's to read"
    );
}

const HOSTILE: &str = r#"
export const pages = {
  answer(request, reply) {
    const path = request.path();
    if (path === "/boucle") for (;;);
    if (path === "/bombe") { const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1)); }
    if (path === "/profond") { const deeper = (n) => deeper(n + 1) + 1; deeper(0); }
    if (path === "/faute") null.nothing;
    reply.title("Encore là");
  },
};
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_loops_or_takes_all_memory_is_stopped_within_its_bounds() {
    if !has_node("a_script_that_loops_or_takes_all_memory_is_stopped_within_its_bounds") {
        return;
    }
    helplines();
    let instance = Instance::with(patient(), Rule::default()).await;
    let guest = speaking(HOSTILE);
    instance
        .app
        .plugins
        .install(guest.bytes(), true)
        .await
        .unwrap();
    for path in ["/boucle", "/bombe", "/profond", "/faute"] {
        let answer = instance.get(&format!("/numeros{path}")).await;
        assert_eq!(answer.status, 500, "{path}: {}", answer.text);
        assert_eq!(
            instance.get("/voisin").await.status,
            200,
            "the neighbour serves"
        );
        assert_eq!(
            instance.get("/numeros").await.status,
            200,
            "its other pages serve"
        );
    }
    assert_eq!(instance.app.plugins.memory_used(), 0);
    let log = instance.log("helplines").await.join("\n");
    assert!(log.contains("it computed for more than 250 ms"), "{log}");
    assert!(log.contains("its memory is used up"), "{log}");
    // The engine cannot say an error of JavaScript's own as one of the contract, and ends: helplines catches them.
    assert!(log.contains("it panicked; it said last"), "{log}");
}

#[test]
fn what_is_missing_is_said_with_its_mend() {
    let folder = tempfile::tempdir().unwrap();
    let source = workspace().join(FOLDER);
    std::fs::copy(
        source.join("plugin.toml"),
        folder.path().join("plugin.toml"),
    )
    .unwrap();
    std::fs::create_dir(folder.path().join("kinds")).unwrap();
    std::fs::copy(
        source.join("kinds/number.json"),
        folder.path().join("kinds/number.json"),
    )
    .unwrap();
    let built = build::build(folder.path(), &mut |_| {});
    assert!(matches!(built, Err(BuildError::NoLanguage(_))), "{built:?}");
    std::fs::copy(
        source.join("package.json"),
        folder.path().join("package.json"),
    )
    .unwrap();
    let built = build::build(folder.path(), &mut |_| {});
    assert!(matches!(built, Err(BuildError::NoLock(_))), "{built:?}");
    // A machine without Node: nothing of that name is on the way.
    std::fs::copy(
        source.join("package-lock.json"),
        folder.path().join("package-lock.json"),
    )
    .unwrap();
    let output = program()
        .args(["plugin", "build"])
        .arg(folder.path())
        .env("PATH", folder.path())
        .output()
        .unwrap();
    said(&output).refused(&["impossible de lancer `npm`", "installez Node 18"]);
}
