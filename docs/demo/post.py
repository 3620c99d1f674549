"""The mail of the demonstration: what is sent, what is answered, and whether it came out as it went in."""

import base64
import os
import random
import smtplib
from dataclasses import dataclass, field

ALICE = "alice@hq.example"
LARGE = 5 * 1000 * 1000


@dataclass
class Letter:
    """A message as it was handed to SMTP: CRLF, no dot-stuffing."""
    name: str
    sender: str
    recipients: list
    octets: bytes
    options: list = field(default_factory=list)
    chunked: bool = False

    @property
    def identifier(self):
        return message_id(self.octets)


def message_id(octets):
    for line in octets.split(b"\r\n\r\n", 1)[0].split(b"\r\n"):
        if line.lower().startswith(b"message-id:"):
            return line.split(b":", 1)[1].strip().decode()
    return ""


def compose(number, name, recipients, body, subject=None, headers=(), options=(), chunked=False, sender=ALICE):
    head = [
        f"From: Alice <{sender}>",
        "To: " + ",\r\n ".join(recipients),
        f"Subject: {subject or name}",
        f"Date: Mon, 01 Jun 2026 08:{number:02}:00 +0000",
        f"Message-ID: <demo-{number:02}@hq.example>",
        *headers,
    ]
    octets = "\r\n".join(head).encode() + b"\r\n\r\n" + body
    return Letter(name, sender, list(recipients), octets, list(options), chunked)


