//! Puts the administrator's words into the commands: clap knows their form, `translations/*/cli.ftl` what they say. What
//! clap itself says of a value (its default, its variable) is hidden and said by us.

use clap::{Arg, ArgAction, Command};

use super::words::{self, look_up, say};

/// Options that every command has stand last.
const LAST: usize = 900;

/// The commands in words.
pub fn worded(command: Command) -> Command {
    let command = command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            Arg::new(words::OPTION)
                .long(words::OPTION)
                .value_parser(words::LANGUAGES)
                .global(true)
                .display_order(LAST),
        )
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .global(true)
                .display_order(LAST + 1),
        )
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .display_order(LAST + 2),
        );
    let mut command = in_words(command, "maille");
    // Only then is there a command `help`, which is clap's own.
    command.build();
    help_in_words(&mut command);
    command
}

/// One command and those below it; `key` is its name in the translations.
fn in_words(command: Command, key: &str) -> Command {
    let template = template(&command);
    let example = command.get_after_help().map(ToString::to_string);
    let below = |command: Command| {
        let key = format!("{key}-{}", command.get_name());
        in_words(command, &key)
    };
    let mut command = command
        .about(say(key, &[]))
        .help_template(template)
        .subcommand_value_name(say("cli-help-command-value", &[]))
        .mut_args(|argument| argument_in_words(argument, key))
        .mut_subcommands(below);
    if let Some(example) = example {
        command = command.after_help(say("cli-help-example", &[("example", &example)]));
    }
    command
}

fn argument_in_words(mut argument: Arg, command: &str) -> Arg {
    let id = argument.get_id().as_str().replace('_', "-");
    let mut help = vec![argument_words(command, &id)];
    if argument.get_action().takes_values() {
        let name = argument
            .get_value_names()
            .and_then(|names| names.first())
            .map_or(id, ToString::to_string);
        argument = argument.value_name(say(&format!("value-{}", name.to_lowercase()), &[]));
        let default = argument
            .get_default_values()
            .iter()
            .map(|value| value.to_string_lossy().into_owned())
            .find(|value| !value.is_empty());
        let variable = argument
            .get_env()
            .map(|name| name.to_string_lossy().into_owned());
        help.extend(default.map(|value| say("cli-help-default", &[("value", &value)])));
        help.extend(variable.map(|name| say("cli-help-environment", &[("name", &name)])));
        argument = argument
            .hide_possible_values(true)
            .hide_default_value(true)
            .hide_env(true);
    }
    argument.help(help.join(" "))
}

/// What a command says of an argument, or the commands above it.
fn argument_words(command: &str, argument: &str) -> String {
    let mut command = command;
    loop {
        let key = format!("{command}--{argument}");
        if let Some(words) = look_up(&key, &[]) {
            return words;
        }
        match command.rsplit_once('-') {
            Some((above, _)) => command = above,
            None => return key,
        }
    }
}

/// Like clap's own, with headings of ours.
fn template(command: &Command) -> String {
    let mut parts = vec![
        "{about}\n".to_owned(),
        format!("{} {{usage}}\n", say("cli-help-usage", &[])),
    ];
    if command.has_subcommands() {
        let heading = say("cli-help-commands", &[]);
        parts.push(format!("{heading}\n{{subcommands}}\n"));
    }
    if command.get_positionals().next().is_some() {
        let heading = say("cli-help-arguments", &[]);
        parts.push(format!("{heading}\n{{positionals}}\n"));
    }
    let heading = say("cli-help-options", &[]);
    parts.push(format!("{heading}\n{{options}}{{after-help}}"));
    parts.join("\n")
}

/// The commands `help`, at each level.
fn help_in_words(command: &mut Command) {
    for inner in command.get_subcommands_mut() {
        if inner.get_name() == "help" {
            *inner = std::mem::take(inner).about(say("maille-help", &[]));
        } else {
            help_in_words(inner);
        }
    }
}
