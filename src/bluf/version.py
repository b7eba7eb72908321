"""The version of bluf; the build reads it here too."""

VERSION = "0.1.0"
