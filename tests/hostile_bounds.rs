//! A guest that takes more than there is: the visitor reads a polite page with a code, the administrator finds plugin,
//! call, cause and the same code, and everything else stands.

use maille::config::{CallBounds, PluginBounds};
use maille::outbound::Rule;

use crate::support::visitor::{Answer, client, read};
use crate::support::{Instance, bounds};

/// In a page that is read and in a form that is sent: the visitor's page is ours and carries the code under which the log
/// names the cause, and nothing is kept of what the guest wrote before.
async fn fails(instance: &Instance, what: &str, cause: &str) {
    let before = instance.tables().await;
    let path = format!("/hostile/bounds/{what}");
    let asked = instance.get(&path).await;
    is_polite(instance, &asked, ("GET", what), cause).await;
    let sent = with_file(instance, &path).await;
    is_polite(instance, &sent, ("POST", what), cause).await;
    assert_eq!(instance.tables().await, before, "{what}");
    instance.check().await;
    assert_eq!(instance.app.plugins.memory_used(), 0, "{what}");
}

async fn is_polite(
    instance: &Instance,
    answer: &Answer,
    (method, what): (&str, &str),
    cause: &str,
) {
    let log = instance.log("hostile").await;
    assert_eq!(answer.status, 500, "{method} {what}: {log:#?}");
    let code = answer.header("x-request-id").to_owned();
    assert!(
        answer.text.contains("Ce service ne répond pas"),
        "{what}: {}",
        answer.text
    );
    assert!(answer.text.contains(&code), "{what}: no {code}");
    assert!(
        !answer.text.contains("À moitié") && !answer.text.contains(cause),
        "{what}: {}",
        answer.text
    );
    let begin = format!("error [{code}] answer {method} /bounds/{what}: ");
    let said = log
        .iter()
        .find(|line| line.starts_with(&begin) && line.contains(cause));
    assert!(said.is_some(), "{what}: {cause} is not in {log:#?}");
}

