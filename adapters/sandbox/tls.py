"""Clients speak TLS to the platforms, so the sandbox is its own certificate authority.

The authority's key is thrown away with the one certificate signed: nobody makes another for the platforms' hosts.
"""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from adapters.sandbox.hosts import HOSTS

_LIFETIME = timedelta(days=3650)
_NAMES = ("localhost", *HOSTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """PEM files of all listeners: the authority that clients trust, and the server's own chain and key."""

    ca_file: Path
    certificate_file: Path
    key_file: Path


def tls_files(folder: Path) -> TlsFiles:
    """Return the TLS files in `folder`, making them first when they are not all there or lack one of the hosts."""
    folder.mkdir(parents=True, exist_ok=True)
    files = TlsFiles(
        ca_file=folder / "ca.pem", certificate_file=folder / "server.pem", key_file=folder / "server.key.pem"
    )
    paths = (files.ca_file, files.certificate_file, files.key_file)
    if not all(path.exists() for path in paths) or _names(files.certificate_file) != set(_NAMES):
        _write(files)
    return files


def server_context(files: TlsFiles) -> ssl.SSLContext:
    """Return a context that speaks for the platforms' hosts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate_file, files.key_file)
    return context


def _names(certificate_file: Path) -> set[str]:
    certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return set(named.value.get_values_for_type(x509.DNSName))


def _write(files: TlsFiles) -> None:
    ca_key, leaf_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = _authority(ca_key)
    leaf = _leaf(leaf_key, ca, ca_key)
    files.ca_file.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    files.certificate_file.write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    files.key_file.touch(mode=0o600)
    files.key_file.write_bytes(
        leaf_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = _name("AdScale sandbox authority")
    return (
        _certificate(name, name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _leaf(
    key: ec.EllipticCurvePrivateKey, ca: x509.Certificate, ca_key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    hosts = [x509.DNSName(name) for name in _NAMES]
    names = x509.SubjectAlternativeName([*hosts, x509.IPAddress(IPv4Address("127.0.0.1"))])
    return (
        _certificate(_name("localhost"), ca.subject, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(names, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    # Certificates are checked against the real clock of the client, never against the sandbox's own.
    start = datetime.now(UTC) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + _LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
