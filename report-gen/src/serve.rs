//! A local preview: static files over HTTP, for this machine only.

use std::fs::File;
use std::net::Ipv4Addr;
use std::path::{Component, Path, PathBuf};

use tiny_http::{Header, Method, Request, Response, StatusCode};

use crate::error::Error;

const FIRST_PORT: u16 = 8000;
const PORTS_TRIED: u16 = 50;

/// A server that is bound to a port and waits for requests.
pub struct Server {
    http: tiny_http::Server,
    root: PathBuf,
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
        let root = folder.canonicalize().map_err(Error::io("read", folder))?;
        let ports = match port {
            Some(port) => port..=port,
            None => FIRST_PORT..=FIRST_PORT + PORTS_TRIED,
        };
        let mut problem = String::new();
        for port in ports.clone() {
            match tiny_http::Server::http((Ipv4Addr::LOCALHOST, port)) {
                Ok(http) => {
                    let port = http.server_addr().to_ip().map_or(port, |address| address.port());
                    return Ok(Self { http, root, port });
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
        for request in self.http.incoming_requests() {
            self.answer(request);
        }
    }

    fn answer(&self, request: Request) {
        // A browser that went away is no concern of ours, so what `respond` says is not looked at.
        if !matches!(request.method(), Method::Get | Method::Head) {
            let _ = request.respond(Response::empty(StatusCode(405)));
            return;
        }
        let found = self.file(request.url()).and_then(|path| Some((File::open(&path).ok()?, path)));
        let Some((file, path)) = found else {
            let _ = request.respond(Response::from_string("not found").with_status_code(404));
            return;
        };
        let mut response = Response::from_file(file);
        // `no-cache` asks each time whether there is something newer: a preview shows the last build.
        for (name, value) in [("Content-Type", mime(&path)), ("Cache-Control", "no-cache")] {
            if let Ok(header) = Header::from_bytes(name, value) {
                response.add_header(header);
            }
        }
        let _ = request.respond(response);
    }

    /// The file behind an address; `None` for anything outside of the folder.
    fn file(&self, url: &str) -> Option<PathBuf> {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let path = percent_decode(path.trim_start_matches('/'))?;
        let relative = Path::new(&path);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        let mut file = self.root.join(relative);
        if file.is_dir() {
            file.push("index.html");
        }
        // Links may lead out of the folder.
        let file = file.canonicalize().ok()?;
        (file.starts_with(&self.root) && file.is_file()).then_some(file)
    }
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
    use std::fs;
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    use super::*;

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
        assert!(get(port, "/?x#y").contains("text/html"));
        assert!(get(port, "/a_bg.wasm").contains("Content-Type: application/wasm"));
        let shard = get(port, "/data/runs/1/a%20b.json.gz?v=12");
        assert!(shard.contains("application/octet-stream") && !shard.contains("Content-Encoding"), "{shard}");
        for path in ["/../secret", "/%2e%2e/secret", "/nothing", "/data", "//etc/hostname", "/a%00"] {
            assert!(get(port, path).starts_with("HTTP/1.1 404"), "{path}");
        }
    }
}
