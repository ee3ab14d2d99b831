//! `maille person export|erase`: what is kept of one person. Nothing is erased before it was shown and confirmed.

use super::words::{fault, say};
use super::{Data, acts};
use crate::app::App;
use crate::people::{self, FOUND_MAX, Findings, Found, PersonError, Wanted};

/// Who erases, where nobody signed in.
const NOBODY: &str = "command line";

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(after_help = "maille person export zoe@example.fr")]
    Export(Named),
    #[command(after_help = "maille person erase zoe@example.fr --confirm")]
    Erase(Erase),
}

#[derive(Debug, clap::Args)]
pub struct Named {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "PERSON")]
    person: String,
}

#[derive(Debug, clap::Args)]
pub struct Erase {
    #[command(flatten)]
    named: Named,
    #[arg(long)]
    confirm: bool,
    #[arg(long, value_name = "REFERENCE")]
    only: Vec<String>,
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Export(named) => export(named).await,
        Command::Erase(arguments) => erase(arguments).await,
    }
}

fn wanted(named: &Named) -> anyhow::Result<Wanted> {
    Ok(Wanted::read(&named.person).ok_or_else(|| fault("cli-person-wanted", &[]))?)
}

/// Nobody takes a part for the whole.
fn warn_of_more(found: &Findings) {
    if found.more {
        eprintln!("{}", say("cli-person-more", &[("count", &FOUND_MAX)]));
    }
}

async fn export(named: Named) -> anyhow::Result<()> {
    let wanted = wanted(&named)?;
    let app = App::open_existing(&named.data.data).await?;
    let found = people::find(&app, &wanted).await?;
    println!("{}", people::export(&app, &found));
    warn_of_more(&found);
    acts::note(&app, "person-exported", "", &found.all.len().to_string()).await;
    app.close().await;
    Ok(())
}

async fn erase(arguments: Erase) -> anyhow::Result<()> {
    let wanted = wanted(&arguments.named)?;
    let app = App::open_existing(&arguments.named.data.data).await?;
    let findings = people::find(&app, &wanted).await?;
    let found = &findings.all;
    let is_chosen = |one: &&Found| match arguments.only.is_empty() {
        true => one.is_theirs,
        false => arguments.only.contains(&one.reference),
    };
    let chosen: Vec<String> = found
        .iter()
        .filter(is_chosen)
        .map(|one| one.reference.clone())
        .collect();
    for one in found {
        let mark = if chosen.contains(&one.reference) {
            "×"
        } else {
            " "
        };
        println!("{mark} {}\t{}", one.reference, one.title);
    }
    warn_of_more(&findings);
    if !arguments.confirm {
        println!("{}", say("cli-person-confirm", &[("count", &chosen.len())]));
        app.close().await;
        return Ok(());
    }
    let erased = people::erase(&app, &wanted, (found, &chosen), NOBODY).await;
    let erased = erased.map_err(|error| match error {
        PersonError::LastAdministrator => fault("cli-person-last", &[]).into(),
        error => anyhow::Error::from(error),
    })?;
    acts::note(&app, "person-erased", "", &erased.things.to_string()).await;
    println!("{}", say("cli-person-erased", &[("count", &erased.things)]));
    app.close().await;
    Ok(())
}
