//! Paths below `/federation` or below a mirror: each has one form.

use maille_federation::digest::Prefix;
use maille_federation::hash::Hash;

/// What may be asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Path {
    Opening { epoch: u64 },
    Page { epoch: u64, page: u64 },
    Contents { epoch: u64, page: u64, part: u64 },
    Tail { epoch: u64, after: u64 },
    Digest { epoch: u64, prefix: Prefix },
    Content { hash: Hash },
    Snapshot { epoch: u64, seq: u64, part: u64 },
}

impl Path {
    /// The parts of a path, where they are one.
    pub(super) fn read(path: &[&str]) -> Option<Self> {
        Some(match path {
            ["log", epoch, "opening"] => Self::Opening {
                epoch: number(epoch)?,
            },
            ["log", epoch, "tail", after] => Self::Tail {
                epoch: number(epoch)?,
                after: number(after)?,
            },
            ["log", epoch, page] => Self::Page {
                epoch: number(epoch)?,
                page: number(page)?,
            },
            ["log", epoch, page, "contents", part] => Self::Contents {
                epoch: number(epoch)?,
                page: number(page)?,
                part: number(part)?,
            },
            ["digest", epoch, level, prefix] => {
                let prefix: Prefix = prefix.parse().ok()?;
                let level = number(level)?;
                Self::Digest {
                    epoch: number(epoch)?,
                    prefix: (prefix.level() as u64 == level).then_some(prefix)?,
                }
            }
            ["contents", hash] => Self::Content {
                hash: hash.parse().ok()?,
            },
            ["snapshot", epoch, seq, part] => Self::Snapshot {
                epoch: number(epoch)?,
                seq: number(seq)?,
                part: number(part)?,
            },
            _ => return None,
        })
    }
}

/// A number in its one form, small enough for any database.
fn number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    let one_form = number.to_string() == text;
    (one_form && number <= maille_federation::record::INTEGER_MAX).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_one_form() {
        assert_eq!(
            Path::read(&["log", "1", "tail", "0"]),
            Some(Path::Tail { epoch: 1, after: 0 })
        );
        assert_eq!(
            Path::read(&["digest", "1", "0", "_"]),
            Some(Path::Digest {
                epoch: 1,
                prefix: Prefix::ROOT
            })
        );
        for path in [
            &["log", "01", "0"][..],
            &["log", "+1", "0"],
            &["log", "1", "-1"],
            &["log", "1", "9007199254740992"],
            &["log", "1", "18446744073709551616"],
            &["digest", "1", "1", "_"],
            &["digest", "1", "1", "A"],
            &["contents", "00"],
            &["snapshot", "1", "2"],
            &["snapshot", "1", "02", "0"],
            &["log", "1"],
            &["log", "1", "0", "contents"],
            &[],
        ] {
            assert_eq!(Path::read(path), None, "{path:?}");
        }
    }
}
