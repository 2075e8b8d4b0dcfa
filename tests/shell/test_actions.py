"""What commands of package managers do, and what their options and variables bring about."""

from __future__ import annotations

import pytest

from analyzer.shell.actions import action
from analyzer.shell.commands import resolve
from analyzer.shell.describe import ACTIONS
from analyzer.shell.invocation import Invocation
from analyzer.shell.packages import HOLE
from analyzer.shell.parse import parse_script
from analyzer.shell.traits import knows, trait


def invocation(text: str) -> Invocation:
    return resolve(parse_script(text).commands[0])


COMMANDS = {
    "install": [
        "apt-get install -y a", "apt install", "aptitude -y install a", "apt-get build-dep a", "apk add a",
        "yum -y install a", "dnf in a", "microdnf install a", "tdnf reinstall a", "dnf module install nodejs:18",
        "yum groupinstall a", "dnf group install a", "dpkg -i a.deb", "dpkg --install a.deb", "rpm -ivh a.rpm",
        "rpm -Uvh a.rpm", "zypper in a", "zypper -n install a", "pacman -S a", "pacman -Syu a", "pacman -U a.pkg.tar.zst",
        "pip install a", "pip3.11 install -U a", "python -m pip install a", "pipx install a", "easy_install a",
        "uv pip install a", "uv sync", "uv add a", "uv tool install a", "poetry install", "poetry add a", "conda install a",
        "conda create -n e a", "conda env create -f e.yml", "mamba install a", "npm install", "npm ci", "npm i -g a", "yarn",
        "yarn install", "yarn add a", "yarn global add a", "pnpm add a", "pnpm i", "bun install", "gem install a", "bundle",
        "bundle install", "bundler add a", "cargo install a", "cargo add a", "go install a@v1", "go get a",
        "composer install", "composer require a/b", "composer create-project a/b", "dotnet restore", "dotnet tool install a",
        "dotnet add p.csproj package a", "nuget install a", "cpan a", "cpanm a", "cpanm --installdeps .",
        "luarocks install a", "brew install a", "snap install a", "opkg install a", "apt-get $OPTIONS install a",
    ],
    "update": [
        "apt-get update", "apt -qq update", "apk update", "yum makecache", "dnf check-update", "zypper ref",
        "zypper --gpg-auto-import-keys refresh", "pacman -Sy", "brew update", "helm repo update",
    ],
    "upgrade": [
        "apt-get upgrade -y", "aptitude safe-upgrade", "apk upgrade", "yum update -y", "yum -y upgrade", "dnf up",
        "dnf up-min", "dnf upgrade-minimal", "microdnf update", "zypper up", "zypper patch", "pacman -Syu", "pipx upgrade a",
        "npm update -g", "yarn upgrade", "gem update", "gem update --system 3.5", "bundle update", "cargo update",
        "composer update", "conda update --all", "poetry update", "uv tool upgrade a",
    ],
    "dist-upgrade": [
        "apt-get dist-upgrade", "apt full-upgrade -y", "dnf distro-sync", "dnf dsync", "zypper dup",
    ],
    "remove": [
        "apt-get remove a", "apt-get purge -y --auto-remove a", "apt autoremove", "apk del .deps", "yum erase a", "dnf rm a",
        "dpkg -r a", "dpkg --purge a", "rpm -e a", "zypper rm a", "pacman -Rns a", "pip uninstall -y a", "npm uninstall a",
        "npm prune --production", "gem uninstall a", "add-apt-repository -r ppa:a", "cpanm -U a", "conda remove a",
    ],
    "clean": [
        "apt-get clean", "apt-get autoclean", "apk cache clean", "yum clean all", "dnf clean packages", "zypper cc -a",
        "pacman -Scc", "pip cache purge", "npm cache clean --force", "yarn cache clean", "pnpm store prune", "uv cache clean",
        "poetry cache clear --all pypi", "gem cleanup", "go clean -modcache", "conda clean -afy", "composer clear-cache",
        "dotnet nuget locals all --clear", "cargo clean", "bun pm cache rm",
    ],
    "download": [
        "apt-get download a", "apk fetch a", "pip download a", "pip wheel a", "go mod download", "cargo fetch",
        "yumdownloader a", "bundle package",
    ],
    "add-repository": [
        "add-apt-repository -y ppa:a/b", "yum-config-manager --add-repo a", "dnf config-manager --add-repo a",
        "dnf config-manager addrepo --from-repofile=a", "dnf copr enable a/b", "zypper ar a b", "gem sources --add a",
        "conda config --add channels a", "dotnet nuget add source a", "helm repo add a b", "poetry source add a b",
    ],
    "add-key": [
        "apt-key add a", "apt-key adv --keyserver a --recv-keys b", "rpm --import a",
    ],
    "login": [
        "docker login -u a", "npm login", "npm adduser", "cargo login", "gcloud auth login",
        "gcloud auth activate-service-account --key-file=a", "az login", "aws configure set a b",
        "aws ecr get-login-password", "gh auth login", "helm registry login a", "gem signin", "oc login a",
    ],
    "configure": [
        "pip config set a b", "npm config set a b", "dnf module enable a", "dnf config-manager --set-enabled a",
        "dpkg --add-architecture i386", "go env -w A=b",
    ],
}  # fmt: skip
NOTHING = [
    "apt-get", "apt-get --version", "apt-cache policy a", "apk info", "yum list", "rpm -qa", "rpm -qi a", "rpm -V a",
    "pip --version", "pip list", "yarn --version", "yarn run build", "npm run install", "npm --version", "bundle --help",
    "bundle exec rake", "go build ./...", "cargo build", "dotnet build", "conda run -n a b", "make install", "$PIP install a",
    "git clone a", "docker build .", "cpan -v", "composer --version", "dnf module list",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [(text, name) for name, texts in COMMANDS.items() for text in texts])
