"""A migration that a database may have taken stays as it is: what was changed in it would never reach that database."""

from hashlib import sha256
from pathlib import Path

SQL = Path(__file__).parents[2] / "ops" / "migrations" / "sql"
DIGESTS = {
    "0001_ledger.sql": "faad2d209f3a3a97d0c7c01a36180c3eb8404c2b104cf562a0b7c829d529f507",
    "0002_read_models.sql": "9347cea6f5a59e8c0e80ca648b432194adc63846b5671dad14ae94b153122988",
    "0003_append_many.sql": "32f460778d174d7d310324005e780ff29f0e8d124b9c044b4c32d0b8d2b9d64f",
    "0004_projections.sql": "a089ca44ae731a247d3ae835b69f8365de746f1b1bca6ce8632b06d09197aaad",
    "0005_observations.sql": "2f915aa4f9fa7d55477f2d37283ed2565badcc3555ed161e8f622a3f6210ac62",
    "0006_reactions_in_line.sql": "9de535e7749af709559e9be7b0c7e35405753327413226525894ef4119fb2656",
    "0007_appends_to_several_streams.sql": "1dc8dc417276c598c1531dca4561d57c4db639e02d28a366124b5ac478b054eb",
    "0008_library_tracking.sql": "745326f2ad5939eca9fbfa1b2894b940110df5aa1dab75f48728e5396f34ad23",
    "0009_reactions_that_failed.sql": "b48252318b4ef2ba30a7daa013f999bdc6f9010762047de741323272782dcc9b",
    "0010_turns.sql": "980c8c1feace3b76807838f01968dd3ecc19bb6f5cda4ae1a80e93fdece6dfe4",
    "0011_fenced_checkpoints.sql": "aa034806b551461c06fdae2bd527ae413d55e695b0cfd00e44ac7b4578cdc928",
    "0012_large_appends.sql": "aa1850c7afa4b554063e04115990080e1e2cd97d55e5dd4173d7ad7f51b22577",
    "0013_who_detaches_sees_what_is_counted.sql": "1d6d31dd1a1056242cdf859eecdc4548363733d894fbb4a510109cc012af7db8",
}
"""Of each file, SHA-256. A new migration is entered here once; a change to an old one is a new migration."""


def test_migrations_stay_as_they_were_taken() -> None:
    assert {file.name: sha256(file.read_bytes()).hexdigest() for file in SQL.glob("*.sql")} == DIGESTS
