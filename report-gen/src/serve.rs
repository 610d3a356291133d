//! A local preview: static files over HTTP, for this machine only.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;

const FIRST_PORT: u16 = 8000;
const PORTS_TRIED: u16 = 50;
/// A request without a body is never longer.
const MAX_HEAD: u64 = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

/// A server that is bound to a port and waits for requests.
///
/// Every connection has a thread of its own and carries one request: a browser opens several at once and keeps
/// them, and none of them may wait for another.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    root: Arc<PathBuf>,
    port: u16,
}

impl Server {
    /// Takes `port`, or the first free one from 8000 on.
    pub fn bind(folder: &Path, port: Option<u16>) -> Result<Self, Error> {
        if !folder.join("index.html").is_file() {
            return Err(Error::Usage {
                message: format!("`{}` holds no report", folder.display()),
                help: Some(format!("make one with `report-gen build -o {}`", folder.display())),
            });
        }
        let root = Arc::new(folder.canonicalize().map_err(Error::io("read", folder))?);
        let ports = match port {
            Some(port) => port..=port,
            None => FIRST_PORT..=FIRST_PORT + PORTS_TRIED,
        };
        let mut problem = String::new();
        for port in ports.clone() {
            match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
                Ok(listener) => {
                    let port = listener.local_addr().map_or(port, |address| address.port());
                    return Ok(Self { listener, root, port });
                }
                Err(error) => problem = error.to_string(),
            }
        }
        Err(Error::Usage {
            message: format!("cannot serve on port {}: {problem}", ports.start()),
            help: Some("choose another one with --port".to_owned()),
        })
    }

    /// The address of the report.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Answers requests until the process is ended.
    pub fn run(&self) {
        for stream in self.listener.incoming().filter_map(Result::ok) {
            let root = Arc::clone(&self.root);
            std::thread::spawn(move || {
                // A browser that went away is no concern of ours.
                let _ = answer(&root, &stream);
            });
        }
    }
}

fn answer(root: &Path, mut stream: &TcpStream) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut head = BufReader::new(stream.take(MAX_HEAD));
    let mut request = String::new();
    head.read_line(&mut request)?;
    // The rest of the head says nothing that matters here, but it must be read before the connection is closed.
    let mut line = String::new();
    while head.read_line(&mut line)? > 2 {
        line.clear();
    }
    let mut words = request.split_ascii_whitespace();
    let (method, address) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let found = file(root, address).and_then(|path| Some((fs::read(&path).ok()?, path)));
    let (status, kind, body) = match (method, found) {
        ("GET" | "HEAD", Some((body, path))) => ("200 OK", mime(&path), body),
        ("GET" | "HEAD", None) => ("404 Not Found", "text/plain", b"not found\n".to_vec()),
        _ => ("405 Method Not Allowed", "text/plain", Vec::new()),
    };
    // `no-cache` asks each time whether there is something newer: a preview shows the last build.
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file behind an address; `None` for anything outside of the folder.
fn file(root: &Path, address: &str) -> Option<PathBuf> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decode(path.strip_prefix('/')?)?;
    let relative = Path::new(&path);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let mut file = root.join(relative);
    if file.is_dir() {
        file.push("index.html");
    }
    // Links may lead out of the folder.
    let file = file.canonicalize().ok()?;
    (file.starts_with(root) && file.is_file()).then_some(file)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        if *byte == b'%' {
            let hex = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok())?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(*byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains(['\0', '\\']))
}

/// The type of a file by its name. Compressed shards are bytes: the dashboard decompresses them itself.
fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "md" | "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn get(port: u16, path: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn serves_the_folder_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let site = root.path().join("site");
        fs::create_dir_all(site.join("data/runs/1")).unwrap();
        fs::write(site.join("index.html"), "<p>hello").unwrap();
        fs::write(site.join("a_bg.wasm"), "wasm").unwrap();
        fs::write(site.join("data/runs/1/a b.json.gz"), "packed").unwrap();
        fs::write(root.path().join("secret"), "secret").unwrap();
        assert!(Server::bind(&root.path().join("data"), Some(0)).is_err());
        let server = Server::bind(&site, Some(0)).unwrap();
        let port = server.port;
        std::thread::spawn(move || server.run());
        assert!(get(port, "/").ends_with("<p>hello"));
        let mut idle = Vec::new();
        for _ in 0..12 {
            idle.push(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap());
        }
        assert!(get(port, "/").ends_with("<p>hello"), "connections that say nothing hold nobody up");
        assert!(get(port, "/?x#y").contains("text/html"));
        assert!(get(port, "/a_bg.wasm").contains("Content-Type: application/wasm"));
        let shard = get(port, "/data/runs/1/a%20b.json.gz?v=12");
        assert!(shard.contains("application/octet-stream") && !shard.contains("Content-Encoding"), "{shard}");
        for path in ["/../secret", "/%2e%2e/secret", "/nothing", "/data", "//etc/hostname", "/a%00"] {
            assert!(get(port, path).starts_with("HTTP/1.1 404"), "{path}");
        }
    }
}
