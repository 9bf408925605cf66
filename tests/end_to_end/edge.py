"""A proxy that demands credentials, and behind it what the world outside would be: TLS is ended for
one host name and the bytes go to the embedded workspace."""

import base64
import pathlib
import re
import socket
import ssl
import subprocess
import threading

HOST = "edge.slack.com"  # never looked up: the proxy is asked for it by name
PATIENCE = 30


def certificate(folder, name=HOST):
    """A certificate for a host that is its own authority: (certificate, key)."""
    made = pathlib.Path(folder) / f"{name}.pem", pathlib.Path(folder) / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                    "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
                    "-out", str(made[0]), "-keyout", str(made[1])],
                   check=True, capture_output=True)
    return made


class Edge:
    """`user` and `password` are plain; `credentials` is what a proxy URL has to hold."""

    user, password = "us@er", "p:a/ss%25-Geheim"
    credentials = "us%40er:p%3Aa%2Fss%2525-Geheim"

    def __init__(self, folder, name=HOST):
        self.certificate, key = certificate(folder, name)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.certificate, key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.target = None        # of the workspace
        self.refused = []         # CONNECT requests without the right credentials
        self.tunnels = []         # authorities that were tunnelled to
        self.requests = []        # "POST /api/auth.test"
        self.secrets = set()      # what the other side handed out
        self.refusal = None       # bytes that answer the next CONNECT requests
        self.answers = {}         # beginning of a path → bytes, or a function of the request's head
        self.open = set()
        threading.Thread(target=self.accept, daemon=True).start()

    def url(self, credentials=None):
        return f"http://{self.credentials if credentials is None else credentials}@127.0.0.1:{self.port}"

    def basic(self):
        return base64.b64encode(f"{self.user}:{self.password}".encode()).decode()

    def close(self):
        self.listener.close()
        self.cut()

    def cut(self):
        """Ends every connection, so that the next requests come over new ones."""
        for one in list(self.open):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def paths(self, beginning):
        return [request for request in self.requests if request.split(" ")[1].startswith(beginning)]

    def accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        self.open.add(client)
        try:
            client.settimeout(PATIENCE * 10)
            head = read_head(client)
            if not head.startswith(b"CONNECT "):
                client.sendall(b"HTTP/1.1 405 Only CONNECT\r\n\r\n")
            elif self.refusal is not None:
                client.sendall(self.refusal + head)  # some proxies show what they were sent
            elif f"Proxy-Authorization: Basic {self.basic()}\r\n".encode() not in head:
                self.refused.append(head)
                client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                               b"Proxy-Authenticate: Basic realm=\"edge\"\r\nContent-Length: 0\r\n\r\n")
            else:
                self.tunnels.append(head.split(b" ")[1].decode())
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self.tunnel(client)
        except OSError:
            pass
        finally:
            self.open.discard(client)
            client.close()

    def tunnel(self, plain):
        secure = self.tls.wrap_socket(plain, server_side=True)
        self.open.add(secure)
        server = None
        try:
            head = read_head(secure)
            answer = self.answer_to(head)
            if answer is not None:
                secure.sendall(answer)
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            self.note(head)
            server.sendall(head)
            back = threading.Thread(target=self.pump, args=(server, secure, self.learn), daemon=True)
            back.start()
            self.pump(secure, server, self.note)
            back.join(PATIENCE)
        finally:
            self.open.discard(secure)
            secure.close()
            if server:
                server.close()

    def answer_to(self, head):
        path = head.split(b" ")[1].decode() if b" " in head else ""
        for beginning, answer in list(self.answers.items()):
            if path.startswith(beginning):
                self.note(head)
                return answer(head) if callable(answer) else answer
        return None

    def note(self, chunk):
        for method, path in re.findall(rb"(GET|POST) (/\S*) HTTP/1\.1\r\n", chunk):
            self.requests.append(f"{method.decode()} {path.decode()}")

    def learn(self, chunk):
        for pattern in (rb"ticket=([\w.-]+)", rb"(/upload/v1/[\w-]+)", rb"(/commands/\w+/\w+)", rb"(/actions/\w+/\w+)"):
            self.secrets.update(found.decode() for found in re.findall(pattern, chunk))

    @staticmethod
    def pump(source, drain, look):
        try:
            while chunk := source.recv(65536):
                look(chunk)
                drain.sendall(chunk)
        except OSError:
            pass
        for one in (source, drain):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def read_head(source):
    head = b""
    while b"\r\n\r\n" not in head and len(head) < 65536:
        chunk = source.recv(4096)
        if not chunk:
            break
        head += chunk
    return head
