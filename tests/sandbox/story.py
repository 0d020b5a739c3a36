"""The whole story against the sandbox, from outside: python3 tests/sandbox/story.py

ENTRATA_PROGRAM names the program; without it, target/debug/entrata is taken.
"""

import datetime
import http.client
import http.server
import json
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.parse
import zoneinfo

from sandbox import Sandbox

PROPERTY = 739076
DENVER = zoneinfo.ZoneInfo("America/Denver")


def mountain_now():
    """A moment ago: Entrata takes nothing from the future."""
    return (datetime.datetime.now(DENVER) - datetime.timedelta(seconds=2)).strftime("%m/%d/%YT%H:%M:%S")


def us(iso):
    return datetime.date.fromisoformat(iso).strftime("%m/%d/%Y")


def wish(email, day, time, **more):
    """A prospect who wants a tour in a slot as the calendar wrote it."""
    begins, ends = time.split(" - ")
    return {
        "leadSource": {"originatingLeadSourceId": "90001"},
        "createdDate": mountain_now(),
        "customers": {"customer": [{"name": {"firstName": "Riley", "lastName": "Renter"}, "email": email}]},
        "events": {"event": [{
            "type": "Appointment", "eventTypeId": "17", "typeId": "17", "subtypeId": "454", "title": "Tour",
            "appointmentDate": us(day), "timeFrom": begins, "timeTo": ends, "comments": "n/a",
        }]},
        **more,
    }


def slots(company, property_id=PROPERTY):
    """Every slot of the next two weeks: its day and its text."""
    today = datetime.datetime.now(DENVER).date()
    last = today + datetime.timedelta(days=13)
    params = {
        "propertyId": property_id, "fromDate": us(str(today)), "toDate": us(str(last)), "tourType": "AGENT_GUIDED",
    }
    answer = company.call("properties", "getCalendarAvailability", params, "r2")
    days = answer["result"]["availableTours"]["availableTour"]
    return [(day["tourDate"], time) for day in days for time in day["tourTime"]]


def send(company, prospect, method="sendLeads", version="r1"):
    params = {"propertyId": PROPERTY, "prospects": {"prospect": [prospect]}}
    answer = company.call("leads", method, params, version)["result"]["prospects"]
    return answer["prospect"][0] if method == "sendLeads" else answer[0]


