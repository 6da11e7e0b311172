"""Mails as they come back, made for the tests: each about a message of ours."""

from connectors.channels.envelope import id_left

KEY = "notice:0001"
OURS = id_left(KEY)
TO = "luce@luce.example"


def _mail(headers: str, body: str) -> bytes:
    return "\n".join((headers.strip(), "", body.strip(), "")).replace("\n", "\r\n").encode()


def dsn(
    *,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "550 5.1.1 <luce@luce.example>: there is nobody of this name",
    to: str = TO,
    mail: str = OURS,
    own: str = "<d1@mx.luce.example>",
    original: str = "",
    returned: str = "message/rfc822",
) -> bytes:
    """A delivery status notification of RFC 3464."""
    first = f"Original-Recipient: rfc822; {original}\n" if original else ""
    return _mail(
        f"""
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.luce.example>
To: solde@atelier.example
Date: Tue, 03 Mar 2026 10:12:00 +0100
Message-ID: {own}
Auto-Submitted: auto-replied
Subject: Your message
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x1"
""",
        f"""
--x1
Content-Type: text/plain

Your message could not be delivered.

--x1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.luce.example
Arrival-Date: Tue, 03 Mar 2026 10:11:00 +0100

{first}Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--x1
Content-Type: {returned}

From: solde@atelier.example
To: {TO}
Message-ID: <{mail}@atelier.example>
Subject: Reminder

Dear Sir or Madam
--x1--
""",
    )


def complaint(kind: str = "abuse") -> bytes:
    """An abuse report of RFC 5965."""
    return _mail(
        """
From: Feedback <feedback@provider.example>
Date: Tue, 03 Mar 2026 12:00:00 +0000
Message-ID: <f1@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="x2"
""",
        f"""
--x2
Content-Type: text/plain

A reader pressed the button.

--x2
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Test/1
Version: 1
Original-Rcpt-To: {TO}

--x2
Content-Type: message/rfc822

From: solde@atelier.example
Message-ID: <{OURS}@atelier.example>

Dear Sir or Madam
--x2--
""",
    )


AWAY = _mail(
    f"""
From: Lucia Luce <{TO}>
To: solde@atelier.example
Date: Tue, 03 Mar 2026 10:13:00 +0100
Message-ID: <away@luce.example>
In-Reply-To: <{OURS}@atelier.example>
Auto-Submitted: auto-replied (vacation)
Subject: Away until Monday
""",
    "I am away and read my mail on Monday. 550 kisses.",
)

ANSWER = _mail(
    f"""
From: Lucia Luce <{TO}>
To: solde@atelier.example
Date: Tue, 03 Mar 2026 11:00:00 +0100
Message-ID: <answer@luce.example>
In-Reply-To: <{OURS}@atelier.example>
Subject: Re: Reminder
""",
    "I paid yesterday. My other address <old@luce.example> has: 550 5.1.1 User unknown.",
)

QMAIL = _mail(
    """
Return-Path: <>
From: MAILER-DAEMON@old.luce.example
To: solde@atelier.example
Date: Tue, 03 Mar 2026 10:20:00 +0100
Message-ID: <q1@old.luce.example>
Subject: failure notice
""",
    f"""
Hi. This is the qmail-send program at old.luce.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{TO}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <solde@atelier.example>
Message-ID: <{OURS}@atelier.example>
Subject: Reminder
""",
)
