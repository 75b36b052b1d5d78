"""What tests of use cases share."""

import sys
from pathlib import Path

import pytest

# Test files import what is beside them; pytest's importlib mode adds no folder by itself.
sys.path.append(str(Path(__file__).parent))

from importing_world import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)
