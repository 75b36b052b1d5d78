"""The promise in small: no cursor passes what was not handed over, whatever gets lost on the way."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from monitor.sources.telegram.tracker import MOST_STRETCHES, Tracker


def test_events_in_order_move_the_cursor():
    tracker = Tracker(10, 5)
    tracker.handed(6, 1, 11)
    tracker.handed(9, 3)
    assert (tracker.read_to, tracker.pts, tracker.behind) == (11, 9, False)


def test_a_gap_holds_the_cursor_until_its_last_event():
    tracker = Tracker(10, 5)
    tracker.handed(8, 1, 13)
    tracker.handed(7, 1, 12)
    assert (tracker.read_to, tracker.pts, tracker.behind) == (10, 5, True)
    tracker.handed(6, 1, 11)
    assert (tracker.read_to, tracker.pts, tracker.behind) == (13, 8, False)


def test_what_was_seen_is_known():
    tracker = Tracker(10, 5)
    assert [tracker.verdict(*event) for event in ((5, 1), (6, 1), (7, 1), (5, 0))] == ["seen", "next", "ahead", "next"]


def test_alarm_during_a_catch_up_asks_for_another():
    tracker = Tracker(10, 5)
    tracker.mark()
    tracker.begin()
    tracker.mark()
    tracker.close(9)
    assert tracker.behind
    assert tracker.alarmed
    tracker.begin()
    tracker.close(9)
    assert not tracker.behind


def test_overlapping_deletion_is_taken_whole():
    tracker = Tracker(10, 5)
    tracker.begin()
    tracker.handed(9, 4)
    tracker.close(7)
    assert (tracker.pts, tracker.behind) == (9, False)


def test_stretches_are_bounded():
    tracker = Tracker(0, 0)
    for pts in range(2, 10 * MOST_STRETCHES, 2):
        tracker.handed(pts, 1, pts)
    assert len(tracker._stretches) == MOST_STRETCHES
    assert tracker.behind


class Channel(RuleBasedStateMachine):
    """A server that posts, edits and loses pushes; a reader that catches up in pages, and fails at times."""

    @initialize(old=st.integers(0, 5))
    def start(self, old):
        self.log = []  # (pts, count, post id or None)
        self.pts, self.posts = 1, 0
        for _ in range(old):
            self._happen(1, post=True)
        self.first = self.posts
        self.tracker = Tracker(self.posts, self.pts)
        self.handed_pts, self.handed_posts = set(range(self.pts + 1)), set(range(self.posts + 1))
        self.waiting = []
        self.highest = (self.tracker.read_to, self.tracker.pts)
        self.reading = None

    def _happen(self, count, post):
        self.pts += count
        if post:
            self.posts += 1
        event = (self.pts, count, self.posts if post else None)
        self.log.append(event)
        return event

    def _hand(self, event):
        pts, count, post = event
        self.handed_pts |= set(range(pts - count + 1, pts + 1))
        if post is not None:
            self.handed_posts.add(post)

    @rule(fate=st.sampled_from(["pushed", "late", "lost", "refused"]), post=st.booleans(), count=st.integers(1, 3))
    def happens(self, fate, post, count):
        event = self._happen(1 if post else count, post)
        if fate == "pushed":
            self._push(event)
        elif fate == "late":
            self.waiting.append(event)
        elif fate == "refused":
            self._push(event, room=False)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def arrives_late(self, data):
        self._push(self.waiting.pop(data.draw(st.integers(0, len(self.waiting) - 1))))

    @precondition(lambda self: self.log)
    @rule(data=st.data())
    def arrives_twice(self, data):
        event = data.draw(st.sampled_from(self.log))
        if event[0] in self.handed_pts:
            self._push(event)

    def _push(self, event, room=True):
        pts, count, post = event
        if self.tracker.verdict(pts, count) == "seen":
            return
        if room:
            self._hand(event)
            self.tracker.handed(pts, count, post or 0)
        else:
            self.tracker.missed(pts)

    @rule()
    def reconnects(self):
        if self.tracker.open:
            self.tracker.abort()
            self.reading = None
        self.tracker.mark()

    @precondition(lambda self: self.tracker.behind and self.reading is None)
    @rule()
    def begins_to_read(self):
        self.tracker.begin()
        self.reading = "posts"

    @precondition(lambda self: self.reading == "posts")
    @rule(size=st.integers(1, 4))
    def reads_a_page(self, size):
        page = [e for e in self.log if e[2] is not None and e[2] > self.tracker.read_to][:size]
        for pts, _count, post in page:
            self.handed_posts.add(post)
            del pts  # history brings the post, not what was done to it
        if page:
            self.tracker.read(page[-1][2])
        else:
            self.reading = "events"

    @precondition(lambda self: self.reading == "events")
    @rule()
    def asks_what_happened(self):
        self.answer = (self.pts, [event for event in self.log if event[0] > self.tracker.pts])
        self.reading = "answer"

    @precondition(lambda self: self.reading == "answer")
    @rule()
    def reads_what_happened(self):
        pts, events = self.answer
        for event in events:
            self._hand(event)
            if event[2] is not None:
                self.tracker.read(event[2])
        self.tracker.close(pts)
        self.reading = None

    @precondition(lambda self: self.reading is not None)
    @rule()
    def fails(self):
        self.tracker.abort()
        self.reading = None

    @invariant()
    def nothing_is_passed_unread(self):
        assert set(range(self.first, self.tracker.read_to + 1)) <= self.handed_posts
        assert set(range(self.tracker.pts + 1)) <= self.handed_pts

    @invariant()
    def no_cursor_goes_back(self):
        now = (self.tracker.read_to, self.tracker.pts)
        assert now[0] >= self.highest[0]
        assert now[1] >= self.highest[1]
        self.highest = now

    @invariant()
    def what_was_heard_of_and_is_missing_is_known_to_be(self):
        if not self.tracker.behind:
            assert self.tracker.pts >= self.tracker.heard

    def teardown(self):
        """One undisturbed catch-up ends every trouble."""
        if not hasattr(self, "tracker"):
            return
        for event in self.waiting:
            self._push(event)
        if self.reading is not None:
            self.fails()
        self.tracker.begin()
        self.reading = "posts"
        while self.reading == "posts":
            self.reads_a_page(size=3)
        self.asks_what_happened()
        self.reads_what_happened()
        assert not self.tracker.behind
        assert (self.tracker.read_to, self.tracker.pts) == (self.posts, self.pts)


Channel.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestInterleavings = Channel.TestCase


@given(st.permutations(range(1, 9)))
def test_any_order_of_pushes_ends_at_the_top(order):
    tracker = Tracker(0, 0)
    for n in order:
        tracker.handed(n, 1, n)
    assert (tracker.read_to, tracker.pts, tracker.behind) == (8, 8, False)
