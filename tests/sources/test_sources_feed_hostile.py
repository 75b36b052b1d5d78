"""Documents made to hurt: each read in a process of its own, measured, and held to a second and 100 MB.

Limits are generous for slow machines; figures on a common one stand beside (CPU seconds, MB above the start).
"""

import subprocess
import sys
from pathlib import Path

import pytest

CPU_SECONDS = 4.0  # four times the bound that is promised: shared runners are slow
MEGABYTES = 100
ROOT = Path(__file__).resolve().parents[2]

# Builds `body`, then reads it. Files and sockets that are opened while it is read are counted by an audit hook.
PROGRAM = """
import sys, time
SIZE = 8_000_000
def fill(piece, size=SIZE): return piece * (size // len(piece))
def rss(items): return f"<rss><channel><title>t</title>{items}</channel></rss>"
def items(inner, count=499): return rss(f"<item>{inner}</item>" * count)
def cdata(inner): return f"<description><![CDATA[{inner}]]></description>"
from monitor.sources.feed.document import Request
from monitor.sources.feed.parse import read
import encodings.cp1251, encodings.koi8_u, encodings.utf_16_le, encodings.utf_16_be, encodings.cp1252
read(Request(rss("<item><title>warm</title></item>").encode(), "", "http://h/"))
body = eval(f"({sys.argv[1]})")
body = body if isinstance(body, bytes) else body.encode()
opened = []
def hook(event, args):
    if event == "open" or event.startswith(("socket", "subprocess", "urllib")): opened.append((event, args[0]))
def resident(name):  # of this program alone: ru_maxrss begins at what its parent had
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith(name))
before = resident("VmRSS")
sys.addaudithook(hook)
began = time.process_time()
outcome = read(Request(body, "text/xml", "http://h/feed"))
spent = time.process_time() - began
told = len(opened)
grown = max(0, resident("VmHWM") - before) // 1024
print(round(spent, 2), grown, told, type(outcome).__name__, len(getattr(outcome, "articles", ())))
"""

BOMB = """'<!DOCTYPE l [<!ENTITY b0 "xxxxxxxxx">' + ''.join(f'<!ENTITY b{n} "&b{n-1};&b{n-1};">' for n in range(1, 99))
+ ']>' + rss('<item><title>&b98;</title></item>')"""
XINCLUDE = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'

CASES = {
    "billion laughs": (BOMB, "Unreadable 0"),
    "external entity": (
        """'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item>'""",
        "Unreadable 0",
    ),
    "external type": ("""'<!DOCTYPE r SYSTEM "http://h/x.dtd">' + rss('<item><title>A</title></item>')""", "Reading 1"),
    "late type": (
        """rss('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><item><title>A&x;</title></item>')""",
        "Reading 1",
    ),
    "inclusion": (
        f"rss('<item><title>A</title>{XINCLUDE}</item>')",
        "Reading 1",
    ),
    "100,000 items": (
        """rss(''.join(f'<item><guid>{n}</guid><title>t {n}</title></item>' for n in range(100_000)))""",
        "Reading 500",
    ),
    "a million items": ("rss(fill('<item/>'))", "Unreadable 0"),
    "deep elements": ("rss('<item>' + fill('<a>'))", "Reading 0"),
    "flat elements": ("rss('<item>' + fill('<b>x</b>') + '</item>')", "Reading 0"),
    "inline elements": ("rss('<item><description>' + fill('<b>x</b>') + '</description></item>')", "Reading 0"),
    "deep inline": ("rss('<item><description>' + '<b>' * 100_000 + 'x')", "Reading 0"),
    "escaped signs": ("items('<description>' + '&lt;' * 3900 + '</description>')", "Reading 499"),
    "dense html": ("items(cdata('<p>x<b>y' * 2000))", "Reading 499"),
    "links": ("items(cdata('<a href=/x>y</a>' * 1000))", "Reading 499"),
    "deep html": ("items(cdata('<div>' * 3000))", "Reading 0"),
    "bold of bold": ("items(cdata('<b>' * 5000 + 'x'))", "Reading 8"),
    "broken tags": ("items(cdata('<b ' * 5000))", "Reading 499"),
    "lists": ("items(cdata('<ul><li>' * 1900))", "Reading 499"),
    "preformatted": ("items(cdata('<pre>' + 'x\\\\n' * 5000))", "Reading 499"),
    "titles": ("items('<title><![CDATA[' + '<b>x</b>' * 1900 + ']]></title>')", "Reading 499"),
    "one long text": ("rss('<item>' + cdata(fill('<p>x<b>y')) + '</item>')", "Reading 1"),
    "open cdata": ("rss('<item>' + fill('<![CDATA[&'))", "Reading 0"),
    "ampersands": ("rss('<item><title>' + fill('&'))", "Unreadable 0"),
    "names of characters": ("rss('<item><title>' + fill('&nbsp;'))", "Unreadable 0"),
    "numbers of characters": ("rss('<item><title>' + fill('&#x41;') + '</title></item>')", "Reading 1"),
    "attributes": ("'<rss ' + ' '.join(f'x{n}=\"1\"' for n in range(700_000)) + '/>'", "Unreadable 0"),
    "namespaces": ("'<rss ' + ' '.join(f'xmlns:x{n}=\"u{n}\"' for n in range(350_000)) + '/>'", "Unreadable 0"),
    "a huge attribute": ("rss('<item><enclosure url=\"' + 'a' * SIZE + '\"/></item>')", "Reading 0"),
    "nothing but NUL": ("rss('<item><title>' + fill('\\0') + 'x</title></item>')", "Reading 1"),
    "comments": ("fill('<!-- -->') + rss('')", "Unreadable 0"),
    "less-than signs": ("fill('<')", "Unreadable 0"),
    "types": ("fill('<!DOCTYPE a>')", "Unreadable 0"),
    "invalid UTF-8": ("b'\\xff' * SIZE", "Unreadable 0"),
    "UTF-16": ("(chr(0xfeff) + rss('<item><title>' + 'я' * 3_900_000)).encode('utf-16-le')", "Reading 1"),
    "windows-1251": ("rss('<item><title>' + fill('слово ')).encode('cp1251')", "Reading 1"),
    "dates": ("items('<pubDate>10 aaa bbb 10 ccc 10:10</pubDate>' * 390)", "Reading 0"),
    "files": ("items('<title>x</title>' + '<enclosure url=\"http://h/1\"/>' * 390)", "Reading 380"),
    "a page": ("'<html>' + fill('<link rel=alternate type=application/rss+xml href=x>')", "Page 0"),
    "JSON arrays": ("'{\"items\":[' + fill('[],') + '1]}'", "Unreadable 0"),
    "deep JSON": ("'{\"items\":' + '[' * 150_000", "Unreadable 0"),
    "100,000 JSON items": (
        "'{\"items\":[' + ','.join('{\"id\":%d,\"title\":\"t\"}' % n for n in range(100_000)) + ']}'",
        "Reading 500",
    ),
    "JSON in escapes": ('\'{"items":[{"id":1,"content_html":"\' + fill(\'\\\\\\\\u0041\') + \'"}]}\'', "Reading 1"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_document_costs_a_second_and_100_mb_at_most(name: str) -> None:
    made, expected = CASES[name]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, made], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    seconds, megabytes, opened, *outcome = done.stdout.split()
    print(f"{name}: {seconds} s, {megabytes} MB")  # noqa: T201 - shown with -s
    assert " ".join(outcome) == expected, name
    assert int(opened) == 0
    assert float(seconds) < CPU_SECONDS
    assert int(megabytes) < MEGABYTES
