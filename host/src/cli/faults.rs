//! What modules below report, in the administrator's words: first what to do, in their language; then the technical cause
//! as its developer wrote it, in English. A type that is not known here is said as a command that did not succeed.

use std::error::Error;

use super::words::{Fault, say};
use crate::app::AppError;
use crate::authoring::data::DataError;
use crate::config::ConfigError;
use crate::database::DatabaseError;
use crate::directory::DirectoryError;
use crate::plugins::build::BuildError;
use crate::plugins::publisher;
use crate::plugins::store::DocumentError;
use crate::plugins::{CompileError, InstallError, RegistryError, TaskError};

/// A sentence, and whether it says all that the error said.
struct Said {
    words: String,
    whole: bool,
}

/// The sentence says all.
fn whole(words: String) -> Option<Said> {
    Some(Said { words, whole: true })
}

/// The sentence says what to do; the technical cause follows it.
fn part(key: &str) -> Option<Said> {
    Some(Said {
        words: say(key, &[]),
        whole: false,
    })
}

/// The lines that a failed command ends with.
pub fn lines(error: &anyhow::Error) -> Vec<String> {
    let mut said = Vec::new();
    for (index, cause) in error.chain().enumerate() {
        match in_words(cause) {
            Some(Said { words, whole }) => {
                said.push(words);
                said.extend((!whole).then(|| cause.to_string()));
            }
            None if index == 0 && !error.is::<Fault>() => {
                said.extend([say("cli-failed", &[]), cause.to_string()]);
            }
            None => said.push(cause.to_string()),
        }
    }
    // An error that holds another one without a word of its own says it twice.
    said.dedup();
    let mut said = said.into_iter();
    let first = said.next().unwrap_or_default();
    std::iter::once(say("cli-error", &[("words", &first)]))
        .chain(said.map(|cause| format!("  {}", say("cli-cause", &[("cause", &cause)]))))
        .collect()
}

