//! The command line: reads arguments, calls the domain once, and says what happened in words.

mod demo;
mod doctor;
mod init;
mod plugin;
mod progress;
mod record;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::plugins::compile;

/// An instance of Maille: a directory of digital mediation, and services on top of it.
#[derive(Debug, Parser)]
#[command(
    name = "maille",
    version,
    max_term_width = 100,
    after_help = "Example: maille init --name \"Numérique en Creuse\" --department Creuse && maille serve"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show a fictional département with its services: everything is made, nothing is asked
    Demo(demo::Arguments),
    /// Make an instance in a folder of its own
    Init(init::Arguments),
    /// Answer visitors
    Serve(serve::Arguments),
    /// Look for faults, and say how each is mended
    Doctor(doctor::Arguments),
    /// Write and read records of the directory
    #[command(subcommand)]
    Record(record::Command),
    /// Write, install and run plugins
    #[command(subcommand)]
    Plugin(plugin::Command),
    /// Compile a component aside (called by the program itself)
    #[command(name = compile::COMMAND, hide = true)]
    Compile {
        source: PathBuf,
        result: PathBuf,
        bounds: String,
    },
}

/// The data folder.
#[derive(Debug, Clone, Args)]
struct Data {
    /// The folder that holds database, keys, plugins and configuration
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = "maille-data",
        env = "MAILLE_DATA"
    )]
    data: PathBuf,
}

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Command::Compile {
        source,
        result,
        bounds,
    } = &arguments.command
    {
        return match compile::child(source, result, bounds) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }
    start_log();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("maille")
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("maille: cannot start threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(run(arguments.command));
    runtime.shutdown_background();
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("maille: {error}");
            for cause in error.chain().skip(1) {
                eprintln!("  because: {cause}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(arguments) => demo::run(arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Init(arguments) => init::run(arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Serve(arguments) => serve::run(arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Doctor(arguments) => doctor::run(arguments).await,
        Command::Record(command) => record::run(command).await.map(|()| ExitCode::SUCCESS),
        Command::Plugin(command) => plugin::run(command).await.map(|()| ExitCode::SUCCESS),
        Command::Compile { .. } => Ok(ExitCode::FAILURE),
    }
}

/// Lines for people on a terminal, JSON for a collector; never on standard output, which is for answers.
fn start_log() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("MAILLE_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,maille=info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    if std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        builder.init()
    } else {
        builder.json().init()
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn without_example(command: &clap::Command, path: &str) -> Vec<String> {
        let path = format!("{path} {}", command.get_name());
        let mut missing: Vec<String> = command
            .get_subcommands()
            .filter(|inner| !inner.is_hide_set() && inner.get_name() != "help")
            .flat_map(|inner| without_example(inner, &path))
            .collect();
        let example = command
            .get_after_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        if !command.has_subcommands() && !example.contains("Example: maille") {
            missing.push(path);
        }
        missing
    }

    #[test]
    fn every_command_shows_an_example() {
        let mut command = Arguments::command();
        command.build();
        assert_eq!(without_example(&command, ""), Vec::<String>::new());
    }
}
