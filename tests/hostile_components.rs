//! Components that an SDK guest cannot be: each is refused in words at install, or stopped when it is called.

use maille::config::PluginBounds;
use maille::outbound::Rule;

use crate::support::wat::{Parts, component, guest, text};
use crate::support::{Instance, bounds};

async fn refused(instance: &Instance, component: Vec<u8>, words: &[&str]) {
    let said = instance.refuses(guest(component).bytes()).await;
    for word in words {
        assert!(said.contains(word), "no `{word}` in {said}");
    }
    assert!(instance.app.plugins.get("brut").is_none());
    assert_eq!(instance.get("/brut").await.status, 404);
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_component_from_text_is_installed_and_answers() {
    let instance = Instance::new().await;
    instance.install(&guest(component(&Parts::default()))).await;
    let answer = instance.get("/brut").await;
    assert_eq!(answer.status, 200, "{:#?}", instance.log("brut").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_that_do_not_exist_are_named_with_the_mend() {
    let instance = Instance::new().await;
    let import = |name: &str| {
        let imports = format!(r#"(import "{name}" (instance (export "go" (func))))"#);
        component(&Parts {
            imports: &imports,
            ..Parts::default()
        })
    };
    refused(
        &instance,
        import("evil:shell/run@1.0.0"),
        &["evil:shell/run", "no plugin may have"],
    )
    .await;
    refused(
        &instance,
        import("maille:plugin/telepathy@1.0.0"),
        &["telepathy", "update Maille"],
    )
    .await;
    refused(
        &instance,
        import("maille:plugin/http@1.0.0"),
        &["asks for no host", "plugin.toml"],
    )
    .await;
    refused(
        &instance,
        import("maille:plugin/storage@1.0.0"),
        &["asks for none", "plugin.toml"],
    )
    .await;
    refused(&instance, import("wasi:sockets/tcp@0.2.0"), &["go"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn features_that_are_off_are_refused() {
    let instance = Instance::new().await;
    let items = |items: &str| {
        component(&Parts {
            items,
            ..Parts::default()
        })
    };
    refused(
        &instance,
        items("(core module (memory i64 1))"),
        &["memory64"],
    )
    .await;
    refused(
        &instance,
        items("(core module (memory 1 2 shared))"),
        &["cannot be compiled"],
    )
    .await;
    refused(
        &instance,
        items("(core module (memory 1) (memory 1))"),
        &["cannot be compiled"],
    )
    .await;
    refused(
        &instance,
        items("(core module (memory 65536)) (core instance (instantiate 2))"),
        &["memory"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_without_the_contract_is_refused() {
    let instance = Instance::new().await;
    refused(
        &instance,
        text("(component)"),
        &["export `pages`", "does not have it"],
    )
    .await;
    let wrong = r#"(component
        (core module $m (func (export "answer") (param i32) (result i32) (local.get 0)))
        (core instance $i (instantiate $m))
        (func $answer (param "x" u32) (result u32) (canon lift (core func $i "answer")))
        (instance $pages (export "answer" (func $answer)))
        (export "maille:plugin/pages@1.0.0" (instance $pages)))"#;
    refused(&instance, text(wrong), &["home page fails"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_function_that_loops_is_stopped() {
    let instance = Instance::new().await;
    let start = component(&Parts {
        module: "(func $start (loop (br 0))) (start $start)",
        ..Parts::default()
    });
    refused(
        &instance,
        start,
        &["home page fails", "it computed for more than 250 ms"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn growth_without_end_fails_or_is_stopped() {
    let instance = Instance::new().await;
    let forever = [
        (
            "(table $t 0 funcref)",
            "(loop $l (drop (table.grow $t (ref.null func) (i32.const 10000))) (br $l))",
        ),
        ("", "(loop $l (drop (memory.grow (i32.const 16))) (br $l))"),
        ("(func $deep (call $deep))", "(call $deep)"),
    ];
    for (module, answer) in forever {
        let bytes = component(&Parts {
            module,
            answer,
            ..Parts::default()
        });
        refused(&instance, bytes, &["home page fails"]).await;
        assert_eq!(instance.app.plugins.memory_used(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strings_that_are_none_are_stopped_at_the_border() {
    let instance = Instance::new().await;
    let bad = component(&Parts {
        module: r#"(data (i32.const 16) "ab\ff\fe\c0")"#,
        answer: "(call $title (local.get $reply) (i32.const 16) (i32.const 5))",
        ..Parts::default()
    });
    refused(&instance, bad, &["home page fails", "utf-8"]).await;
    let outside = component(&Parts {
        answer: "(call $title (local.get $reply) (i32.const 65000) (i32.const 0x7fffffff))",
        ..Parts::default()
    });
    refused(&instance, outside, &["home page fails"]).await;
    let forged = component(&Parts {
        answer: "(call $title (i32.const 77) (i32.const 16) (i32.const 1))",
        ..Parts::default()
    });
    refused(&instance, forged, &["home page fails"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_instances_and_memories_are_bounded() {
    let instance = Instance::new().await;
    let mut items = String::from("(core module $x (memory 1) (table 10 funcref))");
    items.push_str(&"(core instance (instantiate $x))".repeat(2_000));
    refused(
        &instance,
        component(&Parts {
            items: &items,
            ..Parts::default()
        }),
        &["cannot be compiled", "instances count exceeds limit"],
    )
    .await;
    // Fewer than the format's own limit, and more than there is room for.
    let mut items = String::from("(core module $x (memory 1) (table 10 funcref))");
    items.push_str(&"(core instance (instantiate $x))".repeat(200));
    let parts = Parts {
        items: &items,
        ..Parts::default()
    };
    let words = ["home page fails", "memory count too high"];
    refused(&instance, component(&parts), &words).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn types_that_are_too_deep_or_too_wide_are_refused() {
    let instance = Instance::new().await;
    let mut deep = String::from("(type $t0 (list u8))");
    for depth in 1..3_000 {
        deep.push_str(&format!("(type $t{depth} (list $t{}))", depth - 1));
    }
    deep.push_str("(export \"deep\" (type $t2999))");
    let mut wide = String::from("(type $w0 (tuple u8 u8))");
    for depth in 1..40 {
        wide.push_str(&format!(
            "(type $w{depth} (tuple $w{0} $w{0} $w{0} $w{0}))",
            depth - 1
        ));
    }
    for (items, reason) in [
        (deep, "type nesting is too deep"),
        (wide, "effective type size exceeds the limit"),
    ] {
        let parts = Parts {
            items: &items,
            ..Parts::default()
        };
        refused(
            &instance,
            component(&parts),
            &["cannot be compiled", reason],
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_for_the_compiler_is_refused_within_its_limits() {
    let mut module = String::from("(core module (func (param i32) (result i32) (local.get 0)");
    for number in 0..400_000 {
        module.push_str(&format!(
            "(i32.const {number}) (i32.mul) (local.get 0) (i32.rotl)"
        ));
    }
    module.push_str("))");
    let bomb = guest(component(&Parts {
        items: &module,
        ..Parts::default()
    }))
    .bytes();
    let slow = Instance::with(
        PluginBounds {
            compile_s: 1,
            ..bounds()
        },
        Rule::default(),
    )
    .await;
    assert!(
        slow.refuses(bomb.clone())
            .await
            .contains("compiling took more than 1 s")
    );
    slow.check().await;
    let small = PluginBounds {
        compile_memory_bytes: 160 * 1024 * 1024,
        ..bounds()
    };
    let small = Instance::with(small, Rule::default()).await;
    assert!(
        small
            .refuses(bomb.clone())
            .await
            .contains("compile_memory_bytes")
    );
    small.check().await;
}
