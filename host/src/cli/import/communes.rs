//! `maille import communes`: INSEE's communes, and the groups that they belong to.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::super::words::{fault, say};
use super::Arguments;
use crate::app::App;
use crate::imports::run::ImportError;
use crate::imports::{self, Fate, ReadError, Row, Taken};
use crate::territory::{BATCH_MAX, Changed, Territory};

/// The head of a table stands within these bytes.
const HEAD_BYTES: u64 = 4_096;

pub async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let fetched = super::fetched(arguments).await?;
    let path = fetched
        .as_ref()
        .map_or(Path::new(&arguments.path), |file| file.path());
    let mut file = open(path)?;
    let mut head = Vec::new();
    (&mut file).take(HEAD_BYTES).read_to_end(&mut head)?;
    file.rewind()?;
    let head = String::from_utf8_lossy(&head);
    let groups = head
        .lines()
        .next()
        .is_some_and(|line| line.contains("membres"));
    let app = App::open_existing(&arguments.data.data).await?;
    let territory = Territory::new(app.directory.database().clone());
    let input = Box::new(std::io::BufReader::new(file));
    let (changed, refused) = if groups {
        let read = imports::epcis(input).map_err(stopped)?;
        take(read, async |batch| territory.put_epcis(&batch).await).await?
    } else {
        let read = imports::communes(input).map_err(stopped)?;
        take(read, async |batch| territory.put_communes(&batch).await).await?
    };
    app.close().await;
    for row in &refused {
        println!("{}", told(row));
    }
    let counts = [
        ("new", &changed.new),
        ("changed", &changed.changed),
        ("unchanged", &changed.unchanged),
    ];
    println!(
        "{}",
        say(
            "cli-import-territory",
            &counts.map(|(name, count)| (name, count as _))
        )
    );
    Ok(ExitCode::SUCCESS)
}

fn open(path: &Path) -> anyhow::Result<File> {
    let shown = path.display().to_string();
    File::open(path).with_context(|| fault("cli-import-open", &[("path", &shown)]))
}

/// Takes what is read, so much at once; the rows that gave nothing come back, those that are meant to be passed left out.
async fn take<T>(
    read: Taken<T>,
    put: impl AsyncFn(Vec<T>) -> Result<Changed, crate::database::DatabaseError>,
) -> anyhow::Result<(Changed, Vec<Row>)> {
    let (mut changed, mut refused, mut batch) = (Changed::default(), Vec::new(), Vec::new());
    let mut add = |more: Changed| {
        changed.new += more.new;
        changed.changed += more.changed;
        changed.unchanged += more.unchanged;
    };
    for one in read {
        match one.map_err(stopped)? {
            Ok(one) => batch.push(one),
            Err(row) if matches!(row.fate, Fate::Skipped { .. }) => {}
            Err(row) => refused.push(row),
        }
        if batch.len() >= BATCH_MAX {
            add(put(std::mem::take(&mut batch)).await?);
        }
    }
    if !batch.is_empty() {
        add(put(batch).await?);
    }
    Ok((changed, refused))
}

fn stopped(error: ReadError) -> anyhow::Error {
    super::in_words(ImportError::Read(error))
}

fn told(row: &Row) -> String {
    let why: Vec<String> = match &row.fate {
        Fate::Refused { why } => why
            .iter()
            .map(|one| super::report::remark(&one.field, &one.value, &super::sentence(&one.what)))
            .collect(),
        _ => Vec::new(),
    };
    super::report::line(row.number, "refused", &row.subject, &why)
}
