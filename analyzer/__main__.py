"""``python -m analyzer``: the same as the command ``buildsecbot``."""

import sys

from analyzer.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
