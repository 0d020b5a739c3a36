"""Entrata's sandbox as a program, and a caller of its API. Python's standard library is all it needs."""

import json
import os
import subprocess
import urllib.error
import urllib.request

CLIENT_ID = "0123456789abcdef0123.portal"
CLIENT_SECRET = "sandbox-secret"


class Sandbox:
    """`entrata sandbox` on a free port, for as long as a `with` block lasts."""

    def __init__(self, *switches):
        program = os.environ.get("ENTRATA_PROGRAM", "target/debug/entrata")
        self.command = [program, "sandbox", "--listen", "127.0.0.1:0", *switches]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("sandbox listening on "):
            raise RuntimeError(f"the sandbox did not start: {line!r}")
        self.url = line.split()[-1]
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def control(self, what, body=None):
        """Asks the control API, or tells it something; gives the HTTP status and the answer."""
        status, _, text = http(f"{self.url}/_sandbox/{what}", body)
        return status, json.loads(text)

    def truth(self):
        return self.control("truth")[1]

    def code(self, cid):
        return self.control("codes", {"cid": cid})[1]["auth_code"]

    def exchange(self, code, secret=CLIENT_SECRET):
        """What getAccessToken answers."""
        grant = {
            "type": "oauth", "code": code, "grant_type": "authorization_code",
            "client_id": CLIENT_ID, "client_secret": secret,
        }
        body = {"auth": grant, "method": {"name": "getAccessToken", "params": {}}}
        return json.loads(http(f"{self.url}/api/oauth", body)[2])["response"]

    def company(self, cid, subdomain):
        return Company(self, subdomain, self.exchange(self.code(cid))["result"]["access_token"])


class Company:
    """A client company that we hold a token of."""

    def __init__(self, sandbox, subdomain, token):
        self.sandbox, self.subdomain, self.token = sandbox, subdomain, token

    def raw(self, service, method, params, version="r1"):
        url = f"{self.sandbox.url}/ext/orgs/{self.subdomain}/v1/{service}"
        call = {"name": method, "version": version, "params": params}
        body = {"auth": {"type": "oauth"}, "requestId": "15", "method": call}
        return http(url, body, {"Authorization": f"Bearer {self.token}"})

    def call(self, service, method, params, version="r1"):
        """The `response` of an answer."""
        return json.loads(self.raw(service, method, params, version)[2])["response"]

    def user_info(self):
        body = {"auth": {"type": "oauth"}, "method": {"name": "getUserInfo", "params": {}}}
        answer = http(f"{self.sandbox.url}/api/oauth", body, {"Authorization": f"Bearer {self.token}"})
        return json.loads(answer[2])["response"]["result"]


def http(url, body=None, headers=None):
    """GET, or POST when there is a body: status, headers and text."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read().decode()
