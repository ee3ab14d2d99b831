//! A real proxy before an instance: nginx or Caddy as Debian has them, configured by the examples that the project ships, with
//! only names, ports and certificates changed. It ends with the test.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::skip::skip;
use super::workspace;

/// What stands before the instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Nginx,
    /// One whose administrator forgot the line that passes the host on.
    NginxRewritingHost,
    Caddy,
}

pub const KINDS: [Kind; 3] = [Kind::Nginx, Kind::NginxRewritingHost, Kind::Caddy];

/// A proxy that runs.
pub struct Proxy {
    child: Child,
    /// Where visitors reach it.
    pub address: SocketAddr,
    _folder: tempfile::TempDir,
}

impl Kind {
    fn program(self) -> Option<PathBuf> {
        let name = match self {
            Self::Caddy => "caddy",
            _ => "nginx",
        };
        ["/usr/sbin", "/usr/bin", "/usr/local/bin"]
            .map(|folder| Path::new(folder).join(name))
            .into_iter()
            .find(|path| path.is_file())
    }

    /// Whether it is here; a test without it is skipped by name.
    pub fn is_here(self, test: &str) -> bool {
        let here = self.program().is_some();
        if !here {
            skip(test, "nginx or Caddy (`apt-get install nginx caddy`)");
        }
        here
    }
}

/// A port that nobody has.
pub fn free() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

impl Proxy {
    /// One at this address before `instance`; with TLS where there are a certificate and its key.
    pub fn start(
        kind: Kind,
        address: SocketAddr,
        instance: SocketAddr,
        tls: Option<(&Path, &Path)>,
    ) -> Self {
        Self::before(kind, address, &[instance], tls)
    }

    /// One before several processes of one instance: nginx alone.
    pub fn before(
        kind: Kind,
        address: SocketAddr,
        instances: &[SocketAddr],
        tls: Option<(&Path, &Path)>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("conf");
        let text = match kind {
            Kind::Caddy => caddy(address, instances[0], tls),
            _ => nginx(kind, address, instances, tls, folder.path()),
        };
        std::fs::write(&file, text).unwrap();
        let mut command = Command::new(kind.program().unwrap());
        match kind {
            Kind::Caddy => command
                .args(["run", "--adapter", "caddyfile", "--config"])
                .arg(&file),
            _ => command
                .arg("-e")
                .arg(folder.path().join("error.log"))
                .arg("-p")
                .arg(folder.path())
                .arg("-c")
                .arg(&file),
        };
        let log = std::fs::File::create(folder.path().join("said")).unwrap();
        let child = command
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut proxy = Self {
            child,
            address,
            _folder: folder,
        };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            let ended = proxy.child.try_wait().unwrap().is_some();
            if ended || begun.elapsed() > Duration::from_secs(30) {
                let said = std::fs::read_to_string(proxy._folder.path().join("said"));
                panic!("{kind:?} does not start: {}", said.unwrap());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        proxy
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // A master of nginx that is killed leaves its workers behind.
        let id = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let _ = self.child.wait();
    }
}

fn example(path: &str) -> String {
    std::fs::read_to_string(workspace().join("packaging").join(path)).unwrap()
}

fn replaced(text: String, from: &str, to: &str) -> String {
    assert!(text.contains(from), "the example has no `{from}`");
    text.replace(from, to)
}

fn nginx(
    kind: Kind,
    address: SocketAddr,
    instances: &[SocketAddr],
    tls: Option<(&Path, &Path)>,
    folder: &Path,
) -> String {
    let mut text = example("nginx/maille.conf");
    let servers: Vec<String> = instances
        .iter()
        .map(|instance| format!("server {instance};"))
        .collect();
    text = replaced(text, "server 127.0.0.1:8095;", &servers.join("\n    "));
    let (http, https) = match tls {
        Some(_) => (free(), address),
        None => (address, free()),
    };
    text = replaced(text, "    listen [::]:80;\n", "");
    text = replaced(text, "    listen [::]:443 ssl;\n", "");
    match tls {
        Some((certificate, key)) => {
            text = replaced(text, "listen 80;", &format!("listen {http};"));
            text = replaced(text, "listen 443 ssl;", &format!("listen {https} ssl;"));
            let live = "/etc/letsencrypt/live/maille.example.fr";
            text = replaced(
                text,
                &format!("{live}/fullchain.pem"),
                &certificate.display().to_string(),
            );
            text = replaced(
                text,
                &format!("{live}/privkey.pem"),
                &key.display().to_string(),
            );
        }
        None => {
            // Without TLS the second server stands alone, on the first one's port.
            let (head, rest) = text.split_once("server {\n    listen 80;").unwrap();
            let (_, second) = rest.split_once("}\n").unwrap();
            text = format!("{head}{second}");
            text = replaced(text, "listen 443 ssl;", &format!("listen {http};"));
            let plain = text
                .lines()
                .filter(|line| !line.contains("ssl_certificate"));
            text = plain.collect::<Vec<_>>().join("\n");
        }
    }
    text = replaced(text, "server_name maille.example.fr;", "server_name _;");
    if kind == Kind::NginxRewritingHost {
        text = replaced(text, "proxy_set_header Host $http_host;", "");
    }
    let folder = folder.display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {folder}/{name};\n"))
        .concat();
    format!(
        "daemon off;\nuser root;\nworker_processes 1;\npid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}{text}\n}}\n"
    )
}

fn caddy(address: SocketAddr, instance: SocketAddr, tls: Option<(&Path, &Path)>) -> String {
    let text = replaced(
        example("caddy/Caddyfile"),
        "127.0.0.1:8095",
        &instance.to_string(),
    );
    let port = address.port();
    let site = match tls {
        Some((certificate, key)) => format!(
            "https://maille.example.fr:{port} {{\n\tbind 127.0.0.1\n\ttls {} {}",
            certificate.display(),
            key.display()
        ),
        None => format!("http://:{port} {{\n\tbind 127.0.0.1"),
    };
    let text = replaced(text, "\nmaille.example.fr {", &format!("\n{site}"));
    format!("{{\n\tadmin off\n\tauto_https off\n}}\n{text}")
}
