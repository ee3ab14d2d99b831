//! `maille duplicates …`: records that may be one thing, why, and what a person decides about them.

use indicatif::ProgressBar;
use serde_json::Value;

use super::words::{look_up_owned, say};
use super::{Data, acts};
use crate::app::App;
use crate::directory::Record;
use crate::directory::duplicates::{After, Candidate, Evidence, LISTED_MAX};

/// The author in the history.
const BY: &str = "command line";

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(after_help = "maille duplicates list --limit 50")]
    List(List),
    #[command(after_help = "maille duplicates show 019a3f2e-0001 019a3f2e-0002")]
    Show(Pair),
    #[command(after_help = "maille duplicates merge 019a3f2e-0001 019a3f2e-0002")]
    Merge(Pair),
    #[command(after_help = "maille duplicates different 019a3f2e-0001 019a3f2e-0002")]
    Different(Pair),
    #[command(after_help = "maille duplicates undecided 019a3f2e-0001 019a3f2e-0002")]
    Undecided(Pair),
    #[command(after_help = "maille duplicates merges")]
    Merges(Merges),
    #[command(after_help = "maille duplicates undo 019a3f2e-0002")]
    Undo(Undo),
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    data: Data,
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    limit: u32,
}

#[derive(Debug, clap::Args)]
pub struct Pair {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "ID")]
    first: String,
    #[arg(value_name = "ID")]
    second: String,
}

#[derive(Debug, clap::Args)]
pub struct Merges {
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
pub struct Undo {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "ID")]
    gone: String,
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    let data = match &command {
        Command::List(List { data, .. })
        | Command::Merges(Merges { data })
        | Command::Undo(Undo { data, .. }) => data,
        Command::Show(pair)
        | Command::Merge(pair)
        | Command::Different(pair)
        | Command::Undecided(pair) => &pair.data,
    };
    let app = App::open_existing(&data.data).await?;
    let done = decide(&app, &command).await;
    app.close().await;
    done
}

async fn decide(app: &App, command: &Command) -> anyhow::Result<()> {
    let directory = &app.directory;
    match command {
        Command::List(list) => return listed(app, list.limit).await,
        Command::Show(pair) => return show(app, pair).await,
        Command::Merges(_) => return merges(app).await,
        Command::Merge(Pair { first, second, .. }) => {
            let (one, other, _) = directory.compare(first, second).await?;
            let (kept, gone) = if one.id == *first {
                (one, other)
            } else {
                (other, one)
            };
            directory
                .merge((&kept.id, kept.revision), (&gone.id, gone.revision), BY)
                .await?;
            acts::note(app, "records-merged", &kept.id, &gone.id).await;
            println!(
                "{}",
                say(
                    "cli-duplicates-merged",
                    &[("gone", &gone.id), ("kept", &kept.id)]
                )
            );
        }
        Command::Different(Pair { first, second, .. }) => {
            directory.call_different(first, second, BY).await?;
            acts::note(app, "records-different", first, second).await;
            println!(
                "{}",
                say(
                    "cli-duplicates-different",
                    &[("first", first), ("second", second)]
                )
            );
        }
        Command::Undecided(Pair { first, second, .. }) => {
            directory.call_undecided(first, second).await?;
            acts::note(app, "records-undecided", first, second).await;
            println!("{}", say("cli-duplicates-undecided", &[]));
        }
        Command::Undo(Undo { gone, .. }) => {
            directory.undo_merge(gone, BY).await?;
            acts::note(app, "records-unmerged", gone, "").await;
            println!("{}", say("cli-duplicates-undone", &[("gone", gone)]));
        }
    }
    Ok(())
}

async fn listed(app: &App, limit: u32) -> anyhow::Result<()> {
    // What changed since the server looked last: nothing, where one runs.
    let bar = ProgressBar::new(u64::try_from(app.directory.last_seq().await?).unwrap_or_default());
    app.directory
        .look_for_all_duplicates(|looked| {
            bar.set_position(u64::try_from(looked.seq).unwrap_or_default())
        })
        .await?;
    bar.finish_and_clear();
    let total = app.directory.duplicates_waiting().await?;
    let mut after: Option<After> = None;
    let mut left = limit;
    while left > 0 {
        let page = app
            .directory
            .duplicates(after.as_ref(), left.min(LISTED_MAX))
            .await?;
        let Some(last) = page.last() else { break };
        after = Some(last.place());
        left -= u32::try_from(page.len()).unwrap_or(left).min(left);
        for candidate in &page {
            print(candidate);
        }
    }
    println!("{}", say("cli-duplicates-total", &[("total", &total)]));
    Ok(())
}

fn print(candidate: &Candidate) {
    println!(
        "{}",
        say("cli-duplicates-score", &[("score", &candidate.score)])
    );
    for record in [&candidate.first, &candidate.second] {
        println!("  {}", line(record));
    }
}

fn line(record: &Record) -> String {
    let content: Value = serde_json::from_str(&record.content).unwrap_or_default();
    let text = |pointer: &str| {
        content
            .pointer(pointer)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let parts = [
        "/name",
        "/address/street",
        "/address/postal_code",
        "/address/municipality",
        "/source/name",
    ];
    let parts: Vec<String> = parts.into_iter().filter_map(text).collect();
    format!("{}  {}", record.id, parts.join(", "))
}

async fn show(app: &App, pair: &Pair) -> anyhow::Result<()> {
    let (first, second, score) = app.directory.compare(&pair.first, &pair.second).await?;
    let score_said = say("cli-duplicates-score", &[("score", &score.score)]);
    println!("{score_said}\n  {}\n  {}", line(&first), line(&second));
    for evidence in &score.evidence {
        println!("{:>+4}  {}", evidence.points, sentence(evidence));
    }
    Ok(())
}

fn sentence(evidence: &Evidence) -> String {
    let arguments = [("value", evidence.value.clone())];
    look_up_owned(evidence.key(), arguments.into_iter())
        .unwrap_or_else(|| evidence.key().to_owned())
}

async fn merges(app: &App) -> anyhow::Result<()> {
    let merges = app.directory.merges(LISTED_MAX).await?;
    if merges.is_empty() {
        println!("{}", say("cli-duplicates-no-merges", &[]));
    }
    let zone = &app.directory.settings().zone;
    for merge in merges {
        let at = jiff::Timestamp::from_millisecond(merge.merged).unwrap_or_default();
        let at = at
            .to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string();
        let arguments: [(&'static str, &dyn super::words::Argument); 5] = [
            ("at", &at),
            ("by", &merge.merged_by),
            ("gone", &merge.gone_id),
            ("name", &merge.gone_name),
            ("kept", &merge.kept_id),
        ];
        println!("{}", say("cli-duplicates-merge", &arguments));
    }
    Ok(())
}
