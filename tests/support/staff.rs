//! People who are signed in, in one line: `instance.signed_in(Role::Mediator).await`.

use maille::accounts::{Account, Device, NewAccount, Role};
use maille::directory::{Author, Batch};
use maille::moderation::{Abuse, Acts, Case, Moderation};
use maille::suggestions::{Said, Subject, Suggestions};

use super::Instance;
use super::visitor::Answer;

/// A password that nobody refuses.
pub const PASSWORD: &str = "le phare de la vieille";

/// A browser in which somebody is signed in.
pub struct Staff<'a> {
    instance: &'a Instance,
    pub account: Account,
    /// For the header `cookie`.
    pub cookie: String,
}

impl Instance {
    /// Somebody new with this role, signed in. The name is the role's, the sign-in name `role-1`, `role-2`…
    pub async fn signed_in(&self, role: Role) -> Staff<'_> {
        let account = self.account(role).await;
        let secret = self
            .app
            .accounts
            .begin_session(&account, None, Device::Unknown)
            .await;
        let cookie = format!("session={}", secret.unwrap().as_str());
        Staff {
            instance: self,
            account,
            cookie,
        }
    }

    /// An account with this role and [`PASSWORD`].
    pub async fn account(&self, role: Role) -> Account {
        let accounts = &self.app.accounts;
        let number = accounts.list().await.unwrap().len() + 1;
        let new = NewAccount {
            name: role.to_string(),
            login: format!("{role}-{number}"),
        };
        let (_, link) = accounts.invite(&new, role).await.unwrap();
        accounts
            .set_password(link.as_str(), PASSWORD)
            .await
            .unwrap()
    }
}

impl Instance {
    /// What a visitor said of the record with this id; its number comes back.
    pub async fn suggestion(&self, record: &str) -> String {
        let database = self.app.directory.database().clone();
        let said = Said {
            reference: "K7QF-3MZD".to_owned(),
            record_id: record.to_owned(),
            kind: "place".to_owned(),
            title: "Médiathèque".to_owned(),
            revision: 1,
            subject: Subject::Telephone,
            text: "Le numéro a changé".to_owned(),
            contact: "camille@example.org".to_owned(),
        };
        let suggestions = Suggestions::new(database, self.clock.clone());
        suggestions.make(&said).await.unwrap()
    }
}

impl Instance {
    /// A visitor reports the record with this id; the number of the case comes back.
    pub async fn case(&self, record: &str) -> String {
        let directory = &self.app.directory;
        let record = directory.get(record).await.unwrap().unwrap();
        let mut acts = Acts::default();
        let said = (Abuse::Spam, "De la publicité");
        acts.report(directory, &record, "hostile", said);
        let author = Author::host("test");
        let mut pending = directory.begin(Batch::default(), &author).await.unwrap();
        let now = self.clock.now_ms();
        acts.write(pending.connection(), now).await.unwrap();
        pending.commit().await.unwrap();
        let moderation = Moderation::new(directory.clone());
        let waiting = moderation.waiting(0, 200).await.unwrap();
        let of = |case: &&Case| case.record_id == record.id;
        waiting.iter().find(of).unwrap().reference.clone()
    }
}

impl Staff<'_> {
    pub async fn get(&self, path: &str) -> Answer {
        let cookie = self.cookie.as_str();
        self.instance.get_as(path, &[("cookie", cookie)]).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let cookie = self.cookie.as_str();
        self.instance
            .post(path, fields, &[("cookie", cookie)])
            .await
    }
}

/// A part of a form with files: the field's name, and the file's name where it is one.
pub type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

impl Staff<'_> {
    /// Sends a form as browsers do that hold a file.
    pub async fn send(&self, path: &str, parts: &[Part<'_>]) -> Answer {
        let mut body = Vec::new();
        for (name, file, content) in parts {
            body.extend_from_slice(b"--edge\r\ncontent-disposition: form-data; ");
            let named = match file {
                Some(file) => format!("name=\"{name}\"; filename=\"{file}\""),
                None => format!("name=\"{name}\""),
            };
            body.extend_from_slice(named.as_bytes());
            body.extend_from_slice(b"\r\n\r\n");
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--edge--\r\n");
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("content-type", "multipart/form-data; boundary=edge"),
        ];
        self.instance.send(path, &headers, body).await
    }
}
