"""Zips that lie, for tests/test_hostile.py: each in the shape in which such zips are found, built byte by
byte, and what other programs write, reproduced where the program is too large to ask for."""

import struct
import zlib

TEXT = b"id,name\n1,aoki\n2,mori\n"


class Member:
    """A member with two headers that may disagree. fields: name, method, flags, crc, packed, size, extra; a
    name with "local_" or "central_" in front is of one header alone."""

    def __init__(self, name="a.csv", data=TEXT, method=8, **fields):
        self.data = deflate(data) if method == 8 and "raw" not in fields else fields.pop("raw", data)
        values = {"name": name if isinstance(name, bytes) else name.encode(), "method": method, "flags": 0,
                  "crc": zlib.crc32(data), "packed": len(self.data), "size": len(data), "extra": b"", "offset": None,
                  "mode": 0, "version": 20, "host": 3, "time": (0, 0x5A21)}
        self.behind = fields.pop("behind", b"")
        self.local, self.central = dict(values), dict(values)
        for key, value in fields.items():
            for prefix, header in (("local_", self.local), ("central_", self.central)):
                if key.startswith(prefix):
                    header[key.removeprefix(prefix)] = value
                elif not key.startswith(("local_", "central_")):
                    header[key] = value

    def local_bytes(self):
        h = self.local
        return struct.pack("<4s5H3I2H", b"PK\3\4", h["version"], h["flags"], h["method"], *h["time"], h["crc"],
                           h["packed"], h["size"], len(h["name"]), len(h["extra"])) + h["name"] + h["extra"] + self.data + self.behind

    def central_bytes(self, offset):
        h = self.central
        return struct.pack("<4s6H3I5H2I", b"PK\1\2", h["host"] << 8 | h["version"], h["version"], h["flags"], h["method"],
                           *h["time"], h["crc"], h["packed"], h["size"], len(h["name"]), len(h["extra"]), 0, 0, 0,
                           h["mode"] << 16, offset if h["offset"] is None else h["offset"]) + h["name"] + h["extra"]


def deflate(data):
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def end_record(count, size, offset, comment=b"", disk=0):
    return struct.pack("<4s4H2IH", b"PK\5\6", disk, disk, count, count, size, offset, len(comment)) + comment


def zip_of(*members, count=None, comment=b"", prefix=b"", behind=b"", gap=b"", hidden=b""):
    body, entries = prefix, b""
    for member in members:
        entries += member.central_bytes(len(body))
        body += member.local_bytes() + gap
    body += hidden
    return body + entries + end_record(len(members) if count is None else count, len(entries), len(body), comment) + behind


def full_overlap(copies):
    """Every entry names the same local header (after Fifield's "A better zip bomb")."""
    body = Member("f0", b"\0" * 1000000).local_bytes()
    entries = b"".join(Member("f%d" % i, b"\0" * 1000000).central_bytes(0) for i in range(copies))
    return body + entries + end_record(copies, len(entries), len(body))


def quoted_overlap(copies):
    """Each member's data are a stored block that quotes the next local header, and so on to one kernel."""
    kernel = Member(b"%05d" % copies, b"\0" * 1000000)
    files = [(kernel.local["name"], kernel.local_bytes(), kernel.local)]
    for i in reversed(range(copies)):
        quoted = files[0][1][:30 + 5]
        later = files[0][2]
        name = b"%05d" % i
        block = struct.pack("<BHH", 0, len(quoted), len(quoted) ^ 0xFFFF)
        header = dict(later, name=name, packed=later["packed"] + len(block) + len(quoted),
                      size=later["size"] + len(quoted), crc=0)
        member = Member(name)
        member.local = header
        member.data = block
        files.insert(0, (name, member.local_bytes() + files[0][1], header))
    body = files[0][1]
    entries, offset = b"", 0
    for name, _, header in files:
        member = Member(name)
        member.central = dict(header, offset=None)
        entries += member.central_bytes(offset)
        offset += 30 + 5 + 5
    return body + entries + end_record(len(files), len(entries), len(body))


def zip64_of(entries_declared=1, end_offset_lie=0, **fields):
    """One member, with a zip64 end record that declares so many."""
    member = Member(**fields)
    body = member.local_bytes()
    entries = member.central_bytes(0)
    end64 = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, entries_declared, entries_declared, len(entries), len(body))
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, len(body) + len(entries) + end_offset_lie, 1)
    return body + entries + end64 + locator + end_record(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)


def zeros(size, byte=b"\0"):
    """So many bytes, deflated: one block that ends with a full flush, over and over."""
    piece = byte * (1 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    count, crc = size >> 20, 0
    for _ in range(count):
        crc = zlib.crc32(piece, crc)
    data = block * count + b"\3\0"
    return zip_of(Member("zeros.txt", b"", raw=data, packed=len(data), size=size, crc=crc))


def java(files, time=(0, 0x5A21)):
    """As java.util.jar writes it, byte for byte: UTF-8 names, sizes behind the data, an extra field 0xCAFE on
    the first entry; folders stored with sizes in place, but a manifest's deflated."""
    members = []
    for name, data in files:
        fields = {"host": 0, "time": time, "local_extra": b"" if members else b"\xfe\xca\0\0"}
        fields["central_extra"] = fields["local_extra"]
        if name.endswith("/") and name != "META-INF/":
            members.append(Member(name, b"", method=0, flags=0x0800, version=10, **fields))
            continue
        packed = deflate(data)
        descriptor = struct.pack("<4s3I", b"PK\7\10", zlib.crc32(data), len(packed), len(data))
        members.append(Member(name, data, flags=0x0808, local_crc=0, local_packed=0, local_size=0, behind=descriptor,
                              **fields))
    return zip_of(*members)
