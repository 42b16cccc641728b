"""A wheel's bytes depend on the machine that zips it; repacking keeps the contents and fixes everything else."""

import base64
import hashlib
import re
import time
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

# 1 January 2020, the time of everything in a wheel
EPOCH = 1577836800
_MODE = 0o100644
_UNIX = 3


def repack(built: Path, target: Path) -> None:
    """Write a wheel anew: members sorted, one time stamp, one mode, not compressed, no version of the build tool.

    Compressed bytes differ between zlib versions, so nothing is compressed; the metadata come last.
    """
    with ZipFile(built) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    record = next(name for name in members if name.endswith(".dist-info/RECORD"))
    wheel = record.replace("RECORD", "WHEEL")
    del members[record]
    members[wheel] = re.sub(rb"(?m)^Generator: .*$", b"Generator: hatchling", members[wheel])
    folder = record.removesuffix("RECORD")
    names = sorted(members, key=lambda name: (name.startswith(folder), name))
    lines = [f"{name},sha256={_digest(members[name])},{len(members[name])}" for name in names]
    members[record] = ("\n".join([*lines, f"{record},,"]) + "\n").encode()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name in (*names, record):
            info = ZipInfo(name, time.gmtime(EPOCH)[:6])
            info.create_system = _UNIX
            info.external_attr = _MODE << 16
            archive.writestr(info, members[name], ZIP_STORED)


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
