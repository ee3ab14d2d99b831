//! Does what no plugin should: the path of a request selects what. Each behaviour is one arm, so that a test names what it
//! asks for. `script` runs single calls of the contract and says what each came to.

mod bounds;
mod kept;
mod script;
mod texts;

use maille_sdk::directory::Entry;
use maille_sdk::{Code, Error, Plugin, Progress, Reply, Request, Result, documents, storage};

#[derive(Default)]
struct Hostile;

impl Plugin for Hostile {
    fn answer(&self, request: &Request, reply: &mut Reply) -> Result<()> {
        let path = request.path();
        match path.trim_start_matches('/').split_once('/') {
            Some(("bounds", what)) => bounds::answer(what, request, reply),
            Some(("kept", what)) => kept::answer(what, request, reply),
            Some(("texts", what)) => texts::answer(what, request, reply),
            Some(("note", key)) => {
                reply.title(key);
                Ok(())
            }
            None if path == "/script" => script::answer(request, reply),
            None if path == "/" => {
                let broken = storage::get("broken-home");
                assert!(!matches!(broken, Ok(Some(_))), "data that it cannot read");
                reply
                    .title("Un service comme un autre")
                    .paragraphs("Bonjour.");
                Ok(())
            }
            _ => {
                reply.not_found();
                Ok(())
            }
        }
    }

    fn run(&self, task: &str) -> Result<Progress> {
        match task {
            "script" => {
                let size = documents::size("script")?;
                let text = documents::read("script", 0, u32::try_from(size).unwrap_or(u32::MAX))?;
                let said = script::run(&String::from_utf8_lossy(&text))?;
                Ok(Progress::finished(1, said.join("\n")))
            }
            "endless" => Ok(Progress::going(0, None, "")),
            _ => Err(Error::invalid("no such task")),
        }
    }

    fn changed(&self, entry: Entry) -> Result<()> {
        follow(&format!(
            "changed {} {} {}",
            entry.key.unwrap_or_default(),
            entry.revision,
            entry.content
        ))
    }

    fn deleted(&self, id: &str, kind: &str) -> Result<()> {
        let _ = id;
        follow(&format!("deleted {kind}"))
    }
}

/// Notes a change; fails as long as the storage says so.
fn follow(line: &str) -> Result<()> {
    if storage::get("refuse-changes")?.is_some() {
        return Err(Error {
            code: Code::Unavailable,
            message: "not now".into(),
        });
    }
    assert!(!line.contains("piège"), "a record that it trips over");
    let mut seen = storage::get("seen")?.unwrap_or_default();
    seen.extend_from_slice(line.as_bytes());
    seen.push(b'\n');
    storage::set("seen", &seen)
}

maille_sdk::plugin!(Hostile);
