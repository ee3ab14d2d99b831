//! The command line's own sentences in the administrator's language: `host/translations/*/cli.ftl`. French, unless
//! `--lang` or the environment says English. Holds no sentence itself.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::Path;
use std::sync::OnceLock;

use fluent_templates::fluent_bundle::FluentValue;

use crate::config;
use crate::plugins::grants::Capability;
use crate::web::locale::Locale;
use crate::web::render::Words;

/// The option that names a language.
pub const OPTION: &str = "lang";
/// The data folder where none is named.
const DEFAULT: &str = "maille-data";
/// What the option takes: plain French is for citizens.
pub const LANGUAGES: [&str; 2] = ["fr", "en"];

/// A process speaks one language, like its standard output goes to one place.
static LANGUAGE: OnceLock<Locale> = OnceLock::new();

/// Takes the language of these arguments, else the environment's, for as long as the process lives.
pub fn speak(arguments: impl Iterator<Item = OsString>) {
    let locale = option(arguments)
        .or_else(config::language)
        .map_or(Locale::French, |language| locale(&language));
    // A second call in one process would change the language in the middle of a sentence: the first one stands.
    let _ = LANGUAGE.set(locale);
}

/// A command to type next, on the data folder that this one was about: `plugin list`. Where the package's own command was typed, that one.
pub fn next(command: &str, folder: &Path) -> String {
    match (config::command(), command) {
        // There it is no person who serves.
        (Some(_), "serve") => "systemctl start maille".to_owned(),
        (Some(name), _) => format!("{name} {command}"),
        (None, _) if folder == Path::new(DEFAULT) => format!("maille {command}"),
        (None, _) => format!("maille {command} --data {}", folder.display()),
    }
}

/// The code of the language that is spoken.
pub fn language() -> &'static str {
    words().0.code()
}

/// `en_GB.UTF-8` is English; what is neither French nor English is answered in French.
fn locale(language: &str) -> Locale {
    if language.to_ascii_lowercase().starts_with("en") {
        Locale::English
    } else {
        Locale::French
    }
}

/// `--lang en` or `--lang=en`, looked for before the arguments are read: help and errors need it too.
fn option(arguments: impl Iterator<Item = OsString>) -> Option<String> {
    let mut arguments = arguments.map_while(|argument| {
        let text = argument.to_string_lossy().into_owned();
        (text != "--").then_some(text)
    });
    while let Some(argument) = arguments.next() {
        let Some(rest) = argument.strip_prefix("--lang") else {
            continue;
        };
        match rest.strip_prefix('=') {
            Some(language) => return Some(language.to_owned()),
            None if rest.is_empty() => return arguments.next(),
            None => {}
        }
    }
    None
}

/// The language that is spoken.
pub fn spoken() -> Locale {
    words().0
}

fn words() -> Words {
    Words(LANGUAGE.get().copied().unwrap_or_default())
}

/// What can stand in a sentence: a number chooses its plural form, everything else is text.
pub trait Argument {
    /// As Fluent takes it.
    fn value(&self) -> FluentValue<'static>;
}

macro_rules! texts {
    ($($kind:ty),*) => {$(
        impl Argument for $kind {
            fn value(&self) -> FluentValue<'static> {
                self.to_string().into()
            }
        }
    )*};
}

macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl Argument for $kind {
            fn value(&self) -> FluentValue<'static> {
                (*self).into()
            }
        }
    )*};
}

texts!(str, &str, String, std::path::Display<'_>, Capability);
numbers!(i64, u32, u64, usize);

/// A sentence with what stands in it. A key that no language has shows itself, and a test fails before that.
pub fn say(key: &str, arguments: &[(&'static str, &dyn Argument)]) -> String {
    look_up(key, arguments).unwrap_or_else(|| key.to_owned())
}

/// A sentence that may not be there.
pub fn look_up(key: &str, arguments: &[(&'static str, &dyn Argument)]) -> Option<String> {
    let arguments = arguments
        .iter()
        .map(|(name, argument)| (*name, argument.value()));
    words().look_up(key, arguments)
}

/// A sentence whose arguments were kept as texts, such as those of a report; a `count` chooses its plural form.
pub fn look_up_owned(
    key: &str,
    arguments: impl Iterator<Item = (impl Into<Cow<'static, str>>, String)>,
) -> Option<String> {
    words().look_up_texts(key, arguments)
}

/// An error in the administrator's words, which say what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Fault(String);

/// The error of a sentence.
pub fn fault(key: &str, arguments: &[(&'static str, &dyn Argument)]) -> Fault {
    Fault(say(key, arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_is_found_before_the_arguments_are_read() {
        let found = |line: &str| option(line.split(' ').map(OsString::from));
        assert_eq!(found("maille serve --lang en").as_deref(), Some("en"));
        assert_eq!(found("maille --lang=en serve").as_deref(), Some("en"));
        assert_eq!(found("maille serve --language en"), None);
        assert_eq!(found("maille record put -- --lang en"), None);
    }

    #[test]
    fn what_is_not_english_is_answered_in_french() {
        for (language, expected) in [
            ("en_GB.UTF-8", Locale::English),
            ("en", Locale::English),
            ("C.UTF-8", Locale::French),
            ("fr_FR.UTF-8", Locale::French),
            ("de_DE", Locale::French),
        ] {
            assert_eq!(locale(language), expected, "{language}");
        }
    }
}
