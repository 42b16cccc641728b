"""What is known of each data set before a byte of it is read: files, hashes and where they can come from."""

from typing import NamedTuple


class IdxFile(NamedTuple):
    """One file of a data set, known by the SHA-256 of its uncompressed bytes (not all places compress it alike)."""

    name: str
    shape: tuple[int, ...]
    sha256: str


class ImageSet(NamedTuple):
    """The files of a data set, images (N, 28, 28) and labels (N,) of each part, and the places that have them."""

    title: str
    folder: str
    parts: dict[str, tuple[IdxFile, IdxFile]]
    mirrors: tuple[str, ...]
    system_folders: tuple[str, ...] = ()

    @property
    def files(self) -> list[IdxFile]:
        """Every file of all parts."""
        return [file for pair in self.parts.values() for file in pair]


def _parts(*hashes: str) -> dict[str, tuple[IdxFile, IdxFile]]:
    return {
        part: (
            IdxFile(f"{prefix}-images-idx3-ubyte", (number, 28, 28), images),
            IdxFile(f"{prefix}-labels-idx1-ubyte", (number,), labels),
        )
        for part, prefix, number, images, labels in (
            ("train", "train", 60_000, *hashes[:2]),
            ("test", "t10k", 10_000, *hashes[2:]),
        )
    }


MNIST_FILES = ImageSet(
    "MNIST",
    "mnist",
    _parts(
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
    ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
)

FASHION_MNIST_FILES = ImageSet(
    "FashionMNIST",
    "fashion-mnist",
    _parts(
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
    mirrors=(
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ),
    system_folders=("/usr/share/datasets/fashion-mnist",),
)
