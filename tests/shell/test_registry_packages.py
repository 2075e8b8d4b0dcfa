"""Packages of cargo, composer, NuGet, conda, CPAN, LuaRocks, pacman, uv and poetry."""

from __future__ import annotations

import pytest

from analyzer.shell.commands import resolve
from analyzer.shell.packages import packages
from analyzer.shell.parse import parse_script

Row = tuple[str | None, str | None, bool | None, str]


def found(text: str) -> list[Row]:
    installed = packages(resolve(parse_script(text).commands[0]))
    assert all(text[one.start : one.end] == one.text for one in installed)
    return [(one.name, one.version, one.pinned, one.source) for one in installed]


def index(name: str | None, version: str | None = None, pinned: bool | None = False) -> Row:
    return name, version, pinned, "index"


PATH: Row = (None, None, True, "path")
URL: Row = (None, None, True, "url")
FILE: Row = (None, None, None, "file")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("cargo install a", [index("a")]),
        ("cargo install a@1.2.3 b", [index("a", "1.2.3", True), index("b")]),
        ("cargo install --version 1.2.3 a", [index("a", "1.2.3", True)]),
        ("cargo install a --vers '^1'", [index("a", "^1", None)]),
        ("cargo install a --version $V", [index("a", None, None)]),
        ("cargo install a@1.2", [index("a", "1.2", None)]),
        ("cargo add a@1.2.3", [index("a", "1.2.3", None)]),
        ("cargo install --git https://example.org/a --rev 0123abc a", [("a", "0123abc", True, "vcs")]),
        ("cargo install --git https://example.org/a --branch main", [(None, None, False, "vcs")]),
        ("cargo install --path .", [PATH]),
        ("cargo build a", []),
        ("composer require a/b", [index("a/b")]),
        ("composer require a/b:1.2.3 c/d:^2 e/f=~1 'g/h 1.0'", [
            index("a/b", "1.2.3", True), index("c/d", "^2", None), index("e/f", "~1", None), index("g/h", "1.0", True)]),
        ("composer require a/b:dev-main c/d:@dev e/f:*", [
            index("a/b", "dev-main", False), index("c/d", "@dev", False), index("e/f", "*", False)]),
        ("composer require a/b:$V ext-json php:8.1", [index("a/b", None, None)]),
        ("composer global require a/b", [index("a/b")]),
        ("composer create-project a/b dir 1.0.0", [index("a/b", "1.0.0", True)]),
        ("composer install", []),
        ("dotnet tool install -g a", [index("a")]),
        ("dotnet tool install --tool-path /t a --version 1.2.3", [index("a", "1.2.3", True)]),
        ("dotnet tool install a --version '1.*'", [index("a", "1.*", None)]),
        ("dotnet tool install a@1.2.3", [index("a", "1.2.3", True)]),
        ("dotnet add package a -v 1.2.3", [index("a", "1.2.3", True)]),
        ("dotnet add p.csproj package a", [index("a")]),
        ("dotnet add reference b.csproj", []),
        ("dotnet restore", []),
        ("nuget install a -Version 1.2.3", [index("a", "1.2.3", True)]),
        ("nuget install packages.config", [FILE]),
        ("conda install -y a", [index("a")]),
        ("conda install a=1.2 b==1.2.3 c=1.2.3=py_0", [
            index("a", "1.2", None), index("b", "1.2.3", True), index("c", "1.2.3=py_0", True)]),
        ("conda install 'a>=1,<2' 'b 1.2.*' c::d", [index("a", ">=1,<2", None), index("b", "1.2.*", None), index("d")]),
        ("mamba install -c conda-forge a=$V $B", [index("a", None, None), index(None, None, None)]),
        ("conda create -n e python=3.11 --file r.txt", [index("python", "3.11", None), FILE]),
        ("conda env create -f e.yml", []),
        ("conda install ./a.conda https://example.org/b.tar.bz2", [PATH, URL]),
        ("cpanm A::B", [index("A::B")]),
        ("cpanm A::B@1.2 C~'>= 1' AUTHOR/D-1.0.tar.gz", [
            index("A::B", "1.2", True), index("C", "~>= 1", None), index("D-1.0.tar.gz", None, True)]),
        ("cpanm --installdeps . https://example.org/a.tar.gz git://example.org/a.git@v1", [
            PATH, URL, (None, "v1", True, "vcs")]),
        ("cpan A::B", [index("A::B")]),
        ("luarocks install a", [index("a")]),
        ("luarocks install a 1.2-1", [index("a", "1.2-1", True)]),
        ("luarocks make a-1.rockspec", [PATH]),
        ("pacman -Syu --noconfirm a core/b 'c>=1' d=1.0", [
            index("a"), index("b"), index("c", ">=1", None), index("d", "1.0", True)]),
        ("pacman -U a-1-any.pkg.tar.zst https://example.org/a.pkg.tar.zst", [PATH, URL]),
        ("pacman -Sy", []),
        ("pacman -R a", []),
        ("dpkg -i /a.deb b.deb", [PATH, PATH]),
        ("dpkg -r a", []),
        ("rpm -Uvh https://example.org/a.rpm b.rpm", [URL, PATH]),
        ("rpm -qa a", []),
        ("uv pip install -r r.txt a==1 b", [FILE, index("a", "1", True), index("b")]),
        ("uv add 'a>=1' --editable ./b", [index("a", ">=1", None), PATH]),
        ("uv tool install a@1.2.3", [index("a", "1.2.3", True)]),
        ("uv tool install a@latest", [index("a", "latest", False)]),
        ("uv sync", []),
        ("pipx install a==1 b", [index("a", "1", True), index("b")]),
        ("pipx run a==1 b", [index("a", "1", True)]),
        ("pipx inject env a", [index("a")]),
        ("poetry add a a@^2 'a>=1' a==1.0 git+https://example.org/b.git git+https://example.org/a.git#v1", [
            index("a"), index("a", "^2", None), index("a", ">=1", None), index("a", "1.0", True), (None, "", False, "vcs"),
            (None, "v1", True, "vcs")]),
        ("poetry install", []),
        ("bun add a@1.2.3 b", [index("a", "1.2.3", True), index("b")]),
        ("bundle add a --version 1.2.3", [index("a", "1.2.3", True)]),
        ("gem install a -- --with-b", [index("a")]),
        ("gem install a --no-document -v 1.2.3 -- --with-b=/c d", [index("a", "1.2.3", True)]),
        ("pip install --root-user-action ignore a", [index("a")]),
        ("pip install --root-user-action=ignore a", [index("a")]),
        ("apt-get $OPTIONS install -y a", [index("a")]),
        ("dnf in a", [index("a")]),
        ("yum install --setopt tsflags=nodocs a", [index("a")]),
        ("easy_install a==1", [index("a", "1", True)]),
    ],
)  # fmt: skip
def test_packages(text: str, rows: list[Row]) -> None:
    assert found(text) == [(name, version or None, pinned, source) for name, version, pinned, source in rows]
