//! Login services and token programs that stall, talk without end or repeat secrets.

use super::*;
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{io::Write, net::TcpListener, path::PathBuf};

const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/server.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/server.key");

fn rules(url: String, command: &[&str]) -> MailRules {
    MailRules {
        token_url: url,
        client_id: "c".to_owned(),
        certificate: PathBuf::from(CERTIFICATE),
        token_command: command.iter().map(|part| (*part).to_owned()).collect(),
        timeout_seconds: 2,
        ..MailRules::default()
    }
}

/// Asks a login service that answers with these bytes and then stalls.
fn asked_of(answer: &'static str) -> Result<Secret, Trouble> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = ServerConfig::builder_with_provider(tls::cryptography())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_file(CERTIFICATE).unwrap()],
            PrivateKeyDer::from_pem_file(KEY).unwrap(),
        )
        .unwrap();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut stream = StreamOwned::new(ServerConnection::new(Arc::new(config)).unwrap(), stream);
        let _ = stream.read(&mut [0; 4_000]);
        let _ = stream.write_all(answer.as_bytes());
        let _ = stream.flush();
        thread::sleep(Duration::from_secs(20));
    });
    let secrets = Secrets { client_secret: Secret::new("hunter2".to_owned()), ..Secrets::default() };
    token(&rules(format!("https://localhost:{port}/token"), &[]), &secrets)
}

#[test]
fn a_stalled_token_is_tried_again_and_nobody_says_that_the_secret_has_expired() {
    for answer in [
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"access_token\": \"ab",
        "HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n",
    ] {
        let began = Instant::now();
        let told = asked_of(answer);
        assert!(matches!(&told, Err(Trouble::Later(why)) if why.contains("no token from")), "{answer}: {told:?}");
        assert!(began.elapsed() < Duration::from_secs(8), "{answer}");
    }
}

#[test]
fn a_login_service_that_repeats_the_secret_does_not_have_it_shown() {
    let answer = "HTTP/1.1 401 No\r\nContent-Length: 61\r\n\r\n{\"error\": \"bad\", \"error_description\": \"hunter2 is old\\u001b[2J\"}";
    let told = format!("{:?}", asked_of(answer));
    assert!(!told.contains("hunter2"), "{told}");
}

#[test]
#[cfg(unix)]
fn a_token_program_has_an_end_and_gets_no_secrets() {
    let asked = |command: &[&str]| token(&rules(String::new(), command), &Secrets::default());
    let began = Instant::now();
    for endless in [&["sleep", "30"][..], &["sh", "-c", "sleep 30 & echo token"], &["sh", "-c", "exec >&-; sleep 30"]] {
        let told = asked(endless);
        assert!(
            matches!(&told, Err(Trouble::Later(why)) if why.contains("timeout_seconds = 2")),
            "{endless:?}: {told:?}"
        );
    }
    assert!(began.elapsed() < Duration::from_secs(15));
    let told = asked(&["sh", "-c", "yes"]);
    assert!(matches!(told, Err(Trouble::Stop(_))), "{told:?}");
    // Set where tests run, like a secret where the program runs; HOME is passed on.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    let token = asked(&["sh", "-c", "echo \"${CARGO_MANIFEST_DIR-none}:${PATH:+path}\""]).unwrap();
    assert_eq!(token.reveal(), "none:path");
}
