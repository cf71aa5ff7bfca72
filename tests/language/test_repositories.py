"""Which addresses are cloned, what is shown of them, and what of them is masked."""

import pytest

from layerfile.repositories import refusal, repository


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/shop.git",
        "https://me:secret@example.com:8443/shop",
        "ssh://git@example.com:22/a/b.git",
        "git@example.com:a/b.git",
        "example.com:b",
        "[::1]:b",
        "git://127.0.0.1:9418/b",
        "file:///srv/git/b",
        "/srv/git/b",
        "../shop",
        "./a:b",
    ],
)
def test_addresses_that_git_takes_are_cloned(url: str) -> None:
    assert refusal(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c id",
        "ext::id",
        "fd::17",
        "FD::17",
        "ftp://example.com/a",
        "rsync://example.com/a",
        "HTTPS://example.com/a",
        "--upload-pack=id",
        "-oProxyCommand=id:a",
        "ssh://-oProxyCommand=id/a",
        "ssh://me@-oProxyCommand=id/a",
        "https://",
        "https:///a",
        "https://example.com/a b",
        "https://example.com/a\nb",
    ],
)
def test_addresses_that_run_programs_or_are_none_are_refused(url: str) -> None:
    assert refusal(url)


@pytest.mark.parametrize(
    ("url", "shown", "credentials"),
    [
        ("https://example.com/shop.git", "example.com/shop.git", ()),
        ("https://me:s3%2Fcret@example.com/shop", "example.com/shop", ("s3%2Fcret", "s3/cret")),
        ("https://me@example.com/shop", "example.com/shop", ()),
        ("http://me:pw@example.com/shop", "http://example.com/shop", ("pw",)),
        ("ssh://git@example.com/shop", "ssh://git@example.com/shop", ()),
        ("ssh://git:pw@example.com/shop", "ssh://git@example.com/shop", ("pw",)),
        ("git@example.com:a/b.git", "git@example.com:a/b.git", ()),
        ("file:///srv/b", "file:///srv/b", ()),
        ("/srv/b/", "/srv/b", ()),
        ("../b", "/work/b", ()),
    ],
)
def test_what_proves_who_somebody_is_is_not_shown(url: str, shown: str, credentials: tuple[str, ...]) -> None:
    found = repository(url, "/work/here")
    assert (found.shown, found.credentials) == (shown, credentials)
    assert not any(hidden in repr(found) for hidden in credentials)


def test_a_token_in_the_place_of_a_name_is_masked() -> None:
    token = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"
    found = repository(f"https://{token}@example.com/a", "/")
    assert found.credentials == (token,)
    assert token not in found.shown
