use super::*;

fn read(text: &str) -> DatabaseUrl {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn hosts_ports_and_sockets_are_read_alike() {
    let tcp = |host: &str, port| (host.to_owned(), port, None);
    for (text, expected, php) in [
        ("mysql://u:p@db.example.com/portal", tcp("db.example.com", 3306), "db.example.com"),
        ("mysql://u:p@localhost/portal", tcp("localhost", 3306), "127.0.0.1"),
        ("mysql://u:p@localhost:3397/portal", tcp("localhost", 3397), "127.0.0.1"),
        ("mysql://u:p@[::1]:3307/portal", tcp("::1", 3307), "[::1]"),
        ("mysql://u:p@[2001:db8::5]/portal", tcp("2001:db8::5", 3306), "[2001:db8::5]"),
        ("mysql://u:p@10.1.2.3:3306/portal", tcp("10.1.2.3", 3306), "10.1.2.3"),
        (
            "mysql://u@localhost/portal?socket=%2Frun%2Fmy%20sql.sock",
            ("localhost".to_owned(), 3306, Some(Path::new("/run/my sql.sock"))),
            "127.0.0.1",
        ),
        (
            "mysql:///portal?socket=/run/mysqld.sock",
            ("localhost".to_owned(), 3306, Some(Path::new("/run/mysqld.sock"))),
            "127.0.0.1",
        ),
    ] {
        let url = read(text);
        assert_eq!((url.host().to_owned(), url.port(), url.socket()), expected, "{text}");
        assert_eq!(url.php_host(), php, "{text}");
        let (driver, _) = url.driver_options();
        assert_eq!(driver.socket().map(Path::new), url.socket(), "{text}");
        if url.socket().is_none() {
            assert_eq!((driver.ip_or_hostname(), driver.tcp_port()), (url.host(), url.port()), "{text}");
        }
    }
}

#[test]
fn names_and_passwords_are_percent_decoded() {
    let url = read("mysql://port%40l:p%40ss%3Aw%2Fo%3Fr%23d%25%2B%20%C3%A9%26=@h/data%20base");
    assert_eq!((url.user(), url.database()), ("port@l", "data base"));
    assert_eq!(url.password().expose_secret(), "p@ss:w/o?r#d%+ é&=");
    assert_eq!(read("mysql://u@h/d").password().expose_secret(), "");
    assert_eq!(read("mysql://u:p@ss:w+d%@h/d").password().expose_secret(), "p@ss:w+d%");
}

#[test]
fn each_ssl_mode_verifies_what_mysql_s_does() {
    let ca = env!("CARGO_MANIFEST_DIR").to_owned() + "/Cargo.toml";
    for (options, mode, accepts_any, skips_name, falls_back) in [
        ("", SslMode::Preferred, true, true, true),
        ("?ssl-mode=PREFERRED", SslMode::Preferred, true, true, true),
        ("?ssl-mode=required", SslMode::Required, true, true, false),
        (&format!("?ssl-ca={ca}"), SslMode::VerifyCa, false, true, false),
        (&format!("?ssl_ca={ca}&ssl_mode=VERIFY_CA"), SslMode::VerifyCa, false, true, false),
        (&format!("?ssl-mode=VERIFY_IDENTITY&ssl-ca={ca}"), SslMode::VerifyIdentity, false, false, false),
        ("?ssl-mode=VERIFY_IDENTITY", SslMode::VerifyIdentity, false, false, false),
    ] {
        let url = read(&format!("mysql://u:p@h/d{options}"));
        let (driver, without_tls) = url.driver_options();
        let tls = driver.ssl_opts().expect(options);
        assert_eq!(url.tls().mode, mode, "{options}");
        assert_eq!(tls.accept_invalid_certs(), accepts_any, "{options}");
        assert_eq!(tls.skip_domain_validation(), skips_name, "{options}");
        assert_eq!(tls.disable_built_in_roots(), options.contains("ca="), "{options}");
        assert_eq!(without_tls.is_some_and(|opts| opts.ssl_opts().is_none()), falls_back, "{options}");
    }
    let (driver, without_tls) = read("mysql://u:p@h/d?ssl-mode=DISABLED").driver_options();
    assert!(driver.ssl_opts().is_none() && without_tls.is_none());
}

#[test]
fn what_is_wrong_is_named_and_no_secret_is_shown() {
    let toml = env!("CARGO_MANIFEST_DIR").to_owned() + "/Cargo.toml";
    for (text, named) in [
        ("postgres://u:planted@h/d", "mysql://"),
        ("mysql://u:planted@h", "database"),
        ("mysql://u:planted@h/", "database"),
        ("mysql://u:planted@h/a/b", "database"),
        ("mysql://u:planted@h/a%2Fb", "database"),
        ("mysql://u:planted@h/../d", "database"),
        ("mysql://u:planted@h:/d", "port"),
        ("mysql://u:planted@h:0/d", "port"),
        ("mysql://u:planted@h:65536/d", "port"),
        ("mysql://u:planted@[127.0.0.1]/d", "host"),
        ("mysql://u:planted@::1/d", "host"),
        ("mysql://u:planted@h x/d", "host"),
        ("mysql://u:plan\tted@h/d", "percent-encoded"),
        ("mysql://u:planted@h/d?ssl-mode=REQUIRED&ssl_mode=DISABLED", "ssl-mode twice"),
        ("mysql://u:planted@h/d?ssl-ca=/", "is not a file"),
        ("mysql://u:pl#anted@h/d", "percent-encoded"),
        ("mysql://u:pl/anted@h/d", "percent-encoded"),
        ("mysql://u:pl?anted@h/d", "percent-encoded"),
        ("mysql://u:planted@h:port/d", "port"),
        ("mysql://u:planted@/d", "host"),
        ("mysql://u:planted%FF@h/d", "percent-encoded"),
        ("planted", "mysql://"),
        ("mysql://u:planted@h/d?require_ssl=true", "unknown option require-ssl"),
        ("mysql://u:planted@h/d?PLANTED=1", "unknown option (expected socket"),
        ("mysql://u:planted@h/d?ssl-mode=maybe", "VERIFY_IDENTITY"),
        ("mysql://u:planted@h/d?ssl-ca=/nowhere/ca.pem", "/nowhere/ca.pem"),
        ("mysql://u:planted@h/d?ssl-ca=ca.pem", "whole path"),
        (&format!("mysql://u:planted@h/d?ssl-cert={toml}"), "both ssl-cert and ssl-key"),
        ("mysql://u:planted@db.example.com/d?socket=/run/m.sock", "another machine"),
        ("mysql://u:planted@localhost/d?socket=/run/m.sock&ssl-mode=REQUIRED", "Unix socket"),
    ] {
        let error = text.parse::<DatabaseUrl>().expect_err(text);
        assert!(error.contains(named), "{text}: {error}");
        assert!(!error.to_lowercase().contains("planted") && !error.contains("anted@"), "{text}: {error}");
    }
    let shown = format!("{:?}", read("mysql://planted-user:planted@h/d"));
    assert!(!shown.contains("planted"), "{shown}");
}