/// One line for an error that stands in a sentence.
pub fn line(error: &(dyn Error + 'static)) -> String {
    match in_words(error) {
        Some(Said { words, whole: true }) => words,
        Some(Said { words, .. }) => format!("{words} ({error})"),
        None => error.to_string(),
    }
}

fn in_words(error: &(dyn Error + 'static)) -> Option<Said> {
    error
        .downcast_ref()
        .and_then(app)
        .or_else(|| error.downcast_ref().and_then(config))
        .or_else(|| error.downcast_ref().and_then(database))
        .or_else(|| error.downcast_ref().and_then(directory))
        .or_else(|| error.downcast_ref().and_then(registry))
        .or_else(|| error.downcast_ref().and_then(install))
        .or_else(|| error.downcast_ref().and_then(document))
        .or_else(|| error.downcast_ref().and_then(build))
        .or_else(|| error.downcast_ref().and_then(task))
        .or_else(|| error.downcast_ref().and_then(data))
}

fn data(error: &DataError) -> Option<Said> {
    let words = match error {
        DataError::Read { path, .. } => say("cli-cannot-read", &[("path", &path.display())]),
        DataError::Line { file, .. } => say("cli-demo-line", &[("path", file)]),
        DataError::Record { record, .. } => say("cli-demo-record", &[("record", record)]),
        DataError::Kept(_) | DataError::Document(_) => return None,
    };
    Some(Said {
        words,
        whole: false,
    })
}

fn app(error: &AppError) -> Option<Said> {
    match error {
        AppError::Config(error) => config(error),
        AppError::Functions(_) | AppError::Mail(_) | AppError::Proxy(_) | AppError::Tls(_) => {
            part("cli-fault-config")
        }
        AppError::TimeZone(zone) => whole(say("cli-fault-time-zone", &[("zone", zone)])),
        AppError::NoInstance(folder) => whole(say(
            "cli-fault-no-instance",
            &[("folder", &folder.display())],
        )),
        AppError::Closed { folder, .. } => Some(Said {
            words: say("cli-fault-closed", &[("folder", &folder.display())]),
            whole: false,
        }),
        AppError::Database(error) => database(error),
        AppError::Plugins(error) => registry(error),
        AppError::Outbound(_) | AppError::Start(_) | AppError::Program(_) => {
            part("cli-fault-start")
        }
    }
}

fn config(error: &ConfigError) -> Option<Said> {
    let ConfigError::Faults(faults) = error else {
        return part("cli-fault-config");
    };
    let faults: Vec<String> = faults.0.iter().map(super::config::words::line).collect();
    whole(say(
        "cli-fault-configs",
        &[("faults", &faults.join("\n  "))],
    ))
}

fn database(error: &DatabaseError) -> Option<Said> {
    match error {
        DatabaseError::FolderNotWritable { folder, .. } => {
            whole(say("cli-fault-folder", &[("folder", &folder.display())]))
        }
        DatabaseError::NotADatabase { place } => about("cli-fault-not-a-database", place),
        DatabaseError::Newer { place, .. } => about("cli-fault-newer", place),
        DatabaseError::Altered { place, .. } => about("cli-fault-altered", place),
        DatabaseError::NoDatabase { place } => about("cli-fault-no-database", place),
        DatabaseError::Unreachable { place, .. } => about("cli-fault-unreachable", place),
        DatabaseError::Password { place, .. } => about("cli-fault-password", place),
        DatabaseError::NoRight { place, .. } => about("cli-fault-no-right", place),
        DatabaseError::TooOld { place, found } => whole(say(
            "cli-fault-too-old",
            &[("path", place), ("found", found)],
        )),
        DatabaseError::Encoding { place, encoding } => whole(say(
            "cli-fault-encoding",
            &[("path", place), ("encoding", encoding)],
        )),
        DatabaseError::Address => whole(say("cli-fault-address", &[])),
        DatabaseError::Away(_) => part("cli-fault-away"),
        DatabaseError::Nul(_) => whole(say("cli-fault-nul", &[])),
        DatabaseError::Migration { .. } => part("cli-fault-migration"),
        DatabaseError::NotCopied { copy, .. } => Some(Said {
            words: say("cli-fault-not-copied", &[("path", &copy.display())]),
            whole: false,
        }),
        DatabaseError::NotAFile => whole(say("cli-fault-not-a-file", &[])),
        DatabaseError::Full => whole(say("cli-fault-full", &[])),
        DatabaseError::Busy => whole(say("cli-fault-busy", &[])),
        DatabaseError::Failed(_) => part("cli-fault-database"),
    }
}

fn about(key: &str, place: &str) -> Option<Said> {
    whole(say(key, &[("path", &place)]))
}

fn directory(error: &DirectoryError) -> Option<Said> {
    match error {
        DirectoryError::Denied(_) => part("cli-fault-denied"),
        DirectoryError::Invalid(_) => part("cli-fault-invalid"),
        DirectoryError::NotFound(_) => part("cli-fault-not-found"),
        DirectoryError::Conflict(_) => part("cli-fault-conflict"),
        DirectoryError::Exhausted(_) => part("cli-fault-exhausted"),
        DirectoryError::Unavailable(error) => database(error),
    }
}

fn registry(error: &RegistryError) -> Option<Said> {
    match error {
        RegistryError::Unknown(plugin) => whole(say("cli-fault-no-plugin", &[("plugin", plugin)])),
        RegistryError::Database(error) => database(error),
        RegistryError::Directory(error) => directory(error),
        RegistryError::Documents(error) => document(error),
        RegistryError::Package(_) => part("cli-fault-package"),
        RegistryError::Signature => whole(say("cli-fault-signature", &[])),
        // The machine, and not the plugin.
        RegistryError::Compile(CompileError::File { .. }) => part("cli-fault-compiler"),
        RegistryError::Compile(_) => part("cli-fault-compile"),
        RegistryError::Settings(_) => part("cli-fault-setting"),
        RegistryError::WaitingHome(_) => part("cli-fault-waiting-home"),
        RegistryError::Imports(_) => part("cli-fault-imports"),
    }
}

fn install(error: &InstallError) -> Option<Said> {
    match error {
        InstallError::Package(_) => part("cli-fault-package"),
        InstallError::Registry(error) => registry(error),
        InstallError::Signature => whole(say("cli-fault-install-signature", &[])),
        InstallError::Publisher { pinned, found } => {
            let pinned = publisher::words(pinned);
            whole(match found {
                Some(found) => say(
                    "cli-fault-publisher",
                    &[("pinned", &pinned), ("found", &publisher::words(found))],
                ),
                None => say("cli-fault-publisher-none", &[("pinned", &pinned)]),
            })
        }
        InstallError::MountTaken { mount, by } => {
            whole(say("cli-fault-mount", &[("mount", mount), ("by", by)]))
        }
        InstallError::Export(_) | InstallError::Kind(_) => part("cli-fault-plugin"),
        InstallError::Home(_) => part("cli-fault-home"),
    }
}

fn document(error: &DocumentError) -> Option<Said> {
    match error {
        DocumentError::TooLarge(bytes) => {
            whole(say("cli-fault-document-size", &[("bytes", bytes)]))
        }
        DocumentError::Unavailable(error) => database(error),
        _ => part("cli-fault-document"),
    }
}

fn build(error: &BuildError) -> Option<Said> {
    match error {
        BuildError::NoTool { program, .. } => whole(say("cli-fault-tool", &[("program", program)])),
        BuildError::NoTarget(_) => part("cli-fault-target"),
        BuildError::NoNode { program, .. } => whole(say("cli-fault-node", &[("program", program)])),
        BuildError::NoLanguage(folder) => whole(say(
            "cli-fault-no-language",
            &[("folder", &folder.display())],
        )),
        BuildError::NoLock(lock) => whole(say("cli-fault-no-lock", &[("path", &lock.display())])),
        _ => part("cli-fault-build"),
    }
}

fn task(error: &TaskError) -> Option<Said> {
    match error {
        TaskError::Unknown(_) => part("cli-fault-task-unknown"),
        TaskError::Step { steps, .. } => whole(say("cli-fault-task-step", &[("steps", steps)])),
        TaskError::Database(error) => database(error),
        TaskError::Endless(steps) => whole(say("cli-fault-task-endless", &[("steps", steps)])),
    }
}
