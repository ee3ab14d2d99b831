//! The guide to procedures takes in thousands of fiches: how fast, and whether memory stays flat.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use maille::plugins::build;

use super::Arguments;
use super::fiches::{self, Fiche};
use super::servers::{memory_mib, open};
use super::table::{Table, median};

/// The plugin that imports.
const PLUGIN: &str = "procedures";

pub fn measure(arguments: &Arguments, folder: &Path, table: &mut Table) -> anyhow::Result<()> {
    let plugins = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins");
    let real = match &arguments.real_data {
        Some(data) => {
            let real = fiches::read(&data.join("service-public/fiches"))?;
            one(
                &format!("import of {} real fiches", real.len()),
                folder,
                (&real, false),
                table,
            )?;
            real
        }
        None => {
            eprintln!("skipped: real fiches (MAILLE_REAL_DATA is not set)");
            fiches::read(&plugins.join(PLUGIN).join("demo"))?
        }
    };
    let many = fiches::multiply(&real, fiches::MANY)?;
    one(
        "import of 7,591 fiches, one zip",
        folder,
        (&many, true),
        table,
    )?;
    one(
        "import of 7,591 fiches, a folder",
        folder,
        (&many, false),
        table,
    )?;
    // Flat means: a quarter of them takes as much.
    let fewer = fiches::multiply(&real, fiches::MANY / 4)?;
    one(
        "import of 1,897 fiches, one zip",
        folder,
        (&fewer, true),
        table,
    )
}

/// Imports in a process of its own, which says what it measured in one line.
fn one(
    figure: &str,
    folder: &Path,
    (documents, zipped): (&[Fiche], bool),
    table: &mut Table,
) -> anyhow::Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    let files = folder.join("files");
    std::fs::create_dir_all(&files)?;
    if zipped {
        std::fs::write(files.join("fiches.zip"), fiches::zip(documents)?)?;
    } else {
        for (name, text) in documents {
            let path = files.join(name);
            std::fs::create_dir_all(path.parent().context("a folder")?)?;
            std::fs::write(path, text)?;
        }
    }
    let output = Command::new(std::env::current_exe()?)
        .arg("--import")
        .arg(&files)
        .arg("--data")
        .arg(folder.join("data"))
        .stderr(std::process::Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "{figure}: the import failed");
    let measured = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    table.add(figure, "memory flat", measured);
    Ok(())
}

/// Installs, gives and imports.
pub async fn run(files: &Path, data: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(data)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../plugins")
        .join(PLUGIN);
    let package = tokio::task::block_in_place(|| build::build(&folder, &mut |_| {}))?;
    let app = open(data, |_| {}).await?;
    app.plugins.install(package.component, true).await?;
    let limit = app.config.plugins.save_bytes;
    let zip = files.join("fiches.zip");
    let documents = if zip.exists() {
        vec![("fiches.zip".to_owned(), std::fs::read(&zip)?)]
    } else {
        fiches::read(files)?
    };
    let begin = Instant::now();
    for (name, bytes) in documents {
        let mut writer = app.plugins.documents().writer(PLUGIN, &name, limit).await?;
        writer.push(&bytes).await?;
        writer.finish().await?;
    }
    let given = begin.elapsed().as_secs_f64();
    let (begin, mut steps) = (Instant::now(), Vec::new());
    let last = app
        .plugins
        .run(PLUGIN, "import", &mut |step| {
            let host = memory_mib("/proc/self/smaps_rollup", "Rss").unwrap_or_default();
            steps.push((step.cost.memory as f64 / 1024.0 / 1024.0, host));
        })
        .await?;
    let taken = begin.elapsed().as_secs_f64();
    let tenth = (steps.len() / 10).max(1);
    let of = |steps: &[(f64, f64)]| median(steps.iter().map(|step| step.1));
    println!(
        "{:.0} documents/s ({} in {taken:.1} s and {} steps, given in {given:.1} s); guest at most {:.1} MiB; host {:.0} MiB in the first tenth, {:.0} in the last, {:.0} at most",
        last.done as f64 / taken,
        last.done,
        steps.len(),
        steps.iter().map(|step| step.0).fold(0.0, f64::max),
        of(&steps[..tenth]),
        of(&steps[steps.len() - tenth..]),
        steps.iter().map(|step| step.1).fold(0.0, f64::max),
    );
    app.close().await;
    Ok(())
}
