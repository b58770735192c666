"""One-click unsubscribing: a public https address is asked once, and nothing of ours can be reached by it."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter, sleep

import pytest

from tests.servers.certificate import write_certificate
from webmail.mail.writing.one_click import OneClick, Outcome, find_target, is_public

URL = "https://lists.example/u?id=7"
PUBLIC = "93.184.216.34"

OURS = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:93.184.216.34",
    "::ffff:7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ff05::2",
    "5f00::1",
]
NO_ADDRESSES = [
    "",
    "localhost",
    "127.1",
    "0177.0.0.1",
    "2130706433",
    "0x7f000001",
    "127.0.0.1:80",
    "1.2.3.4.5",
]
HOSTS_REFUSED = [
    "127.0.0.1", "127.1", "0", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
    "[::1]", "[::ffff:127.0.0.1]", "[fe80::1%25eth0]", "[2606:2800:220:1::1]", "93.184.216.34", "localhost",
    "intranet", "lists.example.", "lists..example", "-lists.example", "lists.example-", "lists_.123",
    "١٢٧.٠.٠.١", "①②⑦.⓪.⓪.①", "user@lists.example", "user:word@lists.example", "lists.example@127.0.0.1",
    "lists.example:80", "lists.example:8443", "lists.example:0", "lists.example:x", "", "a" * 64 + ".example",
]  # fmt: skip
URLS_REFUSED = [
    "http://lists.example/", "ftp://lists.example/", "file:///etc/passwd", "gopher://lists.example/",
    "//lists.example/", "lists.example", "https:/lists.example", "https:lists.example", "javascript:alert(1)",
    "https://lists.example\\@127.0.0.1/", "https://lists.example/\r\nHost: x", "https://lists.example/ x",
    "https://lists.example/\x00", "https://lists.example/ü", "https://lists.example/" + "a" * 5000,
    "https://lists.example#@127.0.0.1\\", "https://[", "data:text/html,x", "",
]  # fmt: skip


@pytest.mark.parametrize("address", OURS + NO_ADDRESSES)
def test_no_form_of_an_address_of_ours_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:220:1::1", "2a00:1450:4001::1"])
def test_an_ordinary_address_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", [f"https://{host}/u" for host in HOSTS_REFUSED] + URLS_REFUSED)
def test_only_https_to_a_name_on_the_usual_port_is_a_target(url: str) -> None:
    assert find_target(url) is None


@pytest.mark.parametrize(
    "url", [URL, "https://lists.example:443/", "HTTPS://Lists.Example", "https://xn--a-b.example/"]
)
def test_an_ordinary_address_is_a_target(url: str) -> None:
    assert find_target(url) is not None


class Sender:
    """A sender's server on loopback; answers with what it is told, and keeps what it was sent."""

    def __init__(self, folder: Path) -> None:
        certificate, key = write_certificate(folder)
        self.context = ssl.create_default_context(cafile=str(certificate))
        self._own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._own.load_cert_chain(certificate, key)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.answer: Callable[[ssl.SSLSocket], None] = lambda line: line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        self.asked: list[bytes] = []
        self.dialled: list[str] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
                with self._own.wrap_socket(line, server_side=True) as encrypted:
                    self.asked.append(encrypted.recv(65536))
                    self.answer(encrypted)
            except OSError:
                if self._listener.fileno() < 0:
                    return

    def dial(self, address: str, seconds: float) -> socket.socket:
        self.dialled.append(address)
        return socket.create_connection(self._listener.getsockname(), seconds)

    def close(self) -> None:
        self._listener.close()

    def asking(self, *, found: Sequence[str] = (PUBLIC,), seconds: float = 5.0) -> OneClick:
        """The real way out, but for name, wire and authority; the certificate is localhost's."""
        context = self.context
        context.check_hostname = False
        return OneClick(lambda _name: found, self.dial, context, seconds)


@pytest.fixture
def sender(tmp_path: Path) -> Iterator[Sender]:
    running = Sender(tmp_path)
    yield running
    running.close()


