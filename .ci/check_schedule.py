#!/usr/bin/env python3
"""Do the files of `coe-report schedule` say what each system wants, and does a run work with the service's rights alone?

    check_schedule.py PROGRAM FOLDER

FOLDER is made anew. Needs systemd-analyze; the run with few rights needs root (or sudo without a password), unshare,
setpriv and strace.
There is no systemd to start the service where CI runs, so its restrictions are put together by hand: a mount namespace in
which everything is read-only but ReadWritePaths, no capabilities, no new privileges, an account without rights. What a
filter of system calls would forbid is looked for in a trace of the run.
"""

import os
import pathlib
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
FOLDER = pathlib.Path(sys.argv[2]).resolve() / "schedule"
SAMPLE = pathlib.Path(__file__).resolve().parent.parent / "sample-data"
WORKSPACE = FOLDER / "Łódź & co 100%"
DAYS = [str(day) for day in range(6, 32)]


def run(*command, code=0, **options):
    done = subprocess.run([str(word) for word in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != code:
        sys.exit(f"FAIL {shlex.join(str(word) for word in command)} ended with {done.returncode}, not {code}:\n{done.stdout}")
    return done.stdout


def check(holds, what):
    if not holds:
        sys.exit(f"FAIL {what}")
    print(f"ok  {what}")


def workspace():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    run(PROGRAM, "init", WORKSPACE, "--company", "Halden", "--currency", "EUR", "--quiet")
    shutil.copy(SAMPLE / "intake/operations.xlsx", WORKSPACE / "intake")
    for system in ["systemd", "cron", "windows", "macos"]:
        run(PROGRAM, "schedule", "--system", system, "--account", "daemon" if system == "systemd" else "",
            "--config", WORKSPACE / "report.toml", "--install", FOLDER / system)
    run(PROGRAM, "schedule", "--system", "windows", "--account", "HALDEN\\svc & co", "--config",
        WORKSPACE / "report.toml", "--install", FOLDER / "windows-account")


def only(folder, ending):
    [file] = (FOLDER / folder).glob(f"*{ending}")
    return file


def systemd():
    units = [only("systemd", ".service"), only("systemd", ".timer")]
    said = run("systemd-analyze", "verify", "--man=no", *units)
    check(units[0].stem not in said, f"systemd-analyze verify has nothing to say {said.strip()}")
    calendar = re.search(r"OnCalendar=(.*)", units[1].read_text())[1]
    times = run("systemd-analyze", "calendar", "--iterations=3", "--base-time=2026-10-30 12:00", calendar)
    found = re.findall(r"(?:Next elapse|Iter\. #\d).*?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", times)
    check(found == ["2026-10-31 06:00:00", "2026-11-06 06:00:00", "2026-11-07 06:00:00"], f"the timer elapses {found}")
    security = run("systemd-analyze", "security", "--offline=yes", "--threshold=20", units[0])
    print("    " + security.strip().splitlines()[-1].strip("→ "))


def windows():
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    for folder, logon in [("windows", "InteractiveToken"), ("windows-account", "Password")]:
        file = only(folder, ".xml")
        data = file.read_bytes()
        check(data[:2] == b"\xff\xfe", f"{folder}: UTF-16 with its mark")
        task = xml.etree.ElementTree.fromstring(data)
        text = lambda path: [found.text for found in task.findall(path, space)]
        check(text(".//t:DaysOfMonth/t:Day") == DAYS, f"{folder}: days 6 to 31")
        check(len(task.findall(".//t:Months/*", space)) == 12, f"{folder}: twelve months")
        check(text(".//t:Exec/t:Command") == [str(PROGRAM)], f"{folder}: this program")
        check(f'"{WORKSPACE / "report.toml"}"' in text(".//t:Exec/t:Arguments")[0], f"{folder}: these settings")
        check(text(".//t:LogonType") == [logon], f"{folder}: {logon}")


def macos():
    agent = plistlib.loads(only("macos", ".plist").read_bytes())
    check([str(time["Day"]) for time in agent["StartCalendarInterval"]] == DAYS, "launchd: days 6 to 31")
    check(agent["ProgramArguments"][0] == str(PROGRAM), "launchd: this program")
    check(agent["ProgramArguments"][-1] == str(WORKSPACE / "report.toml"), "launchd: these settings")
    check(agent["WorkingDirectory"] == str(WORKSPACE), "launchd: this folder")


def cron():
    [line] = [line for line in only("cron", ".cron").read_text().splitlines() if " 6-31 * * " in line]
    minute, hour, days, months, weekdays, command = line.split(" ", 5)
    check((minute, hour, days, months, weekdays) == ("0", "6", "6-31", "*", "*"), "cron: days 6 to 31 at 6:00")
    check(not re.search(r"(?<!\\)%", command), "cron: each % is escaped")
    # What cron hands to the shell. The sample has mistakes on purpose: 3 is right.
    run("sh", "-c", command.replace("\\%", "%"), code=3, cwd="/")
    check((WORKSPACE / "closed/ledger.sqlite").is_file(), "cron: its command runs and closes the month")


def allowed_calls():
    """Names of the calls in @system-service without @privileged and @resources."""
    sets = {}
    current = None
    for line in run("systemd-analyze", "syscall-filter", "--no-pager").splitlines():
        if line.startswith("@"):
            current = sets.setdefault(line.strip(), [])
        elif current is not None and line.strip() and not line.strip().startswith("#"):
            current.append(line.strip())

    def names(name):
        return set().union(*(names(entry) if entry.startswith("@") else {entry} for entry in sets[name]))

    return names("@system-service") - names("@privileged") - names("@resources")


def with_few_rights():
    service = only("systemd", ".service").read_text()
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    missing = [name for name in ["unshare", "setpriv", "strace"] if not shutil.which(name)]
    if missing or subprocess.run([*root, "unshare", "--mount", "true"]).returncode != 0:
        sys.exit(f"FAIL the run with few rights cannot be tried here: {missing or 'unshare is not allowed'}")
    # The service's account, where it can come to this folder; else its owner, who without capabilities can no more.
    reaches = subprocess.run([*root, "setpriv", "--reuid=daemon", "--regid=daemon", "--clear-groups", "test", "-x", str(PROGRAM)])
    account, group = ("daemon", "daemon") if reaches.returncode == 0 else (str(os.getuid()), str(os.getgid()))
    shutil.rmtree(WORKSPACE / "closed")
    # The service has a temporary folder of its own (PrivateTmp); here /tmp is read-only as everything else.
    check("PrivateTmp=yes" in service, "the service has its own temporary folder")
    private = WORKSPACE / "private"
    for name in ["reports", "outbox", "closed", "log", private.name]:
        (WORKSPACE / name).mkdir(exist_ok=True)
        run(*root, "chown", "-R", account, WORKSPACE / name)
    paths = [word.replace("%%", "%") for word in shlex.split(re.search(r"ReadWritePaths=(.*)", service)[1])]
    check(paths == [str(WORKSPACE / name) for name in ["reports", "outbox", "closed", "log"]], "the service writes to its folders")
    command = [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(re.search(r"ExecStart=(.*)", service)[1])]
    trace = WORKSPACE / "log/trace"
    writable = [*paths, str(private)]
    lines = [f"mount --bind {shlex.quote(path)} {shlex.quote(path)}" for path in writable]
    # Everything that is mounted becomes read-only but these folders, /proc and /dev.
    lines.append(
        "findmnt --raw --noheadings --output TARGET | while read -r place; do place=$(printf '%b' \"$place\"); "
        "case $place in /proc*|/dev*|/sys*) ;; "
        + "".join(f"{shlex.quote(path)}) ;; " for path in writable)
        + "*) mount -o remount,bind,ro \"$place\" 2>/dev/null || true ;; esac; done"
    )
    lines.append(f"cd {shlex.quote(str(WORKSPACE))}")
    forbidden = [WORKSPACE / "intake/x", WORKSPACE / "x", "/etc/x", "/usr/x"]
    lines += [f"if touch {shlex.quote(str(path))} 2>/dev/null; then echo may write {shlex.quote(str(path))}; exit 99; fi" for path in forbidden]
    few = ["setpriv", f"--reuid={account}", f"--regid={group}", "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
    traced = ["strace", "-f", "-qq", "-o", str(trace), *command]
    lines.append(f"exec env -i PATH=/usr/bin:/bin TMPDIR={shlex.quote(str(private))} " + shlex.join(few + traced))
    run(*root, "unshare", "--mount", "--propagation", "private", "--ipc", "--uts", "sh", "-c", "\n".join(lines), code=3)
    check((WORKSPACE / "closed/ledger.sqlite").is_file(), "a run works where all but its folders is read-only")
    calls = trace.read_text(errors="replace")
    names = set(re.findall(r"^\d+ +(?:<\.\.\. )?([a-z0-9_]+)[( ]", calls, re.M))
    # The tracer sees the start of the program, which systemd does before it filters.
    beyond = names - allowed_calls() - {"resumed"}
    if account == "0":
        # Of root only SQLite asks this.
        beyond.discard("fchown")
    check(len(names) > 20 and not beyond, f"its {len(names)} system calls are allowed {sorted(beyond) or ''}")
    check(not re.search(r"(mmap|mprotect|pkey_mprotect)\([^)]*PROT_WRITE\|PROT_EXEC", calls), "no memory is written and executed")
    check(not re.search(r"CLONE_NEW", calls), "no namespace is made")
    families = set(re.findall(r"socket\((AF_\w+)", calls))
    check(families <= {"AF_INET", "AF_INET6", "AF_UNIX"}, f"sockets: {sorted(families) or 'none'}")
    run(*root, "chown", "-R", str(os.getuid()), WORKSPACE)


workspace()
systemd()
windows()
macos()
cron()
with_few_rights()
