//! What a form says to visitors without an account: the field for their code, how to get one, and the page that comes back with all
//! that was typed where a code does not hold.

use askama::Template;

use super::composer::Composer;
use super::fields::{Control, FieldView};
use super::forms::FieldError;
use super::html::Html;
use super::layout::{self, Body};
use super::links::Links;
use super::picture::{self, Pictured};
use super::site::{Site, View};
use super::words::Words;
use crate::contributors::CODE_DAYS;
use crate::plugins::page::Field;

/// Says that a form is for contributors. Plugins make no field of such a name and never see what comes in it.
pub const CONTRIBUTION_MARK: &str = "~contribution";
/// The code.
pub const CONTRIBUTION_CODE: &str = "~code";
/// The address to which a code is to be sent.
pub const CONTRIBUTION_EMAIL: &str = "~email";
/// What shows that a code held just before.
pub const CONTRIBUTION_PROOF: &str = "~proof";

/// Characters of a code with whatever people put between its letters.
const CODE_CHARS_MAX: u32 = 40;
const EMAIL_CHARS_MAX: u32 = 254;

/// Why a form came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContributionFault {
    /// Neither a code nor an address.
    Missing,
    /// No such code.
    Wrong,
    /// It held too long ago.
    Expired,
    /// Somebody took it back.
    Revoked,
    /// The form stood open too long after the code had held.
    Late,
    /// What was typed is no e-mail address.
    NoAddress,
    /// A code was sent.
    Mailed,
    /// Too many wrong codes; the seconds to wait.
    TooManyWrong(u64),
    /// Too many codes were asked for; the seconds to wait.
    TooManyMails(u64),
    /// Too much was sent with this code, or from here; the seconds to wait.
    TooManySent(u64),
}

impl ContributionFault {
    /// The seconds after which it may be tried again.
    pub fn wait(self) -> Option<u64> {
        match self {
            Self::TooManyWrong(wait) | Self::TooManyMails(wait) | Self::TooManySent(wait) => {
                Some(wait)
            }
            _ => None,
        }
    }

    fn of_address(self) -> bool {
        matches!(self, Self::NoAddress | Self::TooManyMails(_))
    }

    fn said(self, words: Words) -> Option<String> {
        let key = match self {
            Self::Mailed => return None,
            Self::Missing => "contribution-missing",
            Self::Wrong => "contribution-wrong",
            Self::Expired => "contribution-expired",
            Self::Revoked => "contribution-revoked",
            Self::Late => "contribution-late",
            Self::NoAddress => "contribution-no-address",
            Self::TooManyWrong(_) => "contribution-too-many-wrong",
            Self::TooManyMails(_) => "contribution-too-many-mails",
            Self::TooManySent(_) => "contribution-too-many-sent",
        };
        Some(match self.wait() {
            Some(seconds) => words.count(key, seconds.div_ceil(60)),
            None => words.get(key).to_owned(),
        })
    }
}

/// A form that came back.
#[derive(Debug, Clone)]
pub struct ContributionForm<'a> {
    /// It asks for a code.
    pub contributed: bool,
    /// Why, where it is the code.
    pub fault: Option<ContributionFault>,
    /// Names and values of what was typed, as they came.
    pub carried: &'a [(String, String)],
    /// Pictures that came with it: those that are not taken are asked for again.
    pub pictures: &'a [Pictured],
    /// Files were sent with it, which no page can carry.
    pub lost_files: bool,
    /// What stands in the field for an address.
    pub email: &'a str,
}

#[derive(Template)]
#[template(path = "blocks/contribution.html")]
struct GroupView<'a> {
    words: Words,
    mark: &'static str,
    proof: Option<(&'static str, &'a str)>,
    fields: Vec<FieldView<'a>>,
    kept: String,
    mails: bool,
}

#[derive(Template)]
#[template(path = "pages/contribution.html")]
struct PageView<'a> {
    words: Words,
    errors: &'a [FieldError],
    title: &'a str,
    mailed: bool,
    lead: &'a str,
    lost_files: bool,
    action: String,
    has_file: bool,
    carried: &'a [(String, String)],
    pictures: Vec<(String, &'a str)>,
    groups: Vec<Html>,
}