/// Sends a form with a file to this address.
async fn with_file(instance: &Instance, path: &str) -> Answer {
    let body =
        "--x\r\ncontent-disposition: form-data; name=file; filename=a.txt\r\n\r\na\r\n--x--\r\n";
    let kind = "multipart/form-data; boundary=x";
    let request = client().post(instance.url(path));
    read(request.header("content-type", kind).body(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_cases_below_write_would_be_seen() {
    let instance = Instance::new().await;
    let before = instance.tables().await;
    let answer = with_file(&instance, "/hostile/bounds/nothing").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let after = instance.tables().await;
    for table in ["record", "journal", "plugin_storage", "document"] {
        assert_eq!(after[table], before[table] + 1, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_that_computes_without_end_is_stopped() {
    let instance = Instance::new().await;
    fails(&instance, "loop", "it computed for more than 250 ms").await;
    fails(&instance, "calls", "it computed for more than 250 ms").await;
    fails(
        &instance,
        "log-then-loop",
        "it computed for more than 250 ms",
    )
    .await;
    let log = instance.log("hostile").await;
    assert!(
        log.iter().any(|line| line.ends_with("avant la boucle")),
        "{log:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_that_takes_too_much_room_is_stopped() {
    let instance = Instance::new().await;
    fails(&instance, "recursion", "it called itself too deeply").await;
    fails(&instance, "memory", "its memory is used up").await;
    fails(&instance, "searches", "store handle limit exceeded").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_without_end_is_stopped() {
    let instance = Instance::new().await;
    fails(&instance, "blocks", "more than 2000 blocks").await;
    fails(&instance, "parts", "more than 20000 parts").await;
    fails(&instance, "reply", "more than 1048576 bytes").await;
    fails(&instance, "nesting", "nests deeper than 16").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_that_fails_is_said_to_the_administrator_alone() {
    let instance = Instance::new().await;
    fails(&instance, "panic", "une surprise").await;
    fails(&instance, "trap-after-title", "it panicked").await;
    fails(&instance, "error", "invalid: le disque du voisin est plein").await;
    fails(&instance, "exit", "exit status 0").await;
    fails(
        &instance,
        "asked-too-much",
        "exhausted: more than 200 reads",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_that_sleeps_is_woken_by_the_wall_clock() {
    let page = CallBounds {
        wall_ms: 400,
        ..bounds().page
    };
    let instance = Instance::with(PluginBounds { page, ..bounds() }, Rule::default()).await;
    fails(&instance, "sleep", "it took more than 400 ms in all").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_that_talks_without_end_fills_nothing() {
    let instance = Instance::new().await;
    for what in ["log", "print"] {
        instance.get(&format!("/hostile/bounds/{what}")).await;
    }
    let log = instance.log("hostile").await;
    let bytes: usize = log.iter().map(String::len).sum();
    assert!(bytes < 512 * 1024, "{bytes}");
    assert!(
        log.iter()
            .any(|line| line.contains("more lines were dropped"))
    );
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_of_talk_is_bounded_too() {
    let bounds = PluginBounds {
        log_hour_bytes: 2_000,
        ..bounds()
    };
    let instance = Instance::with(bounds, Rule::default()).await;
    for _ in 0..100 {
        instance.get("/hostile/kept/random").await;
    }
    assert!(instance.calls().await <= 20);
    instance.clock.advance_ms(3_600_000);
    instance.get("/hostile/kept/random").await;
    assert!(
        instance
            .log("hostile")
            .await
            .last()
            .unwrap()
            .ends_with("/kept/random: asked")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn five_traps_in_ten_minutes_pause_the_plugin_politely() {
    let bounds = PluginBounds {
        traps: PluginBounds::default().traps,
        ..bounds()
    };
    let instance = Instance::with(bounds, Rule::default()).await;
    for _ in 0..5 {
        assert_eq!(instance.get("/hostile/bounds/panic").await.status, 500);
    }
    let paused = instance.get("/hostile").await;
    assert_eq!((paused.status, paused.header("retry-after")), (503, "5"));
    assert!(
        paused.text.contains("Ce service est en pause"),
        "{}",
        paused.text
    );
    instance.check().await;
    let listed = instance.app.plugins.list().await.unwrap();
    let reason = listed
        .iter()
        .find_map(|plugin| plugin.paused.clone())
        .unwrap();
    assert!(
        reason.contains("5 traps within 10 minutes") && reason.contains("panicked"),
        "{reason}"
    );
    instance.app.plugins.resume("hostile").await.unwrap();
    assert_eq!(instance.get("/hostile").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn traps_far_apart_do_not_pause() {
    let bounds = PluginBounds {
        traps: 5,
        ..bounds()
    };
    let instance = Instance::with(bounds, Rule::default()).await;
    for _ in 0..12 {
        instance.get("/hostile/bounds/panic").await;
        instance.clock.advance_ms(200_000);
    }
    assert_eq!(instance.get("/hostile").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_that_a_plugin_says_itself_do_not_pause_it() {
    let bounds = PluginBounds {
        traps: 5,
        ..bounds()
    };
    let instance = Instance::with(bounds, Rule::default()).await;
    for _ in 0..12 {
        instance.get("/hostile/bounds/error").await;
    }
    assert_eq!(instance.get("/hostile").await.status, 200);
}

/// How the newest run of the hostile guest's task ended, as the tables keep it.
async fn last_run(instance: &Instance, task: &str) -> (Option<i64>, String) {
    let question = "select finished, message from plugin_run where plugin = 'hostile' and task = $1
                    and ended_at is not null order by number desc limit 1";
    let database = instance.app.directory.database();
    let run = maille::database::sql::query_as(question).bind(task);
    run.fetch_one(database.readers()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_without_end_is_stopped_after_its_steps() {
    let bounds = PluginBounds {
        task_steps: 40,
        ..bounds()
    };
    let instance = Instance::with(bounds, Rule::default()).await;
    let (mut steps, before) = (0, instance.tables().await);
    let plugins = &instance.app.plugins;
    let run = plugins.run("hostile", "endless", &mut |_| steps += 1).await;
    let said = run.unwrap_err().to_string();
    for words in ["did not finish within 40 steps", "plugins.task_steps"] {
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(steps, 40);
    assert_eq!(last_run(&instance, "endless").await, (Some(0), said));
    assert_eq!(instance.tables().await, before);
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_without_end_is_stopped_by_its_own_time() {
    let task = CallBounds {
        cpu_ms: 300,
        ..bounds().task
    };
    let instance = Instance::with(PluginBounds { task, ..bounds() }, Rule::default()).await;
    instance.task(&["count place"]).await.unwrap();
    let before = instance.tables().await;
    let calls = ["put place a {\"name\":\"a\"}", "set a 1", "loop"];
    let said = instance.task(&calls).await.unwrap_err();
    let cause = "it computed for more than 300 ms";
    assert!(
        said.contains(cause) && said.contains("run it again"),
        "{said}"
    );
    assert_eq!(last_run(&instance, "script").await, (Some(0), cause.into()));
    assert_eq!(instance.tables().await, before);
    instance.check().await;
}

#[test]
fn the_defaults_are_those_of_the_contract() {
    const MIB: u64 = 1024 * 1024;
    let bounds = PluginBounds::default();
    let page = CallBounds {
        cpu_ms: 250,
        wall_ms: 2_000,
        reads: 200,
        writes: 20,
    };
    let task = CallBounds {
        cpu_ms: 10_000,
        wall_ms: 60_000,
        reads: 10_000,
        writes: 2_000,
    };
    assert_eq!((bounds.page, bounds.task), (page, task));
    assert_eq!(bounds.task_steps, 100_000);
    assert_eq!(
        (bounds.memory_bytes, bounds.storage_bytes_max),
        (64 * MIB, 64 * MIB)
    );
    assert_eq!((bounds.reply_bytes, bounds.reply_blocks), (MIB, 2_000));
    assert_eq!(
        (bounds.log_call_bytes, bounds.log_hour_bytes),
        (64 * 1024, MIB)
    );
    assert_eq!(
        (bounds.requests, bounds.request_ms, bounds.request_bytes),
        (100, 10_000, 8 * MIB)
    );
    assert_eq!((bounds.save_stall_ms, bounds.save_ms), (20_000, 1_800_000));
    assert_eq!(
        (bounds.save_bytes, bounds.component_bytes, bounds.compile_s),
        (256 * MIB, 32 * MIB, 60)
    );
    assert_eq!(
        (bounds.traps, bounds.trap_window_s, bounds.pool_instances),
        (5, 600, 512)
    );
}
