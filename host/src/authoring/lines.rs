//! Where something stands in a file that an author wrote.

/// The line of a key of a TOML file, from 1: `grants.hosts`, `name.fr`; else that of its table.
pub fn of_key(toml: &str, key: &str) -> Option<usize> {
    let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
    let mut here = String::new();
    let mut of_table = None;
    for (index, line) in toml.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') {
            here = line.trim_matches(['[', ']', ' ']).to_owned();
            if here == key {
                return Some(index + 1);
            }
            of_table = of_table.or((here == table).then_some(index + 1));
        } else if here == table
            && line
                .strip_prefix(name)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        {
            return Some(index + 1);
        }
    }
    of_table
}

/// The first line that holds these words, from 1.
pub fn of_words(text: &str, words: &str) -> Option<usize> {
    let at = text.lines().position(|line| line.contains(words))?;
    Some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_its_own_table() {
        let toml =
            "name = \"a\"\n[name]\nfr = \"a\"\n[grants]\nhosts = []\n[[tasks]]\nname = \"x\"\n";
        assert_eq!(of_key(toml, "name.fr"), Some(3));
        assert_eq!(of_key(toml, "name.en"), Some(2));
        assert_eq!(of_key(toml, "grants.hosts"), Some(5));
        assert_eq!(of_key(toml, "tasks.name"), Some(7));
        assert_eq!(of_key(toml, "mount"), None);
    }
}
