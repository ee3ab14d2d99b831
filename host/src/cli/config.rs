//! `maille config`: every fault of a configuration at once, with its place and its mend; and what holds, with where each
//! value comes from. Changes nothing, and shows no secret.

pub mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Data;
use super::words::say;
use crate::config::{Config, Fault, Looked, Place, Wrong};
use crate::database::Location;
use crate::functions;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(
        after_help = "maille config check --data maille-data && maille config check --config /etc/maille.toml"
    )]
    Check(Arguments),
    #[command(after_help = "maille config show --data maille-data")]
    Show(Arguments),
}

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    #[arg(long, value_name = "PATH")]
    config: Option<PathBuf>,
}

impl Arguments {
    /// All that can be told of the configuration; the instance itself need not be there.
    fn look(&self) -> Looked {
        let folder = &self.data.data;
        let own = folder.join(Config::FILE);
        let file = self.config.as_deref().unwrap_or(&own);
        let mut looked = Config::check(file, folder, self.config.is_some());
        others(&mut looked, folder);
        looked
    }
}

/// What modules above the configuration know of their own keys.
fn others(looked: &mut Looked, folder: &Path) {
    if let Err(error) = functions::chosen(&looked.config.functions) {
        looked.add("functions", Wrong::Value(error.to_string()));
    }
    if let Some(url) = &looked.config.database.url
        && let Err(error) = Location::parse(url).map(|place| place.below(folder))
    {
        looked.add("database.url", Wrong::Value(error.to_string()));
    }
}

pub fn run(command: &Command) -> ExitCode {
    match command {
        Command::Check(arguments) => check(&arguments.look()),
        Command::Show(arguments) => show(&arguments.look()),
    }
}

fn check(looked: &Looked) -> ExitCode {
    tell(&looked.faults);
    let file = looked.file.display();
    if looked.faults.is_empty() {
        println!("{}", say("cli-config-good", &[("path", &file)]));
        return ExitCode::SUCCESS;
    }
    println!(
        "{}",
        say("cli-config-faults", &[("count", &looked.faults.len())])
    );
    ExitCode::FAILURE
}

fn tell(faults: &[Fault]) {
    for fault in faults {
        for line in words::lines(fault) {
            println!("{line}");
        }
    }
}

fn show(looked: &Looked) -> ExitCode {
    for (key, value, place) in Config::effective(looked) {
        let value = value.unwrap_or_else(|| say("cli-config-none", &[]));
        let from = match place {
            Some(place @ Place::File(..)) => words::place(place),
            Some(Place::Variable(name)) => name.clone(),
            None => say("cli-config-default", &[]),
        };
        println!("{key} = {value}    # {from}");
    }
    match looked.faults.is_empty() {
        true => ExitCode::SUCCESS,
        false => {
            eprintln!(
                "{}",
                say("cli-config-faulty", &[("count", &looked.faults.len())])
            );
            ExitCode::FAILURE
        }
    }
}
