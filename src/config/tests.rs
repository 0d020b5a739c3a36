use super::*;
use tracing::Level;
use tracing_subscriber::filter::LevelFilter;

fn read(changes: &[(&str, &str)]) -> Result<Settings> {
    let right = [
        (DATABASE_URL, "mysql://portal:planted-password@127.0.0.1:3306/portal"),
        (CLIENT_ID, "0123456789abcdef0123.portal"),
        (CLIENT_SECRET, "planted-secret"),
        (TOKEN_KEY, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ];
    Settings::from_lookup(|name| {
        let changed = changes.iter().find(|(changed, _)| *changed == name);
        changed
            .or_else(|| right.iter().find(|(given, _)| *given == name))
            .map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn an_unset_setting_has_the_contracts_default() {
    let settings = read(&[]).unwrap();
    assert_eq!(settings.oauth_url.to_string(), "https://sync.entrata.com/api/oauth");
    assert_eq!(settings.api_url.to_string(), "https://apis.entrata.com/ext/orgs");
    assert_eq!(settings.time_zone.name(), "America/Chicago");
    assert_eq!(settings.slot_form, SlotForm::Verbatim);
    assert_eq!(settings.tour_cache, Duration::from_secs(60));
    assert_eq!(settings.timeout, Duration::from_secs(10));
    assert_eq!(settings.background_timeout, Duration::from_secs(120));
    assert_eq!(settings.portal_map, Map::default());
    assert_eq!(settings.spool_dir.to_str(), Some("/var/lib/entrata"), "nothing waits in a shared folder");
    assert!(settings.trusted_proxies.is_empty());
    assert_eq!(settings.log, Targets::new().with_target("entrata", LevelFilter::INFO));
}

#[test]
fn a_bare_log_level_applies_to_our_own_lines() {
    let [level, filter] = ["DEBUG", "entrata::api=debug,h2=warn"].map(|log| read(&[(LOG, log)]).unwrap().log);
    assert!(level.would_enable("entrata::api", &Level::DEBUG) && !level.would_enable("h2", &Level::ERROR));
    assert!(filter.would_enable("entrata::api", &Level::DEBUG) && filter.would_enable("h2", &Level::WARN));
    assert!(!filter.would_enable("entrata::store", &Level::ERROR));
}

#[test]
fn every_missing_setting_is_named_at_once() {
    let error = Settings::from_lookup(|_| None).unwrap_err();
    let required: Vec<_> = ALL.iter().filter(|setting| setting.required).collect();
    for setting in &required {
        let sentence = format!("{}: is not set (expected {})", setting.name, setting.expected);
        assert!(error.to_string().contains(&sentence), "{error}");
    }
    assert_eq!((error.fields().len(), required.len()), (4, 4));
}

#[test]
fn white_space_around_a_value_never_counts() {
    for setting in ALL {
        let value = match setting.name {
            DATABASE_URL => "mysql://portal:secret@h/d",
            TOKEN_KEY | TOKEN_KEY_PREVIOUS => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            WEBHOOK_KEY => "a-key-of-16-characters",
            PORTAL_MAP => continue,
            LEAD_SOURCE_ID => "7",
            SPOOL_DIR | LOG_FILE => "/tmp",
            TRUSTED_PROXIES => "127.0.0.1",
            BACKGROUND_TIMEOUT_MS => "5000",
            _ => setting.default.unwrap_or("x"),
        };
        read(&[(setting.name, &format!(" \t{value}\n"))]).unwrap_or_else(|error| panic!("{error}"));
    }
    let settings = read(&[(CLIENT_SECRET, "s3cret\n"), (WEBHOOK_KEY, "\r\nsixteen-letters!\n")]).unwrap();
    let shown = |secret: &SecretString| secrecy::ExposeSecret::expose_secret(secret).to_owned();
    assert_eq!(shown(&settings.client_secret), "s3cret");
    assert_eq!(settings.webhook_key.as_ref().map(shown).as_deref(), Some("sixteen-letters!"));
}

#[test]
fn a_blank_value_counts_as_unset() {
    let error = read(&[(CLIENT_SECRET, " \n")]).unwrap_err();
    assert!(error.to_string().contains("ENTRATA_CLIENT_SECRET: is not set"), "{error}");
    assert_eq!(read(&[(TIME_ZONE, " ")]).unwrap().time_zone.name(), "America/Chicago");
}

#[test]
fn every_malformed_setting_is_named_and_its_value_is_not_shown() {
    for (name, value) in [
        (DATABASE_URL, "postgres://portal:planted-password@h/db"),
        (DATABASE_URL, "mysql://portal:planted-password@h"),
        (DATABASE_URL, "planted-password"),
        (TOKEN_KEY, "planted-password"),
        (TOKEN_KEY_PREVIOUS, "AAAA"),
        (WEBHOOK_KEY, "planted-pass-15"),
        (OAUTH_URL, "ftp://example.com"),
        (API_URL, "https://user:planted-password@example.com/"),
        (PORTAL_MAP, "map.toml"),
        (PORTAL_MAP, "/nowhere/map.toml"),
        (TIME_ZONE, "Chicago"),
        (LEAD_SOURCE_ID, "-1"),
        (SLOT_FORM, "Verbatim"),
        (TOUR_CACHE_SECONDS, "901"),
        (TIMEOUT_MS, "soon"),
        (TIMEOUT_MS, "99"),
        (BACKGROUND_TIMEOUT_MS, "999"),
        (TRUSTED_PROXIES, "10.0.0.0/33"),
        (SPOOL_DIR, "spool"),
        (LOG, "inf"),
        (LOG, "entrata"),
        (LOG, "info,debgu"),
        (LOG, "entrata=loudly"),
        (LOG_FILE, "entrata.log"),
    ] {
        let error = read(&[(name, value)]).unwrap_err();
        assert_eq!(error.fields().len(), 1, "{name}={value}: {error}");
        assert!(error.to_string().starts_with(name), "{error}");
        assert!(!format!("{error:?}").contains("planted-pass"), "{error:?}");
    }
}

#[test]
fn an_error_in_the_map_names_its_file_and_line() {
    let path = std::env::temp_dir().join(format!("entrata-map-{}.toml", std::process::id()));
    std::fs::write(&path, "[users]\nroles = 1\n").unwrap();
    let error = read(&[(PORTAL_MAP, path.to_str().unwrap())]).unwrap_err();
    std::fs::write(&path, "[users]\nrole = { AGENT = 2, USER = 3 }\n").unwrap();
    let settings = read(&[(PORTAL_MAP, path.to_str().unwrap())]).unwrap();
    std::fs::remove_file(&path).unwrap();
    let expected = format!("ENTRATA_PORTAL_MAP: {}, line 2: [users] has no \"roles\"", path.display());
    assert!(error.to_string().starts_with(&expected), "{error}");
    assert_ne!(settings.portal_map, Map::default());
}

#[test]
fn settings_never_print_a_secret() {
    let key = (WEBHOOK_KEY, "planted-webhook-key");
    let shown = format!("{:?} {:#?}", read(&[]).unwrap(), read(&[key]).unwrap());
    assert!(!shown.contains("planted"), "{shown}");
}

#[test]
fn each_setting_has_a_description_and_an_expected_form() {
    for setting in ALL {
        assert!(setting.name.starts_with("ENTRATA_"), "{}", setting.name);
        assert!(!setting.about().is_empty() && !setting.about().ends_with('.'), "{}", setting.name);
        assert!(!setting.expected.is_empty(), "{}", setting.name);
        assert!(!(setting.secret && setting.by_script), "no script may change a secret: {}", setting.name);
        assert_eq!(format!("ENTRATA_{}", setting.key().to_uppercase()), setting.name);
    }
}

#[test]
fn the_reference_has_each_setting_with_its_default() {
    let readme = include_str!("../../docs/reference/settings.md");
    for setting in ALL {
        let name = format!("`{}`", setting.name);
        let row = readme.lines().find(|line| line.starts_with("| `") && line.contains(&name));
        let row = row.unwrap_or_else(|| panic!("settings.md has no row for {name}"));
        assert!(setting.default.is_none_or(|default| row.contains(default)), "{row}");
    }
}

#[test]
fn the_map_in_the_reference_parses() {
    let reference = include_str!("../../docs/reference/settings.md");
    let (_, rest) = reference.split_once("```toml\n").unwrap();
    let (map, _) = rest.split_once("```").unwrap();
    assert_ne!(map.parse::<Map>().unwrap(), Map::default());
}
