"""Postgres and Valkey from wheels, so that one machine with Python alone runs the whole product."""
