"""Delivery to a real SMTP server and a real webhook, both on loopback; what arrives is parsed again."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from aiosmtpd.controller import Controller

from orchestration.delivery.alerts import fired
from orchestration.delivery.config import Delivery, Rule, When, read_delivery
from orchestration.delivery.deliver import deliver_week
from orchestration.delivery.numbers import WeekNumbers
from orchestration.settings import ConfigurationError, Settings, load_settings
from orchestration.weeks import IsoWeek
from reports.render import render_week
from tests.unit.reports.snapshot import WEEK, write_snapshot
from tests.unit.reports.withheld import write_withheld

DOCS = Path(__file__).parents[3] / "docs" / "delivery.md"
NOW = datetime(2026, 5, 18, 7, 0, tzinfo=UTC)
THIS = IsoWeek.parse(WEEK)
SHOPS = """
reporting_currency: USD
timezone: UTC
languages: [en, zh]
shop_reports: [us-main]
shops:
  - {id: us-main, market: US, currency: USD, timezone: UTC, seller_type: local}
  - {id: uk-cross, market: UK, currency: GBP, timezone: UTC, seller_type: cross_border}
"""


class Mailbox:
    """What the server was given; `refuse` makes it answer as a server that is busy."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, EmailMessage]] = []
        self.refuse = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse:
            return "451 try again later"
        parsed = message_from_bytes(envelope.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        self.messages += [(receiver, parsed) for receiver in envelope.rcpt_tos]
        return "250 taken"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop()


@pytest.fixture
def webhook() -> Iterator[tuple[list[dict[str, Any]], str]]:
    got: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield got, f"json://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("delivery")
    (home / "published").mkdir()
    snapshot = write_snapshot(home / "published" / "marts.duckdb")
    render_week(snapshot, home / "reports", WEEK, ["en", "zh"])
    render_week(snapshot, home / "reports" / "shops" / "us-main", WEEK, ["en"], None, "us-main")
    (home / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    return home


@pytest.fixture
def settings(rendered: Path, tmp_path: Path) -> Settings:
    """A home of the test's own around the rendered report."""
    for name in ("reports", "shops.yaml"):
        (tmp_path / name).symlink_to(rendered / name)
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "marts.duckdb").write_bytes(
        (rendered / "published" / "marts.duckdb").read_bytes()
    )
    return load_settings(tmp_path)


def configure(settings: Settings, **declared: Any) -> None:
    (settings.home / "delivery.yaml").write_text(yaml.safe_dump(declared), encoding="utf-8")


def smtp(port: int) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": port, "security": "none", "sender": "Suanqing <reports@example.com>"}


def restate(settings: Settings) -> None:
    change(settings, "all", 1250)


def change(settings: Settings, shop: str, cm3: int) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{settings.snapshot}' as s")
        connection.execute(
            f"update s.marts.shop_weekly set cm3 = {cm3} where week = '{WEEK}' and shop_id = '{shop}'"
        )


def text_of(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_each_person_gets_the_week_once_in_his_language_with_what_he_asked_for(
    settings: Settings, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    people = [
        {"mail": "owner@example.com", "language": "zh", "attach": ["pdf", "xlsx"]},
        {"mail": "lead@example.com", "language": "en", "shops": ["us-main"], "attach": ["html"]},
        {"mail": "other@example.com", "shops": ["uk-cross"], "report": False},
    ]
    configure(settings, smtp=smtp(port), recipients=people, link="https://reports.example.com/")
    assert deliver_week(settings, THIS, now=NOW).sent == 2
    assert deliver_week(settings, THIS, now=NOW).lines == ()
    got = dict(box.messages)
    assert sorted(got) == ["lead@example.com", "owner@example.com"]
    assert len(box.messages) == 2
    owner, lead = got["owner@example.com"], got["lead@example.com"]
    assert owner["Subject"].startswith("2026-W20 全部店铺：边际贡献 US$1,300")
    assert owner["Date"].datetime == NOW
    assert [part.get_filename() for part in owner.iter_attachments()] == [
        "weekly-review-2026-W20.pdf", "weekly-review-2026-W20.xlsx",
    ]  # fmt: skip
    pdf, book = (part.get_content() for part in owner.iter_attachments())
    assert pdf[:5] == b"%PDF-"
    assert book[:2] == b"PK"
    assert "us-main: $6,150 net sales, $975 of contribution margin." in text_of(lead, "plain")
    assert "https://reports.example.com/2026-W20/en/weekly-review.html" in text_of(lead, "html")
    assert text_of(lead, "html").count('src="cid:') == 5
    assert "us-main：净销售额" not in text_of(owner, "plain")


def test_a_shops_people_get_its_report_alone_and_hear_of_no_other(
    settings: Settings, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    people = [{"mail": "lead@example.com", "shops": ["us-main"], "report": "shops", "attach": ["html", "md"]},
              {"mail": "owner@example.com", "attach": []}]  # fmt: skip
    link = "https://reports.example.com"
    configure(settings, smtp=smtp(port), recipients=people, link=link)
    assert deliver_week(settings, THIS, now=NOW).sent == 2
    got = dict(box.messages)["lead@example.com"]
    assert got["Subject"] == "2026-W20 us-main: contribution margin $975, down $600"
    assert f"{link}/shops/us-main/2026-W20/en/weekly-review.html" in text_of(got, "plain")
    parts = [part.get_content() for part in got.walk() if part.get_content_maintype() == "text"]
    assert len(parts) == 4
    assert [
        word for word in ("uk-cross", "Yanwen", "tea.and.glow", "$1,300") if any(word in one for one in parts)
    ] == []

    # Another shop's number moves: news for the owner, and none for this shop's people.
    change(settings, "uk-cross", 300)
    change(settings, "all", 1275)
    assert [line.split()[1] for line in deliver_week(settings, THIS, now=NOW).lines] == ["owner@example.com"]
    change(settings, "us-main", 950)
    change(settings, "all", 1250)
    assert deliver_week(settings, THIS, now=NOW).sent == 2
    corrected = dict(box.messages[3:])["lead@example.com"]
    assert corrected["Subject"].startswith("Corrected: 2026-W20 us-main: contribution margin ")
    assert "$975 → $950" in text_of(corrected, "plain")
    assert "$1,275" not in text_of(corrected, "plain")


def test_a_server_that_is_busy_gets_it_later_and_once(
    settings: Settings, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    configure(settings, smtp=smtp(port), recipients=[{"mail": "owner@example.com"}])
    box.refuse = True
    first = deliver_week(settings, THIS, now=NOW)
    assert (first.sent, first.waiting) == (0, 1)
    assert "451" in first.lines[0]
    box.refuse = False
    assert deliver_week(settings, THIS, now=NOW).sent == 1
    assert deliver_week(settings, THIS, now=NOW).sent == 0
    assert len(box.messages) == 1
    (record,) = (json.loads(path.read_text()) for path in settings.outbox.rglob("*.json"))
    assert (record["state"], record["attempts"], record["error"]) == ("sent", 2, "")
    assert list(settings.outbox.rglob("*.eml")) == []


def test_a_server_that_is_not_there_is_named_and_nothing_is_lost(settings: Settings) -> None:
    configure(settings, smtp=smtp(1), recipients=[{"mail": "owner@example.com"}])
    assert "127.0.0.1:1" in deliver_week(settings, THIS, now=NOW).lines[0]
    assert len(list(settings.outbox.rglob("*.eml"))) == 1


def test_a_restated_report_says_corrected_and_what_moved(
    settings: Settings, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    configure(settings, smtp=smtp(port), recipients=[{"mail": "owner@example.com"}])
    deliver_week(settings, THIS, now=NOW)
    restate(settings)
    assert deliver_week(settings, THIS, now=NOW).sent == 1
    assert deliver_week(settings, THIS, now=NOW).sent == 0
    message = box.messages[1][1]
    assert message["Subject"] == "Corrected: 2026-W20 all shops: contribution margin $1,300, down $800"
    for kind in ("plain", "html"):
        assert "$1,300 → $1,250" in text_of(message, kind)
    assert message["Message-ID"] != box.messages[0][1]["Message-ID"]


def test_a_version_that_never_left_gives_way_to_the_corrected_one(
    settings: Settings, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    configure(settings, smtp=smtp(port), recipients=[{"mail": "owner@example.com"}])
    box.refuse = True
    deliver_week(settings, THIS, now=NOW)
    restate(settings)
    box.refuse = False
    deliver_week(settings, THIS, now=NOW)
    (subject,) = (message["Subject"] for _, message in box.messages)
    assert not subject.startswith("Corrected")


def test_a_chat_gets_the_words_and_its_address_stays_out_of_every_file(
    settings: Settings, webhook: tuple[list[dict[str, Any]], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    got, address = webhook
    configure(settings, recipients=[{"chat": "finance-team", "language": "zh"}])
    assert "set SUANQING_CHAT_FINANCE_TEAM" in deliver_week(settings, THIS, now=NOW).lines[0]
    monkeypatch.setenv("SUANQING_CHAT_FINANCE_TEAM", address)
    assert deliver_week(settings, THIS, now=NOW).sent == 1
    assert got[0]["title"].startswith("2026-W20 全部店铺：边际贡献 US$1,300")
    assert "边际贡献 3: US$1,300" in got[0]["message"]
    files = [path for path in settings.home.rglob("*") if path.is_file() and "reports" not in path.parts]
    assert not any(b"json://" in path.read_bytes() for path in files)


@pytest.mark.parametrize(
    "address",
    [
        "feishu://abcdef0123",
        "dingtalk://abcdef0123",
        "wecombot://abcdef0123",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "workflows://prod-1.westus.logic.azure.com:443/643e69f83c8944438d68119179a10a64/KODuebWbDGYFr0z0eu",
        "jsons://hooks.example.com/suanqing",
    ],
)
def test_the_chats_of_the_docs_have_an_address_that_the_library_knows(address: str) -> None:
    import apprise

    assert apprise.Apprise().add(address)
    assert address.split(":")[0].removesuffix("s") in DOCS.read_text(encoding="utf-8").lower()


def test_a_dry_run_says_who_would_get_what_and_sends_nothing(
    settings: Settings, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    configure(settings, smtp=smtp(port), recipients=[{"mail": "owner@example.com"}])
    told = deliver_week(settings, THIS, now=NOW, dry_run=True)
    assert told.lines[0].startswith("would send  owner@example.com")
    assert box.messages == []
    assert not settings.outbox.exists()


def test_alerts_come_once_a_week_to_those_whose_shop_it_is(
    settings: Settings, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    rules = [
        {"name": "margin-falls", "metric": "cm3", "when": {"change_below": -0.3}, "shops": ["all"]},
        {"name": "late", "metric": "late_dispatch_rate", "when": {"above": 0.04}, "shops": ["us-main"]},
        {"name": "quiet", "metric": "cm3", "when": {"below": 9999}, "mute_until": "2026-06-01"},
    ]
    people = [
        {"mail": "owner@example.com", "report": False},
        {"mail": "lead@example.com", "report": False, "shops": ["us-main"], "language": "zh"},
        {"mail": "none@example.com", "report": False, "alerts": False},
    ]
    configure(settings, smtp=smtp(port), recipients=people, alerts=rules)
    assert deliver_week(settings, THIS, now=NOW).sent == 2
    assert deliver_week(settings, THIS, now=NOW).sent == 0
    got = {receiver: text_of(message, "plain") for receiver, message in box.messages}
    assert "Contribution margin 3 of all shops fell from $2,100 to $1,300." in got["owner@example.com"]
    assert "us-main 的迟发率为 6.2%，高于 4.0%。" in got["lead@example.com"]
    assert "全部店铺" not in got["lead@example.com"]


def numbers(*values: str | None) -> WeekNumbers:
    history = [None if value is None else Decimal(value) for value in values]
    now = {} if history[-1] is None else {("all", "cm3"): history[-1]}
    return WeekNumbers(WEEK, "USD", now, {("all", "cm3"): history})


def kinds(rule: Rule, given: WeekNumbers) -> list[str]:
    return [alert.kind for alert in fired(Delivery(alerts=(rule,)), given, date(2026, 5, 18))]


@pytest.mark.parametrize(
    ("when", "values", "expected"),
    [
        ({"above": 10}, ("1", "10"), []),
        ({"above": 10}, ("1", "10.01"), ["above"]),
        ({"below": 0}, ("1", "-0.01"), ["below"]),
        ({"change_below": "-0.3"}, ("100", "70"), []),
        ({"change_below": "-0.3"}, ("100", "69.99"), ["fell"]),
        ({"change_below": "-0.3"}, ("-100", "-140"), ["fell"]),
        ({"change_above": "0.5"}, ("0", "9"), []),
        ({"change_above": "0.5"}, (None, "9"), []),
        ({"outlier": 3}, ("10", "11", "9", "10", "12", "10", "30"), ["outlier"]),
        ({"outlier": 3}, ("10", "11", "9", "10", "12", "10", "11"), []),
        ({"outlier": 3}, ("10", "11", "30"), []),
        ({"above": 0}, ("5", None), []),
    ],
)
def test_a_rule_fires_beyond_its_limit_and_not_on_it(
    when: dict[str, Any], values: tuple[str | None, ...], expected: list[str]
) -> None:
    rule = Rule(name="r", metric="cm3", when=When(**when), shops=("all",))
    assert kinds(rule, numbers(*values)) == expected


def test_a_rule_told_once_is_silent_until_it_has_recovered() -> None:
    rule = Rule(name="r", metric="cm3", when=When(above=Decimal(1)), shops=("all",), repeat="once")
    assert kinds(rule, numbers("0", "2")) == ["above"]
    assert kinds(rule, numbers("2", "2")) == []


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"recipients": [{"mail": "a@b.c"}]}, "recipients by mail need smtp"),
        ({"recipients": [{"mail": "a@b.c", "chat": "x"}]}, "either mail or chat"),
        ({"recipients": [{"chat": "x", "shops": ["de"]}]}, "there is no shop de"),
        ({"recipients": [{"chat": "x", "report": "shops"}]}, "needs shops: with the names"),
        ({"recipients": [{"chat": "x", "report": "shops", "shops": ["all"]}]}, "needs shops: with the names"),
        (
            {"recipients": [{"chat": "x", "report": "shops", "shops": ["uk-cross"]}]},
            "no report of uk-cross alone",
        ),
        ({"alerts": [{"name": "x", "metric": "cm3", "when": {}}]}, "give above, below"),
        ({"smtp": {"host": "mail.example.com", "security": "none", "sender": "a@b.c"}}, "in the clear"),
        ({"smtp": {"host": "x", "sender": "a@b.c", "password": "p"}}, "smtp.password"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(
    settings: Settings, declared: dict[str, Any], said: str
) -> None:
    configure(settings, **declared)
    with pytest.raises(ConfigurationError, match=said):
        read_delivery(settings)


def test_an_alert_on_a_metric_that_is_not_published_names_those_that_are(settings: Settings) -> None:
    configure(settings, alerts=[{"name": "x", "metric": "cm9", "when": {"above": 1}}])
    with pytest.raises(ConfigurationError, match=r"alert x names metric cm9; known are .*cm3"):
        deliver_week(settings, THIS, now=NOW)


@pytest.fixture(scope="module")
def unsafe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose fulfilment rates a failed check withholds; its report lies beside a whole one."""
    home = tmp_path_factory.mktemp("unsafe")
    (home / "published").mkdir()
    rates = {
        "fulfillment_metrics_weekly": {"*"},
        "shop_weekly": {"late_dispatch_rate", "previous_late_dispatch_rate"},
    }
    snapshot = write_withheld(home / "published", rates)
    whole = home / "published" / "candidate.duckdb"
    render_week(whole, home / "reports", WEEK, ["en", "zh"])
    render_week(snapshot, home / "reports", WEEK, ["en", "zh"], last_good=WEEK)
    record = home / "reports" / WEEK / "withheld" / "week.json"
    record.write_text(json.dumps({"withheld": sorted(rates)}), encoding="utf-8")
    (home / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    return home


LATE = {"name": "late", "metric": "late_dispatch_rate", "when": {"above": 0.01}}
PACKED = {"name": "tracked", "metric": "valid_tracking_rate", "when": {"below": 1}}
LOSS = {"name": "loss", "metric": "cm3", "when": {"below": 2000}, "shops": ["all"]}


def test_a_report_that_withholds_numbers_waits_and_its_alerts_are_not_judged(
    unsafe: Path, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    settings = load_settings(unsafe)
    people = [{"mail": "owner@example.com"}]
    configure(settings, smtp=smtp(port), recipients=people, alerts=[LATE, PACKED, LOSS])
    delivered = deliver_week(settings, THIS, now=NOW)
    told = "\n".join(delivered.lines)
    assert f"not sent    the report of {WEEK} withholds numbers of 2 mart(s)" in told
    for rule in ("late", "tracked"):
        assert f"not judged  alert {rule}:" in told
    assert "alert loss" not in told
    (_, message) = box.messages[0]
    assert len(box.messages) == 1, "the alert on the margin, which is safe"
    assert "Contribution margin 3 of all shops" in text_of(message, "plain")
    assert "ispatch" not in text_of(message, "plain")


def test_it_is_sent_marked_where_the_home_asks_for_it(unsafe: Path, mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    settings = load_settings(unsafe)
    people = [
        {"mail": "partner@example.com", "attach": ["html"]},
        {"mail": "zh@example.com", "language": "zh"},
    ]
    configure(settings, smtp=smtp(port), recipients=people, send_withheld=True, link="https://r.example.com")
    assert deliver_week(settings, THIS, now=NOW).sent == 2
    assert deliver_week(settings, THIS, now=NOW).sent == 0
    got = {receiver: message for receiver, message in box.messages}
    english, chinese = got["partner@example.com"], got["zh@example.com"]
    # A subject of nearly a line is folded, and what comes back begins with the blank of the fold.
    assert english["Subject"].strip().startswith("Not every number: ")
    assert chinese["Subject"].startswith("数字不全：")
    assert "Not every number is shown" in text_of(english, "plain")
    assert f"https://r.example.com/{WEEK}/withheld/en/weekly-review.html" in text_of(english, "plain")
    attached = [str(part.get_content()) for part in english.iter_attachments()]
    assert any("withheld: the check" in content for content in attached)
