//! Components that no compiler would write, from text: the contract's `pages` over a core module of the test's own.

use super::guests::{Guest, hostile};

/// What differs between two hostile components.
#[derive(Default)]
pub struct Parts<'a> {
    /// Beside the contract's own imports.
    pub imports: &'a str,
    /// Fields of the core module.
    pub module: &'a str,
    /// What `answer` does before it answers ok.
    pub answer: &'a str,
    /// Other items of the component, at its end.
    pub items: &'a str,
}

/// A component that answers every request with `Parts::answer`.
pub fn component(parts: &Parts) -> Vec<u8> {
    let Parts {
        imports,
        module,
        answer,
        items,
    } = parts;
    text(&format!(
        r#"(component
  (import "maille:plugin/types@1.0.0" (instance $types
    (type $e (record (field "code" string) (field "message" string)))
    (export "error" (type (eq $e)))))
  (alias export $types "error" (type $error))
  (import "maille:plugin/page@1.0.0" (instance $page
    (export "request" (type $request (sub resource)))
    (export "reply" (type $reply (sub resource)))
    (export "[method]reply.title" (func (param "self" (borrow $reply)) (param "text" string)))))
  (alias export $page "request" (type $request))
  (alias export $page "reply" (type $reply))
  (alias export $page "[method]reply.title" (func $title))
  {imports}
  (core module $libc (memory (export "memory") 1))
  (core instance $libc (instantiate $libc))
  (alias core export $libc "memory" (core memory $memory))
  (core func $title (canon lower (func $title) (memory $memory)))
  (core func $drop-request (canon resource.drop $request))
  (core func $drop-reply (canon resource.drop $reply))
  (core module $main
    (import "host" "title" (func $title (param i32 i32 i32)))
    (import "host" "drop-request" (func $drop-request (param i32)))
    (import "host" "drop-reply" (func $drop-reply (param i32)))
    (import "libc" "memory" (memory 1))
    {module}
    (func (export "answer") (param $request i32) (param $reply i32) (result i32)
      {answer}
      (call $drop-request (local.get $request))
      (call $drop-reply (local.get $reply))
      (i32.const 1024)))
  (core instance $main (instantiate $main
    (with "libc" (instance $libc))
    (with "host" (instance
      (export "title" (func $title))
      (export "drop-request" (func $drop-request))
      (export "drop-reply" (func $drop-reply))))))
  (alias core export $main "answer" (core func $answer))
  (func $answer (param "request" (borrow $request)) (param "reply" (borrow $reply)) (result (result (error $error)))
    (canon lift (core func $answer) (memory $memory)))
  (instance $pages (export "answer" (func $answer)))
  (export "maille:plugin/pages@1.0.0" (instance $pages))
  {items})"#
    ))
}

/// A component, or whatever else the text says.
pub fn text(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap_or_else(|error| panic!("{error}"))
}

/// A guest of these bytes, with pages alone and nothing asked.
pub fn guest(component: Vec<u8>) -> Guest {
    let plain = hostile().named("brut", "/brut").with(|manifest| {
        manifest.exports = vec!["pages".into()];
        (manifest.follows, manifest.tasks, manifest.kinds) = Default::default();
        manifest.grants = Default::default();
        manifest.settings = None;
    });
    let mut raw = plain.made_of(component);
    raw.assets.clear();
    raw
}
