"""Write the folder from which the image's Asterisk runs: ``asterisk_files.py <folder> <Asterisk's data folder>``.

The same files as those of a private Asterisk (``acd.embedded``), but for the address: phones are on other machines.
"""

import sys
from pathlib import Path

from acd.embedded.g711 import convert_music
from acd.embedded.instance_files import instance_files
from acd.embedded.layout import Folders, Ports

VOICES = {"en": "en_US_f_Allison", "ru": "ru_RU_f_IvrvoiceRU"}


def write(base: Path, data: Path) -> None:
    folders = Folders(base=base, run=base / "run", music=base / "music", modules=None)
    folders.make()
    # AMI stays on loopback: only the daemon, on the same host, talks to it.
    for name, text in instance_files(folders, Ports(sip_host="0.0.0.0"), ()).items():
        (folders.etc / name).write_text(text, "utf-8")
    (folders.etc / "extensions.conf").write_text('#include "acd/extensions.conf"\n', "utf-8")
    for language, voice in VOICES.items():
        (folders.data / "sounds" / language).symlink_to(data / "sounds" / voice)
    (folders.data / "documentation").symlink_to(data / "documentation")
    convert_music(data / "moh", folders.music)


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
