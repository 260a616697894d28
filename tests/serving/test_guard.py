"""Nobody gets in who should not, whatever they claim to be."""

import json

import pytest

from shuzi.serving.settings import Settings

OCTETS = {"content_type": "application/octet-stream"}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8000", 200),
        ("LOCALHOST", 200),
        ("[::1]:80", 200),
        ("127.0.0.2", 200),
        ("evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost.evil.example:8000", 403),
        ("192.168.1.10", 403),
        ("0.0.0.0", 403),
        ("x/abc?", 400),
        ("a b", 400),
        ("", 400),
        ("127.0.0.1:", 400),
        ("user@127.0.0.1", 400),
    ],
)
@pytest.mark.parametrize("path", ["/api/models", "/", "/v2/health/ready", "/metrics"])
def test_only_its_own_names_are_a_host(served, host, status, path):
    assert served.ask("GET", path, Host=host)[0] == status


def test_a_request_without_a_host_is_refused(served):
    assert served.send(b"GET /api/models HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_two_hosts_are_refused(served):
    raw = b"GET /api/models HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert served.send(raw).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("path", ["/api/predict", "/v2/models/shuzi/infer"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1.evil.example", "", "file://"])
def test_the_page_of_another_site_may_not_ask(served, digit, path, origin):
    status, headers, _ = served.ask("POST", path, digit, Origin=origin, **OCTETS)
    assert status == 403
    assert not [name for name in headers if name.startswith("access-control")]


def test_a_page_on_another_port_is_another_site(served, digit):
    other = f"http://127.0.0.1:{served.port + 1}"
    assert served.ask("POST", "/api/predict", digit, Origin=other, **OCTETS)[0] == 403


def test_the_servers_own_page_may_ask(served, digit):
    own = f"http://127.0.0.1:{served.port}"
    assert served.ask("POST", "/api/predict", digit, Origin=own, Sec_Fetch_Site="same-origin", **OCTETS)[0] == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_browser_that_says_the_request_comes_from_elsewhere_is_believed(served, site):
    assert served.ask("GET", "/api/models", Sec_Fetch_Site=site)[0] == 403


def test_a_preflight_is_granted_nothing(served):
    status, headers, _ = served.ask(
        "OPTIONS", "/api/predict", Origin="http://evil.example", Access_Control_Request_Method="POST"
    )
    assert status == 403
    assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/", "/api/models", "/web/nonesuch", "/nonesuch"])
def test_every_answer_tells_the_browser_to_be_strict(served, path):
    headers = served.ask("GET", path)[1]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/web/../app.py",
        "/web/..%2fapp.py",
        "/web/%2e%2e/%2e%2e/serving/app.py",
        "/web//etc/passwd",
        "/web/..\\app.py",
        "/web/index.html%00.js",
        "/web/",
        "/api/model?name=../../pretrained",
        "/api/weights?name=/etc",
        "/v2/models/..%2f..%2fetc",
        "/v2/models/%2e%2e/infer",
    ],
)
def test_no_path_in_a_request_reaches_the_disk(served, path):
    status, _, body = served.ask("GET", path)
    assert status in (404, 405)
    assert b"root:" not in body
    assert b"import" not in body


class TestToken:
    """`--token`: only those who have it are let in."""

    SETTINGS = Settings(token="right")

    @pytest.mark.parametrize("path", ["/", "/web/index.html", "/api/models", "/metrics", "/openapi.json"])
    def test_nothing_is_given_without_it(self, inside, path):
        wrong = {"Authorization": "Bearer wrong"}
        answers = inside(self.SETTINGS, ("GET", path, {}), ("GET", path, {"headers": wrong}))
        assert [answer.status_code for answer in answers] == [401, 401]

    @pytest.mark.parametrize("path", ["/", "/api/models", "/metrics"])
    def test_everything_is_given_with_it(self, inside, path):
        bearer, cookie = {"Authorization": "Bearer right"}, {"Cookie": "shuzi_token=right"}
        answers = inside(self.SETTINGS, ("GET", path, {"headers": bearer}), ("GET", path, {"headers": cookie}))
        assert [answer.status_code for answer in answers] == [200, 200]

    def test_health_needs_none(self, inside):
        assert inside(self.SETTINGS, ("GET", "/v2/health/ready", {}))[0].status_code == 200

    def test_the_printed_address_becomes_a_cookie_that_scripts_cannot_read(self, inside):
        (answer,) = inside(self.SETTINGS, ("GET", "/?token=right", {}))
        assert answer.status_code == 303
        assert answer.headers["location"] == "/"
        assert answer.headers["set-cookie"] == "shuzi_token=right; Path=/; HttpOnly; SameSite=Strict"

    def test_a_wrong_address_becomes_none(self, inside):
        (answer,) = inside(self.SETTINGS, ("GET", "/?token=wrong", {}))
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers

    def test_being_open_to_other_machines_brings_one(self, start, tmp_path):
        open_to_all = start("--host", "0.0.0.0", cwd=tmp_path)
        assert open_to_all.ask("GET", "/api/models")[0] == 401
        assert open_to_all.ask("GET", "/v2/health/live")[0] == 200
        assert json.loads(open_to_all.ask("GET", "/api/models")[2])["error"].startswith("a token is needed")
