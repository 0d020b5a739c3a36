//! Certificates.

use std::sync::Arc;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::{builder, ok};
use crate::api::Auth;
use crate::api::appinfo::GetStatus;
use crate::error::ErrorKind;

/// A server with a certificate that only its own text vouches for. Returns its URL, and the certificate in PEM.
async fn server() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}/ext/orgs", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let body = ok(r#"{"status":"Success","message":"Service is up."}"#);
            let head =
                format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
            let mut request = vec![0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (url, made.cert.pem())
}

#[tokio::test]
async fn an_untrusted_certificate_is_a_configuration_error_and_is_met_once() {
    let (url, _) = server().await;
    let client = builder(&url).build().unwrap();
    let company = client.company("1".parse().unwrap(), "a", Auth::ApiKey("key".into())).unwrap();
    let error = company.send(&GetStatus).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts(), error.was_sent()),
        (ErrorKind::Config, 1, false),
        "{error:?}"
    );
    assert!(error.to_string().contains("the server's certificate is not trusted"), "{error}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_given_root_certificate_is_trusted() {
    let (url, pem) = server().await;
    let client = builder(&url).root_certificates(pem).build().unwrap();
    let company = client.company("1".parse().unwrap(), "a", Auth::ApiKey("key".into())).unwrap();
    assert_eq!(company.send(&GetStatus).await.unwrap().status, "Success");
}
