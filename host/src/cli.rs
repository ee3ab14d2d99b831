//! The command line: reads arguments, calls the domain once, and says what happened in words. The words themselves, those
//! of `--help` too, stand in `translations/*/cli.ftl`: a command here has a form and an example.

mod account;
mod acts;
mod audit;
mod backup;
mod code;
mod config;
mod database;
mod demo;
mod doctor;
mod duplicates;
mod export;
mod faults;
mod fediverse;
mod help;
mod import;
mod init;
mod log;
mod mail;
mod map;
mod moderation;
mod peer;
mod person;
mod plugin;
mod progress;
mod record;
mod register;
mod restore;
mod serve;
mod suggestions;
mod usage;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::plugins::compile;

#[derive(Debug, Parser)]
#[command(
    name = "maille",
    version,
    max_term_width = 100,
    after_help = "maille init --name \"Numérique en Creuse\" --department Creuse && maille serve"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Arguments),
    Init(init::Arguments),
    Serve(serve::Arguments),
    Doctor(doctor::Arguments),
    #[command(subcommand)]
    Config(config::Command),
    Import(import::Arguments),
    Imports(import::report::Arguments),
    Export(export::Arguments),
    #[command(subcommand)]
    Record(record::Command),
    #[command(subcommand)]
    Suggestions(suggestions::Command),
    #[command(subcommand)]
    Moderation(moderation::Command),
    #[command(subcommand)]
    Duplicates(duplicates::Command),
    #[command(subcommand)]
    Plugin(plugin::Command),
    #[command(subcommand)]
    Peer(peer::Command),
    #[command(subcommand)]
    Fediverse(fediverse::Command),
    #[command(subcommand)]
    Account(account::Command),
    #[command(subcommand)]
    Person(person::Command),
    Audit(audit::Arguments),
    #[command(subcommand)]
    Map(map::Command),
    #[command(subcommand)]
    Mail(mail::Command),
    #[command(subcommand)]
    Code(code::Command),
    Backup(backup::Arguments),
    Restore(restore::Arguments),
    Register(register::Arguments),
    #[command(subcommand)]
    Database(database::Command),
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
    end_quietly_with_the_reader();
    words::speak(std::env::args_os());
    let arguments = read().unwrap_or_else(|error| usage::end(&error));
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
    log::start();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("maille")
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            let error = anyhow::Error::new(error).context(words::fault("cli-threads", &[]));
            eprintln!("{}", faults::lines(&error).join("\n"));
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(run(arguments.command));
    runtime.shutdown_background();
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", faults::lines(&error).join("\n"));
            ExitCode::FAILURE
        }
    }
}

/// `maille imports | head`: who reads no more is no fault of ours, and `println!` would panic.
fn end_quietly_with_the_reader() {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload().downcast_ref::<String>();
        if said.is_some_and(|said| said.starts_with("failed printing to stdout")) {
            std::process::exit(0);
        }
        told(panic);
    }));
}

/// The arguments, read by commands that speak the administrator's language.
fn read() -> Result<Arguments, clap::Error> {
    let mut command = help::worded(Arguments::command());
    let matches = command.try_get_matches_from_mut(std::env::args_os())?;
    Arguments::from_arg_matches(&matches)
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(arguments) => demo::run(arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Init(arguments) => init::run(arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Serve(arguments) => serve::run(arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Doctor(arguments) => doctor::run(arguments).await,
        Command::Config(command) => Ok(config::run(&command)),
        Command::Import(arguments) => import::run(arguments).await,
        Command::Imports(arguments) => import::report::run(arguments)
            .await
            .map(|()| ExitCode::SUCCESS),
        Command::Export(arguments) => export::run(arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Duplicates(command) => duplicates::run(command).await.map(|()| ExitCode::SUCCESS),
        Command::Record(command) => record::run(command).await.map(|()| ExitCode::SUCCESS),
        Command::Suggestions(command) => {
            suggestions::run(command).await.map(|()| ExitCode::SUCCESS)
        }
        Command::Code(command) => code::run(command).await.map(|()| ExitCode::SUCCESS),
        Command::Moderation(command) => moderation::run(command).await.map(|()| ExitCode::SUCCESS),
        Command::Backup(arguments) => backup::run(arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Restore(arguments) => restore::run(arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Audit(arguments) => audit::run(arguments).await,
        Command::Map(command) => map::run(command).await.map(|()| ExitCode::SUCCESS),
        Command::Mail(command) => mail::run(command).await.map(|()| ExitCode::SUCCESS),
        Command::Person(command) => person::run(command).await.map(|()| ExitCode::SUCCESS),
        Command::Register(arguments) => register::run(arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Database(command) => database::run(command).await.map(|()| ExitCode::SUCCESS),
        Command::Plugin(command) => plugin::run(command).await,
        Command::Peer(command) => peer::run(command).await.map(|()| ExitCode::SUCCESS),
        Command::Fediverse(command) => fediverse::run(command).await.map(|()| ExitCode::SUCCESS),
        Command::Account(command) => account::run(command).await.map(|()| ExitCode::SUCCESS),
        Command::Compile { .. } => Ok(ExitCode::FAILURE),
    }
}

#[cfg(test)]
mod tests;
