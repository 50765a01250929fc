//! Whom TLS believes: the certificates of this computer and the one of the settings.

use super::deliver::Trouble;
use crate::model::{mail::MailRules, problem::Problem};
use rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use std::{fs, sync::Arc};

/// The cryptography of all connections.
pub(super) fn cryptography() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// The certificates of this computer.
pub(super) fn of_this_computer() -> Vec<CertificateDer<'static>> {
    rustls_native_certs::load_native_certs().certs
}

/// The certificates that `[mail] certificate` names; none where it names none.
///
/// Errors: a file that cannot be read, that holds a private key, or no certificate.
pub(super) fn of_settings(rules: &MailRules) -> Result<Vec<CertificateDer<'static>>, Trouble> {
    if rules.certificate.as_os_str().is_empty() {
        return Ok(Vec::new());
    }
    let path = rules.certificate.display();
    let unusable = |why: String, hint: &str| Trouble::Stop(Problem::usage(why, hint));
    let begins = "Check [mail] certificate: a file that begins -----BEGIN CERTIFICATE-----.";
    let pem = fs::read(&rules.certificate)
        .map_err(|error| unusable(format!("The certificate {path} cannot be read: {error}"), begins))?;
    if String::from_utf8_lossy(&pem).contains("PRIVATE KEY-----") {
        return Err(unusable(
            format!("The certificate {path} holds a private key, which belongs to the server alone"),
            "Name a file with the certificate only, and ask whether the key has to be made anew: whoever read it can \
             pass for the server.",
        ));
    }
    match CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>() {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(unusable(format!("The certificate {path} is none"), begins)),
    }
}

/// How TLS is spoken with the mail server.
pub(super) fn for_mail(rules: &MailRules) -> Result<Arc<ClientConfig>, Trouble> {
    let own = of_settings(rules)?;
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(of_this_computer().into_iter().chain(own.iter().cloned()));
    let cannot = |error: &dyn std::fmt::Display| {
        Trouble::Stop(Problem::usage(
            format!("TLS cannot be set up: {error}"),
            "This computer knows no certificates. Install its package of certificates, or name one in [mail] \
             certificate.",
        ))
    };
    let cryptography = cryptography();
    let usual = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), cryptography.clone())
        .build()
        .map_err(|error| cannot(&error))?;
    let config = ClientConfig::builder_with_provider(cryptography)
        .with_safe_default_protocol_versions()
        .map_err(|error| cannot(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier { usual, own }))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// Believes what is usually believed, and a server that shows the very certificate of the settings: one that signed
/// itself, made the usual way, is also an authority, and as such no server may show it.
#[derive(Debug)]
struct Verifier {
    usual: Arc<WebPkiServerVerifier>,
    own: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        stapled: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match self.own.iter().any(|own| own == shown) {
            true => Ok(ServerCertVerified::assertion()),
            false => self.usual.verify_server_cert(shown, between, name, stapled, now),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls12_signature(message, shown, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls13_signature(message, shown, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}
