"""Looking into processes: frames, collected objects, memory, `/proc`, installed packages."""

from tests.attacks.attack import DEAD, LATE, Attack, before, first, unsolved

ATTACKS = (
    Attack(
        "frames-searched",
        "looks for tests and expected values in the frames that called it",
        unsolved(
            first("""
                import sys
                frame = sys._getframe()
                while frame is not None:
                    for name, value in list(frame.f_locals.items()):
                        if name in ('expected', 'reference', 'results', 'solution', 'hidden', 'spec', 'repaired'):
                            won(f'{frame.f_code.co_filename}: {name}')
                    if 'autograder' in frame.f_globals.get('__name__', ''):
                        won(f'a frame of {frame.f_globals["__name__"]}')
                    frame = frame.f_back
            """)
        ),
    ),
    Attack(
        "caller-searched",
        "looks for tests and expected values in the frames that call an answer",
        unsolved(
            before(
                "test_sgd",
                """
                import sys
                class SGD:
                    def __init__(self, rate): self.rate = rate
                    def run_update_rule(self, gradients, _):
                        frame = sys._getframe()
                        while frame is not None:
                            where, module = frame.f_code.co_filename, frame.f_globals['__name__']
                            for name, value in list(frame.f_locals.items()):
                                # visible checks, which students can read, have some, too
                                if name in ('expected', 'reference', 'points', 'contract', 'deltas'):
                                    if not module.startswith('length.tests'):
                                        sys.found = name
                            if where.startswith('<tests') or 'autograder.remote' in module:
                                sys.found = where
                            frame = frame.f_back
                        raise ValueError(getattr(sys, 'found', 'nothing'))
                """,
            ),
            before("relu", "import sys\nif hasattr(sys, 'found'):\n    won(sys.found)"),
        ),
    ),
    Attack(
        "collector-searched",
        "looks for tests, references and expected values among all objects",
        unsolved(
            first("""
                import gc, types
                for found in gc.get_objects():
                    if isinstance(found, types.FunctionType):
                        if found.__name__.endswith('_reference') or str(found.__module__).startswith('autograder'):
                            won(f'{found.__module__}.{found.__name__}')
                    elif isinstance(found, dict) and 'hidden' in found and 'points' in found:
                        won('a graded cell')
            """)
        ),
        statuses=DEAD,
    ),
    Attack(
        "memory-searched",
        "looks for hidden tests in its own memory, which was forked from a process of the grader",
        unsolved(
            first(r"""
                import re, time
                needle = re.compile(rb'autograder.testin[g] import|^@point[s]\(|"place[s]": \{', re.MULTILINE)
                until = time.monotonic() + 1.4
                with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as memory:
                    for line in maps:
                        area, rights, *rest = line.split()
                        begin, end = (int(part, 16) for part in area.split('-'))
                        if 'r' not in rights or end - begin > 1 << 28 or time.monotonic() > until or 'vv' in rest[-1]:
                            continue
                        try:
                            memory.seek(begin)
                            found = needle.search(memory.read(end - begin))
                        except (OSError, OverflowError):
                            continue
                        if found:
                            won(f'{found[0]} in {line}')
            """)
        ),
        statuses=LATE,  # there is much to read
    ),
    Attack(
        "processes-searched",
        "reads command lines, environments, memory and files of all processes",
        unsolved(
            first("""
                import os
                own = {os.getpid(), os.getppid()}
                for name in os.listdir('/proc'):
                    if not name.isdigit() or int(name) == os.getpid():
                        continue
                    for part in ('environ', 'mem', 'maps', 'stack', 'syscall'):
                        try:
                            with open(f'/proc/{name}/{part}', 'rb') as file:
                                text = file.read(4096) if part != 'mem' else b'opened'
                        except OSError:
                            continue
                        if b'ATTACK_SECRET' in text or part == 'mem':
                            won(f'/proc/{name}/{part}')
                    try:
                        opened = [f'fd/{number}' for number in os.listdir(f'/proc/{name}/fd')]
                    except OSError:
                        opened = []
                    for part in ('root', 'cwd', 'exe', *opened):
                        try:
                            won(f'/proc/{name}/{part} is {os.readlink(f"/proc/{name}/{part}")}')
                        except OSError:
                            pass
                if os.path.exists('/proc/@VICTIM@/cmdline') and b'sleep' in open('/proc/@VICTIM@/cmdline', 'rb').read():
                    won('sees the processes of this machine')
            """)
        ),
    ),
)
