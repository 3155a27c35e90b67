"""What a PDF of ours holds: its streams unpacked, and the words that it shows."""

import re
import zlib

ESCAPED = {b"r": b"\r", b"n": b"\n", b"t": b"\t"}
PIECE = re.compile(rb"/F(\d+) [\d.]+ Tf|\(((?:[^\\)]|\\.)*)\) Tj|\b(BT)\b", re.DOTALL)


def unpacked(content):
    """The content of a PDF with its streams unpacked."""

    def unpack(found):
        packed = found[1]
        # A last byte that looks like the end of a line is cut off by the pattern below.
        return zlib.decompressobj().decompress(packed) if packed[:1] == b"x" else packed

    return re.sub(rb"stream\r?\n(.*?)\r?\nendstream", unpack, content, flags=re.DOTALL)


def pdf_words(content):
    """The words of a PDF, glyph by glyph through the maps of its fonts; a line for each text."""
    plain = unpacked(content)
    maps = [_signs(each) for each in re.findall(rb"begincmap(.*?)endcmap", plain, re.DOTALL)]
    face, found = {}, [""]
    for font, shown, moved in PIECE.findall(plain):
        if font:
            face = maps[int(font) - 1]
        elif moved:
            found.append("\n")
        else:
            codes = re.sub(rb"\\(.)", lambda m: ESCAPED.get(m[1], m[1]), shown, flags=re.DOTALL)
            found += [face[int.from_bytes(codes[i : i + 2])] for i in range(0, len(codes), 2)]
    return "".join(found)


def _signs(table):
    """Code to sign, as the map of a font tells it: one by one, or from a first to a last code."""
    known = {
        int(code, 16): bytes.fromhex(sign.decode()).decode("utf-16-be")
        for code, sign in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,})>\s*\n", table)
    }
    for first, last, sign in re.findall(rb"<(\w{4})> <(\w{4})> <(\w{4})>", table):
        for code in range(int(first, 16), int(last, 16) + 1):
            known[code] = chr(int(sign, 16) + code - int(first, 16))
    return known
