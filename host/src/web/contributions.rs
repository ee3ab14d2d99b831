//! Forms of plugins for visitors without an account: the host looks at their code before the plugin is called. A form whose code
//! does not hold comes back with all that was typed; a code never stands in an address, a log or a kept page.

use std::net::IpAddr;

use axum::response::Response;

use super::error::{self, WebError};
use super::forms::Sent;
use super::letters;
use super::render::{
    CONTRIBUTION_CODE, CONTRIBUTION_EMAIL, CONTRIBUTION_MARK, CONTRIBUTION_PROOF,
    ContributionFault, ContributionForm, Pictured, contribution_page,
};
use super::visitor::{Visitor, site};
use super::{person, pictures};
use crate::app::App;
use crate::contributors::{Checked, Contributor};
use crate::mail::Address;
use crate::plugins::Loaded;
use crate::plugins::grants::Capability;

/// Whether a plugin is to be called with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The form speaks of no contributor.
    Unmarked,
    /// The code holds.
    Holds(Contributor),
    /// It does not, and the visitor reads this.
    Refused(ContributionFault),
}

impl Verdict {
    /// Whether the form comes back.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

/// What the host itself found in a form.
#[derive(Debug)]
pub struct Looked {
    /// Whether its code holds.
    pub verdict: Verdict,
    /// What shows that it held, for the next form.
    pub proof: Option<String>,
    /// Its pictures, read.
    pub pictures: Vec<Pictured>,
}

/// Looks at code and pictures. Where too much came from there no picture is read.
pub async fn look(
    app: &App,
    plugin: &Loaded,
    visitor: &Visitor,
    (network, sent): (IpAddr, &mut Sent),
) -> Result<Looked, WebError> {
    let verdict = verdict(app, plugin, visitor, (network, sent)).await?;
    let waits = matches!(&verdict, Verdict::Refused(fault) if fault.wait().is_some());
    let proof = match &verdict {
        Verdict::Holds(one) => Some(app.contributors.proof(&plugin.manifest.id, &one.id).await?),
        _ => None,
    };
    Ok(Looked {
        pictures: match waits {
            true => Vec::new(),
            false => pictures::look(app, plugin, network, sent).await?,
        },
        verdict,
        proof,
    })
}

/// Looks at what a form says of its contributor. Without the grant no code was asked for, and nobody is believed.
async fn verdict(
    app: &App,
    plugin: &Loaded,
    visitor: &Visitor,
    (network, sent): (IpAddr, &Sent),
) -> Result<Verdict, WebError> {
    if sent.own(CONTRIBUTION_MARK).is_none() || !plugin.grants.allows(&Capability::Contributors) {
        return Ok(Verdict::Unmarked);
    }
    let id = plugin.manifest.id.as_str();
    let code = sent.own(CONTRIBUTION_CODE);
    let found = match (
        code,
        sent.own(CONTRIBUTION_PROOF),
        sent.own(CONTRIBUTION_EMAIL),
    ) {
        (Some(code), ..) => typed(app, id, network, code).await?,
        (None, _, Some(email)) if app.mailer.is_some() => {
            Err(mail(app, visitor, network, email).await?)
        }
        (None, Some(proof), _) => {
            let proven = app.contributors.proven(id, proof).await?;
            proven.ok_or(ContributionFault::Late)
        }
        _ => Err(ContributionFault::Missing),
    };
    Ok(match found {
        Err(fault) => Verdict::Refused(fault),
        Ok(contributor) => {
            let now_ms = app.clock.now_ms();
            match app.contributions.send(network, &contributor.id, now_ms) {
                Ok(()) => Verdict::Holds(contributor),
                Err(wait) => Verdict::Refused(ContributionFault::TooManySent(wait)),
            }
        }
    })
}

async fn typed(
    app: &App,
    plugin: &str,
    network: IpAddr,
    code: &str,
) -> Result<Result<Contributor, ContributionFault>, WebError> {
    if let Err(wait) = app.contributions.guess(network, app.clock.now_ms()) {
        return Ok(Err(ContributionFault::TooManyWrong(wait)));
    }
    Ok(match app.contributors.check(code, plugin).await? {
        Checked::Right(contributor) => {
            app.contributions.guessed(network);
            Ok(contributor)
        }
        Checked::Wrong => Err(ContributionFault::Wrong),
        Checked::Expired => Err(ContributionFault::Expired),
        Checked::Revoked => Err(ContributionFault::Revoked),
    })
}

/// Mails a code; the answer is the same whether the address was known or not.
async fn mail(
    app: &App,
    visitor: &Visitor,
    network: IpAddr,
    typed: &str,
) -> Result<ContributionFault, WebError> {
    let Some(address) = Address::read(typed) else {
        return Ok(ContributionFault::NoAddress);
    };
    let now_ms = app.clock.now_ms();
    if let Err(wait) = app.contributions.mail(network, address.as_str(), now_ms) {
        return Ok(ContributionFault::TooManyMails(wait));
    }
    let locale = visitor.locale;
    let letter = |made: &_| letters::code(app, locale, made);
    app.contributors
        .mail(&address, locale.code(), letter)
        .await?;
    Ok(ContributionFault::Mailed)
}

/// The page that asks for a code, or for what a picture lacks, with everything that was typed.
pub fn answer(
    app: &App,
    plugin: &Loaded,
    visitor: &Visitor,
    (sent, looked): (&Sent, Looked),
) -> Response {
    let fault = match looked.verdict {
        Verdict::Refused(fault) => Some(fault),
        Verdict::Unmarked | Verdict::Holds(_) => None,
    };
    let unread = !sent.pictures.is_empty();
    let form = ContributionForm {
        contributed: !matches!(looked.verdict, Verdict::Unmarked),
        fault,
        carried: sent.typed(),
        pictures: &looked.pictures,
        lost_files: !sent.files.is_empty() || unread,
        // What was no address is mended where it stands.
        email: match fault {
            Some(ContributionFault::NoAddress) => sent.own(CONTRIBUTION_EMAIL).unwrap_or_default(),
            _ => "",
        },
    };
    let site = site(app, visitor.locale);
    let mut view = visitor.view_of(app, plugin);
    view.contribution_proof = looked.proof;
    let html = contribution_page(&site, &view, &form);
    match fault {
        None => error::to_mend(html),
        Some(ContributionFault::Mailed) if !form.pictures.iter().any(Pictured::is_wrong) => {
            person::page(html)
        }
        Some(fault) => match fault.wait() {
            Some(seconds) => error::too_many(html, seconds),
            None => error::to_mend(html),
        },
    }
}
