from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class Rest:
    client: httpx.Client
    customer_id: str

    def sends(self, path: str, body: object = None, *, version: str = "v26") -> httpx.Response:
        """What POST customers/ID/path answers."""
        return self.client.post(f"/{version}/customers/{self.customer_id}/{path}", json=body)

    def does(self, path: str, body: object = None, *, version: str = "v26") -> Any:  # noqa: ANN401 - JSON
        answer = self.sends(path, body, version=version)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def gets(self, path: str, **query: str) -> Any:  # noqa: ANN401 - JSON
        answer = self.client.get(f"/v26/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def makes(self, collection: str, **fields: object) -> str:
        """The name of the resource made."""
        (result,) = self.does(f"{collection}:mutate", {"operations": [{"create": fields}]})["results"]
        return str(result["resourceName"])

    def makes_a_campaign(self, name: str = "Spring sale") -> str:
        return self.makes("campaigns", **self.a_campaign(name))

    def a_campaign(self, name: str) -> dict[str, object]:
        return {
            "name": name,
            "campaignBudget": self.makes("campaignBudgets", name=f"Budget of {name}", amountMicros="5000000"),
            "advertisingChannelType": "SEARCH",
            "status": "PAUSED",
            "manualCpc": {},
            "containsEuPoliticalAdvertising": "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING",
        }
