"""How `serve` leaves: a Slack of one's own sees with what code each socket is closed."""

import base64
import hashlib
import http.server
import json
import pathlib
import struct
import tempfile
import threading
import unittest

from stage import Bot, until

ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
PING, PONG, TEXT, CLOSE = 9, 10, 1, 8


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = {"ok": True, "user_id": "U1", "user": "bot", "bot_id": "B1", "team_id": "T1", "team": "T",
                  "url": "https://t.slack.com/", "app_id": "A1"}
        if self.path.endswith("apps.connections.open"):
            host, port = self.server.server_address
            answer = {"ok": True, "url": f"ws://{host}:{port}/link/?ticket=t&app_id=A1"}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        key = self.headers["Sec-WebSocket-Key"] + ACCEPT
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.end_headers()
        self.close_connection = True
        hello = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"},
                 "debug_info": {"host": "h", "approximate_connection_time": 18060}}
        self.send(TEXT, json.dumps(hello).encode())
        self.server.opened += 1
        self.server.close_codes.append(self.converse())

    def send(self, opcode, payload):
        size = bytes([len(payload)]) if len(payload) < 126 else struct.pack("!BH", 126, len(payload))
        self.wfile.write(bytes([0x80 | opcode]) + size + payload)
        self.wfile.flush()

    def converse(self):
        """Reads until the client leaves: its close code, None if it left without one."""
        while True:
            head = self.rfile.read(2)
            if len(head) < 2:
                return None
            size = head[1] & 0x7F
            if size == 126:
                size = struct.unpack("!H", self.rfile.read(2))[0]
            mask = self.rfile.read(4)
            payload = bytes(byte ^ mask[i % 4] for i, byte in enumerate(self.rfile.read(size)))
            if head[0] & 0x0F == PING:
                self.send(PONG, payload)
            if head[0] & 0x0F == CLOSE:
                self.send(CLOSE, payload[:2])
                return struct.unpack("!H", payload[:2])[0] if payload else None


class WatchfulSlack:
    """Just enough of Slack to be connected to."""

    app_token = "xapp-1-A1-1-watchful"
    bot_token = "xoxb-1-watchful"

    def __init__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.close_codes, self.server.opened = [], 0
        self.api_url = f"http://127.0.0.1:{self.server.server_address[1]}/api/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Goodbye(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="secondstory-")
        self.addCleanup(folder.cleanup)
        self.slack = WatchfulSlack()
        self.addCleanup(self.slack.close)
        self.bot = Bot(pathlib.Path(folder.name), self.slack)
        self.addCleanup(lambda: self.bot.is_running() and self.bot.kill())

    def test_m23_sigterm_closes_every_socket_with_code_1000(self):
        self.bot.start()
        until(lambda: self.slack.server.opened == 2, "both sockets")
        self.assertEqual(self.bot.stop()[0], 0, self.bot.log())
        until(lambda: len(self.slack.server.close_codes) == 2, "the end of both sockets")
        self.assertEqual(self.slack.server.close_codes, [1000, 1000])

    def test_kill_closes_without_a_code(self):
        # What the test above sees is the program's doing, not the kernel's.
        self.bot.start()
        self.bot.kill()
        until(lambda: self.slack.server.close_codes, "the end of a socket")
        self.assertEqual(set(self.slack.server.close_codes), {None})


if __name__ == "__main__":
    unittest.main()
