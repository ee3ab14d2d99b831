//! The place that the tools of a language name first, among all that they say: `src/lib.rs:12`.

/// The first `file:line` of the first error.
pub fn of(words: &str) -> Option<String> {
    let from = words
        .lines()
        .position(|line| line.starts_with("error"))
        .unwrap_or_default();
    words
        .lines()
        .skip(from)
        .flat_map(str::split_whitespace)
        .find_map(file_and_line)
}

/// `src/lib.rs:12` of `src/lib.rs:12:5`, `(/src/plugin.js:4:3)` or `lib.rs:12:`.
fn file_and_line(word: &str) -> Option<String> {
    let word = word.trim_matches(|char: char| "()[]<>'\"`,;".contains(char));
    // A function's name stands before its file in some traces.
    let word = word.rsplit('@').next().unwrap_or(word);
    let mut parts = word.split(':');
    let (file, line) = (parts.next()?, parts.next()?);
    let extension = file.rsplit_once('.')?.1;
    let is_file = !extension.is_empty()
        && extension.len() <= 5
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_line = !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
    (is_file && is_line).then(|| format!("{}:{line}", file.trim_start_matches("./")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_error_s_place_is_found_whoever_says_it() {
        let cargo = "warning: unused\n --> src/other.rs:1:2\nerror[E0425]: cannot find value `x`\n  --> src/lib.rs:12:5\n   |\n";
        assert_eq!(of(cargo).as_deref(), Some("src/lib.rs:12"));
        let starling = "Exception while evaluating top-level script\nsrc/plugin.js:90:42 SyntaxError: invalid property";
        assert_eq!(of(starling).as_deref(), Some("src/plugin.js:90"));
        let panic =
            "its home page fails: it panicked: thread '<unnamed>' panicked at src/lib.rs:9:13: oh";
        assert_eq!(of(panic).as_deref(), Some("src/lib.rs:9"));
        let trace =
            "TypeError: a is not a function folded@src/plugin.js:99:15 home@src/plugin.js:46:35";
        assert_eq!(of(trace).as_deref(), Some("src/plugin.js:99"));
        assert_eq!(of("at 10:15:03, v1.2:3, https://example.org:80/x"), None);
    }
}
