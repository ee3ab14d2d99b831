//! `maille mail test`: one letter through the mail server of the configuration, now, and what the server said. Nothing is queued.

use super::words::{fault, language, say};
use super::{Data, acts};
use crate::app::App;
use crate::mail::{Address, Letter, NotTaken};
use crate::web::letters;
use crate::web::locale::Locale;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(after_help = "maille mail test camille@example.org")]
    Test(Test),
}

#[derive(Debug, clap::Args)]
pub struct Test {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "ADDRESS")]
    address: String,
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    let Command::Test(arguments) = command;
    let unknown = || fault("cli-mail-address", &[("address", &arguments.address)]);
    let address = Address::read(&arguments.address).ok_or_else(unknown)?;
    let app = App::open_existing(&arguments.data.data).await?;
    let Some(mailer) = &app.mailer else {
        return Err(fault("cli-mail-none", &[]).into());
    };
    let locale = Locale::from_code(language()).unwrap_or_default();
    let letter = Letter {
        id: uuid::Uuid::now_v7().to_string(),
        new: letters::trial(&app, locale, &address),
        made: app.clock.now_ms(),
        tries: 0,
    };
    let taken = mailer.hand_over(&letter, "").await;
    acts::note(&app, "mail-tried", "", "").await;
    let server = mailer.server().to_owned();
    app.close().await;
    taken.map_err(|error| in_words(error, &server))?;
    println!(
        "{}",
        say(
            "cli-mail-taken",
            &[("address", &address.as_str()), ("server", &server)]
        )
    );
    Ok(())
}

/// Why the server did not take it, and the mend.
fn in_words(error: NotTaken, server: &str) -> anyhow::Error {
    let code = |code: &u16| code.to_string();
    let words = match &error {
        NotTaken::Silent => fault("cli-mail-silent", &[("server", &server)]),
        NotTaken::Encryption(_) => fault("cli-mail-encryption", &[("server", &server)]),
        NotTaken::NotOffered(_) => fault("cli-mail-not-offered", &[("server", &server)]),
        NotTaken::Password(answer) => fault(
            "cli-mail-password",
            &[("server", &server), ("code", &code(answer))],
        ),
        NotTaken::Later(answer) => fault(
            "cli-mail-later",
            &[("server", &server), ("code", &code(answer))],
        ),
        NotTaken::Refused(answer) => fault(
            "cli-mail-refused",
            &[("server", &server), ("code", &code(answer))],
        ),
        NotTaken::Unreachable(_) => fault("cli-mail-unreachable", &[("server", &server)]),
        NotTaken::Letter => fault("cli-mail-address", &[("address", &"")]),
    };
    anyhow::Error::new(error).context(words)
}
