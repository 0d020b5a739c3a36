"""How small and quick the sandbox is: ENTRATA_PROGRAM=target/release/entrata python3 tests/sandbox/figures.py

Prints a Markdown table. The caller shares the machine's cores with the sandbox, and speaks over two
connections that are kept open, several calls ahead of the answers. Since a busy machine gives the sandbox only
a part of its time, each rate is given twice: by the clock, and by a second of the sandbox's own processor time.
"""

import datetime
import json
import os
import socket
import threading
import time
from urllib.parse import urlsplit

from sandbox import Sandbox

SECONDS = 3
AHEAD = 20


def us(day):
    return day.strftime("%m/%d/%Y")


def request(company, service, method, params, version):
    call = {"name": method, "version": version, "params": params}
    body = json.dumps({"auth": {"type": "oauth"}, "requestId": "1", "method": call})
    return (
        f"POST /ext/orgs/{company.subdomain}/v1/{service} HTTP/1.1\r\nHost: sandbox\r\n"
        f"Authorization: Bearer {company.token}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def answers_per_second(url, call):
    """Counts answers of one kind, which all have the same status line."""
    place = urlsplit(url)
    counts = []

    def ask():
        with socket.create_connection((place.hostname, place.port)) as connection:
            count, sent, ends = 0, 0, time.perf_counter() + SECONDS
            left = b""
            while time.perf_counter() < ends:
                if sent - count < AHEAD:
                    connection.sendall(call * AHEAD)
                    sent += AHEAD
                received = left + connection.recv(1 << 20)
                count += received.count(b"HTTP/1.1 200 OK")
                left = received[-14:]
                count -= left.count(b"HTTP/1.1 200 OK")
            counts.append(count)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def memory(sandbox):
    """The most memory that the program ever held, in MB."""
    with open(f"/proc/{sandbox.process.pid}/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1000


def processor_time(sandbox):
    """The seconds that the program has computed."""
    with open(f"/proc/{sandbox.process.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    print("| what | figure |\n| --- | ---: |")
    times = []
    for _ in range(10):
        began = time.perf_counter()
        with Sandbox() as sandbox:
            sandbox.control("state")
            times.append((time.perf_counter() - began) * 1000)
            small = memory(sandbox)
    print(f"| start to first answer, built-in set, middle of 10 | {sorted(times)[5]:.0f} ms |")
    print(f"| memory, built-in set | {small:.0f} MB |")
    began = time.perf_counter()
    with Sandbox("--properties", "2000", "--units", "200", "--limits", "none") as sandbox:
        sandbox.control("state")
        print(f"| start to first answer, 2,000 properties of 200 units | {(time.perf_counter() - began) * 1000:.0f} ms |")
        print(f"| memory, 2,000 properties of 200 units | {memory(sandbox):.0f} MB |")
        company = sandbox.company(4711, "exampleliving")
        today = datetime.date.today()
        fortnight = {"propertyId": 739076, "fromDate": us(today), "toDate": us(today + datetime.timedelta(days=13))}
        for service, method, params, version in [
            ("status", "getStatus", {}, "r1"),
            ("leads", "getLeads", {"propertyId": 739076, "email": "a@example.com", "eventTypeIds": "17"}, "r1"),
            ("properties", "getFloorPlans", {"propertyId": 739076}, "r1"),
            ("properties", "getCalendarAvailability", fortnight, "r2"),
        ]:
            before = processor_time(sandbox)
            rate = answers_per_second(sandbox.url, request(company, service, method, params, version))
            own = rate * SECONDS / (processor_time(sandbox) - before)
            print(f"| {method} {version}, answers a second; for each second of one core | {rate:,.0f}; {own:,.0f} |")


if __name__ == "__main__":
    main()
