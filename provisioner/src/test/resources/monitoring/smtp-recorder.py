"""A mail server that wants STARTTLS and a login, and keeps what it gets: smtp-recorder.py PORT CERTIFICATE KEY PASSWORD-FILE MESSAGES"""
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

port, certificate, key, password_file, messages = sys.argv[1:]
password = open(password_file, "rb").read()


class Recorder:
    async def handle_DATA(self, server, session, envelope):
        with open(messages, "ab") as file:
            file.write(b"To: " + ",".join(envelope.rcpt_tos).encode() + b"\n" + envelope.content + b"\n")
        return "250 OK"


def authenticate(server, session, envelope, mechanism, login):
    return AuthResult(success=login.login == b"alerts" and login.password == password)


tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(certificate, key)
Controller(
    Recorder(), hostname="0.0.0.0", port=int(port), tls_context=tls, require_starttls=True,
    authenticator=authenticate, auth_required=True, auth_exclude_mechanism=["LOGIN"],
).start()
while True:
    time.sleep(60)
