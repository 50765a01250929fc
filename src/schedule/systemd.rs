//! A service with as few rights as a run needs, and a timer.

use super::{Plan, Schedule, ScheduleFile, quoted, text};
use std::path::{Path, PathBuf};

/// Where administrators put units.
const FOLDER: &str = "/etc/systemd/system";

pub(super) fn schedule(plan: &Plan, folder: Option<&Path>) -> Schedule {
    let name = plan.name();
    let folder = folder.map_or_else(|| PathBuf::from(FOLDER), Path::to_owned);
    let file = |ending: &str, text: String| ScheduleFile { name: format!("{name}.{ending}"), text, is_utf16: false };
    let mut switch_on = Vec::new();
    if folder != Path::new(FOLDER) {
        let from = quoted(&text(&folder.join(&name)));
        switch_on.push(format!("sudo cp {from}.service {from}.timer {FOLDER}/"));
    }
    switch_on.push("sudo systemctl daemon-reload".to_owned());
    switch_on.push(format!("sudo systemctl enable --now {name}.timer"));
    switch_on.push(format!("systemctl list-timers {name}.timer    # when it starts next"));
    switch_on.push(format!("journalctl -u {name}.service           # what it said"));
    Schedule { files: vec![file("service", service(plan)), file("timer", timer(plan))], folder, switch_on }
}

fn service(plan: &Plan) -> String {
    let command: Vec<String> =
        std::iter::once(text(&plan.program)).chain(plan.arguments()).map(|word| word_of(&word)).collect();
    let writes_to: Vec<String> = plan.writes_to.iter().map(|path| path_of(path)).collect();
    let account = match plan.account.as_str() {
        "" | "root" => "# An account that may write to the folders below; root needs not be it:\n# User=\n".to_owned(),
        account => format!("User={account}\n"),
    };
    format!(
        "[Unit]\n\
         Description=Monthly AI reports ({name})\n\
         # Mails go out over the network, and the folders may lie there.\n\
         Wants=network-online.target\n\
         After=network-online.target\n\
         RequiresMountsFor={workspace}\n\
         \n\
         [Service]\n\
         Type=oneshot\n\
         {account}\
         WorkingDirectory={directory}\n\
         ExecStart={command}\n\
         # 3: the reports are made, and somebody has cells to fix.\n\
         SuccessExitStatus=3\n\
         TimeoutStartSec=2h\n\
         Nice=10\n\
         # Secrets of the mail server, if it has any: coe-report manual it.\n\
         EnvironmentFile=-/etc/coe-report/{name}.env\n\
         \n\
         # It reads files, writes to these folders, and speaks to the mail server. Nothing else.\n\
         ProtectSystem=strict\n\
         ProtectHome=read-only\n\
         ReadWritePaths={writes_to}\n\
         PrivateTmp=yes\n\
         UMask=0027\n\
         PrivateDevices=yes\n\
         NoNewPrivileges=yes\n\
         CapabilityBoundingSet=\n\
         AmbientCapabilities=\n\
         ProtectClock=yes\n\
         ProtectControlGroups=yes\n\
         ProtectHostname=yes\n\
         ProtectKernelLogs=yes\n\
         ProtectKernelModules=yes\n\
         ProtectKernelTunables=yes\n\
         ProtectProc=invisible\n\
         RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX\n\
         RestrictNamespaces=yes\n\
         RestrictRealtime=yes\n\
         RestrictSUIDSGID=yes\n\
         LockPersonality=yes\n\
         MemoryDenyWriteExecute=yes\n\
         RemoveIPC=yes\n\
         KeyringMode=private\n\
         SystemCallArchitectures=native\n\
         SystemCallFilter=@system-service\n\
         SystemCallFilter=~@privileged @resources\n\
         SystemCallErrorNumber=EPERM\n",
        name = plan.name(),
        workspace = path_of(plan.workspace()),
        // A path as it is: no quotes here, and % begins a specifier.
        directory = text(plan.workspace()).replace('%', "%%"),
        command = command.join(" "),
        writes_to = writes_to.join(" "),
    )
}

fn timer(plan: &Plan) -> String {
    let (hour, minute) = plan.at;
    format!(
        "[Unit]\n\
         Description=Each day from day {day} of the month on: reports that are due\n\
         \n\
         [Timer]\n\
         OnCalendar=*-*-{day:02}..31 {hour:02}:{minute:02}:00 {zone}\n\
         # Was the computer off at that time, it starts when it is on again.\n\
         Persistent=true\n\
         AccuracySec=1min\n\
         \n\
         [Install]\n\
         WantedBy=timers.target\n",
        day = plan.day,
        zone = plan.zone,
    )
}

/// A word of a command: `$` would be a variable there, and % a specifier.
fn word_of(word: &str) -> String {
    format!("\"{}\"", escaped(word).replace('$', "$$"))
}

/// A path among others that are divided by spaces.
fn path_of(path: &Path) -> String {
    format!("\"{}\"", escaped(&text(path)))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%")
}
