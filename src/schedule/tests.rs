use super::*;

fn plan(workspace: &str) -> Plan {
    let config = Path::new(workspace).join("report.toml");
    Plan {
        program: "/opt/coe report/coe-report".into(),
        config,
        writes_to: vec![Path::new(workspace).join("reports"), "/srv/100% \"kept\"".into()],
        day: 6,
        at: (6, 5),
        zone: "Europe/Berlin".to_owned(),
        account: String::new(),
        home: "/Users/ada".into(),
    }
}

fn text_of(system: System, plan: &Plan) -> String {
    schedule(system, plan, None).files.iter().map(|file| file.text.as_str()).collect()
}

#[test]
fn names_are_plain_and_follow_the_workspace() {
    for (workspace, name) in [
        ("/srv/ai-portfolio", "coe-report-ai-portfolio"),
        ("/srv/Łódź & co 100%", "coe-report-d-co-100"),
        ("/", "coe-report"),
    ] {
        assert_eq!(plan(workspace).name(), name);
    }
}

#[test]
fn paths_are_quoted_as_each_system_wants() {
    let plan = plan("/srv/o'neil & co 100% $HOME");
    let systemd = text_of(System::Systemd, &plan);
    assert!(systemd.contains(
        "ExecStart=\"/opt/coe report/coe-report\" \"run\" \"--due\" \"--quiet\" \"--tell-operators\" \"--config\" \
         \"/srv/o'neil & co 100%% $$HOME/report.toml\"\n"
    ));
    assert!(systemd.contains("ReadWritePaths=\"/srv/o'neil & co 100%% $HOME/reports\" \"/srv/100%% \\\"kept\\\"\"\n"));
    assert!(systemd.contains("OnCalendar=*-*-06..31 06:05:00 Europe/Berlin\n"));
    let cron = text_of(System::Cron, &plan);
    assert!(cron.contains(
        "\n5 6 6-31 * * cd '/srv/o'\\''neil & co 100\\% $HOME' && '/opt/coe report/coe-report' 'run' '--due'"
    ));
    let windows = text_of(System::Windows, &plan);
    assert!(windows.contains("\"/srv/o'neil &amp; co 100% $HOME/report.toml\"".replace('"', "&quot;").as_str()));
    assert!(windows.contains("<Day>6</Day>") && windows.contains("<Day>31</Day></DaysOfMonth>"));
    let macos = text_of(System::Macos, &plan);
    assert!(macos.contains("    <string>/srv/o'neil &amp; co 100% $HOME/report.toml</string>\n"));
    assert_eq!(macos.matches("<key>Day</key>").count(), 26);
}

#[test]
fn the_task_is_utf_16_with_its_mark_and_windows_line_ends() {
    let schedule = schedule(System::Windows, &plan("/srv/a"), None);
    let bytes = schedule.files[0].bytes();
    assert_eq!(bytes[..4], [0xff, 0xfe, b'<', 0]);
    assert!(!schedule.files[0].text.replace("\r\n", "").contains('\n'));
}

#[test]
fn an_account_of_its_own_is_named() {
    let own = Plan { account: "svc-coe".to_owned(), ..plan("/srv/a") };
    assert!(text_of(System::Systemd, &own).contains("\nUser=svc-coe\n"));
    let windows = schedule(System::Windows, &own, None);
    assert!(windows.files[0].text.contains("<LogonType>Password</LogonType>"));
    assert!(windows.switch_on[0].ends_with("/RU \"svc-coe\" /RP *"));
    assert!(text_of(System::Windows, &plan("/srv/a")).contains("<LogonType>InteractiveToken</LogonType>"));
}
