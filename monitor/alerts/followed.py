"""What becomes of stories, for the alerts about them. Pure."""

from msgspec.structs import replace

from monitor.alerts import notice as notices
from monitor.alerts.answering import Answering
from monitor.alerts.facts import Judged, event_of, trait_of
from monitor.alerts.gate import REASONS
from monitor.alerts.group import story_group
from monitor.alerts.over import reached, so_far
from monitor.model import Alert, Decision, Excerpt, Match, NoticeKind, Reason, RuleSpec
from monitor.ports.store import Held, Recorded, Ruling

_STORY_KINDS: tuple[NoticeKind, ...] = ("contradicted", "corroborated")


class Following(Answering):
    """A sitting that follows stories."""

    def _ruling(
        self,
        item: Judged,
        match: Match,
        reason: Reason,
        *,
        alert: str = "",
        number: int | None = None,
        detail: str = "",
        holds: bool = True,
    ) -> None:
        """Write down what is decided of a match; where every receiver has its notice wait, that is the reason."""
        if number is not None and (wait := self.held_back.get((alert, number))):
            reason, detail = REASONS[wait.held], f"{'opened' if reason == 'new' else 'added to'} its alert; waits"
        post = self.facts.recorded.setdefault((match.channel, match.post), {})
        before = post.get(match.rule)
        alert_id = alert or (before.alert if before else "")
        post[match.rule] = Recorded(match.rule, match.channel, match.post, alert_id, holds, match.evidence)
        self.rulings.append(
            Ruling(
                match.rule,
                match.channel,
                match.post,
                item.change.revision,
                match.event,
                match.evidence,
                Decision(reason, self.now, alert, detail),
                number,
                holds,
            )
        )

    def _tell_followers(self, item: Judged) -> None:
        """What a post adds to a story goes to the alerts about it, whether or not their rules match the post."""
        group, told = story_group(item.story.story), {match.rule for match in item.matches}
        for (name, about), number in list(self.open.items()):
            rule = self.facts.rules.get(name)
            if about != group or name in told or rule is None:
                continue
            kind = next((k for k in _STORY_KINDS if k in item.story.kinds and k in rule.alert.update_on), None)
            if kind is not None and not self._barred(rule, item):
                self._pass_on(rule, self.alerts[number], Held(number, kind, name, _with_news(item)))

    def _reach(self, item: Judged) -> None:
        """Rules that had waited for more of a story, and matched some post of it, alert once it has come to that."""
        told, group = {match.rule for match in item.matches}, story_group(item.story.story)
        post = item.change.post
        for rule in self.facts.rules.values():
            if rule.over is None or rule.id in told or (rule.id, group) in self.open:
                continue
            due = reached(rule.over, item.story, post.posted) and self._waits(rule, item)
            if due and not self._barred(rule, item) and not self._cools(rule):
                line = so_far(rule.over, item.story)
                alert, _ = self._opened(rule, group, f"{post.channel}\0{post.id}\0over", _with_news(item), line)
                self.facts.bars.fires(trait_of(rule.id, item, alert.id))

    def _waits(self, rule: RuleSpec, item: Judged) -> bool:
        """Whether a rule holds for some post of the story, untold."""
        posts = (self.facts.recorded.get(post, {}).get(rule.id) for post in item.story.members)
        return any(known is not None and known.holds and not known.alert for known in posts)

    def _barred(self, rule: RuleSpec, item: Judged) -> tuple[Reason, str] | None:
        """Why what matches now is not told: the rule's own policy, then what stands in its way from outside."""
        reason = self._unfit(rule, item.change)
        return (reason, "") if reason else self.facts.bars.bar(rule, trait_of(rule.id, item))

    def merge(self, gone: int, into: int) -> None:
        """Two stories are one: of two alerts about them the older goes on, and the younger says where."""
        before, after = story_group(gone), story_group(into)
        for (name, group), number in list(self.open.items()):
            if group != before:
                continue
            alert, other = self.alerts[number], self.alerts.get(self.open.get((name, after), ""))
            del self.open[name, before]
            self.open[name, after] = number
            if other is not None:
                older, younger = sorted((alert, other), key=lambda one: (one.opened, one.id))
                self._continue(younger, older)
                self.open[name, after] = older.id
                self.joined.add(older.id)
                last = max(alert.last_match, other.last_match)
                alert = replace(self.alerts[older.id], last_match=last, closes=max(alert.closes, other.closes))
            self._put(replace(alert, group=after))

    def _continue(self, younger: Alert, older: Alert) -> None:
        """The older alert goes on. A younger that nobody was told of yet leaves it what it has to say."""
        waiting, rule = self._take_held(younger.id), self.facts.rules.get(younger.rule)
        if younger.notices or rule is None:
            line = f"Both are of one story: this goes on in alert {older.id}"
            self._tell(younger, [*waiting, Held(younger.id, "continues", younger.rule, None, line)])
        else:
            for item in waiting:
                self._pass_on(rule, self.alerts[older.id], replace(item, alert=older.id, kind="matched"))
        self._put(replace(self.alerts[younger.id], closed=self.now, next_due=None, held=0, escalates=None))

    def decided(self, story: int, line: str) -> None:
        """What people decided of a story goes to the alerts about it; one that goes on for another has been told."""
        about = story_group(story)
        for (name, group), number in list(self.open.items()):
            rule = self.facts.rules.get(name)
            if group == about and rule is not None and number not in self.joined:
                self._pass_on(rule, self.alerts[number], Held(number, "desk", name, None, line))


def _with_news(item: Judged) -> Excerpt:
    """A post as what it adds to its story."""
    return notices.excerpt(item.change, item.channel, (), event_of(item.change), ". ".join(item.story.news))
