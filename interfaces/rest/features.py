"""A router for each feature, strict and closed to strangers from the first endpoint on."""

from fastapi import APIRouter, Depends

from interfaces.rest.access import authenticated
from interfaces.rest.strictness import json_body, known_query_parameters


def feature(tag: str) -> APIRouter:
    """A router whose every endpoint wants a key, knows its parameters, and reads JSON."""
    strict = [Depends(authenticated), Depends(known_query_parameters), Depends(json_body)]
    return APIRouter(prefix="/v1", tags=[tag], dependencies=strict)
