//! Pages that depend on one thing each. Every call leaves a line in the log: a kept page leaves none.

use std::sync::atomic::{AtomicU32, Ordering};

use maille_sdk::context::{self, Level};
use maille_sdk::{
    Reply, Request, Result, directory, documents, http, moderation, storage, territory,
};

static CALLS: AtomicU32 = AtomicU32::new(0);

pub fn answer(what: &str, request: &Request, reply: &mut Reply) -> Result<()> {
    context::log(Level::Info, "asked");
    let said = match what {
        "nothing" => "rien".to_owned(),
        "places" => names("place")?,
        "procedures" => names("procedure")?,
        "commune" => territory::communes("99010")?
            .first()
            .map_or_else(String::new, |commune| commune.name.clone()),
        "now" => context::now().to_string(),
        "today" => context::today(),
        "wall-clock" => wall_clock(),
        "random" => wasip2::random::random::get_random_u64().to_string(),
        "http" => match http::get("https://granted.example.org/number").send() {
            Ok(response) => String::from_utf8_lossy(&response.body).into_owned(),
            Err(error) => error.to_string(),
        },
        "on-duty" => moderation::on_duty().unwrap_or("personne".to_owned()),
        "query" => format!("a={:?}", request.query("a")),
        "settings" => context::settings::<maille_sdk::serde_json::Value>()?.to_string(),
        "translation" => context::translate("hello", &[("name", "Ada")]),
        "role" => request.role(),
        "account" => request.account().unwrap_or("personne".to_owned()),
        "sign-in" => {
            if request.role() == "visitor" {
                reply.sign_in();
                return Ok(());
            }
            request.role()
        }
        "municipality" => format!("{:?}", request.municipality()),
        "documents" => documents::names("", None, 100)?.join(", "),
        "storage" => format!("{:?}", text(storage::get("last")?)),
        "statics" => format!("appel {}", CALLS.fetch_add(1, Ordering::Relaxed) + 1),
        "personal" => {
            reply.personal();
            "pour une seule personne".to_owned()
        }
        "image" => {
            reply.image("assets/dot.png", "Un point", None);
            "image".to_owned()
        }
        _ => {
            reply.not_found();
            return Ok(());
        }
    };
    reply.title("Page gardée").paragraphs(&format!("[{said}]"));
    Ok(())
}

fn names(kind: &str) -> Result<String> {
    let found = directory::Search::of([kind]).order_by("name").run(100)?;
    let keys: Vec<String> = found
        .entries
        .into_iter()
        .filter_map(|entry| entry.key)
        .collect();
    Ok(keys.join(", "))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the clock that WASI gives is what is asked for"
)]
fn wall_clock() -> String {
    format!("{:?}", std::time::SystemTime::now())
}

fn text(value: Option<Vec<u8>>) -> Option<String> {
    value.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}
