"""Limits bound what one submission can use of this machine."""

from dataclasses import asdict, dataclass

MIB = 1 << 20
GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """What one student process, and all that it starts, may use.

    Parameters
    ----------
    address_space, cpu_seconds, open_files, file_size : int
        Limits of each process: address space and file size in bytes (``setrlimit``).
    processes : int
        How many processes and threads may live at the same time.
    total_memory : int
        Bytes of memory of all processes together, with what their sockets can hold; watched while the grader waits.
    memory_left : int
        Bytes of memory that have to be left on this machine (or in the grader's control group); whoever runs when it
        is less is ended, and graded again alone. Less counts where less than twice of it was left at the beginning.
    scratch : int
        Bytes of files in the private folder for temporary files.
    output_bytes, rich_bytes : int
        Printed text, and displayed data such as figures, that are kept of one cell; the rest is cut with a note.
    total_output : int
        Bytes of outputs kept of all cells together.
    reply_bytes : int
        Bytes that may come in answer to one request: whoever sends more is interrupted. The largest message has half.
    cell_seconds, submission_seconds : float
        Time for one request, and for all that a submission makes: new processes, cells that are run again after one has
        ended, and all requests. What counts is what the submission used itself: wall clock without the time that it
        waited for a processor, or the CPU time of all its processes together if that is more. Four times the limit is
        never passed on any clock.
    grace_seconds : float
        How long a cell has, after it was interrupted, before its process is killed; measured alike.
    grader_seconds, grader_memory : float, int
        What the grader itself may use for a submission, should anything of it take unforeseen time or memory: seconds
        of CPU time, without what it takes to read what the student's process sends, and bytes.
    """

    address_space: int = 2 * GIB
    cpu_seconds: int = 180
    processes: int = 64
    open_files: int = 64
    file_size: int = 64 * MIB
    total_memory: int = 512 * MIB
    memory_left: int = 256 * MIB
    scratch: int = 128 * MIB
    output_bytes: int = 1 * MIB
    rich_bytes: int = 8 * MIB
    total_output: int = 32 * MIB
    reply_bytes: int = 64 * MIB
    cell_seconds: float = 30.0  # nbgrader's own
    submission_seconds: float = 270.0
    grace_seconds: float = 1.0
    grader_seconds: float = 20.0
    grader_memory: int = 2 * GIB

    def __post_init__(self) -> None:
        """Refuse limits that nothing could run in."""
        for name, value in asdict(self).items():
            if value <= 0:
                raise ValueError(f"Limits: {name} must be greater than 0, got {value}")
