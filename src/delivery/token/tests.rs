//! Login services and token programs that stall, talk without end or repeat secrets.

use super::*;
use crate::delivery::tls;
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{io::Write, net::TcpListener, path::PathBuf, sync::Arc};

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
    token(&rules(format!("https://localhost:{port}/token"), &[]), &secrets, Timestamp::UNIX_EPOCH)
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
    let answer = "HTTP/1.1 401 No\r\nContent-Length: 64\r\n\r\n{\"error\": \"bad\", \"error_description\": \"hunter2 is old\\u001b[2J\"}";
    let told = format!("{:?}", asked_of(answer));
    assert!(told.contains("gave no token: status 401 bad *** is old") && !told.contains("hunter2"), "{told}");
}

#[test]
#[cfg(unix)]
fn a_token_program_has_an_end_and_gets_no_secrets() {
    let asked = |command: &[&str]| token(&rules(String::new(), command), &Secrets::default(), Timestamp::UNIX_EPOCH);
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

/// The fingerprint that openssl gives of the certificate: `openssl x509 -outform DER | openssl dgst -sha256 -binary`, in
/// the base64 of URLs.
const FINGERPRINT: &str = "PQnBzOK1bXeOK2mpvSHdU8krJKgfZoqkd4wfRPNgk-4";

#[test]
fn a_certificate_signs_who_the_client_is_and_nobody_else_can() {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use rustls::{SignatureScheme, crypto::ring::sign::any_supported_type};

    let pem = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/client.pem")).unwrap();
    let now: Timestamp = "2026-11-06T08:00:00Z".parse().unwrap();
    let address = "https://login.microsoftonline.com/x.example/oauth2/v2.0/token";
    let made = assertion::assertion(&Secret::new(pem.clone()), "the-client", address, now).unwrap();
    let parts: Vec<&str> = made.reveal().split('.').collect();
    let read =
        |part: &str| -> serde_json::Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap() };
    assert_eq!(read(parts[0]), serde_json::json!({"alg": "PS256", "typ": "JWT", "x5t#S256": FINGERPRINT}));
    let mut says = read(parts[1]);
    let id = says.as_object_mut().unwrap().remove("jti").unwrap();
    // 2026-11-06T08:00:00Z is 1793952000 by `date -u +%s`.
    assert_eq!(
        says,
        serde_json::json!({
            "aud": address, "iss": "the-client", "sub": "the-client",
            "iat": 1_793_952_000, "nbf": 1_793_952_000, "exp": 1_793_952_300,
        })
    );
    let other = assertion::assertion(&Secret::new(pem.clone()), "the-client", address, now).unwrap();
    assert_ne!(read(other.reveal().split('.').nth(1).unwrap())["jti"], id);
    // The key belongs to the certificate; an RSA key of 2048 bits stands behind 24 bytes of its own kind.
    let key = any_supported_type(&PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    let public = key.public_key().unwrap();
    let provider = tls::cryptography();
    let algorithms = provider.signature_verification_algorithms.mapping;
    let (_, pss) = algorithms.iter().find(|(scheme, _)| *scheme == SignatureScheme::RSA_PSS_SHA256).unwrap();
    let signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
    let signed = format!("{}.{}", parts[0], parts[1]);
    assert!(pss[0].verify_signature(&public[24..], signed.as_bytes(), &signature).is_ok());
    assert!(pss[0].verify_signature(&public[24..], format!("{signed}x").as_bytes(), &signature).is_err());
}

#[test]
fn a_certificate_that_is_none_is_told_without_its_key() {
    let client = include_str!("../../../tests/data/tls/client.pem");
    let server =
        [include_str!("../../../tests/data/tls/server.pem"), include_str!("../../../tests/data/tls/server.key")];
    let (certificate, key) = client.split_at(client.find("-----BEGIN PRIVATE KEY").unwrap());
    for (pem, expected) in [
        (certificate.to_owned(), "it holds no key"),
        (key.to_owned(), "it holds no certificate"),
        (server.concat(), "its key is not RSA"),
        ("hunter2".to_owned(), "it holds no certificate"),
    ] {
        let told = assertion::assertion(&Secret::new(pem), "c", "https://x.example", Timestamp::UNIX_EPOCH);
        let Err(Trouble::Stop(problem)) = told else { panic!("{expected}") };
        assert!(problem.what.contains(expected) && !problem.to_string().contains("hunter2"), "{problem}");
    }
}