/// The fields of a contributed form: the code, and the way to get one.
pub(super) fn group(composer: &mut Composer, after: usize) -> Html {
    described(composer, after, None, "")
}

fn described(
    composer: &mut Composer,
    after: usize,
    fault: Option<ContributionFault>,
    email: &str,
) -> Html {
    let words = composer.words;
    let mails = composer.site.sends_mail;
    let proof = composer.view.contribution_proof.clone();
    let fields = match proof {
        Some(_) => Vec::new(),
        None => fields(words, mails, fault, email),
    };
    let views = fields.iter().enumerate();
    let views: Vec<FieldView> = views
        .map(|(index, field)| FieldView::new(composer, field, (after + index, false)))
        .collect();
    Html::render(&GroupView {
        words,
        mark: CONTRIBUTION_MARK,
        proof: proof.as_deref().map(|proof| (CONTRIBUTION_PROOF, proof)),
        fields: views,
        kept: words.number("contribution-kept", "months", CODE_DAYS / 30, &[]),
        mails,
    })
}

fn fields(words: Words, mails: bool, fault: Option<ContributionFault>, email: &str) -> Vec<Field> {
    let error = |of_address: bool| {
        let fault = fault.filter(|fault| fault.of_address() == (of_address && mails));
        fault.and_then(|fault| fault.said(words))
    };
    let code = Field {
        kind: "text".to_owned(),
        name: CONTRIBUTION_CODE.to_owned(),
        label: words.get("contribution-code").to_owned(),
        hint: Some(words.get("contribution-code-hint").to_owned()),
        maximum: Some(CODE_CHARS_MAX),
        error: error(false),
        ..Field::default()
    };
    let address = mails.then(|| Field {
        kind: "email".to_owned(),
        name: CONTRIBUTION_EMAIL.to_owned(),
        label: words.get("contribution-email").to_owned(),
        hint: Some(words.number("contribution-email-hint", "months", CODE_DAYS / 30, &[])),
        value: Some(email.to_owned()),
        maximum: Some(EMAIL_CHARS_MAX),
        purpose: Some("email".to_owned()),
        optional: true,
        error: error(true),
        ..Field::default()
    });
    [code].into_iter().chain(address).collect()
}

/// The page that asks for a code once more, in place of what a plugin would have answered.
pub fn contribution_page(site: &Site, view: &View, form: &ContributionForm) -> String {
    let links = Links::default();
    let mut composer = Composer::new(site, view, &links);
    composer.forms += 1;
    let words = composer.words;
    let (wrong, taken): (Vec<_>, Vec<_>) = form.pictures.iter().partition(|one| one.is_wrong());
    let mut groups: Vec<Html> = Vec::new();
    for (index, pictured) in wrong.iter().enumerate() {
        groups.push(picture::again(&mut composer, pictured, index + 1));
    }
    if form.contributed {
        groups.push(described(&mut composer, 0, form.fault, form.email));
    }
    let mailed = form.fault == Some(ContributionFault::Mailed);
    let (title, lead) = match (form.fault, mailed) {
        (_, true) => ("contribution-mailed-title", "contribution-lead"),
        (Some(_), false) => ("contribution-title", "contribution-lead"),
        (None, false) => ("picture-title", "picture-lead"),
    };
    let title = words.get(title);
    let content = Html::render(&PageView {
        words,
        errors: &composer.errors,
        title,
        mailed,
        lead: words.get(lead),
        lost_files: form.lost_files,
        has_file: !wrong.is_empty(),
        // The address that the form was sent to, its query included.
        action: view.address_with(CONTRIBUTION_MARK, None),
        carried: form.carried,
        pictures: taken.iter().flat_map(|one| one.carried()).collect(),
        groups,
    });
    let body = Body {
        title: title.to_owned(),
        has_errors: !composer.errors.is_empty(),
        hidden_from_search: true,
        content,
        ..Body::default()
    };
    layout::document(site, view, body)
}
