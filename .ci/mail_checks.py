#!/usr/bin/env python3
"""Mails from outside: parsed strictly, sent to real servers and to a stand-in for Microsoft Graph that misbehave, counted
in the mailboxes.

    mail_checks.py BINARY WORK [--only WORD]

One line a check: `ok  name: figure`, or `FAIL name: why`; exit 1 if any failed. WORK/mail is emptied first.
Needs the packages of .ci/requirements.txt and pdftotext. With postfix installed and run as root, also a postfix of our
own with maildirs.
"""

import argparse
import asyncio
import base64
import collections
import contextlib
import datetime as dt
import email
import email.policy
import hashlib
import html.parser
import http.server
import io
import ipaddress
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import socketserver
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
import tomllib
import traceback
import unicodedata
import urllib.parse

import openpyxl
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample-data"
PERIOD = "2026-10"
DONE, COULD_NOT_RUN, USAGE, TO_MEND, MAIL_OPEN = 0, 1, 2, 3, 5
PASSWORD = "correct horse battery staple"
CLIENT_SECRET = "c1ient-s3cret-of-the-checks"
TOKEN = "t0ken-of-the-checks"


# ---------------------------------------------------------------------------------------------------- certificates


def certificates(folder):
    """An authority of our own, a certificate of it for localhost, one for another name, and one that is over."""
    folder.mkdir(parents=True)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Checks")])
    today = dt.datetime.now(dt.timezone.utc)

    def write(name, key, subject, names, days, issuer_key, is_authority=False):
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(authority_name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - dt.timedelta(days=60))
            .not_valid_after(today + dt.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        made = builder.sign(issuer_key, hashes.SHA256())
        (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
        (folder / f"{name}.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )

    def subject(name):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

    write("authority", authority_key, authority_name, [], 30, authority_key, is_authority=True)
    here = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    for name, names, days in [
        ("good", here, 30),
        ("other-name", [x509.DNSName("elsewhere.example")], 30),
        ("over", here, -1),
    ]:
        write(name, ec.generate_private_key(ec.SECP256R1()), subject(name), names, days, authority_key)
    return folder


def server_context(folder, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return context


# ---------------------------------------------------------------------------------------------------- mail server


class Mailboxes:
    """Takes mails and does what its script says. A script is called with the step (MAIL, RCPT, DATA, TEXT, STORED), the
    address and how often the step came for it; what it gives is the answer, or "cut"."""

    def __init__(self, script=None):
        self.script = script or (lambda step, address, number: None)
        self.boxes = collections.defaultdict(list)
        self.steps = collections.Counter()
        self.logins = []

    def said(self, step, address):
        self.steps[step, address] += 1
        return self.script(step, address, self.steps[step, address])

    async def answer(self, server, step, address):
        answer = self.said(step, address)
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer == "cut":
            server.transport.abort()
            return "421 gone"
        return answer

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = await self.answer(server, "MAIL", address)
        if answer is None:
            envelope.mail_from = address
            answer = "250 ok"
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = await self.answer(server, "RCPT", address)
        if answer is None:
            envelope.rcpt_tos.append(address)
            answer = "250 ok"
        return answer

    async def handle_DATA(self, server, session, envelope):
        first = envelope.rcpt_tos[0]
        answer = await self.answer(server, "TEXT", first)
        if answer is not None:
            return answer
        for address in envelope.rcpt_tos:
            self.boxes[address].append(envelope.content)
        return await self.answer(server, "STORED", first) or "250 stored"

    async def auth_XOAUTH2(self, server, args):
        words = base64.b64decode(args[1]).decode() if len(args) > 1 else ""
        self.logins.append(words)
        right = words == f"user=office@halden.example\x01auth=Bearer {TOKEN}\x01\x01"
        return AuthResult(success=right, handled=False)

    def authenticate(self, server, session, envelope, mechanism, data):
        self.logins.append(mechanism)
        right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
        return AuthResult(success=right and data.login == b"office@halden.example", handled=False)

    def counts(self):
        return {address: len(mails) for address, mails in self.boxes.items()}


class Server(Controller):
    """aiosmtpd on a port that was free."""

    def __init__(self, mailboxes, context=None, implicit=None, **options):
        self.context = context
        self.options = options
        super().__init__(mailboxes, hostname="127.0.0.1", port=free_port(), ssl_context=implicit)

    def factory(self):
        options = {"tls_context": self.context, "require_starttls": self.context is not None, **self.options}
        return SMTP(self.handler, hostname="mail.halden.example", **options)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def serving(mailboxes, **options):
    server = Server(mailboxes, **options)
    server.start()
    try:
        yield server
    finally:
        server.stop(no_assert=True)


# ------------------------------------------------------------------------------------------------------ workspaces


class World:
    def __init__(self, binary, work):
        self.binary = pathlib.Path(binary).resolve()
        self.work = pathlib.Path(work).resolve() / "mail"
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self.certificates = certificates(self.work / "certificates")
        self.number = 0
        self.closed = self.closed_month(self.work / "closed")

    def run(self, folder, *arguments, code=None, environment=None, **options):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("COE_REPORT_")}
        done = subprocess.run(
            [self.binary, *arguments, "--period", PERIOD],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=300,
            env={**clean, "NO_COLOR": "1", **(environment or {})},
            **options,
        )
        said = done.stdout + done.stderr
        for secret in (PASSWORD, CLIENT_SECRET, TOKEN):
            assert secret not in said, f"a secret was printed: {said}"
        if code is not None:
            assert done.returncode == code, f"{arguments} ended with {done.returncode}, not {code}: {said}"
        return said

    def workspace(self, folder, settings=""):
        """The sample's intake and settings, closed into a state folder."""
        shutil.copytree(SAMPLE / "intake", folder / "intake")
        text = (SAMPLE / "report.toml").read_text("utf-8")
        (folder / "report.toml").write_text(f'{text}\n[state]\nfolder = "state"\n{settings}', "utf-8")
        # One sponsor's address stands beside another spelling of the name; that it is the same person is known here.
        (folder / "recipients.toml").write_text(
            '[[recipient]]\naddress = "tomas.obriain@halden.example"\nname = "Tomás Ó Briain"\nroles = ["sponsor"]\n'
            '[[also_sponsor]]\naddress = "tomas.obriain@halden.example"\ndepartment = "Marketing"\nname = "Tom O\'Brien"\n', "utf-8")
        return folder

    def closed_month(self, folder):
        """The sample closed as r1, all its sponsors approved, and one address for executives and finance each."""
        self.workspace(folder)
        self.run(folder, "close", "--accept", "the planted troubles are known", "--by", "Check", code=TO_MEND)
        self.run(folder, "approve", "--all", code=DONE)
        with (folder / "recipients.toml").open("a", encoding="utf-8") as file:
            file.write('\n[[recipient]]\naddress = "cfo@halden.example"\nname = "CFO"\nroles = ["executives"]\n')
            file.write('\n[[recipient]]\naddress = "ledger@halden.example"\nroles = ["finance"]\n')
        return folder

    def fresh(self, mail=""):
        """A copy of the closed month with these lines of [mail]."""
        self.number += 1
        folder = self.work / f"run-{self.number}"
        shutil.copytree(self.closed, folder)
        # A copy sends nothing while the first one is there; here each one may.
        with contextlib.closing(sqlite3.connect(folder / "state" / "ledger.sqlite")) as ledger, ledger:
            ledger.execute("DELETE FROM facts WHERE name = 'place'")
        with (folder / "report.toml").open("a", encoding="utf-8") as file:
            file.write(f"\n[mail]\n{mail}\n")
        return folder

    def recipients(self, folder=None):
        """Who gets a mail of the closed month."""
        text = ((folder or self.closed) / "recipients.toml").read_text("utf-8")
        listed = tomllib.loads(text)["recipient"]
        return [one["address"] for one in listed if one["roles"] != ["submitters"]]


def to(server, **more):
    """Lines of [mail] for a server without TLS and with short waits."""
    lines = {
        "server": "localhost",
        "port": server.port,
        "security": "none",
        "from": "office@halden.example",
        "retry_seconds": [0, 0, 0],
        "timeout_seconds": 10,
        "after_data_seconds": 10,
        **more,
    }
    return "\n".join(f"{key} = {json.dumps(value)}" for key, value in lines.items())


def send(world, folder, *arguments, code, environment=None):
    said = world.run(folder, "send", "--json", *arguments, code=code, environment=environment)
    return {(one["report"], one["recipient"]): one for one in json.loads(said)["mails"]}


def outcomes(sent):
    return collections.Counter(one["outcome"] for one in sent.values())


def once_each(world, mailboxes):
    expected = {address: 1 for address in world.recipients()}
    assert mailboxes.counts() == expected, f"{mailboxes.counts()} instead of one each"


# ----------------------------------------------------------------------------------------------------------- mails


def parse(data):
    """Strictly: a defect of a header or part is an error."""
    policy = email.policy.default.clone(raise_on_defect=True)
    mail = email.message_from_bytes(data, policy=policy)
    assert mail.as_bytes(policy=policy) is not None
    for part in mail.walk():
        assert not part.defects, part.defects
        for name, value in part.items():
            assert not value.defects, (name, value.defects)
            assert "\n" not in value and "\r" not in value, (name, value)
    return mail


class Words(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.words, self.links, self.is_shown = [], [], False

    def handle_starttag(self, tag, attributes):
        self.is_shown |= tag == "body"
        if tag == "a":
            self.links.append(dict(attributes)["href"])

    def handle_data(self, data):
        if self.is_shown:
            self.words += [word for word in data.split() if any(letter.isalnum() for letter in word)]


def plain_words(text):
    return [word for word in text.split() if any(letter.isalnum() for letter in word)]


def check_mail(data, outputs, is_draft):
    """Everything that holds of each mail. `outputs` are the fingerprints in run.json."""
    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines), "a line ends without CR"
    assert max(map(len, lines)) <= 998, "RFC 5322, section 2.1.1"
    assert data.isascii()
    mail = parse(data)
    assert mail["Auto-Submitted"] == "auto-generated" and mail["Message-ID"] and mail["Date"]
    assert (mail["X-Unsent"] == "1") == is_draft
    text = mail.get_body(("plain",)).get_content()
    shown = Words()
    shown.feed(mail.get_body(("html",)).get_content())
    assert shown.words == plain_words(text), f"{shown.words} is not {plain_words(text)}"
    assert len(plain_words(text)) <= 150, f"{len(plain_words(text))} words"
    for link in shown.links:
        assert link.startswith("mailto:ai-centre@halden.example"), link
        assert "\r" not in link and "\n" not in link
        urllib.parse.parse_qs(urllib.parse.urlsplit(link).query, strict_parsing=True) if "?" in link else None
    answers = [link for link in shown.links if "?subject=" in link]
    assert len(answers) == 4 * text.count("Reply:")
    files = list(mail.iter_attachments())
    assert len(files) == 1, "one attachment"
    name = files[0].get_filename()
    assert re.fullmatch(r"AI-portfolio-2026-10-(r\d+|draft)\.(pdf|xlsx)", name), name
    assert hashlib.sha256(files[0].get_payload(decode=True)).hexdigest() in outputs, "not an output of run.json"
    return mail, text


def outputs_of(folder):
    record = json.loads((folder / "reports" / PERIOD / "run.json").read_text("utf-8"))
    return record, {output["sha256"]: output["path"] for output in record["outputs"]}


# ---------------------------------------------------------------------------------------------------------- checks


def each_file_of_the_outbox_parses_and_holds_what_was_closed(world):
    folder = world.fresh()
    world.run(folder, "preview", code=DONE)
    _, outputs = outputs_of(folder)
    seen = folder / "outbox" / f"{PERIOD}-preview"
    before = {file.name: file.read_bytes() for file in seen.iterdir()}
    for data in before.values():
        check_mail(data, outputs, is_draft=False)
    assert len(before) == len(world.recipients())
    world.run(folder, "preview", code=DONE)
    assert before == {file.name: file.read_bytes() for file in seen.iterdir()}
    world.run(folder, "send", code=DONE)
    drafts = {file.name: file.read_bytes() for file in (folder / "outbox" / f"{PERIOD}-r1").iterdir()}
    for data in drafts.values():
        check_mail(data, outputs, is_draft=True)

    def alike(files):
        # A month is dated when it is closed; a draft is marked.
        return {name: re.sub(rb"(Date: [^\r]*|X-Unsent: 1)\r\n", b"", data) for name, data in files.items()}

    assert alike(drafts) == alike(before)
    return f"{len(before)} mails, the same bytes twice, and {len(drafts)} drafts that say the same"


def without_a_server_a_person_sends(world):
    folder = world.fresh()
    assert outcomes(send(world, folder, code=DONE)) == {"drafted": 12}
    drafts = sorted((folder / "outbox" / f"{PERIOD}-r1").iterdir())
    # Somebody sends some of them and throws them away: they do not come back.
    for draft in drafts[:5]:
        draft.unlink()
    assert outcomes(send(world, folder, code=DONE)) == {"drafted": 12}
    assert sorted((folder / "outbox" / f"{PERIOD}-r1").iterdir()) == drafts[5:]
    mailboxes = Mailboxes()
    with serving(mailboxes) as server:
        with (folder / "report.toml").open("a", encoding="utf-8") as file:
            file.write(to(server))
        assert outcomes(send(world, folder, code=MAIL_OPEN)) == {"drafted": 12}
        assert not mailboxes.counts(), "somebody may have sent them by hand"
        address = world.recipients()[0]
        world.run(folder, "send", "--settle", f"{address}=not-sent", code=DONE)
        assert outcomes(send(world, folder, code=MAIL_OPEN)) == {"drafted": 11, "sent": 1}
    assert mailboxes.counts() == {address: 1}
    return "12 drafts, none sent twice after a server was named"


def one_each_and_none_twice(world):
    mailboxes = Mailboxes()
    with serving(mailboxes) as server:
        folder = world.fresh(to(server))
        assert outcomes(send(world, folder, "--dry-run", code=DONE)) == {"waiting": 12}
        assert not mailboxes.counts()
        assert outcomes(send(world, folder, code=DONE)) == {"sent": 12}
        assert outcomes(send(world, folder, code=DONE)) == {"sent-before": 12}
    once_each(world, mailboxes)
    record, outputs = outputs_of(folder)
    for mails in mailboxes.boxes.values():
        check_mail(mails[0], outputs, is_draft=False)
    return f"{len(mailboxes.boxes)} mailboxes hold one mail each"


def twice_451_then_250(world):
    first, second = world.recipients()[2], world.recipients()[5]

    def script(step, address, number):
        if (step, address) in (("RCPT", first), ("TEXT", second)) and number <= 2:
            return "451 4.7.1 try again"

    mailboxes = Mailboxes(script)
    with serving(mailboxes) as server:
        assert outcomes(send(world, world.fresh(to(server)), code=DONE)) == {"sent": 12}
    once_each(world, mailboxes)
    assert mailboxes.steps["RCPT", first] == 3 and mailboxes.steps["TEXT", second] == 3
    assert all(mailboxes.steps["TEXT", address] == 1 for address in world.recipients() if address != second)
    return "3 tries of two mails, one of every other"


def refused_550(world):
    address = world.recipients()[1]
    mailboxes = Mailboxes(lambda step, to, number: "550 5.1.1 unknown" if (step, to) == ("RCPT", address) else None)
    with serving(mailboxes) as server:
        folder = world.fresh(to(server))
        sent = send(world, folder, code=MAIL_OPEN)
        assert sent["sponsor", address]["outcome"] == "refused" and "unknown" in sent["sponsor", address]["why"]
        assert outcomes(send(world, folder, code=MAIL_OPEN)) == {"sent-before": 11, "refused": 1}
    assert mailboxes.steps["RCPT", address] == 1 and len(mailboxes.boxes) == 11
    return "11 sent, one refused and tried once"


def cut_before_the_text(world):
    address = world.recipients()[3]
    mailboxes = Mailboxes(lambda step, to, number: "cut" if (step, to, number) == ("RCPT", address, 1) else None)
    with serving(mailboxes) as server:
        assert outcomes(send(world, world.fresh(to(server)), code=DONE)) == {"sent": 12}
    once_each(world, mailboxes)
    return "sent with the next try"


def cut_after_the_text(world):
    lost, kept = world.recipients()[3], world.recipients()[6]
    cuts = {("TEXT", lost), ("STORED", kept)}
    mailboxes = Mailboxes(lambda step, to, number: "cut" if (step, to) in cuts and number == 1 else None)
    with serving(mailboxes) as server:
        folder = world.fresh(to(server))
        for others in ("sent", "sent-before"):
            sent = send(world, folder, code=MAIL_OPEN)
            assert outcomes(sent) == {others: 10, "uncertain": 2}, outcomes(sent)
        assert (len(mailboxes.boxes[lost]), len(mailboxes.boxes[kept])) == (0, 1)
        world.run(folder, "send", "--settle", f"{lost}=not-sent", code=DONE)
        world.run(folder, "send", "--settle", f"{kept}=sent", code=DONE)
        assert outcomes(send(world, folder, code=DONE)) == {"sent-before": 11, "sent": 1}
    once_each(world, mailboxes)
    return "2 uncertain, none repeated; settled, then one each"


def too_large_for_the_server(world):
    mailboxes = Mailboxes()
    with serving(mailboxes, data_size_limit=60_000) as server:
        sent = send(world, world.fresh(to(server)), code=MAIL_OPEN)
    large = [one for one in sent.values() if one["outcome"] == "too-large"]
    assert large and all("the server takes 60000" in one["why"] for one in large)
    assert sorted(mailboxes.boxes) == sorted(one["recipient"] for one in sent.values() if one["outcome"] == "sent")
    assert not any(mailboxes.steps["RCPT", one["recipient"]] for one in large), "the server was not bothered"
    return f"{len(large)} too large by SIZE, said before, {len(mailboxes.boxes)} sent"


def no_starttls(world):
    mailboxes = Mailboxes()
    with serving(mailboxes) as server:
        said = world.run(world.fresh(to(server, security="starttls")), "send", code=USAGE)
    assert "offers no TLS" in said and not mailboxes.steps
    return "nothing sent"


def tls(world):
    authority = str(world.certificates / "authority.pem")
    for kind in ("starttls", "implicit-tls"):
        mailboxes = Mailboxes()
        context = server_context(world.certificates, "good")
        options = {"context": context} if kind == "starttls" else {"implicit": context}
        with serving(mailboxes, **options) as server:
            folder = world.fresh(to(server, security=kind, certificate=authority))
            assert outcomes(send(world, folder, code=DONE)) == {"sent": 12}
        once_each(world, mailboxes)
    return "starttls and implicit-tls"


def bad_certificates(world):
    authority = str(world.certificates / "authority.pem")
    for kind in ("starttls", "implicit-tls"):
        for name, known in [("good", ""), ("other-name", authority), ("over", authority)]:
            mailboxes = Mailboxes()
            context = server_context(world.certificates, name)
            options = {"context": context} if kind == "starttls" else {"implicit": context}
            with serving(mailboxes, **options) as server:
                folder = world.fresh(to(server, security=kind, certificate=known, retry_seconds=[]))
                said = world.run(folder, "send", code=USAGE)
            assert "cannot prove who it is" in said, said
            assert not mailboxes.steps
    return "unknown authority, other name, out of date: nothing sent"


def slow_servers(world):
    address = world.recipients()[4]

    def script(step, to, number):
        async def slowly(seconds):
            await asyncio.sleep(seconds)

        if to == address and step == "RCPT":
            return slowly(1.5)
        if to == address and step == "STORED":
            return slowly(4)

    for after_data, outcome in [(10, "sent"), (2, "uncertain")]:
        mailboxes = Mailboxes(script)
        with serving(mailboxes) as server:
            folder = world.fresh(to(server, timeout_seconds=3, after_data_seconds=after_data))
            sent = send(world, folder, code=DONE if outcome == "sent" else MAIL_OPEN)
            assert sent["sponsor", address]["outcome"] == outcome, sent["sponsor", address]
            time.sleep(3)
        once_each(world, mailboxes)
    return "waited for; too slow after the text is uncertain"


def passwords(world):
    authority = str(world.certificates / "authority.pem")
    context = server_context(world.certificates, "good")
    for password, code in [(PASSWORD, DONE), ("wrong", USAGE), ("", USAGE)]:
        mailboxes = Mailboxes()
        options = {"auth_required": True, "authenticator": mailboxes.authenticate}
        with serving(mailboxes, context=context, **options) as server:
            rules = {"security": "starttls", "certificate": authority, "login": "password"}
            folder = world.fresh(to(server, user="office@halden.example", **rules))
            said = world.run(folder, "send", code=code, environment={"COE_REPORT_MAIL_PASSWORD": password})
            assert "wrong" not in said
        assert len(mailboxes.boxes) == (12 if code == DONE else 0)
    said = world.run(world.fresh('server = "x"\nsecurity = "none"\nlogin = "password"\nuser = "u"'), "send", code=USAGE)
    assert "in the clear" in said
    return "taken, refused, missing; never in the clear"


@contextlib.contextmanager
def login_service(world):
    """Gives TOKEN to who sends CLIENT_SECRET, over HTTPS."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            right = form == {
                "grant_type": ["client_credentials"],
                "client_id": ["the-client"],
                "client_secret": [CLIENT_SECRET],
                "scope": ["mail.send"],
            }
            body = {"access_token": TOKEN, "expires_in": 3600} if right else {"error": "invalid_client"}
            data = json.dumps(body).encode()
            self.send_response(200 if right else 401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = server_context(world.certificates, "good").wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"https://localhost:{server.server_address[1]}/token"
    finally:
        server.shutdown()


def tokens_only(world):
    rules = {
        "security": "starttls",
        "certificate": str(world.certificates / "authority.pem"),
        "login": "xoauth2",
        "user": "office@halden.example",
    }
    context = server_context(world.certificates, "good")

    def one(secret, code, **more):
        mailboxes = Mailboxes()
        options = {"auth_required": True, "auth_exclude_mechanism": ["PLAIN", "LOGIN"]}
        with serving(mailboxes, context=context, **options) as server:
            folder = world.fresh(to(server, **rules, **more))
            said = world.run(folder, "send", code=code, environment={"COE_REPORT_MAIL_CLIENT_SECRET": secret})
        assert len(mailboxes.boxes) == (12 if code == DONE else 0), said
        return said

    with login_service(world) as url:
        asked = {"token_url": url, "client_id": "the-client", "scope": "mail.send"}
        one(CLIENT_SECRET, DONE, **asked)
        assert "invalid_client" in one("wrong", USAGE, **asked)
        assert "not set" in one("", USAGE, **asked)
    one("", DONE, token_command=[sys.executable, "-c", f"print({TOKEN!r})"])
    assert "gave no token" in one("", USAGE, token_command=[sys.executable, "-c", "raise SystemExit(3)"])
    assert "refused the login" in one("", USAGE, token_command=[sys.executable, "-c", "print('old')"])
    return "from the login service and from a program; wrong ones send nothing"


def killed_while_sending(world):
    """SIGKILL at each step of five mails, and at random moments; then send again."""
    victims = [world.recipients()[place] for place in (0, 3, 6, 9, 11)]
    points = [(step, address) for step in ("MAIL", "RCPT", "TEXT", "STORED") for address in victims]
    points += [("random", place) for place in range(12)]
    uncertain = 0
    rng = random.Random(1)
    for step, what in points:
        mailboxes = Mailboxes()
        process = None

        def script(at, address, number):
            # MAIL has the sender's address: the n-th mail is meant.
            is_there = at == step and (
                address == what or (at == "MAIL" and mailboxes.steps["MAIL", address] == world.recipients().index(what) + 1)
            )
            if is_there and process:
                process.kill()
                process.wait()
                return "cut"

        mailboxes.script = script if step != "random" else mailboxes.script
        with serving(mailboxes) as server:
            folder = world.fresh(to(server))
            command = [world.binary, "send", "--period", PERIOD, "--quiet"]
            process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if step == "random":
                time.sleep(rng.uniform(0.0, 0.25))
                process.kill()
            process.wait(60)
            mailboxes.script = lambda *_: None
            sent = send(world, folder, code=None)
            assert set(outcomes(sent)) <= {"sent", "sent-before", "uncertain"}, outcomes(sent)
            assert outcomes(send(world, folder, code=None))["sent"] == 0
        for (_, address), one in sent.items():
            held = len(mailboxes.boxes[address])
            assert held <= 1, f"{address} has {held} mails after a kill at {step}"
            assert held == 1 or one["outcome"] == "uncertain", f"{address} has none and nobody says so ({step})"
        uncertain += outcomes(sent)["uncertain"]
        assert outcomes(sent)["uncertain"] <= 1
        shutil.rmtree(folder)
    return f"{len(points)} kills, no second mail; {uncertain} said to be uncertain"


def a_changed_cell_changes_no_address(world):
    """One sponsor's address is changed in one cell after the first month; then it is closed again."""
    mailboxes = Mailboxes()
    with serving(mailboxes) as server:
        folder = world.fresh(to(server))
        send(world, folder, code=DONE)
        book_path = folder / "intake" / "operations.xlsx"
        book = openpyxl.load_workbook(book_path)
        changed = None
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if changed is None and str(cell.value).lower() == "margarethe.oduya@halden.example":
                        changed = cell.coordinate
                        cell.value = "m.oduya@evil.example"
        assert changed
        book.save(book_path)
        world.run(folder, "close", "--accept", "the planted troubles are known", "--by", "Check", code=TO_MEND)
        said = world.run(folder, "send", code=USAGE)
        assert "--revision 2" in said, said
        sent = send(world, folder, "--revision", "2", code=MAIL_OPEN)
        assert outcomes(sent) == {"sent": 12}
        said = world.run(folder, "send", "--revision", "2", code=MAIL_OPEN)
        assert "m.oduya@evil.example" in said and "changed: margarethe.oduya@halden.example is approved" in said, said
        # Approved by mistake, it is still outside the domains.
        world.run(folder, "approve", "m.oduya@evil.example", code=DONE)
        said = world.run(folder, "send", "--revision", "2", code=MAIL_OPEN)
        assert "is in no domain" in said, said
    assert not [address for address in mailboxes.boxes if "evil" in address]
    assert all(count == 2 for count in mailboxes.counts().values())
    return f"{changed} changed: held, listed, nothing sent there; r2 only when asked for"


def nobody_sees_anothers(world):
    """Names and ids of initiatives in the mails and their PDFs: only those of the sponsor's own."""
    folder = world.fresh()
    world.run(folder, "preview", code=DONE)
    record, _ = outputs_of(folder)
    looked = 0
    for file in sorted((folder / "outbox" / f"{PERIOD}-preview").glob("sponsor-*.eml")):
        mail = parse(file.read_bytes())
        address = mail["To"].addresses[0].addr_spec
        pdf = next(mail.iter_attachments()).get_payload(decode=True)
        shown = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
        decoded = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
        subject = str(mail["Subject"])
        everything = " ".join([*(f"{key}: {value}" for key, value in mail.items()), *decoded, shown])
        everything = " ".join(everything.split())
        for initiative in record["initiatives"]:
            names = [initiative["initiative_id"], initiative["name"]]
            assert not any(name in subject for name in names), f"{names} in the subject {subject}"
            if (initiative["sponsor_email"] or "").lower() != address:
                looked += 1
                assert not any(name in everything for name in names), f"{names} in the mail to {address}"
        assert not re.search(r"\d{3}|EUR", subject), subject
    return f"{looked} pairs of a mail and another's initiative"


HOSTILE = [
    "Ann\r\nBcc: evil@evil.example",
    '"Bob", <evil@evil.example>',
    "C" * 300,
    "😀 Dan 👩‍👩‍👧",
    "\u202eשלום Eve\u202c",
    "../x",
    "CON",
    "=HYPERLINK(\"http://evil.example\")",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} {% raise %}",
    "a;b,c:d",
]


def hostile_names(world):
    """Names that break headers, files and templates, as sponsors, initiatives, departments, questions and file names."""
    folder = world.work / "hostile"
    (folder / "intake").mkdir(parents=True)
    names = ["CON.xlsx", "a 'quoted' \"file\".xlsx", "😀.xlsx", "\u202e.xlsx", "..x.xlsx", "n" * 200 + ".xlsx"]
    titles = ["Initiative ID", "Initiative name", "Department", "Business owner", "Executive sponsor", "Sponsor e-mail"]
    titles += ["Outcome category", "Phase", "Decision needed", "Decision needed by", "Submitted on"]
    for place, name in enumerate(names):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Initiatives"
        sheet.append(titles)
        for number, hostile in enumerate(HOSTILE):
            hostile = "".join(letter for letter in hostile if letter not in "\r") if place else hostile
            department = hostile if place == 1 else "Finance"
            sheet.append(
                [f"F{place}-{number}", hostile, department, "Owner", hostile, f"p{number}@halden.example"]
                + ["Other", "Idea", f"Release it, {hostile}?", dt.date(2026, 11, 12), dt.date(2026, 1, 5)]
            )
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
        book.save(folder / "intake" / name)
    lead = 'program_lead = "ai-centre@halden.example"\nlevel = "start"\n[state]\nfolder = "state"\n'
    (folder / "report.toml").write_text(f'company = "A \\r\\n Bcc: evil@evil.example"\n{lead}', "utf-8")
    world.run(folder, "run", code=TO_MEND)
    world.run(folder, "approve", "--all", code=DONE)
    assert len(world.recipients(folder)) == len(HOSTILE)
    world.run(folder, "preview", code=DONE)
    _, outputs = outputs_of(folder)
    files = sorted((folder / "outbox" / f"{PERIOD}-preview").iterdir())
    assert len(files) == len(HOSTILE)
    known = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Reply-To"}
    for file in files:
        assert re.fullmatch(r"sponsor-p\d+_at_halden\.example\.eml", file.name)
        mail, text = check_mail(file.read_bytes(), outputs, is_draft=False)
        assert set(mail.keys()) <= known | {"MIME-Version", "Content-Type"}, mail.keys()
        assert len(mail["To"].addresses) == 1 and mail["To"].addresses[0].domain == "halden.example"
        assert not any(unicodedata.bidirectional(letter) in {"RLO", "LRO", "RLE", "LRE"} for letter in text)
        assert "<script" not in mail.get_body(("html",)).get_content().lower()
        assert "49" not in text.split()
    everything = [path for path in folder.rglob("*") if path.is_file()]
    inside = folder.resolve()
    assert all(inside in path.resolve().parents for path in everything)
    return f"{len(HOSTILE)} names in {len(names)} files: {len(files)} sound mails"


def reminders_and_answers(world):
    """Who sent nothing is reminded once a day, who has something to fix gets the coloured workbook once."""
    mailboxes = Mailboxes()
    with serving(mailboxes) as server:
        folder = world.fresh(to(server))
        first = outcomes(send_notices(world, folder, code=DONE))
        again = outcomes(send_notices(world, folder, code=DONE))
    kinds = collections.Counter()
    for mails in mailboxes.boxes.values():
        for data in mails:
            mail = parse(data)
            kind = mail["Message-ID"].split(".")[2].split("-")[0]
            kinds[kind] += 1
            files = list(mail.iter_attachments())
            assert [file.get_filename() for file in files] == (["workbook-to-fix.xlsx"] if kind == "answer" else [])
            for file in files:
                book = openpyxl.load_workbook(io.BytesIO(file.get_payload(decode=True)))
                assert book.sheetnames[0] == "To fix"
    # sample-data/README.md: Supply Chain sends nothing.
    assert kinds["reminder"] == 1 and kinds["answer"] >= 3, kinds
    total = sum(kinds.values())
    assert first == {"sent": total} and again == {"sent-before": total}, (first, again)
    return f"{kinds['reminder']} reminder and {kinds['answer']} workbooks to fix, each once"


def send_notices(world, folder, code):
    said = world.run(folder, "remind", "--json", code=code)
    return {(one["report"], one["recipient"]): one for one in json.loads(said)["mails"]}


def operators_are_told(world):
    """A run that does not work is mailed to operators, the same trouble once a day; the server's own trouble is printed."""
    mailboxes = Mailboxes()
    with serving(mailboxes) as server:
        folder = world.fresh(to(server))
        with (folder / "recipients.toml").open("a", encoding="utf-8") as file:
            file.write('\n[[recipient]]\naddress = "ops@halden.example"\nroles = ["operators"]\n')
        shutil.rmtree(folder / "intake")
        for command in ("run", "run", "close"):
            world.run(folder, command, "--tell-operators", "--quiet", code=COULD_NOT_RUN)
        world.run(folder, "run", "--quiet", code=COULD_NOT_RUN)
        assert mailboxes.counts() == {"ops@halden.example": 1}, mailboxes.counts()
        mail = parse(mailboxes.boxes["ops@halden.example"][0])
        assert mail["Subject"] == "AI portfolio, October: the run did not work"
        assert "intake" in mail.get_body(("plain",)).get_content() and not list(mail.iter_attachments())
    said = world.run(folder, "send", "--tell-operators", code=None)
    assert "cannot be reached" in said, said
    return "one mail for three failed runs; without the flag none"


def limits_on_mails(world):
    mailboxes = Mailboxes()
    with serving(mailboxes) as server:
        said = world.run(world.fresh(to(server, most_mails=5)), "send", code=USAGE)
        assert "12 mails would be sent" in said and not mailboxes.steps
        folder = world.fresh(to(server, max_message_bytes=1000))
        assert outcomes(send(world, folder, code=MAIL_OPEN)) == {"too-large": 12}
        open_month = world.workspace(world.work / "open", f"\n[mail]\n{to(server)}\n")
        world.run(open_month, "run", code=TO_MEND)
        said = world.run(open_month, "send", code=USAGE)
        assert "drafts are not mailed" in said
        assert not mailboxes.boxes
        # A draft of a final month lies beside it: what is mailed is the final, as it was closed.
        folder = world.fresh(to(server))
        (folder / "intake" / "customer-service.xlsx").unlink()
        world.run(folder, "run", code=TO_MEND)
        assert outcomes(send(world, folder, code=DONE)) == {"sent": 12}
    return "too many, too large, drafts: nothing sent; beside a draft the final"


@contextlib.contextmanager
def postfix(world):
    """A postfix of our own: its own queue, ports and maildirs."""
    base = world.work / "postfix"
    for name in ("config", "queue", "data", "boxes"):
        (base / name).mkdir(parents=True)
    port = free_port()
    config = {
        "compatibility_level": "3.6",
        "queue_directory": base / "queue",
        "data_directory": base / "data",
        "maillog_file": base / "log",
        "maillog_file_prefixes": base,
        "inet_interfaces": "127.0.0.1",
        "inet_protocols": "ipv4",
        "myhostname": "mail.halden.example",
        "mydestination": "",
        "mynetworks": "127.0.0.0/8",
        "virtual_mailbox_domains": "halden.example",
        "virtual_mailbox_base": base / "boxes",
        "virtual_mailbox_maps": "texthash:" + str(base / "config" / "boxes"),
        "virtual_uid_maps": "static:65534",
        "virtual_gid_maps": "static:65534",
        "virtual_minimum_uid": "100",
        "smtpd_tls_cert_file": world.certificates / "good.pem",
        "smtpd_tls_key_file": world.certificates / "good.key",
        "smtpd_tls_security_level": "encrypt",
        "smtpd_recipient_restrictions": "permit_mynetworks,reject",
        "smtpd_reject_unlisted_recipient": "yes",
    }
    shutil.copy("/usr/share/postfix/master.cf.dist", base / "config" / "master.cf")
    master = (base / "config" / "master.cf").read_text()
    master = re.sub(r"^smtp      inet .*$", f"127.0.0.1:{port} inet n - n - - smtpd", master, flags=re.M)
    master = re.sub(r"^(\S+\s+\S+\s+\S+\s+\S+\s+)y(\s)", r"\1n\2", master, flags=re.M)
    (base / "config" / "master.cf").write_text(master)
    (base / "config" / "main.cf").write_text("".join(f"{key} = {value}\n" for key, value in config.items()))
    boxes = "".join(f"{address} {address.split('@')[0]}/\n" for address in world.recipients())
    (base / "config" / "boxes").write_text(boxes)
    os.chmod(base / "boxes", 0o777)
    for path in (base, *base.parents):
        os.chmod(path, os.stat(path).st_mode | 0o011)
    shutil.chown(base / "data", "postfix")
    run = lambda command: subprocess.run(["postfix", "-c", base / "config", command], check=True, capture_output=True)
    try:
        run("start")
        yield port, base / "boxes"
    finally:
        subprocess.run(["postfix", "-c", base / "config", "stop"], capture_output=True)


def a_real_server_with_maildirs(world):
    if not shutil.which("postfix") or os.geteuid() != 0:
        return "left out: postfix is not installed, or this is not root"
    with postfix(world) as (port, boxes):
        server = type("Postfix", (), {"port": port})
        rules = {"security": "starttls", "certificate": str(world.certificates / "authority.pem")}
        folder = world.fresh(to(server, **rules))
        assert outcomes(send(world, folder, code=DONE)) == {"sent": 12}
        assert outcomes(send(world, folder, code=DONE)) == {"sent-before": 12}
        expected = {address.split("@")[0]: 1 for address in world.recipients()}
        deadline = time.time() + 30
        held = {}
        while held != expected and time.time() < deadline:
            time.sleep(0.2)
            held = {box.name: len(list((box / "new").iterdir())) for box in boxes.iterdir() if (box / "new").is_dir()}
        assert held == expected, held
        _, outputs = outputs_of(folder)
        for mail in boxes.glob("*/new/*"):
            data = mail.read_bytes().replace(b"\n", b"\r\n")
            parsed = parse(data)
            file = next(parsed.iter_attachments()).get_payload(decode=True)
            assert hashlib.sha256(file).hexdigest() in outputs
    return f"{len(held)} maildirs hold one mail each"


# ----------------------------------------------------------------------------------------------------------- graph


def client_certificate(folder):
    """A certificate of an application and its key, one below the other."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the-client")])
    today = dt.datetime.now(dt.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today)
        .not_valid_after(today + dt.timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = made.public_bytes(serialization.Encoding.PEM)
    pem += key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = folder / "graph.pem"
    path.write_bytes(pem)
    path.chmod(0o600)
    return path, made


class Graph:
    """A login service and Microsoft Graph, as the documentation has them. A script is called with the address and how
    often it came; what it gives is (status, headers, error), "cut" before the mail is taken, or "cut after"."""

    def __init__(self, script=None, certificate=None):
        self.script = script or (lambda address, number: None)
        self.certificate = certificate
        self.boxes = collections.defaultdict(list)
        self.posts = collections.Counter()
        self.tokens = 0
        # Tokens that are not taken any more.
        self.over = set()

    def counts(self):
        return {address: len(mails) for address, mails in self.boxes.items()}

    def log_in(self, form):
        expected = {"grant_type": "client_credentials", "client_id": "the-client", "scope": f"{self.host}/.default"}
        if self.certificate is None:
            expected["client_secret"] = CLIENT_SECRET
        else:
            expected["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            self.check_assertion(form.pop("client_assertion", ""))
        if form != expected:
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret."}
        self.tokens += 1
        return 200, {"token_type": "Bearer", "expires_in": 3599, "access_token": f"{TOKEN}-{self.tokens}"}

    def check_assertion(self, assertion):
        def part(text):
            return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

        head, says, signature = assertion.split(".")
        fingerprint = base64.urlsafe_b64encode(self.certificate.fingerprint(hashes.SHA256())).rstrip(b"=").decode()
        assert json.loads(part(head)) == {"alg": "PS256", "typ": "JWT", "x5t#S256": fingerprint}
        claims = json.loads(part(says))
        assert claims["aud"] == f"{self.host}/tenant/oauth2/v2.0/token", claims
        assert claims["iss"] == claims["sub"] == "the-client" and claims["jti"]
        assert claims["nbf"] <= time.time() + 5 and claims["exp"] - claims["nbf"] <= 600
        # Salt as long as the hash: RFC 7518, section 3.5. Raises where the signature is another one.
        pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
        self.certificate.public_key().verify(part(signature), f"{head}.{says}".encode(), pss, hashes.SHA256())

    def post(self, path, headers, body):
        assert path == "/v1.0/users/office@halden.example/sendMail", path
        assert headers["Content-Type"] == "text/plain", headers["Content-Type"]
        token = headers["Authorization"].removeprefix("Bearer ")
        if token in self.over or not token.startswith(TOKEN):
            return 401, {}, "InvalidAuthenticationToken"
        mail = base64.b64decode(body, validate=True)
        address = parse(mail)["To"].addresses[0].addr_spec
        self.posts[address] += 1
        does = self.script(address, self.posts[address])
        if does in (None, "cut after"):
            self.boxes[address].append(mail)
        return does or (202, {}, "")


@contextlib.contextmanager
def graph_serving(world, graph):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path.endswith("/token"):
                form = {key: value for key, [value] in urllib.parse.parse_qs(body.decode()).items()}
                status, answer = graph.log_in(form)
                headers, data = {"Content-Type": "application/json"}, json.dumps(answer).encode()
            else:
                does = graph.post(self.path, self.headers, body)
                if isinstance(does, str):
                    self.close_connection = True
                    self.connection.close()
                    return
                status, headers, code = does
                data = json.dumps({"error": {"code": code, "message": "as asked"}}).encode() if code else b""
            self.send_response(status)
            for key, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    class Quiet(http.server.ThreadingHTTPServer):
        def handle_error(self, request, client_address):
            graph.errors.append(traceback.format_exc())

    graph.errors = []
    server = Quiet(("127.0.0.1", 0), Handler)
    server.socket = server_context(world.certificates, "good").wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    graph.host = f"https://localhost:{server.server_address[1]}"
    try:
        yield graph
    finally:
        server.shutdown()
    wrong = [error for error in graph.errors if "AssertionError" in error or "InvalidSignature" in error]
    assert not wrong, wrong[0]


def through(world, graph, **more):
    """Lines of [mail] for Graph."""
    lines = {
        "via": "graph",
        "from": "office@halden.example",
        "client_id": "the-client",
        "certificate": str(world.certificates / "authority.pem"),
        "token_url": f"{graph.host}/tenant/oauth2/v2.0/token",
        "graph_url": f"{graph.host}/v1.0",
        "retry_seconds": [0, 0, 0],
        "timeout_seconds": 10,
        "after_data_seconds": 10,
        **more,
    }
    return "\n".join(f"{key} = {json.dumps(value)}" for key, value in lines.items())


SECRET = {"COE_REPORT_MAIL_CLIENT_SECRET": CLIENT_SECRET}


def graph_takes_the_same_mails_once(world):
    with graph_serving(world, Graph()) as graph:
        folder = world.fresh(through(world, graph))
        world.run(folder, "preview", code=DONE)
        assert "gave a token" in world.run(folder, "doctor", environment=SECRET)
        assert outcomes(send(world, folder, "--dry-run", code=DONE, environment=SECRET)) == {"waiting": 12}
        assert not graph.counts()
        assert outcomes(send(world, folder, code=DONE, environment=SECRET)) == {"sent": 12}
        assert outcomes(send(world, folder, code=DONE, environment=SECRET)) == {"sent-before": 12}
        once_each(world, graph)
        world.run(folder, "test-mail", "ai-centre@halden.example", code=DONE, environment=SECRET)
    _, outputs = outputs_of(folder)

    def dateless(data):
        return re.sub(rb"Date: [^\r]*\r\n", b"", data)

    previews = {dateless(file.read_bytes()) for file in (folder / "outbox" / f"{PERIOD}-preview").iterdir()}
    sent = {dateless(mails[0]) for address, mails in graph.boxes.items() if address != "ai-centre@halden.example"}
    assert sent == previews, "other bytes than previewed"
    for address in world.recipients():
        check_mail(graph.boxes[address][0], outputs, is_draft=False)
    return f"{len(sent)} mails, the bytes of the preview; {graph.tokens} tokens for 5 commands"


def graph_proved_by_a_certificate(world):
    path, made = client_certificate(world.work)
    with graph_serving(world, Graph(certificate=made)) as graph:
        folder = world.fresh(through(world, graph, client_certificate=str(path)))
        assert outcomes(send(world, folder, code=DONE)) == {"sent": 12}
    once_each(world, graph)
    path.chmod(0o644)
    assert "chmod 600" in world.run(folder, "send", code=USAGE)
    return "PS256 verified; a key that everybody may read is refused"


def graph_answers(world):
    """Each answer for one of twelve mails: what comes of it, and how often that mail was posted."""
    again = {"Retry-After": "1"}
    cases = [
        ("429 with Retry-After", lambda n: (429, again, "ApplicationThrottled") if n <= 2 else None, "sent", 3),
        ("429 without", lambda n: (429, {}, "ApplicationThrottled") if n == 1 else None, "sent", 2),
        ("503 with Retry-After", lambda n: (503, again, "") if n == 1 else None, "sent", 2),
        ("500", lambda n: (500, {}, "InternalServerError") if n == 1 else None, "sent", 2),
        ("500 always", lambda n: (500, {}, "InternalServerError"), "waiting", 4),
        ("400", lambda n: (400, {}, "ErrorInvalidRecipients"), "refused", 1),
        ("403 of this mail", lambda n: (403, {}, "ErrorMessageSubmissionBlocked"), "refused", 1),
        ("413", lambda n: (413, {}, ""), "refused", 1),
        ("504", lambda n: (504, {}, ""), "uncertain", 1),
        ("cut before", lambda n: "cut", "uncertain", 1),
        ("cut after", lambda n: "cut after", "uncertain", 1),
    ]
    address = world.recipients()[5]
    for name, script, outcome, posts in cases:
        one = Graph(lambda to, number: script(number) if to == address else None)
        with graph_serving(world, one) as graph:
            folder = world.fresh(through(world, graph))
            sent = send(world, folder, code=DONE if outcome == "sent" else MAIL_OPEN, environment=SECRET)
            found = next(mail for (_, to), mail in sent.items() if to == address)
            assert found["outcome"] == outcome, f"{name}: {found}"
            assert sum(mail["outcome"] == "sent" for mail in sent.values()) == (12 if outcome == "sent" else 11), name
            assert graph.posts[address] == posts, f"{name}: posted {graph.posts[address]} times"
            if outcome in ("refused", "uncertain"):
                send(world, folder, code=MAIL_OPEN, environment=SECRET)
                assert graph.posts[address] == posts, f"{name}: posted again"
                world.run(folder, "send", "--settle", f"{address}=not-sent", code=DONE)
        assert all(count == 1 for count in graph.counts().values()), name
        shutil.rmtree(folder)
    return f"{len(cases)} answers: " + ", ".join(f"{name} {outcome}" for name, _, outcome, _ in cases)


def graph_tokens_and_rights(world):
    # A token that ends while mails go is fetched again, once.
    with graph_serving(world, Graph()) as graph:
        graph.script = lambda to, number: graph.over.add(f"{TOKEN}-1") if sum(graph.posts.values()) == 4 else None
        assert outcomes(send(world, world.fresh(through(world, graph)), code=DONE, environment=SECRET)) == {"sent": 12}
        assert graph.tokens == 2
    once_each(world, graph)
    # What is true of all mails stops them, and none of them is in doubt.
    for script, said in [
        (lambda to, number: (403, {}, "ErrorAccessDenied"), "Mail.Send"),
        (lambda to, number: (404, {}, "ErrorInvalidUser"), "office@halden.example"),
        (lambda to, number: (307, {"Location": "https://localhost:1/"}, ""), "307"),
    ]:
        with graph_serving(world, Graph(script)) as graph:
            folder = world.fresh(through(world, graph))
            assert said in world.run(folder, "send", code=USAGE, environment=SECRET)
            graph.script = lambda to, number: None
            assert outcomes(send(world, folder, code=DONE, environment=SECRET)) == {"sent": 12}
        once_each(world, graph)
    with graph_serving(world, Graph()) as graph:
        wrong = {"COE_REPORT_MAIL_CLIENT_SECRET": "wrong"}
        assert "AADSTS7000215" in world.run(world.fresh(through(world, graph)), "send", code=USAGE, environment=wrong)
        unknown = world.fresh(through(world, graph, certificate=""))
        assert "cannot prove who it is" in world.run(unknown, "send", code=USAGE, environment=SECRET)
        assert not graph.posts
    said = world.run(world.fresh('via = "graph"\nclient_id = "c"\ntoken_url = "http://x/"'), "send", code=USAGE)
    assert "in the clear" in said, said
    return "401 once: a new token; 403, 404, 307, a wrong secret and an unknown certificate: nothing sent, none in doubt"


@contextlib.contextmanager
def proxy():
    """A proxy that connects to where it is told; its address, and where it was told to connect to."""
    asked = []

    def pump(one, other):
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            verb, target, _ = self.rfile.readline().decode().split()
            while self.rfile.readline().strip():
                pass
            asked.append((verb, target))
            host, port = target.rsplit(":", 1)
            with socket.create_connection((host, int(port))) as there:
                self.connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=pump, args=(there, self.connection), daemon=True)
                back.start()
                pump(self.connection, there)
                back.join(10)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def graph_through_a_proxy(world):
    with graph_serving(world, Graph()) as graph, proxy() as (address, asked):
        folder = world.fresh(through(world, graph))
        environment = {**SECRET, "HTTPS_PROXY": address, "NO_PROXY": ""}
        assert outcomes(send(world, folder, code=DONE, environment=environment)) == {"sent": 12}
    once_each(world, graph)
    assert len(asked) == 13 and {verb for verb, _ in asked} == {"CONNECT"}, asked
    return "one token and 12 mails, each through CONNECT"


def graph_killed_while_sending(world):
    """SIGKILL before and after Graph takes each of twelve mails; then send again."""
    uncertain = kills = 0
    for address in world.recipients():
        for taken in (False, True):
            process = None

            def script(to, number):
                if to == address and process.poll() is None:
                    process.kill()
                    process.wait()
                    return "cut after" if taken else "cut"

            with graph_serving(world, Graph(script)) as graph:
                folder = world.fresh(through(world, graph))
                command = [world.binary, "send", "--period", PERIOD, "--quiet"]
                quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
                process = subprocess.Popen(command, cwd=folder, env={**os.environ, **SECRET}, **quiet)
                process.wait(60)
                kills += 1
                sent = send(world, folder, code=MAIL_OPEN, environment=SECRET)
                assert outcomes(sent)["uncertain"] == 1 and outcomes(sent)["sent"] + outcomes(sent)["sent-before"] == 11
                assert outcomes(send(world, folder, code=MAIL_OPEN, environment=SECRET))["sent"] == 0
            assert len(graph.boxes[address]) == int(taken)
            assert all(len(mails) <= 1 for mails in graph.boxes.values()), "a second mail"
            uncertain += 1
            shutil.rmtree(folder)
    return f"{kills} kills, no second mail; {uncertain} said to be uncertain"


def operators_hear_of_mails_that_did_not_arrive(world):
    """A refused mail and a refused delegate, of a send that nobody watches."""
    refused, lonely = world.recipients()[1], world.recipients()[2]
    mailboxes = Mailboxes(
        lambda step, to, number: "550 5.1.1 unknown" if (step, to) in (("RCPT", refused), ("RCPT", "gone@halden.example")) else None
    )
    with serving(mailboxes) as server:
        folder = world.fresh(to(server))
        path = folder / "recipients.toml"
        text = path.read_text("utf-8")
        head, tail = text.split(f'address = "{lonely}"\n', 1)
        tail = tail.replace('copy = ""\n', "", 1) if tail.split("[[")[0].count("copy") else tail
        text = f'{head}address = "{lonely}"\ncopy = "gone@halden.example"\n{tail}'
        path.write_text(text + '\n[[recipient]]\naddress = "ops@halden.example"\nroles = ["operators"]\n', "utf-8")
        for _ in range(2):
            sent = send(world, folder, "--tell-operators", code=MAIL_OPEN)
        assert outcomes(sent)["refused"] == 1
        mails = mailboxes.boxes["ops@halden.example"]
        # The second send knows of the refusal still, and that the delegate was refused stands in the ledger alone.
        texts = [parse(mail).get_body(("plain",)).get_content() for mail in mails]
        assert len(texts) == 2 and all(refused in text for text in texts), texts
        assert "no copy to gone@halden.example: 550 5.1.1 unknown" in texts[0] and "gone@" not in texts[1], texts
        assert parse(mails[0])["Subject"] == "AI portfolio, October: not every mail arrived"
    assert len(mailboxes.boxes[lonely]) == 1 and not mailboxes.boxes["gone@halden.example"]
    return "one refused, one delegate refused: told, with the server's words"


CHECKS = [
    each_file_of_the_outbox_parses_and_holds_what_was_closed,
    without_a_server_a_person_sends,
    one_each_and_none_twice,
    twice_451_then_250,
    refused_550,
    cut_before_the_text,
    cut_after_the_text,
    too_large_for_the_server,
    no_starttls,
    tls,
    bad_certificates,
    slow_servers,
    passwords,
    tokens_only,
    killed_while_sending,
    a_changed_cell_changes_no_address,
    nobody_sees_anothers,
    hostile_names,
    reminders_and_answers,
    operators_are_told,
    limits_on_mails,
    a_real_server_with_maildirs,
    graph_takes_the_same_mails_once,
    graph_proved_by_a_certificate,
    graph_answers,
    graph_tokens_and_rights,
    graph_through_a_proxy,
    graph_killed_while_sending,
    operators_hear_of_mails_that_did_not_arrive,
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("work")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    world = World(arguments.binary, arguments.work)
    failed = 0
    for check in CHECKS:
        name = check.__name__.replace("_", " ")
        if arguments.only not in name:
            continue
        started = time.monotonic()
        try:
            print(f"ok    {name}: {check(world)} ({time.monotonic() - started:.1f} s)", flush=True)
        except Exception as error:
            failed += 1
            print(f"FAIL  {name}: {error}", flush=True)
            traceback.print_exc()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
