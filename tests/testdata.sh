#!/bin/sh
# The committed test data is what its recipe makes, octet for octet. Skipped without Python 3 or openssl.
for command in python3 openssl; do
    command -v "$command" >/dev/null || { echo "skipped: there is no $command"; exit 77; }
done
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
exec python3 "${top_srcdir:-.}/testdata/make/make.py" --check
