import httpx


async def test_health_needs_no_key_and_shows_the_lag_of_each_projection(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.get("/v1/health")

    names = {projection["projection"] for projection in answer.json()["projections"]}
    assert answer.status_code == 200
    assert answer.json()["database"] == "ok"
    assert {"campaigns", "performance", "audit_trail"} <= names
