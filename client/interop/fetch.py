"""Fetches a grid by gRPC, checks its checksums and prints it in the JSON form of the contract:

    python3 fetch.py HOST:PORT GenerateGrid|StreamGrid < request.json

The generated messages (README.md) are found by PYTHONPATH. A refusal is printed too, and exits with 1.
"""
import struct
import sys

import grpc
from google.protobuf.json_format import MessageToJson, Parse
from google.rpc import error_details_pb2, status_pb2  # noqa: F401: the first is what the details of the second are
from mesogrid.v1 import grid_pb2


def crc32c(data, crc=0):
    """CRC-32C of bytes that follow those with the checksum crc."""
    crc ^= 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def u64(*values):
    return b"".join((v % 2**64).to_bytes(8, "little") for v in values)


def columns(points):
    """The columns as bytes, little-endian."""
    n = len(points.x_um)
    for column in points.y_um, points.volume_nl:
        check("number of values", len(column), n)
    return (struct.pack(f"<{n}i", *points.x_um), struct.pack(f"<{n}i", *points.y_um),
            struct.pack(f"<{n}I", *points.volume_nl))


def check(what, got, want):
    if got != want:
        sys.exit(f"corrupt answer: {what} is {got}, want {want}")


def check_header(h):
    box, lattice = h.bounds, h.lattice  # zeros when absent
    integers = u64(
        h.key.point_count, h.key.crc32c, h.key.revision, h.total_volume_nl, h.residue_nl, h.depth_um, h.needle_angle_mdeg,
        box.min_x_um, box.min_y_um, box.max_x_um, box.max_y_um,
        lattice.origin_x, lattice.origin_y, lattice.a_x, lattice.a_y, lattice.b_x, lattice.b_y,
        len(h.refill_before), *h.refill_before, 0)
    check("CRC-32C of the header", crc32c(integers), h.crc32c)


def check_columns(h, count, sums):
    check("number of points", count, h.key.point_count)
    plan = u64(h.key.point_count, h.total_volume_nl) + struct.pack("<II", h.depth_um, h.needle_angle_mdeg)
    check("CRC-32C of the points", crc32c(plan + struct.pack("<III", *sums)), h.key.crc32c)


def check_grid(grid):
    check_header(grid.header)
    check_columns(grid.header, len(grid.points.x_um), [crc32c(c) for c in columns(grid.points)])


def checked(parts):
    """The parts of a stream, each once it is checked."""
    header, count, sums, ended = None, 0, [0, 0, 0], False
    for message in parts:
        if message.HasField("header"):
            header = message.header
            check_header(header)
        elif message.HasField("chunk"):
            chunk = message.chunk
            check("first_index", chunk.first_index, count)
            data = columns(chunk.points)
            check("CRC-32C of a chunk", crc32c(u64(count) + b"".join(data)), chunk.crc32c)
            sums = [crc32c(c, s) for c, s in zip(data, sums)]
            count += len(chunk.points.x_um)
        elif message.HasField("end"):
            ended = True
            check_columns(header, count, sums)
        yield message
    check("end of the stream", ended, True)  # without it the stream was cut off


def main(addr, method):
    path = f"/mesogrid.v1.GridService/{method}"
    with grpc.insecure_channel(addr) as channel:
        try:
            if method == "GenerateGrid":
                request = Parse(sys.stdin.read(), grid_pb2.GenerateGridRequest())
                call = channel.unary_unary(path, grid_pb2.GenerateGridRequest.SerializeToString,
                                           grid_pb2.GenerateGridResponse.FromString)
                grid = call(request, timeout=30)
                check_grid(grid)
                print(MessageToJson(grid))
            else:
                request = Parse(sys.stdin.read(), grid_pb2.StreamGridRequest())
                call = channel.unary_stream(path, grid_pb2.StreamGridRequest.SerializeToString,
                                            grid_pb2.StreamGridResponse.FromString)
                for part in checked(call(request, timeout=30)):
                    print(MessageToJson(part))
        except grpc.RpcError as error:
            metadata = dict(error.trailing_metadata() or ())
            if "grpc-status-details-bin" not in metadata:
                raise
            print(MessageToJson(status_pb2.Status.FromString(metadata["grpc-status-details-bin"])))
            sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
