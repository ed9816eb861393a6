"""What somebody installs is all of the product and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SHIPPED, tracked


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The paths inside a wheel built from this checkout, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_product(wheel: set[str]) -> None:
    """Code, catalogues, migrations, sample FAQ, confidence and the playground's page: all are shipped."""
    ours = {path for path in tracked() if path.startswith(SHIPPED)}
    assert ours - wheel == set()


def test_the_wheel_holds_nothing_else(wheel: set[str]) -> None:
    """Tests, benchmarks and tools stay at home."""
    tops = {Path(path).parts[0] for path in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"bot", "adapters", "kb"}


def test_the_wheel_carries_its_licence(wheel: set[str]) -> None:
    """Licence and notice travel with the code."""
    assert {"LICENSE", "NOTICE"} <= {Path(path).name for path in wheel}
