"""The story itself: one method a step. A step that does not hold ends the demo with a reason."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any

import httpx

from interfaces.demo import plan
from interfaces.demo.client import ApiClient
from interfaces.demo.errors import StepFailedError
from interfaces.demo.platform_view import delivery_on_platform
from interfaces.demo.tell import Teller, performance_table

Json = dict[str, Any]

PLATFORMS = {"google-ads": "Google Ads", "meta-ads": "Meta", "tiktok-ads": "TikTok"}
RULE_DAYS = 3
STEPS = 11


class Story:
    """A month of advertising, told against the REST API alone; the sandbox is touched only to let days pass."""

    def __init__(self, api: ApiClient, teller: Teller, address: Json, starts_on: date) -> None:
        self._api = api
        self._teller = teller
        self._address = address
        self._starts_on = starts_on
        self._accounts: dict[str, Json] = {}
        self._campaign_id = ""
        self._launched_at = ""

    def play(self) -> None:
        """Every step in order. Raises `DemoError` at the first that does not hold."""
        for platform in PLATFORMS:
            self._connect(platform)
        self._draft()
        self._launch()
        self._let_days_pass()
        by_platform = self._pull()
        self._pause_by_rule(by_platform)
        self._tell_history()

    def _connect(self, platform: str) -> None:
        name = PLATFORMS[platform]
        self._teller.begin(f"Connecting {name}")
        consent = self._api.write("POST", f"/connections/{platform}/consent", f"consent/{self._now()}/{platform}")
        reached = self._api.follow(consent["consent_url"])["accounts"]
        position = max(account["position"] or 0 for account in reached)
        accounts = self._api.get("/accounts", after=position, limit=100)["items"]
        usable = [
            account
            for account in accounts
            if account["platform"] == platform
            and account["currency"] == plan.CURRENCY
            and account["status"] == "connected"
        ]
        if not usable:
            raise StepFailedError(f"No {name} account in {plan.CURRENCY} was connected.")
        self._accounts[platform] = self._api.get(f"/accounts/{usable[0]['account_id']}")
        self._teller.done(f"Connected {name} by its OAuth flow: {len(reached)} accounts, we use {usable[0]['name']}.")

    def _draft(self) -> None:
        self._teller.begin("Drafting the campaign")
        drafted = self._api.write("POST", "/campaigns", "draft", plan.campaign(self._accounts, self._starts_on))
        self._campaign_id = drafted["id"]
        path = f"/campaigns/{self._campaign_id}/ad-groups"
        for platform, account in self._accounts.items():
            group = self._api.write("POST", path, f"ad-group/{platform}", plan.ad_group(account))
            creative = plan.creative(account)
            self._api.write("POST", f"{path}/{group['ad_group_id']}/creatives", f"creative/{platform}", creative)
        self._teller.done(
            f"Drafted “Spring sale” over three accounts: {plan.BUDGET_A_DAY} {plan.CURRENCY} a day, "
            "one ad group and one creative each."
        )

    def _launch(self) -> None:
        self._teller.begin("Launching on three platforms")
        self._api.write("POST", f"/campaigns/{self._campaign_id}/launch", "launch")
        self._api.until("campaign that is live on all three platforms", self._live_channels)
        self._launched_at = self._now()
        self._teller.done("Launched: all three platforms confirmed the campaign with their own ids.")

    def _live_channels(self) -> list[Json]:
        campaign = self._api.get(f"/campaigns/{self._campaign_id}")
        problems = [channel["problem"] for channel in campaign["channels"] if channel["problem"]]
        if any(problem["kind"] in {"value_rejected", "needs_consent", "bug"} for problem in problems):
            raise StepFailedError(f"A platform refused the campaign: {problems[0]}")
        settled = [channel for channel in campaign["channels"] if channel["settled"]]
        return settled if len(settled) == len(PLATFORMS) else []

    def _let_days_pass(self) -> None:
        self._teller.begin(f"Letting {plan.DAYS} sandbox days pass")
        with httpx.Client(timeout=30, trust_env=False) as control:
            clock = f"{self._address['control_url']}/clock"
            at = datetime.fromisoformat(control.get(clock).raise_for_status().json()["now"])
            now = datetime.now(UTC)
            if at < now - timedelta(minutes=5):
                moved = control.post(clock, json={"set": now.isoformat()})
                moved.raise_for_status()
        self._teller.done(f"{plan.DAYS} sandbox days have passed, from {self._starts_on} to {now.date()}.")

    def _pull(self) -> list[Json]:
        self._teller.begin("Pulling the metrics")
        window = {"since": self._starts_on.isoformat(), "until": datetime.now(UTC).date().isoformat()}
        for platform, account in self._accounts.items():
            path = f"/accounts/{account['account_id']}/pulls"
            self._api.write("POST", path, f"pull/{platform}/{self._now()}", window)
        by_platform: list[Json] = self._api.until("figures of all platforms", self._full_figures)
        self._teller.done("Pulled the metrics of every day from all three platforms.")
        self._teller.show(performance_table("Spring sale by platform", by_platform, "platform"))
        self._teller.show(performance_table("Spring sale by day", self._figures(by="day"), "day"))
        return by_platform

    def _full_figures(self) -> list[Json]:
        days = {platform: {row["day"] for row in self._figures(by="day", platform=platform)} for platform in PLATFORMS}
        complete = all(len(days[platform]) >= plan.DAYS for platform in PLATFORMS)
        # Read after them: what was read before may lack the days that have come meanwhile.
        return self._figures(by="platform") if complete else []

    def _figures(self, **query: str) -> list[Json]:
        window = {"from": self._starts_on.isoformat(), "to": datetime.now(UTC).date().isoformat()}
        answer = self._api.get("/performance", campaign_id=self._campaign_id, **window, **query)
        rows: list[Json] = answer["rows"]
        return rows

    def _pause_by_rule(self, by_platform: Sequence[Json]) -> None:
        worst = max(by_platform, key=lambda row: Decimal(row["cpa"] or 0))["platform"]
        account, name = self._accounts[worst], PLATFORMS[worst]
        threshold = self._threshold(worst)
        self._teller.begin(f"Defining a rule on {name}")
        definition = {
            "name": f"Pause {name} when conversions cost too much",
            "scope": {"campaign_id": self._campaign_id, "account_id": account["account_id"]},
            "condition": {"metric": "cpa", "comparison": "above", "threshold": threshold, "days": RULE_DAYS},
            "action": {"kind": "pause"},
        }
        rule_id = self._once(f"rule/{worst}", "/rules", definition)
        self._api.write("POST", f"/rules/{rule_id}/activate", f"activate-rule/{worst}")
        self._teller.done(
            f"Defined a rule on {name}, the worst channel: pause if CPA is above {threshold} {plan.CURRENCY} "
            f"for {RULE_DAYS} days in a row."
        )
        self._teller.begin("Evaluating the rule")
        self._api.write("POST", f"/rules/{rule_id}/evaluate", f"evaluate-rule/{worst}")
        self._api.until("paused channel in the ledger", lambda: self._is_paused(account["account_id"]))
        channel = self._channel(account["account_id"])
        seen = delivery_on_platform(self._address, worst, account["external_id"], channel["external_campaign_id"])
        if seen != "paused":
            raise StepFailedError(f"{name} itself still reports the campaign as {seen}.")
        self._teller.done(f"The rule fired and paused the channel; {name} itself now reports it as {seen}.")

    def _once(self, name: str, path: str, body: Json) -> str:
        rules = self._api.get(path, limit=100)["items"]
        known = next((rule["rule_id"] for rule in rules if rule["name"] == body["name"]), None)
        return str(known or self._api.write("POST", path, name, body)["id"])

    def _threshold(self, platform: str) -> str:
        today = datetime.now(UTC).date()
        rows = [
            row
            for row in self._figures(by="day", platform=platform)
            if today - timedelta(days=RULE_DAYS + 2) <= date.fromisoformat(row["day"]) < today
        ]
        lowest = min(Decimal(row["cpa"] or row["spend"]) for row in rows)
        return str(max((lowest * Decimal("0.9")).to_integral_value(ROUND_FLOOR), Decimal(1)))

    def _channel(self, account_id: str) -> Json:
        channels: list[Json] = self._api.get(f"/campaigns/{self._campaign_id}")["channels"]
        return next(channel for channel in channels if channel["account_id"] == account_id)

    def _is_paused(self, account_id: str) -> bool:
        channel = self._channel(account_id)
        return bool(channel["settled"] and channel["delivery_confirmed"] == "paused")

    def _tell_history(self) -> None:
        self._teller.begin("Reading the history")
        history = self._api.get(f"/campaigns/{self._campaign_id}/history", limit=100)["items"]
        if len(history) < len(PLATFORMS):
            raise StepFailedError("The campaign's history is shorter than its life.")
        self._teller.done(f"The campaign's history, one sentence a fact ({len(history)} facts):")
        for fact in history:
            self._teller.say(f"  {fact['recorded_at'][:19]}  {fact['actor']['kind']:<8} {fact['sentence']}")
        earlier = history[len(PLATFORMS)]["recorded_at"]
        state = self._api.get(f"/campaigns/{self._campaign_id}/state", as_of=earlier)
        if state["version"] >= len(history):
            raise StepFailedError("The state as of an earlier moment is not an earlier state.")
        self._teller.done(
            f"As of {earlier[:19]} it was at version {state['version']}: {state['state']['status']}, "
            f"with {len(state['state']['ad_groups'])} ad groups. Now it is at version {len(history)}."
        )

    @staticmethod
    def _now() -> str:
        return datetime.now(UTC).isoformat()
