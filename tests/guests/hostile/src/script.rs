//! Single calls of the contract, one a line, and what each came to. `!` at the beginning of a line ends the whole call where
//! that one fails.

use maille_sdk::serde_json::Value;
use maille_sdk::{
    Error, OrNone, Reply, Request, Result, context, directory, documents, http, images, moderation,
    storage, territory,
};

/// Lines of the query's or the form's `call`, answered in plain text.
pub fn answer(request: &Request, reply: &mut Reply) -> Result<()> {
    let lines = if request.is_post() {
        request.form_all("call")
    } else {
        request.query_all("call")
    };
    // `{photo}` stands for the picture that came with the form.
    let photo = request.image("photo").unwrap_or("none".to_owned());
    let said = run(&lines.join("\n").replace("{photo}", &photo))?;
    reply.document("text/plain", None, said.join("\n").as_bytes());
    Ok(())
}

pub fn run(text: &str) -> Result<Vec<String>> {
    let mut said = Vec::new();
    for line in text.lines() {
        let (line, must) = line
            .strip_prefix('!')
            .map_or((line, false), |line| (line, true));
        match call(line) {
            Ok(words) => said.push(words),
            Err(error) if must => return Err(error),
            Err(error) => said.push(error.to_string()),
        }
    }
    Ok(said)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the environment that WASI gives is what is asked for"
)]
fn call(line: &str) -> Result<String> {
    let mut words = line.splitn(4, ' ');
    let mut next = || words.next().unwrap_or_default();
    let (verb, first, second, rest) = (next(), next(), next(), next());
    match verb {
        "put" => Ok(entry(&directory::put(first, second, &json(rest)?)?)),
        "create" => Ok(entry(&directory::create(first, &json(second)?)?)),
        "get" => Ok(entry(&directory::get_by_key(first, second)?)),
        "get-id" => Ok(entry(&directory::get(first)?)),
        "update" => {
            let record = directory::get_by_key(first, second)?;
            Ok(entry(&directory::update(
                &record.id,
                record.revision,
                &json(rest)?,
            )?))
        }
        "update-stale" => {
            let record = directory::get_by_key(first, second)?;
            Ok(entry(&directory::update(
                &record.id,
                record.revision + 7,
                &json(rest)?,
            )?))
        }
        "state" => {
            let record = directory::get_by_key(first, second)?;
            Ok(entry(&directory::set_state(
                &record.id,
                record.revision,
                rest,
            )?))
        }
        "delete" => {
            let record = directory::get_by_key(first, second)?;
            directory::delete(&record.id, record.revision).map(|()| "ok".to_owned())
        }
        "count" => Ok(directory::Search::of([first]).count()?.to_string()),
        "count-all" => Ok(directory::Search::of([]).count()?.to_string()),
        "drafts" => Ok(directory::Search::of([first])
            .state("draft")
            .count()?
            .to_string()),
        "words" => Ok(directory::Search::of([first])
            .words(second)
            .count()?
            .to_string()),
        "puts" => {
            let count: u32 = second.parse().unwrap_or(0);
            for number in 0..count {
                directory::put(first, &format!("k{number}"), &json("{\"name\":\"n\"}")?)?;
            }
            Ok("ok".to_owned())
        }
        "set" => storage::set(first, second.as_bytes()).map(|()| "ok".to_owned()),
        "set-large" => {
            let bytes = vec![7_u8; second.parse().unwrap_or(0)];
            storage::set(first, &bytes).map(|()| "ok".to_owned())
        }
        "value" => Ok(storage::get(first)?.map_or("nothing".to_owned(), |value| {
            String::from_utf8_lossy(&value).into_owned()
        })),
        "keys" => Ok(storage::keys(first, None, 1_000)?.join(",")),
        "forget" => storage::delete(first).map(|()| "ok".to_owned()),
        "submit" => {
            let record = directory::get_by_key(first, second)?;
            let contributor = Some(rest).filter(|rest| !rest.is_empty());
            moderation::submit(&record.id, contributor)
        }
        "submit-id" => moderation::submit(first, None),
        "report" => moderation::report(first, second, rest).map(|()| "ok".to_owned()),
        "reports" => {
            for number in 0..second.parse().unwrap_or(0_u32) {
                moderation::report(first, "spam", &format!("{number} {rest}"))?;
            }
            Ok("ok".to_owned())
        }
        "attach" => images::attach(first, second).map(|()| "ok".to_owned()),
        "detach" => images::detach(first, second).map(|()| "ok".to_owned()),
        "pictures" => {
            let ids: Vec<String> = first.split(',').map(str::to_owned).collect();
            let found = images::attached(&ids)?.into_iter();
            let told = found.map(|(id, one)| {
                format!(
                    "{id} {} {} {}x{} {} {} {}",
                    one.path,
                    one.content_type,
                    one.width,
                    one.height,
                    one.rights,
                    one.credit,
                    one.alternative
                )
            });
            Ok(told.collect::<Vec<_>>().join("|"))
        }
        "ids" => Ok(directory::get_by_key(first, second)?.id),
        "say" => Ok(line.trim_start_matches("say ").to_owned()),
        "decision" => Ok(
            moderation::decision(first)?.map_or("none".to_owned(), |outcome| {
                format!("{} {} {}", outcome.code, outcome.reason, outcome.words)
            }),
        ),
        "on-duty" => Ok(moderation::on_duty().unwrap_or("nobody".to_owned())),
        "communes" => {
            // `long` stands for what nobody is called.
            let said = match first {
                "long" => "x".repeat(100_000),
                other => other.to_owned(),
            };
            let found = territory::communes(&said)?;
            let codes: Vec<&str> = found
                .iter()
                .map(|commune| commune.insee_code.as_str())
                .collect();
            Ok(codes.join(","))
        }
        "names" => Ok(documents::names(first, None, 1_000)?.join(",")),
        "read" => Ok(String::from_utf8_lossy(&documents::read(first, 0, 1_000)?).into_owned()),
        "delete-document" => documents::delete(first).map(|()| "ok".to_owned()),
        "http" => answered(http::get(first)),
        "http-times" => {
            for _ in 0..second.parse().unwrap_or(0_u32) {
                http::get(first).send()?;
            }
            Ok("ok".to_owned())
        }
        "http-header" => answered(http::get(first).header(second, &rest.replace("\\n", "\n"))),
        "save" => Ok(http::get(first).save(second)?.to_string()),
        "found" => Ok(directory::get_by_key(first, second)
            .or_none()?
            .is_some()
            .to_string()),
        "settings" => Ok(context::settings::<Value>()?.to_string()),
        "environment" => Ok(format!("{:?}", std::env::vars().collect::<Vec<_>>())),
        "files" => Ok(format!(
            "{:?}",
            std::fs::read("/etc/passwd").map_err(|error| error.kind())
        )),
        "socket" => Ok(format!(
            "{:?}",
            std::net::TcpStream::connect(first).map_err(|error| error.kind())
        )),
        "loop" => loop {
            std::hint::black_box(());
        },
        "panic" => panic!("on script"),
        "fail" => Err(Error::invalid("on script")),
        _ => Err(Error::invalid(format!("no such call: {verb}"))),
    }
}

fn answered(request: http::Request) -> Result<String> {
    let response = request.send()?;
    Ok(format!(
        "{} {}",
        response.status,
        String::from_utf8_lossy(&response.body)
    ))
}

fn json(text: &str) -> Result<Value> {
    Ok(maille_sdk::serde_json::from_str(text)?)
}

fn entry(entry: &directory::Entry) -> String {
    format!(
        "{} {} {} {}",
        entry.key.as_deref().unwrap_or("-"),
        entry.revision,
        entry.state,
        entry.content
    )
}
