"""The journal on a server, as settings name it: no secret in an address, and TLS that verifies."""

from pathlib import Path

import pytest

from jru_tui.settings import JournalServer, SettingsError, load_settings, paths

HOST = "postgresql://sc100@db.kent.example/shifts"


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "settings_file", lambda: tmp_path / "none.toml")


def loaded(address: str, tmp_path: Path, more: str = "") -> JournalServer:
    file = tmp_path / "settings.toml"
    file.write_text(f'journal = "{address}"\n[shared]\n{more}', encoding="utf-8")
    journal = load_settings(file, {}, {}).journal
    assert isinstance(journal, JournalServer)
    return journal


def test_another_machine_has_to_prove_who_it_is(tmp_path: Path) -> None:
    server = loaded(HOST, tmp_path)

    assert server.tls == {"sslmode": "verify-full", "sslrootcert": "system"}
    assert server.name == "db.kent.example/shifts"
    assert server.password is None
    assert server.force == "main"


def test_a_force_with_an_authority_of_its_own_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("a certificate")

    server = loaded(HOST, tmp_path, 'ca_file = "ca.pem"\nforce = "kent"')
    assert server.tls == {"sslmode": "verify-full", "sslrootcert": str(tmp_path / "ca.pem")}
    assert server.force == "kent"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://sc100@/shifts?host=/run/postgresql",
        "postgresql://sc100@localhost/shifts",
        "postgresql://sc100@127.0.0.1:5433/shifts",
        "postgres:///shifts",
    ],
)
def test_this_machine_needs_no_certificate(tmp_path: Path, address: str) -> None:
    assert loaded(address, tmp_path).tls == {}


@pytest.mark.parametrize("mode", ["disable", "prefer", "require", "verify-ca"])
def test_a_weaker_check_of_another_machine_is_refused(tmp_path: Path, mode: str) -> None:
    with pytest.raises(SettingsError, match=f"journal has sslmode={mode}"):
        loaded(f"{HOST}?sslmode={mode}", tmp_path)


def test_one_of_several_hosts_elsewhere_is_enough_for_that(tmp_path: Path) -> None:
    server = loaded("postgresql://sc100@localhost,db2.kent.example:5433/shifts", tmp_path)
    assert server.tls["sslmode"] == "verify-full"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://sc100:hunter2@db.kent.example/shifts",
        "postgresql://sc100@db.kent.example/shifts?password=hunter2",
    ],
)
def test_a_password_in_the_address_is_refused_and_not_repeated(
    tmp_path: Path, address: str
) -> None:
    with pytest.raises(SettingsError, match=r"shared\.password_file") as refused:
        loaded(address, tmp_path)
    assert "hunter2" not in str(refused.value)


def test_the_password_is_read_from_a_file_of_ones_own_and_never_shown(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("hunter2\n")
    secret.chmod(0o600)

    server = loaded(HOST, tmp_path, 'password_file = "password"')
    assert server.password is not None
    assert server.password.reveal() == "hunter2"
    assert "hunter2" not in f"{server!r} {server}"


def test_a_password_that_others_can_read_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("hunter2")
    secret.chmod(0o644)
    with pytest.raises(SettingsError, match="which others can read"):
        loaded(HOST, tmp_path, 'password_file = "password"')


@pytest.mark.parametrize(
    ("address", "more", "said"),
    [
        ("postgresql://sc100@db.kent.example", "", "journal names no database"),
        (f"{HOST}?options=-cfsync%3Doff", "", "journal has options in its address"),
        (HOST, 'force = "Kent"', "shared.force is"),
        (HOST, 'ca_file = "none.pem"', "there is no such file"),
        (HOST, 'client_key = "x"', "shared.client_key also needs shared.client_cert"),
        (HOST, 'password_file = "a"\npassword_keyring = "b/c"', "are both set: keep one"),
        ("postgresql://sc100@[::1/shifts", "", "journal is not the address of a server"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, address: str, more: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        loaded(address, tmp_path, more)


def test_the_flag_names_a_server_too() -> None:
    journal = load_settings(None, {}, {"journal": HOST}).journal
    assert str(journal) == HOST
