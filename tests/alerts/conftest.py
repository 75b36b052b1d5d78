import sys
from pathlib import Path

# Test files import what is beside them; pytest's importlib mode adds no folder by itself.
sys.path.append(str(Path(__file__).parent))