def attachment(size, boundary):
    """A multipart body with so many random octets in it, and the field that belongs to it."""
    data = base64.encodebytes(random.Random(5).randbytes(size)).replace(b"\n", b"\r\n")
    mark = boundary.encode()
    body = (b"--" + mark + b"\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThe survey is attached.\r\n"
            b"--" + mark + b"\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
            b"Content-Disposition: attachment; filename=survey.bin\r\n\r\n" + data + b"--" + mark + b"--\r\n")
    return body, ("MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{boundary}"')


def letters(small=False):
    """Twenty messages of every kind that tends to come out changed."""
    berlin = [f"{who}@berlin.example" for who in ("anna", "bernd", "clara", "dieter", "emma")]
    nairobi = [f"{who}@nairobi.example" for who in ("amina", "baraka", "chege", "duma", "esther")]
    eight_bit = ("MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit")
    survey, mixed = attachment(200_000 if small else LARGE, "=_survey")
    photo, photo_head = attachment(60_000, "=_photo")
    wide = b"".join(bytes(33 + (i * 7 + j) % 90 for j in range(990)) + b"\r\n" for i in range(8))
    dots = b".\r\n..\r\n.leading dot\r\n...\r\nA line\r\n.\r\nand more after a lone dot.\r\n"
    body_8 = "BODY=8BITMIME"
    made = [
        ("ten recipients at two sites", berlin + nairobi, b"To all of you.\r\n", {}),
        ("plain, Berlin", berlin[:1], b"Hello Anna,\r\n\r\nthis is plain text.\r\n", {}),
        ("plain, Nairobi", nairobi[:1], b"Hello Amina,\r\n\r\nthis is plain text.\r\n", {}),
        ("5 MB attachment", nairobi[1:2], survey, {"headers": mixed}),
        ("UTF-8 header fields, Berlin", berlin[1:2], "Grüße.\r\n".encode(),
         {"subject": "Prüfbericht – Übertragung über Wählverbindung", "headers": eight_bit,
          "options": ["SMTPUTF8", body_8]}),
        ("UTF-8 header fields, Nairobi", nairobi[2:3], "Habari za asubuhi ☀\r\n".encode(),
         {"subject": "Habari 你好 مرحبا", "headers": eight_bit, "options": ["SMTPUTF8", body_8]}),
        ("8-bit body, Berlin", berlin[2:3], "Zwölf Boxkämpfer jagen Viktor quer über den Deich.\r\n".encode() * 40,
         {"headers": eight_bit, "options": [body_8]}),
        ("8-bit body that is no UTF-8", nairobi[3:4], bytes(b for b in range(128, 256)) + b"\r\n",
         {"headers": (eight_bit[0], "Content-Type: text/plain; charset=iso-8859-1", eight_bit[2]),
          "options": [body_8]}),
        ("lines that begin with dots", berlin[3:4], dots, {}),
        ("lines that begin with dots, in chunks", nairobi[4:5], dots, {"chunked": True}),
        ("lines of 990 octets", berlin[4:5], wide, {}),
        ("no body", nairobi[:1], b"", {}),
        ("a photo", berlin[:1], photo, {"headers": photo_head}),
        ("folded header fields", nairobi[1:2], b"See above.\r\n",
         {"headers": ("X-Folded: one\r\n\ttwo\r\n   three", "X-Empty:", "Received: from nowhere by nowhere; no date")}),
        ("blank lines and blanks at the end", berlin[1:2], b"\r\n\r\nblanks   \r\n\t\r\n\r\n\r\n", {}),
        ("control characters", nairobi[2:3], bytes(range(1, 9)) + b"\x0b\x0c" + bytes(range(14, 32)) + b"\r\n",
         {"headers": eight_bit, "options": [body_8]}),
        ("two recipients in Berlin", berlin[:2], b"Both of you.\r\n", {}),
        ("a recipient with a UTF-8 name", ["jürgen@berlin.example"], "Für Jürgen.\r\n".encode(),
         {"headers": eight_bit, "options": ["SMTPUTF8", body_8]}),
        ("a thousand lines", nairobi[3:4], b"".join(b"line %04d\r\n" % n for n in range(1000)), {}),
        ("urgent", nairobi[4:5], b"Generator down. Call back.\r\n",
         {"headers": ("Priority: urgent",), "options": ["MT-PRIORITY=6"]}),
    ]
    return [compose(number, name, to, body, **more) for number, (name, to, body, more) in enumerate(made, 1)]


# MARK: SMTP

def submit(port, batch, told=None):
    """Hands letters to a server in one session, each with what the server offers."""
    with smtplib.SMTP("127.0.0.1", port, local_hostname="client.example", timeout=60) as client:
        client.ehlo()
        for letter in batch:
            offered = [o for o in letter.options if client.has_extn(o.split("=")[0].replace("BODY", "8BITMIME"))]
            client.command_encoding = "utf-8"
            expect(client.docmd("MAIL", " ".join([f"FROM:<{letter.sender}>"] + offered)), 250, letter)
            for recipient in letter.recipients:
                expect(client.docmd("RCPT", f"TO:<{recipient}>"), 250, letter)
            if letter.chunked and client.has_extn("CHUNKING"):
                half = len(letter.octets) // 2
                for part, last in ((letter.octets[:half], ""), (letter.octets[half:], " LAST")):
                    client.send(f"BDAT {len(part)}{last}\r\n".encode() + part)
                    expect(client.getreply(), 250, letter)
            else:
                expect(client.data(letter.octets), 250, letter)
            if told:
                told(letter)


def expect(reply, code, letter):
    if reply[0] != code:
        raise RuntimeError(f"“{letter.name}”: the server says {reply[0]} {reply[1].decode(errors='replace')}")


def answer(recipient, octets, number):
    """The reply of somebody whose mailbox got this message."""
    identifier = message_id(octets)
    name = recipient.replace("@", ".").encode("ascii", "replace").decode().replace("?", "_")
    head = [
        f"From: {recipient}",
        f"To: {ALICE}",
        "Subject: Re: your message",
        "Date: Mon, 01 Jun 2026 09:00:00 +0000",
        f"Message-ID: <reply-{number}-{name}>",
        f"In-Reply-To: {identifier}",
    ]
    body = f"\r\n\r\nThank you, {recipient} has it: {len(octets)} octets.\r\n"
    text = "\r\n".join(head) + body
    utf8 = ["SMTPUTF8", "BODY=8BITMIME"] if not text.isascii() else []
    return Letter(f"reply from {recipient}", recipient, [ALICE], text.encode(), utf8)


# MARK: Comparison

def without_trace(octets):
    """The octets without the one Received field that the first server put on top; None where there is none."""
    if not octets.startswith(b"Received:"):
        return None
    end = octets.find(b"\r\n")
    while end >= 0 and octets[end + 2:end + 3] in (b" ", b"\t"):
        end = octets.find(b"\r\n", end + 2)
    return octets[end + 2:] if end >= 0 else None


def difference(sent, got):
    """Where two octet strings part, in words; None where they do not."""
    if sent == got:
        return None
    if got is None:
        return "no Received field on top"
    place = next((i for i, (a, b) in enumerate(zip(sent, got)) if a != b), min(len(sent), len(got)))
    return (f"{len(sent)} octets sent, {len(got)} delivered, first difference at octet {place}: "
            f"{sent[place:place + 20]!r} became {got[place:place + 20]!r}")


def compare(sites, sent):
    """Every mailbox has exactly what was sent to it, octet by octet. Returns (files compared, octets, complaints)."""
    complaints, files, total = [], 0, 0
    expected = {}
    for letter in sent:
        for recipient in letter.recipients:
            expected.setdefault(recipient, {})[letter.identifier] = letter
    by_domain = {site.domain: site for site in sites}
    for recipient, wanted in sorted(expected.items()):
        user, domain = recipient.split("@")
        found = {}
        for path in by_domain[domain].delivered(user):
            octets = path.read_bytes()
            identifier = message_id(octets)
            letter = wanted.get(identifier)
            files, total = files + 1, total + len(octets)
            if letter is None:
                complaints.append(f"{recipient}: {os.fspath(path)} was never sent to it ({identifier})")
            elif identifier in found:
                complaints.append(f"{recipient}: “{letter.name}” was delivered twice")
            else:
                what = difference(letter.octets, without_trace(octets))
                if what:
                    complaints.append(f"{recipient}: “{letter.name}” differs: {what} ({path})")
            found[identifier] = True
        complaints += [f"{recipient}: “{letter.name}” did not arrive" for identifier, letter in wanted.items()
                       if identifier not in found]
    mailboxes = {(site.domain, path.parent.parent.name) for site in sites for path in site.delivered()}
    for domain, user in sorted(mailboxes - {tuple(reversed(r.split("@"))) for r in expected}):
        complaints.append(f"{user}@{domain}: a mailbox that nobody wrote to")
    return files, total, complaints
