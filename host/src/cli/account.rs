//! `maille account …`: accounts from the machine itself, for the day on which nobody can sign in. It shows links, never
//! passwords.

use super::words::{fault, language, say};
use super::{Data, acts};
use crate::accounts::{Account, AccountError, Field, NewAccount, Role, Secret};
use crate::app::App;
use crate::web::letters::{self, Access};
use crate::web::locale::Locale;
use crate::web::render::FIRST_ACCESS;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(after_help = "maille account list")]
    List(List),
    #[command(
        after_help = "maille account add \"Camille Le Gall\" camille@example.org --role mediator"
    )]
    Add(Add),
    #[command(after_help = "maille account link camille@example.org")]
    Link(Link),
    #[command(after_help = "maille account disable camille@example.org")]
    Disable(One),
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
pub struct Add {
    #[command(flatten)]
    data: Data,
    name: String,
    login: String,
    #[arg(long, value_parser = Role::ALL.map(Role::as_str))]
    role: String,
    #[arg(long)]
    mail: bool,
}

#[derive(Debug, clap::Args)]
pub struct Link {
    #[command(flatten)]
    data: Data,
    login: String,
    #[arg(long)]
    mail: bool,
}

#[derive(Debug, clap::Args)]
pub struct One {
    #[command(flatten)]
    data: Data,
    login: String,
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::List(arguments) => list(arguments).await,
        Command::Add(arguments) => add(arguments).await,
        Command::Link(arguments) => link(arguments).await,
        Command::Disable(arguments) => disable(arguments).await,
    }
}

async fn list(arguments: List) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let listed = app.accounts.list().await?;
    if listed.is_empty() {
        println!("{}", say("cli-account-none", &[]));
    }
    for account in &listed {
        println!(
            "{}\t{}\t{}\t{}",
            account.login,
            account.name,
            account.role,
            say(state(account), &[])
        );
    }
    app.close().await;
    Ok(())
}

fn state(account: &Account) -> &'static str {
    match (account.disabled, account.is_active()) {
        (Some(_), _) => "cli-account-disabled",
        (None, true) => "cli-account-open",
        (None, false) => "cli-account-invited",
    }
}

async fn add(arguments: Add) -> anyhow::Result<()> {
    let role: Role = arguments.role.parse()?;
    let app = App::open_existing(&arguments.data.data).await?;
    let new = NewAccount {
        name: arguments.name,
        login: arguments.login,
    };
    let (account, secret) = app.accounts.invite(&new, role).await.map_err(in_words)?;
    acts::note_account(&app, "account-made", &account).await;
    println!("{}", say("cli-account-added", &[("name", &account.name)]));
    println!("  {}", address(&app, &secret));
    let sent = post(&app, arguments.mail, (&account, &secret), Access::Invited).await;
    app.close().await;
    sent
}

async fn link(arguments: Link) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let account = app.accounts.by_login(&arguments.login).await;
    let account = account.map_err(in_words)?;
    let secret = app.accounts.link(&account.id).await.map_err(in_words)?;
    acts::note_account(&app, "account-link", &account).await;
    println!("{}", say("cli-account-link", &[("name", &account.name)]));
    println!("  {}", address(&app, &secret));
    let sent = post(&app, arguments.mail, (&account, &secret), Access::Invited).await;
    app.close().await;
    sent
}

/// Sends the link too, if that is wanted: the account's sign-in name is then its address.
async fn post(app: &App, wanted: bool, of: (&Account, &Secret), why: Access) -> anyhow::Result<()> {
    if !wanted {
        return Ok(());
    }
    if app.mailer.is_none() {
        return Err(fault("cli-mail-none", &[]).into());
    }
    if of.0.address().is_none() {
        return Err(fault("cli-account-no-address", &[("login", &of.0.login)]).into());
    }
    let locale = Locale::from_code(language()).unwrap_or_default();
    app.letters
        .post(&letters::access(app, locale, of, why))
        .await?;
    println!("{}", say("cli-account-mailed", &[("login", &of.0.login)]));
    Ok(())
}

async fn disable(arguments: One) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let account = app.accounts.by_login(&arguments.login).await;
    let account = account.map_err(in_words)?;
    app.accounts.disable(&account.id).await.map_err(in_words)?;
    acts::note_account(&app, "account-closed", &account).await;
    println!("{}", say("cli-account-closed", &[("name", &account.name)]));
    app.close().await;
    Ok(())
}

/// Shows the link that makes the first administrator, while there is none; it ends the one before. `listen` is where the
/// instance listens, if that is not what its configuration says.
pub async fn first_link(app: &App, listen: Option<&str>) -> anyhow::Result<()> {
    if let Some(secret) = app.accounts.first_link().await? {
        let address = match listen {
            Some(listen) => format!("http://{listen}{}", path(&secret)),
            None => address(app, &secret),
        };
        println!("{}", say("cli-account-first", &[]));
        println!("  {address}");
    }
    Ok(())
}

/// A one-time link as people type it.
fn address(app: &App, secret: &Secret) -> String {
    app.link(&path(secret))
}

fn path(secret: &Secret) -> String {
    format!("{FIRST_ACCESS}/{}", secret.as_str())
}

fn in_words(error: AccountError) -> anyhow::Error {
    match error {
        AccountError::Unknown => fault("cli-account-unknown", &[]).into(),
        AccountError::LoginTaken(login) => fault("cli-account-taken", &[("login", &login)]).into(),
        AccountError::Field(Field::Name) => fault("cli-account-name", &[]).into(),
        AccountError::Field(Field::Login) => fault("cli-account-login", &[]).into(),
        AccountError::LastAdministrator => fault("cli-account-last", &[]).into(),
        other => other.into(),
    }
}
