//! Pages of the administration and those that lead there, for the list of whole documents.

use crate::accounts::{Account, AccountError, Capability, Field, PasswordFault, Role};
use crate::doctor::Finding;
use crate::web::render::*;

/// A Friday afternoon.
const NOW_MS: i64 = 1_795_256_130_000;

fn account(name: &str, role: Role) -> Account {
    Account {
        id: "019aa000-0000-7000-8000-000000000001".into(),
        name: name.into(),
        login: "camille@example.org".into(),
        role,
        has_password: true,
        created: NOW_MS - 86_400_000,
        signed_in: Some(NOW_MS),
        disabled: None,
    }
}

fn desk(site: &Site, view: &View, path: &str, role: Role) -> Desk {
    Desk {
        site: site.clone(),
        view: View {
            path: path.into(),
            address: format!("https://fil.example{path}"),
            ..view.clone()
        },
        name: "Camille <Le Gall>".into(),
        role,
    }
}

fn accounts_pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let list = desk(site, view, "/administration/comptes", Role::Administrator);
    let one = desk(site, view, "/administration/comptes/1", Role::Administrator);
    let camille = account("Camille Le Gall", Role::Administrator);
    let invited = Account {
        has_password: false,
        signed_in: None,
        ..account("Dominique Riou", Role::Mediator)
    };
    let closed = Account {
        disabled: Some(NOW_MS),
        ..account("Alex Kerbrat", Role::Partner)
    };
    let taken = AccountError::LoginTaken("x".into());
    let wrong = AccountsPage {
        accounts: vec![camille.clone(), invited.clone(), closed.clone()],
        name: "Dominique",
        login: "camille@example.org",
        role: Some(Role::Auditor),
        fault: Some(&taken),
    };
    let page = |account| AccountPage {
        account,
        sessions: 2,
        invitation: None,
        fault: None,
        done: false,
    };
    let linked = AccountPage {
        invitation: Some(Invitation {
            address: one.link("/premier-acces/0123"),
            name: invited.name.clone(),
        }),
        sessions: 0,
        ..page(&invited)
    };
    let last = AccountPage {
        fault: Some(&AccountError::LastAdministrator),
        ..page(&camille)
    };
    let done = AccountPage {
        done: true,
        ..page(&closed)
    };
    vec![
        (
            "desk_accounts",
            accounts_page(&list, &AccountsPage::default()),
        ),
        ("desk_accounts_wrong", accounts_page(&list, &wrong)),
        ("desk_account", account_page(&one, &linked)),
        ("desk_account_last", account_page(&one, &last)),
        ("desk_account_closed", account_page(&one, &done)),
    ]
}

fn access_pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let sign_in = SignIn {
        next: "/administration/comptes?x=1".into(),
        no_administrator: true,
        ..SignIn::default()
    };
    let refused = SignIn {
        login: "camille".into(),
        fault: Some(SignInFault::Refused),
        ..sign_in.clone()
    };
    let waits = SignIn {
        fault: Some(SignInFault::TooMany(61)),
        signed_out: true,
        no_administrator: false,
        ..refused.clone()
    };
    let first = FirstAccess {
        token: "0123",
        ..FirstAccess::default()
    };
    let wrong = |fault| FirstAccess {
        token: "0123",
        name: "Camille",
        login: "a b",
        fault: Some(fault),
        ..FirstAccess::default()
    };
    let password = FirstAccess {
        owner: Some(("Dominique Riou", "dominique")),
        fault: Some(&AccountError::Password(PasswordFault::Short)),
        ..FirstAccess::default()
    };
    vec![
        ("sign_in", sign_in_page(site, view, &sign_in)),
        ("sign_in_refused", sign_in_page(site, view, &refused)),
        ("sign_in_waits", sign_in_page(site, view, &waits)),
        ("first_access", first_access_page(site, view, &first)),
        (
            "first_access_wrong",
            first_access_page(site, view, &wrong(&AccountError::Field(Field::Login))),
        ),
        (
            "first_access_password",
            first_access_page(site, view, &password),
        ),
        ("link_over", link_over_page(site, view)),
        (
            "lacks",
            lacks_page(site, view, Capability::Import, "K7QF-3MZD"),
        ),
    ]
}

/// Every one of them.
pub(super) fn pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let home = |role| desk(site, view, "/administration", role);
    let roles = desk(site, view, "/administration/roles", Role::Mediator);
    let findings = [
        Finding::good("cli-doctor-database"),
        Finding::warning("cli-doctor-readable").with("path", "/srv/<maille>.sqlite"),
        Finding::fault("cli-doctor-folder-fault")
            .with("error", "read-only")
            .with("folder", "/srv"),
    ];
    let mut pages = vec![
        (
            "desk_home",
            desk_home_page(&home(Role::Administrator), Some(&findings)),
        ),
        (
            "desk_home_partner",
            desk_home_page(&home(Role::Partner), None),
        ),
        ("desk_roles", roles_page(&roles)),
    ];
    pages.extend(accounts_pages(site, view));
    pages.extend(access_pages(site, view));
    pages
}