class Story(unittest.TestCase):
    def setUp(self):
        sandbox = Sandbox()
        self.sandbox = sandbox.__enter__()
        self.addCleanup(sandbox.__exit__)
        self.company = self.sandbox.company(4711, "exampleliving")

    def test_a_code_works_once_and_only_with_the_secret(self):
        code = self.sandbox.code(4711)
        self.assertRegex(code, r"^[A-Za-z0-9+/]+==$")
        self.assertEqual(self.sandbox.exchange(code, "wrong")["error"]["code"], 401)
        code = self.sandbox.code(4711)
        self.assertEqual(self.sandbox.exchange(code)["result"]["token_type"], "bearer")
        self.assertEqual(self.sandbox.exchange(code)["error"]["code"], 401)
        info = self.company.user_info()
        self.assertEqual((info["company_name"], info["subdomain"]), ("Example Living", "exampleliving"))

    def test_a_property_is_read_whole(self):
        read = self.company.call("properties", "getProperties", {"propertyIds": str(PROPERTY)})
        self.assertEqual(read["result"]["PhysicalProperty"]["Property"][0]["MarketingName"], "Sample Court")
        plans = self.company.call("properties", "getFloorPlans", {"propertyId": PROPERTY})
        plans = plans["result"]["FloorPlans"]["FloorPlan"]
        self.assertEqual([plan["Name"] for plan in plans], ["A1", "B2", "Studio"])
        mits = self.company.call("propertyunits", "getMitsPropertyUnits", {"propertyIds": str(PROPERTY)})
        units = mits["result"]["PhysicalProperty"]["Property"][0]["ILS_Unit"]
        prices = self.company.call("propertyunits", "getUnitsAvailabilityAndPricing", {"propertyId": PROPERTY})
        self.assertEqual({unit["Identification"]["IDValue"] for unit in units}, set(prices["result"]["ILS_Units"]["Unit"]))

    def test_a_tour_is_booked_read_back_and_its_slot_is_gone(self):
        day, time = slots(self.company)[0]
        lead = send(self.company, wish("riley@example.com", day, time))
        self.assertEqual(lead["status"], "Success")
        self.assertNotIn((day, time), slots(self.company))
        refused = send(self.company, wish("sam@example.com", day, time))
        self.assertEqual(refused["message"], "The selected tour time is no longer available.")
        params = {"propertyId": PROPERTY, "email": "RILEY@example.com", "eventTypeIds": "17"}
        found = self.company.call("leads", "getLeads", params)["result"]["prospects"][0]["prospect"][0]
        event = found["events"]["event"][0]
        self.assertEqual(found["applicationId"], lead["applicationId"])
        start, end = (clock.split()[0] for clock in time.split(" - "))
        self.assertEqual((event["timeFrom"], event["timeTo"]), (f"{start}:00", f"{end}:00"))
        self.assertRegex(event["eventReasons"], r"^Schedule Appointment on .* from .* M[SD]T to .* M[SD]T$")
        truth = self.sandbox.truth()
        self.assertEqual([tour["email"] for tour in truth["appointments"]], ["riley@example.com"])

    def test_a_known_person_gets_the_next_tour_on_the_same_lead(self):
        (day, time), (next_day, next_time) = slots(self.company)[:2]
        lead = send(self.company, wish("riley@example.com", day, time))
        update = wish("riley@example.com", next_day, next_time, applicationId=lead["applicationId"])
        self.assertEqual(send(self.company, update, "updateLeads", "r2")["status"], "Success")
        truth = self.sandbox.truth()
        self.assertEqual((len(truth["leads"]), len(truth["appointments"]), truth["duplicates"]), (1, 2, 0))

    def test_a_property_without_tours_says_314(self):
        today = us(str(datetime.datetime.now(DENVER).date()))
        params = {"propertyId": 739083, "fromDate": today, "toDate": today}
        answer = self.company.call("properties", "getCalendarAvailability", params, "r2")
        self.assertEqual(answer["error"]["code"], 314)

    def test_a_lost_reply_has_booked_the_tour(self):
        self.sandbox.control("faults", {"fail_next": [{"method": "sendLeads", "kind": "lose_reply"}]})
        day, time = slots(self.company)[0]
        with self.assertRaises((http.client.HTTPException, urllib.error.URLError, ConnectionError)):
            send(self.company, wish("riley@example.com", day, time))
        self.assertEqual(len(self.sandbox.truth()["appointments"]), 1)

    def test_an_expired_token_and_a_spent_budget_are_told_apart(self):
        self.sandbox.control("limits", {"limits": "15000/day;1000/hour;1/minute"})
        self.assertEqual(self.company.raw("status", "getStatus", {})[0], 200)
        status, headers, _ = self.company.raw("status", "getStatus", {})
        self.assertEqual((status, headers["X-RateLimit-Limit"]), (429, "15000/day;1000/hour;1/minute"))
        self.assertLessEqual(int(headers["Retry-After"]), 60)
        self.sandbox.control("limits", {"limits": "none"})
        self.sandbox.control("expire-tokens", {})
        self.assertEqual(self.company.raw("status", "getStatus", {})[0], 401)

    def test_a_webhook_brings_a_code_that_survives_the_query_string(self):
        heard = []

        class Portal(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                heard.append(urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query))
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *_):
                pass

        with http.server.HTTPServer(("127.0.0.1", 0), Portal) as portal:
            threading.Thread(target=portal.serve_forever, daemon=True).start()
            to = f"http://127.0.0.1:{portal.server_port}/index.php?key=secret"
            step = {"to": to, "request_type": "ACTIVATION", "cid": 4711, "property_id": PROPERTY, "auth_code": True}
            _, sent = self.sandbox.control("webhooks", step)
            portal.shutdown()
        self.assertEqual((sent[0]["status"], sent[0]["body"]), (200, "ok"))
        self.assertEqual((heard[0]["key"], heard[0]["company_name"]), (["secret"], ["Example Living"]))
        self.assertNotIn("client_secret", heard[0])
        self.assertIn("access_token", self.sandbox.exchange(heard[0]["auth_code"][0])["result"])


class Switches(unittest.TestCase):
    def test_a_story_plays_by_itself(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as script:
            steps = [{"to": "http://127.0.0.1:1/", "cid": 4711, "request_type": kind} for kind in ("ACTIVATION", "SUSPENDED")]
            json.dump(steps, script)
            script.flush()
            with Sandbox("--script", script.name) as sandbox:
                ends = time.monotonic() + 30
                while len(sent := sandbox.control("webhooks")[1]) < 2 and time.monotonic() < ends:
                    pass
        self.assertEqual([step["request_type"] for step in sent], ["ACTIVATION", "SUSPENDED"])
        self.assertIn("got no reply", sent[0]["error"])

    def test_made_up_properties_are_the_same_for_the_same_seed(self):
        def names(seed):
            with Sandbox("--properties", "30", "--units", "12", "--seed", seed) as sandbox:
                return [one["name"] for one in sandbox.control("state")[1]["properties"]]

        self.assertEqual(len(names("7")), 30)
        self.assertEqual(names("7"), names("7"))
        self.assertNotEqual(names("7"), names("8"))


if __name__ == "__main__":
    unittest.main()
