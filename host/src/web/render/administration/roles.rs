//! What each role may do, in words, and the page for who lacks a right.

use askama::Template;

use super::super::errors;
use super::super::html::Html;
use super::super::site::{Site, View};
use super::super::words::Words;
use super::{Desk, DeskPage, desk_page};
use crate::accounts::{Capability, Role};

/// A role's name.
pub fn role_name(words: Words, role: Role) -> &'static str {
    words.get(match role {
        Role::Visitor => "role-visitor",
        Role::Partner => "role-partner",
        Role::Mediator => "role-mediator",
        Role::Auditor => "role-auditor",
        Role::Administrator => "role-administrator",
    })
}

fn role_about(words: Words, role: Role) -> &'static str {
    words.get(match role {
        Role::Visitor => "role-visitor-about",
        Role::Partner => "role-partner-about",
        Role::Mediator => "role-mediator-about",
        Role::Auditor => "role-auditor-about",
        Role::Administrator => "role-administrator-about",
    })
}

/// A right in words, as it stands after "may".
pub(super) fn capability_words(words: Words, capability: Capability) -> &'static str {
    words.get(match capability {
        Capability::Enter => "may-enter",
        Capability::ReadPrivate => "may-read-private",
        Capability::EditRecords => "may-edit-records",
        Capability::DeleteRecords => "may-delete-records",
        Capability::DecideDuplicates => "may-decide-duplicates",
        Capability::Moderate => "may-moderate",
        Capability::ReadImports => "may-read-imports",
        Capability::Import => "may-import",
        Capability::ReadState => "may-read-state",
        Capability::ManagePlugins => "may-manage-plugins",
        Capability::ManageAccounts => "may-manage-accounts",
        Capability::ReadPeers => "may-read-peers",
        Capability::ManagePeers => "may-manage-peers",
        Capability::ReadAudit => "may-read-audit",
    })
}

struct RoleView {
    id: &'static str,
    name: &'static str,
    about: &'static str,
    own: bool,
    rights: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "administration/roles.html")]
struct RolesView {
    words: Words,
    roles: Vec<RoleView>,
}

/// `/administration/roles`: what each role may do.
pub fn roles_page(desk: &Desk) -> String {
    let words = desk.words();
    let roles = Role::ALL.map(|role| RoleView {
        id: role.as_str(),
        name: role_name(words, role),
        about: role_about(words, role),
        own: role == desk.role,
        rights: role
            .capabilities()
            .iter()
            .map(|capability| capability_words(words, *capability))
            .collect(),
    });
    let page = DeskPage {
        title: words.get("roles-title").to_owned(),
        content: Html::render(&RolesView {
            words,
            roles: roles.into(),
        }),
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

/// 403: which right lacks, and who gives it.
pub fn lacks_page(site: &Site, view: &View, capability: Capability, code: &str) -> String {
    let words = Words(view.locale);
    let right = capability_words(words, capability);
    let text = words.with("lacks-text", &[("right", right)]);
    errors::own_error_page(site, view, words.get("lacks-title"), &text, code)
}