def test_actions(text: str, expected: str) -> None:
    assert expected in ACTIONS
    assert action(invocation(text)) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_no_action(text: str) -> None:
    assert action(invocation(text)) is None


TRAITS = [
    ("assume-yes", "apt-get install -y a", True),
    ("assume-yes", "apt-get -qy install a", True),
    ("assume-yes", "apt-get install a --assume-yes", True),
    ("assume-yes", "apt-get -qq install a", True),
    ("assume-yes", "apt-get -q -q install a", True),
    ("assume-yes", "apt-get -q=2 install a", True),
    ("assume-yes", "apt-get -q install a", False),
    ("assume-yes", "apt-get -q=1 install a", False),
    ("assume-yes", "apt-get -o APT::Get::Assume-Yes=true install a", True),
    ("assume-yes", "apt-get -oapt::get::assume-yes=1 install a", True),
    ("assume-yes", "apt-get -o APT::Get::Assume-Yes=false install a", False),
    ("assume-yes", "apt-get -o APT::Get::Assume-Yes=$Y install a", None),
    ("assume-yes", "apt-get install a", False),
    ("assume-yes", "apt-get install $PACKAGES", False),
    ("assume-yes", "apt-get install $APT_OPTIONS a", None),
    ("assume-yes", "apt-get ${APT_FLAGS} install a", None),
    ("assume-yes", 'apt-get install "$@"', None),
    ("assume-yes", "apt-get install $APT_OPTIONS -y a", True),
    ("assume-yes", "apk add a", True),
    ("assume-yes", "yum install -y a", True),
    ("assume-yes", "dnf --assumeyes install a", True),
    ("assume-yes", "dnf --setopt=assumeyes=True install a", True),
    ("assume-yes", "yum install a", False),
    ("assume-yes", "zypper -n in a", True),
    ("assume-yes", "zypper in -y a", True),
    ("assume-yes", "zypper in a", False),
    ("assume-yes", "pacman -S --noconfirm a", True),
    ("assume-yes", "pacman -S a", False),
    ("assume-yes", "pip uninstall a", False),
    ("assume-yes", "pip uninstall -y a", True),
    ("assume-yes", "conda install a", False),
    ("assume-yes", "CONDA_ALWAYS_YES=true conda install a", True),
    ("no-recommends", "apt-get install --no-install-recommends a", True),
    ("no-recommends", "apt-get -o APT::Install-Recommends=false install a", True),
    ("no-recommends", "apt-get --option=APT::Install-Recommends=0 install a", True),
    ("no-recommends", "apt-get -o=APT::Install-Recommends=no install a", True),
    ("no-recommends", "apt-get -o APT::Install-Recommends=true install a", False),
    ("no-recommends", "aptitude -R install a", True),
    ("no-recommends", "zypper in --no-recommends a", True),
    ("no-recommends", "dnf install --setopt=install_weak_deps=False a", True),
    ("no-recommends", "dnf install a", False),
    ("no-cache", "apk add --no-cache a", True),
    ("no-cache", "apk add a", False),
    ("no-cache", "pip install --no-cache-dir a", True),
    ("no-cache", "pip install a", False),
    ("no-cache", "PIP_NO_CACHE_DIR=1 pip install a", True),
    ("no-cache", "PIP_NO_CACHE_DIR=off pip install a", False),
    ("no-cache", "PIP_NO_CACHE_DIR= pip install a", False),
    ("no-cache", "PIP_NO_CACHE_DIR=$X pip install a", None),
    ("no-cache", "UV_NO_CACHE=0 uv sync", False),
    ("no-cache", "UV_NO_CACHE=1 uv sync", True),
    ("no-cache", "env UV_NO_CACHE=true uv sync", True),
    ("quiet", "apt-get -q update", True),
    ("quiet", "pip install -q a", True),
    ("quiet", "npm ci --silent", True),
    ("quiet", "npm ci --loglevel=error", True),
    ("quiet", "npm ci --loglevel info", False),
    ("dry-run", "apt-get -s install a", True),
    ("dry-run", "microdnf install -vy a", False),
    ("unverified", "apt-get install --allow-unauthenticated a", True),
    ("unverified", "apt-get install -y --force-yes a", True),
    ("unverified", "apk add --allow-untrusted a", True),
    ("unverified", "yum install --nogpgcheck a", True),
    ("dry-run", "dnf install --setopt=tsflags=test a", True),
    ("dry-run", "dnf install --setopt=tsflags=nodocs a", False),
    ("unverified", "dnf --setopt=gpgcheck=0 install a", True),
    ("unverified", "dnf --setopt=gpgcheck=1 install a", False),
    ("unverified", "zypper --no-gpg-checks in a", True),
    ("unverified", "rpm -i --nosignature a.rpm", True),
    ("unverified", "pip install --trusted-host a b", True),
    ("unverified", "npm install --strict-ssl=false", True),
    ("lock-enforced", "npm ci", True),
    ("lock-enforced", "npm install", False),
    ("lock-enforced", "yarn install --frozen-lockfile", True),
    ("lock-enforced", "yarn install --immutable", True),
    ("lock-enforced", "pnpm i --frozen-lockfile", True),
    ("lock-enforced", "uv sync --locked", True),
    ("lock-enforced", "pip install --require-hashes -r a", True),
    ("lock-enforced", "cargo install --locked a", True),
    ("lock-enforced", "bundle install --deployment", True),
    ("lock-enforced", "BUNDLE_FROZEN=true bundle install", True),
    ("lock-enforced", "composer install", True),
    ("lock-enforced", "dotnet restore --locked-mode", True),
    ("lock-enforced", "go build -mod=readonly", True),
    ("no-scripts", "npm ci --ignore-scripts", True),
    ("no-scripts", "npm ci", False),
    ("no-scripts", "composer install --no-scripts", True),
    ("no-dev", "npm ci --omit=dev", True),
    ("no-dev", "npm ci --omit optional", False),
    ("no-dev", "npm install --production", True),
    ("no-dev", "composer install --no-dev", True),
    ("no-dev", "BUNDLE_WITHOUT=development bundle install", True),
]


@pytest.mark.parametrize(("name", "text", "expected"), TRAITS)
def test_traits(name: str, text: str, expected: bool | None) -> None:
    found = invocation(text)
    given = {one.name: one.value.value if one.value else HOLE for one in found.assignments}

    def variable(wanted: str) -> str | None:
        return (given[wanted] if given[wanted] is not None else HOLE) if wanted in given else None

    assert knows(found, name)
    assert trait(found, name, variable) is expected


def test_traits_of_what_is_not_described() -> None:
    found = invocation("unheard-of --yes $OPTIONS")
    assert not knows(found, "assume-yes")
    assert trait(found, "assume-yes", lambda _: None) is False
    assert not knows(invocation("curl -y a"), "assume-yes")
