import ssl
from pathlib import Path

import pytest
from cryptography import x509

from adapters.sandbox import tls
from adapters.sandbox.hosts import HOSTS
from adapters.sandbox.tls import server_context, tls_files


def names_in(certificate: Path) -> list[str]:
    found = x509.load_pem_x509_certificate(certificate.read_bytes()).extensions
    return found.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)


def test_one_certificate_speaks_for_every_host_and_for_this_machine(tmp_path: Path) -> None:
    assert set(names_in(tls_files(tmp_path).certificate_file)) == {"localhost", *HOSTS}


def test_the_same_folder_keeps_its_authority(tmp_path: Path) -> None:
    first = tls_files(tmp_path).ca_file.read_bytes()
    assert tls_files(tmp_path).ca_file.read_bytes() == first


def test_a_folder_whose_certificate_lacks_a_host_gets_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(tls, "_NAMES", ("localhost",))
        old = tls_files(tmp_path).ca_file.read_bytes()
    files = tls_files(tmp_path)
    assert set(HOSTS) < set(names_in(files.certificate_file))
    assert files.ca_file.read_bytes() != old
    assert isinstance(server_context(files), ssl.SSLContext)


def test_only_the_owner_reads_the_key_and_nobody_has_that_of_the_authority(tmp_path: Path) -> None:
    files = tls_files(tmp_path)
    assert files.key_file.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {"ca.pem", "server.pem", "server.key.pem"}
