//! Cases of people: who is signed in, who wrote with a code, what a form sends, and what somebody else changes.

use super::{Written, tells};

const HEARING: &str = r#"
use maille_sdk::directory::Entry;
use maille_sdk::{Plugin, Reply, Request, Result, documents, storage};
#[derive(Default)]
struct Hearing;
fn note(line: &str) -> Result<()> {
    let heard: String = storage::get_json("heard")?.unwrap_or_default();
    storage::set_json("heard", &format!("{heard}{line};"))
}
impl Plugin for Hearing {
    fn answer(&self, request: &Request, reply: &mut Reply) -> Result<()> {
        let heard: String = storage::get_json("heard")?.unwrap_or_default();
        let who = request.contributor().unwrap_or_else(|| "nobody".into());
        let sent = match request.file("photo") {
            Some(name) => documents::size(&name)?,
            None => 0,
        };
        let known = request.account().is_some();
        let field = request.form("name").unwrap_or_default();
        reply.title(&format!("{}, {known}", request.role()));
        reply.paragraphs(&format!("{who} {field} {sent} {heard}"));
        if request.role() == "visitor" && request.path() == "/equipe" {
            reply.sign_in();
        }
        Ok(())
    }
    fn changed(&self, entry: Entry) -> Result<()> {
        note(&format!("{} {}", entry.key.unwrap_or_default(), entry.revision))
    }
    fn deleted(&self, _: &str, kind: &str) -> Result<()> {
        note(&format!("{kind} gone"))
    }
}
maille_sdk::plugin!(Hearing);
"#;

/// A plugin that follows places and says what it heard, and from whom.
fn hearing() -> Written {
    let written = Written::new("ecoute");
    written.write("src/lib.rs", HEARING);
    written.change("plugin.toml", "contract = \"1.0\"", "contract = \"1.1\"");
    let exports = "[\"pages\", \"changes\"]\nfollows = [\"place\"]";
    written.change("plugin.toml", "[\"pages\"]", exports);
    let grants = "read = [\"place\"]\nstorage = \"1 MiB\"\ncontributors = true";
    written.change("plugin.toml", "read = [\"place\"]", grants);
    for file in ["tests/home.toml", "tests/home.reply.txt"] {
        std::fs::remove_file(written.folder.join(file)).unwrap();
    }
    written
}

#[test]
fn a_case_says_who_asks_what_is_sent_and_what_others_change() {
    let written = hearing();
    written.write(
        "tests/visitor.toml",
        "get = \"/equipe\"\n[expect]\nstatus = 401\n",
    );
    written.write(
        "tests/partner.toml",
        "get = \"/equipe\"\nrole = \"partner\"\n",
    );
    written.write(
        "tests/sent.toml",
        "post = \"/\"\ncontributor = \"ada\"\nform = { name = \"Ada\" }\nfiles = { photo = \"files/a.txt\" }\n",
    );
    written.write("tests/files/a.txt", "twelve bytes");
    let mairie = "kind = \"place\"\nkey = \"mairie\"\n";
    let content = |name: &str| format!("content = {{ name = \"{name}\" }}\n");
    let others = format!(
        "get = \"/\"\n[[records]]\n{mairie}{}[[changed]]\n{mairie}{}[[deleted]]\n{mairie}",
        content("Mairie"),
        content("Mairie du bourg"),
    );
    written.write("tests/others.toml", &others);
    // Nothing but a change: what came of it is the reply.
    let alone = format!("[[changed]]\n{mairie}{}", content("Mairie"));
    written.write("tests/alone.toml", &alone);

    let told = written.run("test", &["--update"]).check();
    tells(&told, &["5 cas réussis"]);
    let reply = |case: &str| written.read(&format!("tests/{case}.reply.txt"));
    assert_eq!(
        reply("partner"),
        "GET /equipe (fr)\nstatus: 200\ntitle: partner, true\nparagraphs:\n  nobody  0\n"
    );
    assert!(
        reply("visitor").starts_with("GET /equipe (fr)\nstatus: "),
        "{told:#?}"
    );
    assert!(
        reply("sent").contains("title: visitor, false\nparagraphs:\n  ada Ada 12\n"),
        "{}",
        reply("sent")
    );
    let heard = reply("others");
    assert!(heard.starts_with("followed\nGET / (fr)\n"), "{heard}");
    assert!(heard.contains("place gone;"), "{heard}");
    assert_eq!(reply("alone"), "followed\n");

    // Another role and another file are another answer.
    written.change("tests/partner.toml", "\"partner\"", "\"mediator\"");
    written.write("tests/files/a.txt", "thirteen bytes");
    let told = written.run("test", &[]);
    assert_eq!(told.code, Some(1), "{told:#?}");
    tells(&told, &["-title: partner, true"]);
    tells(&told, &["+title: mediator, true"]);
    tells(&told, &["+  ada Ada 14"]);
}

#[test]
fn a_case_of_nobody_s_role_or_with_a_file_but_no_form_is_refused() {
    let written = hearing();
    written.write("tests/role.toml", "get = \"/\"\nrole = \"mayor\"\n");
    written.write(
        "tests/file.toml",
        "get = \"/\"\nfiles = { photo = \"a.txt\" }\n",
    );
    written.write("tests/code.toml", "get = \"/\"\ncontributor = \"ada\"\n");
    written.write(
        "tests/gone.toml",
        "[[deleted]]\nkind = \"place\"\nkey = \"nowhere\"\n",
    );
    written.write(
        "tests/lost.toml",
        "post = \"/\"\nfiles = { photo = \"lost.txt\" }\n",
    );
    let told = written.run("test", &[]);
    assert_eq!(told.code, Some(1), "{told:#?}");
    tells(&told, &["`role` is none of", "`partner`"]);
    tells(&told, &["`files` and `contributor` come with a form"]);
    tells(&told, &["lost.txt"]);
    tells(&told, &["nowhere"]);
}
