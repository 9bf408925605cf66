"""People who talk at a given rate and remember what they said."""

import http.client
import json
import random
import threading
import time
import urllib.parse

BLAMEFUL = "You deployed broken code"
PEOPLE = {"priya": "U0PRIYA", "mark": "U0MARK", "sam": "U0SAM", "noor": "U0NOOR"}
NOTHING_WRONG = (
    "error rate on checkout is at 4.{n} %", "p99 < 250 ms & falling, sample {n}",
    "pool {n} has no free connections", "café-{n} answers again ☕", "graph {n} is flat since 14:03",
    "replica {n} lags by 12 s", "rollback {n} is through", "queue depth {n} > 10 000",
    "first line of {n}\nsecond line of {n}", "cache node {n} restarted by itself",
)


class Door:
    """One kept connection to the workspace's control interface."""

    def __init__(self, url):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)

    def batch(self, actions):
        body = json.dumps({"actions": actions})
        self.connection.request("POST", "/workspace/batch", body, {"Content-Type": "application/json"})
        answer = json.loads(self.connection.getresponse().read())
        assert answer["ok"], answer
        return answer["results"]


class Said:
    """A message as the record should have it."""

    __slots__ = ("channel", "user", "text", "thread", "former", "deleted", "replies")

    def __init__(self, channel, user, text, thread):
        self.channel, self.user, self.text, self.thread = channel, user, text, thread
        self.former, self.deleted, self.replies = [], False, 0


class Talk:
    """What is said, and when. Messages come at `rate` a second; edits, deletions and commands come
    on top. `answers` is how many of the bot's public answers a second may be asked for in a channel:
    more than Slack lets it post would only grow the outbox."""

    TICK = 0.02  # seconds between batches

    def __init__(self, url, channels, messages, rate, seed, answers):
        self.door = Door(url)
        self.channels = channels
        self.messages, self.rate = messages, rate
        self.dice = random.Random(seed)
        answers_a_message = answers * len(channels) / rate
        self.chance_blame = self.chance_mention = self.chance_note = answers_a_message / 3
        self.chance_wonder = 1.0 / rate
        self.chance_timeline = 0.2 / rate
        self.said = {}  # ts → Said
        self.plain = []  # ts of what may be edited or deleted
        self.blameful = []  # ts
        self.mentions = {}  # ts → what is to be noted
        self.notes, self.wonders, self.timelines = {}, {}, []  # trigger_id → words, → word, …
        self.batch = set()  # ts that this batch changes already: one person changes a message once a moment
        self.count = 0
        self.late = 0.0  # the longest that a batch came after its time

    def run(self):
        begun = time.monotonic()
        pause = threading.Event()
        while self.count < self.messages:
            elapsed = time.monotonic() - begun
            due = min(self.messages, int(self.rate * elapsed) + 1) - self.count
            if due <= 0:
                pause.wait(self.TICK)
                continue
            self.late = max(self.late, (due - 1) / self.rate - self.TICK)
            self.say(due)
            pause.wait(max(0.0, self.TICK - (time.monotonic() - begun - elapsed)))
        self.door.connection.close()
        return time.monotonic() - begun

    def say(self, due):
        """So many messages and what comes on top of them, in one request."""
        actions, takers = [], []
        self.batch.clear()
        for _ in range(min(due, 100)):
            self.count += 1
            for action, taker in self.moment(self.count):
                actions.append(action)
                takers.append(taker)
        for action, taker, result in zip(actions, takers, self.door.batch(actions)):
            assert result["ok"], f"{action}: {result}"
            taker(result)

    def moment(self, n):
        """(action, what to do with its result) of one message and its company."""
        channel = self.dice.choice(self.channels)
        user = self.dice.choice(tuple(PEOPLE))
        roll = self.dice.random()
        if roll < self.chance_blame:
            yield self.message(channel, user, BLAMEFUL, None, self.blameful.append)
        elif roll < self.chance_blame + self.chance_mention:
            words = f"check {n} passed"
            yield ({"action": "say", "user": user, "channel": channel, "text": f"@secondstory note {words}"},
                   lambda result: self.mentions.update({result["ts"]: (channel, user, words)}))
        else:
            text = NOTHING_WRONG[n % len(NOTHING_WRONG)].format(n=n)
            thread = self.pick(channel) if self.dice.random() < 0.08 else None
            yield self.message(channel, user, text, thread, self.plain.append)
        if self.dice.random() < 0.03 and (ts := self.pick()):
            yield self.edit(ts, n)
        if self.dice.random() < 0.01 and (ts := self.pick()):
            yield self.deletion(ts)
        if self.dice.random() < self.chance_note:
            yield self.slash(channel, user, f"note reading {n} taken", self.notes, (channel, f"reading {n} taken"))
        if self.dice.random() < self.chance_wonder:
            yield self.slash(channel, user, f"wonder{n}x", self.wonders, (channel, f"wonder{n}x"))
        if self.dice.random() < self.chance_timeline:
            yield ({"action": "slash", "user": user, "channel": channel, "text": "timeline 5"},
                   lambda result: self.timelines.append(result["trigger_id"]))

    def pick(self, channel=None):
        """Something that was said, rather lately: half of the time among the last fifty."""
        near = self.dice.random() < 0.5
        for _ in range(20):
            if not self.plain:
                return None
            ts = self.dice.choice(self.plain[-50:] if near else self.plain)
            one = self.said[ts]
            if ts not in self.batch and not one.deleted and (channel is None or (one.channel == channel and not one.thread)):
                return ts
        return None

    def message(self, channel, user, text, thread, remember):
        if thread:
            self.said[thread].replies += 1

        def taker(result):
            self.said[result["ts"]] = Said(channel, user, text, thread)
            remember(result["ts"])
        return {"action": "say", "user": user, "channel": channel, "text": text,
                **({"thread_ts": thread} if thread else {})}, taker

    def edit(self, ts, n):
        self.batch.add(ts)
        one = self.said[ts]
        one.former.append(one.text)
        one.text = f"{one.text.split(' (')[0]} (corrected by {n})"
        return {"action": "edit", "user": one.user, "channel": one.channel, "ts": ts,
                "text": one.text}, lambda result: None

    def deletion(self, ts):
        self.batch.add(ts)
        one = self.said[ts]
        one.deleted = True
        return {"action": "delete", "user": one.user, "channel": one.channel, "ts": ts}, lambda result: None

    def slash(self, channel, user, text, where, value):
        return ({"action": "slash", "user": user, "channel": channel, "text": text},
                lambda result: where.update({result["trigger_id"]: value}))
