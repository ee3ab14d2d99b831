//! The same two pages by a guest in Rust and by one in JavaScript: what each weighs, takes of memory, and how long a page takes.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use maille::app::App;
use maille::plugins::{Asked, GuestRequest, Loaded, build};

use super::servers::open;
use super::table::{Table, median, ratio};
use super::world;

/// Pages of one round.
const PAGES: usize = 100;
/// As `tests/guests/bench` answers them: the smallest page, and twenty records.
const PATHS: [&str; 2] = ["/", "/places"];
/// Seconds to compile in: the engine of JavaScript is 12 MiB of code.
const COMPILE_S: u64 = 600;

/// What `tests/guests/bench` does, in the other language.
const SCRIPT: &str = r#"
import { Search } from "maille:plugin/directory@1.0.0";
export const pages = {
  answer(request, reply) {
    const path = request.path();
    if (path === "/") { reply.title("Bonjour"); reply.paragraphs("Une page sans rien."); return; }
    if (path !== "/places") { reply.notFound(); return; }
    const search = new Search(["place"]);
    search.orderBy("name");
    const places = search.run(20).entries.map((entry) => JSON.parse(entry.content));
    reply.title("Les lieux");
    reply.cards();
    for (const place of places) {
      reply.card(place.name, undefined, place.description);
      reply.cardFact("Commune", place.address.municipality);
    }
  },
};
"#;

const MANIFEST: &str = r#"
id = "bench-js"
version = "1.0.0"
contract = "1.0"
mount = "/bench-js"
exports = ["pages"]
[name]
fr = "Mesures"
en = "Bench"
[grants]
read = ["place"]
"#;

/// What one of the two showed.
struct Guest {
    plugin: Arc<Loaded>,
    name: &'static str,
    bytes: usize,
    installed: Duration,
}

pub async fn measure(rounds: usize, data: &Path, table: &mut Table) -> anyhow::Result<()> {
    world::make(data, 0).await?;
    let app = open(data, |config| config.plugins.compile_s = COMPILE_S).await?;
    let guests = [
        install(&app, "Rust", &world::guest_folder("bench")).await?,
        install(&app, "JavaScript", &script(&data.join("script"))?).await?,
    ];
    for guest in &guests {
        table.add(
            &format!("{}: the component, what it takes to install it", guest.name),
            "",
            format!(
                "{:.2} MiB, {:.1} s",
                guest.bytes as f64 / 1_048_576.0,
                guest.installed.as_secs_f64()
            ),
        );
    }
    for path in PATHS {
        page(&app, &guests, (path, rounds), table).await?;
    }
    app.close().await;
    Ok(())
}

/// The folder of the guest in JavaScript, with what npm fetched for `plugins/helplines`.
fn script(folder: &Path) -> anyhow::Result<std::path::PathBuf> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins/helplines");
    let from = from.canonicalize()?;
    std::fs::create_dir_all(folder.join("src"))?;
    for name in ["package.json", "package-lock.json"] {
        std::fs::copy(from.join(name), folder.join(name))?;
    }
    std::fs::write(folder.join("src/plugin.js"), SCRIPT)?;
    std::fs::write(folder.join("plugin.toml"), MANIFEST)?;
    Ok(folder.to_owned())
}

async fn install(app: &App, name: &'static str, folder: &Path) -> anyhow::Result<Guest> {
    let package = tokio::task::block_in_place(|| build::build(folder, &mut |_| {}))?;
    let (bytes, begun) = (package.component.len(), Instant::now());
    let installed = app.plugins.install(package.component, true).await?;
    let id = installed.manifest.id;
    Ok(Guest {
        plugin: app.plugins.get(&id).context("it was installed")?,
        name,
        bytes,
        installed: begun.elapsed(),
    })
}

/// One page by both, in rounds that take turns, one at a time and without HTTP: what the guest and its calls take.
async fn page(
    app: &App,
    guests: &[Guest; 2],
    (path, rounds): (&str, usize),
    table: &mut Table,
) -> anyhow::Result<()> {
    let mut seconds = [const { Vec::new() }; 2];
    let (mut memory, mut said) = ([0; 2], [const { String::new() }; 2]);
    for round in 0..=rounds {
        for (index, guest) in guests.iter().enumerate() {
            let begun = Instant::now();
            for _ in 0..PAGES {
                let request = GuestRequest {
                    method: "GET".into(),
                    path: path.into(),
                    locale: "fr".into(),
                    ..GuestRequest::default()
                };
                let asked = Asked {
                    request,
                    request_id: "bench".into(),
                };
                let answered = app.plugins.answer(&guest.plugin, asked).await?;
                memory[index] = answered.cost.memory.max(memory[index]);
                said[index] = format!("{:?}", answered.page);
            }
            // The first round warms up.
            if round > 0 {
                seconds[index].push(begun.elapsed().as_secs_f64() / PAGES as f64);
            }
        }
    }
    ensure!(said[0] == said[1], "the two pages at {path} differ");
    for (guest, (seconds, memory)) in guests.iter().zip(seconds.iter().zip(memory)) {
        table.add(
            &format!("{}: the page {path}, its memory", guest.name),
            "",
            format!(
                "{:.0} µs, {:.1} MiB",
                median(seconds.iter().copied()) * 1e6,
                memory as f64 / 1_048_576.0
            ),
        );
    }
    table.add(
        &format!("JavaScript / Rust, the time of the page {path}"),
        "",
        format!("{:.1}", ratio(&seconds[1], &seconds[0])),
    );
    Ok(())
}
