#!/usr/bin/env python3
"""People talk fast while connections are refreshed, calls are refused and the bot is killed; then the
record is held against what was said. See README.md beside this file."""

import argparse
import collections
import dataclasses
import pathlib
import random
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))

import verdict  # noqa: E402
from stage import Bot, Workspace, until  # noqa: E402
from talk import Talk  # noqa: E402
from trouble import Every, Killer, Storm, cpu_seconds, memory_mib  # noqa: E402


@dataclasses.dataclass
class Plan:
    messages: int = 100_000
    rate: int = 500
    channels: int = 5
    refresh: float = 5.0  # seconds between forced refreshes of all connections
    kill: float = 10.0  # between kills; the bot is started again at once
    storm: float = 20.0  # between storms of 429
    storm_length: float = 4.0  # a refresh falls into each, and a kill into some
    cut: float = 7.0  # between posts whose answer is cut off after they were posted
    retry_after_ms: int = 3_000  # Slack's redelivery, shortened: three times, this far apart
    answers: float = 0.6  # public answers asked for, a second and channel; Slack lets 1 be posted
    seed: int = 1
    patience: float = 600.0  # for what is to be answered still when the talk is over


class Soak:
    """One run. `figures` and `faults` are filled by run(); no fault means that all was kept."""

    settings = "sockets = 2\n[language]\ncooldown_seconds = 0\n"

    def __init__(self, plan, folder):
        self.plan, self.folder = plan, folder
        self.figures, self.faults = {}, []
        self.log = []  # (when, what) of the troubles, in seconds of the monotonic clock

    def run(self):
        self.workspace = Workspace("--retry-after-ms", str(self.plan.retry_after_ms))
        try:
            self.bot = Bot(self.folder, self.workspace, self.settings)
            self.bot.start()
            try:
                self.play()
            finally:
                if self.bot.is_running():
                    self.bot.kill()
        finally:
            self.workspace.close()

    def play(self):
        plan = self.plan
        channels = self.declare()
        self.talk = Talk(self.workspace.url, channels, plan.messages, plan.rate, plan.seed, plan.answers)
        self.killer = Killer(self.bot)
        storm = Storm(self.workspace, plan.storm_length)
        troubles = [
            Every(plan.refresh, plan.refresh, self.logged("refresh", self.refresh)),
            Every(plan.kill, plan.kill * 0.75, self.logged("kill", self.killer.strike), random.Random(plan.seed)),
            Every(plan.storm, plan.storm * 0.7, self.logged("storm", storm.blow)),
            Every(plan.cut, plan.cut * 0.5, self.logged("cut", self.cut)),
        ]
        for trouble in troubles:
            trouble.start()
        try:
            talked = self.talk.run()
        finally:
            for trouble in reversed(troubles):
                trouble.finish()
        self.workspace.do("fault", clear=True)
        self.drain()
        self.judge(talked)

    def logged(self, what, action):
        def act():
            self.log.append((time.monotonic(), what))
            action()
            self.log.append((time.monotonic(), what + " over"))
        return act

    def refresh(self):
        self.workspace.do("disconnect", reason="refresh_requested")

    def cut(self):
        self.workspace.do("fault", method="chat.postMessage", drop="after", times=1)

    def declare(self):
        """An incident in each channel; INC-1 is that of the first."""
        people = ["secondstory", "priya", "mark", "sam", "noor"]
        channels = [f"soak-{number + 1}" for number in range(self.plan.channels)]
        for number, channel in enumerate(channels):
            self.workspace.do("channel", name=channel, members=people)
            self.workspace.slash("priya", channel, f"open Soak {number + 1} sev3 here")
            self.workspace.await_from_bot(channel, f"INC-{number + 1}")
        self.await_empty_outbox()
        return channels

    def await_empty_outbox(self):
        until(lambda: self.bot.metric("secondstory_outbox_pending") == 0, "an empty outbox", self.plan.patience)

    def drain(self):
        begun = time.monotonic()
        self.await_settled()
        self.figures["to take in what was left, s"] = f"{time.monotonic() - begun:.1f}"
        self.await_empty_outbox()
        self.figures["to say what was left, s"] = f"{time.monotonic() - begun:.1f}"
        self.await_settled()  # what the bot said comes to it as events, too

    def await_settled(self):
        until(lambda: self.workspace.state()["pending"] == 0, "every delivery to be settled", self.plan.patience)

    def judge(self, talked):
        self.killer.measure()
        self.figures["memory of the workspace, MiB"] = f"{memory_mib(self.workspace.process.pid):.0f}"
        self.figures["processor time of the workspace, s"] = f"{cpu_seconds(self.workspace.process.pid):.0f}"
        judge = verdict.Verdict(self)
        judge.all()
        figures = {"messages": self.talk.count,
                   "a second": f"{self.talk.count / talked:.0f}",
                   "at most behind time, ms": f"{self.talk.late * 1000:.0f}",
                   "kills": len(self.killer.outages)}
        self.figures = {**figures, **judge.figures, **self.figures}
        self.faults = judge.faults


def table(figures):
    width = max(len(name) for name in figures)
    return "\n".join(f"| {name:{width}} | {value} |" for name, value in figures.items())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for field in dataclasses.fields(Plan):
        parser.add_argument("--" + field.name.replace("_", "-"), type=field.type, default=field.default)
    parser.add_argument("--folder", help="keep the database and the log here")
    options = vars(parser.parse_args())
    folder = options.pop("folder")
    with tempfile.TemporaryDirectory(prefix="secondstory-soak-") as temporary:
        if folder:
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        soak = Soak(Plan(**options), folder or temporary)
        soak.run()
    print(table(soak.figures))
    for kind, count in collections.Counter(kind for kind, _ in soak.faults).items():
        examples = [detail for one, detail in soak.faults if one == kind][:5]
        print(f"\n{kind}: {count}\n  " + "\n  ".join(examples))
    return 1 if soak.faults else 0


if __name__ == "__main__":
    sys.exit(main())
