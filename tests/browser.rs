//! What a citizen's browser finds on the demonstration: `browser/run.js` asks it of Debian's Chromium. This file starts the
//! instance and says what the machine lacks; it judges no page.

#![expect(
    clippy::disallowed_methods,
    reason = "what a test may skip, and which browser there is, are said in the environment"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use maille::web::locale::Locale;
use maille::web::render::{self, Site, SiteContact, View, ViewedPlugin};

/// A first start builds the bundled plugin.
const START_MAX: Duration = Duration::from_secs(600);
/// Where Debian puts it; `MAILLE_CHROMIUM` names another one.
const CHROMIUM: &str = "/usr/bin/chromium";

#[test]
fn a_citizens_browser_finds_every_page_in_order() {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/browser");
    if let Some(mend) = lacks(&scripts) {
        return skip(
            "browser::a_citizens_browser_finds_every_page_in_order",
            &mend,
        );
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let demonstration = Demonstration::start(&folder.path().join("demonstration"));
    let rendered = folder.path().join("rendered");
    render_failures(&rendered);

    let held = Command::new("node")
        .arg(scripts.join("run.js"))
        .arg(&demonstration.address)
        .arg("--rendered")
        .arg(&rendered)
        .status()
        .expect("node runs");

    assert!(
        held.success(),
        "the lines above that begin with FAIL say what is wrong"
    );
}

/// What the machine lacks, with the mend; none where nothing is missing.
fn lacks(scripts: &Path) -> Option<String> {
    let runs = |program: &str, argument: &str| {
        let status = Command::new(program)
            .arg(argument)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    };
    let chromium = std::env::var("MAILLE_CHROMIUM").unwrap_or_else(|_| CHROMIUM.to_owned());
    let mend = if !runs("node", "--version") {
        "Node.js 20 is missing: apt-get install nodejs npm"
    } else if !Path::new(&chromium).exists() {
        "Chromium is missing: apt-get install chromium, or name one in MAILLE_CHROMIUM"
    } else if !runs("java", "-version") {
        "Java is missing: apt-get install default-jre-headless"
    } else if !scripts.join("node_modules/playwright-core").is_dir() {
        "the browser tests' packages are missing: npm ci --prefix tests/browser"
    } else {
        return None;
    };
    Some(mend.to_owned())
}

/// Skips by name, past the test harness that would keep the words to itself; fails where nothing may be skipped.
fn skip(test: &str, mend: &str) {
    assert!(
        std::env::var_os("MAILLE_DEMAND_ALL").is_none(),
        "{test} cannot run and MAILLE_DEMAND_ALL is set: {mend}"
    );
    let line = format!("skipped {test}: {mend}\n");
    std::io::stderr()
        .write_all(line.as_bytes())
        .expect("standard error takes a line");
}

/// A running `maille demo`; it ends when this is dropped.
struct Demonstration {
    program: Child,
    address: String,
}

impl Demonstration {
    fn start(data: &Path) -> Self {
        let port = free_port();
        let mut program = Command::new(env!("CARGO_BIN_EXE_maille"))
            .args(["demo", "--port", &port.to_string(), "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the demonstration starts");
        let lines = BufReader::new(program.stdout.take().expect("its standard output"));
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                if line.starts_with("ready:") {
                    // Nobody listens any more where the test has given up.
                    let _ = tell.send(());
                }
            }
        });
        let demonstration = Self {
            program,
            address: format!("http://127.0.0.1:{port}"),
        };
        told.recv_timeout(START_MAX)
            .expect("the demonstration says `ready:`");
        demonstration
    }
}

impl Drop for Demonstration {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.program.kill());
        drop(self.program.wait());
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// Writes the pages that no address of the demonstration gives: a plugin that failed or pauses, too many visitors.
fn render_failures(folder: &Path) {
    std::fs::create_dir_all(folder).expect("a folder for pages");
    let site = Site {
        name: "Mon Val-de-Maille numérique".to_owned(),
        department: "Val-de-Maille (département fictif)".to_owned(),
        contact: SiteContact {
            telephone: Some("01 99 00 10 00".to_owned()),
            email: Some("aide@example.org".to_owned()),
            ..SiteContact::default()
        },
        ..Site::default()
    };
    for locale in Locale::ALL {
        let view = View {
            locale,
            path: "/demarches".to_owned(),
            plugin: Some(ViewedPlugin {
                name: "Démarches".to_owned(),
                root: "/demarches".to_owned(),
            }),
            ..View::default()
        };
        let pages = [
            (
                "plugin-failed",
                render::plugin_failed_page(&site, &view, "K7QF-3MZD"),
            ),
            (
                "plugin-paused",
                render::plugin_paused_page(&site, &view, "K7QF-3MZD"),
            ),
            (
                "overloaded",
                render::overloaded_page(&site, &view, "K7QF-3MZD"),
            ),
        ];
        for (name, html) in pages {
            let path: PathBuf = folder.join(format!("{}.{name}.html", locale.code()));
            std::fs::write(path, html).expect("the page is written");
        }
    }
}
