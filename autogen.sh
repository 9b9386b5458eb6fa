#!/bin/sh
# Bootstraps the build: writes configure and Makefile.in from configure.ac and Makefile.am.
set -eu
cd "$(dirname "$0")"
autoreconf --install --force
