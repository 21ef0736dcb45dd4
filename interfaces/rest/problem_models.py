"""Problems as they travel: RFC 9457, with the fields that are wrong and what to do about each."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"


class FieldError(BaseModel):
    """One thing that is wrong, and the way out."""

    field: str = Field(description="The field as a dotted path, such as channels[0].account_id.")
    message: str
    fix: str


class Problem(BaseModel):
    """Why a request was not carried out."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "/problems/invalid-input",
                    "title": "A value is not acceptable",
                    "status": 422,
                    "detail": "budget.amount: A budget of 0.00 USD a day is not above 0. Give a positive amount.",
                    "errors": [
                        {
                            "field": "budget.amount",
                            "message": "A budget of 0.00 USD a day is not above 0.",
                            "fix": "Give a positive amount.",
                        }
                    ],
                }
            ]
        }
    )

    type: str = Field(description="A stable name of the kind of problem; programs may rely on it.")
    title: str
    status: int
    detail: str
    instance: str | None = Field(None, description="The path that was asked for.")
    errors: list[FieldError] = []
    platform: str | None = Field(None, description="The platform that failed.")
    code: str | None = Field(None, description="The platform's own code.")
    request_id: str | None = Field(None, description="The platform's own id of the call, for its support.")

    def content(self) -> dict[str, Any]:
        """The problem as JSON values, without what is not known."""
        return self.model_dump(mode="json", exclude_none=True)
