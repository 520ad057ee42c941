import json, struct, sys, time
try:
    import zxingcpp
except ImportError:
    print(json.dumps("the module zxingcpp is missing"), flush=True)
    sys.exit(1)
print(json.dumps("ready"), flush=True)
qr = zxingcpp.BarcodeFormat.QRCode
while head := sys.stdin.buffer.read(8):
    width, height = struct.unpack("<II", head)
    pixels = memoryview(sys.stdin.buffer.read(width * height)).cast("B", (height, width))
    begin = time.perf_counter()
    try:
        found = zxingcpp.read_barcodes(
            pixels, formats=qr, try_rotate=True, try_downscale=True, try_invert=True
        )
    except Exception:
        found = []
    millis = (time.perf_counter() - begin) * 1e3
    texts = [[code.text, code.bytes.decode("utf-8", "replace")] for code in found]
    print(json.dumps([millis, texts]), flush=True)
