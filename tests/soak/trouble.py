"""What goes wrong while people talk: refreshes, storms of 429, cut answers, kill -9."""

import threading
import time


class Every(threading.Thread):
    """Does something every so many seconds until it is told to stop; the first time after `offset`.
    With `dice`, up to a quarter of the span sooner or later."""

    def __init__(self, seconds, offset, action, dice=None):
        super().__init__(daemon=True)
        self.seconds, self.offset, self.action, self.dice = seconds, offset, action, dice
        self.enough = threading.Event()
        self.trouble = None

    def run(self):
        due = time.monotonic() + self.offset
        try:
            while self.seconds:
                shift = self.dice.uniform(-0.25, 0.25) * self.seconds if self.dice else 0.0
                if self.enough.wait(max(0.0, due + shift - time.monotonic())):
                    return
                self.action()
                due += self.seconds
        except Exception as error:  # told by finish(), which stands in the other thread
            self.trouble = error

    def finish(self):
        self.enough.set()
        self.join()
        if self.trouble:
            raise self.trouble


class Outage:
    """The bot was killed, and ready again; in seconds of the monotonic clock."""

    def __init__(self, killed):
        self.killed, self.killed_at = killed, time.time()
        self.ready = None


class Killer:
    def __init__(self, bot):
        self.bot = bot
        self.outages = []
        self.memory = []  # MiB just before each kill
        self.cpu = 0.0  # seconds of processor time of those that were killed

    def strike(self):
        self.measure()
        outage = Outage(time.monotonic())
        self.outages.append(outage)
        self.bot.kill()
        self.bot.start()
        outage.ready = time.monotonic()

    def measure(self):
        self.memory.append(memory_mib(self.bot.process.pid))
        self.cpu += cpu_seconds(self.bot.process.pid)


class Storm:
    """Every call is answered with 429 for a while."""

    def __init__(self, workspace, seconds):
        self.workspace, self.seconds = workspace, seconds

    def blow(self):
        self.workspace.do("fault", method="*", retry_after=1, times=1_000_000)
        threading.Event().wait(self.seconds)
        self.workspace.do("fault", clear=True)


def memory_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100.0  # ticks of a hundredth (proc(5))
