//! What a machine does to an instance that serves: a disk that fills, a database that somebody else holds, a server of databases that
//! goes away. Pages stay readable where they can be read, what cannot be kept is refused in words, and all goes on by itself.

mod disks;

use std::path::Path;
use std::time::{Duration, Instant};

use crate::support::Maille;
use crate::support::cluster::{Cluster, MEND};
use crate::support::disk::Disk;
use crate::support::process::Serving;
use crate::support::skip::skip;
use crate::support::visitor::{Answer, client, read};

/// Long enough for any machine to come back.
const PATIENCE: Duration = Duration::from_secs(60);
/// Messages that fit into what a full disk has left, at most.
const FITTING_MAX: u32 = 600;

/// An instance that serves, with one record.
struct Site {
    serving: Serving,
    page: String,
}

impl Site {
    fn serve(maille: &Maille) -> Self {
        let content = r#"{"name": "Médiathèque du Lac"}"#;
        maille
            .run(&["record", "put", "place", "m", "--content", content])
            .check();
        let shown = maille.run(&["record", "get", "place", "m"]).out;
        let id = shown.split_whitespace().find(|word| word.len() == 36);
        Self {
            page: format!("/annuaire/{}", id.unwrap()),
            serving: Serving::start(maille),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        read(client().get(self.address(path))).await
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.serving.url.trim_end_matches('/'))
    }

    /// A visitor of this number says that something is wrong.
    async fn says(&self, visitor: u32) -> Answer {
        let address = self.address(&format!("{}/signaler", self.page));
        // The same said twice is kept once.
        let message = format!("{visitor} : {}", "fermé le lundi. ".repeat(100));
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs([("sujet", "hours"), ("message", message.as_str())]);
        let [_, _, third, fourth] = visitor.to_be_bytes();
        let from = format!("198.51.{third}.{fourth}");
        let request = client().post(address).body(body.finish());
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        read(request.header("x-forwarded-for", from)).await
    }

    /// Everything can be read and said; the process is the same.
    async fn is_well_again(&mut self, visitor: u32) {
        let begun = Instant::now();
        loop {
            let answers = [
                self.get("/").await.status,
                self.get(&self.page).await.status,
                self.get("/readyz").await.status,
                self.says(visitor).await.status,
            ];
            if answers == [200, 200, 200, 303] {
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "{answers:?}");
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        assert!(self.serving.child.try_wait().unwrap().is_none());
    }
}

/// Somebody reads that nothing was kept, and what to do.
fn assert_not_kept(answer: &Answer) {
    assert_eq!(answer.status, 503, "{}", answer.text);
    assert!(
        answer.text.contains("Rien n’a pu être enregistré")
            && answer.text.contains("Revenez en arrière"),
        "{}",
        answer.text
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!answer.header("retry-after").is_empty());
}

fn init(folder: &Path) -> Maille {
    Maille::init(folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_pages_are_read_and_what_cannot_be_kept_is_refused_in_words() {
    let Some(disk) = Disk::mount("on_a_full_disk", 192) else {
        return;
    };
    let mut site = Site::serve(&init(disk.path()));
    assert_eq!(site.says(1).await.status, 303);
    let filler = disk.fill();
    let mut refused = None;
    for visitor in 2..FITTING_MAX {
        let answer = site.says(visitor).await;
        if answer.status != 303 {
            refused = Some(answer);
            break;
        }
    }
    assert_not_kept(&refused.expect("a full disk takes no more"));
    for path in ["/", "/annuaire?q=mediatheque", &site.page, "/livez"] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
    assert!(
        site.get(&site.page)
            .await
            .text
            .contains("Médiathèque du Lac")
    );
    let ready = site.get("/readyz").await;
    assert_eq!(ready.status, 503, "{}", ready.text);
    let disk_line = ready.text.lines().find(|line| line.starts_with("disk: "));
    assert!(
        disk_line.is_some_and(|line| line != "disk: ok"),
        "{}",
        ready.text
    );
    std::fs::remove_file(filler).unwrap();
    site.is_well_again(FITTING_MAX).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_somebody_holds_the_database_pages_are_read_and_writers_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let maille = init(folder.path());
    let mut site = Site::serve(&maille);
    assert_eq!(site.says(1).await.status, 303);
    let beside = maille.database().await;
    let held = beside.write().await.unwrap();
    let (refused, page, search) = tokio::join!(
        site.says(2),
        site.get(&site.page),
        site.get("/annuaire?q=mediatheque")
    );
    assert_not_kept(&refused);
    assert_eq!((page.status, search.status), (200, 200));
    drop(held);
    site.is_well_again(3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_server_of_databases_comes_back_so_does_the_instance() {
    let Some(cluster) = Cluster::alone() else {
        return skip("when_the_server_of_databases_comes_back", MEND);
    };
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), Some(&cluster.database()));
    let mut site = Site::serve(&maille);
    assert_eq!(site.says(1).await.status, 303);
    cluster.down();
    assert_not_kept(&site.says(2).await);
    let search = site.get("/annuaire?q=lac&page=1").await;
    assert_eq!(search.status, 503, "{}", search.text);
    assert!(
        search.text.contains("Le site ne répond pas pour le moment"),
        "{}",
        search.text
    );
    assert_eq!(site.get("/livez").await.status, 200);
    let ready = site.get("/readyz").await;
    assert!(
        ready.status == 503 && !ready.text.contains("database: ok"),
        "{}",
        ready.text
    );
    cluster.up();
    site.is_well_again(3).await;
}