def test_the_sender_is_asked_as_the_rfc_says(sender: Sender) -> None:
    assert sender.asking().post(URL) is Outcome.DONE
    head, _, body = sender.asked[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /u?id=7 HTTP/1.1\r\nHost: lists.example\r\n")
    assert body == b"List-Unsubscribe=One-Click"
    assert b"Cookie" not in head
    assert b"Referer" not in head
    assert sender.dialled == [PUBLIC]


@pytest.mark.parametrize("address", OURS)
def test_a_name_that_leads_to_us_is_not_dialled(sender: Sender, address: str) -> None:
    assert sender.asking(found=[address]).post(URL) is Outcome.UNSAFE
    assert sender.dialled == []


def test_one_bad_answer_among_good_ones_is_enough(sender: Sender) -> None:
    assert sender.asking(found=[PUBLIC, "127.0.0.1"]).post(URL) is Outcome.UNSAFE


def test_where_one_address_does_not_answer_the_next_one_is_asked(sender: Sender) -> None:
    def dial(address: str, seconds: float) -> socket.socket:
        if ":" in address:
            raise OSError("there is no way into that network")
        return sender.dial(address, seconds)

    found = ["2606:2800:220:1::1", PUBLIC]
    asked = OneClick(lambda _name: found, dial, sender.asking().context)
    assert asked.post(URL) is Outcome.DONE
    assert sender.dialled == [PUBLIC]


def test_of_many_addresses_few_are_tried(sender: Sender) -> None:
    tried: list[str] = []

    def dial(address: str, _seconds: float) -> socket.socket:
        tried.append(address)
        raise OSError("nobody is there")

    found = [f"93.184.216.{last}" for last in range(1, 9)]
    asked = OneClick(lambda _name: found, dial, sender.asking().context)
    assert asked.post(URL) is Outcome.UNREACHABLE
    assert tried == found[:3]


def test_a_name_is_looked_up_once(sender: Sender) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    asked = OneClick(lambda _name: next(answers), sender.dial, sender.asking().context)
    assert asked.post(URL) is Outcome.DONE
    assert sender.dialled == [PUBLIC]


@pytest.mark.parametrize("target", ["http://127.0.0.1/", "https://10.0.0.1/", "https://lists.example/again"])
def test_no_redirect_is_followed(sender: Sender, target: str) -> None:
    told = f"HTTP/1.1 302 Found\r\nLocation: {target}\r\n\r\n".encode()
    sender.answer = lambda line: line.sendall(told)
    assert sender.asking().post(URL) is Outcome.REFUSED
    assert len(sender.dialled) == 1


@pytest.mark.parametrize("status", [b"400", b"404", b"500"])
def test_a_refusal_is_one(sender: Sender, status: bytes) -> None:
    sender.answer = lambda line: line.sendall(b"HTTP/1.1 " + status + b" No\r\n\r\n")
    assert sender.asking().post(URL) is Outcome.REFUSED


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n", b"HTTP/1.1 2\r\n", b"x" * 200_000])
def test_an_answer_that_is_none_leaves_it_unclear(sender: Sender, said: bytes) -> None:
    sender.answer = lambda line: line.sendall(said)
    assert sender.asking().post(URL) is Outcome.UNCLEAR


def test_a_sender_who_drips_is_left(sender: Sender) -> None:
    def drip(line: ssl.SSLSocket) -> None:
        for _ in range(50):
            line.sendall(b"H")
            sleep(0.1)

    sender.answer = drip
    began = perf_counter()
    assert sender.asking(seconds=0.6).post(URL) is Outcome.UNCLEAR
    assert perf_counter() - began < 3


def test_a_certificate_of_nobody_is_not_believed(sender: Sender) -> None:
    strange = OneClick(lambda _name: [PUBLIC], sender.dial, ssl.create_default_context())
    assert strange.post(URL) is Outcome.UNREACHABLE
    assert sender.asked == []


def test_a_name_that_does_not_exist_or_takes_for_ever_is_unreachable(sender: Sender) -> None:
    def nobody(_name: str) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    def for_ever(_name: str) -> Sequence[str]:
        sleep(2)
        return [PUBLIC]

    context = sender.asking().context
    assert OneClick(nobody, sender.dial, context).post(URL) is Outcome.UNREACHABLE
    assert OneClick(for_ever, sender.dial, context, 0.2).post(URL) is Outcome.UNREACHABLE
    assert sender.dialled == []
