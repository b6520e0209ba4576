"""A receiver of webhooks that does what a test tells it, over real HTTP or HTTPS, and remembers what came."""
import base64
import hashlib
import hmac
import http.server
import json
import os
import ssl
import subprocess
import threading
import time


class Webhook:
    """One request as it came."""

    def __init__(self, headers, body):
        self.at = time.time()
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.body = body

    @property
    def id(self):
        return self.headers.get("webhook-id")

    @property
    def event(self):
        return json.loads(self.body)

    def signed_by(self, key):
        """Whether one of its signatures is by the key, as the specification says to compute it."""
        content = b".".join((self.id.encode(), self.headers["webhook-timestamp"].encode(), self.body))
        mine = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        return f"v1,{mine}" in self.headers["webhook-signature"].split(" ")


class Answer:
    """What the receiver does with a request: a status with headers and body, once `when` (an Event) allows."""

    def __init__(self, status=204, headers=(), body=b"", when=None):
        self.status, self.headers, self.body, self.when = status, dict(headers), body, when

    def __call__(self, handler):
        if self.when is not None:
            self.when.wait(60)
        handler.send_response(self.status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(self.body)))
        handler.end_headers()
        handler.wfile.write(self.body)


def garbage(handler):
    """Bytes that are no HTTP."""
    handler.wfile.write(b"\x16\x03\x01 220 mail.example ESMTP ready\r\n" * 4)
    handler.close_connection = True


def endless(handler):
    """Says yes, and goes on talking until it is cut off."""
    handler.send_response(200)
    handler.end_headers()
    handler.close_connection = True
    try:
        while True:
            handler.wfile.write(b"x" * 65536)
    except OSError:
        pass


def hang_up(handler):
    """Ends the connection without a word."""
    handler.close_connection = True


class Receiver:
    """Paths are endpoints: `scripts[path]` lists what is done with each request, the last for ever."""

    def __init__(self, address="127.0.0.1", certificate=None):
        self.scripts, self.received, self.connections = {}, {}, 0
        self.lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 60

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                try:
                    outer.take(self.path, Webhook(self.headers, body))(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *arguments):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 256

            def process_request(self, request, client_address):
                outer.connections += 1
                super().process_request(request, client_address)

            def handle_error(self, request, client_address):
                pass  # a client that refuses the certificate

        self.server = Server((address, 0), Handler)
        self.scheme, self.address, self.port = "http", address, self.server.server_port
        if certificate is not None:
            self.scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, args=(.02,), daemon=True).start()

    def url(self, path, host=None):
        return f"{self.scheme}://{host or self.address}:{self.port}/{path}"

    def script(self, path, *answers):
        with self.lock:
            self.scripts["/" + path] = list(answers)

    def take(self, path, webhook):
        with self.lock:
            self.received.setdefault(path, []).append(webhook)
            answers = self.scripts.get(path, [Answer()])
            return answers.pop(0) if len(answers) > 1 else answers[0]

    def came(self, path):
        with self.lock:
            return list(self.received.get("/" + path, []))

    def ids(self, path):
        return [webhook.id for webhook in self.came(path)]

    def bodies(self):
        with self.lock:
            return [webhook.body for webhooks in self.received.values() for webhook in webhooks]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def make_certificate(folder, name, host="IP:127.0.0.1"):
    """A certificate that signs itself, with its key in one file; whoever trusts the file trusts it."""
    path = os.path.join(folder, name + ".pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName={host}",
                    "-keyout", path + ".key", "-out", path + ".crt"], check=True, capture_output=True)
    with open(path, "wb") as file:
        for part in (".key", ".crt"):
            with open(path + part, "rb") as source:
                file.write(source.read())
    return path
