"""The one description of the read tables; the migrations make them, a test holds the two together."""

from sqlalchemy import MetaData

METADATA = MetaData(schema="read_models")
