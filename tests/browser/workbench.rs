//! `/~dev`, which an author sees beside a plugin: a build that failed, what the check found, calls and one of them whole.

use maille::web::render::{
    self, BenchCall, BenchFinding, BenchGrant, BenchLine, BuildState, Site, View, WORKBENCH,
    WorkbenchPage,
};

/// A Saturday.
const NOW_MS: i64 = 1_795_256_130_000;

/// What stands there after a save that does not build, and the call that went wrong before.
pub fn pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let at = |path: String| View {
        path,
        plugin: None,
        ..view.clone()
    };
    let board = render::workbench_page(site, &at(WORKBENCH.to_owned()), &board());
    let one = render::workbench_call_page(site, &at(format!("{WORKBENCH}/appels/2")), &failed());
    vec![("dev", board), ("dev-call", one)]
}

fn board() -> WorkbenchPage {
    WorkbenchPage {
        plugin: "Mes horaires".to_owned(),
        mount: Some("/mes-horaires".to_owned()),
        build: BuildState::Broken {
            place: Some("src/lib.rs:12".to_owned()),
            words: "error[E0425]: cannot find value `titre` in this scope".to_owned(),
        },
        builds: 3,
        build_ms: 2_140,
        built_at: Some(NOW_MS),
        findings: Some(vec![BenchFinding {
            fault: true,
            place: "translations/en.ftl:4".to_owned(),
            words: "La phrase « search » manque.".to_owned(),
        }]),
        grants: vec![
            BenchGrant {
                name: "read:place".to_owned(),
                words: "Lire les fiches « place »".to_owned(),
                used: true,
            },
            BenchGrant {
                name: "write:event".to_owned(),
                words: "Écrire des fiches « event »".to_owned(),
                used: false,
            },
        ],
        tasks: vec![("import".to_owned(), "Lire la liste".to_owned())],
        calls: vec![failed(), answered()],
        log: vec![BenchLine {
            at: NOW_MS,
            level: "warning".to_owned(),
            call: "answer GET /".to_owned(),
            message: "unknown tone".to_owned(),
        }],
    }
}

fn answered() -> BenchCall {
    BenchCall {
        number: 1,
        at: NOW_MS - 1_000,
        name: "answer GET /".to_owned(),
        language: "fr".to_owned(),
        wall_ms: 4,
        cpu_ms: 2,
        memory: 1_500_000,
        reads: 1,
        blocks: 12,
        used: vec!["read:place".to_owned()],
        ..BenchCall::default()
    }
}

fn failed() -> BenchCall {
    BenchCall {
        number: 2,
        at: NOW_MS,
        name: "answer GET /une/page/dont/l-adresse/est/longue".to_owned(),
        fault: Some("it panicked; it said last: index out of bounds".to_owned()),
        lines: vec![("error".to_owned(), "index out of bounds".to_owned())],
        described: Some("title: Mes horaires\nparagraphs:\n  Ouvert\n".to_owned()),
        ..answered()
    }
}
