//! Runs the libraries of another language: tasks in, answers out, both as JSON.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maille_federation::keys::SecretKey;
use maille_federation::origin::KeyId;
use serde_json::{Value, json};

use crate::skip::skip;

/// A language and its libraries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Node,
    Python,
}

/// The key that signs on either side.
pub fn key() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

pub fn key_id() -> KeyId {
    KeyId::of(&"creuse.example".parse().unwrap(), &key().public())
}

/// The members of a task that carry the key: its name, PKCS#8 and SubjectPublicKeyInfo (RFC 8410) in base64, and the
/// multikey.
pub fn with_key(mut task: Value) -> Value {
    const PKCS_8: &[u8] = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
    const INFO: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";
    let public = key().public();
    task["key_id"] = json!(key_id());
    task["secret"] = json!(STANDARD.encode([PKCS_8, &[1; 32]].concat()));
    task["public"] = json!(STANDARD.encode([INFO, public.bytes()].concat()));
    task["multikey"] = json!(public);
    task
}

/// What the libraries answer to each task; `None`, and the test is left out by name, where they are not installed.
pub fn ask(language: Language, test: &str, tasks: &[Value]) -> Option<Vec<Value>> {
    let folder = here();
    let (program, script, mend) = match language {
        Language::Node => (
            PathBuf::from("node"),
            "opinions.mjs",
            "libraries of npm: npm ci --prefix federation/tests/opinions",
        ),
        Language::Python => (
            folder.join(".venv/bin/python"),
            "opinions.py",
            "libraries of PyPI: python3 -m venv federation/tests/opinions/.venv && \
             federation/tests/opinions/.venv/bin/pip install --no-deps -r federation/tests/opinions/requirements.txt",
        ),
    };
    let installed = match language {
        Language::Node => folder.join("node_modules").is_dir(),
        Language::Python => program.is_file(),
    };
    if !installed {
        skip(test, mend);
        return None;
    }
    let mut child = Command::new(program)
        .arg(folder.join(script))
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input
        .write_all(&serde_json::to_vec(tasks).unwrap())
        .unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{script} ran to its end");
    let answers: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answers.len(), tasks.len());
    Some(answers)
}

/// The folder of the scripts.
fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/opinions")
}
