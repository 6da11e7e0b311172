"""6.2.4: which device colours a colour space comes down to, and what is wrong with it."""

from typing import Any

from pikepdf import Array, Stream

from einvoice.pdf.findings import Findings, get, text
from einvoice.pdf.streams import unpack

RGB, CMYK, GRAY = "DeviceRGB", "DeviceCMYK", "DeviceGray"
ICC_CMYK = "ICCBased CMYK"  # for 6.2.4.2: not together with overprinting
_SHORT = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK", "/I": "/Indexed"}  # in inline images
_DEFAULTS = {"/DeviceRGB": "/DefaultRGB", "/DeviceCMYK": "/DefaultCMYK", "/DeviceGray": "/DefaultGray"}
_CHANNELS = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4, b"Lab ": 3}
_PROCESS = frozenset({"/Cyan", "/Magenta", "/Yellow", "/Black", "/None", "/All"})
Devices = frozenset[str]
_NONE: Devices = frozenset()


class Colours:
    """Resolves colour spaces, each once, and remembers what every spot colour looked like."""

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._spots: dict[str, tuple[bytes, bytes]] = {}

    def devices(self, space: Any, resources: Any, depth: int = 0) -> Devices:
        """The device colours that `space`, a name or an array, needs an output intent for."""
        if depth > 8:
            raise ValueError("colour spaces are nested more than 8 deep")
        if space is None:
            return _NONE
        if isinstance(space, Array):
            return self._array(space, resources, depth)
        name = str(space)
        name = _SHORT.get(name, name)
        named = get(resources, "/ColorSpace")
        if name in _DEFAULTS:
            default = get(named, _DEFAULTS[name])
            return frozenset({name[1:]}) if default is None else self.devices(default, None, depth + 1)
        if name == "/Pattern":
            return _NONE
        target = get(named, name)
        if target is None:
            self._found.unfit("6.2.2", f"the colour space {text(name)} is used and not defined")
            return _NONE
        return self.devices(target, resources, depth + 1)

    def _array(self, space: Any, resources: Any, depth: int) -> Devices:
        family = str(space[0])
        family = _SHORT.get(family, family)
        if len(space) == 1:
            return self.devices(space[0], resources, depth + 1)
        if family == "/ICCBased":
            return self._profile(space[1])
        if family in {"/Indexed", "/Pattern"}:
            return self.devices(space[1], resources, depth + 1)
        if family == "/Separation":
            self._spot(str(space[1]), space[2], space[3])
            return self.devices(space[2], resources, depth + 1)
        if family == "/DeviceN":
            return self._several(space, resources, depth)
        if family not in {"/CalGray", "/CalRGB", "/Lab"}:
            self._found.unfit("6.2.4.3", f"the colour space {text(family)} is unknown")
        return _NONE

    def _several(self, space: Any, resources: Any, depth: int) -> Devices:
        names = [str(name) for name in space[1]]
        if len(names) > 32:
            self._found.unfit("6.1.13", "a colour space has more than 32 colorants")
        known = get(space[4], "/Colorants") if len(space) > 4 else None
        process = get(get(space[4], "/Process"), "/Components") if len(space) > 4 else None
        named = _PROCESS | {str(name) for name in process or ()}
        if any(name not in named and get(known, name) is None for name in names):
            self._found.unfit("6.2.4.4", "a spot colour is not described (Colorants)")
        if known is not None:
            for name in known.keys():  # noqa: SIM118
                self.devices(known.get(name), resources, depth + 1)
        return self.devices(space[2], resources, depth + 1)

    def _spot(self, name: str, alternate: Any, tint: Any) -> None:
        """6.2.4.4: one name, one colour."""
        look = (alternate.unparse(resolved=True), _value(tint))
        if self._spots.setdefault(name, look) != look:
            self._found.unfit("6.2.4.4", f"the spot colour {text(name)} is defined in two ways")

    def _profile(self, stream: Any) -> Devices:
        channels = check_profile(stream, "6.2.4.2", self._found)
        return frozenset({ICC_CMYK}) if channels == b"CMYK" else _NONE


def check_profile(stream: Any, clause: str, found: Findings) -> bytes:
    """The kind of an ICC profile's colours (`RGB `, `CMYK`, `GRAY`, `Lab `); its faults go to `found`."""
    data = unpack(stream, 16 * 1024 * 1024) if isinstance(stream, Stream) else b""
    version, usage, colours = data[8:9], data[12:16], data[16:20]
    output = clause == "6.2.3"
    usages = {b"prtr", b"mntr"} if output else {b"prtr", b"mntr", b"scnr", b"spac"}
    known = _CHANNELS.keys() - ({b"Lab "} if output else set())
    if len(data) < 128 or data[36:40] != b"acsp" or version >= b"\x05" or usage not in usages or colours not in known:
        found.unfit(clause, "a colour profile (ICC) is damaged or of a kind that is not allowed")
        return b""
    if stream.get("/N") != _CHANNELS[colours]:
        found.unfit(clause, "a colour profile (ICC) has another number of colours than it says")
    return colours


def _value(tint: Any) -> bytes:
    if isinstance(tint, Stream):
        return bytes(unpack(tint, 1024 * 1024))
    return bytes(tint.unparse(resolved=True))
