//! `maille plugin test`: cases on the real runtime, with a fixed clock and recorded answers.

use super::{Written, tells};

const READING: &str = r#"
use maille_sdk::context::{self, Level, Outcome};
use maille_sdk::serde_json::json;
use maille_sdk::{Plugin, Progress, Reply, Request, Result, directory, documents, http};
#[derive(Default)]
struct Reading;
impl Plugin for Reading {
    fn answer(&self, request: &Request, reply: &mut Reply) -> Result<()> {
        if request.is_post() {
            let name = request.form("name").unwrap_or_default();
            directory::put("place", "sent", &json!({ "name": name }))?;
            reply.title(&format!("Reçu : {name}"));
            return Ok(());
        }
        reply.title(&context::today()).paragraphs("Un\nDeux");
        Ok(())
    }
    fn run(&self, _: &str) -> Result<Progress> {
        let answer = http::get("https://data.example.fr/places").send()?;
        let name = String::from_utf8_lossy(&answer.body).trim().to_owned();
        let given = documents::read("list", 0, 100)?;
        context::log(Level::Info, &format!("{} {} {}", answer.status, name, given.len()));
        directory::put("place", "read", &json!({ "name": name }))?;
        context::report(Outcome::Taken, "read", &name);
        Ok(Progress::finished(1, "lu"))
    }
}
maille_sdk::plugin!(Reading);
"#;

/// A plugin with a task that reads the network.
fn reading() -> Written {
    let written = Written::new("releve");
    written.write("src/lib.rs", READING);
    written.change("plugin.toml", "[\"pages\"]", "[\"pages\", \"tasks\"]");
    let grants = "write = [\"place\"]\nhosts = [\"data.example.fr\"]";
    written.change("plugin.toml", "read = [\"place\"]", grants);
    let toml = written.read("plugin.toml");
    let task = "[[tasks]]\nname = \"import\"\n[tasks.label]\nfr = \"Lire\"\nen = \"Read\"\n";
    written.write("plugin.toml", &format!("{toml}\n{task}"));
    for file in ["tests/home.toml", "tests/home.reply.txt"] {
        std::fs::remove_file(written.folder.join(file)).unwrap();
    }
    written
}

#[test]
fn the_case_that_new_writes_passes_and_a_difference_is_shown() {
    let written = Written::new("avec-cas");
    let told = written.run("test", &[]).check();
    tells(&told, &["réussi", "tests/home.toml"]);
    tells(&told, &["1 cas réussi, aucun échoué"]);

    written.change(
        "translations/fr.ftl",
        "search = Chercher",
        "search = Trouver",
    );
    written.change(
        "tests/home.toml",
        "count = { place = 1 }",
        "count = { place = 2 }",
    );
    let told = written.run("test", &[]);
    assert_eq!(told.code, Some(1), "{told:#?}");
    tells(&told, &["    -search form: Chercher"]);
    tells(&told, &["    +search form: Trouver"]);
    tells(&told, &["     title: avec-cas"]);
    tells(&told, &["« place »", "2 attendues, 1 trouvées"]);
    tells(&told, &["aucun cas réussi, 1 échoué"]);

    // What was wanted is written; what the case says itself still counts.
    let told = written.run("test", &["--update"]);
    assert_eq!(told.code, Some(1), "{told:#?}");
    assert!(written.read("tests/home.reply.txt").contains("Trouver"));
    written.change(
        "tests/home.toml",
        "count = { place = 2 }",
        "count = { place = 1 }",
    );
    written.run("test", &["--lang", "en"]).check();
}

#[test]
fn a_task_sees_what_was_recorded_and_a_form_what_was_sent() {
    let written = reading();
    written.write("tests/answers/places.txt", "La Fabrique\n");
    written.write(
        "tests/task.toml",
        r#"
task = "import"
[[documents]]
name = "list"
file = "answers/places.txt"
[[http]]
url = "https://data.example.fr/places"
body = "answers/places.txt"
headers = { etag = "x" }
[expect]
log = ["200 La Fabrique 12"]
[[expect.records]]
kind = "place"
key = "read"
content = { name = "La Fabrique" }
"#,
    );
    written.write(
        "tests/form.toml",
        "post = \"/\"\nform = { name = \"Ada\" }\n[expect]\nstatus = 200\ncount = { place = 1 }\n",
    );
    // Already the next day in Paris.
    written.write(
        "tests/day.toml",
        "now = \"2026-11-23T23:30:00Z\"\nget = \"/\"\n",
    );
    let told = written.run("test", &[]);
    assert_eq!(told.code, Some(1), "{told:#?}");
    tells(&told, &["form.reply.txt", "n’existe pas encore"]);
    let told = written.run("test", &["--update"]).check();
    tells(&told, &["3 cas réussis"]);
    assert_eq!(
        written.read("tests/task.reply.txt"),
        "task import: lu\n  taken read: La Fabrique\n"
    );
    assert_eq!(
        written.read("tests/form.reply.txt"),
        "POST / (fr)\nstatus: 200\ntitle: Reçu : Ada\n"
    );
    let day = "GET / (fr)\nstatus: 200\ntitle: 2026-11-24\nparagraphs:\n  Un\n  Deux\n";
    assert_eq!(written.read("tests/day.reply.txt"), day);
    written.run("test", &[]).check();

    // What nobody recorded is refused by name; a record that says something else is shown.
    written.change("tests/task.toml", "fr/places\"\nbody", "fr/others\"\nbody");
    written.change(
        "tests/task.toml",
        "content = { name = \"La Fabrique\" }",
        "content = { name = \"Autre\" }",
    );
    let told = written.run("test", &[]);
    assert_eq!(told.code, Some(1), "{told:#?}");
    tells(
        &told,
        &[
            "+task import failed",
            "no recorded answer to GET https://data.example.fr/places",
        ],
    );
    tells(&told, &["la fiche place read n’existe pas"]);
    tells(&told, &["« 200 La Fabrique 12 »"]);
    tells(&told, &["2 cas réussis, 1 échoué"]);
}

#[test]
fn a_case_that_does_not_read_names_its_line_and_the_nearest_key() {
    let written = Written::new("mal-ecrit");
    written.change("tests/home.toml", "language = ", "langage = ");
    written.write("tests/nothing.toml", "language = \"fr\"\n");
    let told = written.run("test", &[]);
    assert_eq!(told.code, Some(1), "{told:#?}");
    tells(&told, &["ligne 4", "`langage`", "did you mean `language`?"]);
    tells(&told, &["nothing is asked", "`get = \"/\"`"]);
    std::fs::remove_dir_all(written.folder.join("tests")).unwrap();
    let told = written.run("test", &[]);
    assert!(!told.ok && told.err.contains("n’a pas de cas"), "{told:#?}");
}
