//! The language that the environment asks for, as POSIX orders its variables.

/// `MAILLE_LANG` before `LC_ALL`, `LC_MESSAGES` and `LANG`: the first one that says anything.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the single home of the environment"
)]
pub fn language() -> Option<String> {
    ["MAILLE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(std::env::var_os)
        .filter_map(|value| value.into_string().ok())
        .find(|value| !value.is_empty())
}

/// What people here type to run this program, where that is another name: the package's own command knows the folder and the account.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the single home of the environment"
)]
pub fn command() -> Option<String> {
    let name = std::env::var("MAILLE_COMMAND").ok()?;
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./".contains(letter);
    (!name.is_empty() && name.chars().all(is_plain)).then_some(name)
}
