//! A command line that does not read, in words: what is wrong with it, what was perhaps meant, where to read on.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::words::say;

/// Ends the program: help and version as they are, everything else in the administrator's words.
pub fn end(error: &clap::Error) -> ! {
    if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        error.exit();
    }
    eprintln!("{}", sentence(error));
    std::process::exit(error.exit_code())
}

fn sentence(error: &clap::Error) -> String {
    let mut lines = vec![say("cli-error", &[("words", &wrong(error))])];
    for kind in [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ] {
        let meant = of(error, kind);
        if !meant.is_empty() {
            lines.push(say("cli-usage-meant", &[("name", &meant)]));
        }
    }
    if let Some(cause) = std::error::Error::source(error) {
        lines.push(format!(
            "  {}",
            say("cli-cause", &[("cause", &cause.to_string())])
        ));
    }
    lines.push(say("cli-usage-help", &[("command", &"maille")]));
    lines.join("\n")
}

fn wrong(error: &clap::Error) -> String {
    let argument = of(error, ContextKind::InvalidArg);
    let value = of(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => say("cli-usage-argument", &[("argument", &argument)]),
        ErrorKind::InvalidSubcommand => {
            let command = of(error, ContextKind::InvalidSubcommand);
            say("cli-usage-command", &[("command", &command)])
        }
        ErrorKind::MissingSubcommand => say("cli-usage-missing-command", &[]),
        ErrorKind::MissingRequiredArgument => say("cli-usage-missing", &[("arguments", &argument)]),
        ErrorKind::InvalidValue if value.is_empty() => {
            say("cli-usage-no-value", &[("argument", &argument)])
        }
        ErrorKind::InvalidValue if !of(error, ContextKind::ValidValue).is_empty() => {
            let known = of(error, ContextKind::ValidValue);
            say(
                "cli-usage-one-of",
                &[
                    ("value", &value),
                    ("argument", &argument),
                    ("known", &known),
                ],
            )
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => say(
            "cli-usage-value",
            &[("value", &value), ("argument", &argument)],
        ),
        ErrorKind::ArgumentConflict => {
            let other = of(error, ContextKind::PriorArg);
            say(
                "cli-usage-conflict",
                &[("argument", &argument), ("other", &other)],
            )
        }
        _ => say("cli-usage-other", &[]),
    }
}

/// What clap knows of this, as a list.
fn of(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}
