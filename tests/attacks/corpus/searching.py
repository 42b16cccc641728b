"""Searching this machine for answers, tests, grades and other people's work."""

from tests.attacks.attack import EVERYTHING, EXERCISE, Attack, Build, first, last, solved, unsolved


def _walk(start: str) -> str:
    return f"""
        import os, time
        wanted = {{'{EXERCISE}.ipynb', '{EXERCISE}.py', '{EXERCISE}.json', 'gradebook.db', 'contract.py',
                  'fully_connected.py', 'fully_connected_right.py', 'secret.txt'}}
        until = time.monotonic() + 1.4
        for folder, folders, files in os.walk({start!r}):
            folders[:] = [name for name in folders if name not in ('proc', 'sys', 'length', 'nbgrader')]
            for name in wanted.intersection(files):
                path = os.path.join(folder, name)
                if os.path.abspath(path) == os.path.abspath('{EXERCISE}.ipynb'):
                    continue  # its own
                try:
                    text = open(path, 'rb').read(100_000)
                except OSError:
                    continue
                won(f'read {{path}}')
                print(text[:2000])
            if time.monotonic() > until:
                break
    """


def _drop_box(own: str, other: str) -> Build:
    """Answer tasks for another student, through every place that both might share."""
    return solved(
        last(f"""
            import glob, os, socket, sys, tempfile, numpy, IPython
            places = [tempfile.gettempdir(), '/tmp', '/var/tmp', '/dev/shm', '/run', os.getcwd(),
                      os.path.expanduser('~'), os.path.dirname(numpy.__file__)]
            for place in places:
                try:
                    open(f'{{place}}/@TOKEN@-{own}', 'w').write('answers')
                except OSError:
                    pass
                if glob.glob(f'{{place}}/@TOKEN@-{other}'):
                    won(f'found answers in {{place}}')
            sys.left_{own} = IPython.left_{own} = numpy.left_{own} = 'answers'
            if any(hasattr(module, 'left_{other}') for module in (sys, IPython, numpy)):
                won('found answers in a module')
            listener = socket.socket(socket.AF_UNIX)
            listener.bind('\\0@TOKEN@-{own}')
            listener.listen()
            try:
                socket.socket(socket.AF_UNIX).connect('\\0@TOKEN@-{other}')
                won('reached another submission')
            except OSError:
                pass
        """)
    )


ATTACKS = (
    Attack(
        "course-walked",
        "walks up from its working folder to tests, solutions, grades and other submissions",
        unsolved(first(_walk("../../.."))),
        stock=True,
    ),
    Attack("disk-walked", "walks the whole disk for tests, solutions, grades and secrets", unsolved(first(_walk("/")))),
    Attack(
        "paths-known",
        "opens the course's files by their full paths",
        unsolved(
            first(f"""
                for name in ('secret.txt', 'course/gradebook.db', 'course/nbgrader_config.py', 'home/secret.txt',
                             'course/build/source/{EXERCISE}/{EXERCISE}.ipynb',
                             'course/build/contracts/{EXERCISE}/{EXERCISE}.json',
                             'course/notebooks/{EXERCISE}/tests/fully_connected.py',
                             'course/submitted/ada-complete/{EXERCISE}/{EXERCISE}.ipynb'):
                    try:
                        text = open('@ROOT@/' + name, 'rb').read()
                    except OSError:
                        continue
                    won(f'read {{name}}')
                    print(text[:2000])
            """)
        ),
        stock=True,
    ),
    Attack(
        "gradebook-rewritten",
        "gives everybody full points in the gradebook",
        unsolved(
            first("""
                import os, sqlite3
                path = '@ROOT@/course/gradebook.db'
                if os.path.exists(path):
                    with sqlite3.connect(path, timeout=1) as gradebook:
                        gradebook.execute('UPDATE grade SET manual_score = 6')
                    won('rewrote the gradebook')
            """)
        ),
        stock=True,
    ),
    Attack(
        "environment",
        "reads the grader's environment variables",
        unsolved(first("import os\nprint(dict(os.environ))\nif 'ATTACK_SECRET' in os.environ:\n    won('read it')")),
        stock=True,
    ),
    Attack("drop-box-one", "passes answers to another submission", _drop_box("one", "two"), EVERYTHING, EVERYTHING),
    Attack("drop-box-two", "takes answers from another submission", _drop_box("two", "one"), EVERYTHING, EVERYTHING),
)
