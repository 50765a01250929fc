//! What proves with a certificate who the client is, in place of a secret: a JSON Web Token that its key signs, as
//! <https://learn.microsoft.com/entra/identity-platform/certificate-credentials> has it (RFC 7523, PS256).

use crate::{
    delivery::{deliver::Trouble, tls},
    model::{mail::Secret, problem::Problem},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use rustls::{
    SignatureScheme,
    crypto::ring::sign::any_supported_type,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use serde_json::json;
use sha2::{Digest, Sha256};

/// How the token service is told that an assertion follows.
pub(super) const KIND: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// An assertion holds so long: long enough for clocks that differ, too short to be used a second time.
const SECONDS: i64 = 300;

/// A new assertion of this client for the service at this address. `pem` has the certificate and its key.
///
/// Errors: a file without a certificate, without a key, or with one that is not RSA. None of them shows the key.
pub(super) fn assertion(pem: &Secret, client: &str, address: &str, now: Timestamp) -> Result<Secret, Trouble> {
    let unusable = |what: &str| {
        Trouble::Stop(Problem::usage(
            format!("[mail] client_certificate cannot be used: {what}"),
            "It is a file with the certificate (-----BEGIN CERTIFICATE-----) and its RSA key without a password \
             (-----BEGIN PRIVATE KEY-----), one below the other.",
        ))
    };
    let bytes = pem.reveal().as_bytes();
    let certificate = CertificateDer::from_pem_slice(bytes).map_err(|_| unusable("it holds no certificate"))?;
    let key = PrivateKeyDer::from_pem_slice(bytes).map_err(|_| unusable("it holds no key"))?;
    let key = any_supported_type(&key).map_err(|_| unusable("its key is none"))?;
    let signer = key
        .choose_scheme(&[SignatureScheme::RSA_PSS_SHA256])
        .ok_or_else(|| unusable("its key is not RSA, which the login service asks for"))?;
    let mut id = [0; 16];
    tls::cryptography()
        .secure_random
        .fill(&mut id)
        .map_err(|_| Trouble::Later("this computer has no random numbers yet".to_owned()))?;
    let head = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": in_base64(&Sha256::digest(&certificate))});
    let says = json!({
        "aud": address,
        "iss": client,
        "sub": client,
        "jti": in_base64(&id),
        "iat": now.as_second(),
        "nbf": now.as_second(),
        "exp": now.as_second() + SECONDS,
    });
    let signed = format!("{}.{}", in_base64(head.to_string().as_bytes()), in_base64(says.to_string().as_bytes()));
    let signature = signer.sign(signed.as_bytes()).map_err(|_| unusable("its key signs nothing"))?;
    Ok(Secret::new(format!("{signed}.{}", in_base64(&signature))))
}

fn in_base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
