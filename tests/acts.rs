//! The journal of acts: who did what in the administration, as an auditor reads it.

use maille::accounts::Role;
use maille::audit::Verdict;
use maille::database::sql;

use crate::support::both::on_both;
use crate::support::staff::Staff;
use crate::support::{Instance, Maille};

const JOURNAL: &str = "/administration/journal";

async fn read(person: &Staff<'_>) -> String {
    let page = person.get(JOURNAL).await;
    assert_eq!(page.status, 200);
    page.text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Somebody works on the machine itself.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_on_the_machine_stands_in_it_and_doctor_checks_the_chain() {
    let instance = Instance::new().await;
    let maille = Maille::over(&instance.folder);
    maille
        .run(&["account", "add", "Zoé Martin", "zoe", "--role", "mediator"])
        .check();
    maille
        .run(&["plugin", "grant", "hostile", "storage", "--revoke"])
        .check();
    let auditor = instance.signed_in(Role::Auditor).await;
    let journal = read(&auditor).await;
    assert!(
        journal.contains("Depuis la machine : compte créé — Zoé Martin"),
        "{journal}"
    );
    let granted = "Depuis la machine : droits d’une extension — hostile (-storage)";
    assert!(journal.contains(granted), "{journal}");
    let said = maille.run(&["doctor"]).out;
    assert!(
        said.contains("le journal des actes se tient : 2 lignes"),
        "{said}"
    );

    let mut write = instance.app.directory.database().write().await.unwrap();
    sql::query("update audit set said = replace(said, 'Zoé', 'Léa')")
        .execute(&mut *write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    let said = maille.run(&["doctor"]).out;
    assert!(
        said.contains("la ligne 1 du journal des actes n’est plus"),
        "{said}"
    );
}

on_both!(each_act_stands_in_the_journal_with_who_did_it_to_what);

async fn each_act_stands_in_the_journal_with_who_did_it_to_what(url: Option<&str>) {
    let instance = Instance::moderated_on(url).await;
    let administrator = instance.signed_in(Role::Administrator).await;
    let auditor = instance.signed_in(Role::Auditor).await;
    assert!(read(&auditor).await.contains("Rien n’a encore été fait"));

    let other = instance.account(Role::Mediator).await;
    let account = format!("/administration/comptes/{}", other.id);
    let made = administrator
        .post(&format!("{account}/role"), &[("role", "auditor")])
        .await;
    assert_eq!(made.status, 303);
    let page = "/administration/extensions/hostile";
    administrator.post(&format!("{page}/pause"), &[]).await;
    administrator.post(&format!("{page}/reprise"), &[]).await;
    let rights = [("droit", "storage")];
    administrator.post(&format!("{page}/droits"), &rights).await;
    // What does not fit changes nothing, and is no act.
    let wrong = administrator
        .post("/administration/codes", &[("nombre", "900")])
        .await;
    assert_eq!(wrong.status, 422);
    // To look is no act.
    administrator.get(page).await;

    let journal = read(&auditor).await;
    assert!(
        journal.contains("administrator : rôle changé — mediator"),
        "{journal}"
    );
    assert!(
        journal.contains("administrator : extension mise en pause — hostile"),
        "{journal}"
    );
    assert!(
        journal.contains("droits d’une extension — hostile (-"),
        "{journal}"
    );
    assert!(!journal.contains("codes de contribution"), "{journal}");
    assert!(
        journal.contains("4 lignes, vérifiées à l’instant"),
        "{journal}"
    );

    // Who tries what the role does not allow is in it too.
    let denied = auditor.post(&format!("{page}/pause"), &[]).await;
    assert_eq!(denied.status, 403);
    let journal = read(&auditor).await;
    assert!(
        journal
            .contains("auditor : extension mise en pause — hostile. Refusé : le droit manquait."),
        "{journal}"
    );
    let table = auditor.get(&format!("{JOURNAL}.csv")).await;
    assert!(table.text.contains("hostile"), "{}", table.text);
    assert_eq!(table.text.lines().count(), 6, "{}", table.text);

    // Somebody touches the database.
    let database = instance.app.directory.database();
    let mut write = database.write().await.unwrap();
    sql::query("delete from audit where number = 2")
        .execute(&mut *write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    assert_eq!(
        instance.app.audit.check().await.unwrap(),
        Verdict::Broken(3)
    );
    let journal = read(&auditor).await;
    assert!(
        journal.contains("La ligne 3 n’est plus celle qui a été écrite"),
        "{journal}"
    );
}
