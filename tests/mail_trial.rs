//! `maille mail test` and `maille account --mail` over a mail server of this machine: what it takes, and each way in which it does not.

use crate::support::Maille;
use crate::support::smtp::Sink;

/// An instance whose letters go there.
fn over(url: &str) -> (tempfile::TempDir, Maille) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::over(folder.path());
    maille.run(&["init"]).check();
    let path = folder.path().join("maille.toml");
    let before = std::fs::read_to_string(&path).unwrap();
    let mail = format!("\n[mail]\nurl = \"{url}\"\nfrom = \"Maille <maille@example.fr>\"\n");
    std::fs::write(&path, before + &mail).unwrap();
    (folder, maille)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_message_goes_now_and_what_the_server_says_is_said() {
    let sink = Sink::start().await;
    let (_folder, maille) = over(&sink.url);
    let said = maille.run(&["mail", "test", "camille@example.org"]);
    assert!(said.ok, "{said:?}");
    assert!(
        said.out
            .contains("a pris le message pour camille@example.org"),
        "{said:?}"
    );
    let letter = sink.letter(0).await;
    assert_eq!(letter.to, ["camille@example.org"]);
    assert!(
        letter.header("Subject").starts_with("Message "),
        "{letter:?}"
    );
    assert!(
        letter.body().contains("vous n=E2=80=99avez rien"),
        "{letter:?}"
    );
    maille
        .run(&["mail", "test", "nobody@example.org"])
        .refused(&["refuse le message (réponse 550)", "mail.from"]);
    maille
        .run(&["mail", "test", "later@example.org"])
        .refused(&["(réponse 451)", "réessayez"]);
    maille
        .run(&["mail", "test", "camille"])
        .refused(&["« camille » n’est pas une adresse"]);
    assert_eq!(sink.taken().len(), 1);
    let said = maille.run(&["audit"]);
    assert!(
        said.ok && said.out.contains("message d’essai envoyé"),
        "{said:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_be_used_is_told_apart_with_its_mend() {
    // Nobody listens there any more.
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (_folder, maille) = over(&format!("smtp://{gone}"));
    maille
        .run(&["mail", "test", "camille@example.org"])
        .refused(&["ne se laisse pas joindre", "pare-feu"]);
    let sink = Sink::start().await;
    let (_folder, maille) = over(&sink.url.replace("smtp://", "smtps://u:p@"));
    maille
        .run(&["mail", "test", "camille@example.org"])
        .refused(&["pas de connexion chiffrée", "465"]);
    let (_folder, maille) = over(&sink.url.replace("smtp://", "smtp://u:p@"));
    maille
        .run(&["mail", "test", "camille@example.org"])
        .refused(&["ne propose pas ce qui est demandé"]);
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::over(folder.path());
    maille.run(&["init"]).check();
    maille
        .run(&["mail", "test", "camille@example.org"])
        .refused(&["cette instance n’envoie pas de messages", "[mail]"]);
    assert!(sink.taken().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_goes_by_mail_if_that_is_wanted() {
    let sink = Sink::start().await;
    let (_folder, maille) = over(&sink.url);
    let add = [
        "account",
        "add",
        "Zoé Martin",
        "zoe@example.org",
        "--role",
        "mediator",
        "--mail",
    ];
    let said = maille.run(&add);
    assert!(
        said.ok
            && said
                .out
                .contains("part aussi par message à zoe@example.org"),
        "{said:?}"
    );
    let add = [
        "account", "add", "Léo", "leo", "--role", "mediator", "--mail",
    ];
    maille
        .run(&add)
        .refused(&["leo n’est pas une adresse", "donnez le lien vous-même"]);
    // The link is shown all the same, and the account is there.
    assert!(maille.run(&["account", "list"]).out.contains("leo\t"));
    let again = maille.run(&["account", "link", "zoe@example.org"]);
    assert!(again.ok && !again.out.contains("part aussi"), "{again:?}");
    let said = maille.run(&["audit", "--last", "2"]);
    assert_eq!(
        said.out.lines().filter(|line| line.contains('\t')).count(),
        2,
        "{said:?}"
    );
    assert!(said.err.contains("3 actes, la chaîne tient"), "{said:?}");
}
