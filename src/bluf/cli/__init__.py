"""The command line: parse, call ``bluf.app``, print, exit. Nothing else prints or exits."""
