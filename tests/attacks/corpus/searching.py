"""Searching the machine for answers, tests, grades and other people's work."""

from tests.attacks.attack import Attack, first, unsolved

_WALK = (
    "import os, time\n"
    "wanted = {'neural_network_basics.ipynb', 'neural_network_basics.py', 'gradebook.db', 'hidden_tests.py',\n"
    "          'mean_squared_error.py', 'secret.txt'}\n"
    "until = time.monotonic() + 1.5\n"
    "for folder, folders, files in os.walk(@START@, followlinks=False):\n"
    "    folders[:] = [name for name in folders if name not in ('proc', 'sys')]\n"
    "    for name in wanted.intersection(files):\n"
    "        path = os.path.join(folder, name)\n"
    "        if any(part in path for part in ("/length/", "/nbgrader/")) or os.path.islink(path):\n"
    "            continue\n"
    "        try:\n"
    "            text = open(path, 'rb').read(100_000)\n"
    "        except OSError:\n"
    "            continue\n"
    "        won(f'read {path}')\n"
    "        print(text[:2000])\n"
    "    if time.monotonic() > until:\n"
    "        break\n"
)

ATTACKS = (
    Attack(
        "reads-the-course",
        "walks up from its working folder to tests, solutions, grades and other submissions",
        unsolved(
            first(
                "import os\nos.chdir('../..' if os.path.isdir('../../../submitted') else '.')\n"
                + _WALK.replace("@START@", "'..'")
            )
        ),
        stock=True,
    ),
    Attack(
        "walks-the-disk",
        "walks the whole file system for tests, solutions, grades and secrets",
        unsolved(first(_WALK.replace("@START@", "'/'"))),
    ),
    Attack(
        "known-paths",
        "opens the course's files by their full paths",
        unsolved(
            first(
                "import os\n"
                "for name in ('secret.txt', 'course/gradebook.db', 'course/nbgrader_config.py', 'home/secret.txt',\n"
                "             'course/build/source/neural_network_basics/neural_network_basics.ipynb'):\n"
                "    try:\n"
                "        text = open('@ROOT@/' + name, 'rb').read()\n"
                "    except OSError as error:\n"
                "        print(name, type(error).__name__)\n"
                "    else:\n"
                "        won(f'read {name}')\n"
                "        print(text[:2000])\n"
            )
        ),
        stock=True,
    ),
    Attack(
        "gradebook-rewritten",
        "sets every grade in the gradebook to the maximum",
        unsolved(
            first(
                "import os, sqlite3\n"
                "path = '@ROOT@/course/gradebook.db'\n"
                "if os.path.exists(path):\n"
                "    with sqlite3.connect(path, timeout=1) as gradebook:\n"
                "        gradebook.execute('UPDATE grade SET manual_score = 6')\n"
                "    won('rewrote the gradebook')\n"
            )
        ),
        stock=True,
    ),
    Attack(
        "environment",
        "reads the grader's environment variables",
        unsolved(
            first("import os\nprint(dict(os.environ))\nif 'ATTACK_SECRET' in os.environ:\n    won('environment')\n")
        ),
        stock=True,
    ),
)
