#!/usr/bin/env python3
"""Runs small cases (a folder of folders) through the program and says which hold.

    check_cases.py PROGRAM CASES [NAME ...]

A case is a folder with `intake/`, if it needs one `report.toml`, and `case.toml`:
    what  = "what a person did"                  right = "what the right result is, in words"
    steps = ["run --period 2026-10"]             commands, one after another (default: run --period 2026-10)
    holds = "p('cost_actual_ytd') == 90000"      a Python expression, true where the case holds
Names an expression may use: rc (exit code of the last step), rcs (of all), text (everything printed), r (run.json of
the last month made, {} if none), p(key) (a portfolio value), ini(id) (an initiative's object), m(id) (a measure's),
found(word, ...) (the findings in which every word stands, in any of their texts, small letters), rejected (findings that
are rejected, set aside or refused), accepted(kind) (accepted rows of a sheet kind), pdf(name) (text of a PDF in the
month's folder, '' if none), mails (everything below outbox, as one text), sent(address) (texts of mails to an address),
files(pattern) (paths below the work folder). Every case runs in a copy of its folder.
"""
import glob, json, os, pathlib, re, shlex, shutil, subprocess, sys, tempfile, tomllib


def run_case(program, case, keep=None):
    spec = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))
    work = pathlib.Path(keep or tempfile.mkdtemp(prefix="case-"))
    folder = work / case.name
    shutil.copytree(case, folder, dirs_exist_ok=True)
    text, rcs = "", []
    for step in spec.get("steps", ["run --period 2026-10"]):
        if step.startswith("!"):  # a step of the shell, such as moving a file
            subprocess.run(step[1:], shell=True, cwd=folder, check=True)
            continue
        done = subprocess.run([program, *shlex.split(step)], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, errors="replace", timeout=120)
        rcs.append(done.returncode)
        text += done.stdout + done.stderr
    made = sorted(folder.glob("**/run.json"), key=lambda path: path.stat().st_mtime)
    r = json.loads(made[-1].read_text(encoding="utf-8")) if made else {}
    month = made[-1].parent if made else folder
    findings = r.get("findings", {}).get("list", [])
    low = lambda one: " ".join(str(v) for v in one.values() if v is not None).lower()

    def pdf(name):
        path = month / name
        if not path.exists():
            return ""
        return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True).stdout

    def mail_texts():
        out = []
        for path in sorted(folder.glob("outbox/**/*.eml")):
            import email, email.policy
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = mail.get_body(("plain",))
            out.append((str(mail["To"]), f"{mail['Subject']}\n{body.get_content() if body else ''}"))
        return out

    names = dict(
        rc=rcs[-1] if rcs else None, rcs=rcs, text=text, r=r, re=re,
        p=lambda key: (r.get("portfolio", {}).get(key) or {}).get("value"),
        ini=lambda wanted: next((one for one in r.get("initiatives", []) if one.get("initiative_id") == wanted), {}),
        m=lambda wanted: next((one for one in r.get("measures", []) if one.get("id") == wanted), {}),
        found=lambda *words: [one for one in findings if all(word.lower() in low(one) for word in words)],
        rejected=[one for one in findings if one.get("severity") in ("rejected", "set-aside", "refused")],
        accepted=lambda kind: sum(sheet.get("rows_accepted", 0) for file in r.get("files", []) for sheet in file.get("sheets", []) if sheet.get("kind") == kind),
        pdf=pdf, mails="\n".join(body for _, body in mail_texts()),
        sent=lambda address: [body for to, body in mail_texts() if address in to],
        files=lambda pattern: glob.glob(pattern, root_dir=folder, recursive=True),
    )
    try:
        # Names as globals: a comprehension inside the expression sees no locals.
        known = {"any": any, "all": all, "len": len, "sum": sum, "abs": abs, "round": round, "min": min, "max": max, "set": set, "sorted": sorted}
        return bool(eval(spec["holds"], known | names)), spec, text
    except Exception as error:
        return False, spec, f"{text}\n{error!r}"
    finally:
        if keep is None:
            shutil.rmtree(work, ignore_errors=True)


def main():
    program, cases, *wanted = sys.argv[1:]
    program = os.path.abspath(program)
    good = total = 0
    wrong = []
    for case in sorted(pathlib.Path(cases).iterdir()):
        if not (case / "case.toml").exists() or (wanted and case.name not in wanted):
            continue
        total += 1
        holds, spec, text = run_case(program, case)
        good += holds
        if not holds:
            wrong.append(case.name)
            print(f"NOT  {case.name}: {spec['what']}\n     right: {spec['right']}")
            if wanted:
                print("     " + "\n     ".join(text.strip().splitlines()[-12:]))
    print(f"{good} of {total} cases hold" + (f"; not: {', '.join(wrong)}" if wrong else ""))
    sys.exit(0 if total and good == total else 1)


if __name__ == "__main__":
    main()
